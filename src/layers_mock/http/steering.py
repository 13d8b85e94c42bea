"""What a scenario or a ``Prefer`` header (RFC 7240) decides about one call.

``Prefer`` is asked first: it speaks of this very call.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple

from layers_mock.contract import Contract, JsonObject, Operation, Refusal
from layers_mock.http.answers import Answer
from layers_mock.world.rows import ApiKey
from layers_mock.world.scenarios import JobBend, Then
from layers_mock.world.world import World

__all__ = ["LONGEST_WAIT_SECONDS", "Steering", "damage", "refusal_of", "steer"]

LONGEST_WAIT_SECONDS = 60.0
_PREFERENCE = re.compile(r"\s*(code|error|wait|job)\s*=\s*\"?([A-Za-z0-9_.]{1,64})\"?\s*\Z")
_JOBS = {"fail": JobBend("fail"), "hang": JobBend("hang"), "slow": JobBend("slow", factor=3.0), "complete": JobBend("complete")}


class Steering(NamedTuple):
    """What happens to a call, and what said so: a scenario's name, or preferences to be echoed."""

    then: Then
    scenario: str | None
    applied: str | None


def steer(
    world: World,
    contract: Contract,
    operation: Operation,
    key: ApiKey,
    path: Mapping[str, str],
    prefer: str | None,
    body: object,
    now: int,
) -> Steering | None:
    """What is decided about a call; ``None`` where nothing is. Raises :class:`Refusal` for a preference that cannot be met."""
    if prefer is not None:
        steering = _preferred(contract, operation, prefer)
        if steering is not None:
            return steering
    if not world.scenarios:
        return None
    scenario = world.scenarios.decide(operation.id, key.name, path, body, now)
    return None if scenario is None else Steering(scenario.then, scenario.name, None)


def refusal_of(contract: Contract, operation: Operation, then: Then) -> Refusal:
    """The refusal that a scenario or preference asks for, with the details its document shows unless it brings its own."""
    code = then.code or "INTERNAL"
    status = then.status or contract.errors[code].status
    details = then.details if then.details is not None else _documented_details(operation, code, status)
    headers = {"Retry-After": "1"} if status == 429 else {}
    return Refusal(code, then.message, rule="", details=details, status=status, headers=headers)


def damage(answer: Answer, steering: Steering) -> None:
    """Mark an answer: who steered it, how long it is held back, and how it breaks."""
    then = steering.then
    if steering.scenario is not None:
        answer.headers["X-Layers-Mock-Scenario"] = steering.scenario
    if steering.applied is not None:
        answer.headers["Preference-Applied"] = steering.applied
    answer.delay = then.wait
    if then.truncate:
        answer.body = answer.body[: len(answer.body) // 2]
    if then.drop == "before" or then.lose:
        answer.breaks = "silent"
    elif then.drop == "during":
        answer.breaks = "midway"


def _documented_details(operation: Operation, code: str, status: int) -> JsonObject | None:
    response = operation.responses.get(str(status), {})
    content = response.get("content")
    media = content.get("application/json", {}) if isinstance(content, dict) else {}
    error = media.get("example", {}).get("error", {})
    return error.get("details") if error.get("code") == code else None


def _preferred(contract: Contract, operation: Operation, prefer: str) -> Steering | None:
    """The preferences of ours in a header; others are the client's own business and ignored, as the RFC has it."""
    found = {match[1]: match[2] for match in map(_PREFERENCE.match, re.split("[,;]", prefer)) if match}
    if not found:
        return None
    then = Then(
        code=_code(contract, operation, found), status=_status(found), wait=_wait(operation, found), job=_job(operation, found)
    )
    return Steering(then, None, ", ".join(f"{name}={value}" for name, value in found.items()))


def _status(found: Mapping[str, str]) -> int | None:
    code = found.get("code")
    return int(code) if code is not None and not code.startswith("2") and "error" not in found else None


def _code(contract: Contract, operation: Operation, found: Mapping[str, str]) -> str | None:
    error, status = found.get("error"), found.get("code")
    if error is not None:
        if error not in operation.error_codes:
            raise _unmet(operation, f"error={error}", ", ".join(dict.fromkeys(operation.error_codes)))
        return error
    if status is None:
        return None
    if status not in operation.responses:
        raise _unmet(operation, f"code={status}", ", ".join(operation.responses))
    return None if status < "4" else _code_of_status(operation, status)


def _code_of_status(operation: Operation, status: str) -> str:
    media = operation.responses[status]["content"]["application/json"]  # type: ignore[index]  # the bundler writes error responses
    return str(media["example"]["error"]["code"])


def _wait(operation: Operation, found: Mapping[str, str]) -> float:
    text = found.get("wait", "0")
    try:
        seconds = float(text)
    except ValueError:
        raise _unmet(operation, f"wait={text}", "a number of seconds") from None
    if not 0 <= seconds <= LONGEST_WAIT_SECONDS:
        raise _unmet(operation, f"wait={text}", f"0 to {LONGEST_WAIT_SECONDS:g} seconds")
    return seconds


def _job(operation: Operation, found: Mapping[str, str]) -> JobBend | None:
    name = found.get("job")
    if name is None:
        return None
    if operation.job_kind is None:
        raise _unmet(operation, f"job={name}", "nothing, for it starts no job")
    if name not in _JOBS:
        raise _unmet(operation, f"job={name}", ", ".join(_JOBS))
    return _JOBS[name]


def _unmet(operation: Operation, preference: str, known: str) -> Refusal:
    message = f"Prefer: {preference} cannot be met by {operation.id}. It can be {known}."
    return Refusal(operation.validation_code, message, rule="", status=400, hint=message)
