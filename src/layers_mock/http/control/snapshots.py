"""A world's snapshot: taken and put back."""

from typing import Annotated, Literal

from pydantic import Field, RootModel

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError, SnapshotError
from layers_mock.http.control.models import Model, WorldName, WorldState
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.control.worlds import world_state
from layers_mock.http.worlds import NOWHERE
from layers_mock.world.clock import ClockMode
from layers_mock.world.snapshots import save

__all__ = ["ROUTES", "AnySnapshot", "SnapshotDocument"]

_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
_Count = Annotated[int, Field(ge=0)]


class AnySnapshot(RootModel[dict[str, object]]):
    """A snapshot as it was saved. It is read by rules of its own: see the answer of ``GET snapshot``."""


class FixtureMarkState(Model):
    """The fixture that a snapshot builds on, and a digest of what it says."""

    name: str
    digest: _Digest


class BeganState(Model):
    """How the world's clock was set when it began; a reset sets it so again."""

    mode: ClockMode
    speed: float


class ClockMarkState(BeganState):
    """The world's clock."""

    now: str
    began: BeganState


class DrawnState(Model):
    """How many ids of either kind were drawn."""

    ids: _Count
    request_ids: _Count


class JournalMarkState(Model):
    """How many calls were written down. The calls themselves are not in a snapshot."""

    recorded: _Count


class SnapshotDocument(Model):
    """All that is true of a world, beside its fixture. Holds no secrets. ``digest`` is over everything else."""

    snapshot: Literal[1]
    edition: str
    fixture: FixtureMarkState
    world: WorldName
    seed: int
    clock: ClockMarkState
    drawn: DrawnState
    organizations: list[dict[str, object]]
    keys: list[dict[str, object]]
    timeline: dict[str, object]
    idempotency: list[dict[str, object]]
    rate_limits: list[dict[str, object]]
    scenarios: list[dict[str, object]]
    conduct: dict[str, list[dict[str, object]]]
    coverage: dict[str, dict[str, _Count]]
    journal: JournalMarkState
    digest: _Digest


def _save(request: ControlRequest) -> JsonObject:
    _refuse_nowhere(request)
    return save(request.world)


def _restore(request: ControlRequest) -> JsonObject:
    _refuse_nowhere(request)
    try:
        world = request.worlds.restore(request.body.root, request.world_name)
    except SnapshotError as error:
        raise ControlError(422, str(error)) from None
    return world_state(request, world)


def _refuse_nowhere(request: ControlRequest) -> None:
    if request.world_name == NOWHERE:
        raise ControlError(409, f"{NOWHERE} is no world but the place of calls without one: it has no snapshot.")


ROUTES = (
    Route(
        "GET", "snapshot", "Take a snapshot of the world.", SnapshotDocument, _save, problems=(409,), is_indented=True
    ),
    Route(
        "PUT", "snapshot", "Put a snapshot back; the world is made where it is not there.", WorldState, _restore, AnySnapshot,
        problems=(409, 413, 422), makes_world=True,
    ),
)  # fmt: skip
