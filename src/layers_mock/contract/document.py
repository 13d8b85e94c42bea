"""From a bundled OpenAPI document to a :class:`Contract`: the only door into the document.

Everything the server does with a call is read here: standard OpenAPI fields, else the ``x-layers-*`` extensions that
``openapi/README.md`` describes.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate
from pathlib import Path
from typing import Any, cast

import orjson

from layers_mock.contract.model import (
    ErrorCode,
    EventKind,
    JobKind,
    JsonObject,
    Operation,
    OperationId,
    Parameter,
    Price,
    ReadOnlyFields,
    Rule,
    RuleId,
    Stage,
    Tier,
    TierLimit,
)
from layers_mock.contract.routing import Router
from layers_mock.contract.validation import EventValidator, RequestValidator, ResponseValidator
from layers_mock.errors import ContractError, UnknownRuleError
from layers_mock.resources import data_directory

__all__ = ["Contract", "bundle_path", "editions", "load", "load_document"]

_METHODS = ("get", "put", "post", "delete", "patch")


def bundle_path(edition: str) -> Path:
    """Where the bundled document of an edition lies."""
    return data_directory() / "openapi" / f"{edition}.json"


def editions() -> tuple[str, ...]:
    """The editions this installation has a document for, oldest first."""
    return tuple(sorted(path.stem for path in (data_directory() / "openapi").glob("*.json")))


class Contract:
    """One edition's document, loaded and compiled. Validators are compiled when an operation is first called."""

    def __init__(self, document: JsonObject) -> None:
        reader = self._reader = _Reader(document)
        self.document = document
        self.edition = reader.text("x-layers-edition")
        self.errors: Mapping[str, ErrorCode] = reader.errors()
        self.tiers: Mapping[str, Tier] = reader.tiers()
        self.job_kinds: Mapping[str, JobKind] = reader.job_kinds()
        self.prices: Mapping[str, int] = reader.prices()
        self.most_body_bytes: int = reader.limit("bodyBytes")
        self.most_upload_bytes: int = reader.limit("uploadBytes")
        self.idempotency_window_seconds: int = reader.limit("idempotencyWindowSeconds")
        self.operations: Mapping[OperationId, Operation] = {o.id: o for o in reader.operations()}
        self.events: Mapping[str, EventKind] = {event.type: event for event in reader.events()}
        self.rules: Mapping[RuleId, Rule] = reader.rules(self.operations.values(), self.events.values())
        self.router = Router(self.operations.values())
        self._requests: dict[OperationId, RequestValidator] = {}
        self._responses: dict[OperationId, ResponseValidator] = {}
        self._events: dict[str, EventValidator] = {}

    def request_validator(self, operation: Operation) -> RequestValidator:
        """The compiled request side of an operation."""
        found = self._requests.get(operation.id)
        if found is None:
            found = self._requests[operation.id] = RequestValidator(operation)
        return found

    def response_validator(self, operation: Operation) -> ResponseValidator:
        """The compiled reply side of an operation."""
        found = self._responses.get(operation.id)
        if found is None:
            found = self._responses[operation.id] = ResponseValidator(operation.id, self._reader.resolved(operation.responses))
        return found

    def event_validator(self, event: EventKind) -> EventValidator:
        """The compiled body of an event."""
        found = self._events.get(event.type)
        if found is None:
            found = self._events[event.type] = EventValidator(event.schema)
        return found

    def rule(self, rule_id: str) -> Rule:
        """The rule of that id. Raises :class:`UnknownRuleError` that names the nearest ones."""
        found = self.rules.get(RuleId(rule_id))
        if found is None:
            near = difflib.get_close_matches(rule_id, self.rules, n=3, cutoff=0.4)
            hint = f" Did you mean {', '.join(near)}?" if near else ""
            raise UnknownRuleError(f"No rule {rule_id!r} in edition {self.edition}.{hint}")
        return found


def load(edition: str) -> Contract:
    """Load the contract of an edition. Raises :class:`ContractError` where there is none or it is broken."""
    return Contract(load_document(edition))


def load_document(edition: str) -> JsonObject:
    """The bundled document of an edition as plain data."""
    path = bundle_path(edition)
    if edition not in editions():
        known = ", ".join(editions()) or "none"
        raise ContractError(f"No document for edition {edition!r}. Editions here: {known}.")
    try:
        return cast("JsonObject", orjson.loads(path.read_bytes()))
    except orjson.JSONDecodeError as error:
        raise ContractError(f"{path} is not JSON: {error}") from error


class _Reader:
    """Reads a document's fields into the contract's types; a missing or odd field is a :class:`ContractError`."""

    def __init__(self, document: JsonObject) -> None:
        self._document: dict[str, Any] = document

    def text(self, name: str) -> str:
        value = self._document.get(name)
        if not isinstance(value, str):
            raise ContractError(f"The document lacks {name}.")
        return value

    def _table(self, name: str) -> dict[str, Any]:
        value = self._document.get(name)
        if not isinstance(value, dict):
            raise ContractError(f"The document lacks {name}.")
        return value

    def limit(self, name: str) -> int:
        return int(self._table("x-layers-limits")[name])

    def errors(self) -> dict[str, ErrorCode]:
        table = self._table("x-layers-errors")
        return {code: ErrorCode(code, row["status"], row["class"], row["message"]) for code, row in table.items()}

    def tiers(self) -> dict[str, Tier]:
        return {
            name: Tier(
                name,
                {c: TierLimit(limit["perMinute"], limit.get("perDay")) for c, limit in row["limits"].items()},
                row.get("unlimited", False),
            )
            for name, row in self._table("x-layers-rate-tiers").items()
        }

    def job_kinds(self) -> dict[str, JobKind]:
        return {name: self._job_kind(name, row["stages"]) for name, row in self._table("x-layers-job-kinds").items()}

    @staticmethod
    def _job_kind(name: str, rows: list[dict[str, Any]]) -> JobKind:
        ends = list(accumulate(row["seconds"] for row in rows))
        stages = tuple(
            Stage(row["name"], row["seconds"], row.get("cancelable", True), end - row["seconds"], ends[-1] or 1.0)
            for row, end in zip(rows, ends, strict=True)
        )
        return JobKind(name, stages, tuple(round(1000 * end) for end in ends))

    def prices(self) -> dict[str, int]:
        return dict(self._table("x-layers-prices"))

    def operations(self) -> Iterator[Operation]:
        for path, item in self._table("paths").items():
            shared = item.get("parameters", [])
            for method in _METHODS:
                if method in item:
                    yield self._operation(method.upper(), path, item[method], shared)

    def events(self) -> Iterator[EventKind]:
        for event, item in self._document.get("webhooks", {}).items():
            raw = item["post"]
            content = raw["requestBody"]["content"]["application/json"]
            yield EventKind(
                event, raw["summary"], raw["x-layers-page"], raw["x-layers-provenance"], self.resolved(content["schema"]),
                content["example"], tuple(self._rule(row, None) for row in raw["x-layers-rules"]),
            )  # fmt: skip

    def rules(self, operations: Iterable[Operation], events: Iterable[EventKind]) -> dict[RuleId, Rule]:
        rules = [self._rule(row, None) for row in self._document.get("x-layers-rules", [])]
        for operation in operations:
            rules.extend(operation.rules)
        for event in events:
            rules.extend(event.rules)
        found: dict[RuleId, Rule] = {}
        for rule in rules:
            if rule.id in found:
                raise ContractError(f"Rule {rule.id} is there twice.")
            found[rule.id] = rule
        return found

    @staticmethod
    def _rule(row: dict[str, Any], operation: OperationId | None) -> Rule:
        return Rule(
            RuleId(row["id"]), row["statement"], row["page"], row["basis"], row.get("observable", True),
            row.get("reason"), operation,
        )  # fmt: skip

    def _operation(self, method: str, path: str, raw: dict[str, Any], shared: list[Any]) -> Operation:
        operation_id = OperationId(raw["operationId"])
        body = self.resolved(raw.get("requestBody"))
        schema = body["content"]["application/json"]["schema"] if body else None
        price = raw.get("x-layers-price")
        read_only = raw.get("x-layers-read-only")
        return Operation(
            id=operation_id,
            method=method,
            path=path,
            section=raw["tags"][0],
            page=raw["x-layers-page"],
            provenance=raw["x-layers-provenance"],
            scope=raw.get("x-layers-scope"),
            rate_class=raw["x-layers-rate-class"],
            effect=raw["x-layers-effect"],
            is_idempotent=raw.get("x-layers-idempotent", False),
            answers_killed_keys=raw.get("x-layers-answers-killed", False),
            job_kind=raw.get("x-layers-job"),
            price=Price(price.get("format"), price.get("times"), price.get("container")) if price else None,
            validation_code=raw.get("x-layers-validation-code", "VALIDATION"),
            validation_status=raw.get("x-layers-validation-status", 422),
            read_only=ReadOnlyFields(frozenset(read_only["fields"]), read_only["status"]) if read_only else None,
            parameters=tuple(
                Parameter(p["name"], p["in"], p.get("required", False), p["schema"])
                for p in self.resolved([*shared, *raw.get("parameters", [])])
            ),
            body_schema=schema,
            is_body_required=bool(body and body.get("required", False)),
            is_body_strict=bool(schema and schema.get("additionalProperties") is False),
            error_codes=tuple(row["code"] for row in raw.get("x-layers-errors", [])),
            responses=raw["responses"],
            rules=tuple(self._rule(row, operation_id) for row in raw.get("x-layers-rules", [])),
        )

    def resolved(self, node: Any) -> Any:
        """The node with every local reference replaced by what it points to. The document holds no cycles."""
        if isinstance(node, dict):
            reference = node.get("$ref")
            if isinstance(reference, str):
                return self.resolved({**self._target(reference), **{k: v for k, v in node.items() if k != "$ref"}})
            return {name: self.resolved(value) for name, value in node.items()}
        if isinstance(node, list):
            return [self.resolved(value) for value in node]
        return node

    def _target(self, reference: str) -> dict[str, Any]:
        node: Any = self._document
        for step in reference.removeprefix("#/").split("/"):
            node = node.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(node, dict) else None
        if not isinstance(node, dict):
            raise ContractError(f"The reference {reference} leads nowhere.")
        return node
