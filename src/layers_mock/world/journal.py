"""The journal: what a client sent and what it was told, in a ring of bounded size."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

__all__ = ["DEFAULT_CAPACITY", "MOST_BYTES", "Entry", "Finding", "Journal"]

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


class Journal:
    """The last entries of one world, so many and so many bytes at most; ``recorded`` counts all there ever were.

    ``capacity`` is how many entries are kept, fewer where their bodies are large: a thousand of the largest bodies that are
    read would take a gigabyte.
    """

    __slots__ = ("_bytes", "_entries", "capacity", "recorded")

    def __init__(self, capacity: int = DEFAULT_CAPACITY) -> None:
        self._entries: deque[Entry] = deque()
        self._bytes = 0
        self.capacity = capacity
        self.recorded = 0

    def record(self, entry: Entry) -> None:
        """Keep an entry; the oldest ones go where the ring is full."""
        self.recorded += 1
        self._entries.append(entry)
        self._bytes += len(entry.body) + len(entry.answer)
        while len(self._entries) > self.capacity or self._bytes > MOST_BYTES:
            gone = self._entries.popleft()
            self._bytes -= len(gone.body) + len(gone.answer)

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
        self._bytes = 0
