"""Journals: what was sent and what was answered, in a ring of bounded size.

A world has two of them: one of the calls of clients, one of the attempts to deliver webhooks.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Generic, Literal, NamedTuple, Protocol, TypeVar

from layers_mock.world.webhooks import EventType

__all__ = ["DEFAULT_CAPACITY", "MOST_BYTES", "AttemptEntry", "AttemptJournal", "CallJournal", "Entry", "Finding", "Journal"]

DEFAULT_CAPACITY = 1000
MOST_BYTES = 32 * 2**20
"""How many bytes of bodies a journal keeps, sent and answered together."""


class Finding(NamedTuple):
    """One observation that a rule or good client practice was broken."""

    severity: Literal["error", "warning", "advice"]
    rule: str
    evidence: str


class Entry(NamedTuple):
    """One call. ``at`` is the world's time in milliseconds, ``duration`` real microseconds.

    Headers and bodies are kept as they were; whoever shows an entry redacts secrets.
    """

    number: int
    at: int
    duration: int
    request_id: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    operation: str | None
    key: str | None
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    rule: str | None
    scenario: str | None
    findings: tuple[Finding, ...]


class AttemptEntry(NamedTuple):
    """One attempt to deliver a webhook, written down when it is over.

    ``at`` is the world's time in milliseconds at its beginning, ``duration`` real microseconds. Ids are as the vendor prints
    them. Where nothing was sent, because the address may not be called or a scenario says so, there are neither headers nor
    body, and ``error`` says why.
    """

    number: int
    at: int
    duration: int
    delivery: str
    event: str
    event_type: EventType
    endpoint: str
    url: str
    attempt: int
    """Which one of its delivery it is, from 1; one that was not sent does not count, and the next one has its number."""
    headers: Mapping[str, str] | None
    body: bytes
    status: int | None
    """``None`` where no answer came."""
    answer_headers: Mapping[str, str]
    answer: bytes
    """The beginning of the answer's body."""
    error: str | None
    """Why no answer came; an answer that is no 2xx speaks for itself."""
    scenario: str | None
    """The scenario that bent it."""


class _Kept(Protocol):
    """What a journal keeps."""

    @property
    def number(self) -> int:
        """Counts from 1 what was ever recorded."""

    @property
    def body(self) -> bytes:
        """What was sent."""

    @property
    def answer(self) -> bytes:
        """What was answered."""


_EntryT = TypeVar("_EntryT", bound=_Kept)


class Journal(Generic[_EntryT]):
    """The last entries of one world, so many and so many bytes at most; ``recorded`` counts all there ever were.

    ``capacity`` is how many entries are kept, fewer where their bodies are large: a thousand of the largest bodies that are
    read would take a gigabyte.
    """

    __slots__ = ("_bytes", "_entries", "capacity", "recorded")

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._entries: deque[_EntryT] = deque()
        self._bytes = 0
        self.capacity = capacity
        self.recorded = 0

    def record(self, entry: _EntryT) -> None:
        """Keep an entry; the oldest ones go where the ring is full."""
        self.recorded += 1
        self._entries.append(entry)
        self._bytes += len(entry.body) + len(entry.answer)
        while len(self._entries) > self.capacity or self._bytes > MOST_BYTES:
            gone = self._entries.popleft()
            self._bytes -= len(gone.body) + len(gone.answer)

    def newest_first(self) -> Iterator[_EntryT]:
        """The entries kept, newest first."""
        return reversed(self._entries)

    def after(self, number: int) -> Iterator[_EntryT]:
        """The entries kept that came after that number, oldest first."""
        return (entry for entry in self._entries if entry.number > number)

    def get(self, number: int) -> _EntryT | None:
        """The entry of a number, while it is kept."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        self._entries.clear()
        self._bytes = 0


class CallJournal(Journal[Entry]):
    """What clients sent and what they were told."""

    __slots__ = ()


class AttemptJournal(Journal[AttemptEntry]):
    """What was sent to the receivers of webhooks and what they answered."""

    __slots__ = ()
