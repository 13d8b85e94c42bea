"""The reference pages are those that the document, the checks and the mutants make; ``make docs`` writes them."""

import re
from pathlib import Path

import pytest

from tests.docs.operations import anchor, named_operations
from tests.docs.reference import FOLDER, pages_of_the_document, rule_pages
from tests.harness import contract
from tests.mutants.catalogue import catalogue


@pytest.mark.parametrize("name", sorted(pages_of_the_document()))
def test_a_page_of_the_document_is_current(name: str) -> None:
    assert (FOLDER / name).read_text(encoding="utf-8") == pages_of_the_document()[name], "run `make docs`"


def test_there_are_no_other_rule_pages() -> None:
    assert sorted(f"rules/{path.name}" for path in (FOLDER / "rules").iterdir()) == sorted(rule_pages())


def test_every_operation_has_one_line_that_leads_to_its_rules() -> None:
    text = (FOLDER / "operations.md").read_text(encoding="utf-8")
    lines = dict(re.findall(r"^\| (\w+) \| (`.*) \|$", text, re.MULTILINE))
    assert list(lines) == list(contract().operations)
    for operation in contract().operations.values():
        ((count, page, fragment),) = re.findall(r"\[(\d+)\]\((rules/[\w-]+\.md)#([\w-]+)\)", lines[operation.id])
        blocks = (FOLDER / page).read_text(encoding="utf-8").split("\n## ")[1:]
        (block,) = [block for block in blocks if anchor(block.splitlines()[0]) == fragment]
        assert block.startswith(f"{operation.id}: ")
        assert block.count("\n### ") == int(count)


def test_the_page_of_the_operations_names_each_of_the_edition_once() -> None:
    text = (FOLDER / "operations.md").read_text(encoding="utf-8")
    called = re.findall(r"`(GET|POST|PATCH|PUT|DELETE) (/v1/[^`]*)`", text)
    assert sorted(called) == sorted(named_operations().values())


def test_the_kill_table_lists_every_mutant_and_what_catches_it() -> None:
    rows = _rows(FOLDER / "mutants.md")
    wanted = sorted((mutant.rule, mutant.wrong.replace("|", "&#124;")) for mutant in catalogue())
    assert sorted((rule, wrong) for rule, wrong, _ in rows) == wanted, "run `make docs`"
    assert [row for row in rows if row[2] == "**nothing**"] == []


def _rows(path: Path) -> list[tuple[str, str, str]]:
    cells = [line.strip("| ").split(" | ") for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    return [(rule, wrong, caught) for rule, wrong, caught in cells[2:]]
