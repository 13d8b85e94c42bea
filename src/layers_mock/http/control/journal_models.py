"""Queries and answers about calls: the journal, its findings, and what clients have met."""

from typing import Annotated, Literal

from pydantic import Field

from layers_mock.http.control.models import InstantText, Model, named

__all__ = ["CoverageReport", "RequestDetail", "RequestList", "RequestQuery", "RequestState"]


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
