"""What the API promises: the OpenAPI document of one edition, loaded and compiled.

Reads the bundle and nothing else: no state, no clock, no HTTP.
"""

from layers_mock.contract.document import (
    Contract,
    bundle_path,
    editions,
    load,
    load_document,
)
from layers_mock.contract.model import (
    ErrorCode,
    EventKind,
    JobKind,
    JsonObject,
    Operation,
    OperationId,
    Rule,
    RuleId,
    Stage,
    Tier,
)
from layers_mock.contract.refusal import Refusal, envelope
from layers_mock.contract.validation import Issue, QueryError

__all__ = [
    "Contract",
    "ErrorCode",
    "EventKind",
    "Issue",
    "JobKind",
    "JsonObject",
    "Operation",
    "OperationId",
    "QueryError",
    "Refusal",
    "Rule",
    "RuleId",
    "Stage",
    "Tier",
    "bundle_path",
    "editions",
    "envelope",
    "load",
    "load_document",
]
