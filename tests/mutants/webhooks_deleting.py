"""Servers that get deleteWebhookEndpoint wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import anyones, back_from_the_dead, forgets
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, with_json

__all__ = ["MUTANTS"]

_DELETE, _LIST = "deleteWebhookEndpoint", "listWebhookEndpoints"
_RULE = "delete-webhook-endpoint"
_SECRET = {
    "signingSecret": "whsec_YW5vdGhlci1leGFtcGxlLW5vdC1hLXJlYWwtc2VjcmV0MjI", "warning": "Keep it.",
    "previousSecretExpiresAt": "2026-04-25T12:00:00.000Z",
}  # fmt: skip
_REPLAY = {"replayDeliveryId": "018f0000-ad3e-4f50-8a61-2b3c4d5e6f70", "scheduledAt": "2026-04-24T12:00:00.000Z"}


def _still_listed(only: str | None = None) -> Any:
    """A deleted endpoint stays in the list, or in that of one status."""

    def make() -> Server:
        made: dict[str, Any] = {}
        gone: list[str] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == "createWebhookEndpoint" and came.status == 201:
                made[body["endpoint"]["id"]] = body["endpoint"]
            if asked.operation == _DELETE and came.status == 200:
                gone.append(asked.path[0])
            if asked.operation == _LIST and came.status == 200 and (only is None or asked.query.get("status") == [only]):
                return with_json(came, body | {"items": body["items"] + [made[id_] for id_ in gone if id_ in made]})
            return came

        return server

    return make


def _history_stays() -> Server:
    """Deliveries of a deleted endpoint can be replayed."""
    sent: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == "testWebhookEndpoint" and came.status == 200:
            sent.append(body["deliveryId"])
        if asked.operation == "replayWebhookDelivery" and came.status == 200:
            sent.append(body["replayDeliveryId"])
        if asked.operation == "replayWebhookDelivery" and came.status == 404 and asked.path[0] in sent:
            return with_json(came, {"originalDeliveryId": asked.path[0], **_REPLAY}, 200)
        return came

    return server


def _replays_stay() -> Server:
    """Only replays of a deleted endpoint can be replayed."""
    sent: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "replayWebhookDelivery" and came.status == 200:
            sent.append(json_of(came)["replayDeliveryId"])
        if asked.operation == "replayWebhookDelivery" and came.status == 404 and asked.path[0] in sent:
            return with_json(came, {"originalDeliveryId": asked.path[0], **_REPLAY}, 200)
        return came

    return server


def _all_history_gone() -> Server:
    """A deletion takes the deliveries of every endpoint along."""
    gone: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _DELETE and came.status == 200:
            gone.append(asked.path[0])
        if asked.operation == "listWebhookDeliveries" and gone and came.status == 200:
            return with_json(came, {"items": [], "nextCursor": None})
        return came

    return server


def _deleted_for_other(came: Came, ask: Ask) -> Response:
    """Another organisation's is refused, and deleted."""
    if came.status == 404 and came.asked.key == "full":
        ask(came.asked.with_key("other"))
    return came.response


def _is_foreign(came: Came) -> bool:
    return came.asked.path[0] == came.asked.memory.ids["foreign-webhook-endpoint"]


def _not_again() -> Server:
    """A replay of a deletion says that nothing was deleted."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation != _DELETE or key is None or came.status != 200:
            return came
        if key in seen:
            return with_json(came, {"id": asked.path[0], "deleted": False})
        seen.add(key)
        return came

    return server


def _never_deleted() -> Server:
    """A deletion is answered and does nothing."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _DELETE:
            return ask(asked.request)
        url = asked.request.url
        came = ask(asked.request._replace(method="GET", url=url, content=b""))
        return with_json(came, {"id": asked.path[0], "deleted": True}) if came.status == 200 else came

    return server


MUTANTS = (
    Mutant(f"{_RULE}.answer", "A deletion tells a status in place of deleted.", answers(
        _DELETE, lambda body: {"id": body["id"], "status": "deleted"})),
    Mutant(f"{_RULE}.answer", "The id is called endpointId.", answers(
        _DELETE, lambda body: {"endpointId": body["id"], "deleted": True})),
    Mutant(f"{_RULE}.answer", "deleted is the text true.", answers(_DELETE, lambda body: body | {"deleted": "true"})),
    Mutant(f"{_RULE}.gone", "A deletion does nothing.", _never_deleted),
    Mutant(f"{_RULE}.gone", "A second deletion is answered as the first.", back_from_the_dead(
        _DELETE, lambda asked: {"id": asked.path[0], "deleted": True})),
    Mutant(f"{_RULE}.gone", "The secret of a deleted endpoint can be rotated.", back_from_the_dead(
        "rotateWebhookSecret", lambda asked: {"endpointId": asked.path[0], **_SECRET})),
    Mutant(f"{_RULE}.gone", "The deliveries of a deleted endpoint are an empty list.", back_from_the_dead(
        "listWebhookDeliveries", lambda _: {"items": [], "nextCursor": None})),
    Mutant(f"{_RULE}.gone", "A deleted endpoint stays in the list.", _still_listed()),
    Mutant(f"{_RULE}.gone", "A deleted endpoint is listed as paused.", _still_listed("paused")),
    Mutant(f"{_RULE}.history-gone", "What was sent to a deleted endpoint can be replayed.", _history_stays),
    Mutant(f"{_RULE}.history-gone", "Replays to a deleted endpoint can be replayed.", _replays_stay),
    Mutant(f"{_RULE}.history-gone", "A deletion empties the history of all endpoints.", _all_history_gone),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be deleted.", replies(_DELETE, anyones)),
    Mutant(f"{_RULE}.not-found", "Another organisation's is refused, and deleted.", replies(_DELETE, _deleted_for_other)),
    Mutant(f"{_RULE}.not-found", "Another organisation's is 403.", turns(
        _DELETE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=_is_foreign)),
    Mutant(f"{_RULE}.repeat", "The Idempotency-Key is not read.", forgets(_DELETE)),
    Mutant(f"{_RULE}.repeat", "A deletion can be repeated without the key.", back_from_the_dead(
        _DELETE, lambda asked: {"id": asked.path[0], "deleted": True})),
    Mutant(f"{_RULE}.repeat", "A replay says that nothing was deleted.", _not_again),
)  # fmt: skip
