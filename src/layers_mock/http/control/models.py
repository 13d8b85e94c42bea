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
    "Failure",
    "Health",
    "Info",
    "InstantText",
    "JobState",
    "Model",
    "NewWorld",
    "Nothing",
    "Problem",
    "RuleList",
    "RuleState",
    "ScenarioList",
    "ScenarioState",
    "WorldList",
    "WorldName",
    "WorldState",
    "named",
]

LONGEST_JUMP_SECONDS = 100 * 365 * 86_400
WorldName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
InstantText = Annotated[
    str, Field(description="An ISO 8601 instant of the world's time.", examples=["2026-04-25T00:00:00Z"]),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]  # fmt: skip


def named(kind: str) -> dict[str, JsonValue]:
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


class Consent(Model):
    """Who consents: the account's handle, or the name of an ad account; made up where it is left out."""

    handle: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")] | None = None


class Refused(Model):
    """Why it is refused, in words of your own."""

    message: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


class Assignment(Model):
    """How many accounts to assign, all where it is left out, and what to say of it."""

    count: Annotated[int, Field(ge=1, le=50)] | None = None
    note: Annotated[str, Field(min_length=1, max_length=1000)] | None = None


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
                json_schema_extra=named("fixtures"),
            ),
        ]
        | None
    ) = None
    seed: Annotated[int, Field(ge=-(2**53), le=2**53), WHOLE] | None = None
    clock: NewClock = NewClock()


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
    """A world: its keys by name, the ids of everything its fixture labels, the URL of its inbox for webhooks."""

    world: str
    fixture: str
    seed: int
    url: str
    clock: ClockState
    keys: dict[str, str]
    ids: dict[str, str]
    webhookInbox: str  # noqa: N815


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


class ConsentState(Model):
    """An OAuth state after somebody decided; ``redirectTo`` is where a browser would be sent."""

    state: str
    status: Literal["pending", "completed", "failed"]
    platform: Literal["tiktok", "instagram", "meta_ads", "tiktok_ads", "apple_ads"]
    expiresAt: str  # noqa: N815
    socialAccountId: str | None  # noqa: N815
    adAccountId: str | None  # noqa: N815
    redirectTo: str  # noqa: N815


class LeaseRequestState(Model):
    """A lease request after somebody decided."""

    requestId: str  # noqa: N815
    status: Literal["requested", "assigned", "partial", "rejected"]
    count: int
    assignedSocialAccountIds: list[str]  # noqa: N815
    note: str | None


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


class ProblemText(Model):
    """A sentence."""

    message: str


class Problem(Model):
    """A refused control request."""

    error: ProblemText
