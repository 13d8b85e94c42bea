"""``make docs``: the reference pages that are made from the document, the checks and the mutants.

One page with every operation, one per API section with every rule (what it promises, source, basis, checks, mutants), an
index of them, and the kill table. ``python -m tests.docs.reference`` writes them; a test keeps them current.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from layers_mock.contract import Contract, Operation, Rule
from tests.docs.operations import operations_by_section, operations_page, title_of
from tests.harness import contract
from tests.kit.fake import checks
from tests.mutants.catalogue import catalogue, checks_of, kill
from tests.mutants.wrong import Mutant

__all__ = ["FOLDER", "kill_table", "pages_of_the_document", "rule_pages"]

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
_WHOLE_API = "whole-api"
_MADE = "<!-- Made by `make docs`; do not edit. -->"
_BASIS = {
    "documented": "documented",
    "inferred": "inferred: no page shows it",
    "conflicting": "conflicting: the vendor's pages disagree",
}


@cache
def rule_pages() -> dict[str, str]:
    """The pages about rules, by their path below the reference."""
    promises = contract()
    by_section = operations_by_section()
    pages = {f"rules/{section}.md": _section(section, operations) for section, operations in by_section.items()}
    whole = [rule for rule in promises.rules.values() if rule.operation is None]
    pages[f"rules/{_WHOLE_API}.md"] = _page("Rules of the whole API", _topics(whole))
    pages["rules/README.md"] = _index(promises, by_section)
    return pages


def pages_of_the_document() -> dict[str, str]:
    """The pages that need nothing run: the operations and their rules, by their path below the reference."""
    return {"operations.md": operations_page(_MADE), **rule_pages()}


def _index(promises: Contract, by_section: dict[str, list[Operation]]) -> str:
    observable = [rule for rule in promises.rules.values() if rule.observable]
    lines = [
        "# Rules",
        "",
        _MADE,
        "",
        f"Edition {promises.edition} promises {len(promises.rules)} things. HTTP can observe {len(observable)} of them; each of",
        "those has at least one check and two mutants. `layers-mock explain RULE` tells a rule at a terminal; the",
        "[operations](../operations.md) are told one a line.",
        "",
        "| section | operations | rules | documented | inferred | conflicting |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    whole = [rule for rule in promises.rules.values() if rule.operation is None]
    lines.append(_index_row("whole API", _WHOLE_API, 0, whole))
    for section, operations in by_section.items():
        rules = [rule for operation in operations for rule in operation.rules]
        lines.append(_index_row(section, section, len(operations), rules))
    return "\n".join(lines) + "\n"


def _index_row(title: str, page: str, operations: int, rules: list[Rule]) -> str:
    counts = " | ".join(str(sum(rule.basis == basis for rule in rules)) for basis in _BASIS)
    return f"| [{title}]({page}.md) | {operations or ''} | {len(rules)} | {counts} |"


def _section(section: str, operations: list[Operation]) -> str:
    return _page(f"Rules of {section}", ((title_of(one), list(one.rules)) for one in operations))


def _topics(rules: list[Rule]) -> Iterator[tuple[str, list[Rule]]]:
    for topic, found in groupby(rules, key=lambda rule: rule.id.partition(".")[0]):
        yield topic, list(found)


def _page(title: str, groups: Iterable[tuple[str, list[Rule]]]) -> str:
    lines = [f"# {title}", "", _MADE, ""]
    for heading, rules in groups:
        lines += [f"## {heading}", ""]
        for rule in rules:
            lines += [*_rule(rule), ""]
    return "\n".join(lines).rstrip() + "\n"


def _rule(rule: Rule) -> Iterator[str]:
    yield f"### {rule.id}"
    yield ""
    yield rule.statement
    yield ""
    yield f"- Source: `{rule.page}`"
    yield f"- Basis: {_BASIS[rule.basis]}"
    if rule.reason:
        yield f"- Why: {rule.reason}"
    if not rule.observable:
        yield "- HTTP cannot observe it, so nothing checks it."
        return
    names = ", ".join(f"`{one.name}`" for one in checks_of(rule.id))
    yield f"- Checks: {names}"
    yield "- Mutants that have to be caught:"
    yield from (f"  - {mutant.wrong}" for mutant in _mutants_of(rule.id))


def _mutants_of(rule: str) -> list[Mutant]:
    return [mutant for mutant in catalogue() if mutant.rule == rule]


def kill_table() -> str:
    """The kill table: every mutant with the checks of its rule that catch it."""
    kills = [kill(mutant) for mutant in catalogue()]
    killed = sum(one.is_killed for one in kills)
    rules = {one.mutant.rule for one in kills}
    lines = [
        "# Mutants",
        "",
        _MADE,
        "",
        f"{len(kills)} wrong servers, each breaking one of {len(rules)} rules; the checks of the broken rule catch {killed}.",
        f"The suites have {len(checks())} checks. `make mutants` runs them all and prints this table.",
        "",
        "| rule | what the server does wrong | caught by |",
        "| --- | --- | --- |",
    ]
    order = {str(rule): index for index, rule in enumerate(contract().rules)}
    for one in sorted(kills, key=lambda found: order[found.mutant.rule]):
        caught = f"`{one.check}`" if one.check else "**nothing**"
        lines.append(f"| {one.mutant.rule} | {one.mutant.wrong.replace('|', '&#124;')} | {caught} |")
    return "\n".join(lines) + "\n"


def write() -> None:
    """Write every page, and drop those that are not made any more."""
    pages = {**pages_of_the_document(), "mutants.md": kill_table()}
    for old in (FOLDER / "rules").glob("*.md"):
        if f"rules/{old.name}" not in pages:
            old.unlink()
    for name, text in pages.items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
