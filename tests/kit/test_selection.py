"""Which checks a run takes."""

import pytest

from layers_mock.errors import UnknownRuleError, UsageError
from layers_mock.kit.api import Api
from layers_mock.kit.check import Check
from layers_mock.kit.selection import Selection, select
from tests.harness import contract


def nothing(api: Api) -> None:
    """Look at nothing."""


WHO = Check("a.who", ("get-whoami.fields",), nothing)
TIER = Check("a.tier", ("get-whoami.tier", "errors.envelope"), nothing)
ENVELOPE = Check("b.envelope", ("errors.envelope",), nothing)
INFERRED = Check("b.inferred", ("errors.internal", "auth.precedence"), nothing)
LONG = Check("c.long", ("idempotency.replay", "errors.envelope"), nothing, is_long=True)
ALL = (WHO, TIER, ENVELOPE, INFERRED, LONG)


def names(**wanted: object) -> list[str]:
    return [one.name for one in chosen(**wanted).checks]


def chosen(**wanted: object) -> Selection:
    return select(ALL, contract(), **wanted)  # type: ignore[arg-type]


def test_without_a_wish_all_are_taken_in_their_order() -> None:
    assert names() == ["a.who", "a.tier", "b.envelope", "b.inferred", "c.long"]


def test_a_glob_takes_every_check_that_is_bound_to_a_rule_it_matches() -> None:
    assert names(rules=["get-whoami.*"]) == ["a.who", "a.tier"]
    assert names(rules=["errors.envelope"]) == ["a.tier", "b.envelope", "c.long"]
    assert names(rules=["errors.*"]) == ["a.tier", "b.envelope", "b.inferred", "c.long"]
    assert names(rules=["get-whoami.fields", "idempotency.*"]) == ["a.who", "c.long"]


def test_an_operation_takes_the_checks_of_its_rules() -> None:
    assert names(operations=["getWhoami"]) == ["a.who", "a.tier"]


def test_rule_and_operation_together_take_what_fits_both() -> None:
    assert names(rules=["errors.*"], operations=["getWhoami"]) == ["a.tier"]


def test_quick_leaves_out_the_searches_and_what_cannot_set_the_exit_code() -> None:
    assert names(is_quick=True) == ["a.who", "a.tier", "b.envelope"]


def test_quick_takes_rules_that_no_page_documents_where_all_count_and_where_they_are_asked_for() -> None:
    assert names(is_quick=True, counts_all=True) == ["a.who", "a.tier", "b.envelope", "b.inferred"]
    assert names(is_quick=True, rules=["auth.*"]) == ["b.inferred"]
    assert names(is_quick=True, rules=["errors.*"], operations=["getWhoami"]) == ["a.tier"]


def test_the_rules_that_quick_leaves_without_a_check_are_named() -> None:
    assert chosen().left_out == ()
    assert set(chosen(is_quick=True).left_out) == {"errors.internal", "auth.precedence", "idempotency.replay"}
    assert chosen(is_quick=True, counts_all=True).left_out == ("idempotency.replay",)
    assert chosen(is_quick=True, operations=["getWhoami"]).left_out == ()


def test_a_glob_is_matched_with_its_case_and_whole() -> None:
    with pytest.raises(UnknownRuleError):
        names(rules=["GET-WHOAMI.*"])
    with pytest.raises(UnknownRuleError):
        names(rules=["get-whoami"])


def test_a_rule_that_does_not_exist_is_told_with_those_that_are_like_it() -> None:
    with pytest.raises(UnknownRuleError, match=r"get-whoami\.fields"):
        names(rules=["get-whoami.feilds"])


def test_an_operation_that_does_not_exist_is_told() -> None:
    with pytest.raises(UsageError, match="No operation 'getMoon' in edition 2026-04"):
        names(operations=["getMoon"])
    with pytest.raises(UsageError, match=r"Did you mean getCredits"):
        names(operations=["getCredit"])


def test_where_nothing_is_left_that_is_told() -> None:
    for wanted in ({"rules": ["idempotency.*"], "is_quick": True}, {"operations": ["getCredits"]}):
        with pytest.raises(UsageError, match="No check is bound to the rules asked for"):
            names(**wanted)
    with pytest.raises(UsageError, match="; --profile full has some; "):
        names(rules=["idempotency.*"], is_quick=True)
