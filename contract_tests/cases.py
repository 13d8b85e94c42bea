"""Requests at and beyond the edges of an operation's schemas, each with what the document says of it.

Values are made from the keywords of each schema and from a pool of odd ones; which of them break what is not decided here
but by the document: a case breaks exactly the rule that the validator names.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson

from layers_mock.contract import Contract, Operation
from layers_mock.kit import UNSENT

from .valid import Valid

__all__ = ["Case", "Field", "cases", "fields", "fields_about"]

_ODD: tuple[Any, ...] = (None, True, 0, -1, 1.5, "", " ", "odd value", [], ["odd"], {}, {"odd": 1})
_ODD_TEXTS = ("", " ", "0", "-1", "1.5", "1e3", "odd value", "null")
_MOST_ITEMS = 300
_MOST_LENGTH = 400_000
_UNKNOWN = "notAFieldOfTheDocument"
_REMOVED: Any = object()


class Field(NamedTuple):
    """A place in a request where the document puts a schema: ``path`` the steps to it, ``place`` body, query or path."""

    place: str
    path: tuple[str, ...]
    schema: Mapping[str, Any]
    is_unknown: bool
    """No schema at all, but a field that a strict object does not know."""

    @property
    def rules(self) -> frozenset[str]:
        """The rules that its schema carries."""
        named = self.schema.get("x-layers-rule")
        return frozenset(named.values() if isinstance(named, dict) else [named] if named else [])


class Case(NamedTuple):
    """A call with one field as ``about`` tells. ``rule`` and ``issue`` say what it breaks, ``None`` where it breaks nothing."""

    call: Valid
    field: Field
    rule: str | None
    issue: str | None
    about: str


def fields(operation: Operation) -> Iterator[Field]:
    """Every field of an operation's request, except those that can only be read and have a rule of their own."""
    for parameter in operation.parameters:
        if parameter.location in {"query", "path"} and parameter.name != "cursor":
            yield Field(parameter.location, (parameter.name,), parameter.schema, is_unknown=False)
    if operation.body_schema is not None:
        read_only = operation.read_only.names if operation.read_only else frozenset()
        yield from (field for field in _body_fields((), operation.body_schema) if not read_only & set(field.path[:1]))


def fields_about(operation: Operation, rule: str) -> list[Field]:
    """The fields of which a value can break the rule: those that carry it, what they are in, and what is in them."""
    every = list(fields(operation))
    carrying = [(field.place, field.path) for field in every if rule in field.rules]
    return [field for field in every if any(_is_of_one(field, place, path) for place, path in carrying)]


def _is_of_one(field: Field, place: str, path: tuple[str, ...]) -> bool:
    """Whether one of the two is in the other, or both are one."""
    common = min(len(field.path), len(path))
    return field.place == place and field.path[:common] == path[:common]


def _body_fields(path: tuple[str, ...], schema: Mapping[str, Any]) -> Iterator[Field]:
    yield Field("body", path, schema, is_unknown=False)
    if schema.get("additionalProperties") is False:
        yield Field("body", (*path, _UNKNOWN), {}, is_unknown=True)
    for name, inner in schema.get("properties", {}).items():
        yield from _body_fields((*path, name), inner)


def cases(contract: Contract, operation: Operation, valid: Valid, of: Collection[Field] | None = None) -> Iterator[Case]:
    """Variations of a valid call in all its fields, or those given, each told apart by the document.

    Those that break several rules at once are left out.
    """
    for field in fields(operation) if of is None else of:
        for value in _values(field):
            call = _changed(valid, operation, field, value)
            if call is not None:
                yield from _judged(contract, operation, call, field, value)


def _judged(contract: Contract, operation: Operation, call: Valid, field: Field, value: object) -> Iterator[Case]:
    names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    body = None if call.body is UNSENT else call.body
    path = dict(zip(names, call.path, strict=True))
    query = urlencode(call.query, doseq=True)
    found = contract.request_validator(operation).validate(path, query, {}, body, is_sent=call.body is not UNSENT).issues
    place = ".".join(field.path) or "the body"
    about = f"without {place}" if value is _REMOVED else f"{place} = {_shown(value)}"
    if not found:
        yield Case(call, field, None, None, about)
    elif len(found) == 1:
        yield Case(call, field, found[0].rule, found[0].path, about)


def _changed(valid: Valid, operation: Operation, field: Field, value: Any) -> Valid | None:
    """The call with the field set; ``None`` where that is no other call."""
    if field.place == "path":
        names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
        index = names.index(field.path[0])
        if value is _REMOVED or not isinstance(value, str) or not value:
            return None
        return valid._replace(path=(*valid.path[:index], value, *valid.path[index + 1 :]))
    if field.place == "query":
        query = {name: given for name, given in valid.query.items() if name != field.path[0]}
        return valid._replace(query=query if value is _REMOVED else {**query, field.path[0]: value})
    if not field.path:
        return None if value is _REMOVED else valid._replace(body=value)
    return valid._replace(body=_set(valid.body if isinstance(valid.body, dict) else {}, field.path, value))


def _set(body: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    name, *rest = path
    if rest:
        inner = body.get(name)
        return {**body, name: _set(inner if isinstance(inner, dict) else {}, tuple(rest), value)}
    without = {key: given for key, given in body.items() if key != name}
    return without if value is _REMOVED else {**without, name: value}


def _values(field: Field) -> Iterator[Any]:
    """Values worth trying for a field, each once."""
    if field.is_unknown:
        yield 1
        return
    seen: set[str] = set()
    made = [_REMOVED, *_edges(field.schema)]
    if field.place == "body":
        made += _ODD
    else:
        made = [value if value is _REMOVED else _as_text(value) for value in made] + list(_ODD_TEXTS)
    for value in made:
        name = "removed" if value is _REMOVED else f"{type(value).__name__} {value!r}"
        if name not in seen:
            seen.add(name)
            yield value


def _edges(schema: Mapping[str, Any]) -> Iterator[Any]:
    """Values at and just beyond what the keywords of a schema say."""
    for part in (*schema.get("anyOf", ()), *schema.get("oneOf", ())):
        yield from _edges(part)
    known = schema.get("enum")
    yield from [*known, *[f"{value}x" for value in known[:1]], *[str(value).upper() for value in known[:1]]] if known else ()
    yield from schema.get("examples", ())
    yield from _lengths(schema)
    for keyword, step in (("minimum", -1), ("maximum", 1), ("exclusiveMinimum", 1), ("exclusiveMaximum", -1)):
        if keyword in schema:
            yield schema[keyword]
            yield schema[keyword] + step
    yield from _sizes(schema)
    if "x-layers-max-bytes" in schema:
        room = schema["x-layers-max-bytes"] - len('{"a":""}')
        yield {"a": "x" * room}
        yield {"a": "x" * (room + 1)}


def _lengths(schema: Mapping[str, Any]) -> Iterator[str]:
    """Texts of the shortest and the longest length, and one beyond either."""
    kinds = schema.get("type", "string")
    if "string" not in ([kinds] if isinstance(kinds, str) else kinds) or "enum" in schema:
        return
    for keyword, step in (("minLength", -1), ("maxLength", 1)):
        length = schema.get(keyword)
        if isinstance(length, int) and length <= _MOST_LENGTH:
            yield "x" * length
            # One beyond, and four for what comes in groups of four, as base64 does.
            yield from ["x" * (length + more) for more in (step, 4 * step) if length + more >= 0]


def _sizes(schema: Mapping[str, Any]) -> Iterator[list[Any]]:
    """Lists of the least and the most items, one beyond either, and lists of odd items."""
    items = schema.get("items")
    if not isinstance(items, dict):
        return
    sample = next(iter([*items.get("enum", ()), *items.get("examples", ())]), "item" if "pattern" not in items else None)
    for keyword, step in (("minItems", -1), ("maxItems", 1)):
        count = schema.get(keyword)
        if isinstance(count, int) and sample is not None:
            yield from [[sample] * size for size in (count, count + step) if 0 <= size <= _MOST_ITEMS]
    for value in (*_edges(items), 5, None, "odd value"):
        yield [value]


def _as_text(value: object) -> object:
    """A value as a query or path parameter says it; a list repeats the parameter."""
    if isinstance(value, list):
        return [str(_as_text(item)) for item in value]
    return orjson.dumps(value).decode() if isinstance(value, bool | None) else str(value)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
