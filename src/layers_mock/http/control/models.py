"""Bodies, queries and answers of the control API, as its own OpenAPI document describes them."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, WithJsonSchema

from layers_mock.fixtures.json_fields import WHOLE
from layers_mock.world.clock import ClockMode

__all__ = [
    "Advance",
    "Advanced",
    "ClockChange",
    "ClockState",
    "CoverageReport",
    "Failure",
    "Health",
    "Info",
    "JobState",
    "NewWorld",
    "Nothing",
    "OperationCoverageState",
    "Problem",
    "RequestDetail",
    "RequestList",
    "RequestQuery",
    "RequestState",
    "RuleList",
    "RuleState",
    "ScenarioList",
    "ScenarioState",
    "WorldList",
    "WorldName",
    "WorldState",
]

LONGEST_JUMP_SECONDS = 100 * 365 * 86_400
WorldName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
InstantText = Annotated[
    str, Field(description="An ISO 8601 instant of the world's time.", examples=["2026-04-25T00:00:00Z"]),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]  # fmt: skip


def _named(kind: str) -> dict[str, JsonValue]:
    """Marks a text that has to be one of the names there are; the document lists them."""
    return {"x-layers-names": kind}


class Model(BaseModel):
    """What every model here shares. Built when first used: a server that is never steered does not wait for it."""

    model_config = ConfigDict(extra="forbid", strict=True, defer_build=True)


class Nothing(Model):
    """A body or query without fields."""


class ClockChange(Model):
    """Another mode, another speed (world seconds per real second), or a later time."""

    mode: ClockMode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None
    now: InstantText | None = None


class Advance(Model):
    """How far to move: ``seconds``, or ``to`` the next event or until the world is idle. One of the two."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["seconds"], "properties": {"seconds": {"type": "number"}, "to": {"type": "null"}}},
                {"required": ["to"], "properties": {"to": {"type": "string"}, "seconds": {"type": "null"}}},
            ]
        }
    )

    seconds: Annotated[float, Field(ge=0, le=LONGEST_JUMP_SECONDS, allow_inf_nan=False)] | None = None
    to: Literal["next-event", "idle"] | None = None


class Failure(Model):
    """Why the job fails."""

    code: Annotated[str, Field(min_length=1, max_length=64)] = "PLATFORM_ERROR"
    message: Annotated[str, Field(max_length=1000)] = "The platform refused the request."


class NewClock(Model):
    """The clock of a new world; what is left out is as the server was started."""

    mode: ClockMode | None = None
    speed: Annotated[float, Field(gt=0, le=1_000_000, allow_inf_nan=False)] | None = None


class NewWorld(Model):
    """A world on demand. What is left out: a name of its own, the server's fixture and seed."""

    name: WorldName | None = None
    fixture: (
        Annotated[
            str,
            Field(
                pattern=r"^[a-z0-9][a-z0-9-]{0,63}$",
                description="A fixture that travels with the package, or the server's own.",
                json_schema_extra=_named("fixtures"),
            ),
        ]
        | None
    ) = None
    seed: Annotated[int, Field(ge=-(2**53), le=2**53), WHOLE] | None = None
    clock: NewClock = NewClock()


class RequestQuery(Model):
    """Which calls of the journal. ``after`` is the number of the last call already known; then the oldest come first."""

    operation: Annotated[str, Field(json_schema_extra=_named("operations"))] | None = None
    status: (
        Annotated[
            str,
            Field(
                pattern=r"^(0|[1-5]([0-9][0-9]|[0-9]x|xx))$",
                description="As in 404 or 4xx; 0 for a connection that was dropped before an answer.",
            ),
        ]
        | None
    ) = None
    finding: Annotated[str, Field(description="Rule id of a finding, or any.", json_schema_extra=_named("findings"))] | None = (
        None
    )
    since: InstantText | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class ClockState(Model):
    """A world's clock. ``nextDue`` is when the next event of any kind happens."""

    now: str
    mode: ClockMode
    speed: float
    nextDue: str | None  # noqa: N815 - names on the wire are in camel case, as the vendor's are


class Happened(BaseModel):
    """One event, and what it was about."""

    model_config = ConfigDict(extra="allow")
    at: str
    event: str


class Advanced(ClockState):
    """The clock after a move, and what happened on the way, in order."""

    happened: list[Happened]
    isIdle: bool  # noqa: N815


class WorldState(Model):
    """A world: its keys by name, the ids of everything its fixture labels."""

    world: str
    fixture: str
    seed: int
    url: str
    clock: ClockState
    keys: dict[str, str]
    ids: dict[str, str]


class WorldList(Model):
    """The worlds of a server."""

    items: list[str]


class Info(WorldState):
    """What server this is, and its default world."""

    name: Literal["layers-mock"]
    version: str
    edition: str
    editions: list[str]


class Health(Model):
    """The server answers."""

    status: Literal["ok"]


class JobState(Model):
    """A job after it was steered."""

    jobId: str  # noqa: N815
    kind: str
    status: Literal["running", "completed", "failed", "canceled"]
    stage: str
    progress: Annotated[float, Field(ge=0, le=1)]


class RuleState(Model):
    """One rule of the contract."""

    id: str
    statement: str
    page: str
    basis: Literal["documented", "inferred", "conflicting"]
    observable: bool
    reason: str | None
    operation: str | None


class RuleList(Model):
    """All rules of the contract."""

    items: list[RuleState]


class ScenarioState(Model):
    """A scenario and how often it matched and applied."""

    name: str
    isPrepared: bool  # noqa: N815
    matched: int
    applied: int
    times: int | None
    expiresAt: str | None  # noqa: N815
    summary: str


class ScenarioList(Model):
    """The scenarios of a world, in the order in which they are asked."""

    items: list[ScenarioState]


class FindingState(Model):
    """One observation about the client."""

    severity: Literal["error", "warning", "advice"]
    rule: str
    evidence: str


class RequestState(Model):
    """One call of the journal. ``durationMicroseconds`` is real time."""

    number: int
    at: str
    durationMicroseconds: int  # noqa: N815
    requestId: str  # noqa: N815
    method: str
    path: str
    query: str
    operation: str | None
    key: str | None
    status: int
    rule: str | None
    scenario: str | None
    findings: list[FindingState]


class Message(Model):
    """Headers and body; secrets are redacted. ``body`` is JSON where it is JSON, else text."""

    headers: dict[str, str]
    body: object


class RequestDetail(RequestState):
    """One call with what was sent and what was answered."""

    request: Message
    answer: Message


class RequestList(Model):
    """Calls of the journal; ``recorded`` counts all there ever were, ``capacity`` is how many are kept.

    With another ``incarnation`` than before the world was reset, restored or made anew, and its calls are counted from 1 again.
    """

    items: list[RequestState]
    recorded: int
    capacity: int
    incarnation: int


class OperationCoverageState(Model):
    """How often each documented behaviour of an operation was met."""

    operation: str
    met: int
    documented: int
    counts: dict[str, int]


class CoverageReport(Model):
    """What clients have met of what the operations they used document; ``ratio`` is 0 where none was used."""

    met: int
    documented: int
    ratio: Annotated[float, Field(ge=0, le=1)]
    operations: list[OperationCoverageState]


class ProblemText(Model):
    """A sentence."""

    message: str


class Problem(Model):
    """A refused control request."""

    error: ProblemText
