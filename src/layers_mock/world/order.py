"""Sorted entries in parts that copies share: a world's copy of a base's order costs a few pointers and what it changes."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

__all__ = ["Entry", "Order"]

Entry = tuple[int, int]
"""What a row is sorted by, and its place in its group."""
_MOST = 1024


class Order:
    """Distinct entries in ascending order. No library shares what it sorts between copies, so this one is ours.

    ``parts`` are the entries, in parts of no more than ``most``; a part that a copy shares is the same list in both.
    """

    __slots__ = ("_is_own", "_lasts", "_most", "parts")

    def __init__(self, entries: Iterable[Entry] = (), *, most: int = _MOST) -> None:
        ordered = sorted(entries)
        half = most // 2
        self._most = most
        self.parts = [ordered[begin : begin + half] for begin in range(0, len(ordered), half)]
        self._lasts = [part[-1] for part in self.parts]
        self._is_own = [True] * len(self.parts)

    def copy(self) -> "Order":
        """An order that changes on its own. The one it was copied from must not change any more."""
        made = Order(most=self._most)
        made.parts, made._lasts = list(self.parts), list(self._lasts)
        made._is_own = [False] * len(self.parts)
        return made

    def add(self, entry: Entry) -> None:
        """Take an entry in that is not there yet."""
        if not self.parts:
            self.parts, self._lasts, self._is_own = [[entry]], [entry], [True]
            return
        index = min(bisect_left(self._lasts, entry), len(self.parts) - 1)
        part = self._own(index)
        insort(part, entry)
        self._lasts[index] = part[-1]
        if len(part) > self._most:
            self._split(index)

    def remove(self, entry: Entry) -> None:
        """Take an entry out. Raises :class:`KeyError` where it is not there."""
        index = bisect_left(self._lasts, entry)
        if index == len(self.parts):
            raise KeyError(entry)
        place = bisect_left(self.parts[index], entry)
        if self.parts[index][place] != entry:
            raise KeyError(entry)
        part = self._own(index)
        del part[place]
        if part:
            self._lasts[index] = part[-1]
        else:
            del self.parts[index], self._lasts[index], self._is_own[index]

    def descending(self, below: Entry | None = None) -> Iterator[Entry]:
        """The entries from just below ``below``, the greatest first. What comes costs the same wherever it begins."""
        index = len(self.parts) if below is None else bisect_left(self._lasts, below)
        if below is not None and index < len(self.parts):
            part = self.parts[index]
            for place in range(bisect_left(part, below) - 1, -1, -1):
                yield part[place]
        for earlier in range(index - 1, -1, -1):
            yield from reversed(self.parts[earlier])

    def _own(self, index: int) -> list[Entry]:
        if not self._is_own[index]:
            self.parts[index] = list(self.parts[index])
            self._is_own[index] = True
        return self.parts[index]

    def _split(self, index: int) -> None:
        part = self.parts[index]
        middle = len(part) // 2
        self.parts[index : index + 1] = [part[:middle], part[middle:]]
        self._lasts[index : index + 1] = [part[middle - 1], part[-1]]
        self._is_own[index : index + 1] = [True, True]
