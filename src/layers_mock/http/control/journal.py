"""The journal and what clients have met."""

from collections.abc import Iterable, Iterator

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.journal_models import CoverageReport, RequestDetail, RequestList, RequestQuery
from layers_mock.http.control.models import Nothing
from layers_mock.http.control.names import names, refuse_unknown
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.control.shown import message, readable
from layers_mock.http.redaction import redact
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.journal import Entry

__all__ = ["ROUTES"]


def _list(request: ControlRequest) -> JsonObject:
    journal, query, known = request.world.journal, request.query, names(request.worlds)
    refuse_unknown("operation", query.operation, known["operations"])
    refuse_unknown("finding", query.finding, known["findings"])
    entries = journal.newest_first() if query.after is None else journal.after(query.after)
    found = [_state(entry) for entry, _ in zip(_wanted(entries, query), range(query.limit), strict=False)]
    counts = {"recorded": journal.recorded, "capacity": journal.capacity, "incarnation": request.world.incarnation}
    return {"items": found, **counts}


def _wanted(entries: Iterable[Entry], query: RequestQuery) -> Iterator[Entry]:
    since = _since(query.since)
    for entry in entries:
        rules = [finding.rule for finding in entry.findings]
        if (
            (query.operation is None or entry.operation == query.operation)
            and (query.status is None or str(entry.status).startswith(query.status.rstrip("x")))
            and (query.finding is None or query.finding in rules or (query.finding == "any" and rules))
            and entry.at >= since
        ):
            yield entry


def _since(text: str | None) -> int:
    if text is None:
        return 0
    try:
        return parse_instant(text)
    except ValueError:
        raise ControlError(422, f"since: {text[:40]!r} is no ISO 8601 instant.") from None


def _read(request: ControlRequest) -> JsonObject:
    text = request.argument
    entry = request.world.journal.get(int(text)) if text.isdecimal() and len(text) < 19 else _by_request_id(request)
    if entry is None:
        raise ControlError(404, f"No call {text[:100]!r} in the journal; it keeps the last {request.world.journal.capacity}.")
    return {
        **_state(entry),
        "request": message(entry.headers, entry.body),
        "answer": message(entry.answer_headers, entry.answer),
    }


def _by_request_id(request: ControlRequest) -> Entry | None:
    entries = request.world.journal.newest_first()
    return next((entry for entry in entries if entry.request_id == request.argument), None)


def _clear(request: ControlRequest) -> JsonObject:
    request.world.journal.clear()
    return {}


def _state(entry: Entry) -> JsonObject:
    return {
        "number": entry.number,
        "at": iso(entry.at),
        "durationMicroseconds": entry.duration,
        "requestId": entry.request_id,
        "method": entry.method,
        "path": redact(readable(entry.path)),
        "query": redact(readable(entry.query)),
        "operation": entry.operation,
        "key": entry.key,
        "status": entry.status,
        "rule": entry.rule,
        "scenario": entry.scenario,
        "findings": [finding._asdict() for finding in entry.findings],
    }


def _coverage(request: ControlRequest) -> JsonObject:
    operations: list[JsonObject] = []
    met = documented = 0
    for found in request.world.coverage.report(request.world.contract):
        met, documented = met + found.met, documented + len(found.counts)
        one: JsonObject = {"operation": found.operation, "met": found.met, "documented": len(found.counts)}
        operations.append({**one, "counts": found.counts})
    ratio = round(met / documented, 4) if documented else 0.0
    return {"met": met, "documented": documented, "ratio": ratio, "operations": operations}


ROUTES = (
    Route("GET", "requests", "List calls of the journal.", RequestList, _list, query=RequestQuery, problems=(422,)),
    Route("DELETE", "requests", "Forget the journal's calls.", Nothing, _clear),
    Route("GET", "requests/{id}", "Read a call by number or request id.", RequestDetail, _read, problems=(404,)),
    Route("GET", "coverage", "Which documented behaviours clients have met.", CoverageReport, _coverage),
)
