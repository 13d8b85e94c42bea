"""The newest webhooks in an overview, and their fate."""

from typing import Any

from layers_mock.http.control.overview import Overview
from layers_mock.http.control.overview_webhooks import MOST_DELIVERIES
from tests.harness import Api


def deliveries(api: Api) -> list[Any]:
    answer = api.control("GET", "overview")
    Overview.model_validate_json(answer.raw)
    return list(answer.body["deliveries"])


def endpoint(api: Api, url: str) -> str:
    return str(api.post("/v1/webhook-endpoints", {"url": url, "events": ["job.failed"]}).body["endpoint"]["id"])


def ping(api: Api, target: str) -> Any:
    return api.post(f"/v1/webhook-endpoints/{target}/test", {}).body


def test_deliveries_of_a_fixture_are_told_with_their_fate() -> None:
    found = deliveries(Api())
    assert [one["status"] for one in found] == ["delivered", "failed", "delivered"]
    assert [one["lastErrorMessage"] for one in found] == [None, "The endpoint answered 503.", None]
    assert {one["url"] for one in found} == {"https://hooks.acme.example/layers"}
    assert not any(one["isInbox"] for one in found)


def test_a_delivery_tells_where_it_goes_and_when_it_is_tried() -> None:
    api = Api("empty")
    assert deliveries(api) == []
    target = endpoint(api, api.world.inbox.url)
    sent = ping(api, target)
    (one,) = deliveries(api)
    assert one == {
        "deliveryId": sent["deliveryId"], "eventId": sent["eventId"], "eventType": "test.ping", "url": api.world.inbox.url,
        "isInbox": True, "endpointStatus": "active", "status": "pending", "attempts": 0, "mostAttempts": 8, "isReplay": False,
        "createdAt": sent["scheduledAt"], "nextAttemptAt": sent["scheduledAt"], "lastErrorMessage": None,
    }  # fmt: skip
    api.patch(f"/v1/webhook-endpoints/{target}", {"status": "paused"})
    api.post(f"/v1/webhook-deliveries/{sent['deliveryId']}/replay", {})
    assert [(one["isReplay"], one["endpointStatus"]) for one in deliveries(api)] == [(True, "paused"), (False, "paused")]


def test_the_newest_come_first_whichever_endpoint_they_go_to_and_no_more_than_are_shown() -> None:
    api = Api("empty")
    targets = [endpoint(api, f"https://user:hush@hooks.example/{n}") for n in range(3)]
    sent = []
    for number in range(MOST_DELIVERIES + 5):
        sent.append(ping(api, targets[number % 3])["deliveryId"])
        api.advance(number % 2)
    found = deliveries(api)
    assert [one["deliveryId"] for one in found] == sent[: -MOST_DELIVERIES - 1 : -1]
    assert "hush" not in str(found)
    api.delete(f"/v1/webhook-endpoints/{targets[0]}")
    assert {one["url"][-1] for one in deliveries(api)} == {"1", "2"}
