"""The reference pages are those that the document, the checks and the mutants make; ``make docs`` writes them."""

from pathlib import Path

import pytest

from tests.docs.reference import FOLDER, rule_pages
from tests.mutants.catalogue import catalogue


@pytest.mark.parametrize("name", sorted(rule_pages()))
def test_a_rule_page_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == rule_pages()[name], "run `make docs`"


def test_there_are_no_other_rule_pages() -> None:
    assert sorted(f"rules/{path.name}" for path in (FOLDER / "rules").iterdir()) == sorted(rule_pages())


def test_the_kill_table_lists_every_mutant_and_what_catches_it() -> None:
    rows = _rows(FOLDER / "mutants.md")
    wanted = sorted((mutant.rule, mutant.wrong.replace("|", "&#124;")) for mutant in catalogue())
    assert sorted((rule, wrong) for rule, wrong, _ in rows) == wanted, "run `make docs`"
    assert [row for row in rows if row[2] == "**nothing**"] == []


def _rows(path: Path) -> list[tuple[str, str, str]]:
    cells = [line.strip("| ").split(" | ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(rule, wrong, caught) for rule, wrong, caught in cells[2:]]
