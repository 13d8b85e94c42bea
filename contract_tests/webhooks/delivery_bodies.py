"""What a delivery looks like: its body, its headers, its signature; tests and replays among them."""

from typing import Any

from layers_mock.kit import UNSENT, Api, Arrival, UnprovidedError, check, equal, holds
from layers_mock.kit.id_forms import is_same_id
from layers_mock.kit.waiting import unix_seconds

from ..making import completed, generated, new_influencer, new_project
from ..publishing.making import scheduled
from .own import auto_paused, instant
from .receiving import (
    EVENT_ID,
    PING,
    Hook,
    arrivals,
    came,
    data_of,
    hook,
    macs,
    of,
    ping,
    ponged,
    quiet,
    signed_by,
)

__all__: list[str] = []

_TOLERANCE_SECONDS = 300
_SEVERAL = 5
_PAYLOADS: tuple[dict[str, Any], ...] = (
    {},
    {"a": [1, None, {"b": "✿ ü \u2028"}], "c": 1.5, "d": "</script>"},
    {"result": {"assets": [{"assetId": "a", "kind": "video"}, 1]}, "assets": [None], "id": 3, "replayOf": "x"},
)


def _several(api: Api) -> tuple[Hook, list[Arrival]]:
    """An endpoint of a project, and what came: three events, a test with odd letters, and a replay, whatever they look like."""
    project = new_project(api)
    to = hook(api, projectId=project)
    for accepted in (new_influencer(api, project), generated(api, project)):
        completed(api, accepted)
    sent = ping(api, to, body={"payload": _PAYLOADS[1]})
    api.made("replayWebhookDelivery", sent["deliveryId"])
    found = api.arrived(to.box, lambda found: len(found) >= _SEVERAL)
    if len(found) < _SEVERAL:
        raise UnprovidedError(f"{len(found)} deliveries came of three events, a test and a replay")
    return to, found


@check("webhooks.body")
def a_body_tells_an_event(api: Api) -> None:
    """JSON of its type's schema, sent as application/json by POST; replayOf in that of a replay and in no other."""
    _, found = _several(api)
    for one in found:
        equal(one.method, "POST", "the method")
        holds((one.header("Content-Type") or "").startswith("application/json"), f"{one.header('Content-Type')}")
        body = one.json
        holds(isinstance(body, dict) and one.type in api.contract.events, f"a body that reads {one.body[:200]!r}")
        issues = api.contract.event_validator(api.contract.events[body["type"]]).issues(body)
        equal([(issue.path, issue.message) for issue in issues], [], f"what breaks the schema of {body['type']}")
    equal(sum("replayOf" in one.json for one in found), 1, "bodies with replayOf")


@check("webhooks.event-id-header")
def the_header_names_the_event(api: Api) -> None:
    """X-Layers-Event-Id is the id in the body, of events, of a test and of a replay; and each is another."""
    _, found = _several(api)
    for one in found:
        holds(isinstance(one.field("id"), str), f"id {one.field('id')!r}")
        equal(one.header(EVENT_ID), one.field("id"), EVENT_ID)
    equal(len({one.field("id") for one in found}), len(found), "different events")


@check("webhooks.signature")
def a_delivery_is_signed(api: Api) -> None:
    """One v1 that is the HMAC-SHA256 of `t.body` over the very bytes, under the endpoint's own secret and no other."""
    other = quiet(api)
    to, found = _several(api)
    for one in found:
        equal(len(macs(one)[1]), 1, "v1 of an endpoint whose secret was never rotated")
        holds(signed_by(one, to.secret), f"no v1 of {one.type} is right under the endpoint's secret")
        holds(not signed_by(one, other.secret), "a v1 that is right under the secret of another endpoint")


@check("webhooks.signature-time")
def a_signature_tells_when_it_was_made(api: Api) -> None:
    """`t` is whole seconds, no more than five minutes from the real time; also of an attempt long after the event."""
    to = quiet(api)
    to.box.answer(500)
    first = ping(api, to)
    ponged(api, to, first)
    api.advance(1800)
    found = [one for one in arrivals(api, to) if one.field("id") == first["eventId"]]
    equal(len(found), 2, "attempts of a delivery that failed once")
    for one in found:
        at = macs(one)[0]
        holds(at is not None and at.isdecimal(), f"t is {at!r}")
        holds(abs(unix_seconds() - int(at or 0)) <= _TOLERANCE_SECONDS, f"t is {at} at {unix_seconds():.0f}")


@check("rotate-webhook-secret.both-sign")
def both_secrets_sign(api: Api) -> None:
    """One v1 before a rotation, two behind it, and three behind another; each secret has one that is right."""
    to = quiet(api)
    secrets = [to.secret]
    for count in (1, 2, 3):
        sent = ping(api, to)
        found = [one for one in ponged(api, to, sent) if one.field("id") == sent["eventId"]]
        if not found:
            raise UnprovidedError("a test did not arrive")
        equal(len(macs(found[0])[1]), count, "v1 for so many live secrets")
        for number, secret in enumerate(secrets):
            holds(signed_by(found[0], secret), f"no v1 is right under secret {number + 1} of {count}")
        secrets.append(str(api.made("rotateWebhookSecret", to.id)["signingSecret"]))


@check("rotate-webhook-secret.old-ends")
def an_expired_secret_signs_nothing(api: Api) -> None:
    """Ten minutes before it expires both sign, ten minutes behind it the new one alone."""
    to = quiet(api)
    sent = ping(api, to)
    ponged(api, to, sent)
    rotated = api.made("rotateWebhookSecret", to.id)
    lasts = instant(rotated["previousSecretExpiresAt"]) - instant(api.made("getWebhookEndpoint", to.id)["updatedAt"])
    for seconds, are_live in ((lasts - 600, 2), (1200, 1)):
        api.advance(seconds)
        sent = ping(api, to)
        found = [one for one in ponged(api, to, sent) if one.field("id") == sent["eventId"]]
        equal(len(found), 1, "a test that arrived")
        equal(len(macs(found[0])[1]), are_live, "v1 of a delivery")
        holds(signed_by(found[0], rotated["signingSecret"]), "no v1 is right under the new secret")
        equal(signed_by(found[0], to.secret), are_live == 2, "whether a v1 is right under the old secret")


@check("events.test-ping.cause")
def a_test_is_sent(api: Api) -> None:
    """To an endpoint that subscribes to something else, to a paused one, and to no other: each once, under its event id."""
    to, other = quiet(api), quiet(api)
    came(api, other)
    before = len(other.box.arrivals)
    for status in ("active", "paused"):
        api.made("patchWebhookEndpoint", to.id, body={"status": status})
        sent = ping(api, to)
        marked = ping(api, to)
        found = ponged(api, to, sent, marked)
        for test in (sent, marked):
            mine = [one.type for one in found if one.field("id") == test["eventId"]]
            equal(mine, [PING], f"deliveries of a test of an endpoint that is {status}")
    equal(len(other.box.arrivals), before, "what came to another endpoint")


@check("test-webhook-endpoint.payload")
def a_test_carries_its_payload(api: Api) -> None:
    """The payload as it was sent, whatever it holds; without one message, endpointId and organizationId."""
    to = quiet(api)
    organization = api.made("getWhoami")["organizationId"]
    bodies: list[Any] = [UNSENT, {}, *({"payload": payload} for payload in _PAYLOADS)]
    for body in bodies:
        sent = ping(api, to, body=body)
        found = [one for one in ponged(api, to, sent) if one.field("id") == sent["eventId"]]
        equal(len(found), 1, "a test that arrived")
        data = found[0].field("data")
        payload = body.get("payload") if isinstance(body, dict) else None
        if payload is not None:
            equal(data, payload, "data of a test with a payload")
            continue
        holds(isinstance(data, dict) and isinstance(data.get("message"), str), f"data of a test: {data!r}")
        holds(is_same_id(data.get("endpointId"), to.id), f"endpointId {data.get('endpointId')!r}")
        holds(is_same_id(data.get("organizationId"), organization), f"organizationId {data.get('organizationId')!r}")


@check("replay-webhook-delivery.same-data")
def a_replay_carries_the_same_data(api: Api) -> None:
    """Of a test, of an event and of a replay: the same type and data, and on top the id of the delivery that was replayed."""
    to = hook(api, "job.completed")
    accepted = new_influencer(api, new_project(api))
    completed(api, accepted)
    ping(api, to, body={"payload": {"a": [1, {"b": None}]}})
    first = [one for one in arrivals(api, to) if one.type != PING or "a" in data_of(one)]
    originals = {item["eventId"]: item["id"] for item in api.made("listWebhookDeliveries", to.id)["items"]}
    for one in (*of(first, "job.completed", jobId=accepted["jobId"]), *of(first, PING)):
        original = originals[one.field("id")]
        for _ in range(2):
            before = len(to.box.arrivals)
            again = api.made("replayWebhookDelivery", original)["replayDeliveryId"]
            found = arrivals(api, to)[before:]
            replays = [each for each in found if each.field("replayOf") is not None]
            equal(len(replays), 1, "deliveries that name the one that was replayed")
            holds(is_same_id(replays[0].field("replayOf"), original), f"replayOf {replays[0].field('replayOf')!r}")
            equal((replays[0].type, replays[0].field("data")), (one.type, one.field("data")), "type and data of a replay")
            holds("replayOf" not in (data_of(replays[0])), "replayOf within data")
            original = again


@check("webhooks.paused-waits", alone=True)
def a_paused_endpoint_is_left_alone(api: Api) -> None:
    """Events wait while it is paused, in their order, and come when it is active; tests and replays come at once."""
    to = hook(api, "post.scheduled")
    first = scheduled(api)
    before = [one.field("id") for one in came(api, to)]
    api.made("patchWebhookEndpoint", to.id, body={"status": "paused"})
    posts = [*scheduled(api), *scheduled(api)]
    api.let_pass(3600)
    equal([one.field("id") for one in came(api, to)], before, "events that came to a paused endpoint")
    replayed = api.made("listWebhookDeliveries", to.id, query={"status": "delivered", "eventType": "post.scheduled"})["items"]
    api.made("replayWebhookDelivery", replayed[0]["id"])
    equal(len(of(came(api, to), scheduledPostId=first[0])), 2, "an event and its replay, which came to a paused endpoint")
    api.made("patchWebhookEndpoint", to.id, body={"status": "active"})
    found = [data_of(one).get("scheduledPostId") for one in came(api, to)[2:]]
    equal(found, posts, "posts whose events waited")


@check("patch-webhook-endpoint.resume-sends", alone=True)
def a_resumed_endpoint_hears_again(api: Api) -> None:
    """One that failures paused, with a URL that answers now: what happens from then on comes."""
    id_ = auto_paused(api)
    box = api.mailbox()
    row = api.made("patchWebhookEndpoint", id_, body={"status": "active", "url": box.url, "events": ["post.scheduled"]})
    (post,) = scheduled(api)
    to = Hook(id_, "", box)
    found = of(came(api, to), "post.scheduled", scheduledPostId=post)
    equal(len(found), 1, f"events that came to an endpoint that is {row['status']} again")
