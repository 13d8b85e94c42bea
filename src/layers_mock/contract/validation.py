"""Requests and replies held against the document's schemas, compiled once per operation.

A schema may name the rule it stands for: ``x-layers-rule`` holds a rule id, or a mapping of JSON Schema keyword to
rule id. A broken schema is then refused in the name of the nearest such rule above the broken keyword.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

import jsonschema_rs
import orjson

from layers_mock.contract.model import JsonObject, Operation, Parameter

__all__ = ["GENERAL_RULE", "EventValidator", "Issue", "QueryError", "RequestValidator", "ResponseValidator", "ValidRequest"]

GENERAL_RULE = "validation.request"
_LONGEST_MESSAGE = 300
_REMEMBERED_TEXTS = 1024
_MOST_QUERY_FIELDS = 200
_INTEGER = re.compile(r"-?[0-9]{1,18}\Z")
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?([eE](\+?[0-9]{1,2}|-[0-9]{1,3}))?\Z")
_BOOLEANS = {"true": True, "false": False}


class Issue(NamedTuple):
    """One thing wrong with a request or reply: dotted path, sentence, broken keyword and the rule it stands for."""

    path: str
    message: str
    keyword: str
    rule: str


class QueryError(ValueError):
    """A query string that cannot be read at all."""


@dataclass(slots=True)
class ValidRequest:
    """Decoded values of a request with the document's defaults filled in, and what is wrong with it."""

    query: dict[str, object]
    body: object
    issues: list[Issue] = field(default_factory=list)


def _shorten(message: str) -> str:
    return message if len(message) <= _LONGEST_MESSAGE else message[:_LONGEST_MESSAGE] + "…"


class _Schema:
    """One compiled schema that explains itself in :class:`Issue` terms."""

    __slots__ = ("_raw", "_rules", "_validator", "is_valid", "is_valid_text")

    def __init__(self, raw: JsonObject) -> None:
        self._raw = raw
        self._validator = jsonschema_rs.Draft202012Validator(raw, validate_formats=True)
        self.is_valid = self._validator.is_valid
        self.is_valid_text = lru_cache(_REMEMBERED_TEXTS)(self._validator.is_valid)
        """As :attr:`is_valid` for texts that come again and again, as ids in paths do."""
        self._rules: dict[tuple[str | int, ...], str] = {}

    def issues(self, value: object, root: tuple[str, ...] = ()) -> Iterator[Issue]:
        for error in self._validator.iter_errors(value):
            path = (*root, *map(str, error.instance_path))
            yield from self._explain(error, path)

    def _explain(self, error: jsonschema_rs.ValidationError, path: tuple[str, ...]) -> Iterator[Issue]:
        kind = error.kind
        keyword = kind.name
        rule = self.rule(error.schema_path, keyword)
        if isinstance(kind, jsonschema_rs.ValidationErrorKind.AdditionalProperties):
            for name in kind.unexpected:
                yield Issue(".".join((*path, name)), "Unknown field.", keyword, rule)
        elif isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
            yield Issue(".".join((*path, str(kind.property).strip('"'))), "Required.", keyword, rule)
        elif isinstance(kind, jsonschema_rs.ValidationErrorKind.AnyOf) and (names := _alternatives(kind)):
            message = f"Required, or {' or '.join(names[1:])} in its place."
            yield Issue(".".join((*path, names[0])), message, keyword, rule)
        else:
            yield Issue(".".join(path), _shorten(error.message), keyword, rule)

    def rule(self, schema_path: Iterable[str | int], keyword: str) -> str:
        place = (*schema_path, keyword)
        found = self._rules.get(place)
        if found is None:
            found = self._rules[place] = self._rule(place[:-1], keyword)
        return found

    def _rule(self, schema_path: tuple[str | int, ...], keyword: str) -> str:
        found = GENERAL_RULE
        node: object = self._raw
        for step in (None, *schema_path):
            if step is not None:
                node = _descend(node, step)
            named = node.get("x-layers-rule") if isinstance(node, dict) else None
            if isinstance(named, dict):
                named = named.get(keyword)
            if isinstance(named, str):
                found = named
        return found


def _alternatives(kind: jsonschema_rs.ValidationErrorKind.AnyOf) -> list[str]:
    """The fields of which one is needed, where that is all an ``anyOf`` says; the first is the usual one."""
    kinds = [error.kind for branch in kind.context for error in branch]
    names = [str(k.property).strip('"') for k in kinds if isinstance(k, jsonschema_rs.ValidationErrorKind.Required)]
    return names if len(names) == len(kinds) == len(kind.context) else []


def _descend(node: object, step: str | int) -> object:
    if isinstance(node, dict):
        return node.get(step)
    if isinstance(node, list) and isinstance(step, int) and step < len(node):
        return node[step]
    return None


def _type_of(schema: Mapping[str, object]) -> str:
    kind = schema.get("type", "string")
    return str(kind)


def _coerce(text: str, kind: str) -> object:
    """A query or header text as the JSON value its schema expects; left as text where it is none, for the schema to refuse."""
    if kind == "integer" and _INTEGER.match(text):
        return int(text)
    if kind == "number" and _NUMBER.match(text):
        return int(text) if text.removeprefix("-").isdigit() else float(text)
    if kind == "boolean":
        return _BOOLEANS.get(text, text)
    return text


class _QueryParameter:
    """One query parameter: how often it may come, what its text means, what it defaults to."""

    def __init__(self, parameter: Parameter) -> None:
        schema = parameter.schema
        self.name = parameter.name
        self.is_required = parameter.is_required
        self.is_list = _type_of(schema) == "array"
        items = schema.get("items") if self.is_list else schema
        self.kind = _type_of(items if isinstance(items, dict) else {})
        self.default = schema.get("default")
        self.schema = _Schema(schema)

    def read(self, texts: list[str], request: ValidRequest) -> None:
        if not texts:
            if self.is_required:
                request.issues.append(Issue(self.name, "Required.", "required", self._required_rule()))
            if self.default is not None:
                request.query[self.name] = self.default
            return
        if len(texts) > 1 and not self.is_list:
            request.issues.append(Issue(self.name, "Given more than once.", "type", GENERAL_RULE))
            return
        values = [_coerce(text, self.kind) for text in texts]
        value = values if self.is_list else values[0]
        if self.schema.is_valid(value):
            request.query[self.name] = value
        else:
            request.issues.extend(self.schema.issues(value, (self.name,)))

    def _required_rule(self) -> str:
        return next((issue.rule for issue in self.schema.issues(None)), GENERAL_RULE)


class RequestValidator:
    """Holds the requests of one operation against its part of the document."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation
        self._path = [(p.name, _Schema(p.schema)) for p in operation.parameters if p.location == "path"]
        self._query = [_QueryParameter(p) for p in operation.parameters if p.location == "query"]
        self._headers = [(p.name, _Schema(p.schema)) for p in operation.parameters if p.location == "header"]
        self._body = _Schema(operation.body_schema) if operation.body_schema is not None else None
        self._most_bytes = _byte_limits(operation.body_schema)
        self.body_defaults = _defaults(operation.body_schema)
        self._known_fields = frozenset(_properties(operation.body_schema)) if operation.body_schema else None

    def validate(
        self,
        path: Mapping[str, str],
        query: str,
        headers: Mapping[str, str],
        body: object,
        *,
        is_sent: bool = False,
        is_lenient: bool = False,
    ) -> ValidRequest:
        """Every issue of a request, one per path, in the order path, query, headers, body.

        ``body`` is the parsed JSON, or ``None`` where none was sent; ``is_sent`` tells that ``None`` is a JSON ``null``.
        Lenient lets unknown fields of strict bodies through.
        Raises :class:`QueryError` where the query string holds too many fields to be read.
        """
        request = ValidRequest({}, body, [])
        for name, schema in self._path:
            if not schema.is_valid_text(path[name]):
                request.issues.extend(schema.issues(path[name], (name,)))
        if query or self._query:
            self._read_query(query, request)
        for name, schema in self._headers:
            text = headers.get(name)
            if text is not None and not schema.is_valid(text := _readable(text)):
                request.issues.extend(schema.issues(text, (name,)))
        if self._body is not None and (body is not None or is_sent or self.operation.is_body_required):
            self._read_body(body, request, is_lenient=is_lenient)
        elif self.body_defaults:
            request.body = dict(self.body_defaults)
        if len(request.issues) > 1:
            request.issues = _one_per_path(request.issues)
        return request

    def unknown_fields(self, body: object) -> tuple[str, ...]:
        """Fields on top of a body that let unknown ones pass and that the document does not name."""
        if self._known_fields is None or not isinstance(body, dict):
            return ()
        return tuple([name for name in body if name not in self._known_fields])

    def body_issues(self, body: object) -> list[Issue]:
        """Every issue of a body alone."""
        request = ValidRequest({}, body)
        self._read_body(body, request, is_lenient=False)
        return _one_per_path(request.issues)

    def _read_query(self, query: str, request: ValidRequest) -> None:
        given: dict[str, list[str]] = {}
        if query:
            try:
                pairs = parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=_MOST_QUERY_FIELDS)
            except ValueError as error:
                raise QueryError(f"More than {_MOST_QUERY_FIELDS} query fields.") from error
            for name, text in pairs:
                given.setdefault(name, []).append(text)
        for parameter in self._query:
            parameter.read(given.get(parameter.name, []), request)

    def _read_body(self, body: object, request: ValidRequest, *, is_lenient: bool) -> None:
        schema = self._body
        issues = [] if schema is None or schema.is_valid(body) else list(schema.issues(body))
        if is_lenient:
            issues = [issue for issue in issues if issue.keyword != "additionalProperties"]
        request.issues.extend(issues)
        if isinstance(body, dict):
            for name, limit in self._most_bytes.items():
                if name in body and len(orjson.dumps(body[name])) > limit:
                    rule = GENERAL_RULE if schema is None else schema.rule(("properties", name), "maxBytes")
                    request.issues.append(Issue(name, f"Longer than {limit} bytes as JSON.", "maxBytes", rule))
            if self.body_defaults:
                request.body = {**self.body_defaults, **body}


def _readable(text: str) -> str:
    """A header's text with its bytes that are no UTF-8 replaced, so that a schema can look at it."""
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="replace")


def _one_per_path(issues: list[Issue]) -> list[Issue]:
    first: dict[str, Issue] = {}
    for issue in issues:
        first.setdefault(issue.path, issue)
    return list(first.values())


def _properties(schema: JsonObject | None) -> Mapping[str, JsonObject]:
    properties = (schema or {}).get("properties", {})
    return properties if isinstance(properties, dict) else {}


def _byte_limits(schema: JsonObject | None) -> dict[str, int]:
    limits = {name: value.get("x-layers-max-bytes") for name, value in _properties(schema).items()}
    return {name: limit for name, limit in limits.items() if isinstance(limit, int)}


def _defaults(schema: JsonObject | None) -> JsonObject:
    return {name: value["default"] for name, value in _properties(schema).items() if "default" in value}


class ResponseValidator:
    """Holds the replies of one operation against the statuses, headers and schemas it documents (references resolved)."""

    def __init__(self, operation_id: str, responses: Mapping[str, JsonObject]) -> None:
        self._operation_id = operation_id
        self._responses = responses
        self._bodies: dict[str, _Schema | None] = {}
        for status, response in responses.items():
            content = response.get("content", {})
            media = content.get("application/json", {}) if isinstance(content, dict) else {}
            schema = media.get("schema") if isinstance(media, dict) else None
            self._bodies[status] = _Schema(schema) if isinstance(schema, dict) else None
        self._headers: dict[str, tuple[_Header, ...]] = {}

    def issues(self, status: int, headers: Mapping[str, str], body: object) -> list[Issue]:
        """What is wrong with a reply; an undocumented status is one issue. ``headers`` is looked up without regard to case."""
        response = self._responses.get(str(status))
        if response is None:
            return [Issue("", f"Status {status} is not documented for {self._operation_id}.", "status", GENERAL_RULE)]
        given = {name.lower(): text for name, text in headers.items()}
        issues = [issue for header in self._headers_of(str(status), response) for issue in header.issues(given)]
        schema = self._bodies[str(status)]
        if schema is not None and not schema.is_valid(body):
            issues.extend(schema.issues(body))
        return issues

    def _headers_of(self, status: str, response: JsonObject) -> tuple["_Header", ...]:
        """The headers that a response documents, compiled when one with its status first comes."""
        found = self._headers.get(status)
        if found is None:
            documented = response.get("headers", {})
            rows = documented.items() if isinstance(documented, dict) else ()
            found = self._headers[status] = tuple(_Header(name, described) for name, described in rows)
        return found


class EventValidator:
    """Holds the bodies that deliver events of one type against the schema that is documented for them."""

    def __init__(self, schema: JsonObject) -> None:
        self._schema = _Schema(schema)

    def issues(self, body: object) -> list[Issue]:
        """What is wrong with a body."""
        return list(self._schema.issues(body))


class _Header:
    """One header of a response."""

    def __init__(self, name: str, described: JsonObject) -> None:
        schema = described.get("schema")
        self._name = name
        self._is_required = bool(described.get("required"))
        self._kind = _type_of(schema if isinstance(schema, dict) else {})
        self._schema = _Schema(schema if isinstance(schema, dict) else {})

    def issues(self, given: Mapping[str, str]) -> Iterator[Issue]:
        """What is wrong with it among the headers given by their names in lower case."""
        text = given.get(self._name.lower())
        if text is None:
            if self._is_required:
                yield Issue(self._name, "This header is missing.", "required", GENERAL_RULE)
            return
        value = _coerce(text, self._kind)
        if not self._schema.is_valid(value):
            yield from self._schema.issues(value, (self._name,))
