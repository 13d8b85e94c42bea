"""Worlds on demand, and what server this is."""

from layers_mock import __version__
from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError, FixtureError
from layers_mock.http.control.clock import clock_state
from layers_mock.http.control.models import Health, Info, NewWorld, Nothing, WorldList, WorldState
from layers_mock.http.control.names import refuse_unknown
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.worlds import DEFAULT
from layers_mock.world.world import World

__all__ = ["ROUTES", "world_state"]


def world_state(request: ControlRequest, world: World) -> JsonObject:
    """A world as the control API shows it."""
    return {
        "world": world.name,
        "fixture": world.base.fixture,
        "seed": world.seed,
        "url": request.worlds.base_url,
        "clock": clock_state(world),
        "keys": world.key_secrets(),
        "ids": dict(world.base.labels),
        "webhookInbox": world.inbox.url,
    }


def _info(request: ControlRequest) -> JsonObject:
    edition = request.world.contract.edition
    about: JsonObject = {"name": "layers-mock", "version": __version__, "edition": edition, "editions": [edition]}
    return {**about, **world_state(request, request.world)}


def _reset(request: ControlRequest) -> JsonObject:
    return world_state(request, request.worlds.reset(request.world.name))


def _create(request: ControlRequest) -> JsonObject:
    wanted = request.body
    refuse_unknown("fixture", wanted.fixture, "fixtures", request.worlds)
    try:
        world = request.worlds.create(
            wanted.name, fixture=wanted.fixture, seed=wanted.seed, mode=wanted.clock.mode, speed=wanted.clock.speed
        )
    except FixtureError as error:
        raise ControlError(422, f"fixture: {error}") from None
    return world_state(request, world)


def _list(request: ControlRequest) -> JsonObject:
    return {"items": request.worlds.names()}


def _delete(request: ControlRequest) -> JsonObject:
    if request.argument == DEFAULT:
        raise ControlError(409, "The default world stays; reset it instead.")
    if not request.worlds.remove(request.argument):
        raise ControlError(404, f"No world {request.argument[:100]!r}.")
    return {}


def _read(request: ControlRequest) -> JsonObject:
    world = request.worlds.get(request.argument)
    if world is None:
        raise ControlError(404, f"No world {request.argument[:100]!r}.")
    return world_state(request, world)


ROUTES = (
    Route("GET", "health", "Whether the server answers.", Health, lambda _: {"status": "ok"}, is_of_a_world=False),
    Route("GET", "info", "What server this is, with keys and ids.", Info, _info),
    Route("POST", "reset", "Bring a world back to its beginning.", WorldState, _reset),
    Route("GET", "worlds", "List the worlds.", WorldList, _list, is_of_a_world=False),
    Route(
        "POST", "worlds", "Make a world.", WorldState, _create, NewWorld, status=201, problems=(409, 422), is_of_a_world=False
    ),
    Route("GET", "worlds/{world}", "Read a world.", WorldState, _read, problems=(404,), is_of_a_world=False),
    Route("DELETE", "worlds/{world}", "Drop a world.", Nothing, _delete, problems=(404, 409), is_of_a_world=False),
)
