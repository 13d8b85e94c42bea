"""What comes of a check: a rule that was broken, a state that could not be provided, and the evidence for either."""

from typing import NamedTuple

from layers_mock.contract import Rule, RuleId
from layers_mock.kit.exchange import Exchange
from layers_mock.kit.plan import PlannedCheck

__all__ = ["BrokenRuleError", "Finding", "NoAnswerError", "Outcome", "UnprovidedError", "Verdict"]


class BrokenRuleError(Exception):
    """Raised by a check: the target did not do what a rule promises.

    ``came`` says what it did instead. ``rule`` names the rule where the check is bound to more than one.
    """

    def __init__(self, came: str, *, promised: str | None = None, rule: str | None = None) -> None:
        super().__init__(came)
        self.came = came
        self.promised = promised
        self.rule = rule


class UnprovidedError(Exception):
    """Raised where the target cannot be brought into the state that a check needs: the check is skipped for that reason."""


class NoAnswerError(UnprovidedError):
    """Raised where a call gets no answer at all."""


class Finding(NamedTuple):
    """One rule that was seen broken, with the exchanges that show it, the last one last."""

    rule: Rule
    operation: str | None
    """The operation of the last exchange, or of the rule."""
    check: str
    promised: str
    came: str
    exchanges: tuple[Exchange, ...]
    basis: str
    """The rule's basis, or a weaker one where the promise that was broken has a weaker one."""

    @property
    def group(self) -> tuple[RuleId, str | None]:
        """Findings of one group are one failure to the person who reads."""
        return self.rule.id, self.operation


class Verdict(NamedTuple):
    """What became of one rule in one check."""

    rule: RuleId
    status: str
    """``passed``, ``failed`` or ``skipped``."""
    reason: str | None = None


class Outcome(NamedTuple):
    """What became of one check: a verdict for each of its rules, and findings for those that failed."""

    check: str
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]
    done: PlannedCheck
    """What it called, and what that can have cost."""
    seconds: float
    unanswered: int = 0
    """How many calls of operations got no answer, though they asked for nothing out of bounds."""
