"""Answering control requests: from method, path, query and body to an endpoint and back."""

import difflib
from collections.abc import Mapping
from http import HTTPStatus
from urllib.parse import parse_qsl

import orjson
from aiohttp import web

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.answers import JSON, SERVER
from layers_mock.http.control import clock, jobs, journal, rules, scenarios, worlds
from layers_mock.http.control.routes import ControlRequest, Route, match, read_body, read_query
from layers_mock.http.worlds import Worlds
from layers_mock.world.world import World

__all__ = ["CONTROL_PREFIX", "ROUTES", "Control", "control_error"]

CONTROL_PREFIX = "/__mock"
ROUTES = (*worlds.ROUTES, *clock.ROUTES, *jobs.ROUTES, *scenarios.ROUTES, *journal.ROUTES, *rules.ROUTES)
_MOST_QUERY_FIELDS = 50


class Control:
    """Answers control requests that the guard let pass."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds

    def answer(self, method: str, path: str, body: bytes, query: str = "") -> web.Response:
        """The answer to one request."""
        try:
            return self._answer("GET" if method == "HEAD" else method, path, body, query)
        except ControlError as error:
            return control_error(error)

    def _answer(self, method: str, path: str, body: bytes, query: str) -> web.Response:
        rest = path.removeprefix(CONTROL_PREFIX).strip("/")
        world, rest = self._world(rest)
        route, argument = _find(method, rest)
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_QUERY_FIELDS)
        except ValueError:
            raise ControlError(422, f"More than {_MOST_QUERY_FIELDS} query fields.") from None
        parsed, asked = read_body(route.body, body), read_query(route.query, pairs)
        now = world.clock.now()
        world.settle(now)
        return _respond(route.status, route.handle(ControlRequest(self._worlds, world, now, argument, parsed, asked)))

    def _world(self, rest: str) -> tuple[World, str]:
        """The world that a path means, and what it asks of it."""
        steps = rest.split("/")
        if len(steps) < 3 or steps[0] != "worlds":
            return self._worlds.default, rest
        world = self._worlds.get(steps[1])
        if world is None:
            raise ControlError(404, f"No world {steps[1][:100]!r}.")
        return world, "/".join(steps[2:])


def _find(method: str, rest: str) -> tuple[Route, str]:
    found = [(route, match(route.path, rest)) for route in ROUTES]
    here = [(route, argument) for route, argument in found if argument is not None]
    if not here:
        near = difflib.get_close_matches(rest[:100], [route.path for route in ROUTES], n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        raise ControlError(404, f"No control path {rest[:100]!r}.{meant}")
    for route, argument in here:
        if route.method == method:
            return route, argument
    allowed = ", ".join(route.method for route, _ in here)
    raise ControlError(405, f"{method[:20]} is not allowed here, only {allowed}.", allow=allowed)


def control_error(error: ControlError) -> web.Response:
    """A refused control request."""
    headers = {} if error.allow is None else {"Allow": error.allow}
    return _respond(error.status, {"error": {"message": str(error)}}, headers)


def _respond(status: int, body: JsonObject, more: Mapping[str, str] | None = None) -> web.Response:
    headers = {"Content-Type": JSON, "Server": SERVER, "Cache-Control": "no-store", **(more or {})}
    return web.Response(status=HTTPStatus(status), body=orjson.dumps(body), headers=headers)
