"""What a control endpoint is: method, path, models, and the function that answers."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from pydantic import BaseModel, ValidationError

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.fixtures.faults import faults_of
from layers_mock.http.control.models import Nothing
from layers_mock.http.worlds import DEFAULT, Worlds
from layers_mock.world.world import World

__all__ = ["Answered", "ControlRequest", "Route", "match", "read_body", "read_query"]


class Answered(NamedTuple):
    """An answer under another status than the route's."""

    status: int
    body: JsonObject


@dataclass(frozen=True, slots=True)
class ControlRequest:
    """A control request that passed its models. ``argument`` is the text in place of the path's parameter."""

    worlds: Worlds
    world: World
    now: int
    argument: str
    body: Any
    query: Any
    world_name: str = DEFAULT
    """The world in the path. Where a route makes worlds it may not be there yet, and ``world`` is the default one."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint. ``path`` is what follows ``/__mock/``, with at most one parameter in braces."""

    method: str
    path: str
    summary: str
    answer: type[BaseModel]
    handle: Callable[[ControlRequest], JsonObject | Answered | Awaitable[JsonObject]]
    """Answers. One that waits is an exception: what it does may happen between other requests."""
    body: type[BaseModel] | None = None
    query: type[BaseModel] = Nothing
    status: int = 200
    problems: tuple[int, ...] = ()
    is_of_a_world: bool = True
    """Whether it can be asked of one world, ``/__mock/worlds/{world}/…``, too."""
    makes_world: bool = False
    """Whether that world may be one that is not there yet."""
    is_indented: bool = False
    """Whether the answer is laid out for people to read."""
    is_receiver: bool = False
    """Whether it takes whatever is posted, as bytes and under any query, and may answer with any status."""


def match(wanted: Sequence[str], given: Sequence[str]) -> str | None:
    """The step in place of the parameter, empty where there is none; ``None`` where the path is another one."""
    if len(wanted) != len(given):
        return None
    argument = ""
    for expected, actual in zip(wanted, given, strict=True):
        if expected.startswith("{"):
            argument = actual
        elif expected != actual:
            return None
    return argument


def read_body(model: type[BaseModel] | None, body: bytes) -> BaseModel:
    """The body as its model. Raises :class:`ControlError` (400, 422) that names each fault."""
    try:
        return (model or Nothing).model_validate_json(body or b"{}")
    except ValidationError as error:
        if error.errors(include_url=False)[0]["type"] == "json_invalid":
            raise ControlError(400, "The body is not JSON.") from None
        raise _refused(error, model or Nothing) from None


def read_query(model: type[BaseModel], pairs: list[tuple[str, str]]) -> BaseModel:
    """The query as its model; numbers are read out of text. Raises :class:`ControlError` (422)."""
    given = dict(pairs)
    if len(given) < len(pairs):
        twice = next(name for name, _ in pairs if [other for other, _ in pairs].count(name) > 1)
        raise ControlError(422, f"{twice[:100]}: given more than once.")
    try:
        return model.model_validate(given, strict=False)
    except ValidationError as error:
        raise _refused(error, model) from None


def _refused(error: ValidationError, model: type[BaseModel]) -> ControlError:
    return ControlError(422, "; ".join(line.strip() for line in faults_of(error, model)))
