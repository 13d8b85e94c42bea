"""``explain``: what a rule promises, and which one may have been meant."""

import orjson
import pytest

from tests.cli.running import invoke
from tests.harness import contract


def test_a_rule_is_explained_with_its_source_and_how_sure_it_is() -> None:
    rule = contract().rule("clone-influencer.inherits-project")
    text = " ".join(invoke("explain", rule.id).stdout.split())
    for part in (rule.id, rule.statement, rule.page, rule.basis, "cloneInfluencer", "over HTTP"):
        assert part in text


def test_a_rule_is_explained_as_json_with_all_its_fields() -> None:
    rule = contract().rule("auth.precedence")
    result = invoke("explain", rule.id, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert orjson.loads(result.stdout) == rule._asdict()


def test_a_rule_that_http_cannot_show_says_why() -> None:
    reasoned = next(rule for rule in contract().rules.values() if rule.reason and not rule.observable)
    text = " ".join(invoke("explain", reasoned.id).stdout.split())
    assert "Why: " + " ".join(reasoned.reason.split()) in text  # type: ignore[union-attr]  # chosen for its reason
    assert "not over HTTP" in text


@pytest.mark.parametrize("wrong", ["auth.key-requird", "clone-influencer.inherit-project"])
def test_an_unknown_rule_names_its_nearest(wrong: str) -> None:
    result = invoke("explain", wrong, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    nearest = {"auth.key-requird": "auth.key-required"}.get(wrong, "clone-influencer.inherits-project")
    assert f"No rule {wrong!r}" in result.stderr
    assert nearest in result.stderr


@pytest.mark.parametrize("wrong", ["", "\ud800", "é", "x" * 5000, "--", "../../etc/passwd"])
def test_what_is_no_rule_id_at_all_is_refused(wrong: str) -> None:
    assert invoke("explain", "--", wrong).exit_code == 2


def test_an_unknown_edition_names_those_there_are() -> None:
    result = invoke("explain", "auth.key-required", "--edition", "1999-01")
    assert (result.exit_code, "2026-04" in result.stderr) == (2, True)
