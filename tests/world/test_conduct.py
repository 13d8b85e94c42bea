"""Findings: each is made where a client does what will hurt it, and not where it does not."""

import pytest

from layers_mock.world.conduct import Conduct
from tests.harness import Answer, Api, contract
from tests.http.steered import clone, journal, put

JOB = "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"
PROJECT = {"name": "P", "timezone": "UTC"}


def findings(api: Api) -> list[str]:
    """The rules of the last call's findings."""
    return [finding["rule"] for finding in journal(api)[0]["findings"]]


def evidence(api: Api, rule: str) -> str:
    return next(str(finding["evidence"]) for finding in journal(api)[0]["findings"] if finding["rule"] == rule)


def careful(api: Api, key: str, name: str = "Ava") -> Answer:
    return clone(api, name, headers={"Idempotency-Key": key})


def test_every_finding_is_a_rule_of_the_contract_with_a_severity(api: Api) -> None:
    clone(api)
    for call in journal(api):
        for finding in call["findings"]:
            assert finding["rule"] in contract().rules
            assert finding["severity"] in {"error", "warning", "advice"}


# --- keys -------------------------------------------------------------------------------------------------------------


def test_the_fallback_form_of_a_key_is_noticed(api: Api) -> None:
    api.get("/v1/whoami", key=None, headers={"Authorization": f"Bearer {api.key()}"})
    assert findings(api) == ["client.key-header"]
    api.get("/v1/whoami")
    assert findings(api) == []
    api.get("/v1/whoami", headers={"Authorization": "Basic x"})
    assert findings(api) == []


def test_a_post_without_an_idempotency_key_is_noticed_where_one_is_honoured(api: Api) -> None:
    for operation in contract().operations.values():
        if operation.method == "POST":
            path = "/".join("x" if step.startswith("{") else step for step in operation.path.split("/"))
            api.post(path, {})
            assert ("client.idempotency-key" in findings(api)) == operation.is_idempotent, operation.id
            api.post(path, {}, headers={"Idempotency-Key": "k"})
            assert "client.idempotency-key" not in findings(api)


def test_an_idempotency_key_with_another_request_is_noticed(api: Api) -> None:
    careful(api, "k")
    careful(api, "k")
    assert findings(api) == []
    careful(api, "k", "Another")
    assert findings(api) == ["client.idempotency-key-reused"]
    careful(api, "k2", "Another")
    assert findings(api) == []


def test_a_conflict_that_was_asked_for_is_not_held_against_the_client(api: Api) -> None:
    clone(api, headers={"Idempotency-Key": "k", "Prefer": "error=IDEMPOTENCY_CONFLICT"})
    assert findings(api) == []
    put(api, {"error": "IDEMPOTENCY_CONFLICT"}, {"operation": "createProject"})
    api.post("/v1/projects", PROJECT, headers={"Idempotency-Key": "k"})
    assert findings(api) == []


# --- bodies -----------------------------------------------------------------------------------------------------------


def test_unknown_fields_that_are_let_pass_are_noticed() -> None:
    api = Api(is_lenient=True)
    clone_path = f"/v1/influencers/{api.id('ava')}/clone"
    answer = api.post(clone_path, {"name": "A", "vibes": 1, "n" * 500: 2}, headers={"Idempotency-Key": "k"})
    assert (answer.status, findings(api)) == (202, ["client.unknown-field"])
    assert "vibes" in evidence(api, "client.unknown-field")
    assert len(evidence(api, "client.unknown-field")) < 300
    api.post(clone_path, {"name": "A"}, headers={"Idempotency-Key": "l"})
    assert findings(api) == []


def test_unknown_fields_that_are_refused_are_a_refusal_and_no_finding(api: Api) -> None:
    answer = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "A", "vibes": 1}, headers={"Idempotency-Key": "k"})
    assert (answer.status, findings(api)) == (422, [])


# --- polling ----------------------------------------------------------------------------------------------------------


def poll(api: Api, job_id: str, etag: str | None = None) -> list[str]:
    api.get(f"/v1/jobs/{job_id}", headers={"If-None-Match": etag} if etag else {})
    return findings(api)


def test_polling_faster_than_documented_is_noticed(api: Api) -> None:
    job_id = careful(api, "k").body["jobId"]
    assert poll(api, job_id) == []
    api.advance(1.999)
    assert poll(api, job_id) == ["client.poll-with-etag", "client.poll-cadence"]
    assert "1.999 s" in evidence(api, "client.poll-cadence")
    api.advance(2)
    assert poll(api, job_id) == ["client.poll-with-etag"]


def test_polling_with_the_known_etag_is_as_it_should_be(api: Api) -> None:
    job_id = careful(api, "k").body["jobId"]
    etag = api.get(f"/v1/jobs/{job_id}").headers["ETag"]
    assert [poll(api, job_id, etag) for _ in range(3)] == [[], [], []]
    assert poll(api, job_id) == ["client.poll-with-etag", "client.poll-cadence"]


def test_reading_other_jobs_or_one_that_is_over_is_not_polling(api: Api) -> None:
    one, two = (careful(api, key).body["jobId"] for key in "kl")
    assert (poll(api, one), poll(api, two)) == ([], [])
    api.get(f"/v1/jobs/{one}", key="throttled")
    assert findings(api) == []
    api.control("POST", f"jobs/{one}/complete")
    api.advance(2)
    assert poll(api, one) == ["client.poll-with-etag"]
    assert [poll(api, one), poll(api, one)] == [[], []]


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_calling_again_before_retry_after_is_over_is_noticed(api: Api) -> None:
    while api.get("/v1/whoami", key="throttled").status == 200:
        assert findings(api) == []
    wait = int(api.get("/v1/whoami", key="throttled").headers["Retry-After"])
    assert findings(api) == ["client.retry-after"]
    api.get("/v1/credits", key="throttled")
    assert findings(api) == ["client.retry-after"]
    assert f"{wait} s" in evidence(api, "client.retry-after")
    api.get("/v1/whoami", key="other")
    assert findings(api) == []
    api.advance(wait)
    assert (api.get("/v1/whoami", key="throttled").status, findings(api)) == (200, [])
    api.get("/v1/whoami", key="throttled")
    assert findings(api) == []


def test_a_client_that_is_told_to_wait_by_a_scenario_has_to_wait_too(api: Api) -> None:
    put(api, {"error": "RATE_LIMITED"}, {"operation": "getWhoami"}, times=1)
    assert [api.get("/v1/whoami").status, findings(api)] == [429, []]
    assert [api.get("/v1/whoami").status, findings(api)] == [200, ["client.retry-after"]]
    api.advance(1)
    assert [api.get("/v1/whoami").status, findings(api)] == [200, []]


def test_repeating_what_was_refused_for_what_it_is_is_noticed(api: Api) -> None:
    def wrong(name: str = "") -> list[str]:
        clone(api, name, headers={"Idempotency-Key": "k"})
        return findings(api)

    assert wrong() == []
    assert [wrong(), wrong()] == [["client.hopeless-retry"]] * 2
    assert "VALIDATION" in evidence(api, "client.hopeless-retry")
    assert wrong("x" * 500) == []
    clone(api, "", key="throttled", headers={"Idempotency-Key": "k"})
    assert findings(api) == []


@pytest.mark.parametrize("error", ["INTERNAL", "RATE_LIMITED", "KILL_SWITCH"])
def test_repeating_what_may_succeed_later_is_what_a_client_should_do(error: str, api: Api) -> None:
    for _ in range(3):
        clone(api, headers={"Idempotency-Key": "k", "Prefer": f"error={error}"})
        api.advance(5)
        assert "client.hopeless-retry" not in findings(api)


def test_repeating_what_succeeded_in_between_is_a_new_beginning(api: Api) -> None:
    refusal = {"Idempotency-Key": "k", "Prefer": "error=VALIDATION"}
    told = []
    for headers in (refusal, {"Idempotency-Key": "k"}, refusal, refusal):
        clone(api, headers=headers)
        told.append(findings(api))
    assert told == [[], [], [], ["client.hopeless-retry"]]


def test_asking_a_job_to_stop_again_is_what_a_client_has_to_do(api: Api) -> None:
    job_id = careful(api, "k").body["jobId"]
    for _ in range(2):
        answer = api.post(f"/v1/jobs/{job_id}/cancel", headers={"Prefer": "error=CONFLICT"})
        assert (answer.status, findings(api)) == (409, [])


def test_reading_what_is_not_there_twice_is_not_held_against_a_client(api: Api) -> None:
    for _ in range(2):
        api.get(f"/v1/jobs/{JOB}")
        assert findings(api) == []


# --- bounds -----------------------------------------------------------------------------------------------------------


def test_what_is_remembered_is_bounded() -> None:
    api = Api()
    for number in range(1100):
        clone(api, "x" * 200, headers={"Idempotency-Key": str(number)}, content=b'{"name": %d}' % number)
    assert len(api.world.conduct.memory().hopeless) == 1000
    assert Conduct().memory() == ({}, {}, {})
