"""Refusing an invalid request: the issues, the rule they stand for, and what may have been meant."""

import difflib

from layers_mock.contract import Operation, Refusal
from layers_mock.contract.validation import Issue

__all__ = ["MOST_LEVELS", "invalid", "is_deeper", "refuse_read_only"]

MOST_LEVELS = 100
"""How deep JSON may nest: more than this could be parsed, but not be written again."""


def is_deeper(body: object, raw: bytes) -> bool:
    """Whether JSON nests deeper than :data:`MOST_LEVELS`; ``raw`` is what it was parsed from."""
    if raw.count(b"[") + raw.count(b"{") <= MOST_LEVELS:
        return False
    level = [body]
    for _ in range(MOST_LEVELS + 1):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
        ]
    return bool(level)


def refuse_read_only(operation: Operation, body: object) -> None:
    """Refuse fields that may be read but never sent."""
    read_only = operation.read_only
    if read_only is None or not isinstance(body, dict):
        return
    sent = sorted(read_only.names.intersection(body))
    if sent:
        issues = [Issue(name, "This field is read-only.", "readOnly", "") for name in sent]
        raise _refusal_of(operation, issues, "patch-project.read-only", read_only.status)


def invalid(operation: Operation, issues: list[Issue]) -> Refusal:
    """The refusal of a request with these issues, in the name of the first rule of its own that they broke."""
    rule = next((issue.rule for issue in issues if issue.rule != "validation.request"), "validation.request")
    return _refusal_of(operation, issues, rule, operation.validation_status)


def _refusal_of(operation: Operation, issues: list[Issue], rule: str, status: int) -> Refusal:
    details: dict[str, object] = {"issues": [{"path": issue.path, "message": issue.message} for issue in issues]}
    return Refusal(operation.validation_code, rule=rule, details=details, status=status, hint=_nearest(operation, issues))


def _nearest(operation: Operation, issues: list[Issue]) -> str | None:
    """For a field nobody knows, the field that may have been meant."""
    unknown = next((issue.path for issue in issues if issue.keyword == "additionalProperties"), None)
    if unknown is None or operation.body_schema is None:
        return None
    node: object = operation.body_schema
    *parents, name = unknown.split(".")
    for step in ("", *parents):
        properties = node.get("properties", {}) if isinstance(node, dict) else {}
        node = node if step == "" else properties.get(step, {})
    known = list(node.get("properties", {})) if isinstance(node, dict) else []
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"{unknown} is no field of {operation.id}.{meant}"
