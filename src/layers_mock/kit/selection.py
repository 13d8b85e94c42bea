"""Which checks of the suites a run takes."""

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from layers_mock.contract import Contract, RuleId
from layers_mock.errors import UsageError
from layers_mock.kit.check import Check
from layers_mock.kit.written import unknown_operation

__all__ = ["Selection", "select"]


class Selection(NamedTuple):
    """What a run takes, and what its profile leaves out."""

    checks: list[Check]
    left_out: tuple[RuleId, ...] = ()
    """Rules asked for of which no check is left, in the order of the document."""


def select(
    checks: Sequence[Check],
    contract: Contract,
    *,
    rules: Collection[str] = (),
    operations: Collection[str] = (),
    is_quick: bool = False,
    counts_all: bool = False,
) -> Selection:
    """The checks bound to rules that match one of the globs, and to one of the operations.

    Quick leaves out the long ones, and those of rules that cannot set the exit code, because no page documents them or pages
    disagree: unless ``counts_all`` lets them, or ``rules`` names what to look at. Raises :class:`UnknownRuleError` for a glob
    that no rule matches, and :class:`UsageError` for an unknown operation and where nothing is left.
    """
    for glob in rules:
        if not any(fnmatchcase(rule, glob) for rule in contract.rules):
            contract.rule(glob)
    for name in operations:
        if name not in contract.operations:
            raise UsageError(f"No operation {unknown_operation(name, contract)}")
    fitting = [one for one in checks if _fits(one, contract, rules, operations)]
    takes_all = counts_all or bool(rules)
    chosen = [one for one in fitting if not is_quick or (not one.is_long and (takes_all or _counts(one, contract)))]
    if not chosen:
        told = "`layers-mock explain RULE` says whether HTTP can observe one"
        left = "; --profile full has some" if fitting else ""
        raise UsageError(f"No check is bound to the rules asked for{left}; {told}.")
    looked_at = {rule for one in chosen for rule in one.rules}
    missing = {rule for one in fitting for rule in one.rules} - looked_at
    return Selection(chosen, tuple(rule for rule in contract.rules if rule in missing))


def _counts(check: Check, contract: Contract) -> bool:
    """Whether a failure of the check can set the exit code where documented rules alone do."""
    return any(contract.rule(rule).basis == "documented" for rule in check.rules)


def _fits(check: Check, contract: Contract, rules: Collection[str], operations: Collection[str]) -> bool:
    is_of_rules = not rules or any(fnmatchcase(rule, glob) for rule in check.rules for glob in rules)
    return is_of_rules and (not operations or any(contract.rule(rule).operation in operations for rule in check.rules))
