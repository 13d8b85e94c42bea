"""The types of a loaded contract. Plain data, immutable, no behaviour."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, NewType

__all__ = [
    "Basis",
    "ErrorCode",
    "EventKind",
    "JobKind",
    "JsonObject",
    "Operation",
    "OperationId",
    "Parameter",
    "Price",
    "RateClass",
    "ReadOnlyFields",
    "Rule",
    "RuleId",
    "Stage",
    "Tier",
    "TierLimit",
]

OperationId = NewType("OperationId", str)
RuleId = NewType("RuleId", str)
Basis = Literal["documented", "inferred", "conflicting"]
RateClass = Literal["read-light", "write-light", "long-running"]
Effect = Literal["read", "reversible", "billable", "outward"]
Location = Literal["path", "query", "header"]

JsonObject = dict[str, object]


class Rule(NamedTuple):
    """One behaviour the contract promises."""

    id: RuleId
    statement: str
    page: str
    basis: Basis
    observable: bool
    reason: str | None
    """Why HTTP cannot observe it, or why a contradiction was settled this way."""
    operation: OperationId | None
    """The operation it belongs to; ``None`` for a rule of the whole API."""


class ErrorCode(NamedTuple):
    """One row of the vendor's error table."""

    code: str
    status: int
    kind: Literal["caller", "policy", "transient", "upstream"]
    message: str


class Stage(NamedTuple):
    """One stage of a job kind; ``seconds`` is its nominal duration on the world's clock.

    ``before`` is what the stages before it take, ``total`` what all of them take: progress weighs stages by that.
    """

    name: str
    seconds: float
    is_cancelable: bool
    before: float
    total: float


class JobKind(NamedTuple):
    """What a job of this kind goes through, in order. ``offsets``: milliseconds from the start to each stage's end."""

    name: str
    stages: tuple[Stage, ...]
    offsets: tuple[int, ...]


class TierLimit(NamedTuple):
    """Requests allowed in a minute and, where capped, in a day."""

    per_minute: int
    per_day: int | None


class Tier(NamedTuple):
    """Limits of one rate-limit tier by class; an unlimited tier counts and never refuses."""

    name: str
    limits: Mapping[str, TierLimit]
    is_unlimited: bool


class Parameter(NamedTuple):
    """One path, query or header parameter with its dereferenced schema."""

    name: str
    location: Location
    is_required: bool
    schema: JsonObject


class Price(NamedTuple):
    """Credits of a call: the price of a format times the number in the body field ``times``.

    ``container``: of the format and the variations of the container that this path parameter names.
    """

    format_field: str | None
    times_field: str | None
    container: str | None


class ReadOnlyFields(NamedTuple):
    """Body fields that may be read but never sent, and the status that answers them."""

    names: frozenset[str]
    status: int


class Operation(NamedTuple):
    """One method and path of the document, with everything that drives its handling."""

    id: OperationId
    method: str
    path: str
    section: str
    page: str
    provenance: str
    """How much of the page was visible: ``documented``, ``partial`` or ``inferred``."""
    scope: str | None
    rate_class: RateClass
    effect: Effect
    is_idempotent: bool
    answers_killed_keys: bool
    job_kind: str | None
    price: Price | None
    validation_code: str
    validation_status: int
    read_only: ReadOnlyFields | None
    parameters: tuple[Parameter, ...]
    body_schema: JsonObject | None
    is_body_required: bool
    is_body_strict: bool
    error_codes: tuple[str, ...]
    responses: Mapping[str, JsonObject]
    """Response objects by status as the document has them, references unresolved."""
    rules: tuple[Rule, ...]


class EventKind(NamedTuple):
    """One type of event that webhooks tell, as its delivery is documented."""

    type: str
    summary: str
    page: str
    provenance: str
    """How much of its data was visible: ``documented``, ``partial`` or ``inferred``."""
    schema: JsonObject
    """The schema of the body, references resolved."""
    example: JsonObject
    """A body."""
    rules: tuple[Rule, ...]
