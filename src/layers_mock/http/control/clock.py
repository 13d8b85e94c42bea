"""Steering a world's time."""

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.models import LONGEST_JUMP_SECONDS, Advance, Advanced, ClockChange, ClockState
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.world.clock import LATEST, iso, parse_instant
from layers_mock.world.world import World

__all__ = ["ROUTES", "clock_state"]

_MOST_EVENTS = 1_000_000


def clock_state(world: World) -> JsonObject:
    """The clock as the control API shows it."""
    due = world.next_due()
    return {
        "now": iso(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "nextDue": None if due is None else iso(due),
    }


async def _change(request: ControlRequest) -> JsonObject:
    world, change = request.world, request.body
    request.worlds.courier.refuse_second_move(world)
    target = request.now
    if change.now is not None:
        try:
            target = parse_instant(change.now)
        except ValueError:
            raise ControlError(422, f"now: {change.now[:40]!r} is no ISO 8601 instant.") from None
        if not 0 <= target - request.now <= LONGEST_JUMP_SECONDS * 1000:
            raise ControlError(409, f"now: time only moves forward, and at most 100 years; it is {iso(request.now)}.")
    _refuse_beyond_latest(target)
    world.clock.change(mode=change.mode, speed=change.speed)
    return await _moved(request, target)


async def _advance(request: ControlRequest) -> JsonObject:
    body, world = request.body, request.world
    if (body.seconds is None) == (body.to is None):
        raise ControlError(422, 'Say how far: {"seconds": 60}, {"to": "next-event"} or {"to": "idle"}.')
    if body.seconds is not None:
        target = request.now + round(body.seconds * 1000)
        _refuse_beyond_latest(target)
        return await _moved(request, target)
    if body.to == "next-event":
        target = max(request.now, request.worlds.courier.next_single(world) or request.now)
        _refuse_beyond_latest(target)
        return await _moved(request, target)
    return await _until_idle(request)


async def _until_idle(request: ControlRequest) -> JsonObject:
    world, now = request.world, request.now
    happened: list[JsonObject] = []
    courier = request.worlds.courier
    while len(happened) < _MOST_EVENTS:
        due = courier.next_single(world)
        if due is not None and due <= LATEST:
            now = max(now, due)
            happened += await courier.move(world, now, is_last=False)
            continue
        told = await courier.move(world, now)
        if not told:
            break
        happened += told
    return {**_state(request), "happened": happened}


async def _moved(request: ControlRequest, target: int) -> JsonObject:
    happened = await request.worlds.courier.move(request.world, target)
    return {**_state(request), "happened": happened}


def _state(request: ControlRequest) -> JsonObject:
    is_idle = request.worlds.courier.next_single(request.world) is None
    return {**clock_state(request.world), "isIdle": is_idle}


def _refuse_beyond_latest(instant: int) -> None:
    if instant > LATEST:
        raise ControlError(409, f"A clock goes no further than {iso(LATEST)}.")


ROUTES = (
    Route("GET", "clock", "Read the world's clock.", ClockState, lambda request: clock_state(request.world)),
    Route("PUT", "clock", "Change mode, speed or time.", Advanced, _change, ClockChange, problems=(409, 422)),
    Route("POST", "clock/advance", "Move the clock and tell what happened.", Advanced, _advance, Advance, problems=(409, 422)),
)
