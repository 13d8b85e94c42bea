"""listWebhookDeliveries."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from ..making import later
from .own import SIZES, deliveries, endpoint, instant, is_paged, same_ids, test

__all__: list[str] = []

_STATUSES = ("pending", "delivering", "delivered", "failed", "abandoned")
_ENDED = ("delivered", "failed", "abandoned")


def _history(api: Api) -> tuple[str, list[Any]]:
    """The state with a past, and its deliveries of several statuses and types."""
    id_ = api.state("webhook_endpoint")
    found = deliveries(api, id_)
    if (
        len({item["status"] for item in found if item["status"] in _ENDED}) < 2
        or len({item["eventType"] for item in found}) < 2
    ):
        raise UnprovidedError("the state webhook_endpoint has no deliveries of several statuses and event types")
    return id_, found


@check("list-webhook-deliveries.newest-first")
def deliveries_are_listed_newest_first(api: Api) -> None:
    """Tests and replays in the order they were asked for, a replay of the oldest first of all, on pages of any size."""
    id_ = endpoint(api)
    made: list[str] = []
    for number in range(5):
        if number == 3:
            made.append(api.made("replayWebhookDelivery", made[0])["replayDeliveryId"])
        else:
            made.append(test(api, id_)["deliveryId"])
        later(api)
    for limit in (1, 2, 100):
        found = deliveries(api, id_, limit=limit)
        holds(same_ids(found, made[::-1]), f"{[item['createdAt'] for item in found]} on pages of {limit}")
    _, history = _history(api)
    moments = [instant(item["createdAt"]) for item in history]
    equal(moments, sorted(moments, reverse=True), "when the deliveries of a past were made")


@check("list-webhook-deliveries.no-payload")
def payloads_are_left_out(api: Api) -> None:
    """No field of an item is what was sent, and no text of it is anywhere, of a test, a replay and a past."""
    id_, mark = endpoint(api), api.text("payload")
    first = test(api, id_, body={"payload": {"message": mark, "nested": {mark: [mark]}}})["deliveryId"]
    api.made("replayWebhookDelivery", first)
    answer = api.call("listWebhookDeliveries", id_)
    equal(len(answer.succeeded(200)["items"]), 2, "deliveries")
    holds(mark not in answer.content.decode(), "the list shows what was sent")
    past = api.call("listWebhookDeliveries", api.state("webhook_endpoint")).succeeded(200)["items"]
    for item in (*answer.json["items"], *past):
        shown = {"payload", "data", "body", "requestBody"} & set(item)
        equal(sorted(shown), [], "fields of an item that hold what was sent")


@check("list-webhook-deliveries.own")
def each_endpoint_has_its_own_deliveries(api: Api) -> None:
    """Two endpoints with deliveries of their own, and one without: each list has its own, and each item names its endpoint."""
    one, other, bare = endpoint(api), endpoint(api), endpoint(api)
    sent = {
        one: [test(api, one)["deliveryId"], test(api, one)["deliveryId"]],
        other: [test(api, other)["deliveryId"]],
        bare: [],
    }
    sent[other].append(api.made("replayWebhookDelivery", sent[other][0])["replayDeliveryId"])
    for id_, own in sent.items():
        for query in (*SIZES, {"eventType": "test.ping"}):
            found = deliveries(api, id_, **query)
            is_own = len(found) == len(own) and all(any(is_same_id(item["id"], each) for each in own) for item in found)
            holds(is_own, f"{len(found)} deliveries, of which not all are to the endpoint, of {len(own)}")
            named = [item["endpointId"] for item in found if not is_same_id(item["endpointId"], id_)]
            equal(named, [], "endpoints that items name in place of theirs")


def _gives(api: Api, id_: str, past: list[Any], **fields: str) -> None:
    """A filter gives what fits it and nothing else, and of a past all that fits it, in the same order, on pages of any size.

    What other checks replay meanwhile may come on top.
    """
    wanted = [item["id"] for item in past if all(item[name] == value for name, value in fields.items())]
    for query in SIZES:
        found = deliveries(api, id_, **fields, **query)
        strange = [item for item in found if any(item[name] != value for name, value in fields.items())]
        equal(len(strange), 0, f"deliveries that do not fit the filter {fields}")
        known = {item["id"] for item in past}
        equal([item["id"] for item in found if item["id"] in known], wanted, f"deliveries that the filter {fields} gives")


@check("list-webhook-deliveries.event-type-filter")
def an_event_type_filters(api: Api) -> None:
    """Of a past with several types: each filter gives its own in the same order, with a status too; others give none."""
    id_, past = _history(api)
    types = {item["eventType"] for item in past}
    for event_type in sorted(types):
        _gives(api, id_, past, eventType=event_type)
    for event_type in ("lease_request.rejected", "no.such.event", "job", "JOB.COMPLETED"):
        if event_type not in types:
            equal(deliveries(api, id_, eventType=event_type), [], f"deliveries of the type {event_type}")
    for event_type, status in sorted({(item["eventType"], item["status"]) for item in past if item["status"] in _ENDED}):
        _gives(api, id_, past, eventType=event_type, status=status)


@check("list-webhook-deliveries.status-filter")
def a_status_filters(api: Api) -> None:
    """Of a past with several statuses: each filter gives items of its status, and all of them where they are at their end."""
    id_, past = _history(api)
    for status in _STATUSES:
        _gives(api, id_, past if status in _ENDED else [], status=status)
    mine = endpoint(api)
    test(api, mine)
    by_status = [item["status"] for status in _STATUSES for item in deliveries(api, mine, status=status)]
    equal(len(by_status), 1, "statuses under which a delivery is found")


@check("list-webhook-deliveries.story")
def what_an_item_tells_fits_its_status(api: Api) -> None:
    """Each delivery of a past and one that was just made: what is told of attempts, responses and moments fits."""
    _, past = _history(api)
    mine = endpoint(api)
    test(api, mine)
    for item in (*past, *deliveries(api, mine)):
        status = item["status"]
        told = {name: item[name] for name in ("nextRetryAt", "deliveredAt", "abandonedAt")}
        promised = {
            "nextRetryAt": status == "pending",
            "deliveredAt": status == "delivered",
            "abandonedAt": status in {"failed", "abandoned"},
        }
        equal({name: value is not None for name, value in told.items()}, promised, f"moments that one that is {status} tells")
        if status == "delivered":
            response = item["lastResponseStatus"]
            holds(isinstance(response, int) and 200 <= response < 300, f"a delivered one was answered {response}")
        holds(item["attempts"] > 0 or status not in _ENDED, f"one that is {status} without an attempt")
        ends = [instant(value) for value in (*told.values(), item["lastResponseAt"]) if value is not None]
        holds(all(end >= instant(item["createdAt"]) for end in ends), "an item that tells of a moment before it was made")


@check("list-webhook-deliveries.pages")
def pages_of_25(api: Api) -> None:
    """26 deliveries: 25 on the first page, each once over all pages of any size, though one is made behind each page."""
    id_ = endpoint(api)
    queries: list[dict[str, object]] = [{}, {"eventType": "test.ping"}]
    is_paged(api, "listWebhookDeliveries", id_, made=lambda: str(test(api, id_)["deliveryId"]), within={}, queries=queries)


@check("list-webhook-deliveries.not-found")
def listing_for_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown endpoint, another organisation's and a deleted one that had deliveries, with filters and without."""
    foreign, deleted = api.state("foreign_webhook_endpoint"), endpoint(api)
    test(api, deleted)
    api.call("listWebhookDeliveries", deleted).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for id_ in (api.uuid(), foreign, deleted):
        for query in ({}, {"status": "pending"}, {"eventType": "test.ping"}, {"limit": 1}):
            api.call("listWebhookDeliveries", id_, query=query).refused(404, "NOT_FOUND")
    api.call("listWebhookDeliveries", foreign, key="other").succeeded(200)
