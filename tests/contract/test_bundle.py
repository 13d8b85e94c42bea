"""The bundler: what it adds, and what it refuses."""

from pathlib import Path
from typing import Any

import pytest

from layers_mock.contract.bundle import bundle
from layers_mock.errors import ContractError
from tests.contract.test_document import SOURCES


def sources(folder: Path, **sections: str) -> Path:
    root = (SOURCES / "openapi.yaml").read_text(encoding="utf-8")
    names = ", ".join(sections)
    start = root.index("x-layers-sections:")
    end = root.index("\n", start)
    (folder / "openapi.yaml").write_text(f"{root[:start]}x-layers-sections: [{names}]{root[end:]}", encoding="utf-8")
    for name, text in sections.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


SECTION = """
description: Things.
paths:
  /v1/things:
    post:
      operationId: makeThing
      x-layers-scope: things:write
      x-layers-idempotent: true
      x-layers-validation-code: VALIDATION_FAILED
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {"201": {description: Made.}}
      x-layers-errors: [{code: BILLING_EXHAUSTED, when: No credits.}]
"""


def operation_of(document: dict[str, Any]) -> Any:
    return document["paths"]["/v1/things"]["post"]


def test_an_operation_gets_the_refusals_that_follow_from_what_it_is(tmp_path: Path) -> None:
    operation = operation_of(bundle(sources(tmp_path, things=SECTION)))
    statuses = ["201", "400", "401", "402", "403", "409", "413", "415", "422", "429", "500", "503"]
    assert sorted(operation["responses"]) == statuses
    codes = {status: _codes(operation, status) for status in ("400", "402", "409", "422", "503")}
    assert codes == {
        "400": ["VALIDATION_FAILED"], "402": ["BILLING_EXHAUSTED"], "409": ["IDEMPOTENCY_CONFLICT"],
        "422": ["VALIDATION_FAILED"], "503": ["KILL_SWITCH"],
    }  # fmt: skip
    assert operation["tags"] == ["things"]
    assert operation["parameters"] == [{"$ref": "#/components/parameters/IdempotencyKey"}]


def _codes(operation: Any, status: str) -> Any:
    schema = operation["responses"][status]["content"]["application/json"]["schema"]
    return schema["allOf"][1]["properties"]["error"]["properties"]["code"]["enum"]


def test_a_plain_read_gets_no_refusal_it_cannot_meet(tmp_path: Path) -> None:
    text = SECTION[: SECTION.index("    post:")] + "    get: {operationId: readThing, responses: {'200': {description: It.}}}\n"
    operation = bundle(sources(tmp_path, things=text))["paths"]["/v1/things"]["get"]
    assert sorted(operation["responses"]) == ["200", "401", "429", "500", "503"]


@pytest.mark.parametrize(
    ("sections", "message"),
    [
        ({"a": SECTION, "b": SECTION}, "POST /v1/things is there twice"),
        ({"a": "components: {schemas: {X: {}}}", "b": "components: {schemas: {X: {}}}"}, "schemas/X is there twice"),
        ({"a": SECTION.replace("BILLING_EXHAUSTED", "NO_SUCH")}, "NO_SUCH is not in the error table"),
        ({"a": "- a list"}, "a mapping is expected"),
        ({"a": "a: [1"}, "a.yaml"),
    ],
)
def test_broken_sources_are_refused_with_file_and_fault(tmp_path: Path, sections: dict[str, str], message: str) -> None:
    with pytest.raises(ContractError, match=message):
        bundle(sources(tmp_path, **sections))


def test_an_event_becomes_the_call_that_delivers_it(tmp_path: Path) -> None:
    text = """
page: docs/integrations/webhooks
webhooks:
  thing.made:
    {summary: A, description: B, provenance: documented, data: {required: [a]}, example: {a: 1}, rules: [{id: events.x.cause}]}
"""
    call = bundle(sources(tmp_path, things=text))["webhooks"]["thing.made"]["post"]
    body = call["requestBody"]["content"]["application/json"]
    assert body["schema"]["properties"]["type"] == {"const": "thing.made"}
    assert body["schema"]["properties"]["data"] == {"type": "object", "required": ["a"]}
    assert (body["example"]["type"], body["example"]["data"]) == ("thing.made", {"a": 1})
    assert call["x-layers-rules"] == [{"page": "docs/integrations/webhooks", "id": "events.x.cause"}]
    assert sorted(call["responses"]) == ["2XX", "default"]
    with pytest.raises(ContractError, match=r"the event thing\.made is there twice"):
        bundle(sources(tmp_path, things=text, others=text))


def test_a_section_that_the_root_does_not_name_is_refused(tmp_path: Path) -> None:
    sources(tmp_path, a=SECTION)
    (tmp_path / "stray.yaml").write_text("paths: {}", encoding="utf-8")
    with pytest.raises(ContractError, match=r"stray.yaml: x-layers-sections"):
        bundle(tmp_path)
