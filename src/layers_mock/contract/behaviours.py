"""Which documented behaviours of an operation a client can meet."""

from layers_mock.contract.model import Operation

__all__ = ["behaviours"]

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
