"""What comes in, and what is known of it on its way."""

from collections.abc import Mapping
from typing import NamedTuple

from layers_mock.contract import Operation, Refusal
from layers_mock.http.steering import Steering

__all__ = ["Received", "Turn"]


class Received(NamedTuple):
    """A request as it came in: raw path and query, headers without regard to case, the body or why there is none."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    fault: Refusal | None
    """Why the body could not be received; reported only where nothing before it refuses."""


_NOTHING: Mapping[str, str] = {}


class Turn:
    """A request on its way through the pipeline. Class attributes are what holds until something else is known."""

    operation: Operation | None = None
    steering: Steering | None = None
    refusal: Refusal | None = None
    unknown: tuple[str, ...] = ()
    """Body fields that the operation does not know and lets pass."""
    has_cursor: bool = False
    is_replay: bool = False
    change: str | None = None
    """The operation, where it changed something, this time and not in the call that a replay repeats."""
    about: Mapping[str, str] = _NOTHING
    """The path parameters, and what a call made whose path leads to no project."""
    met: tuple[str, ...] = ()
    """Documented behaviours that the operation names beside the status."""

    def __init__(self, request_id: str, now: int) -> None:
        self.request_id = request_id
        self.now = now
        self.headers = {"X-Request-Id": request_id}
