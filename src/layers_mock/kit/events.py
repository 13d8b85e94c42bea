"""What a run tells while it goes on. The engine emits, reporters only listen."""

from collections.abc import Sequence
from typing import NamedTuple

from layers_mock.contract import Contract, RuleId
from layers_mock.kit.check import Check
from layers_mock.kit.outcome import Outcome

__all__ = ["CheckEnded", "CheckStarted", "Event", "RunEnded", "RunStarted"]


class RunStarted(NamedTuple):
    """A run begins. ``about`` describes the target in a line; it holds no key."""

    contract: Contract
    checks: Sequence[Check]
    base_url: str
    about: str
    seed: int
    left_out: Sequence[RuleId] = ()
    """The rules that the profile has no check for."""


class CheckStarted(NamedTuple):
    """A check begins."""

    check: Check


class CheckEnded(NamedTuple):
    """A check is over."""

    check: Check
    outcome: Outcome


class RunEnded(NamedTuple):
    """The run came to its end after so many ``seconds``; one that was broken off never tells this."""

    seconds: float


Event = RunStarted | CheckStarted | CheckEnded | RunEnded
