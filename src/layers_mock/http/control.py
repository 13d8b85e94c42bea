"""The control API under ``/__mock/``: ours alone, so that no vendor path is ever touched.

Every path means the default world, or the one named in ``/__mock/worlds/{world}/…``. Refusals are
``{"error": {"message": …}}``.
"""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from layers_mock import __version__
from layers_mock.contract import JsonObject
from layers_mock.contract.views import rule_view
from layers_mock.errors import ControlError, UnknownRuleError
from layers_mock.http.answers import JSON, SERVER
from layers_mock.http.worlds import Worlds
from layers_mock.world.clock import LATEST, ClockMode, iso, parse_instant
from layers_mock.world.ids import parse
from layers_mock.world.jobs import Job, Outcome, advance_job, end_job
from layers_mock.world.organization import Organization
from layers_mock.world.world import World

__all__ = ["CONTROL_PREFIX", "Control"]

CONTROL_PREFIX = "/__mock"
_LONGEST_JUMP_SECONDS = 100 * 365 * 86_400


class _Body(BaseModel):
    # Built when first used: a server that is never steered does not wait for it.
    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class _Nothing(_Body):
    """A body without fields."""


class _ClockChange(_Body):
    mode: ClockMode | None = None
    speed: float | None = Field(default=None, gt=0, le=1_000_000, allow_inf_nan=False)
    now: str | None = None


class _Advance(_Body):
    seconds: float = Field(ge=0, le=_LONGEST_JUMP_SECONDS, allow_inf_nan=False)


class _Failure(_Body):
    code: str = Field(default="PLATFORM_ERROR", min_length=1, max_length=64)
    message: str = Field(default="The platform refused the request.", max_length=1000)


@dataclass(frozen=True, slots=True)
class _Request:
    world: World
    argument: str
    body: Any
    now: int


@dataclass(frozen=True, slots=True)
class _Route:
    method: str
    path: str
    model: type[_Body]
    handle: Callable[[_Request], JsonObject]


class Control:
    """Answers control requests."""

    def __init__(self, worlds: Worlds) -> None:
        self._worlds = worlds
        self._routes = (
            _Route("GET", "health", _Nothing, lambda _: {"status": "ok"}),
            _Route("GET", "info", _Nothing, self._info),
            _Route("POST", "reset", _Nothing, self._reset),
            _Route("GET", "clock", _Nothing, lambda request: _clock(request.world)),
            _Route("PUT", "clock", _ClockChange, _change_clock),
            _Route("POST", "clock/advance", _Advance, _advance_clock),
            _Route("POST", "jobs/*/complete", _Nothing, _complete_job),
            _Route("POST", "jobs/*/fail", _Failure, _fail_job),
            _Route("POST", "jobs/*/advance", _Nothing, _advance_job),
            _Route("GET", "rules", _Nothing, self._rules),
            _Route("GET", "rules/*", _Nothing, self._rule),
        )

    def answer(self, method: str, path: str, body: bytes) -> web.Response:
        """The answer to a control request that the guard let pass."""
        try:
            world, rest = self._world(path)
            route, argument = self._find("GET" if method == "HEAD" else method, rest)
            parsed = _parse(route.model, body)
            now = world.clock.now()
            world.settle(now)
            return _respond(200, route.handle(_Request(world, argument, parsed, now)))
        except ControlError as error:
            return control_error(error)

    def _world(self, path: str) -> tuple[World, str]:
        rest = path.removeprefix(CONTROL_PREFIX).strip("/")
        if not rest.startswith("worlds/"):
            return self._worlds.default, rest
        _, name, *others = rest.split("/")
        world = self._worlds.get(name)
        if world is None:
            raise ControlError(404, f"No world {name[:100]!r}.")
        return world, "/".join(others)

    def _find(self, method: str, rest: str) -> tuple[_Route, str]:
        found = [(route, _match(route.path, rest)) for route in self._routes]
        here = [(route, argument) for route, argument in found if argument is not None]
        if not here:
            near = difflib.get_close_matches(rest[:100], [route.path for route in self._routes], n=1)
            meant = f" Did you mean {near[0]}?" if near else ""
            raise ControlError(404, f"No control path {rest[:100]!r}.{meant}")
        for route, argument in here:
            if route.method == method:
                return route, argument
        allowed = ", ".join(route.method for route, _ in here)
        raise ControlError(405, f"{method[:20]} is not allowed here, only {allowed}.", allow=allowed)

    def _info(self, request: _Request) -> JsonObject:
        world = request.world
        return {
            "name": "layers-mock",
            "version": __version__,
            "edition": world.contract.edition,
            "editions": [world.contract.edition],
            "world": world.name,
            "fixture": world.base.fixture,
            "seed": world.seed,
            "url": self._worlds.base_url,
            "clock": _clock(world),
            "keys": world.key_secrets(),
            "ids": dict(world.base.labels),
        }

    def _reset(self, request: _Request) -> JsonObject:
        world = self._worlds.reset(request.world.name)
        return {"world": world.name, "clock": _clock(world), "keys": world.key_secrets()}

    def _rules(self, request: _Request) -> JsonObject:
        return {"items": [rule_view(rule) for rule in request.world.contract.rules.values()]}

    def _rule(self, request: _Request) -> JsonObject:
        try:
            return rule_view(request.world.contract.rule(request.argument))
        except UnknownRuleError as error:
            raise ControlError(404, str(error)) from None


def control_error(error: ControlError) -> web.Response:
    """A refused control request."""
    headers = {} if error.allow is None else {"Allow": error.allow}
    return _respond(error.status, {"error": {"message": str(error)}}, headers)


def _respond(status: int, body: JsonObject, more: Mapping[str, str] | None = None) -> web.Response:
    headers = {"Content-Type": JSON, "Server": SERVER, "Cache-Control": "no-store", **(more or {})}
    return web.Response(status=status, body=orjson.dumps(body), headers=headers)


def _match(pattern: str, path: str) -> str | None:
    """The text in place of the asterisk, empty where there is none; ``None`` where the path is another one."""
    wanted, given = pattern.split("/"), path.split("/")
    if len(wanted) != len(given):
        return None
    argument = ""
    for expected, actual in zip(wanted, given, strict=True):
        if expected == "*":
            argument = actual
        elif expected != actual:
            return None
    return argument


def _parse(model: type[_Body], body: bytes) -> _Body:
    try:
        return model.model_validate_json(body or b"{}")
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            raise ControlError(400, "The body is not JSON.") from None
        faults = [f"{'.'.join(map(str, f['loc'])) or 'body'}: {f['msg']}" for f in error.errors(include_url=False)[:10]]
        raise ControlError(422, "; ".join(faults)) from None


def _clock(world: World) -> JsonObject:
    due = world.next_due()
    return {
        "now": iso(world.clock.now()),
        "mode": world.clock.mode,
        "speed": world.clock.speed,
        "nextDue": None if due is None else iso(due),
    }


def _change_clock(request: _Request) -> JsonObject:
    world, change = request.world, request.body
    distance = 0
    if change.now is not None:
        try:
            distance = parse_instant(change.now) - request.now
        except ValueError:
            raise ControlError(422, f"now: {change.now[:40]!r} is no ISO 8601 instant.") from None
        if not 0 <= distance <= _LONGEST_JUMP_SECONDS * 1000:
            raise ControlError(422, f"now: time only moves forward, and at most 100 years; it is {iso(request.now)}.")
    _refuse_beyond_latest(request.now + distance)
    world.clock.change(mode=change.mode, speed=change.speed)
    return _moved(world, distance)


def _advance_clock(request: _Request) -> JsonObject:
    distance = round(request.body.seconds * 1000)
    _refuse_beyond_latest(request.now + distance)
    return _moved(request.world, distance)


def _refuse_beyond_latest(instant: int) -> None:
    if instant > LATEST:
        raise ControlError(422, f"A clock goes no further than {iso(LATEST)}.")


def _moved(world: World, milliseconds: int) -> JsonObject:
    world.clock.advance(milliseconds)
    world.settle(world.clock.now())
    return _clock(world)


def _running_job(request: _Request) -> tuple[Organization, Job]:
    key = parse(request.argument)
    for organization in request.world.organizations.values():
        job = organization.jobs.get(key) if key is not None else None
        if job is not None:
            status = job.status(request.now)
            if status != "running":
                raise ControlError(409, f"The job is {status} already.")
            return organization, job
    raise ControlError(404, f"No job {request.argument[:100]!r} in this world.")


def _complete_job(request: _Request) -> JsonObject:
    return _ended(request, "completed", None)


def _fail_job(request: _Request) -> JsonObject:
    return _ended(request, "failed", {"code": request.body.code, "message": request.body.message})


def _ended(request: _Request, outcome: Outcome, error: JsonObject | None) -> JsonObject:
    organization, job = _running_job(request)
    ended = end_job(request.world, organization, job, outcome=outcome, now=request.now, error=error)
    return _job(ended, request.now)


def _advance_job(request: _Request) -> JsonObject:
    organization, job = _running_job(request)
    return _job(advance_job(request.world, organization, job, request.now), request.now)


def _job(job: Job, now: int) -> JsonObject:
    return {
        "jobId": job.id,
        "kind": job.kind,
        "status": job.status(now),
        "stage": job.stage(now).name,
        "progress": job.progress(now),
    }
