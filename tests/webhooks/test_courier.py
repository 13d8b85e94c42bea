"""Deliveries over HTTP: on the world's clock, one at a time per endpoint, and whatever receivers do."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import pytest

from layers_mock.webhooks import inspect
from layers_mock.world.clock import wall_seconds
from tests.webhooks.mock import Mock, until
from tests.webhooks.receivers import Receiver, flood, receiver, reset, with_status


def test_an_event_arrives_signed_when_the_clock_moves_and_not_before(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    sent = mock.ping(endpoint)
    assert hooks.got == []
    (told,) = mock.advance()
    assert (told["event"], told["deliveryId"]) == ("webhook.delivered", sent["deliveryId"])
    (got,) = hooks.got
    assert got.headers["X-Layers-Event-Id"] == sent["eventId"] == orjson.loads(got.body)["id"]
    assert inspect(got.headers["X-Layers-Signature"], got.body, endpoint["signingSecret"], wall_seconds()) is None
    assert mock.deliveries(endpoint)[0]["status"] == "delivered"
    assert mock.advance(1000) == []
    assert len(hooks.got) == 1


def test_a_ladder_of_a_day_and_more_runs_in_its_order_within_one_move(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(503)
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    told = mock.advance(200_000)
    assert [event["event"] for event in told] == ["webhook.retrying"] * 7 + ["webhook.failed"]
    assert [event["attempt"] for event in told] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert len({got.headers["X-Layers-Event-Id"] for got in hooks.got}) == 1
    assert len({got.body for got in hooks.got}) == 1
    (item,) = mock.deliveries(endpoint)
    assert (item["status"], item["attempts"], item["lastErrorMessage"]) == ("failed", 8, "The endpoint answered 503.")


def test_a_receiver_that_reads_the_resource_back_sees_what_the_event_told(mock: Mock, hooks: Receiver) -> None:
    seen: list[Any] = []

    def read_back(handler: Any) -> None:
        job = orjson.loads(hooks.got[-1].body)["data"]["jobId"]
        seen.append((mock.call("GET", f"/v1/jobs/{job}"), mock.call("GET", "/__mock/clock")["now"]))
        with_status(204)(handler)

    hooks.answer = read_back
    mock.subscribe(hooks.url)
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    mock.call("POST", f"/v1/projects/{project}/influencers", {"name": "Ada"})
    mock.advance(3600)
    ((job, now),) = seen
    assert (job["status"], job["finishedAt"]) == ("completed", now)


def test_deliveries_arrive_in_the_order_of_their_events_each_once(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe(hooks.url)
    sent = [mock.ping(endpoint)["eventId"] for _ in range(40)]
    mock.advance()
    assert [got.headers["X-Layers-Event-Id"] for got in hooks.got] == sent


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (reset, "The connection to the endpoint broke"),
        (with_status(302, Location="http://127.0.0.1:9/"), "The endpoint answered 302."),
        (with_status(404), "The endpoint answered 404."),
    ],
)
def test_what_is_no_2xx_has_failed_and_says_why(mock: Mock, hooks: Receiver, answer: Any, reason: str) -> None:
    hooks.answer = answer
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    (told,) = mock.advance()
    assert told["event"] == "webhook.retrying"
    assert mock.deliveries(endpoint)[0]["lastErrorMessage"].startswith(reason)


def test_a_receiver_that_floods_its_answer_has_taken_the_event(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = flood
    endpoint = mock.subscribe(hooks.url)
    mock.ping(endpoint)
    assert [event["event"] for event in mock.advance()] == ["webhook.delivered"]
    assert mock.deliveries(endpoint)[0]["status"] == "delivered"


def test_nobody_listening_is_a_failure_that_says_so(mock: Mock, hooks: Receiver) -> None:
    endpoint = mock.subscribe("http://localhost:9/nobody")
    mock.ping(endpoint)
    mock.advance()
    assert "could not be reached" in mock.deliveries(endpoint)[0]["lastErrorMessage"]


def test_the_outside_is_not_called_and_the_delivery_says_so(mock: Mock) -> None:
    endpoint = mock.subscribe("https://hooks.example/in")
    mock.ping(endpoint)
    (told,) = mock.advance(100_000)
    assert told["event"] == "webhook.abandoned"
    (item,) = mock.deliveries(endpoint)
    assert (item["status"], item["attempts"]) == ("abandoned", 0)
    assert "--webhook-allow hooks.example" in item["lastErrorMessage"]
    found = mock.call("GET", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}")
    assert (found["status"], found["consecutiveFailureCount"]) == ("active", 0)


def test_twenty_failures_pause_an_endpoint_and_what_waited_goes_out_when_it_is_resumed(mock: Mock, hooks: Receiver) -> None:
    hooks.answer = with_status(500)
    endpoint = mock.subscribe(hooks.url)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    for number in range(25):
        mock.call("POST", f"/v1/projects/{project}/influencers", {"name": f"Ada {number}"})
    mock.advance(60)
    assert (len(hooks.got), mock.call("GET", path)["status"]) == (20, "auto_paused")
    hooks.answer, hooks.got = with_status(200), []
    assert mock.advance(1_000_000) == []
    mock.call("PATCH", path, {"status": "active"})
    mock.advance()
    assert len({got.headers["X-Layers-Event-Id"] for got in hooks.got}) == len(hooks.got) == 25
    assert {item["status"] for item in mock.deliveries(endpoint)} == {"delivered"}


def test_an_endpoint_that_hangs_holds_up_neither_the_api_nor_another_endpoint() -> None:
    mock = Mock(clock="real", speed=1000.0)
    try:
        with receiver() as hanging, receiver() as healthy:
            hanging.answer = hanging.hang
            stuck, fine = mock.subscribe(hanging.url), mock.subscribe(healthy.url)
            for _ in range(5):
                mock.ping(stuck)
                mock.ping(fine)
            until(lambda: len(healthy.got) == 5 and hanging.got)
            assert len(hanging.got) == 1, "one at a time"
            assert mock.call("GET", "/v1/whoami")["killSwitch"] is False
            hanging.released.set()
    finally:
        mock.server.stop()


def test_a_clock_that_runs_delivers_by_itself() -> None:
    mock = Mock(clock="real", speed=1000.0)
    try:
        with receiver() as hooks:
            mock.subscribe(hooks.url)
            project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
            job = mock.call("POST", f"/v1/projects/{project}/influencers", {"name": "Ada"})["jobId"]
            until(lambda: bool(hooks.got))
            assert orjson.loads(hooks.got[0].body)["data"]["jobId"] == job
    finally:
        mock.server.stop()


def test_a_server_that_stops_records_what_it_could_not_finish(tmp_path: Any) -> None:
    kept = tmp_path / "world.json"
    with receiver() as hooks:
        hooks.answer = hooks.hang
        mock = Mock(clock="real", speed=1000.0, snapshot=kept)
        endpoint = mock.subscribe(hooks.url)
        mock.ping(endpoint)
        mock.ping(endpoint)
        until(lambda: len(hooks.got) == 1)
        mock.server.stop()
        assert len(hooks.got) == 1
        assert "layers-mock stopped before the endpoint answered." in kept.read_text()
        hooks.answer = with_status(200)
        again = Mock(snapshot=kept)
        try:
            until(lambda: len(hooks.got) == 3)
            until(lambda: {item["status"] for item in again.deliveries(endpoint)} == {"delivered"})
            assert [item["attempts"] for item in again.deliveries(endpoint)] == [1, 2]
        finally:
            again.server.stop()


def test_a_world_that_is_reset_while_it_delivers_delivers_no_more() -> None:
    mock = Mock(clock="real", speed=1.0)
    try:
        with receiver() as hooks:
            hooks.answer = hooks.hang
            endpoint = mock.subscribe(hooks.url)
            for _ in range(3):
                mock.ping(endpoint)
            until(lambda: len(hooks.got) == 1)
            mock.call("POST", "/__mock/reset")
            hooks.released.set()
            assert mock.call("GET", "/v1/webhook-endpoints")["items"] == []
            mock.call("GET", "/v1/whoami")
            assert len(hooks.got) == 1
    finally:
        mock.server.stop()


def test_all_that_waited_goes_out_when_a_clock_begins_to_run_however_much_it_is(mock: Mock) -> None:
    inbox = mock.call("GET", "/__mock/webhooks/inbox")["url"]
    endpoint = mock.subscribe(inbox)
    sent = [mock.ping(endpoint)["eventId"] for _ in range(250)]
    mock.call("PUT", "/__mock/clock", {"mode": "real", "speed": 0.001})
    until(lambda: mock.call("GET", "/__mock/webhooks/inbox?limit=1")["recorded"] == len(sent))
    came = mock.call("GET", "/__mock/webhooks/inbox?after=0&limit=1000")["items"]
    assert [one["eventId"] for one in came] == sent


def test_a_server_that_stops_while_a_clock_is_moved_records_what_it_could_not_finish(tmp_path: Any, hooks: Receiver) -> None:
    kept = tmp_path / "world.json"
    mock = Mock(snapshot=kept)
    hooks.answer = hooks.hang
    endpoint = mock.subscribe(hooks.url)
    sent = [mock.ping(endpoint)["eventId"] for _ in range(2)]
    with ThreadPoolExecutor(1) as pool:
        moving = pool.submit(mock.ask, "POST", "/__mock/clock/advance", {"seconds": 3600})
        until(lambda: len(hooks.got) == 1)
        mock.server.stop()
        moving.exception()
    again = Mock(snapshot=kept)
    try:
        assert again.call("GET", "/__mock/clock")["now"] == "2026-04-24T12:00:00.000Z"
        second, first = again.deliveries(endpoint)
        assert (first["attempts"], first["lastErrorMessage"]) == (1, "layers-mock stopped before the endpoint answered.")
        assert (second["status"], second["attempts"]) == ("pending", 0)
        hooks.answer = with_status(200)
        again.advance(30)
        assert [got.headers["X-Layers-Event-Id"] for got in hooks.got] == [sent[0], sent[1], sent[0]]
    finally:
        again.server.stop()
