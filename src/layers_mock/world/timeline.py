"""What will happen in a world, in the order in which it will."""

import heapq
from collections.abc import Callable, Iterable, Iterator
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

    __slots__ = ("_entries", "_scheduled", "alarm")

    def __init__(self) -> None:
        self.alarm: Callable[[], None] | None = None
        """Called when something was put here, where somebody waits for what will happen."""
        self._entries: list[tuple[int, int, Event]] = []
        self._scheduled = 0

    def schedule(self, due: int, event: Event) -> None:
        """Put an event on the timeline."""
        self._scheduled += 1
        heapq.heappush(self._entries, (due, self._scheduled, event))
        if self.alarm is not None:
            self.alarm()

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

    def next_due(self, world: "World") -> int | None:
        """When the next event of any kind is due that still stands."""
        return next((due for due, event in self._in_order() if event.describe(world, due) is not None), None)

    def next_single(self, world: "World") -> int | None:
        """When the next event is due that does not recur and still stands; ``None`` in an idle world."""
        standing = (due for due, event in self._in_order() if not event.is_recurring and event.describe(world, due) is not None)
        return next(standing, None)

    def _in_order(self) -> Iterator[tuple[int, Event]]:
        """The events as they will happen, each looked for when asked for: the first costs nothing, however many follow."""
        entries = self._entries
        nearest = [(entries[0][:2], 0)] if entries else []
        while nearest:
            _, place = heapq.heappop(nearest)
            due, _, event = entries[place]
            yield due, event
            for child in (2 * place + 1, 2 * place + 2):
                if child < len(entries):
                    heapq.heappush(nearest, (entries[child][:2], child))

    def entries(self) -> list[tuple[int, Event]]:
        """Every event with its due time, in the order in which they will happen."""
        return [(due, event) for due, _, event in sorted(self._entries, key=lambda entry: entry[:2])]

    @property
    def scheduled(self) -> int:
        """How many events were ever put here."""
        return self._scheduled

    def numbered(self) -> list[tuple[int, int, Event]]:
        """Every event with its due time and its number, which decides between equal times; in order."""
        return sorted(self._entries, key=lambda entry: entry[:2])

    def restore(self, scheduled: int, numbered: Iterable[tuple[int, int, Event]]) -> None:
        """Go on from events kept elsewhere, in place of those here."""
        self._entries = sorted(numbered, key=lambda entry: entry[:2])
        self._scheduled = scheduled
