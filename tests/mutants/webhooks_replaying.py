"""Servers that get replayWebhookDelivery wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import anyones, forgets, further, shifted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    remembering,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_REPLAY, _LIST, _TEST = "replayWebhookDelivery", "listWebhookDeliveries", "testWebhookEndpoint"
_RULE = "replay-webhook-delivery"
_ANSWER = {"replayDeliveryId": "018f0000-ad3e-4f50-8a61-2b3c4d5e6f70", "scheduledAt": "2026-04-24T12:00:00.000Z"}


class _Replays:
    """Which delivery is a replay of which, as the answers tell it."""

    def __init__(self) -> None:
        self.originals: dict[str, str] = {}
        self.events: dict[str, str] = {}

    def note(self, asked: Asked, body: Any) -> None:
        if asked.operation == _REPLAY:
            self.originals[body["replayDeliveryId"]] = body["originalDeliveryId"]
        if asked.operation == _TEST:
            self.events[body["deliveryId"]] = body["eventId"]


def _listed(edit: Any) -> Any:
    """Deliveries are listed wrongly: ``edit(items, replays)`` gives other items."""

    def make() -> Server:
        replays = _Replays()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if came.status != 200:
                return came
            body = json_of(came)
            replays.note(asked, body)
            return with_json(came, body | {"items": edit(body["items"], replays)}) if asked.operation == _LIST else came

        return server

    return make


def _lost(items: list[Any], replays: _Replays) -> list[Any]:
    return [item for item in items if item["id"] not in replays.originals]


def _old_place(items: list[Any], replays: _Replays) -> list[Any]:
    return sorted(items, key=lambda item: item["id"] in replays.originals)


def _typed_replay(items: list[Any], replays: _Replays) -> list[Any]:
    return [item | ({"eventType": "test.ping"} if item["id"] in replays.originals else {}) for item in items]


def _same_event(items: list[Any], replays: _Replays) -> list[Any]:
    """A replay has the event id of its original."""
    return [item | {"eventId": replays.events.get(replays.originals.get(item["id"], ""), item["eventId"])} for item in items]


def _same_among_replays(items: list[Any], replays: _Replays) -> list[Any]:
    """All replays of one delivery have one event id."""
    first: dict[str, str] = {}
    for item in reversed(items):
        original = replays.originals.get(item["id"])
        if original is not None:
            item["eventId"] = first.setdefault(original, item["eventId"])
    return items


def _pending_again(items: list[Any], replays: _Replays) -> list[Any]:
    """The original is pending again."""
    replayed = set(replays.originals.values())
    return [item | ({"status": "pending"} if item["id"] in replayed else {}) for item in items]


def _one_more_attempt(items: list[Any], replays: _Replays) -> list[Any]:
    """A replay counts as an attempt of a failed original."""
    counts = list(replays.originals.values())
    return [
        item | ({"attempts": item["attempts"] + counts.count(item["id"])} if item["status"] == "failed" else {}) for item in items
    ]  # fmt: skip


def _takes_the_event(items: list[Any], replays: _Replays) -> list[Any]:
    """The original of a test takes another event id once it was replayed."""
    replayed = set(replays.originals.values())
    return [
        item
        | (
            {"eventId": item["eventId"][:-1] + ("1" if item["eventId"].endswith("0") else "0")}
            if item["id"] in replayed & set(replays.events)
            else {}
        )
        for item in items
    ]


def _refuses_where(is_refused: Any) -> Any:
    """A replay is refused: ``is_refused(asked, replays)``."""

    def make() -> Server:
        replays = _Replays()

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == _REPLAY and is_refused(asked, replays):
                return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")
            came = ask(asked.request)
            if came.status == 200:
                replays.note(asked, json_of(came))
            return came

        return server

    return make


def _is_paused(came: Came, ask: Ask) -> Response:
    """Deliveries to a paused endpoint cannot be replayed."""
    if came.status != 200:
        return came.response
    paused = json_of(ask(further(came.asked, "GET", "/v1/webhook-endpoints?status=paused&limit=100")))["items"]
    for endpoint in paused:
        sent = json_of(ask(further(came.asked, "GET", f"/v1/webhook-endpoints/{endpoint['id']}/deliveries")))["items"]
        if any(item["id"] == came.asked.path[0] for item in sent):
            return refusal(came.response, 409, "CONFLICT")
    return came.response


def _foreign_replayed(came: Came, ask: Ask) -> Response:
    """Another organisation's is refused, and sent again."""
    if came.status == 404 and came.asked.key == "full":
        ask(came.asked.with_key("other"))
    return came.response


def _gone_replayed() -> Server:
    """What was sent to a deleted endpoint can be replayed."""
    sent: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _TEST and came.status == 200 and asked.key == "full":
            sent.add(json_of(came)["deliveryId"])
        if asked.operation == _REPLAY and came.status == 404 and asked.path[0] in sent:
            return with_json(came, {"originalDeliveryId": asked.path[0], **_ANSWER}, 200)
        return came

    return server


def _sends_behind() -> Server:
    """A repeat is answered as the first time, and sends once more."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation == _REPLAY and key is not None and came.status == 200:
            if key in seen:
                ask(asked.with_header("Idempotency-Key", None))
            seen.add(key)
        return came

    return server


def _one_replay(asked: Asked, body: Any, notes: list[Any]) -> Any:
    """A second replay of a delivery is answered as the first."""
    if asked.operation != _REPLAY:
        return None
    return next((each for each in notes if each["originalDeliveryId"] == body["originalDeliveryId"]), None)


MUTANTS = (
    Mutant(f"{_RULE}.answer", "The original is told as the replay.", answers(
        _REPLAY, lambda body: body | {"replayDeliveryId": body["originalDeliveryId"]})),
    Mutant(f"{_RULE}.answer", "The two ids are swapped.", answers(_REPLAY, lambda body: body | {
        "originalDeliveryId": body["replayDeliveryId"], "replayDeliveryId": body["originalDeliveryId"]})),
    Mutant(f"{_RULE}.answer", "The replay is told as an event.", answers(
        _REPLAY, lambda body: {"originalDeliveryId": body["originalDeliveryId"], "eventId": body["replayDeliveryId"],
                               "scheduledAt": body["scheduledAt"]})),
    Mutant(f"{_RULE}.listed", "Replays are not listed.", _listed(_lost)),
    Mutant(f"{_RULE}.listed", "Replays stand behind all others.", _listed(_old_place)),
    Mutant(f"{_RULE}.listed", "Every replay is a test.ping.", _listed(_typed_replay)),
    Mutant(f"{_RULE}.new-event", "A replay has the event id of its original.", _listed(_same_event)),
    Mutant(f"{_RULE}.new-event", "All replays of a delivery have one event id.", _listed(_same_among_replays)),
    Mutant(f"{_RULE}.original-stays", "The original is pending again.", _listed(_pending_again)),
    Mutant(f"{_RULE}.original-stays", "A replay counts as an attempt of a failed original.", _listed(_one_more_attempt)),
    Mutant(f"{_RULE}.original-stays", "A replay takes the event from its original.", _listed(_takes_the_event)),
    Mutant(f"{_RULE}.any-status", "Only what failed can be replayed.", _refuses_where(
        lambda asked, _: asked.path[0] != asked.memory.ids["failed-delivery"])),
    Mutant(f"{_RULE}.any-status", "A replay cannot be replayed.", _refuses_where(
        lambda asked, replays: asked.path[0] in replays.originals)),
    Mutant(f"{_RULE}.any-status", "A delivery can be replayed once.", remembering(_REPLAY, lambda _, body: body, _one_replay)),
    Mutant(f"{_RULE}.any-status", "Deliveries to a paused endpoint cannot be replayed.", replies(_REPLAY, _is_paused)),
    Mutant(f"{_RULE}.soon", "A replay goes out an hour later.", answers(
        _REPLAY, lambda body: body | {"scheduledAt": shifted(body["scheduledAt"], 3600)})),
    Mutant(f"{_RULE}.soon", "A replay is told to have gone out two minutes ago.", answers(
        _REPLAY, lambda body: body | {"scheduledAt": shifted(body["scheduledAt"], -120)})),
    Mutant(f"{_RULE}.soon", "Replays of old deliveries go out two minutes later.", answers(
        _REPLAY, lambda body: body | {"scheduledAt": shifted(body["scheduledAt"], 120)},
        when=lambda asked: asked.path[0] == asked.memory.ids["delivered-delivery"])),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be replayed.", replies(_REPLAY, anyones)),
    Mutant(f"{_RULE}.not-found", "Another organisation's is refused, and sent again.", replies(_REPLAY, _foreign_replayed)),
    Mutant(f"{_RULE}.not-found", "What was sent to a deleted endpoint can be replayed.", _gone_replayed),
    Mutant(f"{_RULE}.not-found", "What is not there is 403.", turns(_REPLAY, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant(f"{_RULE}.idempotency", "The Idempotency-Key is not read.", forgets(_REPLAY)),
    Mutant(f"{_RULE}.idempotency", "A repeat sends once more, unseen.", _sends_behind),
    Mutant(f"{_RULE}.idempotency", "A second replay of a delivery is always the first.", remembering(
        _REPLAY, lambda _, body: body, _one_replay)),
)  # fmt: skip
