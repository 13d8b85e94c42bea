"""Searching a target for a way of calling it that breaks a law."""

from threading import RLock
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.reporting import with_reporter
from hypothesis.stateful import RuleBasedStateMachine, run_state_machine_as_test

from layers_mock.kit import Api, BrokenRuleError, UnprovidedError

__all__ = ["SEARCHING", "Life", "search"]

SEARCHING = RLock()
"""Held by whoever lets hypothesis work. It parses source as it goes, which some releases of Python 3.11 and 3.12 do not
survive in two threads at once (a SystemError about recursion depth)."""


class Life(RuleBasedStateMachine):
    """One way of calling the target, step by step. ``check_api`` is set for each search; each life has the target anew."""

    check_api: Api

    def __init__(self) -> None:
        super().__init__()
        self._renewal = self.check_api.anew()
        self.api = self._renewal.__enter__()
        """The target as this life sees it."""

    def teardown(self) -> None:
        """Give back what the life was given."""
        self._renewal.__exit__(None, None, None)


def search(api: Api, life: type[Life], *, lives: int, steps: int) -> None:
    """Try so many lives of at most so many steps, chosen by the check's seed; the shortest one that breaks a law is told.

    On a shared account nothing is tried again to make it shorter. Raises what a life raises.
    """
    kind = type(life.__name__, (life,), {"check_api": api})
    phases = (Phase.generate,) if api.is_shared else (Phase.generate, Phase.shrink)
    chosen = settings(
        max_examples=lives, stateful_step_count=steps, deadline=None, database=None, phases=phases, print_blob=False,
        report_multiple_bugs=False, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    try:
        with SEARCHING, with_reporter(_silent):
            run_state_machine_as_test(hypothesis.seed(api.seed)(kind), settings=chosen)
    except (BrokenRuleError, UnprovidedError):
        raise
    except Exception as error:  # noqa: BLE001 - hypothesis wraps what a life raised in errors of its own
        raise _cause(error) from None


def _silent(text: object) -> None:
    """What hypothesis would print; the report tells it its own way."""


def _cause(error: BaseException) -> BaseException:
    """What a life raised, where the search wraps it: a target that does not do the same twice, several faults at once."""
    inner: Any = [*getattr(error, "exceptions", ()), error.__cause__, error.__context__]
    for one in inner:
        if isinstance(one, BrokenRuleError | UnprovidedError):
            return one
        if isinstance(one, BaseExceptionGroup):
            return _cause(one)
    return error
