"""Deliveries while the world around them changes: nothing is sent twice for one attempt, and nothing is lost."""

import shutil
import ssl
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.webhooks.mock import Mock, until
from tests.webhooks.receivers import Receiver, receiver, reset, with_status


def events(hooks: Receiver) -> list[str]:
    return [got.headers["X-Layers-Event-Id"] for got in hooks.got]


def meanwhile(act: Callable[[], object], found: list[Any]) -> Callable[[BaseHTTPRequestHandler], None]:
    """A receiver that does something before it answers."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        found.append(act())
        with_status(200)(handler)

    return answer


# --- who moves the clock ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "clock/advance", {"seconds": 5}),
        ("POST", "clock/advance", {"to": "idle"}),
        ("POST", "clock/advance", {"to": "next-event"}),
        ("PUT", "clock", {"now": "2026-05-01T00:00:00Z"}),
        ("PUT", "clock", {"mode": "real", "speed": 1000}),
    ],
)
def test_a_receiver_that_moves_the_clock_that_waits_for_it_is_refused_and_told_why(
    mock: Mock, hooks: Receiver, method: str, path: str, body: object
) -> None:
    refused: list[Any] = []
    hooks.answer = meanwhile(lambda: mock.ask(method, f"/__mock/{path}", body), refused)
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    before = mock.call("GET", "/__mock/clock")
    assert [one["event"] for one in mock.advance()] == ["webhook.delivered"]
    ((status, answer),) = refused
    assert status == 409
    assert "answers first" in answer["error"]["message"]
    after = mock.call("GET", "/__mock/clock")
    assert {name: after[name] for name in ("now", "mode", "speed")} == {name: before[name] for name in ("now", "mode", "speed")}
    mock.advance(5)
    assert mock.call("GET", "/__mock/clock")["now"] > before["now"]


def test_a_receiver_may_move_the_clock_of_another_world(mock: Mock, hooks: Receiver) -> None:
    mock.call("POST", "/__mock/worlds", {"name": "w"})
    moved: list[Any] = []
    hooks.answer = meanwhile(lambda: mock.ask("POST", "/__mock/worlds/w/clock/advance", {"seconds": 60}), moved)
    mock.ping(mock.subscribe(hooks.url))
    mock.advance()
    ((status, answer),) = moved
    assert (status, answer["now"]) == (200, "2026-04-24T12:01:00.000Z")


def test_what_a_receiver_sets_off_is_delivered_within_the_same_move(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)

    def ping_once_more(handler: BaseHTTPRequestHandler) -> None:
        if len(hooks.got) < 3:
            mock.ping(endpoint)
        with_status(200)(handler)

    hooks.answer = ping_once_more
    mock.ping(endpoint)
    assert [one["event"] for one in mock.advance()] == ["webhook.delivered"] * 3


def test_clients_that_move_one_clock_at_once_all_do_where_nothing_waits(mock: Mock, hooks: Receiver) -> None:
    mock.subscribe(hooks.url)
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(mock.ask, "POST", "/__mock/clock/advance", {"seconds": 1}) for _ in range(40)]
        assert [one.result()[0] for one in asked] == [200] * 40
    assert mock.call("GET", "/__mock/clock")["now"] == "2026-04-24T12:00:40.000Z"


# --- endpoints that change while something waits or is under way ------------------------------------------------------


def test_pausing_and_resuming_while_an_attempt_is_under_way_sends_nothing_twice(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"

    def pause_and_resume() -> None:
        mock.call("PATCH", path, {"status": "paused"})
        mock.call("PATCH", path, {"status": "active"})

    hooks.answer = meanwhile(pause_and_resume, [])
    sent = [mock.ping(endpoint)["eventId"] for _ in range(3)]
    mock.advance(100_000)
    assert events(hooks) == sent
    assert [one["attempts"] for one in mock.deliveries(endpoint)] == [1, 1, 1]


def test_pausing_holds_back_what_is_due_and_resuming_lets_it_go_in_order(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    jobs = [mock.call("POST", f"/v1/projects/{project}/influencers", {"name": name})["jobId"] for name in ("A", "B", "C")]
    hooks.answer = meanwhile(lambda: mock.call("PATCH", path, {"status": "paused"}), [])
    mock.advance(100_000)
    assert [one["status"] for one in mock.deliveries(endpoint)] == ["pending", "pending", "delivered"]
    hooks.answer = with_status(200)
    mock.call("PATCH", path, {"status": "active"})
    mock.advance()
    assert [orjson.loads(got.body)["data"]["jobId"] for got in hooks.got] == jobs
    assert [one["status"] for one in mock.deliveries(endpoint)] == ["delivered"] * 3


def test_what_is_held_back_is_sent_once_though_its_endpoint_was_paused_meanwhile(hooks: Receiver) -> None:
    mock = Mock(clock="real", speed=0.001)
    try:
        endpoint = mock.subscribe(hooks.url)
        path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
        mock.call("POST", "/__mock/scenarios", {"name": "s", "then": {"webhook": "reorder"}, "times": 1})
        held = mock.ping(endpoint)["eventId"]
        until(lambda: mock.call("GET", "/__mock/scenarios/s")["applied"] == 1)
        assert hooks.got == []
        mock.call("PATCH", path, {"status": "paused"})
        mock.call("PATCH", path, {"status": "active"})
        until(lambda: len(hooks.got) == 1)
        after = mock.ping(endpoint)["eventId"]
        mock.call("PUT", "/__mock/clock", {"mode": "manual"})
        mock.advance(100_000)
        until(lambda: len(hooks.got) == 2)
        assert events(hooks) == [held, after]
        assert [one["attempts"] for one in mock.deliveries(endpoint)] == [1, 1]
        assert [one["scenario"] for one in mock.attempts()] == ["s", None]
    finally:
        mock.server.stop()


def test_an_endpoint_deleted_while_it_answers_gets_nothing_more(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
    hooks.answer = meanwhile(lambda: mock.call("DELETE", path), [])
    for _ in range(3):
        mock.ping(endpoint)
    told = mock.advance(100_000)
    assert ([one["event"] for one in told], len(hooks.got)) == (["webhook.delivered"], 1)


# --- worlds that change while something waits or is under way ---------------------------------------------------------


def test_a_snapshot_keeps_what_waits(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(500)
    endpoint = mock.subscribe(hooks.url)
    sent = [mock.ping(endpoint)["eventId"] for _ in range(3)]
    mock.advance()
    mock.ping(endpoint)
    kept = mock.call("GET", "/__mock/snapshot")
    mock.call("POST", "/__mock/reset")
    assert mock.advance(100_000) == []
    hooks.got, hooks.answer = [], with_status(200)
    mock.call("PUT", "/__mock/snapshot", kept)
    told = mock.advance(30)
    assert events(hooks)[1:] == sent
    assert [one["attempt"] for one in told] == [1, 2, 2, 2]
    assert {one["status"] for one in mock.deliveries(endpoint)} == {"delivered"}


def test_a_snapshot_taken_during_an_attempt_tries_it_again(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    kept: list[Any] = []
    hooks.answer = meanwhile(lambda: mock.call("GET", "/__mock/snapshot"), kept)
    sent = [mock.ping(endpoint)["eventId"] for _ in range(2)]
    mock.advance()
    hooks.answer = with_status(200)
    mock.call("PUT", "/__mock/snapshot", kept[0])
    told = mock.advance()
    assert events(hooks) == [*sent, *sent]
    assert [one["attempt"] for one in told] == [1, 1]


def test_what_was_under_way_in_a_snapshot_waits_where_its_endpoint_is_paused(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
    kept: list[Any] = []
    hooks.answer = meanwhile(lambda: mock.call("GET", "/__mock/snapshot"), kept)
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    mock.call("POST", f"/v1/projects/{project}/influencers", {"name": "Ada"})
    mock.advance(3600)
    hooks.answer = with_status(200)
    mock.call("PUT", "/__mock/snapshot", kept[0])
    mock.call("PATCH", path, {"status": "paused"})
    assert mock.advance(10) == []
    mock.call("PATCH", path, {"status": "active"})
    assert [one["event"] for one in mock.advance()] == ["webhook.delivered"]
    assert len(set(events(hooks))) == len(hooks.got) - 1 == 1


def test_a_snapshot_taken_during_the_last_attempt_of_a_ladder_adds_none_to_it(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    kept: list[Any] = []

    def fail(handler: BaseHTTPRequestHandler) -> None:
        if len(hooks.got) == 8:
            kept.append(mock.call("GET", "/__mock/snapshot"))
        with_status(500)(handler)

    hooks.answer = fail
    mock.ping(endpoint)
    mock.advance(200_000)
    mock.call("PUT", "/__mock/snapshot", kept[0])
    assert [(one["event"], one["attempt"]) for one in mock.advance(200_000)] == [("webhook.failed", 8)]
    assert [one["attempts"] for one in mock.deliveries(endpoint)] == [8]


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/__mock/worlds/w"), ("POST", "/__mock/worlds/w/reset")], ids=["dropped", "reset"]
)
def test_a_world_that_goes_while_its_deliveries_are_awaited_delivers_no_more(
    mock: Mock, hooks: Receiver, method: str, path: str
) -> None:
    made = mock.call("POST", "/__mock/worlds", {"name": "w"})
    default, mock.key = mock.key, made["keys"]["full"]
    endpoint = mock.subscribe(hooks.url)
    for _ in range(3):
        mock.ping(endpoint)
    hooks.answer = meanwhile(lambda: mock.call(method, path), [])
    status, moved = mock.ask("POST", "/__mock/worlds/w/clock/advance", {"seconds": 100})
    assert (status, moved["happened"], len(hooks.got)) == (200, [], 1)
    mock.key = default
    hooks.answer = with_status(200)
    fine = mock.subscribe(hooks.url)
    mock.ping(fine)
    assert [one["event"] for one in mock.advance(100)] == ["webhook.delivered"]
    assert len(hooks.got) == 2


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/__mock/worlds/w"), ("POST", "/__mock/worlds/w/reset")], ids=["dropped", "reset"]
)
def test_a_world_that_goes_on_its_way_to_idle_leaves_the_server_at_work(
    mock: Mock, hooks: Receiver, method: str, path: str
) -> None:
    default, mock.key = mock.key, mock.call("POST", "/__mock/worlds", {"name": "w"})["keys"]["full"]
    endpoint = mock.subscribe(hooks.url)
    hooks.answer = with_status(500)
    mock.ping(endpoint)
    mock.call("POST", "/__mock/worlds/w/clock/advance", {"seconds": 1})
    mock.ping(endpoint)
    hooks.answer = meanwhile(lambda: mock.call(method, path), [])
    status, moved = mock.ask("POST", "/__mock/worlds/w/clock/advance", {"to": "idle"})
    assert (status, moved["isIdle"], len(hooks.got)) == (200, True, 2)
    mock.key = default
    assert mock.call("GET", "/v1/whoami")["killSwitch"] is False


# --- clocks that change while something waits or is under way ---------------------------------------------------------


def test_a_clock_that_stands_still_waits_for_what_was_sent_while_it_ran(hooks: Receiver) -> None:
    mock = Mock(clock="real", speed=1.0)
    try:
        endpoint = mock.subscribe(hooks.url)
        hooks.answer = hooks.hang
        sent = [mock.ping(endpoint)["eventId"] for _ in range(5)]
        until(lambda: len(hooks.got) == 1)
        with ThreadPoolExecutor(1) as pool:
            stopping = pool.submit(mock.call, "PUT", "/__mock/clock", {"mode": "manual"})
            until(lambda: mock.call("GET", "/__mock/clock")["mode"] == "manual")
            hooks.answer = with_status(200)
            hooks.released.set()
            happened = stopping.result()["happened"]
        assert [one["eventId"] for one in happened if one["event"].startswith("webhook.")] == sent
        assert events(hooks) == sent
    finally:
        mock.server.stop()


def test_a_clock_that_ran_before_delivers_nothing_by_itself(hooks: Receiver) -> None:
    mock = Mock(clock="real", speed=100.0)
    try:
        with receiver() as later:
            hooks.answer = later.answer = with_status(500)
            endpoint = mock.subscribe(hooks.url)
            mock.ping(endpoint)
            until(lambda: [one["status"] for one in mock.deliveries(endpoint)] == ["pending"] and hooks.got)
            mock.call("PUT", "/__mock/clock", {"mode": "manual"})
            before = len(hooks.got)
            mock.ping(endpoint)
            # Another world fails later: once it has tried again, the alarm of the first one has been.
            mock.key = mock.call("POST", "/__mock/worlds", {"name": "w"})["keys"]["full"]
            mock.ping(mock.subscribe(later.url))
            until(lambda: len(later.got) == 2)
            assert len(hooks.got) == before
    finally:
        mock.server.stop()


# --- receivers that fail in ways of their own -------------------------------------------------------------------------


def die_within_the_answer(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"half")
    handler.wfile.flush()
    reset(handler)


def test_a_receiver_that_dies_within_its_answer_has_not_taken_the_event(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = die_within_the_answer
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    assert [one["event"] for one in mock.advance()] == ["webhook.retrying"]
    assert "The connection to the endpoint broke" in mock.deliveries(endpoint)[0]["lastErrorMessage"]


def test_a_receiver_that_is_away_for_a_while_gets_what_it_missed_in_order(mock: Mock) -> None:
    with receiver() as gone:
        endpoint, port = mock.subscribe(gone.url), gone.port
        first = mock.ping(endpoint)["eventId"]
        mock.advance()
    second = mock.ping(endpoint)["eventId"]
    (told,) = mock.advance()
    assert (told["event"], "could not be reached" in told["message"]) == ("webhook.retrying", True)
    third = mock.ping(endpoint)["eventId"]
    mock.advance(10)
    with receiver(port) as back:
        mock.call("POST", "/__mock/clock/advance", {"to": "idle"})
        assert (events(gone), events(back)) == ([first], [second, third])
    assert {one["status"] for one in mock.deliveries(endpoint)} == {"delivered"}


def test_https_where_the_receiver_speaks_none_is_a_failure_that_says_so(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url.replace("http:", "https:"))
    mock.ping(endpoint)
    assert [one["event"] for one in mock.advance()] == ["webhook.retrying"]
    assert "endpoint" in mock.deliveries(endpoint)[0]["lastErrorMessage"]
    assert hooks.got == []


@pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl")
@pytest.mark.parametrize("is_insecure", [False, True])
def test_a_certificate_that_nobody_vouches_for_is_refused_unless_told_otherwise(tmp_path: Path, is_insecure: bool) -> None:
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-keyout", "key.pem", "-out", "certificate.pem"]
    subprocess.run(command, cwd=tmp_path, capture_output=True, timeout=30, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    mock = Mock(verifies_webhook_tls=not is_insecure)
    try:
        with receiver(tls=context) as hooks:
            endpoint = mock.subscribe(hooks.url)
            mock.ping(endpoint)
            (told,) = mock.advance()
            if is_insecure:
                assert (told["event"], len(hooks.got)) == ("webhook.delivered", 1)
            else:
                assert (told["event"], hooks.got) == ("webhook.retrying", [])
                assert mock.deliveries(endpoint)[0]["lastErrorMessage"] == "The certificate of the endpoint is not valid."
    finally:
        mock.server.stop()
