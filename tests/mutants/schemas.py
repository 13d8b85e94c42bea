"""Servers that hold requests against a schema wrongly: for each rule that a request schema carries."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from contract_tests.cases import Field, fields
from layers_mock.contract import Contract, Issue, Operation
from layers_mock.kit import Answer
from layers_mock.kit.exchange import Exchange, Response
from tests.harness import contract
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, json_of, refusal, turns, with_json

__all__ = ["MUTANTS", "made_from"]


def made_from(contract: Contract) -> Iterator[Mutant]:
    """Two or three defects for each rule that the request schemas of an operation carry."""
    for operation in contract.operations.values():
        carried: dict[str, list[Field]] = {}
        for field in fields(operation):
            for rule in field.rules:
                carried.setdefault(rule, []).append(field)
        for rule, places in sorted(carried.items()):
            yield Mutant(rule, f"{operation.id} takes what breaks it as if nothing were wrong.", _takes(operation, rule))
            yield Mutant(
                rule, f"{operation.id} refuses what breaks it with the code BAD_REQUEST.", _other_code(operation, rule)
            )
            edge = next((edge for place in places for edge in _edges_of(place.path, place.schema)), None)
            if edge is not None:
                yield Mutant(rule, f"{operation.id} refuses {edge[0]}.", _too_tight(operation, *edge[1:]))


def _issues(operation: Operation, asked: Asked) -> list[Issue]:
    names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
    path = dict(zip(names, asked.path, strict=True))
    query = urlsplit(asked.request.url).query
    body = asked.body
    validator = contract().request_validator(operation)
    return validator.validate(path, query, {}, body, is_sent=bool(asked.request.content)).issues


def _takes(operation: Operation, rule: str) -> Callable[[], Server]:
    """Answers a success where the only fault is one of this rule."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != operation.id or came.status != operation.validation_status:
            return came
        issues = _issues(operation, asked)
        if not issues or any(issue.rule != rule for issue in issues):
            return came
        success = min(status for status in operation.responses if status < "3")
        return with_json(came, {}, int(success))

    return lambda: server


def _other_code(operation: Operation, rule: str) -> Callable[[], Server]:
    def is_of_rule(came: Came) -> bool:
        return any(issue.rule == rule for issue in _issues(operation, came.asked))

    status = operation.validation_status

    return turns(
        operation.id, status, operation.validation_code, to=(status, "BAD_REQUEST"), when=is_of_rule
    )  # fmt: skip


def _too_tight(operation: Operation, place: tuple[str, ...], is_edge: Callable[[Any], bool]) -> Callable[[], Server]:
    """Refuses a value that lies on the edge of what is allowed."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != operation.id or not is_edge(_value(asked, place)):
            return ask(asked.request)
        came = ask(asked.with_header("X-Api-Key", "lp_live_nobody"))
        return refusal(
            came,
            operation.validation_status,
            operation.validation_code,
            {"issues": [{"path": ".".join(place), "message": "No."}]},
        )

    return lambda: server


def _value(asked: Asked, place: tuple[str, ...]) -> Any:
    texts = asked.query.get(place[0])
    if texts:
        return texts[-1]
    value = asked.body
    for step in place:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _edges_of(path: tuple[str, ...], schema: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, ...], Callable[[Any], bool]]]:
    """What lies just inside the edge of a schema: in words, where, and how to know it."""
    name = ".".join(path)
    if "enum" in schema and path:
        last = schema["enum"][-1]
        yield f"the {name} {last!r}", path, lambda value: value == last
    if "maxLength" in schema and path and "pattern" not in schema:
        most = schema["maxLength"]
        yield f"a {name} of {most} characters", path, lambda value: isinstance(value, str) and len(value) == most
    if "maximum" in schema and path:
        highest = schema["maximum"]
        yield f"{name} {highest}", path, lambda value: str(value) == str(highest)
    if "maxItems" in schema and path and "enum" in schema.get("items", {}):
        count = schema["maxItems"]
        yield f"{count} items in {name}", path, lambda value: isinstance(value, list) and len(value) == count


def _nameless(asked: Asked, ask: Ask) -> Response:
    """Names the path of the first fault only."""
    came = ask(asked.request)
    body = json_of(came)
    if came.status == 422 and asked.operation == "listContent":
        body["error"]["details"] = {"issues": [{"path": "request", "message": "Invalid."}]}
        return with_json(came, body)
    return came


def _silent(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    answer = Answer(Exchange(asked.operation, None, asked.request, came))
    if came.status == 422 and answer.issue_paths:
        body = json_of(came)
        del body["error"]["details"]
        return with_json(came, body)
    return came


MUTANTS = (
    Mutant("validation.request", "The issues of one operation name the request and not the field.", lambda: _nameless),
    Mutant("validation.request", "Refusals tell no issues.", lambda: _silent),
)
