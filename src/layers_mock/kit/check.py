"""A check: a function that is bound to the rules it decides."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from layers_mock.kit.api import Api

__all__ = ["Check", "check"]


class Check(NamedTuple):
    """A check of a target. ``run`` raises :class:`~layers_mock.kit.outcome.BrokenRuleError` where a rule is broken."""

    name: str
    """Unique: module and function, or module and rule where it is made from the document."""
    rules: tuple[str, ...]
    run: "Callable[[Api], None]"
    is_alone: bool = False
    """It reads what all checks of a shared target change (the wallet, a whole list), so nothing else may run meanwhile."""
    is_long: bool = False
    """It searches many cases, and belongs to the full profile only."""
    about: str = ""


def check(*rules: str, alone: bool = False, long: bool = False) -> "Callable[[Callable[[Api], None]], Check]":
    """Make a function the check of these rules. The first one is broken where a failed expectation names none."""

    def bind(run: "Callable[[Api], None]") -> Check:
        name = f"{run.__module__.partition('.')[2]}.{run.__name__}"
        about = (run.__doc__ or "").strip().partition("\n")[0]
        return Check(name, rules, run, is_alone=alone, is_long=long, about=about)

    return bind
