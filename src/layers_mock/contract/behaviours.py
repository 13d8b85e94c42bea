"""Which documented behaviours of an operation a client can meet."""

from typing import Any

from layers_mock.contract.model import JsonObject, Operation

__all__ = ["behaviours", "documented_error", "statuses_of"]

_JOB_STATES = ("job running", "job completed", "job failed", "job canceled")


def behaviours(operation: Operation) -> tuple[str, ...]:
    """Short names of what a client of this operation can be told, in the order of the document.

    Statuses that succeed, error codes, a replay where Idempotency-Key is honoured, the page behind a cursor, and for getJob
    each state of a job.
    """
    met = [status for status in operation.responses if status < "4"]
    met += dict.fromkeys(operation.error_codes)
    if operation.is_idempotent:
        met.append("replay")
    if any(parameter.name == "cursor" for parameter in operation.parameters):
        met.append("next page")
    if operation.id == "getJob":
        met.extend(_JOB_STATES)
    return tuple(met)


def statuses_of(operation: Operation, code: str) -> tuple[int, ...]:
    """The statuses with which an operation documents an error code."""
    return tuple([int(status) for status in operation.responses if status >= "4" and code in _codes(operation, status)])


def documented_error(operation: Operation, code: str, status: int) -> JsonObject:
    """The error that the document's example of a status shows; empty where it shows another code."""
    error: JsonObject = _content(operation, str(status)).get("example", {}).get("error", {})
    return error if error.get("code") == code else {}


def _codes(operation: Operation, status: str) -> list[str]:
    # The bundler writes every error response: the vendor's envelope, narrowed to the codes of this status.
    narrowed: list[str] = _content(operation, status)["schema"]["allOf"][1]["properties"]["error"]["properties"]["code"]["enum"]
    return narrowed


def _content(operation: Operation, status: str) -> dict[str, Any]:
    response: dict[str, Any] = operation.responses.get(status, {})
    content: dict[str, Any] = response.get("content", {}).get("application/json", {})
    return content
