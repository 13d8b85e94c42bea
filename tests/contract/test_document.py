"""The document of edition 2026-04 as a whole."""

from pathlib import Path
from typing import Any

import pytest
from openapi_spec_validator import validate

from layers_mock.contract import Contract, EventKind, OperationId, bundle_path, load, load_document
from layers_mock.contract.bundle import bundle, dump
from layers_mock.contract.lint import faults
from layers_mock.errors import ContractError, UnknownRuleError
from tests.harness import contract

SOURCES = Path(__file__).parents[2] / "openapi" / "2026-04"


def test_the_bundle_is_current() -> None:
    assert bundle_path("2026-04").read_bytes() == dump(bundle(SOURCES))


def test_the_bundle_is_valid_openapi() -> None:
    validate(load_document("2026-04"))


def test_the_document_holds_what_it_must_beyond_openapi() -> None:
    assert faults(contract()) == []


def test_every_rule_of_an_operation_comes_from_a_page_and_every_seed_page_is_documented() -> None:
    for operation in contract().operations.values():
        assert operation.page.startswith("docs/api/reference/")
        assert operation.rules
    for seed in ("clone-influencer.", "clone-from-post."):
        documented = [rule for rule in contract().rules.values() if rule.id.startswith(seed) and rule.basis == "documented"]
        assert len(documented) > 15


def examples(node: Any) -> list[Any]:
    found = [node["example"]] if "example" in node else []
    return found + [entry["value"] for entry in node.get("examples", {}).values()]


@pytest.mark.parametrize("operation_id", sorted(contract().operations))
def test_examples_keep_their_own_schemas(operation_id: OperationId) -> None:
    operation = contract().operations[operation_id]
    responses: Any = operation.responses
    for status, response in responses.items():
        for example in examples(response.get("content", {}).get("application/json", {})):
            headers = {"X-Request-Id": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T", "ETag": '"x"', "Retry-After": "1"}
            assert contract().response_validator(operation).issues(int(status), headers, example) == []
    body = _document_operation(operation_id).get("requestBody", {})
    for example in examples(body.get("content", {}).get("application/json", {})):
        path = {parameter.name: "0b9f6a4e-52e5-4a6e-9e0b-2c1f5d7a9e10" for parameter in operation.parameters}
        issues = contract().request_validator(operation).validate(path, "", {}, example).issues
        assert [issue for issue in issues if issue.path not in path] == []


@pytest.mark.parametrize("event", contract().events.values(), ids=lambda event: event.type)
def test_examples_of_events_keep_their_schemas(event: EventKind) -> None:
    validator = contract().event_validator(event)
    assert validator.issues(event.example) == []
    assert validator.issues({**event.example, "more": 1, "replayOf": "018f0000-9b2c-4d3e-8f40-1a2b3c4d5e6f"}) == []
    for name in ("id", "type", "data"):
        assert validator.issues({key: value for key, value in event.example.items() if key != name}) != []


def test_the_events_are_those_that_an_endpoint_can_subscribe_to() -> None:
    schemas: Any = load_document("2026-04")["components"]
    assert list(contract().events) == schemas["schemas"]["WebhookEventType"]["enum"]


def _document_operation(operation_id: str) -> Any:
    document: Any = load_document("2026-04")
    for item in document["paths"].values():
        for operation in item.values():
            if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                return operation
    raise KeyError(operation_id)


def test_an_unknown_edition_names_those_there_are() -> None:
    with pytest.raises(ContractError, match=r"No document for edition '1999-01'\. Editions here: 2026-04"):
        load("1999-01")


def test_an_unknown_rule_names_the_nearest() -> None:
    with pytest.raises(UnknownRuleError, match=r"Did you mean clone-influencer\.new-id-taken"):
        contract().rule("clone-influencer.newid-taken")


def broken(**changes: Any) -> Any:
    return {**load_document("2026-04"), **changes}


@pytest.mark.parametrize("name", ["x-layers-edition", "x-layers-errors", "x-layers-job-kinds", "x-layers-limits", "paths"])
def test_a_document_without_a_table_is_refused_by_name(name: str) -> None:
    document = broken()
    del document[name]
    with pytest.raises(ContractError, match=name):
        Contract(document)


def test_a_rule_that_is_there_twice_is_refused() -> None:
    rules: Any = load_document("2026-04")["x-layers-rules"]
    with pytest.raises(ContractError, match="there twice"):
        Contract(broken(**{"x-layers-rules": [*rules, rules[0]]}))


def test_lint_finds_planted_faults() -> None:
    rules: Any = load_document("2026-04")["x-layers-rules"]
    planted: Any = [
        {"id": "Bad_Id", "statement": "No stop", "page": "elsewhere", "basis": "guessed", "observable": False},
        {"id": "a.b", "statement": "Fine.", "page": "docs/x", "basis": "conflicting"},
    ]
    found = "\n".join(faults(Contract(broken(**{"x-layers-rules": [*rules, *planted]}))))
    for part in (
        "Bad_Id: a rule id",
        "'guessed'",
        "no sentence",
        "no page",
        "Bad_Id: a rule that is not",
        "a.b: a rule that is",
    ):
        assert part in found
