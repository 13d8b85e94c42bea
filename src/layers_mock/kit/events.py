"""What a run tells while it goes on. The engine emits, reporters only listen."""

from collections.abc import Sequence
from typing import NamedTuple

from layers_mock.contract import Contract
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


class CheckStarted(NamedTuple):
    """A check begins."""

    check: Check


class CheckEnded(NamedTuple):
    """A check is over."""

    check: Check
    outcome: Outcome


class RunEnded(NamedTuple):
    """The run is over. ``seconds`` is how long it took; ``is_complete`` is false where it was broken off."""

    seconds: float
    is_complete: bool


Event = RunStarted | CheckStarted | CheckEnded | RunEnded
