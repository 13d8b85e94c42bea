"""A world's journal, as a test reads it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

__all__ = ["Finding", "Message", "RecordedRequest", "Requests", "read_journal", "tail"]

_PAGE = 1000


class Finding(NamedTuple):
    """One observation about the client: ``severity`` is error, warning or advice."""

    severity: str
    rule: str
    evidence: str


class Message(NamedTuple):
    """Headers and body; secrets are redacted. ``body`` is what the JSON holds, or the text where it is none."""

    headers: Mapping[str, str]
    body: Any


@dataclass(frozen=True, slots=True)
class RecordedRequest:
    """One call of the client, as the journal keeps it. ``at`` is the world's time, ``duration_microseconds`` real time.

    ``operation`` is ``None`` for a path that is none of the API's, ``status`` 0 where a scenario broke the connection off.
    """

    number: int
    at: datetime
    method: str
    path: str
    query: str
    operation: str | None
    key: str | None
    status: int
    rule: str | None
    scenario: str | None
    findings: tuple[Finding, ...]
    request_id: str
    duration_microseconds: int
    _read: Callable[[int], Mapping[str, Any]] = field(repr=False, compare=False)

    @property
    def request(self) -> Message:
        """What was sent. Asks the server, and raises :class:`ControlError` where the journal no longer keeps the call."""
        return _message(self._read(self.number)["request"])

    @property
    def answer(self) -> Message:
        """What was answered. Asks the server, and raises :class:`ControlError` where the journal no longer keeps the call."""
        return _message(self._read(self.number)["answer"])


class Requests(list[RecordedRequest]):
    """The calls that the journal kept at this moment, oldest first. Called, it gives those that match."""

    def __init__(self, entries: Iterable[RecordedRequest], check: Callable[[str], None]) -> None:
        super().__init__(entries)
        self._check = check

    def __call__(
        self, *, operation: str | None = None, status: int | None = None, finding: str | None = None
    ) -> list[RecordedRequest]:
        """The calls of an operation, with a status, with a finding (its rule id, or ``any``).

        Raises :class:`UsageError` for an operation that the contract does not have: misspelt, it would match nothing, silently.
        """
        __tracebackhide__ = True
        if operation is not None:
            self._check(operation)
        return [
            entry
            for entry in self
            if (operation is None or entry.operation == operation)
            and (status is None or entry.status == status)
            and (finding is None or _has(entry, finding))
        ]


def read_journal(call: Callable[[str, str], Any]) -> list[RecordedRequest]:
    """All calls that a world's journal keeps, oldest first; ``call`` asks the world's control API."""

    def read(number: int) -> Mapping[str, Any]:
        detail: Mapping[str, Any] = call("GET", f"requests/{number}")
        return detail

    entries: list[RecordedRequest] = []
    while True:
        last = entries[-1].number if entries else 0
        page = call("GET", f"requests?after={last}&limit={_PAGE}")["items"]
        entries.extend(_entry(item, read) for item in page)
        if len(page) < _PAGE:
            return entries


def tail(call: Callable[[str, str], Any], most: int) -> str:
    """The last calls in a few words each: what was asked, what was answered, which rule decided, what was found."""
    page = call("GET", f"requests?limit={most}")
    entries = [_entry(item, _unread) for item in reversed(page["items"])]
    left_out = page["recorded"] - len(entries)
    lines = [f"({left_out} earlier calls)"] if left_out and entries else []
    for entry in entries:
        query = f"?{entry.query}" if entry.query else ""
        answer = str(entry.status or "broken off")
        because = f"  {entry.rule}" if entry.rule else ""
        staged = f"  (scenario {entry.scenario})" if entry.scenario else ""
        lines.append(f"{entry.method} {entry.path}{query} -> {answer}{because}{staged}")
        lines.extend(f"    {found.severity} {found.rule}: {found.evidence}" for found in entry.findings)
    return "\n".join(lines)


def _unread(number: int) -> Mapping[str, Any]:
    return {}


def _has(entry: RecordedRequest, finding: str) -> bool:
    return any(finding in {"any", found.rule} for found in entry.findings)


def _entry(item: Mapping[str, Any], read: Callable[[int], Mapping[str, Any]]) -> RecordedRequest:
    return RecordedRequest(
        number=item["number"], at=datetime.fromisoformat(item["at"]), method=item["method"], path=item["path"],
        query=item["query"], operation=item["operation"], key=item["key"], status=item["status"], rule=item["rule"],
        scenario=item["scenario"],
        findings=tuple(Finding(found["severity"], found["rule"], found["evidence"]) for found in item["findings"]),
        request_id=item["requestId"], duration_microseconds=item["durationMicroseconds"], _read=read,
    )  # fmt: skip


def _message(found: Mapping[str, Any]) -> Message:
    return Message(found["headers"], found["body"])
