"""The way to one endpoint: one delivery at a time, in order, but for what a scenario lets another one overtake."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from layers_mock.contract import JsonObject
from layers_mock.webhooks.attempting import Refuse, Send, make_attempt
from layers_mock.world.outbox import Attempt
from layers_mock.world.world import World

__all__ = ["Lane", "Place"]

Place: TypeAlias = tuple[int, ...]
"""Where an attempt stands in the order of attempts."""
_LONGEST_HOLD = 60_000
"""How many milliseconds of the world's time a delivery waits for another one to go first, while the clock runs."""
_log = logging.getLogger("layers_mock")


class _Waiting(NamedTuple):
    """An attempt to make, and its place in the order of attempts: its own, or behind the one that it let go first."""

    attempt: Attempt
    place: Place


class Lane:
    """The way to one endpoint.

    ``tell`` is called with what each attempt came to and its place in the order of attempts, ``ring`` when something is held:
    its time may have to be watched.
    """

    def __init__(
        self, world: World, refuse: Refuse, send: Send, *, tell: Callable[[Place, JsonObject], None],
        ring: Callable[[], None],
    ) -> None:  # fmt: skip
        self._world = world
        self._refuse = refuse
        self._send = send
        self._tell = tell
        self._ring = ring
        self._waiting: deque[_Waiting] = deque()
        self._held: _Waiting | None = None
        """What waits until another one has been sent."""
        self._held_since = 0
        self._task: asyncio.Task[None] | None = None

    def add(self, attempt: Attempt) -> None:
        """Make an attempt when those before it are over."""
        self._waiting.append(_Waiting(attempt, attempt))
        self._begin()

    async def emptied(self) -> None:
        """Return when nothing waits any more, but for what is held."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    @property
    def held_until(self) -> int | None:
        """Until when what is held waits at most; ``None`` where nothing is."""
        return None if self._held is None else self._held_since + _LONGEST_HOLD

    def release(self, place: Place = ()) -> bool:
        """Let what is held go next, behind what has that place; whether anything was held."""
        held, self._held = self._held, None
        if held is None:
            return False
        self._waiting.appendleft(held._replace(place=(*place, 1)) if place else held)
        self._begin()
        return True

    def release_overdue(self, now: int) -> None:
        """Let what is held go where nothing came for too long."""
        if self._held is not None and now >= self._held_since + _LONGEST_HOLD:
            self.release()

    def close(self) -> "asyncio.Task[None] | None":
        """The attempt under way, if one is; none of those that wait is made."""
        self._waiting.clear()
        self._held = None
        return self._task

    def drop(self) -> None:
        """Break off."""
        task = self.close()
        if task is not None:
            task.cancel()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        while self._waiting:
            waiting = self._waiting.popleft()
            try:
                made = await make_attempt(
                    self._world, waiting.attempt, self._refuse, self._send, is_one_held=self._held is not None
                )
            except Exception:  # noqa: BLE001 - logged; a fault of ours in one delivery must not end all others
                _log.exception("A webhook delivery failed")
                continue
            if made.event is not None:
                self._tell(waiting.place, made.event)
            if made.is_held:
                self._held, self._held_since = waiting, self._world.clock.now()
                self._ring()
            elif made.is_sent:
                self.release(waiting.place)
