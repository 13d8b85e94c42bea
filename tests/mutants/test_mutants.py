"""A share of the mutants in each run, another one each day; ``make mutants`` runs them all."""

from datetime import UTC, datetime

import pytest

from tests.mutants.catalogue import catalogue, kill

_PARTS = 8
"""Tests for the workers of a parallel run to share."""
_SHARE = 12
"""One mutant in so many is run."""


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("part", range(_PARTS))
def test_every_mutant_of_todays_share_is_killed_by_a_check_of_the_rule_it_breaks(part: int) -> None:
    today = datetime.now(UTC).toordinal() % _SHARE  # noqa: TID251 - which share it is, is a matter of the real day
    chosen = [one for place, one in enumerate(catalogue()) if place % _SHARE == today][part::_PARTS]
    alive = [(mutant.rule, mutant.wrong, result.came) for mutant in chosen if not (result := kill(mutant)).is_killed]
    assert chosen
    assert alive == []


def test_no_rule_has_two_mutants_that_say_the_same() -> None:
    told = [(mutant.rule, mutant.wrong) for mutant in catalogue()]
    assert sorted({row for row in told if told.count(row) > 1}) == []
