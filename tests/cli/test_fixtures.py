"""``fixtures``: listed, validated and shown."""

from pathlib import Path

import orjson
import pytest

from layers_mock.fixtures import fixture_names
from tests.cli.running import invoke
from tests.harness import base_of

GOOD = (
    'fixture: mine\nabout: Mine.\nstarts: "2026-04-24T12:00:00Z"\norganizations: [{label: a, name: A, keys: [{name: full}]}]\n'
)


@pytest.fixture
def good(tmp_path: Path) -> str:
    path = tmp_path / "good.yaml"
    path.write_text(GOOD, encoding="utf-8")
    return str(path)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    path = tmp_path / "bad.yaml"
    path.write_text(GOOD.replace("about", "abuot"), encoding="utf-8")
    return str(path)


def test_fixtures_are_listed_with_what_they_are_about() -> None:
    result = invoke("fixtures", "list")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [line.split()[0] for line in result.stdout.splitlines()] == list(fixture_names())
    listed = orjson.loads(invoke("fixtures", "list", "--json").stdout)
    assert [row["fixture"] for row in listed] == list(fixture_names())
    assert all(row["about"] for row in listed)


def test_every_fixture_that_travels_with_the_package_is_fine() -> None:
    result = invoke("fixtures", "validate", *fixture_names())
    assert (result.exit_code, result.stdout.splitlines()) == (0, [f"{name}: fine" for name in fixture_names()])


def test_a_fixture_of_ones_own_is_validated_by_its_path(good: str) -> None:
    assert invoke("fixtures", "validate", good).stdout == f"{good}: fine\n"


def test_faults_are_told_for_each_fixture_and_end_with_1(good: str, bad: str, tmp_path: Path) -> None:
    missing = str(tmp_path / "missing.yaml")
    result = invoke("fixtures", "validate", bad, good, missing)
    assert (result.exit_code, result.stderr) == (1, "")
    assert "abuot" in result.stdout
    assert "Did you mean about?" in result.stdout
    assert f"{good}: fine" in result.stdout
    assert f"{missing}: No fixture" in result.stdout
    assert result.stdout.startswith(f"{bad} is no fixture:\n")
    told = invoke("fixtures", "validate", bad, good, "--json")
    assert told.exit_code == 1
    rows = orjson.loads(told.stdout)
    assert [(row["fixture"], row["fault"] is None) for row in rows] == [(bad, False), (good, True)]


def test_a_fixture_is_shown_with_its_keys_and_ids() -> None:
    text = invoke("fixtures", "show", "acme").stdout
    shown = orjson.loads(invoke("fixtures", "show", "acme", "--json").stdout)
    assert shown["fixture"] == "acme"
    assert {key["name"]: (key["tier"], key["killed"]) for key in shown["keys"]}["killed"] == ("standard", True)
    assert shown["ids"] == base_of("acme").labels
    for label, printed in shown["ids"].items():
        assert f"{printed}  {label}\n" in text


def test_secrets_belong_to_worlds_and_are_not_shown() -> None:
    assert "lp_live_" not in invoke("fixtures", "show", "acme").stdout


def test_what_cannot_be_shown_ends_with_2_and_says_why(bad: str) -> None:
    for wrong, said in ((bad, "abuot"), ("acmee", "Did you mean acme?"), ("", "Fixtures here"), ("x" * 5000, "No fixture")):
        result = invoke("fixtures", "show", wrong)
        assert (result.exit_code, result.stdout) == (2, "")
        assert said in result.stderr
