"""Baselines: which failures they cover, and until when."""

from datetime import date
from pathlib import Path

import pytest

from layers_mock.errors import TargetError
from layers_mock.kit.baseline import Baseline, read_baseline
from tests.harness import contract

TODAY = date(2026, 5, 1)


def read(directory: Path, text: str) -> Baseline:
    path = directory / "baseline.yaml"
    path.write_text(text, encoding="utf-8")
    return read_baseline(path, contract())


def entry(rule: str = "get-whoami.fields", expires: str = "2026-05-01", more: str = "") -> str:
    return f"known: [{{rule: {rule}, reason: on its way, expires: {expires}{more}}}]"


def test_an_entry_covers_its_rule_in_every_operation_through_its_last_day(tmp_path: Path) -> None:
    known = read(tmp_path, entry())
    assert known.entry("get-whoami.fields", "getWhoami", TODAY) == known.known[0]
    assert known.entry("get-whoami.fields", None, TODAY) == known.known[0]
    assert known.entry("get-whoami.tier", "getWhoami", TODAY) is None
    assert known.expired(TODAY) == ()


def test_an_entry_of_yesterday_covers_nothing_and_is_told(tmp_path: Path) -> None:
    known = read(tmp_path, entry(expires="2026-04-30"))
    assert known.entry("get-whoami.fields", "getWhoami", TODAY) is None
    assert known.expired(TODAY) == known.known


def test_an_entry_with_an_operation_covers_that_one_alone(tmp_path: Path) -> None:
    known = read(tmp_path, entry("errors.envelope", more=", operation: getCredits"))
    assert known.entry("errors.envelope", "getCredits", TODAY) is not None
    assert known.entry("errors.envelope", "getWhoami", TODAY) is None
    assert known.entry("errors.envelope", None, TODAY) is None


def test_entries_that_cover_no_failure_are_told(tmp_path: Path) -> None:
    known = read(tmp_path, entry("errors.envelope", more=", operation: getCredits"))
    assert known.unused([("errors.envelope", "getCredits")]) == ()
    assert known.unused([("errors.envelope", "getWhoami"), ("get-whoami.fields", "getCredits")]) == known.known
    assert known.unused([]) == known.known


def test_an_empty_file_knows_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "").known == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry("get-whoami.feilds"), "baseline.yaml: known.0.rule: "),
        (entry(more=", operation: getMoon"), "baseline.yaml: known.0.operation: no operation 'getMoon' in edition 2026-04."),
        ("known: [{rule: get-whoami.fields, expires: 2026-05-01}]", "baseline.yaml: known.0.reason: Field required"),
        ("known: [{rule: get-whoami.fields, reason: x}]", "baseline.yaml: known.0.expires: Field required"),
        (
            "known: [{rule: get-whoami.fields, reason: '', expires: 2026-05-01}]",
            "known.0.reason: String should have at least 1",
        ),
        (entry(expires="soon"), "baseline.yaml: known.0.expires: Input should be a valid date"),
        ("- x", "baseline.yaml: Input should be a valid dictionary"),
        ("knwon: []", "baseline.yaml: knwon: Extra inputs are not permitted"),
        ("known: [}", "baseline.yaml is no YAML: "),
        ("known: []\nknown: []", "baseline.yaml is no YAML: a name is there twice in one mapping, in line 2, column 1."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(TargetError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_rule_is_told_with_those_that_are_like_it(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match=r"get-whoami\.fields"):
        read(tmp_path, entry("get-whoami.feilds"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(TargetError, match="cannot be read: No such file or directory"):
        read_baseline(tmp_path / "nowhere.yaml", contract())
