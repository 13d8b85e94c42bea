"""The control API's own document: valid, complete, true, and checked by the stock schemathesis."""

import os
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from openapi_spec_validator import validate

from layers_mock.fixtures import fixture_names
from layers_mock.http.control import ROUTES, Route
from layers_mock.world.webhooks import EVENT_PATTERNS
from tests.harness import Api, contract
from tests.http.steered import ATTEMPT, clone
from tests.servers import serve

ROOT = Path(__file__).parents[2]
METHODS = {"get", "put", "post", "delete"}


@pytest.fixture(scope="module")
def document() -> Any:
    answer = Api().control("GET", "openapi.json")
    assert answer.status == 200
    return answer.body


def operations(document: Any) -> dict[str, Any]:
    return {f"{method.upper()} {path}": item[method] for path, item in document["paths"].items() for method in item}


def test_it_is_a_valid_openapi_document(document: Any) -> None:
    validate(document)
    assert document["openapi"].startswith("3.1")


def test_every_endpoint_is_in_it_for_the_default_world_and_for_any(document: Any) -> None:
    expected = {f"{route.method} /__mock/{route.path}" for route in ROUTES}
    expected |= {f"{route.method} /__mock/worlds/{{world}}/{route.path}" for route in ROUTES if route.is_of_a_world}
    assert set(operations(document)) == expected


def test_every_operation_has_its_own_name_a_summary_and_its_parameters(document: Any) -> None:
    found = operations(document)
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    for name, operation in found.items():
        assert operation["summary"]
        path_parameters = [p["name"] for p in operation["parameters"] if p["in"] == "path"]
        assert path_parameters == [step.strip("{}") for step in name.split("/") if step.startswith("{")]
        assert all(p["description"] and p["schema"] for p in operation["parameters"] if p["in"] == "path")


def test_every_problem_is_said(document: Any) -> None:
    for name, operation in operations(document).items():
        statuses = set(operation["responses"])
        assert {"403", "422"} < statuses
        assert ("400" in statuses) == ("413" in statuses) == (not name.startswith("GET"))
        assert ("404" in statuses) >= ("{" in name)
        assert len([status for status in statuses if status.startswith("2")]) == 1


def test_the_token_is_optional_as_it_is_on_loopback(document: Any) -> None:
    assert document["security"] == [{}, {"token": []}]
    assert document["components"]["securitySchemes"]["token"]["name"] == "X-Layers-Mock-Token"


def test_names_that_there_are_stand_in_it(document: Any) -> None:
    schemas = document["components"]["schemas"]
    assert schemas["WhenFixture"]["properties"]["operation"]["anyOf"][0]["enum"] == list(contract().operations)
    assert schemas["WhenFixture"]["properties"]["event"]["anyOf"][0]["enum"] == list(EVENT_PATTERNS)
    assert schemas["ThenFixture"]["properties"]["error"]["anyOf"][0]["enum"] == list(contract().errors)
    assert schemas["NewWorld"]["properties"]["fixture"]["anyOf"][0]["enum"] == list(dict.fromkeys(["acme", *fixture_names()]))
    parameters = {p["name"]: p["schema"] for p in document["paths"]["/__mock/requests"]["get"]["parameters"]}
    assert parameters["operation"]["enum"] == list(contract().operations)
    assert parameters["finding"]["enum"][0] == "any"
    assert {name for name in parameters["finding"]["enum"] if name != "any"} == {
        r for r in contract().rules if r.startswith("client.")
    }
    assert parameters["limit"] == {"default": 100, "maximum": 1000, "minimum": 1, "type": "integer"}
    assert "x-layers" not in str(document["components"])


def test_no_schema_is_there_that_nothing_refers_to(document: Any) -> None:
    text = str(document)
    assert [name for name in document["components"]["schemas"] if f"schemas/{name}'" not in text] == []


def validator(document: Any, schema: Any) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}, validate_formats=True)


def request_schema(document: Any, method: str, path: str) -> jsonschema_rs.Draft202012Validator:
    content = document["paths"][f"/__mock/{path}"][method]["requestBody"]["content"]
    return validator(document, content["application/json"]["schema"])


BODIES: list[tuple[str, str, object]] = [
    ("post", "clock/advance", {"seconds": 1}), ("post", "clock/advance", {"to": "idle"}), ("post", "clock/advance", {"seconds": 1, "to": None}),
    ("post", "clock/advance", {}), ("post", "clock/advance", {"seconds": 1, "to": "idle"}), ("post", "clock/advance", {"seconds": -1}),
    ("post", "clock/advance", {"seconds": None}), ("post", "clock/advance", {"to": "lunch"}), ("post", "clock/advance", {"second": 1}),
    ("put", "clock", {}), ("put", "clock", {"speed": 2.5, "mode": "real"}), ("put", "clock", {"speed": 0}), ("put", "clock", {"mode": "warp"}),
    ("put", "clock", {"now": "2026-05-01T00:00:00Z"}), ("put", "clock", {"now": "tomorrow"}), ("put", "clock", {"speed": 2_000_000}),
    ("post", "worlds", {}), ("post", "worlds", {"name": "a-1", "seed": 3.0, "fixture": "empty"}), ("post", "worlds", {"name": "A"}),
    ("post", "worlds", {"fixture": "emty"}), ("post", "worlds", {"seed": 0.5}), ("post", "worlds", {"clock": {"mode": "manual"}}),
    ("post", "scenarios", {"name": "s", "then": {"error": "INTERNAL"}}), ("post", "scenarios", {"name": "s", "then": {}}),
    ("post", "scenarios", {"name": "s", "then": {"error": None}}), ("post", "scenarios", {"name": "s", "then": {"wait": "60s"}}),
    ("post", "scenarios", {"name": "s", "then": {"wait": "60.1s"}}), ("post", "scenarios", {"name": "s", "then": {"wait": 1}}),
    ("post", "scenarios", {"name": "s", "then": {"job": {"fails": "queued"}}}), ("post", "scenarios", {"name": "s", "then": {"job": {}}}),
    ("post", "scenarios", {"name": "s", "then": {"job": {"slow": 2, "completes": True}}}),
    ("post", "scenarios", {"name": "s", "then": {"job": {"hangs": "nowhere"}}}), ("post", "scenarios", {"name": "s", "then": {"eror": 1}}),
    ("post", "scenarios", {"name": "s", "when": {"body": {"/a~1b": 1}, "nth": 2.0}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"body": {"a": 1}}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"nth": 0}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"operation": "nothing"}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"after": "90s", "before": "2026-05-01T00:00:00Z"}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"after": "90"}, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "expires": "1h", "times": 1, "prepared": True, "then": {"lose": True}}),
    ("post", "scenarios", {"name": "s", "when": {"event": "job.*", "endpoint": "*"}, "then": {"webhook": "drop"}}),
    ("post", "scenarios", {"name": "s", "when": {"event": "jobs.*"}, "then": {"webhook": "drop"}}),
    ("post", "scenarios", {"name": "s", "then": {"webhook": {"delay": "90s"}}}), ("post", "scenarios", {"name": "s", "then": {"webhook": {"stale": 9}}}),
    ("post", "scenarios", {"name": "s", "then": {"webhook": {"delay": "1s", "stale": "1s"}}}), ("post", "scenarios", {"name": "s", "then": {"webhook": {}}}),
    ("post", "scenarios", {"name": "s", "then": {"webhook": None}}), ("post", "scenarios", {"name": "s", "then": {"webhook": "lose"}}),
    ("post", "scenarios", {"name": "s", "when": {"event": "*"}, "then": {"error": "INTERNAL"}}),
    ("post", "jobs/{jobId}/fail", {}), ("post", "jobs/{jobId}/fail", {"code": "X", "message": ""}), ("post", "jobs/{jobId}/fail", {"code": ""}),
    ("put", "webhooks/inbox", {"status": 500}), ("put", "webhooks/inbox", {"status": 404, "times": 1}), ("put", "webhooks/inbox", {}),
    ("put", "webhooks/inbox", {"status": 199}), ("put", "webhooks/inbox", {"status": 600}), ("put", "webhooks/inbox", {"status": 500, "times": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), BODIES, ids=[f"{path}-{n}" for n, (_, path, _) in enumerate(BODIES)])
def test_a_body_is_refused_with_422_exactly_where_it_breaks_its_schema(
    method: str, path: str, body: object, document: Any
) -> None:
    api = Api()
    target = path.replace("{jobId}", clone(api).body["jobId"])
    status = api.control(method.upper(), target, body).status
    assert (status == 422) == (not request_schema(document, method, path).is_valid(body)), status


def test_what_is_answered_is_what_its_schema_says(document: Any) -> None:
    api = Api()
    clone(api)
    api.world.attempts.record(ATTEMPT)
    api.control("POST", "scenarios", {"name": "s", "then": {"wait": "0s"}, "expires": "1h"})
    api.control("POST", "webhooks/inbox", {"type": "test.ping"})
    for route in ROUTES:
        if route.method != "GET":
            continue
        path = route.path.replace("{world}", "default").replace("{name}", "s")
        path = path.replace("rules/{id}", "rules/auth.key-required").replace("{id}", "1").replace("{number}", "1")
        schema = document["paths"][f"/__mock/{route.path}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        validator(document, schema).validate(api.control("GET", path).body)


def test_the_document_is_the_same_twice() -> None:
    api = Api()
    assert api.control("GET", "openapi.json").raw == api.control("GET", "openapi.json").raw


def test_a_route_is_made_of_what_the_document_needs() -> None:
    for route in ROUTES:
        assert isinstance(route, Route)
        assert route.method.lower() in METHODS
        assert route.path.count("{") <= 1


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("options", "phases"),
    [
        ((), ["Examples", "Coverage", "Fuzzing", "Stateful"]),
        # The token changes who is let in and nothing behind that.
        (("--control-token", "hush", "--clock", "manual"), ["Examples", "Coverage"]),
    ],
    ids=["open", "with a token"],
)
def test_schemathesis_finds_nothing(options: tuple[str, ...], phases: list[str], tmp_path: Path) -> None:
    with serve(*options) as server:
        command = [
            str(Path(sysconfig.get_path("scripts")) / "schemathesis"),
            "--config-file",
            str(ROOT / "schemathesis.toml"),
            "run",
        ]
        command += [
            f"{server.control_url}/openapi.json",
            "--seed",
            "1",
            "--max-examples",
            "4",
            "--phases",
            ",".join(phases).lower(),
            "--continue-on-failure",
            "--no-color",
        ]
        command += ["-H", "X-Layers-Mock-Token: hush"] if options else []
        environment = {**os.environ, "NO_PROXY": "*"}
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200, check=False)
        assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-1000:]
        assert all(f"✅ {phase}" in done.stdout for phase in phases)
        assert server.log() == ""
