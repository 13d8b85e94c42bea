"""What will happen in a world, in the order in which it will."""

import heapq
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from layers_mock.contract import JsonObject

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["Event", "Timeline"]


class Event(Protocol):
    """Something that will happen at its time."""

    @property
    def is_recurring(self) -> bool:
        """Whether it comes by itself again and again: such an event never keeps a world from being idle."""

    def apply(self, world: "World", at: int) -> None:
        """Let it happen."""

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """What is about to happen, told before :meth:`apply`; ``None`` where a change of plan made it void."""


class Timeline:
    """Events by their due times; those due at the same moment happen in the order in which they were put here."""

    __slots__ = ("_entries", "_scheduled")

    def __init__(self) -> None:
        self._entries: list[tuple[int, int, Event]] = []
        self._scheduled = 0

    def schedule(self, due: int, event: Event) -> None:
        """Put an event on the timeline."""
        self._scheduled += 1
        heapq.heappush(self._entries, (due, self._scheduled, event))

    def settle(self, world: "World", now: int) -> None:
        """Let everything happen that was due by now, in order."""
        entries = self._entries
        while entries and entries[0][0] <= now:
            due, _, event = heapq.heappop(entries)
            event.apply(world, due)

    def told(self, world: "World", now: int) -> Iterator[JsonObject]:
        """As :meth:`settle`, telling each event as it happens. Nothing happens unless the iterator is drained."""
        entries = self._entries
        while entries and entries[0][0] <= now:
            due, _, event = heapq.heappop(entries)
            description = event.describe(world, due)
            event.apply(world, due)
            if description is not None:
                yield description

    def next_due(self) -> int | None:
        """When the next event of any kind is due."""
        return self._entries[0][0] if self._entries else None

    def next_single(self, world: "World") -> int | None:
        """When the next event is due that does not recur and still stands; ``None`` in an idle world."""
        if self._entries and _stands(world, *self._entries[0]):
            return self._entries[0][0]
        dues = [entry[0] for entry in self._entries if _stands(world, *entry)]
        return min(dues, default=None)

    def entries(self) -> list[tuple[int, Event]]:
        """Every event with its due time, in the order in which they will happen."""
        return [(due, event) for due, _, event in sorted(self._entries, key=lambda entry: entry[:2])]


def _stands(world: "World", due: int, number: int, event: Event) -> bool:
    """Whether an entry is an event that does not recur and that no change of plan made void."""
    return not event.is_recurring and event.describe(world, due) is not None
