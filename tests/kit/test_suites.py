"""The suites on the right fake: no rule is found broken, none is skipped, and the plan tells what they call."""

from collections import Counter

import pytest

from layers_mock.contract import load
from layers_mock.kit.attempt import run_check
from layers_mock.kit.loading import load_checks, suites_directory
from layers_mock.kit.plan import Plan, PlannedCheck, read_plan
from layers_mock.kit.selection import select
from tests.harness import contract
from tests.kit.fake import checks, run_of

_MANY = 60
_SHARES = 6
"""The checks are run in so many tests, for the workers of a parallel run to share."""


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("share", range(_SHARES))
def test_no_check_finds_anything_on_the_fake_and_each_calls_what_the_plan_says(share: int) -> None:
    plan = read_plan(suites_directory())
    for one in checks()[share::_SHARES]:
        outcome = run_check(run_of(()), one)
        assert [(finding.rule.id, finding.came) for finding in outcome.findings] == []
        assert [verdict for verdict in outcome.verdicts if verdict.status != "passed"] == []
        if not one.is_long:
            assert outcome.done == _comparable(plan, one.name), f"{one.name}: run `make docs`"


def _comparable(plan: Plan, name: str) -> PlannedCheck:
    planned = plan.checks[name]
    return planned._replace(operations=Counter(planned.operations))


def test_the_plan_is_of_the_checks_there_are() -> None:
    assert sorted(read_plan(suites_directory()).checks) == sorted(one.name for one in checks())


def test_loading_twice_gives_the_same_checks() -> None:
    assert [one.name for one in load_checks(load("2026-04"))] == [one.name for one in checks()]


def test_every_check_says_what_it_is_about() -> None:
    assert [one.name for one in checks() if not one.about] == []


def test_a_quick_run_still_checks_nearly_every_documented_rule() -> None:
    chosen = select(checks(), contract(), is_quick=True)
    quick = {rule for one in chosen.checks for rule in one.rules}
    observable = {rule.id for rule in contract().rules.values() if rule.observable}
    documented = {rule for rule in observable if contract().rule(rule).basis == "documented"}
    assert sorted(documented - quick) == ["rate-limits.daily-cap"]
    assert sorted(observable - quick) == sorted(chosen.left_out)


def test_checks_of_many_cases_find_nothing_either_where_the_profile_is_quick_and_call_less() -> None:
    plan, calls, planned = read_plan(suites_directory()), Counter[str](), Counter[str]()
    for one in select(checks(), contract(), is_quick=True).checks:
        most = Counter(plan.of(one).operations)
        if most.total() < _MANY:
            continue
        outcome = run_check(run_of(())._replace(is_quick=True), one)
        assert [verdict for verdict in outcome.verdicts if verdict.status != "passed"] == []
        assert Counter(outcome.done.operations) <= most, one.name
        calls.update(outcome.done.operations)
        planned.update(most)
    assert calls.total() < planned.total() / 1.5
