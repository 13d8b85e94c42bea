"""The reference page of the operations: what each is, in one line, as the document has it."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from layers_mock.contract import Operation
from tests.harness import EDITION, contract

__all__ = ["anchor", "named_operations", "operations_by_section", "operations_page", "title_of"]

_LIST = Path(__file__).parents[2] / "openapi" / EDITION / "operations.txt"
_DEPTHS = {"documented": "documented", "partial": "partly", "inferred": "inferred"}
_HEAD = ("operation", "method and path", "depth", "rules", "scope", "effect", "job", "price")


def named_operations() -> Mapping[str, tuple[str, str]]:
    """Every operation that the edition has, served or not: method and path by name, from the committed list."""
    lines = (line.split() for line in _LIST.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))
    return {name: (method, path) for name, method, path in lines}


def operations_by_section() -> dict[str, list[Operation]]:
    """The document's operations, in its order."""
    found: dict[str, list[Operation]] = {}
    for operation in contract().operations.values():
        found.setdefault(operation.section, []).append(operation)
    return found


def title_of(operation: Operation) -> str:
    """The heading of an operation on the page of its section's rules."""
    return f"{operation.id}: `{operation.method} {operation.path}`"


def anchor(heading: str) -> str:
    """The fragment that leads to a heading, as GitHub makes it."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def operations_page(made: str) -> str:
    """The page. ``made`` is the comment that says where it comes from."""
    operations = list(contract().operations.values())
    lines = ["# Operations", "", made, "", *_lead(operations)]
    for section, members in operations_by_section().items():
        lines += ["", f"## {section}", "", _row(_HEAD), "| --- | --- | --- | ---: | --- | --- | --- | --- |"]
        lines += [_row(_cells(operation)) for operation in members]
    lines += _absent({str(operation.id) for operation in operations})
    return "\n".join(lines) + "\n"


def _lead(operations: list[Operation]) -> Iterator[str]:
    counts = [sum(one.provenance == provenance for one in operations) for provenance in _DEPTHS]
    prices = ", ".join(f"{name} {price}" for name, price in contract().prices.items())
    yield (
        f"Edition {contract().edition} has {len(named_operations())} operations; {len(operations)} of them are served here: "
        f"{counts[0]} documented, {counts[1]} partly, {counts[2]} inferred."
    )
    yield ""
    yield "- **depth**: how much of the operation the vendor's pages show. *documented*: request and answer; *partly*: something of"
    yield "  them is missing; *inferred*: nothing but the operation itself. Each rule tells its own basis."
    yield "- **rules**: how many promises are its own; the link leads to them. Those of the [whole API](rules/whole-api.md) come on top."
    yield "- **scope**: what a key that has a list of scopes needs; any key will do where none is shown."
    yield "- **effect**: *read* changes nothing, *reversible* can be undone or is harmless, *billable* may cost credits, *outward* is"
    yield "  seen outside. `layers-mock check` lets calls run by it."
    yield "- **job**: the kind of job that a 202 starts. **price**: what the call may cost; it is free where none is shown."
    yield f"  Credits by format: {prices}."


def _cells(operation: Operation) -> tuple[str, ...]:
    heading = anchor(title_of(operation))
    return (
        str(operation.id),
        f"`{operation.method} {operation.path}`",
        _DEPTHS[operation.provenance],
        f"[{len(operation.rules)}](rules/{operation.section}.md#{heading})",
        _code(operation.scope),
        operation.effect,
        _code(operation.job_kind),
        _price(operation),
    )


def _row(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _code(text: str | None) -> str:
    return "" if text is None else f"`{text}`"


def _price(operation: Operation) -> str:
    price = operation.price
    if price is None:
        return ""
    if price.container is not None:
        return "that of the container's format, times its variations"
    format_ = "that of the source's format" if price.format_field is None else f"that of `{price.format_field}`"
    return format_ if price.times_field is None else f"{format_}, times `{price.times_field}`"


def _absent(served: set[str]) -> Iterator[str]:
    absent = {name: called for name, called in named_operations().items() if name not in served}
    if absent:
        yield from ("", "## Not served yet", "", "These answer 404.", "")
        yield from (f"- {name}: `{method} {path}`" for name, (method, path) in absent.items())
