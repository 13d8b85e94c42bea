"""testWebhookEndpoint."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import is_same_id, is_ulid_behind

from ..making import later
from .own import EVENTS, auto_paused, deliveries, delivery, endpoint, instant, moment, row, test

__all__: list[str] = []

_BODIES: tuple[dict[str, Any], ...] = (
    {},
    {"body": {}},
    {"body": {"payload": {}}},
    {"body": {"payload": {"a": [1, None, {"b": "✿"}]}}},
)
_SOON = 60.0
_CLOCK_SECONDS = 1.0


@check("test-webhook-endpoint.answer")
def a_test_tells_its_delivery(api: Api) -> None:
    """The event's id, the delivery's and an instant, without a body, with an empty one and with a payload."""
    id_ = endpoint(api)
    for options in _BODIES:
        came = api.call("testWebhookEndpoint", id_, **options).succeeded(200)
        holds(is_ulid_behind("evt_", came.get("eventId")), f"eventId {came.get('eventId')!r}")
        holds(isinstance(came.get("deliveryId"), str), f"deliveryId {came.get('deliveryId')!r}")
        instant(came.get("scheduledAt"))


@check("test-webhook-endpoint.listed")
def a_test_is_listed_at_once(api: Api) -> None:
    """One delivery behind each test, with its ids and the type test.ping, and under that type alone."""
    id_ = endpoint(api)
    equal(deliveries(api, id_), [], "deliveries to a new endpoint")
    typed: dict[str, Any] = {"body": {"payload": {"type": "job.completed"}}}
    for count, options in enumerate(({}, typed), 1):
        came = api.call("testWebhookEndpoint", id_, **options).succeeded(200)
        found = [item for item in deliveries(api, id_) if is_same_id(item["id"], came["deliveryId"])]
        told = [(item["eventId"], item["eventType"]) for item in found]
        equal(told, [(came["eventId"], "test.ping")], "event id and type of the delivery")
        for event_type in ("test.ping", "job.completed"):
            of_type = deliveries(api, id_, eventType=event_type)
            equal(len(of_type), count if event_type == "test.ping" else 0, f"deliveries of the type {event_type}")


@check("test-webhook-endpoint.soon")
def a_test_goes_out_soon(api: Api) -> None:
    """Scheduled for a moment between the call and a minute later, also when the endpoint has been there for a while."""
    id_ = endpoint(api)
    for _ in range(3):
        before = moment(api)
        at = instant(api.call("testWebhookEndpoint", id_).succeeded(200)["scheduledAt"])
        after = moment(api)
        is_soon = before - _CLOCK_SECONDS <= at <= after + _SOON + _CLOCK_SECONDS
        holds(is_soon, f"a test that is scheduled for {at - before:g} seconds after the call")
        later(api)


@check("test-webhook-endpoint.begins-pending")
def a_delivery_begins_pending(api: Api) -> None:
    """Before its first attempt: pending, no attempt, nothing of a response, and nextRetryAt as scheduled."""
    id_ = endpoint(api)
    for options in ({}, {"body": {"payload": {"a": 1}}}):
        came = test(api, id_, **options)
        item = delivery(api, id_, came["deliveryId"])
        if item is None or item["attempts"] or item["status"] == "delivering" or item["lastErrorMessage"]:
            raise UnprovidedError("the delivery was attempted before it could be looked at")
        promised = {
            "status": "pending", "attempts": 0, "nextRetryAt": came["scheduledAt"], "deliveredAt": None, "abandonedAt": None,
            "lastResponseStatus": None, "lastResponseAt": None, "lastErrorMessage": None,
        }  # fmt: skip
        equal({name: item[name] for name in promised}, promised, "a delivery that was not attempted")


@check("test-webhook-endpoint.ignores-events")
def a_test_needs_no_subscription(api: Api) -> None:
    """To endpoints of one event each, of all, of all but test.ping, and of a project: each gets a delivery."""
    project = api.state("project")
    made = [endpoint(api, events=[name]) for name in ("job.completed", "post.failed", "lease_request.assigned", "test.ping")]
    made += [endpoint(api, events=list(EVENTS)), endpoint(api, events=list(EVENTS[:-1]), projectId=project)]
    for id_ in made:
        came = api.call("testWebhookEndpoint", id_).succeeded(200)
        item = delivery(api, id_, came["deliveryId"])
        holds(item is not None, f"no delivery to an endpoint of the events {row(api, id_)['events']}")


@check("test-webhook-endpoint.ignores-status")
def a_paused_endpoint_can_be_tested(api: Api) -> None:
    """A paused one and an auto_paused one get a delivery and stay as they are."""
    paused = endpoint(api)
    api.made("patchWebhookEndpoint", paused, body={"status": "paused"})
    for id_ in (paused, auto_paused(api)):
        before = row(api, id_)["status"]
        came = api.call("testWebhookEndpoint", id_).succeeded(200)
        holds(delivery(api, id_, came["deliveryId"]) is not None, f"no delivery to an endpoint that is {before}")
        equal(row(api, id_)["status"], before, "status behind the test")


@check("test-webhook-endpoint.each-anew")
def each_test_is_an_event_of_its_own(api: Api) -> None:
    """Different event and delivery ids within an endpoint and between two, at once and later, and all of them listed."""
    ids = [endpoint(api), endpoint(api)]
    tests = []
    for number in range(3):
        tests += [(id_, api.call("testWebhookEndpoint", id_).succeeded(200)) for id_ in ids]
        if number:
            later(api)
    for field in ("eventId", "deliveryId"):
        equal(len({came[field] for _, came in tests}), len(tests), f"different values of {field}")
    for id_ in ids:
        equal(len(deliveries(api, id_)), 3, "deliveries to an endpoint behind three tests")


@check("test-webhook-endpoint.not-found")
def testing_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, a deleted one and another organisation's, which gets no delivery; with a payload and without."""
    foreign, deleted = api.state("foreign_webhook_endpoint"), endpoint(api)
    before = len(deliveries(api, foreign, key="other", eventType="test.ping"))
    api.call("testWebhookEndpoint", deleted).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for id_ in (api.uuid(), foreign, deleted):
        api.call("testWebhookEndpoint", id_).refused(404, "NOT_FOUND")
        api.call("testWebhookEndpoint", id_, body={"payload": {"a": 1}}).refused(404, "NOT_FOUND")
    after = len(deliveries(api, foreign, key="other", eventType="test.ping"))
    equal(after, before, "tests of the endpoint of another organisation")


@check("test-webhook-endpoint.idempotency")
def a_repeat_sends_nothing_more(api: Api) -> None:
    """The same event and delivery at once and later, and one delivery is there; another key makes another."""
    id_ = endpoint(api)
    body = {"payload": {"note": api.text()}}
    call = api.prepared("testWebhookEndpoint", id_, body=body, headers={"Idempotency-Key": api.text("key")})
    first = api.send(call)
    first.succeeded(200)
    for _ in range(2):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), "the repeat")
        equal(len(deliveries(api, id_)), 1, "deliveries")
        later(api)
    other = api.call("testWebhookEndpoint", id_, body=body, headers={"Idempotency-Key": api.text("key")}).succeeded(200)
    holds(other["eventId"] != first.json["eventId"], "the same event for another Idempotency-Key")
    equal(len(deliveries(api, id_)), 2, "deliveries under two keys")
