"""What a scenario or a ``Prefer`` header decides about one call.

``Prefer`` is asked first: it speaks of this very call.
"""

from collections.abc import Mapping
from typing import NamedTuple

from layers_mock.contract import Contract, Operation, Refusal
from layers_mock.contract.behaviours import documented_error, statuses_of
from layers_mock.http.answers import Answer, header_text
from layers_mock.http.prefer import applied, preferences, then_of
from layers_mock.world.rows import ApiKey
from layers_mock.world.scenarios import Then
from layers_mock.world.world import World

__all__ = ["Steering", "damage", "refusal_of", "steer"]


class Steering(NamedTuple):
    """What happens to a call, and what said so: a scenario's name, or preferences to be echoed."""

    then: Then
    scenario: str | None
    preferences: Mapping[str, str]


def steer(
    world: World,
    operation: Operation,
    key: ApiKey,
    path: Mapping[str, str],
    headers: Mapping[str, str],
    body: object,
    now: int,
) -> Steering | None:
    """What is decided about a call; ``None`` where nothing is. Raises :class:`Refusal` for a preference that cannot be met."""
    if "Prefer" in headers:
        # The header may come more than once, which is the same as once with all its parts.
        wanted = preferences(", ".join([value for name, value in headers.items() if name.lower() == "prefer"]))
        if wanted:
            return Steering(then_of(operation, wanted), None, wanted)
    if not world.scenarios:
        return None
    scenario = world.scenarios.decide(operation, key.name, path, body, now)
    return None if scenario is None else Steering(scenario.then, scenario.name, {})


def refusal_of(contract: Contract, operation: Operation, then: Then) -> Refusal:
    """The refusal that a scenario or preference asks for, as its document shows it where it does not say otherwise."""
    code = then.code or "INTERNAL"
    status = then.status or _usual_status(contract, operation, code)
    shown = documented_error(operation, code, status)
    message, details = shown.get("message"), shown.get("details")
    return Refusal(
        code,
        then.message if then.message is not None else message if isinstance(message, str) else None,
        rule="",
        details=then.details if then.details is not None else details if isinstance(details, dict) else None,
        status=status,
        headers={"Retry-After": "1"} if status == 429 else {},
    )


def damage(answer: Answer, steering: Steering, *, is_replay: bool) -> None:
    """Mark an answer: who steered it, how long it is held back, and how it breaks."""
    then = steering.then
    if steering.scenario is not None:
        answer.headers["X-Layers-Mock-Scenario"] = steering.scenario
    echo = applied(steering.preferences, then, answer.status, is_replay=is_replay)
    if echo:
        answer.headers["Preference-Applied"] = header_text(echo)
    answer.delay = then.wait
    if then.truncate:
        answer.body = answer.body[: len(answer.body) // 2]
    if then.drop == "before" or then.lose:
        answer.breaks = "silent"
    elif then.drop == "during":
        answer.breaks = "midway"


def _usual_status(contract: Contract, operation: Operation, code: str) -> int:
    """The status of the error table where the operation documents it, else the one that it documents instead."""
    usual, documented = contract.errors[code].status, statuses_of(operation, code)
    return usual if usual in documented or not documented else documented[-1]
