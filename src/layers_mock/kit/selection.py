"""Which checks of the suites a run takes."""

from collections import Counter
from collections.abc import Collection, Sequence
from fnmatch import fnmatchcase
from typing import NamedTuple

from layers_mock.contract import Contract, RuleId
from layers_mock.errors import UsageError
from layers_mock.kit.check import Check
from layers_mock.kit.plan import Plan

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
    plan: Plan | None = None,
) -> Selection:
    """The checks bound to rules that match one of the globs, and to one of the operations.

    Quick leaves out the long ones, and those of rules that cannot set the exit code, because no page documents them or pages
    disagree: unless ``counts_all`` lets them. By a ``plan`` it also leaves out checks of which others, that need fewer calls,
    look at all the same rules; that is for targets that let every check run. What ``rules`` names is looked at by all of its
    checks but the long ones. Raises :class:`UnknownRuleError` for a glob that no rule matches, and :class:`UsageError` for an
    unknown operation and where nothing is left.
    """
    for glob in rules:
        if not any(fnmatchcase(rule, glob) for rule in contract.rules):
            contract.rule(glob)
    for name in operations:
        if name not in contract.operations:
            raise UsageError(f"No operation {name!r} in edition {contract.edition}.")
    fitting = [one for one in checks if _fits(one, contract, rules, operations)]
    chosen = fitting
    if is_quick:
        chosen = [one for one in fitting if not one.is_long]
        if not rules:
            counting = frozenset(rule for rule, about in contract.rules.items() if counts_all or about.basis == "documented")
            chosen = [one for one in chosen if not counting.isdisjoint(one.rules)]
            chosen = chosen if plan is None else _cheapest(chosen, counting, plan)
    if not chosen:
        told = "`layers-mock explain RULE` says whether HTTP can observe one"
        left = "; --profile full has some" if fitting else ""
        raise UsageError(f"No check is bound to the rules asked for{left}; {told}.")
    looked_at = {rule for one in chosen for rule in one.rules}
    missing = {rule for one in fitting for rule in one.rules} - looked_at
    return Selection(chosen, tuple(rule for rule in contract.rules if rule in missing))


def _cheapest(checks: Sequence[Check], counting: Collection[str], plan: Plan) -> list[Check]:
    """What still looks at each of these rules: the dearest checks leave first, where others look at all they look at."""
    looking = Counter(rule for one in checks for rule in {*one.rules} & {*counting})
    dropped = set[str]()
    for one in sorted(checks, key=lambda one: sum(plan.of(one).operations.values()) / len(one.rules), reverse=True):
        rules = {*one.rules} & {*counting}
        if all(looking[rule] > 1 for rule in rules):
            looking.subtract(rules)
            dropped.add(one.name)
    return [one for one in checks if one.name not in dropped]


def _fits(check: Check, contract: Contract, rules: Collection[str], operations: Collection[str]) -> bool:
    is_of_rules = not rules or any(fnmatchcase(rule, glob) for rule in check.rules for glob in rules)
    return is_of_rules and (not operations or any(contract.rule(rule).operation in operations for rule in check.rules))
