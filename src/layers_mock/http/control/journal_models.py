"""Queries and answers about the journals: calls, their findings, what clients have met, and attempts of webhooks."""

from typing import Annotated, Literal

from pydantic import Field

from layers_mock.http.control.models import InstantText, Model, named
from layers_mock.world.webhooks import EventType

__all__ = [
    "AttemptDetail", "AttemptList", "AttemptQuery", "CoverageReport", "RequestDetail", "RequestList", "RequestQuery",
    "RequestState",
]  # fmt: skip


_Uuid = Annotated[str, Field(pattern=r"^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$")]


class RequestQuery(Model):
    """Which calls of the journal. ``after`` is the number of the last call already known; then the oldest come first."""

    operation: Annotated[str, Field(json_schema_extra=named("operations"))] | None = None
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
    finding: Annotated[str, Field(description="Rule id of a finding, or any.", json_schema_extra=named("findings"))] | None = (
        None
    )
    since: InstantText | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


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


class AttemptQuery(Model):
    """Which attempts. ``after`` is the number of the last one already known; then the oldest come first."""

    delivery: _Uuid | None = None
    eventType: EventType | None = None  # noqa: N815
    endpoint: _Uuid | None = None
    after: Annotated[int, Field(ge=0, le=2**53)] | None = None
    limit: Annotated[int, Field(ge=1, le=1000)] = 100


class AttemptState(Model):
    """One attempt to deliver an event. ``at`` is the world's time at its beginning, ``durationMicroseconds`` is real time.

    ``status`` is null where no answer came, and ``error`` says why. With ``isSent`` false nothing was sent at all; such an
    attempt has the number of the one in whose place it stands.
    """

    number: int
    at: str
    durationMicroseconds: int  # noqa: N815
    deliveryId: str  # noqa: N815
    eventId: str  # noqa: N815
    eventType: EventType  # noqa: N815
    endpointId: str  # noqa: N815
    url: str
    attempt: int
    isSent: bool  # noqa: N815
    status: int | None
    error: str | None
    scenario: str | None


class AttemptDetail(AttemptState):
    """One attempt with what was sent and what was answered, of which no more than the beginning is read.

    ``text`` is the body of the request as it was sent, byte for byte unless bytes of it are no UTF-8: signatures are over it.
    """

    request: Message | None
    text: str | None
    answer: Message | None


class AttemptList(Model):
    """Attempts of the world's journal; ``recorded`` counts all there ever were, ``capacity`` is how many are kept.

    With another ``incarnation`` than before the world was reset, restored or made anew, and attempts are counted from 1 again.
    """

    items: list[AttemptState]
    recorded: int
    capacity: int
    incarnation: int
