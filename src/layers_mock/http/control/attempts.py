"""The journal of attempts: what was sent to receivers of webhooks, and what they answered."""

from collections.abc import Iterable, Iterator

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.journal_models import AttemptDetail, AttemptList, AttemptQuery
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.control.shown import address, message, readable
from layers_mock.http.redaction import redact
from layers_mock.world.clock import iso
from layers_mock.world.journal import AttemptEntry

__all__ = ["ROUTES"]


def _list(request: ControlRequest) -> JsonObject:
    journal, query = request.world.attempts, request.query
    entries = journal.newest_first() if query.after is None else journal.after(query.after)
    found = [_state(entry) for entry, _ in zip(_wanted(entries, query), range(query.limit), strict=False)]
    counts = {"recorded": journal.recorded, "capacity": journal.capacity, "incarnation": request.world.incarnation}
    return {"items": found, **counts}


def _wanted(entries: Iterable[AttemptEntry], query: AttemptQuery) -> Iterator[AttemptEntry]:
    for entry in entries:
        if (
            (query.delivery is None or entry.delivery == query.delivery.lower())
            and (query.eventType is None or entry.event_type == query.eventType)
            and (query.endpoint is None or entry.endpoint == query.endpoint.lower())
        ):
            yield entry


def _read(request: ControlRequest) -> JsonObject:
    text, journal = request.argument, request.world.attempts
    entry = journal.get(int(text)) if text.isdecimal() and len(text) < 19 else None
    if entry is None:
        raise ControlError(404, f"No attempt {text[:100]!r} in the journal; it keeps the last {journal.capacity}.")
    is_answered = entry.status is not None
    return {
        **_state(entry),
        "request": None if entry.headers is None else message(entry.headers, entry.body),
        "text": None if entry.headers is None else redact(entry.body.decode(errors="replace")),
        "answer": message(entry.answer_headers, entry.answer) if is_answered else None,
    }


def _state(entry: AttemptEntry) -> JsonObject:
    return {
        "number": entry.number,
        "at": iso(entry.at),
        "durationMicroseconds": entry.duration,
        "deliveryId": entry.delivery,
        "eventId": entry.event,
        "eventType": entry.event_type,
        "endpointId": entry.endpoint,
        "url": address(entry.url),
        "attempt": entry.attempt,
        "isSent": entry.headers is not None,
        "status": entry.status,
        "error": None if entry.error is None else redact(readable(entry.error)),
        "scenario": entry.scenario,
    }


ROUTES = (
    Route("GET", "webhooks/attempts", "List attempts to deliver webhooks.", AttemptList, _list, query=AttemptQuery),
    Route(
        "GET", "webhooks/attempts/{number}", "Read an attempt: what was sent, what was answered.", AttemptDetail, _read,
        problems=(404,),
    ),
)  # fmt: skip
