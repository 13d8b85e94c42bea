"""What will happen in a world, in the order in which it will."""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from layers_mock.contract import JsonObject

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["Entry", "Event", "Timeline", "numbered"]

_MANY = 64
"""So many void events are forgotten when they are met; fewer cost less than looking for them."""


class Event(Protocol):
    """Something that will happen at its time."""

    @property
    def is_recurring(self) -> bool:
        """Whether it comes by itself again and again: such an event never keeps a world from being idle."""

    def apply(self, world: "World", at: int) -> None:
        """Let it happen."""

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """What is about to happen, told before :meth:`apply`; ``None`` where a change of plan made it void."""


Entry = tuple[int, int, Event]
"""When an event is due, and its number, which decides between equal times."""


def numbered(events: Iterable[tuple[int, Event]]) -> tuple[Entry, ...]:
    """Events with their due times as a timeline can begin with them: in order, those of the same moment as they come here."""
    ordered = sorted(events, key=lambda entry: entry[0])
    return tuple((due, number, event) for number, (due, event) in enumerate(ordered, start=1))


class Timeline:
    """Events by their due times; those due at the same moment happen in the order in which they were put here.

    ``base`` are the events at the beginning, in order and numbered from 1: they are shared and never copied, the next one
    alone stands among the others.
    """

    __slots__ = ("_base", "_entries", "_scheduled", "alarm")

    def __init__(self, base: Sequence[Entry] = ()) -> None:
        self.alarm: Callable[[], None] | None = None
        """Called when something was put here, where somebody waits for what will happen."""
        self._base = base
        self._entries: list[Entry] = list(base[:1])
        self._scheduled = len(base)

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
            due, number, event = heapq.heappop(entries)
            if number < len(self._base):
                heapq.heappush(entries, self._base[number])
            event.apply(world, due)

    def told(self, world: "World", now: int) -> Iterator[JsonObject]:
        """As :meth:`settle`, telling each event as it happens. Nothing happens unless the iterator is drained."""
        entries = self._entries
        while entries and entries[0][0] <= now:
            due, number, event = heapq.heappop(entries)
            if number < len(self._base):
                heapq.heappush(entries, self._base[number])
            description = event.describe(world, due)
            event.apply(world, due)
            if description is not None:
                yield description

    def next_due(self, world: "World") -> int | None:
        """When the next event of any kind is due that still stands."""
        return self._first(world, lambda _: True)

    def next_single(self, world: "World") -> int | None:
        """When the next event is due that does not recur and still stands; ``None`` in an idle world."""
        return self._first(world, lambda event: not event.is_recurring)

    def _first(self, world: "World", is_wanted: Callable[[Event], bool]) -> int | None:
        void = 0
        found = None
        for due, event in self._in_order():
            if event.describe(world, due) is None:
                void += 1
            elif is_wanted(event):
                found = due
                break
        if void > _MANY:
            # In place: whoever asks may do so while what is due is happening.
            self._entries[:] = [entry for entry in self.numbered() if entry[2].describe(world, entry[0]) is not None]
            self._base = ()
        return found

    def _in_order(self) -> Iterator[tuple[int, Event]]:
        """The events as they will happen, each looked for when asked for: the first costs nothing, however many follow."""
        entries, base = self._entries, self._base
        nearest = [(*entries[0], 0)] if entries else []
        while nearest:
            due, number, event, place = heapq.heappop(nearest)
            yield due, event
            if number < len(base):
                heapq.heappush(nearest, (*base[number], len(entries)))
            for child in (2 * place + 1, 2 * place + 2):
                if child < len(entries):
                    heapq.heappush(nearest, (*entries[child], child))

    def entries(self) -> list[tuple[int, Event]]:
        """Every event with its due time, in the order in which they will happen."""
        return [(due, event) for due, _, event in self.numbered()]

    @property
    def scheduled(self) -> int:
        """How many events were ever put here."""
        return self._scheduled

    def numbered(self) -> list[Entry]:
        """Every event with its due time and its number; in order."""
        behind = min((number for _, number, _ in self._entries if number <= len(self._base)), default=len(self._base))
        return sorted([*self._entries, *self._base[behind:]], key=lambda entry: entry[:2])

    def restore(self, scheduled: int, numbered: Iterable[Entry]) -> None:
        """Go on from events kept elsewhere, in place of those here."""
        self._base = ()
        self._entries = sorted(numbered, key=lambda entry: entry[:2])
        self._scheduled = scheduled
