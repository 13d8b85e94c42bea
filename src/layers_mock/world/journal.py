"""The journal: what a client sent and what it was told, in a ring of bounded size."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

__all__ = ["DEFAULT_CAPACITY", "Entry", "Finding", "Journal"]

DEFAULT_CAPACITY = 1000


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


class Journal:
    """The last entries of one world; ``recorded`` counts all there ever were."""

    __slots__ = ("_entries", "recorded")

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self.recorded = 0

    @property
    def capacity(self) -> int:
        """How many entries are kept."""
        return self._entries.maxlen or 0

    def record(self, entry: Entry) -> None:
        """Keep an entry; the oldest one goes where the ring is full."""
        self.recorded += 1
        self._entries.append(entry)

    def newest_first(self) -> Iterator[Entry]:
        """The entries kept, newest first."""
        return reversed(self._entries)

    def after(self, number: int) -> Iterator[Entry]:
        """The entries kept that came after that number, oldest first."""
        return (entry for entry in self._entries if entry.number > number)

    def get(self, number: int) -> Entry | None:
        """The entry of a number, while it is kept."""
        return next((entry for entry in self._entries if entry.number == number), None)

    def clear(self) -> None:
        """Forget the entries; numbers go on."""
        self._entries.clear()
