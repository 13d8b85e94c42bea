"""Client coverage: which of the behaviours that a document gives the operations in use a client has met."""

from typing import Any

import pytest

from layers_mock.contract.behaviours import behaviours
from tests.harness import Api, contract
from tests.http.steered import clone, journal, put


def counts(api: Api, operation: str) -> dict[str, int]:
    """What was met of an operation, and how often."""
    report = api.control("GET", "coverage").body
    found = next(item for item in report["operations"] if item["operation"] == operation)
    assert found["met"] == sum(1 for count in found["counts"].values() if count)
    assert found["documented"] == len(found["counts"])
    return {name: count for name, count in found["counts"].items() if count}


def test_nothing_is_expected_of_operations_that_were_not_used(api: Api) -> None:
    assert api.control("GET", "coverage").body == {"met": 0, "documented": 0, "ratio": 0.0, "operations": []}
    api.get("/v1/nothing")
    assert api.control("GET", "coverage").body["operations"] == []


def test_the_whole_is_everything_that_the_document_gives_the_operations_in_use(api: Api) -> None:
    api.get("/v1/whoami")
    clone(api)
    report = api.control("GET", "coverage").body
    assert [item["operation"] for item in report["operations"]] == ["getWhoami", "cloneInfluencer"]
    assert list(report["operations"][0]["counts"]) == ["200", "UNAUTHENTICATED", "RATE_LIMITED", "INTERNAL"]
    assert list(report["operations"][1]["counts"]) == [
        "202", "NOT_FOUND", "CONFLICT", "VALIDATION", "UNAUTHENTICATED", "FORBIDDEN_SCOPE", "IDEMPOTENCY_CONFLICT", "RATE_LIMITED",
        "INTERNAL", "KILL_SWITCH", "replay",
    ]  # fmt: skip
    assert (report["met"], report["documented"], report["ratio"]) == (2, 15, round(2 / 15, 4))


@pytest.mark.parametrize("operation", contract().operations.values(), ids=lambda operation: operation.id)
def test_every_error_of_an_operation_can_be_met_and_counts(operation: Any, api: Api) -> None:
    path = "/".join("x" if step.startswith("{") else step for step in operation.path.split("/"))
    for code in dict.fromkeys(operation.error_codes):
        api.request(operation.method, path, headers={"Prefer": f"error={code}"})
    assert counts(api, operation.id) == dict.fromkeys(operation.error_codes, 1)


def test_the_states_of_a_job_and_an_unchanged_one_are_met_one_by_one(api: Api) -> None:
    first, second, third = (clone(api).body["jobId"] for _ in range(3))
    etag = api.get(f"/v1/jobs/{first}").headers["ETag"]
    api.get(f"/v1/jobs/{first}", headers={"If-None-Match": etag})
    api.control("POST", f"jobs/{first}/complete")
    api.control("POST", f"jobs/{second}/fail")
    api.request("POST", f"/v1/jobs/{third}/cancel")
    api.advance(60)
    for job_id in (first, second, third, third):
        api.get(f"/v1/jobs/{job_id}")
    assert counts(api, "getJob") == {
        "200": 5, "304": 1, "job running": 1, "job completed": 1, "job failed": 1, "job canceled": 2,
    }  # fmt: skip


def test_a_replay_and_a_further_page_are_met(api: Api) -> None:
    for _ in range(3):
        clone(api, headers={"Idempotency-Key": "k"})
    assert counts(api, "cloneInfluencer") == {"202": 3, "replay": 2}
    first = api.get("/v1/projects?limit=1").body
    api.get(f"/v1/projects?limit=1&cursor={first['nextCursor']}")
    api.get("/v1/projects?cursor=nonsense")
    assert counts(api, "listProjects") == {"200": 2, "next page": 1, "VALIDATION": 1}


def test_an_answer_that_never_arrived_was_not_met(api: Api) -> None:
    for then in ({"lose": True}, {"drop": "before"}, {"drop": "during"}, {"error": "INTERNAL", "drop": "during"}):
        put(api, then, {"operation": "getWhoami"}, times=1)
        api.pipeline.answer(received(api))
    assert counts(api, "getWhoami") == {}
    assert len(journal(api)) == 4


def received(api: Api) -> Any:
    from multidict import CIMultiDict, CIMultiDictProxy

    from layers_mock.http.pipeline import Received

    return Received("GET", "/v1/whoami", "", CIMultiDictProxy(CIMultiDict({"X-Api-Key": api.key()})), b"", None)


def test_the_size_of_the_journal_does_not_matter() -> None:
    api = Api()
    api.worlds.journal_capacity = 1
    api.control("POST", "reset")
    for _ in range(7):
        api.get("/v1/whoami")
    api.control("DELETE", "requests")
    assert counts(api, "getWhoami") == {"200": 7}
    api.control("POST", "reset")
    assert api.control("GET", "coverage").body["operations"] == []


def test_no_behaviour_is_there_twice_and_none_is_missing() -> None:
    for operation in contract().operations.values():
        known = behaviours(operation)
        assert len(set(known)) == len(known)
        assert {status for status in operation.responses if status < "4"} <= set(known)
        assert set(operation.error_codes) <= set(known)
        assert ("replay" in known) == operation.is_idempotent
        assert ("next page" in known) == any(parameter.name == "cursor" for parameter in operation.parameters)
        assert ("job running" in known) == (operation.id == "getJob")
