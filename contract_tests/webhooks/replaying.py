"""replayWebhookDelivery."""

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import as_ulid, is_same_id

from ..making import later
from .own import deliveries, delivery, endpoint, instant, moment, test

__all__: list[str] = []

_SOON = 60.0
_CLOCK_SECONDS = 1.0


@check("replay-webhook-delivery.answer")
def a_replay_names_both_deliveries(api: Api) -> None:
    """The original as in the path, under either form of its id, another one as the replay, and an instant."""
    id_ = endpoint(api)
    first = test(api, id_)["deliveryId"]
    for form in (first, as_ulid(first), first):
        came = api.call("replayWebhookDelivery", form).succeeded(200)
        holds(is_same_id(came.get("originalDeliveryId"), first), f"originalDeliveryId {came.get('originalDeliveryId')!r}")
        again = came.get("replayDeliveryId")
        holds(isinstance(again, str) and not is_same_id(again, first), f"replayDeliveryId {again!r}")
        holds(delivery(api, id_, again) is not None, "a replayDeliveryId that is not listed")
        instant(came.get("scheduledAt"))


@check("replay-webhook-delivery.listed")
def a_replay_is_listed_at_once(api: Api) -> None:
    """First of the deliveries to the endpoint of the original, of its type, and of no other endpoint; of a past one too."""
    id_, other = endpoint(api), endpoint(api)
    first = test(api, id_)["deliveryId"]
    later(api)
    test(api, id_)
    for count in (3, 4):
        later(api)
        again = api.call("replayWebhookDelivery", first).succeeded(200)["replayDeliveryId"]
        found = deliveries(api, id_)
        equal(len(found), count, "deliveries to the endpoint")
        told = (is_same_id(found[0]["id"], again), found[0]["eventType"])
        equal(told, (True, "test.ping"), "whether the newest delivery is the replay, and its type")
    equal(deliveries(api, other), [], "deliveries to another endpoint")
    past, original = api.state("webhook_endpoint"), api.state("failed_delivery")
    before = delivery(api, past, original)
    again = api.call("replayWebhookDelivery", original).succeeded(200)["replayDeliveryId"]
    after = delivery(api, past, again)
    equal(after and after["eventType"], before["eventType"], "event type of the replay of a past delivery")


@check("replay-webhook-delivery.new-event")
def a_replay_is_a_new_event(api: Api) -> None:
    """Its event id differs from that of the original and from those of other replays, of a replay's replay too."""
    id_ = endpoint(api)
    first = test(api, id_)
    one = api.call("replayWebhookDelivery", first["deliveryId"]).succeeded(200)["replayDeliveryId"]
    for original in (first["deliveryId"], one):
        api.call("replayWebhookDelivery", original).succeeded(200)
    events = [item["eventId"] for item in deliveries(api, id_)]
    equal((len(events), len(set(events))), (4, 4), "events, and different ones among them")
    holds(first["eventId"] in events, "the event of the original is not there any more")


@check("replay-webhook-delivery.original-stays")
def the_original_stays(api: Api) -> None:
    """A delivered one and a failed one of a past are the same behind a replay, and so are the ids of one just made."""
    past = api.state("webhook_endpoint")
    for state in ("delivered_delivery", "failed_delivery"):
        original = api.state(state)
        before = delivery(api, past, original)
        later(api)
        api.call("replayWebhookDelivery", original).succeeded(200)
        equal(delivery(api, past, original), before, "the original behind a replay")
    id_ = endpoint(api)
    first = test(api, id_)
    api.call("replayWebhookDelivery", first["deliveryId"]).succeeded(200)
    item = delivery(api, id_, first["deliveryId"])
    equal(item and (item["eventId"], item["eventType"]), (first["eventId"], "test.ping"), "event and type of the original")


@check("replay-webhook-delivery.any-status")
def a_delivery_of_any_status_can_be_replayed(api: Api) -> None:
    """A delivered one, a failed one, one just made, a replay, and one to a paused endpoint, each twice."""
    id_, paused = endpoint(api), endpoint(api)
    fresh, waiting = test(api, id_)["deliveryId"], test(api, paused)["deliveryId"]
    api.made("patchWebhookEndpoint", paused, body={"status": "paused"})
    again = api.call("replayWebhookDelivery", fresh).succeeded(200)["replayDeliveryId"]
    for original in (api.state("delivered_delivery"), api.state("failed_delivery"), fresh, again, waiting):
        made = [api.call("replayWebhookDelivery", original).succeeded(200)["replayDeliveryId"] for _ in range(2)]
        holds(not is_same_id(*made), "the same delivery for two replays")
    equal((len(deliveries(api, id_)), len(deliveries(api, paused))), (6, 3), "deliveries to the endpoints")


@check("replay-webhook-delivery.soon")
def a_replay_goes_out_soon(api: Api) -> None:
    """Scheduled for a moment between the call and a minute later, however old the original is."""
    fresh = test(api, endpoint(api))["deliveryId"]
    later(api)
    for original in (fresh, api.state("delivered_delivery"), api.state("failed_delivery")):
        before = moment(api)
        at = instant(api.call("replayWebhookDelivery", original).succeeded(200)["scheduledAt"])
        after = moment(api)
        is_soon = before - _CLOCK_SECONDS <= at <= after + _SOON + _CLOCK_SECONDS
        holds(is_soon, f"a replay that is scheduled for {at - before:g} seconds after the call")


@check("replay-webhook-delivery.not-found")
def replaying_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown delivery, another organisation's, which stays alone, and one of a deleted endpoint."""
    theirs = endpoint(api, key="other")
    foreign = test(api, theirs, key="other")["deliveryId"]
    deleted = endpoint(api)
    gone = test(api, deleted)["deliveryId"]
    api.call("replayWebhookDelivery", gone).succeeded(200)
    api.made("deleteWebhookEndpoint", deleted)
    for original in (api.uuid(), foreign, gone, theirs):
        api.call("replayWebhookDelivery", original).refused(404, "NOT_FOUND")
    equal(len(deliveries(api, theirs, key="other")), 1, "deliveries to the endpoint of another organisation")
    api.call("replayWebhookDelivery", foreign, key="other").succeeded(200)


@check("replay-webhook-delivery.idempotency")
def a_repeat_sends_nothing_more(api: Api) -> None:
    """The same replay at once and later, and one replay is there; another key makes another."""
    id_ = endpoint(api)
    first = test(api, id_)["deliveryId"]
    call = api.prepared("replayWebhookDelivery", first, headers={"Idempotency-Key": api.text("key")})
    came = api.send(call)
    came.succeeded(200)
    for _ in range(2):
        again = api.send(call)
        equal((again.status, again.json), (came.status, came.json), "the repeat")
        equal(len(deliveries(api, id_)), 2, "deliveries")
        later(api)
    other = api.call("replayWebhookDelivery", first, headers={"Idempotency-Key": api.text("key")}).succeeded(200)
    is_another = not is_same_id(other["replayDeliveryId"], came.json["replayDeliveryId"])
    holds(is_another, "the same replay for another Idempotency-Key")
    equal(len(deliveries(api, id_)), 3, "deliveries under two keys")
