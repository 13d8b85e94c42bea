"""Servers that get testWebhookEndpoint wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.webhooks_servers import also, anyones, back_from_the_dead, forgets, further, shifted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refuses,
    remembering,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_TEST, _LIST = "testWebhookEndpoint", "listWebhookDeliveries"
_RULE = "test-webhook-endpoint"
_ANSWER = {
    "eventId": "evt_01HY0AB3C5D7E9F1G3H5J7K9M4", "deliveryId": "018f0000-9b2c-4d3e-8f40-1a2b3c4d5e6f",
    "scheduledAt": "2026-04-24T12:00:00.000Z",
}  # fmt: skip


def _items(edit: Any) -> Any:
    """Deliveries are listed wrongly."""

    def change(body: Any) -> None:
        for item in body["items"]:
            edit(item)

    return answers(_LIST, change)


def _not_listed(is_lost: Any) -> Any:
    """Some deliveries are never listed: ``is_lost(number, asked)`` of the tests, counted."""

    def make() -> Server:
        lost: set[str] = set()
        count = [0]

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _TEST and came.status == 200:
                count[0] += 1
                if is_lost(count[0], asked):
                    lost.add(body["deliveryId"])
            if asked.operation == _LIST and came.status == 200:
                return with_json(came, body | {"items": [item for item in body["items"] if item["id"] not in lost]})
            return came

        return server

    return make


def _typed_by_payload() -> Server:
    """A type in the payload is that of the event."""
    typed: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        payload = (asked.body or {}).get("payload") if asked.operation == _TEST else None
        if came.status == 200 and isinstance(payload, dict) and "type" in payload:
            typed[body["deliveryId"]] = payload["type"]
        if asked.operation == _LIST and came.status == 200:
            items = [item | {"eventType": typed.get(item["id"], item["eventType"])} for item in body["items"]]
            return with_json(came, body | {"items": items})
        return came

    return server


def _of_endpoint(asked: Asked, ask: Ask) -> Any:
    came = ask(further(asked, "GET", f"/v1/webhook-endpoints/{asked.path[0]}"))
    return json_of(came) if came.status == 200 else None


def _refuses_where(is_refused: Any) -> Any:
    """A test is refused because of what its endpoint is."""

    def server(asked: Asked, ask: Ask) -> Response:
        row = _of_endpoint(asked, ask) if asked.operation == _TEST else None
        if row is None or not is_refused(row):
            return ask(asked.request)
        return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")

    return lambda: server


def _silent_where(is_silent: Any) -> Any:
    """A test is answered, and nothing is sent, because of what its endpoint is."""

    def server(asked: Asked, ask: Ask) -> Response:
        row = _of_endpoint(asked, ask) if asked.operation == _TEST else None
        if row is None or not is_silent(row):
            return ask(asked.request)
        came = ask(further(asked, "GET", f"/v1/webhook-endpoints/{asked.path[0]}"))
        return with_json(came, _ANSWER)

    return lambda: server


def _resumes(asked: Asked, _body: Any) -> Any:
    return further(asked, "PATCH", f"/v1/webhook-endpoints/{asked.path[0]}", {"status": "active"})


def _one_event(asked: Asked, body: Any, notes: list[Any]) -> Any:
    """One endpoint's tests share an event id."""
    if asked.operation != _TEST:
        return None
    first = next((event for endpoint, event in notes if endpoint == asked.path[0]), None)
    return None if first is None else body | {"eventId": first}


def _one_for_all(asked: Asked, body: Any, notes: list[Any]) -> Any:
    """Two tests within a minute are one event, whatever the endpoint."""
    passed = asked.memory.notes.get("passed", 0)
    if asked.operation != _TEST:
        return None
    first = next((event for at, event in notes if at == passed), None)
    return None if first is None else body | {"eventId": first}


def _repeats_behind() -> Server:
    """A replay is answered as the first time, and sends once more."""
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation == _TEST and key is not None and came.status == 200:
            if key in seen:
                ask(asked.with_header("Idempotency-Key", None))
            seen.add(key)
        return came

    return server


def _reaches_others(came: Came, ask: Ask) -> Response:
    """Another organisation's is refused, and gets the test."""
    if came.status == 404 and came.asked.key == "full":
        ask(came.asked.with_key("other"))
    return came.response


def _pending(item: Any) -> bool:
    return bool(item["status"] == "pending" and item["attempts"] == 0)


def _set(**fields: Any) -> Any:
    return _items(lambda item: item.update(fields) if _pending(item) else None)


MUTANTS = (
    Mutant(f"{_RULE}.answer", "The answer has no deliveryId.", answers(
        _TEST, lambda body: {name: value for name, value in body.items() if name != "deliveryId"})),
    Mutant(f"{_RULE}.answer", "The event id has no prefix.", answers(
        _TEST, lambda body: body | {"eventId": body["eventId"].removeprefix("evt_")})),
    Mutant(f"{_RULE}.answer", "With an empty payload the answer has no scheduledAt.", answers(
        _TEST, lambda body: body | {"scheduledAt": None}, when=lambda asked: (asked.body or {}).get("payload") == {})),
    Mutant(f"{_RULE}.answer", "The body is required.", refuses(_TEST, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant(f"{_RULE}.listed", "Tests are never listed.", _not_listed(lambda _, __: True)),
    Mutant(f"{_RULE}.listed", "A test's event type is test.", _items(lambda item: item.update(
        eventType="test" if item["eventType"] == "test.ping" else item["eventType"]))),
    Mutant(f"{_RULE}.listed", "A type in the payload is that of the event.", _typed_by_payload),
    Mutant(f"{_RULE}.listed", "The delivery has another event id than the answer.", _items(
        lambda item: item.update(eventId="evt_01HY0AB3C5D7E9F1G3H5J7K9M4"))),
    Mutant(f"{_RULE}.listed", "Tests with a payload are not listed.", _not_listed(lambda _, asked: asked.body)),
    Mutant(f"{_RULE}.soon", "A test goes out five minutes later.", answers(
        _TEST, lambda body: body | {"scheduledAt": shifted(body["scheduledAt"], 300)})),
    Mutant(f"{_RULE}.soon", "A test is told to have gone out a minute ago.", answers(
        _TEST, lambda body: body | {"scheduledAt": shifted(body["scheduledAt"], -60)})),
    Mutant(f"{_RULE}.soon", "Every test is scheduled for the moment of the first.", remembering(
        _TEST, lambda _, body: body["scheduledAt"],
        lambda asked, body, notes: body | {"scheduledAt": notes[0]} if asked.operation == _TEST and notes else None)),
    Mutant(f"{_RULE}.begins-pending", "What was not attempted is delivered.", _set(status="delivered")),
    Mutant(f"{_RULE}.begins-pending", "What was not attempted tells no next attempt.", _set(nextRetryAt=None)),
    Mutant(f"{_RULE}.begins-pending", "What was not attempted was answered 0.", _set(lastResponseStatus=0)),
    Mutant(f"{_RULE}.ignores-events", "A test needs a subscription to test.ping.", _refuses_where(
        lambda row: "test.ping" not in row["events"])),
    Mutant(f"{_RULE}.ignores-events", "Without a subscription a test is answered and not sent.", _silent_where(
        lambda row: "test.ping" not in row["events"] and row["projectId"])),
    Mutant(f"{_RULE}.ignores-status", "A paused endpoint cannot be tested.", _refuses_where(lambda row: row["status"] == "paused")),
    Mutant(f"{_RULE}.ignores-status", "An auto_paused endpoint gets nothing.", _silent_where(
        lambda row: row["status"] == "auto_paused")),
    Mutant(f"{_RULE}.ignores-status", "A test resumes the endpoint.", also(_TEST, _resumes)),
    Mutant(f"{_RULE}.each-anew", "All tests of an endpoint are one event.", remembering(
        _TEST, lambda asked, body: (asked.path[0], body["eventId"]), _one_event)),
    Mutant(f"{_RULE}.each-anew", "Tests of one moment are one event.", remembering(
        _TEST, lambda asked, body: (asked.memory.notes.get("passed", 0), body["eventId"]), _one_for_all)),
    Mutant(f"{_RULE}.each-anew", "Every third test is lost.", _not_listed(lambda number, _: number % 3 == 0)),
    Mutant(f"{_RULE}.not-found", "Any organisation's can be tested.", replies(_TEST, anyones)),
    Mutant(f"{_RULE}.not-found", "Another organisation's is refused, and gets the test.", replies(_TEST, _reaches_others)),
    Mutant(f"{_RULE}.not-found", "A deleted one can be tested.", back_from_the_dead(_TEST, lambda _: _ANSWER)),
    Mutant(f"{_RULE}.not-found", "What is not there is a conflict.", turns(_TEST, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant(f"{_RULE}.idempotency", "The Idempotency-Key is not read.", forgets(_TEST)),
    Mutant(f"{_RULE}.idempotency", "A replay sends once more, unseen.", _repeats_behind),
)  # fmt: skip
