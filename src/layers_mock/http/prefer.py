"""The ``Prefer`` header (RFC 7240): what it says about one call, and whether an operation can do it."""

import re
from collections.abc import Iterable, Mapping

from layers_mock.contract import Operation, Refusal
from layers_mock.contract.behaviours import statuses_of
from layers_mock.world.scenarios import JobBend, Then

__all__ = ["LONGEST_WAIT_SECONDS", "applied", "preferences", "then_of"]

LONGEST_WAIT_SECONDS = 60.0
_OURS = frozenset({"code", "error", "wait", "job"})
_PREFERENCE = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"|")+')
_PART = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"|")+')
_SECONDS = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")
_JOBS = {"fail": JobBend("fail"), "hang": JobBend("hang"), "slow": JobBend("slow", factor=3.0), "complete": JobBend("complete")}


def preferences(header: str) -> dict[str, str]:
    """The preferences of ours in a header, by their names in lower case; of one that comes twice the first counts.

    All others are between the client and the vendor and ignored, as the RFC has it, with their parameters.
    """
    found: dict[str, str] = {}
    for preference in _PREFERENCE.findall(header):
        parts = list(map(_named, _PART.findall(preference)))
        if parts and parts[0][0] in _OURS:
            for name, value in parts:
                if name in _OURS:
                    found.setdefault(name, value)
    return found


def then_of(operation: Operation, wanted: Mapping[str, str]) -> Then:
    """What preferences make of a call. Raises :class:`Refusal` (400) for one that the operation cannot meet."""
    return Then(
        code=_code(operation, wanted), status=_status(wanted), wait=_wait(operation, wanted), job=_job(operation, wanted)
    )


def applied(wanted: Mapping[str, str], then: Then, status: int, *, is_replay: bool) -> str:
    """Those of the preferences that an answer of that status met, as ``Preference-Applied`` says them; empty where none."""
    is_started = then.code is None and 200 <= status < 300 and not is_replay
    met = {
        "error": then.code is not None,
        "code": wanted.get("code") == str(status),
        "wait": True,
        "job": is_started,
    }
    return ", ".join(f"{name}={value}" for name, value in wanted.items() if met[name])


def _named(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == '"':
        value = re.sub(r"\\(.)", r"\1", value[1:-1])
    return name.strip().lower(), value


def _status(wanted: Mapping[str, str]) -> int | None:
    status = wanted.get("code", "")
    return int(status) if status >= "4" else None


def _code(operation: Operation, wanted: Mapping[str, str]) -> str | None:
    error, status = wanted.get("error"), wanted.get("code")
    if status is not None and status not in operation.responses:
        raise _unmet(operation, f"code={status}", operation.responses)
    if error is None:
        return None if status is None or status < "4" else _first_code(operation, int(status))
    if error not in operation.error_codes:
        raise _unmet(operation, f"error={error}", dict.fromkeys(operation.error_codes))
    known = [str(known) for known in statuses_of(operation, error)]
    if status is not None and status not in known:
        raise _unmet(operation, f"code={status} with error={error}", known)
    return error


def _first_code(operation: Operation, status: int) -> str:
    """The first of the codes that a status can stand for, which is the one that the document's example shows."""
    return next(code for code in operation.error_codes if status in statuses_of(operation, code))


def _wait(operation: Operation, wanted: Mapping[str, str]) -> float:
    text = wanted.get("wait", "0")
    if not _SECONDS.fullmatch(text) or float(text) > LONGEST_WAIT_SECONDS:
        raise _unmet(operation, f"wait={text}", [f"0 to {LONGEST_WAIT_SECONDS:g} seconds, as in wait=0.5"])
    return float(text)


def _job(operation: Operation, wanted: Mapping[str, str]) -> JobBend | None:
    name = wanted.get("job")
    if name is None:
        return None
    if operation.job_kind is None:
        raise _unmet(operation, f"job={name}", ["nothing, for it starts no job"])
    if name not in _JOBS:
        raise _unmet(operation, f"job={name}", _JOBS)
    return _JOBS[name]


def _unmet(operation: Operation, preference: str, known: Iterable[str]) -> Refusal:
    message = f"Prefer: {preference[:100]} cannot be met by {operation.id}. It can be {', '.join(known)}."
    return Refusal(operation.validation_code, message, rule="", status=400, hint=message)
