"""Answering control requests: from method, path, query and body to an endpoint and back."""

import difflib
from collections.abc import Mapping
from http import HTTPStatus
from inspect import isawaitable
from urllib.parse import parse_qsl, unquote

import orjson
from aiohttp import web

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.answers import JSON, SERVER
from layers_mock.http.control import (
    attempts,
    clock,
    document,
    jobs,
    journal,
    leases,
    oauth,
    overview,
    rules,
    scenarios,
    snapshots,
    worlds,
)
from layers_mock.http.control.routes import ControlRequest, Route, match, read_body, read_query
from layers_mock.http.worlds import DEFAULT, Worlds
from layers_mock.world.world import World

__all__ = ["CONTROL_PREFIX", "ROUTES", "Control", "control_error"]

CONTROL_PREFIX = "/__mock"
ROUTES = (
    *worlds.ROUTES,
    *clock.ROUTES,
    *jobs.ROUTES,
    *oauth.ROUTES,
    *leases.ROUTES,
    *scenarios.ROUTES,
    *journal.ROUTES,
    *attempts.ROUTES,
    *snapshots.ROUTES,
    *overview.ROUTES,
    *rules.ROUTES,
    *document.ROUTES,
)
_MOST_QUERY_FIELDS = 50


class Control:
    """Answers control requests that the guard let pass."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    async def answer(self, method: str, path: str, body: bytes, query: str = "") -> web.Response:
        """The answer to one request."""
        try:
            return await self._answer("GET" if method == "HEAD" else method, path, body, query)
        except ControlError as error:
            return control_error(error)

    async def _answer(self, method: str, path: str, body: bytes, query: str) -> web.Response:
        rest = path.removeprefix(CONTROL_PREFIX).strip("/")
        name, rest = _named(rest)
        route, argument = _find(method, rest, of_a_world=name is not None)
        name = DEFAULT if name is None else name
        world = self._world(name, route)
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_QUERY_FIELDS)
        except ValueError:
            raise ControlError(422, f"More than {_MOST_QUERY_FIELDS} query fields.") from None
        parsed, asked = read_body(route.body, body), read_query(route.query, pairs)
        now = world.clock.now()
        world.settle(now)
        answer = route.handle(ControlRequest(self._worlds, world, now, argument, parsed, asked, name))
        if isawaitable(answer):
            answer = await answer
        return _respond(route.status, answer, is_indented=route.is_indented)

    def _world(self, name: str, route: Route) -> World:
        """The world of a name; the default one where a route will make that world."""
        world = self._worlds.get(name)
        if world is None and not route.makes_world:
            raise ControlError(404, f"No world {name[:100]!r}.")
        return world or self._worlds.default


def _named(rest: str) -> tuple[str | None, str]:
    """The world that a path names, if it does, and what it asks of it."""
    steps = rest.split("/")
    if len(steps) < 3 or steps[0] != "worlds":
        return None, rest
    return unquote(steps[1]), "/".join(steps[2:])


def _find(method: str, rest: str, *, of_a_world: bool) -> tuple[Route, str]:
    found = [(route, match(route.path, rest)) for route in ROUTES if route.is_of_a_world or not of_a_world]
    here = [(route, argument) for route, argument in found if argument is not None]
    if not here:
        near = difflib.get_close_matches(rest[:100], [route.path for route in ROUTES], n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise ControlError(404, f"No control path {rest[:100]!r}.{meant}")
    for route, argument in here:
        if route.method == method:
            return route, unquote(argument)
    allowed = ", ".join(route.method for route, _ in here)
    raise ControlError(405, f"{method[:20]} is not allowed here, only {allowed}.", allow=allowed)


def control_error(error: ControlError) -> web.Response:
    """A refused control request."""
    headers = {} if error.allow is None else {"Allow": error.allow}
    return _respond(error.status, {"error": {"message": str(error)}}, headers)


def _respond(
    status: int, body: JsonObject, more: Mapping[str, str] | None = None, *, is_indented: bool = False
) -> web.Response:
    headers = {"Content-Type": JSON, "Server": SERVER, "Cache-Control": "no-store", **(more or {})}
    return web.Response(
        status=HTTPStatus(status), body=orjson.dumps(body, option=orjson.OPT_INDENT_2 if is_indented else None), headers=headers
    )
