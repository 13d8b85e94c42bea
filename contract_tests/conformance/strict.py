"""Strict bodies know their fields and nothing that merely looks like one: one check per operation that has such a body."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from layers_mock.contract import Contract, Operation
from layers_mock.kit import Api, Check, holds

from ..valid import valid_call
from .verdict import judge

__all__ = ["made_from"]

_ODD_NAMES = ("", "$ref", "__proto__", "constructor", "x-odd", "\N{CYRILLIC SMALL LETTER ES}ta")
_MOST_ALIKE = 3
_MOST_QUICK = 4
"""Fields of a level that are tried where the profile is quick."""


def made_from(contract: Contract) -> Iterator[Check]:
    """One check for each operation whose body is strict, anywhere in it."""
    for operation in contract.operations.values():
        rules = sorted({issue for path in _levels(operation) for issue in _rules(contract, operation, path)})
        if rules:
            run = partial(_knows_its_fields_alone, operation=operation)
            run.__module__ = __name__
            about = f"{operation.id} refuses fields that only look like those it knows, at every level."
            yield Check(f"conformance.strict.{operation.id}", tuple(rules), run, about=about)


def _knows_its_fields_alone(api: Api, operation: Operation) -> None:
    """Names in another case, with other separators, of another level, or odd ones are refused; without them all is taken."""
    valid = valid_call(api, operation.id)
    for path, schema in _levels(operation).items():
        odd = [(name, value) for name in _names(operation, schema) for value in (1, None)]
        for name, value in api.some(odd, _MOST_QUICK):
            answer = valid._replace(body=_with(valid.body, (*path, name), value)).send(api)
            judge(api.contract, api.provision.base_url, answer)
    answer = valid.send(api)
    holds(answer.is_success, f"{operation.id} with what it knows: {answer.told}")


def _levels(operation: Operation) -> Mapping[tuple[str, ...], Mapping[str, Any]]:
    """The strict objects of a body by the path that leads to them."""
    found: dict[tuple[str, ...], Mapping[str, Any]] = {}

    def look(path: tuple[str, ...], schema: Mapping[str, Any]) -> None:
        if schema.get("additionalProperties") is False:
            found[path] = schema
        for name, inner in schema.get("properties", {}).items():
            look((*path, name), inner)

    if operation.body_schema is not None:
        look((), operation.body_schema)
    return found


def _rules(contract: Contract, operation: Operation, path: tuple[str, ...]) -> set[str]:
    """The rules that an unknown field of a level breaks."""
    body = _with({}, (*path, "notAField"), 1)
    issues = contract.request_validator(operation).body_issues(body)
    return {issue.rule for issue in issues if issue.keyword == "additionalProperties"}


def _names(operation: Operation, schema: Mapping[str, Any]) -> list[str]:
    """Names that the level does not know: almost its own, those of other levels, odd ones."""
    known = list(schema["properties"])
    alike = [name for one in known[: 2 * _MOST_ALIKE] for name in (one.capitalize(), one.upper(), _snake(one), f"{one} ")]
    elsewhere = [name for level in _levels(operation).values() for name in level["properties"]]
    chosen = [*alike, *elsewhere[:_MOST_ALIKE], *elsewhere[-_MOST_ALIKE:], *_ODD_NAMES]
    return [name for name in dict.fromkeys(chosen) if name not in known]


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z])([A-Z])", lambda match: f"_{match[1].lower()}", name)


def _with(body: Any, path: tuple[str, ...], value: object) -> dict[str, Any]:
    """The body with a field set, in objects that are made on the way."""
    name, *rest = path
    fields = body if isinstance(body, dict) else {}
    return {**fields, name: _with(fields.get(name), tuple(rest), value) if rest else value}
