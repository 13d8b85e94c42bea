"""Servers whose deliveries look wrong: body, headers, signature; tests and replays among them."""

import hmac
from typing import Any

import orjson

from layers_mock.webhooks import EVENT_HEADER, SIGNATURE_HEADER, Parcel
from tests.mutants.asked import without
from tests.mutants.inside import inside
from tests.mutants.webhooks_delivery_servers import body, parcels, sends, stands, value, wants
from tests.mutants.wrong import Mutant

__all__ = ["MUTANTS"]

_SIGNATURE = "layers_mock.webhooks.mailing:signature"
_SECRETS = "layers_mock.webhooks.mishaps:live_secrets"
_PAYLOAD = "layers_mock.world.deliveries:payload"
_PING = "layers_mock.operations.webhooks:ping"
_REPLAY = "replay-webhook-delivery.same-data"
_HOUR = 3_600_000


def _header(name: str, text: Any) -> Any:
    """A parcel with a header changed, or left out where ``text`` gives nothing."""

    def edit(parcel: Parcel) -> Parcel:
        changed = text(parcel)
        rest = {key: value for key, value in parcel.headers.items() if key != name}
        return parcel._replace(headers=rest if changed is None else {**rest, name: changed})

    return edit


def _signs(rule: str, wrong: str, sign: Any) -> Mutant:
    """Signatures are made otherwise: ``sign(right, secrets, timestamp, body)``."""

    def by(right: Any) -> Any:
        return lambda secrets, timestamp, sent: sign(right, secrets, timestamp, sent)

    return inside(rule, wrong, _SIGNATURE, by=by)


def _bare(secrets: Any, timestamp: int, sent: bytes) -> str:
    """The MAC of the body alone."""
    macs = (hmac.digest(secret.encode(), sent, "sha256").hex() for secret in secrets)
    return ",".join([f"t={timestamp}", *(f"v1={mac}" for mac in macs)])


def _secrets(rule: str, wrong: str, change: Any) -> Mutant:
    """Other secrets sign: ``change(right, ids, endpoint, now)``."""

    def by(right: Any) -> Any:
        return lambda ids, endpoint, now: change(right, ids, endpoint, now)

    return inside(rule, wrong, _SECRETS, by=by)


def _carries(rule: str, wrong: str, change: Any) -> Mutant:
    """Bodies are made otherwise: ``change(told, delivery)`` in place or by another one."""

    def by(right: Any) -> Any:
        def payload(links: Any, delivery: Any) -> Any:
            told = right(links, delivery)
            changed = change(told, delivery)
            return told if changed is None else changed

        return payload

    return inside(rule, wrong, _PAYLOAD, by=by)


def _pings(rule: str, wrong: str, change: Any) -> Mutant:
    """Tests carry something else: ``change(payload)``."""

    def by(right: Any) -> Any:
        return lambda world, organization, endpoint, data, now: right(world, organization, endpoint, change(data), now)

    return inside(rule, wrong, _PING, by=by)


def _kept(first: bool) -> Any:
    """The time of a delivery's first signature serves for all, in minutes that are long gone."""
    return lambda right, secrets, timestamp, sent: right(secrets, timestamp - (1200 if first else 0), sent)


def _root() -> Any:
    """Replays of replays name the first delivery of all."""

    def by(right: Any) -> Any:
        first: dict[Any, Any] = {}

        def replay(world: Any, organization: Any, endpoint: Any, original: Any, now: int) -> Any:
            again = right(world, organization, endpoint, original, now)
            root = first.get(original.key, original.key)
            first[again.key] = root
            again = again._replace(replay_of=root)
            organization.webhook_deliveries.replace(again)
            return again

        return replay

    return by


def _elsewhere(rule: str, wrong: str) -> Mutant:
    """A test goes to every endpoint of the organisation."""

    def by(right: Any) -> Any:
        def ping(world: Any, organization: Any, endpoint: Any, data: Any, now: int) -> Any:
            for _, other in organization.webhook_endpoints.newest_first(organization.key):
                if other.key != endpoint.key:
                    right(world, organization, other, data, now)
            return right(world, organization, endpoint, data, now)

        return ping

    return inside(rule, wrong, _PING, by=by)


def _without_nulls(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _without_nulls(each) for name, each in node.items() if each is not None}
    return [_without_nulls(each) for each in node if each is not None] if isinstance(node, list) else node


def _pinged(told: dict[str, Any]) -> bool:
    return bool(told["type"] == "test.ping")


def _twice() -> Any:
    """Each test is sent twice."""

    async def send(one: Any, parcel: Parcel) -> Any:
        if b'"test.ping"' in parcel.body:
            await one(parcel)
        return await one(parcel)

    return send


MUTANTS: tuple[Mutant, ...] = (
    parcels("webhooks.body", "bodies lack the type", body(lambda told: without(told, "type"))),
    parcels("webhooks.body", "what is no replay tells replayOf null", body(lambda told: {"replayOf": None, **told})),
    parcels("webhooks.body", "bodies are sent as text", _header("Content-Type", lambda _parcel: "text/plain")),
    parcels("webhooks.body", "the event is wrapped", body(lambda told: {"event": told})),
    parcels("webhooks.event-id-header", "the header is missing", _header(EVENT_HEADER, lambda _parcel: None)),
    parcels("webhooks.event-id-header", "the header lacks evt_", _header(EVENT_HEADER, lambda p: p.headers[EVENT_HEADER][4:])),
    parcels("webhooks.event-id-header", "the header of a replay names another event", _header(
        EVENT_HEADER, lambda p: p.headers[EVENT_HEADER][:-1] + "0" if b'"replayOf"' in p.body else p.headers[EVENT_HEADER]
    )),
    # The signature
    _signs("webhooks.signature", "the body alone is signed, without t", lambda _right, secrets, at, sent: _bare(secrets, at, sent)),
    _signs("webhooks.signature", "the body is signed as it is serialised with spaces", lambda right, secrets, at, sent: right(
        secrets, at, orjson.dumps(orjson.loads(sent), option=orjson.OPT_INDENT_2)
    )),
    _signs("webhooks.signature", "the body is signed with its keys sorted", lambda right, secrets, at, sent: right(
        secrets, at, orjson.dumps(orjson.loads(sent), option=orjson.OPT_SORT_KEYS)
    )),
    _signs("webhooks.signature", "the secret is used without whsec_", lambda right, secrets, at, sent: right(
        [secret.removeprefix("whsec_") for secret in secrets], at, sent
    )),
    _signs("webhooks.signature", "bodies that ASCII cannot hold are signed otherwise", lambda right, secrets, at, sent: right(
        secrets, at, sent.decode().encode("ascii", "replace")
    )),
    parcels("webhooks.signature", "the header is missing", _header(SIGNATURE_HEADER, lambda _parcel: None)),
    _signs("webhooks.signature-time", "t is in milliseconds", lambda right, secrets, at, sent: right(secrets, at * 1000, sent)),
    _signs("webhooks.signature-time", "t is twenty minutes old", _kept(True)),
    value("webhooks.signature-time", "t is a moment of long ago", "layers_mock.webhooks.mishaps:wall_seconds", lambda: 1_700_000_000),
    # Secrets
    _secrets("rotate-webhook-secret.both-sign", "the new secret alone signs", lambda right, ids, endpoint, now: (
        right(ids, endpoint, now)[:1]
    )),
    _secrets("rotate-webhook-secret.both-sign", "of three live secrets two sign", lambda right, ids, endpoint, now: (
        right(ids, endpoint, now)[:2]
    )),
    _secrets("rotate-webhook-secret.both-sign", "the old secret alone signs", lambda right, ids, endpoint, now: (
        right(ids, endpoint, now)[-1:]
    )),
    _secrets("rotate-webhook-secret.old-ends", "secrets sign for ever", lambda right, ids, endpoint, _now: (
        right(ids, endpoint, 0)
    )),
    _secrets("rotate-webhook-secret.old-ends", "a secret signs an hour too long", lambda right, ids, endpoint, now: (
        right(ids, endpoint, now - _HOUR)
    )),
    _secrets("rotate-webhook-secret.old-ends", "a secret signs an hour too short", lambda right, ids, endpoint, now: (
        right(ids, endpoint, now + _HOUR)
    )),
    # Tests
    _elsewhere("events.test-ping.cause", "a test goes to every endpoint"),
    stands("events.test-ping.cause", "a test waits while its endpoint is paused", lambda endpoint, _one: endpoint.status == "active"),
    sends("events.test-ping.cause", "each test is sent twice", _twice),
    _carries("events.test-ping.cause", "a test comes as job.completed", lambda told, _one: (
        {**told, "type": "job.completed"} if _pinged(told) else None
    )),
    _pings("test-webhook-endpoint.payload", "the payload is ignored", lambda _data: None),
    _pings("test-webhook-endpoint.payload", "an empty payload is taken for none", lambda data: data or None),
    _pings("test-webhook-endpoint.payload", "nulls of the payload are lost", _without_nulls),
    _pings("test-webhook-endpoint.payload", "the payload is wrapped", lambda data: data and {"payload": data}),
    _carries("test-webhook-endpoint.payload", "a test without a payload does not tell the organisation", lambda told, _one: (
        {**told, "data": without(told["data"], "organizationId")} if _pinged(told) else None
    )),
    # Replays
    _carries(_REPLAY, "a replay has no replayOf", lambda told, _one: without(told, "replayOf")),
    _carries(_REPLAY, "replayOf is within data", lambda told, _one: (
        {**without(told, "replayOf"), "data": {**told["data"], "replayOf": told["replayOf"]}} if "replayOf" in told else None
    )),
    _carries(_REPLAY, "replayOf is an event id", lambda told, one: (
        {**told, "replayOf": one.event_id} if "replayOf" in told else None
    )),
    _carries(_REPLAY, "a replay carries no data", lambda told, _one: {**told, "data": {}} if "replayOf" in told else None),
    inside(_REPLAY, "the replay of a replay names the first delivery", "layers_mock.operations.webhooks:replay", by=_root()),
    # Pauses
    stands("webhooks.paused-waits", "a paused endpoint gets events", lambda endpoint, _one: endpoint.deleted_at is None),
    stands("webhooks.paused-waits", "a replay waits while its endpoint is paused", lambda endpoint, one: (
        endpoint.status == "active" or one.event_type == "test.ping"
    )),
    value("webhooks.paused-waits", "what waited is lost", "layers_mock.world.outbox:Outbox.plan", lambda *_given: None),
    wants("webhooks.paused-waits", "what happens during a pause is not told", lambda right, endpoint, event, project: (
        endpoint.status != "paused" and right(endpoint, event, project)
    )),
    wants("patch-webhook-endpoint.resume-sends", "an endpoint that failed is told of nothing more", (
        lambda right, endpoint, event, project: endpoint.last_failure_at is None and right(endpoint, event, project)
    )),
    stands("patch-webhook-endpoint.resume-sends", "only tests come to an endpoint that failed", lambda endpoint, one: (
        one.is_asked_for or (endpoint.status == "active" and endpoint.last_failure_at is None)
    )),
)  # fmt: skip
