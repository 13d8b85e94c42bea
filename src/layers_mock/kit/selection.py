"""Which checks of the suites a run takes."""

from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase

from layers_mock.contract import Contract
from layers_mock.errors import UsageError
from layers_mock.kit.check import Check

__all__ = ["select"]


def select(
    checks: Sequence[Check],
    contract: Contract,
    *,
    rules: Collection[str] = (),
    operations: Collection[str] = (),
    is_quick: bool = False,
) -> list[Check]:
    """The checks bound to rules that match one of the globs, and to one of the operations; quick leaves out the long ones.

    Raises :class:`UnknownRuleError` for a glob that no rule matches, and :class:`UsageError` for an unknown operation and
    where nothing is left.
    """
    for glob in rules:
        if not any(fnmatchcase(rule, glob) for rule in contract.rules):
            contract.rule(glob)
    for name in operations:
        if name not in contract.operations:
            raise UsageError(f"No operation {name!r} in edition {contract.edition}.")
    chosen = [one for one in checks if _fits(one, contract, rules, operations) and not (is_quick and one.is_long)]
    if not chosen:
        told = "`layers-mock explain RULE` says whether HTTP can observe one"
        raise UsageError(f"No check is bound to the rules asked for; {told}.")
    return chosen


def _fits(check: Check, contract: Contract, rules: Collection[str], operations: Collection[str]) -> bool:
    is_of_rules = not rules or any(fnmatchcase(rule, glob) for rule in check.rules for glob in rules)
    return is_of_rules and (not operations or any(contract.rule(rule).operation in operations for rule in check.rules))
