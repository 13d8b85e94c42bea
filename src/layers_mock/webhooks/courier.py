"""The courier: the one loop outside of worlds that does what their outboxes say is due.

It goes the same way for every clock: to the next moment at which something happens or is due, settle, send, tell the world
what came of it, and again. A manual world is moved by whoever moves its clock (:meth:`Courier.move`); for a real-time world
the courier keeps one alarm, at the world's next due moment.

Each endpoint has a lane of its own and gets one delivery at a time: so deliveries arrive in order, and a receiver that hangs
holds up nobody but itself.
"""

import asyncio
from itertools import count

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.webhooks.addresses import Addresses
from layers_mock.webhooks.inboxes import Inboxes
from layers_mock.webhooks.lanes import Lane, Place
from layers_mock.webhooks.sending import Outcome, Parcel, Sender
from layers_mock.world.ids import Key
from layers_mock.world.outbox import Attempt
from layers_mock.world.world import World

__all__ = ["Courier"]

_LONGEST_ALARM_SECONDS = 86_400.0
_MOST_AT_ONCE = 100
"""How many attempts of a clock that runs are taken out before the API has its turn again."""


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

    def refuse_second_move(self, world: World) -> None:
        """Refuse to move a clock that is being moved and waits for a receiver. Raises :class:`ControlError` (409).

        Who asks may be that very receiver, which then would wait for itself.
        """
        round_ = self._rounds.get(world)
        if round_ is not None:
            round_.refuse_second_move()

    async def move(self, world: World, target: int, *, is_last: bool = True) -> list[JsonObject]:
        """Move a world's clock to ``target``, or as far as it is already, and tell what happened on the way, in order.

        With a manual clock this returns when everything that was due by then was sent and answered, or given up. What waits for
        another delivery to go first goes at the end, where this move ``is_last``. A clock that runs does not wait for
        receivers. Raises :class:`ControlError` (409) as :meth:`refuse_second_move` does.
        """
        round_ = self._rounds.get(world)
        if round_ is None or not self._is_waited_for(world):
            happened = _moved(world, target)
            self.look(world)
            return happened
        return await round_.move(target, is_last=is_last)

    def next_single(self, world: World) -> int | None:
        """When the next thing happens that moving the clock brings about; ``None`` in an idle world."""
        return world.next_single() if self._is_waited_for(world) else world.timeline.next_single(world)

    def _is_waited_for(self, world: World) -> bool:
        """Whether who moves the clock waits for what is delivered: for a world that is no more nothing ever is."""
        return self._loop is not None and world in self._rounds and world.outbox.is_used and world.clock.mode == "manual"

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
        self._lanes: dict[Key, Lane] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._is_rung = self._is_over = self._is_moving = False
        self._told: list[tuple[Place, JsonObject]] = []
        """What was made of attempts while a clock is moved."""

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

    def refuse_second_move(self) -> None:
        """As :meth:`Courier.refuse_second_move`."""
        if self._is_moving:
            raise ControlError(
                409,
                f"The clock of {self._world.name!r} is being moved and waits for the answers to webhooks that were due; "
                "it cannot be moved again until these have come. A receiver that wants to move it answers first.",
            )

    async def move(self, target: int, *, is_last: bool) -> list[JsonObject]:
        """As :meth:`Courier.move`, stopping at each moment at which something is due."""
        self.refuse_second_move()
        self._is_moving, self._told = True, []
        try:
            return await self._move(target, is_last=is_last)
        finally:
            self._is_moving = False

    async def _move(self, target: int, *, is_last: bool) -> list[JsonObject]:
        # What a clock that ran before has sent on its way comes first.
        world, happened = self._world, await self._delivered()
        while not self._is_over:
            now, due = world.clock.now(), world.next_due()
            if due is not None and max(due, now) <= max(target, now):
                happened += _moved(world, due)
                self._take(world.clock.now(), None)
            else:
                happened += _moved(world, target)
                if not (is_last and self._release_all()):
                    break
            happened += await self._delivered()
        return happened + _moved(world, target)

    def _look(self) -> None:
        """Let happen what is due, send it on its way, and set the alarm for what comes next."""
        self._is_rung = False
        world, loop = self._world, self._courier.loop
        if self._is_over or loop is None:
            return
        if world.clock.mode == "manual":
            self._silence()
            return
        now = world.clock.now()
        world.settle(now)
        if not self._take(now, _MOST_AT_ONCE):
            self.ring()
            return
        moments = [world.next_due()]
        for lane in self._lanes.values():
            lane.release_overdue(now)
            moments.append(lane.held_until)
        self._silence()
        due = min((moment for moment in moments if moment is not None), default=None)
        seconds = None if due is None else world.clock.real_seconds_until(due)
        if seconds is not None:
            self._alarm = loop.call_later(min(seconds + 0.001, _LONGEST_ALARM_SECONDS), self._look)

    def _silence(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _take(self, now: int, most: int | None) -> bool:
        """Send what is due on its way: endpoint by endpoint at once, the deliveries of each in order.

        Whether that was all; ``most`` is how many attempts are taken now, where others want to have their turn in between.
        """
        for _ in count() if most is None else range(most):
            attempt = self._world.outbox.take(self._world, now)
            if attempt is None:
                return True
            self._lane(attempt).add(attempt)
        return False

    def _release_all(self) -> bool:
        """Send what waits for another delivery to go first; whether there is any such."""
        released = [lane.release() for lane in self._lanes.values()]
        return True in released

    async def _delivered(self) -> list[JsonObject]:
        """Wait for the answers to all that is on its way, and tell of them."""
        for lane in list(self._lanes.values()):
            await lane.emptied()
        told, self._told = self._told, []
        return [event for _, event in sorted(told, key=lambda one: one[0])]

    def _tell(self, place: Place, event: JsonObject) -> None:
        """Keep what an attempt came to for whoever moves the clock; ``place`` is where it stands in the order of attempts."""
        if self._is_moving:
            self._told.append((place, event))

    def _lane(self, attempt: Attempt) -> Lane:
        organization = self._world.organizations[attempt.organization]
        delivery = organization.webhook_deliveries.get(attempt.delivery)
        endpoint = attempt.delivery if delivery is None else delivery.endpoint
        lane = self._lanes.get(endpoint)
        if lane is None:
            courier = self._courier
            lane = Lane(self._world, courier.refusal, courier.send, tell=self._tell, ring=self.ring)
            self._lanes[endpoint] = lane
        return lane


def _moved(world: World, target: int) -> list[JsonObject]:
    world.clock.advance(max(0, target - world.clock.now()))
    return list(world.timeline.told(world, world.clock.now()))


async def _turn() -> None:
    """Let everybody else have a turn: a long row of deliveries that need no socket holds nobody up."""
    loop = asyncio.get_running_loop()
    turn = loop.create_future()
    loop.call_soon(turn.set_result, None)
    await turn
