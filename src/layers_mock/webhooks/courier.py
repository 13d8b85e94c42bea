"""The courier: the one loop outside of worlds that does what their outboxes say is due.

It goes the same way for every clock: to the next moment at which something happens or is due, settle, send, tell the world
what came of it, and again. A manual world is moved by whoever moves its clock (:meth:`Courier.move`); for a real-time world
the courier keeps one alarm, at the world's next due moment.

Each endpoint has a lane of its own and gets one delivery at a time: so deliveries arrive in order, and a receiver that hangs
holds up nobody but itself.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from layers_mock.contract import JsonObject
from layers_mock.webhooks.addresses import Addresses
from layers_mock.webhooks.attempting import make_attempt
from layers_mock.webhooks.inboxes import Inboxes
from layers_mock.webhooks.sending import Outcome, Parcel, Sender
from layers_mock.world.ids import Key
from layers_mock.world.outbox import Attempt
from layers_mock.world.world import World

__all__ = ["Courier"]

_LONGEST_ALARM_SECONDS = 86_400.0
_log = logging.getLogger("layers_mock")
_Listener: TypeAlias = Callable[[JsonObject], None]


class Courier:
    """Delivers for all worlds of a server. Made anywhere, it works once :meth:`start` was called on the server's loop."""

    def __init__(self, addresses: Addresses | None = None, sender: Sender | None = None) -> None:
        self.addresses = addresses or Addresses()
        self._sender = sender or Sender()
        self.inboxes: Inboxes | None = None
        """The inboxes of the server it works for: what goes there needs no client."""
        self._rounds: dict[World, _Round] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self) -> None:
        """Begin to work, on the loop that runs."""
        self._loop = asyncio.get_running_loop()
        for round_ in self._rounds.values():
            round_.ring()

    async def stop(self, grace: float) -> None:
        """End: what is under way has ``grace`` real seconds; what is not over by then has failed."""
        rounds, self._rounds, self._loop = list(self._rounds.values()), {}, None
        await asyncio.gather(*(round_.close(grace) for round_ in rounds))
        await self._sender.close()

    def watch(self, world: World) -> None:
        """Deliver for a world from now on."""
        round_ = self._rounds[world] = _Round(self, world)
        world.outbox.watch(world, round_.ring)
        round_.ring()

    def forget(self, world: World) -> None:
        """Deliver nothing more for a world that is no more."""
        world.outbox.watch(world, None)
        round_ = self._rounds.pop(world, None)
        if round_ is not None:
            round_.drop()

    @property
    def loop(self) -> asyncio.AbstractEventLoop | None:
        """The loop it works on, while it does."""
        return self._loop

    async def move(self, world: World, target: int) -> list[JsonObject]:
        """Move a world's clock to ``target``, or as far as it is already, and tell what happened on the way, in order.

        With a manual clock this returns when everything that was due by then was sent and answered, or given up. A clock that
        runs does not wait for receivers.
        """
        round_ = self._rounds.get(world)
        if round_ is None or not self._is_waited_for(world):
            happened = _moved(world, target)
            self.look(world)
            return happened
        return await round_.move(target)

    def next_single(self, world: World) -> int | None:
        """When the next thing happens that moving the clock brings about; ``None`` in an idle world."""
        return world.next_single() if self._is_waited_for(world) else world.timeline.next_single(world)

    def _is_waited_for(self, world: World) -> bool:
        """Whether who moves the clock waits for what is delivered."""
        return self._loop is not None and world.outbox.is_used and world.clock.mode == "manual"

    def look(self, world: World) -> None:
        """The clock of a world was changed: what is due may be another."""
        round_ = self._rounds.get(world)
        if round_ is not None:
            round_.ring()

    def refusal(self, url: str) -> str | None:
        """Why a URL is not called; ``None`` where it may be."""
        is_inside = self.inboxes is not None and self.inboxes.has(url)
        return None if is_inside else self.addresses.refusal(url)

    async def send(self, parcel: Parcel) -> Outcome:
        """Send one parcel once."""
        if self.inboxes is not None and self.inboxes.has(parcel.url):
            await _turn()
            return self.inboxes.hand_in(parcel)
        return await self._sender.send(parcel)


class _Round:
    """The deliveries of one world."""

    def __init__(self, courier: Courier, world: World) -> None:
        self._courier = courier
        self._world = world
        self._lanes: dict[Key, _Lane] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._is_rung = self._is_over = False
        self._moving = asyncio.Lock()

    def ring(self) -> None:
        """Something was planned or changed; look soon. Costs next to nothing where nobody listens to the world."""
        loop = self._courier.loop
        if loop is not None and not self._is_rung and self._world.outbox.is_used and self._world.clock.mode == "real":
            self._is_rung = True
            loop.call_soon(self._look)

    def drop(self) -> None:
        """Nothing of this world shall be sent any more."""
        self._is_over = True
        self._silence()
        for lane in self._lanes.values():
            lane.drop()

    async def close(self, grace: float) -> None:
        """Let what is under way end, for a while; begin nothing more."""
        self._is_over = True
        self._silence()
        self._world.outbox.watch(self._world, None)
        tasks = [task for lane in self._lanes.values() if (task := lane.close()) is not None]
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=grace)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def move(self, target: int) -> list[JsonObject]:
        """As :meth:`Courier.move`, stopping at each moment at which something is due."""
        world, happened = self._world, list[JsonObject]()
        async with self._moving:
            while not self._is_over:
                now = world.clock.now()
                due = world.next_due()
                if due is None or max(due, now) > max(target, now):
                    break
                happened += _moved(world, due)
                happened += await self._deliver(world.clock.now())
        return happened + _moved(world, target)

    def _look(self) -> None:
        """Let happen what is due, send it on its way, and set the alarm for what comes next."""
        self._is_rung = False
        world, loop = self._world, self._courier.loop
        if self._is_over or loop is None:
            return
        now = world.clock.now()
        world.settle(now)
        while (attempt := world.outbox.take(world, now)) is not None:
            self._lane(attempt).add(attempt)
        self._silence()
        due = world.next_due()
        seconds = None if due is None else world.clock.real_seconds_until(due)
        if seconds is not None:
            self._alarm = loop.call_later(min(seconds + 0.001, _LONGEST_ALARM_SECONDS), self._look)

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    async def _deliver(self, now: int) -> list[JsonObject]:
        """Send what is due and wait for the answers: endpoint by endpoint at once, the deliveries of each in order."""
        world, told = self._world, list[tuple[Attempt, JsonObject]]()
        lanes = set[_Lane]()
        while (attempt := world.outbox.take(world, now)) is not None:
            lane = self._lane(attempt)
            lane.add(attempt, partial(_note, told, attempt))
            lanes.add(lane)
        for lane in lanes:
            await lane.emptied()
        return [event for _, event in sorted(told, key=lambda one: one[0])]

    def _lane(self, attempt: Attempt) -> "_Lane":
        organization = self._world.organizations[attempt.organization]
        delivery = organization.webhook_deliveries.get(attempt.delivery)
        endpoint = attempt.delivery if delivery is None else delivery.endpoint
        lane = self._lanes.get(endpoint)
        if lane is None:
            lane = self._lanes[endpoint] = _Lane(self._courier, self._world)
        return lane


class _Lane:
    """The way to one endpoint: one delivery at a time."""

    def __init__(self, courier: Courier, world: World) -> None:
        self._courier = courier
        self._world = world
        self._waiting: deque[tuple[Attempt, _Listener | None]] = deque()
        self._task: asyncio.Task[None] | None = None

    def add(self, attempt: Attempt, listener: _Listener | None = None) -> None:
        """Make an attempt when those before it are over."""
        self._waiting.append((attempt, listener))
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def emptied(self) -> None:
        """Return when nothing waits any more."""
        while self._task is not None and not self._task.done():
            await asyncio.wait([self._task])

    def close(self) -> "asyncio.Task[None] | None":
        """The attempt under way, if one is; none of those that wait is made."""
        self._waiting.clear()
        return self._task

    def drop(self) -> None:
        """Break off."""
        self._waiting.clear()
        if self._task is not None:
            self._task.cancel()

    async def _run(self) -> None:
        while self._waiting:
            attempt, listener = self._waiting.popleft()
            try:
                event = await make_attempt(self._world, attempt, self._courier.refusal, self._courier.send)
            except Exception:  # noqa: BLE001 - logged; a fault of ours in one delivery must not end all others
                _log.exception("A webhook delivery failed")
                continue
            if listener is not None and event is not None:
                listener(event)


def _moved(world: World, target: int) -> list[JsonObject]:
    world.clock.advance(max(0, target - world.clock.now()))
    return list(world.timeline.told(world, world.clock.now()))


def _note(told: list[tuple[Attempt, JsonObject]], attempt: Attempt, event: JsonObject) -> None:
    told.append((attempt, event))


async def _turn() -> None:
    """Let everybody else have a turn: a long row of deliveries that need no socket holds nobody up."""
    loop = asyncio.get_running_loop()
    turn = loop.create_future()
    loop.call_soon(turn.set_result, None)
    await turn
