"""From an edition's folder of YAML, one file per API section, to one self-contained OpenAPI document.

The sources say each thing once; the bundle says it everywhere OpenAPI wants it. Per operation the bundler adds the
refusals that follow from what the operation is (a scope implies 403, a body implies 400, 413 and 415, ...), writes one
error response per status with the codes possible there, the headers every answer carries, and ``Idempotency-Key`` where
it is honoured. Each event becomes the call that delivers it. ``openapi/README.md`` describes the source format.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import yaml

from layers_mock.errors import ContractError

__all__ = ["bundle", "dump"]

_METHODS = ("get", "put", "post", "delete", "patch")
_ROOT = "openapi.yaml"
_Node = dict[str, Any]


def bundle(folder: Path) -> _Node:
    """The bundled document of an edition's source folder. Raises :class:`ContractError` naming file and fault."""
    document = _read(folder / _ROOT)
    document.setdefault("tags", [])
    document.setdefault("paths", {})
    document.setdefault("components", {})
    for path in sorted(folder.glob("*.yaml"), key=lambda p: _section_rank(document, p)):
        if path.name != _ROOT:
            _merge_section(document, _read(path), path)
    for operation in _operations(document):
        _expand(document, operation)
    del document["x-layers-sections"], document["x-layers-implied-errors"]
    return document


def dump(document: _Node) -> bytes:
    """The bundle's bytes: indented JSON, order kept, one newline at the end."""
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _read(path: Path) -> _Node:
    try:
        with path.open(encoding="utf-8") as file:
            node = yaml.load(file, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (OSError, yaml.YAMLError) as error:
        raise ContractError(f"{path}: {error}") from error
    if not isinstance(node, dict):
        raise ContractError(f"{path}: a mapping is expected at the top.")
    return node


def _section_rank(document: _Node, path: Path) -> int:
    order = document.get("x-layers-sections", [])
    if path.name != _ROOT and path.stem not in order:
        raise ContractError(f"{path}: x-layers-sections in {_ROOT} does not name this section.")
    return order.index(path.stem) if path.stem in order else -1


def _merge_section(document: _Node, section: _Node, path: Path) -> None:
    document["tags"].append({"name": path.stem, "description": section.get("description", "")})
    for event, written in section.get("webhooks", {}).items():
        webhooks = document.setdefault("webhooks", {})
        if event in webhooks:
            raise ContractError(f"{path}: the event {event} is there twice.")
        webhooks[event] = {"post": _delivering(event, written, section.get("page"), path.stem)}
    for name, item in section.get("paths", {}).items():
        target = document["paths"].setdefault(name, {})
        for method, operation in item.items():
            if method in target:
                raise ContractError(f"{path}: {method.upper()} {name} is there twice.")
            target[method] = {"tags": [path.stem], **operation} if method in _METHODS else operation
    for kind, entries in section.get("components", {}).items():
        target = document["components"].setdefault(kind, {})
        for name, entry in entries.items():
            if name in target:
                raise ContractError(f"{path}: component {kind}/{name} is there twice.")
            target[name] = entry
    document.setdefault("x-layers-rules", []).extend(section.get("rules", []))


def _delivering(event: str, written: _Node, page: str | None, section: str) -> _Node:
    """The call that delivers an event to a receiver, from what is written of the event."""
    reference = "#/components/{}/{}".format
    payload = {
        "type": "object",
        "required": ["id", "type", "data"],
        "properties": {
            "id": {"$ref": reference("schemas", "WebhookEventId")},
            "type": {"const": event},
            "data": {"type": "object", **written["data"]},
            "replayOf": {
                "$ref": reference("schemas", "WebhookUuid"),
                "description": "The delivery whose data this one carries again.",
            },
        },
    }
    example = {"id": "evt_01HY0AB3C5D7E9F1G3H5J7K9M4", "type": event, "data": written["example"]}
    return {
        "tags": [section],
        "summary": written["summary"],
        "description": written["description"],
        "x-layers-page": page,
        "x-layers-provenance": written["provenance"],
        "security": [],
        "parameters": [{"$ref": reference("parameters", name)} for name in ("WebhookSignature", "WebhookEventIdHeader")],
        "requestBody": {"required": True, "content": {"application/json": {"schema": payload, "example": example}}},
        "responses": {
            "2XX": {"description": "The receiver has it."},
            "default": {"description": "Anything else, a redirect among it, is a failure; the delivery is tried again."},
        },
        "x-layers-rules": [{"page": page, **rule} for rule in written.get("rules", [])],
    }


def _operations(document: _Node) -> Iterator[_Node]:
    for item in document["paths"].values():
        for method in _METHODS:
            if method in item:
                yield item[method]


def _expand(document: _Node, operation: _Node) -> None:
    errors = [*operation.get("x-layers-errors", []), *_implied(document, operation)]
    operation["x-layers-errors"] = errors
    if operation.get("x-layers-idempotent"):
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    for response in operation["responses"].values():
        response["headers"] = {**_headers("every"), **_headers("counted"), **response.get("headers", {})}
    by_status: dict[int, list[_Node]] = {}
    for row in errors:
        by_status.setdefault(_status(document, operation, row), []).append(row)
    for status, rows in sorted(by_status.items()):
        operation["responses"][str(status)] = _error_response(document, status, rows)


def _implied(document: _Node, operation: _Node) -> Iterator[_Node]:
    """The refusals an operation gets from what it is; the conditions are those of ``x-layers-implied-errors``."""
    facts = {
        "always": True,
        "scope": operation.get("x-layers-scope") is not None,
        "body": "requestBody" in operation,
        "input": "requestBody" in operation or bool(operation.get("parameters")) or operation.get("x-layers-idempotent"),
        "idempotent": bool(operation.get("x-layers-idempotent")),
        "refuses-killed-keys": not operation.get("x-layers-answers-killed"),
    }
    stated = {(row["code"], row.get("status")) for row in operation.get("x-layers-errors", [])}
    for row in document["x-layers-implied-errors"]:
        code = operation.get("x-layers-validation-code", row["code"]) if row["code"] == "VALIDATION" else row["code"]
        if facts[row["if"]] and (code, row.get("status")) not in stated:
            rest = {name: value for name, value in row.items() if name not in {"if", "code"}}
            if row["if"] == "input" and "x-layers-validation-status" in operation:
                rest["status"] = operation["x-layers-validation-status"]
            yield {"code": code, **rest}


def _status(document: _Node, operation: _Node, row: _Node) -> int:
    table = document["x-layers-errors"]
    if row["code"] not in table:
        raise ContractError(f"{operation['operationId']}: error code {row['code']} is not in the error table.")
    return int(row.get("status", table[row["code"]]["status"]))


def _headers(group: str) -> _Node:
    names = {
        "every": ["X-Request-Id"],
        "counted": ["X-RateLimit-Endpoint-Class", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"],
        "429": ["Retry-After"],
    }
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names[group]}


def _error_response(document: _Node, status: int, rows: list[_Node]) -> _Node:
    codes = list(dict.fromkeys(row["code"] for row in rows))
    headers = _headers("every")
    if status == 429:
        headers |= _headers("counted") | _headers("429")
    message = next((row["message"] for row in rows if "message" in row), document["x-layers-errors"][codes[0]]["message"])
    example: _Node = {"code": codes[0], "message": message, "requestId": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T"}
    details = next((row["details"] for row in rows if "details" in row), None)
    if details is not None:
        example["details"] = details
    narrowed = {"properties": {"error": {"properties": {"code": {"enum": codes}}}}}
    return {
        "description": " ".join(f"`{row['code']}`: {row['when']}" for row in rows),
        "headers": headers,
        "content": {
            "application/json": {
                "schema": {"allOf": [{"$ref": "#/components/schemas/Error"}, narrowed]},
                "example": {"error": example},
            }
        },
    }
