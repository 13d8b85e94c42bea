"""Servers that get rotateWebhookSecret wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import also, anyones, back_from_the_dead, forgets, further, shifted
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, with_json

__all__ = ["MUTANTS"]

_ROTATE, _CREATE = "rotateWebhookSecret", "createWebhookEndpoint"
_RULE = "rotate-webhook-secret"
_DAY = 86_400


def _without(name: str) -> Any:
    return answers(_ROTATE, lambda body: {field: value for field, value in body.items() if field != name})


def _swaps() -> Server:
    """Two secrets take turns."""
    secrets: dict[str, list[str]] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == _CREATE and came.status == 201:
            secrets[body["endpoint"]["id"]] = [body["signingSecret"]]
        if asked.operation != _ROTATE or came.status != 200:
            return came
        known = secrets.setdefault(asked.path[0], [])
        known.append(body["signingSecret"] if len(known) < 2 else known[-2])
        return with_json(came, body | {"signingSecret": known[-1]})

    return server


def _keeps() -> Server:
    """The first rotation gives the secret that there was."""
    secrets: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == _CREATE and came.status == 201:
            secrets[body["endpoint"]["id"]] = body["signingSecret"]
        if asked.operation == _ROTATE and came.status == 200 and asked.path[0] in secrets:
            return with_json(came, body | {"signingSecret": secrets.pop(asked.path[0])})
        return came

    return server


def _first_expiry() -> Server:
    """A second rotation leaves the expiry of the first."""
    first: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _ROTATE or came.status != 200:
            return came
        body = json_of(came)
        return with_json(
            came, body | {"previousSecretExpiresAt": first.setdefault(asked.path[0], body["previousSecretExpiresAt"])}
        )

    return server


def _changes(body: dict[str, Any]) -> Any:
    """Behind a rotation the endpoint is changed."""

    def more(asked: Asked, _body: Any) -> Any:
        return further(asked, "PATCH", f"/v1/webhook-endpoints/{asked.path[0]}", body)

    return also(_ROTATE, more)


def _rotates_behind() -> Server:
    """A replay is answered as the first time, and rotates once more."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation == _ROTATE and key is not None and came.status == 200:
            if key in seen:
                ask(asked.with_header("Idempotency-Key", None))
            seen.add(key)
        return came

    return server


def _remembers() -> Server:
    """Every later rotation is answered as the first one that had an Idempotency-Key."""
    first: dict[str, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _ROTATE or came.status != 200:
            return came
        if asked.header("Idempotency-Key") is not None:
            first.setdefault(asked.path[0], came)
        return came._replace(content=first.get(asked.path[0], came).content)

    return server


def _fresh_expiry(came: Came, ask: Ask) -> Response:
    """A replay counts the day anew."""
    if came.status != 200 or came.asked.header("Idempotency-Key") is None:
        return came.response
    passed = came.asked.memory.notes.get("passed", 0)
    return with_json(
        came.response, came.body | {"previousSecretExpiresAt": shifted(came.body["previousSecretExpiresAt"], passed)}
    )


def _is_foreign(came: Came) -> bool:
    return came.asked.path[0] == came.asked.memory.ids["foreign-webhook-endpoint"]


_ANSWER = {
    "signingSecret": "whsec_YW5vdGhlci1leGFtcGxlLW5vdC1hLXJlYWwtc2VjcmV0MjI", "warning": "Keep it.",
    "previousSecretExpiresAt": "2026-04-25T12:00:00.000Z",
}  # fmt: skip

MUTANTS = (
    Mutant(f"{_RULE}.answer", "There is no warning.", _without("warning")),
    Mutant(f"{_RULE}.answer", "The warning is empty.", answers(_ROTATE, lambda body: body | {"warning": " "})),
    Mutant(f"{_RULE}.answer", "The secret is named secret.", answers(
        _ROTATE, lambda body: {"secret" if name == "signingSecret" else name: value for name, value in body.items()})),
    Mutant(f"{_RULE}.answer", "The expiry is in seconds from now.", answers(
        _ROTATE, lambda body: body | {"previousSecretExpiresAt": 86400})),
    Mutant(f"{_RULE}.new-secret", "Two secrets take turns.", _swaps),
    Mutant(f"{_RULE}.new-secret", "The first rotation gives the secret that there was.", _keeps),
    Mutant(f"{_RULE}.overlap", "The previous secret expires at once.", answers(
        _ROTATE, lambda body: body | {"previousSecretExpiresAt": shifted(body["previousSecretExpiresAt"], -_DAY)})),
    Mutant(f"{_RULE}.overlap", "The previous secret lasts 23 hours.", answers(
        _ROTATE, lambda body: body | {"previousSecretExpiresAt": shifted(body["previousSecretExpiresAt"], -3600)})),
    Mutant(f"{_RULE}.overlap", "A second rotation leaves the expiry of the first.", _first_expiry),
    Mutant(f"{_RULE}.leaves-the-endpoint", "A rotation pauses the endpoint.", _changes({"status": "paused"})),
    Mutant(f"{_RULE}.leaves-the-endpoint", "A rotation makes the endpoint active.", _changes({"status": "active"})),
    Mutant(f"{_RULE}.leaves-the-endpoint", "A rotation notes itself in the description.", _changes({"description": "rotated"})),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be rotated.", replies(_ROTATE, anyones)),
    Mutant(f"{_RULE}.not-found", "A deleted one can be rotated.", back_from_the_dead(
        _ROTATE, lambda asked: {"endpointId": asked.path[0], **_ANSWER})),
    Mutant(f"{_RULE}.not-found", "Another organisation's is 403.", turns(
        _ROTATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=_is_foreign)),
    Mutant(f"{_RULE}.idempotency", "The Idempotency-Key is not read.", forgets(_ROTATE)),
    Mutant(f"{_RULE}.idempotency", "A replay rotates once more, unseen.", _rotates_behind),
    Mutant(f"{_RULE}.idempotency", "A replay counts the day anew.", replies(_ROTATE, _fresh_expiry)),
    Mutant(f"{_RULE}.idempotency", "Every later rotation is answered as the first.", _remembers),
)  # fmt: skip
