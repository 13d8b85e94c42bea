"""What a run found, as a report: each failure once, each rule once, and the exit code."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from layers_mock.kit.baseline import Baseline
from layers_mock.kit.check import Check
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.exchange import Exchange, Request, Response
from layers_mock.kit.outcome import Finding, Outcome, Verdict
from layers_mock.kit.plan import PlannedCheck
from layers_mock.kit.printable import printable
from layers_mock.kit.redaction import Redaction
from layers_mock.kit.report import Report, build_report
from tests.harness import contract
from tests.kit.subjects import BASE, KEY, exchange

TODAY = date(2026, 5, 1)
INFERRED = next(rule.id for rule in contract().rules.values() if rule.basis == "inferred" and rule.operation == "getWhoami")


def finding(
    rule: str = "get-whoami.fields", came: str = "no scopes", *, operation: str | None = "getWhoami", check: str = "a",
    exchanges: int = 1, basis: str | None = None, evidence: tuple[Exchange, ...] | None = None,
) -> Finding:  # fmt: skip
    known = contract().rule(rule)
    shown = evidence if evidence is not None else (exchange(),) * exchanges
    return Finding(known, operation, check, known.statement, came, shown, basis or known.basis)


def ended(name: str, verdicts: Mapping[str, str | None], *findings: Finding, unanswered: int = 0, calls: int = 1) -> CheckEnded:
    """A check that is over. A rule with a reason was skipped; one of a finding failed; others passed."""
    broken = {str(one.rule.id): one.came for one in findings}
    told = tuple(
        Verdict(
            contract().rule(rule).id,
            "failed" if rule in broken else "skipped" if reason else "passed",
            broken.get(rule, reason),
        )
        for rule, reason in verdicts.items()
    )
    outcome = Outcome(name, told, findings, PlannedCheck({"getWhoami": calls}), 0.25, unanswered)
    return CheckEnded(Check(name, tuple(verdicts), lambda _: None), outcome)


def reported(*ends: CheckEnded, known: list[dict[str, Any]] | None = None, complete: bool = True, **options: bool) -> Report:
    events: list[Event] = [RunStarted(contract(), [one.check for one in ends], BASE, "a toy", 7)]
    for one in ends:
        events += [CheckStarted(one.check), one]
    events += [RunEnded(1.5)] if complete else []
    return build_report(events, Baseline.model_validate({"known": known or []}), TODAY, **options)


def entry(rule: str = "get-whoami.fields", expires: str = "2026-05-01", **more: str) -> dict[str, Any]:
    return {"rule": rule, "reason": "on its way", "expires": date.fromisoformat(expires), **more}


def status(report: Report) -> dict[str, str]:
    return {one.rule.id: one.status for one in report.rules}


PASSED = ended("p", {"get-whoami.tier": None})


# --- rules


def test_a_rule_fails_where_one_check_fails_and_passes_where_one_passes() -> None:
    report = reported(
        ended("a", {"get-whoami.fields": None, "get-whoami.tier": "no key", "get-whoami.workspace": "no key"}),
        ended("b", {"get-whoami.fields": None, "get-whoami.tier": None}, finding(check="b")),
    )
    assert status(report) == {"get-whoami.fields": "failed", "get-whoami.tier": "passed", "get-whoami.workspace": "skipped"}
    assert {str(one.rule.id): one.checks for one in report.rules}["get-whoami.fields"] == ("a", "b")


def test_rules_come_in_the_order_of_the_document_whatever_ends_first() -> None:
    names = ["get-whoami.workspace", "get-whoami.fields", "errors.envelope"]
    report = reported(*(ended(f"c{place}", {name: None}) for place, name in enumerate(names)))
    assert [one.rule.id for one in report.rules] == [rule for rule in contract().rules if rule in names]


def test_reasons_are_told_once_and_what_a_passed_rule_missed_too() -> None:
    report = reported(
        ended("a", {"get-whoami.fields": "no key", "get-whoami.tier": "no key"}),
        ended("b", {"get-whoami.fields": "no key", "get-whoami.tier": None}),
        ended("c", {"get-whoami.fields": "no state", "get-whoami.tier": None}),
    )
    by_id = {str(one.rule.id): one for one in report.rules}
    assert (by_id["get-whoami.fields"].reasons, by_id["get-whoami.fields"].missed) == (("no key", "no state"), ())
    assert (by_id["get-whoami.tier"].reasons, by_id["get-whoami.tier"].missed) == ((), ("no key",))


def test_a_rule_that_an_answer_broke_on_the_way_failed_though_no_check_is_bound_to_it() -> None:
    report = reported(ended("a", {"get-whoami.fields": None}, finding("errors.envelope")))
    assert status(report) == {"get-whoami.fields": "passed", "errors.envelope": "failed"}


def test_seconds_and_calls_are_added_up() -> None:
    report = reported(
        ended("a", {"get-whoami.fields": None, "get-whoami.tier": None}, calls=2),
        ended("b", {"get-whoami.tier": None}, calls=3),
    )
    assert {one.rule.id: one.seconds for one in report.rules} == {"get-whoami.fields": 0.125, "get-whoami.tier": 0.375}
    assert (report.calls, report.seconds) == ({"getWhoami": 5}, 1.5)


# --- failures


def test_findings_of_one_rule_in_one_operation_are_one_failure_with_the_smallest_evidence() -> None:
    report = reported(
        ended("a", {"get-whoami.fields": None}, finding(came="a long story", exchanges=3)),
        ended("b", {"get-whoami.fields": None}, finding(came="longer", check="b"), finding(came="short", check="b")),
        ended(
            "c",
            {"errors.envelope": None},
            finding("errors.envelope", operation="getCredits", check="c"),
            finding("errors.envelope", check="c"),
        ),
    )
    told = [(one.rule.id, one.operation, one.came, one.checks) for one in report.failures]
    assert sorted(told, key=str) == [
        ("errors.envelope", "getCredits", "no scopes", ("c",)),
        ("errors.envelope", "getWhoami", "no scopes", ("c",)),
        ("get-whoami.fields", "getWhoami", "short", ("a", "b")),
    ]


def test_one_documented_finding_makes_its_failure_count() -> None:
    weak, strong = (
        finding("answers.documented", "418", basis="inferred"),
        finding("answers.documented", "200 with much more", basis="documented"),
    )
    assert [one.counts for one in reported(ended("a", {"get-whoami.tier": None}, weak)).failures] == [False]
    [failure] = reported(ended("a", {"get-whoami.tier": None}, weak, strong)).failures
    assert (failure.basis, failure.counts, failure.came) == ("documented", True, "418")


# --- exit code


def test_nothing_found_is_0() -> None:
    assert reported(PASSED).exit_code == 0


def test_a_documented_failure_is_1() -> None:
    assert reported(PASSED, ended("a", {"get-whoami.fields": None}, finding())).exit_code == 1


@pytest.mark.parametrize("basis", ["inferred", "conflicting"])
def test_a_failure_of_another_basis_is_reported_apart_unless_all_count(basis: str) -> None:
    end = ended("a", {INFERRED: None}, finding(INFERRED, basis=basis))
    report = reported(PASSED, end)
    assert (report.exit_code, report.count("failed"), report.failures[0].counts) == (0, 1, False)
    assert reported(PASSED, end, counts_all=True).exit_code == 1


def test_a_known_failure_does_not_count_through_its_last_day_and_counts_again_after_it() -> None:
    end = ended("a", {"get-whoami.fields": None}, finding())
    report = reported(PASSED, end, known=[entry()])
    assert (report.exit_code, report.failures[0].known is not None, report.expired, report.unused) == (0, True, (), ())
    later = reported(PASSED, end, known=[entry(expires="2026-04-30")])
    assert (later.exit_code, later.failures[0].known, [one.rule for one in later.expired], later.unused) == (
        1,
        None,
        ["get-whoami.fields"],
        (),
    )


def test_a_known_failure_does_not_count_with_all_bases_either_and_covers_no_other() -> None:
    end = ended("a", {INFERRED: None, "get-whoami.fields": None}, finding(INFERRED))
    assert reported(PASSED, end, known=[entry(INFERRED)], counts_all=True).exit_code == 0
    other = reported(PASSED, end, known=[entry("get-whoami.workspace")], counts_all=True)
    assert (other.exit_code, [one.rule for one in other.unused]) == (1, ["get-whoami.workspace"])


def test_a_run_that_was_broken_off_is_1() -> None:
    assert reported(PASSED, complete=False).exit_code == 1


def test_calls_without_an_answer_are_1() -> None:
    report = reported(
        PASSED,
        ended("a", {"get-whoami.fields": "no answer"}, unanswered=2),
        ended("b", {"get-whoami.tier": None}, unanswered=1),
    )
    assert (report.exit_code, report.unanswered) == (1, 3)


def test_where_every_rule_was_skipped_nothing_is_shown_and_that_is_1() -> None:
    report = reported(ended("a", {"get-whoami.fields": "no key"}), ended("b", {"get-whoami.tier": "no key"}))
    assert (report.exit_code, report.has_shown_nothing) == (1, True)
    assert not reported(PASSED, ended("a", {"get-whoami.fields": "no key"})).has_shown_nothing


# --- what may be shown


def test_what_a_target_says_cannot_steer_a_terminal() -> None:
    evil = "a\x1b[2J\x9b31m\x07b\u202egnp.exe\x7f\r\n\tc\ud800\ufffe"
    shown = printable(evil)
    assert shown == "a\\x1b[2J\\x9b31m\\x07b\\u202egnp.exe\\x7f\\x0d\n\tc\\ud800\\ufffe"
    link = (exchange(None, request=Request("GET", f"{BASE}/\x1b[31m")),)
    report = reported(
        ended("a", {"get-whoami.fields": None}, finding(came=evil, evidence=link)), ended("b", {"get-whoami.tier": evil})
    )
    failure = report.failures[0]
    assert failure.came == shown
    assert "\x1b" not in str(failure.curl)
    assert [one.reasons for one in report.rules] == [(shown,), (shown,)]


def test_what_is_not_odd_is_shown_as_it_is() -> None:
    for text in ("", "Übergröße 日本語 🎉👩‍👩‍👧 {}\n\t'\"<&", "\\x1b"):
        assert printable(text) == text


# --- keys


def test_keys_are_found_whole_cut_in_other_case_and_as_urls_write_them() -> None:
    hidden = Redaction([KEY, "pa/ss+word="])
    assert hidden.text(f"<{KEY}> {KEY.upper()} {KEY[:-3]}… {KEY[:14]}") == "<[key]> [key] [key]… [key]"
    assert hidden.text("pa/ss+word= pa%2Fss%2Bword%3D") == "[key] [key]"
    assert hidden.text(f"{KEY}{KEY}") == "[key][key]"


def test_what_only_begins_like_a_key_stays() -> None:
    assert Redaction([KEY]).text("lp_live_ lp_live_else 5f2dd1c09b7e") == "lp_live_ lp_live_else 5f2dd1c09b7e"


def test_words_that_are_too_short_to_guard_anything_stay() -> None:
    assert Redaction(["full", "a", ""]).text("the full story") == "the full story"
    assert Redaction([]).text("the full story") == "the full story"


def test_of_two_keys_with_one_beginning_the_longer_is_hidden_whole() -> None:
    hidden = Redaction(["secret-key-1", "secret-key-1-and-more"])
    assert hidden.text("secret-key-1-and-more, secret-key-1, secret-key-2") == "[key], [key], [key]2"


def test_bytes_that_are_no_text_keep_their_places() -> None:
    content = b"\xff\x00" + KEY.encode() + b"\xfe"
    came = Exchange(None, None, Request("GET", BASE, (), content), Response(200, (("A", KEY),), content))
    outcome = ended("a", {"get-whoami.fields": None}, finding(evidence=(came,))).outcome
    [shown] = Redaction([KEY]).outcome(outcome).findings[0].exchanges
    assert shown.request.content == shown.response.content == b"\xff\x00[key]\xfe"
    assert shown.response.headers == (("A", "[key]"),)
