"""The inbox of a world: what is delivered to it, what anybody posts to it, and what it tells of both."""

import asyncio
import hmac
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from layers_mock.kit.exchange import Request
from layers_mock.kit.transport import HttpTransport
from layers_mock.webhooks import Courier, Inboxes, Outcome, Parcel, inspect, signature
from layers_mock.world.clock import wall_seconds
from tests.harness import Api
from tests.webhooks.mock import Mock, until

BOX = "/__mock/webhooks/inbox"


def url_of(mock: Mock, world: str = "default") -> str:
    return str(mock.call("GET", f"/__mock/worlds/{world}/webhooks/inbox")["url"])


def came(mock: Mock, query: str = "", world: str = "default") -> list[Any]:
    """What came, oldest first."""
    items: list[Any] = mock.call("GET", f"/__mock/worlds/{world}/webhooks/inbox?after=0&limit=1000{query}")["items"]
    return items


def post(mock: Mock, body: bytes, headers: dict[str, str] | None = None, path: str = BOX) -> int:
    """Post to an inbox over HTTP, as a stranger does."""
    return HttpTransport().send(Request("POST", mock.url + path, tuple((headers or {}).items()), body)).status


def finish_jobs(mock: Mock, number: int) -> None:
    """Let so many jobs end at once."""
    project = mock.call("POST", "/v1/projects", {"name": "P", "timezone": "UTC"})["id"]
    for name in range(number):
        mock.call("POST", f"/v1/projects/{project}/influencers", {"name": f"Ada {name}"})
    mock.advance(60)


def test_a_delivery_comes_with_its_attempt_and_a_signature_that_holds(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    mock.advance(90.25)
    sent = mock.ping(endpoint)
    assert came(mock) == []
    (told,) = mock.advance()
    assert (told["event"], told["attempt"]) == ("webhook.delivered", 1)
    (one,) = came(mock)
    headers, delivery = one.pop("headers"), mock.deliveries(endpoint)[0]
    assert one == {
        "number": 1, "at": delivery["createdAt"], "eventId": sent["eventId"], "type": "test.ping",
        "payload": {"id": sent["eventId"], "type": "test.ping", "data": one["payload"]["data"]}, "deliveryId": sent["deliveryId"],
        "endpointId": endpoint["endpoint"]["id"], "attempt": 1, "answered": 200, "fault": None,
    }  # fmt: skip
    assert (delivery["status"], delivery["lastResponseStatus"]) == ("delivered", 200)
    text = mock.call("GET", f"{BOX}/1")["text"]
    assert orjson.loads(text) == one["payload"]
    assert inspect(headers["X-Layers-Signature"], text.encode(), endpoint["signingSecret"], wall_seconds()) is None
    (attempt,) = mock.attempts()
    assert (attempt["url"], attempt["status"], attempt["deliveryId"]) == (url_of(mock), 200, sent["deliveryId"])


def test_it_says_where_it_is_and_which_endpoints_lead_to_it(mock: Mock) -> None:
    url = url_of(mock)
    assert mock.call("GET", "/__mock/info")["webhookInbox"] == mock.call("GET", BOX)["url"] == url
    mock.subscribe("http://localhost:9/hooks")
    endpoint = mock.subscribe(url, "job.failed")
    (told,) = mock.call("GET", BOX)["endpoints"]
    assert told == {"endpointId": endpoint["endpoint"]["id"], "events": ["job.failed"], "status": "active", "failures": 0}
    mock.call("DELETE", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}")
    assert mock.call("GET", BOX)["endpoints"] == []


def test_every_url_that_leads_there_is_taken_and_no_other(mock: Mock) -> None:
    port = mock.url.rpartition(":")[2]
    root = f"http://localhost:{port}"
    paths = ["/webhooks/inbox", "/webhooks/inbox/", "/worlds/default/webhooks/inbox", "/webhooks/inbox?tenant=7#x"]
    for path in paths:
        mock.ping(mock.subscribe(f"{root}/__mock{path}"))
    for url in (f"{root}/__mock/webhooks/inbox/1", f"{root}/webhooks/inbox", "http://localhost:1/__mock/webhooks/inbox"):
        mock.ping(mock.subscribe(url))
    told = mock.advance()
    assert [event["event"] for event in told] == ["webhook.delivered"] * 4 + ["webhook.retrying"] * 3
    assert len(came(mock)) == 4
    assert [one["fault"] for one in came(mock)] == [None] * 4


TOKEN = "hush"


@pytest.fixture
def behind_a_proxy() -> Iterator[Mock]:
    it = Mock(base_url="https://mock.example", token=TOKEN)
    yield it
    it.server.stop()


def call_control(mock: Mock, method: str, path: str, body: object = None) -> Any:
    content = b"" if body is None else orjson.dumps(body)
    answer = HttpTransport().send(Request(method, mock.url + path, (("X-Layers-Mock-Token", TOKEN),), content))
    assert answer.status == 200, answer.content
    return orjson.loads(answer.content)


def test_a_delivery_needs_no_token_and_no_outside_and_a_stranger_does(behind_a_proxy: Mock) -> None:
    mock = behind_a_proxy
    port = mock.url.rpartition(":")[2]
    url = call_control(mock, "GET", BOX)["url"]
    assert url == "https://mock.example/__mock/worlds/default/webhooks/inbox"
    for address in (url, f"http://localhost:{port}/__mock/webhooks/inbox"):
        mock.ping(mock.subscribe(address))
    call_control(mock, "POST", "/__mock/clock/advance", {"seconds": 0})
    assert [one["type"] for one in call_control(mock, "GET", BOX)["items"]] == ["test.ping"] * 2
    for method in ("POST", "GET", "PUT", "DELETE"):
        assert mock.ask(method, BOX)[0] == 403
    assert len(call_control(mock, "GET", BOX)["items"]) == 2


def test_what_it_was_told_to_answer_fails_an_attempt_as_any_receiver_would(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    assert mock.call("PUT", BOX, {"status": 500, "times": 2}) == {"status": 500, "times": 2}
    mock.ping(endpoint)
    told = mock.advance(3600)
    assert [event["event"] for event in told] == ["webhook.retrying", "webhook.retrying", "webhook.delivered"]
    assert [(one["attempt"], one["answered"]) for one in came(mock)] == [(1, 500), (2, 500), (3, 200)]
    assert len({one["eventId"] for one in came(mock)}) == 1
    assert mock.call("GET", BOX)["answers"] == {"status": 200, "times": None}
    mock.call("PUT", BOX, {"status": 302})
    mock.ping(endpoint)
    assert [event["message"] for event in mock.advance()] == ["The endpoint answered 302."]
    mock.call("PUT", BOX, {"status": 204})
    assert [event["event"] for event in mock.advance(60)] == ["webhook.delivered"]


def test_an_endpoint_that_twenty_failures_paused_gets_what_waited_once_it_is_resumed(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    path = f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}"
    mock.call("PUT", BOX, {"status": 500})
    finish_jobs(mock, 3)
    mock.advance(200_000)
    assert len(came(mock)) == 20
    assert mock.call("GET", path)["status"] == mock.call("GET", BOX)["endpoints"][0]["status"] == "auto_paused"
    mock.call("PUT", BOX, {"status": 200})
    assert mock.advance(200_000) == []
    assert mock.call("PATCH", path, {"status": "active"})["consecutiveFailureCount"] == 0
    told = mock.advance()
    waited = {one["eventId"] for one in mock.deliveries(endpoint) if one["status"] == "delivered"}
    assert [event["event"] for event in told] == ["webhook.delivered"] * len(waited)
    assert len(waited) > 0
    assert {one["eventId"] for one in came(mock) if one["answered"] == 200} == waited


def test_worlds_have_inboxes_of_their_own(mock: Mock) -> None:
    other = mock.call("POST", "/__mock/worlds", {"name": "other", "clock": {"mode": "manual"}})
    assert other["webhookInbox"].endswith("/worlds/other/webhooks/inbox")
    mine = mock.subscribe(url_of(mock))
    mock.ping(mine)
    mock.advance()
    assert (len(came(mock)), came(mock, world="other")) == (1, [])
    mock.call("PUT", "/__mock/worlds/other/webhooks/inbox", {"status": 500})
    mock.ping(mine)
    assert [event["event"] for event in mock.advance()] == ["webhook.delivered"]
    mock.call("DELETE", f"/__mock/worlds/other{BOX.removeprefix('/__mock')}")
    assert len(came(mock)) == 2


def test_an_inbox_of_a_world_that_was_dropped_answers_404(mock: Mock) -> None:
    mock.call("POST", "/__mock/worlds", {"name": "other", "clock": {"mode": "manual"}})
    endpoint = mock.subscribe(url_of(mock, "other"))
    mock.ping(endpoint)
    assert [event["event"] for event in mock.advance()] == ["webhook.delivered"]
    assert [one["fault"] for one in came(mock, world="other")] == [None]
    mock.call("DELETE", "/__mock/worlds/other")
    mock.ping(endpoint)
    assert [event["message"] for event in mock.advance()] == ["The endpoint answered 404."]


def test_a_reset_empties_it_and_makes_it_answer_well_again(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    mock.call("PUT", BOX, {"status": 500})
    mock.ping(endpoint)
    mock.advance()
    before = mock.call("GET", BOX)
    mock.call("POST", "/__mock/reset")
    after = mock.call("GET", BOX)
    assert (before["recorded"], after["recorded"], after["items"], after["endpoints"]) == (1, 0, [], [])
    assert (after["url"], after["answers"]["status"]) == (before["url"], 200)
    assert after["incarnation"] != before["incarnation"]


def test_what_came_is_listed_by_type_and_by_number_and_forgotten(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    finish_jobs(mock, 2)
    mock.ping(endpoint)
    mock.advance()
    assert [one["type"] for one in mock.call("GET", BOX)["items"]] == ["test.ping", "job.completed", "job.completed"]
    assert [one["number"] for one in came(mock, "&type=job.completed")] == [1, 2]
    assert [one["number"] for one in mock.call("GET", f"{BOX}?after=1&limit=1")["items"]] == [2]
    assert [one["number"] for one in mock.call("GET", f"{BOX}?type=job.completed&limit=1")["items"]] == [2]
    status, answer = mock.ask("GET", f"{BOX}?type=job.complete")
    assert (status, "Did you mean job.completed?" in answer["error"]["message"]) == (422, True)
    for number in ("0", "4", "x", "-1", "9" * 30):
        assert mock.ask("GET", f"{BOX}/{number}")[0] == 404
    mock.call("DELETE", BOX)
    told = mock.call("GET", BOX)
    assert (told["items"], told["recorded"]) == ([], 3)
    mock.ping(endpoint)
    mock.advance()
    assert [one["number"] for one in came(mock)] == [4]


@pytest.mark.parametrize(
    "order", [{}, {"status": 199}, {"status": 600}, {"status": "500"}, {"status": 500, "times": 0}, {"status": 500, "x": 1}]
)
def test_an_order_that_makes_no_sense_is_refused(order: Any) -> None:
    api = Api()
    assert api.control("PUT", "webhooks/inbox", order).status == 422
    assert api.control("GET", "webhooks/inbox").body["answers"] == {"status": 200, "times": None}


def test_a_rotated_secret_signs_what_comes_from_then_on(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    rotated = mock.call("POST", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/rotate-secret", {})
    mock.ping(endpoint)
    mock.advance()
    (one,) = came(mock)
    assert one["fault"] is None
    header, text = one["headers"]["X-Layers-Signature"], mock.call("GET", f"{BOX}/1")["text"]
    assert header.count("v1=") == 2
    for secret in (endpoint["signingSecret"], rotated["signingSecret"]):
        assert inspect(header, text.encode(), secret, wall_seconds()) is None


def test_what_a_stranger_posts_is_told_apart_by_its_signature(mock: Mock) -> None:
    secret = mock.subscribe(url_of(mock))["signingSecret"]
    mock.subscribe(url_of(mock))
    now, body = wall_seconds(), b'{"id":"evt_1","type":"job.failed","data":{}}'
    old = hmac.digest(secret.encode(), b"%d." % (now - 900) + body, "sha256").hex()
    sent: list[dict[str, str]] = [
        {"X-Layers-Signature": signature([secret], now, body), "X-Layers-Event-Id": "evt_1"},
        {"x-layers-signature": f"t={now - 900},v1={old}"},
        {"X-Layers-Signature": signature(["whsec_other"], now, body)},
        {"X-Layers-Signature": f"t={now},v1=\xff"},
        {"X-Layers-Signature": "nonsense"},
        {},
    ]
    assert [post(mock, body, headers) for headers in sent] == [200] * 6
    found = came(mock)
    parts = [one["fault"] and one["fault"]["part"] for one in found]
    assert parts == [None, "timestamp", "secret or body", "secret or body", "header", "header"]
    assert "900 seconds old" in found[1]["fault"]["reason"]
    assert [found[0][name] for name in ("eventId", "type", "attempt", "deliveryId")] == ["evt_1", "job.failed", None, None]


def test_without_an_endpoint_there_is_nothing_to_hold_a_signature_against(mock: Mock) -> None:
    body = b"{}"
    post(mock, body, {"X-Layers-Signature": signature(["whsec_any"], wall_seconds(), body)})
    assert "No endpoint has this inbox as its URL" in came(mock)[0]["fault"]["reason"]


ODD = [b"", b"{", b"\xff\xfe", b"[1]", b'"text"', b"[" * 5000 + b"]" * 5000, b'{"type": 3}', '{"type": "jöb"}'.encode()]


def test_it_takes_whatever_is_posted_and_keeps_the_bodies_secrets_to_itself(mock: Mock) -> None:
    assert [post(mock, body) for body in ODD] == [200] * len(ODD)
    assert [one["type"] for one in came(mock)] == [None] * 7 + ["jöb"]
    assert [mock.call("GET", f"{BOX}/{n}")["text"] for n in (1, 2, 4, 6)] == ["", "{", "[1]", ODD[5].decode()]
    mock.call("DELETE", BOX)
    post(mock, orjson.dumps({"key": mock.key}), {"X-Api-Key": mock.key, "Cookie": "a=b"})
    assert mock.key not in str(came(mock)) + str(mock.call("GET", f"{BOX}/9"))
    mock.call("PUT", BOX, {"status": 418, "times": 1})
    assert [post(mock, b"{}"), post(mock, b"{}")] == [418, 200]
    mock.call("PUT", BOX, {"status": 204, "times": 1})
    assert [post(mock, b"{}", path=f"{BOX}?tenant=1&tenant=2") for _ in range(2)] == [204, 200]


def test_a_payload_larger_than_any_request_comes_whole(mock: Mock) -> None:
    endpoint = mock.subscribe(url_of(mock))
    limit = mock.server.opened.worlds.contract.most_body_bytes
    text = "é" * (limit // 2 - 100)
    mock.call("POST", f"/v1/webhook-endpoints/{endpoint['endpoint']['id']}/test", {"payload": {"text": text}})
    mock.advance()
    (one,) = came(mock)
    assert (one["payload"]["data"], one["fault"]) == ({"text": text}, None)
    assert post(mock, b"x" * (limit + 1)) == 413
    assert len(came(mock)) == 1


def test_a_clock_that_runs_delivers_to_it_by_itself() -> None:
    mock = Mock(clock="real", speed=1000.0)
    try:
        endpoint = mock.subscribe(url_of(mock))
        mock.call("PUT", BOX, {"status": 500, "times": 1})
        mock.ping(endpoint)
        until(lambda: len(came(mock)) == 2)
        assert [(one["attempt"], one["answered"]) for one in came(mock)] == [(1, 500), (2, 200)]
    finally:
        mock.server.stop()


def test_a_long_row_of_deliveries_lets_everybody_else_have_a_turn() -> None:
    api, courier = Api(), Courier()
    courier.inboxes = Inboxes(lambda _: api.world, "http://localhost:4747")
    parcel, turns = Parcel("http://localhost:4747/__mock/webhooks/inbox", {}, b"{}"), list[int]()

    async def send() -> list[Outcome]:
        return [await courier.send(parcel) for _ in range(50)]

    async def look() -> None:
        loop = asyncio.get_running_loop()
        while api.world.inbox.recorded < 50:
            turns.append(api.world.inbox.recorded)
            turn = loop.create_future()
            loop.call_soon(turn.set_result, None)
            await turn

    async def both() -> list[Outcome]:
        outcomes, _ = await asyncio.gather(send(), look())
        return outcomes

    assert {outcome.status for outcome in asyncio.run(both())} == {200}
    assert len(set(turns)) > 25


FIXTURE = """
fixture: told
about: Somebody who listens at the inbox.
starts: "2026-04-24T12:00:00Z"
organizations:
  - label: one
    name: One
    keys: [{name: full}]
    webhooks:
      - {label: hooks, url: inbox, events: [test.ping]}
"""


def test_an_endpoint_of_a_fixture_leads_to_the_inbox_of_whichever_world_it_is_in(tmp_path: Any) -> None:
    file = tmp_path / "told.yaml"
    file.write_text(FIXTURE)
    mock = Mock(fixture=str(file))
    try:
        worlds = [mock.call("GET", "/__mock/info"), mock.call("POST", "/__mock/worlds", {"name": "other"})]
        assert worlds[0]["ids"] == worlds[1]["ids"]
        for state in worlds:
            mock.key = state["keys"]["full"]
            endpoint = mock.call("GET", f"/v1/webhook-endpoints/{state['ids']['hooks']}")
            assert endpoint["url"] == state["webhookInbox"]
            mock.ping({"endpoint": endpoint})
            mock.call("POST", f"/__mock/worlds/{state['world']}/clock/advance", {"seconds": 0})
            (one,) = came(mock, world=state["world"])
            assert (one["endpointId"], one["fault"]) == (state["ids"]["hooks"], None)
            assert [one["url"] for one in mock.call("GET", f"/__mock/worlds/{state['world']}/webhooks/attempts")["items"]] == [
                state["webhookInbox"]
            ]
        saved = mock.call("GET", "/__mock/worlds/other/snapshot")
        mock.call("PUT", "/__mock/worlds/other/snapshot", saved)
        assert mock.call("GET", f"/v1/webhook-endpoints/{state['ids']['hooks']}")["url"] == state["webhookInbox"]
    finally:
        mock.server.stop()
