"""The control API: jobs are completed, failed and brought from stage to stage."""

import pytest

from tests import acme
from tests.harness import Api
from tests.http.controlled import UNKNOWN_JOB, clone, fork, job, now, problem


def test_a_job_is_completed_at_once_and_causes_what_it_would_have_caused() -> None:
    api = Api()
    accepted = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body
    answer = api.control("POST", f"jobs/{accepted['jobId']}/complete").body
    assert answer == {
        "jobId": accepted["jobId"], "kind": "influencer_create", "status": "completed", "stage": "finalizing", "progress": 1.0,
    }  # fmt: skip
    assert api.get(f"/v1/influencers/{accepted['influencerId']}").body["status"] == "ready"
    shown = job(api, accepted["jobId"])
    assert (shown["status"], shown["progress"], shown["finishedAt"]) == ("completed", 1.0, now(api))


@pytest.mark.parametrize(
    "body", [None, {}, {"code": "CONTENT_REJECTED"}, {"message": "No."}, {"code": "X" * 64, "message": "m" * 1000}]
)
def test_a_job_fails_at_once_and_says_why(body: dict[str, str] | None) -> None:
    api = Api()
    accepted = fork(api).body
    answer = api.control("POST", f"jobs/{accepted['jobId']}/fail", body)
    assert (answer.status, answer.body["status"]) == (200, "failed")
    shown = job(api, accepted["jobId"])
    expected = {"code": "PLATFORM_ERROR", "message": "The platform refused the request.", **(body or {})}
    assert shown["error"] == expected
    container = api.get(f"/v1/content/{accepted['containerId']}").body
    assert (container["status"], container["lastError"]["code"]) == ("failed", expected["code"])


@pytest.mark.parametrize(
    "body", [{"code": ""}, {"code": "x" * 65}, {"code": 3}, {"message": "x" * 1001}, {"reason": "x"}, {"code": None}]
)
def test_a_failure_that_is_none_leaves_the_job_running(body: object) -> None:
    api = Api()
    job_id = clone(api)
    assert api.control("POST", f"jobs/{job_id}/fail", body).status == 422
    assert job(api, job_id)["status"] == "running"


def test_a_job_is_brought_from_stage_to_stage() -> None:
    api = Api()
    accepted = api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"}).body
    seen = []
    for _ in range(3):
        answer = api.control("POST", f"jobs/{accepted['jobId']}/advance").body
        shown = job(api, accepted["jobId"])
        assert (answer["status"], answer["stage"], answer["progress"]) == (shown["status"], shown["stage"], shown["progress"])
        seen.append((shown["status"], shown["stage"], api.get(f"/v1/influencers/{accepted['influencerId']}").body["status"]))
    assert seen == [
        ("running", "generating_visuals", "training"),
        ("running", "finalizing", "training"),
        ("completed", "finalizing", "ready"),
    ]
    assert now(api) == "2026-04-24T12:00:00.000Z"


@pytest.mark.parametrize("steps", [0, 1, 2])
def test_a_job_that_fails_after_it_was_brought_forward_fails_where_it_was(steps: int) -> None:
    api = Api()
    job_id = clone(api)
    for _ in range(steps):
        api.control("POST", f"jobs/{job_id}/advance")
    before = job(api, job_id)
    api.control("POST", f"jobs/{job_id}/fail")
    after = job(api, job_id)
    assert (after["stage"], after["progress"]) == (before["stage"], before["progress"])


@pytest.mark.parametrize("end", ["complete", "fail", "advance"])
def test_credits_are_settled_once_however_a_job_ends(end: str) -> None:
    api = Api()
    before = acme.balance(api)
    job_id = fork(api).body["jobId"]
    assert acme.balance(api) == before - 120
    for _ in range(3):
        api.control("POST", f"jobs/{job_id}/{end}")
    after = acme.balance(api)
    assert after == (before if end == "fail" else before - 120)
    api.control("POST", "clock/advance", {"seconds": 600})
    assert acme.balance(api) == after


def test_a_canceled_job_gives_its_credits_back_when_it_is_brought_to_its_end() -> None:
    api = Api()
    before = acme.balance(api)
    job_id = fork(api).body["jobId"]
    assert api.post(f"/v1/jobs/{job_id}/cancel").status == 202
    answer = api.control("POST", f"jobs/{job_id}/advance").body
    assert (answer["status"], answer["stage"]) == ("canceled", "queued")
    assert acme.balance(api) == before


@pytest.mark.parametrize("how", ["complete", "fail", "advance"])
def test_a_job_that_is_over_is_not_steered_any_more(how: str) -> None:
    api = Api()
    job_id = clone(api)
    api.control("POST", f"jobs/{job_id}/complete")
    answer = api.control("POST", f"jobs/{job_id}/{how}")
    assert (answer.status, problem(answer)) == (409, "The job is completed already.")
    api.advance(3600)
    waited = fork(api).body["jobId"]
    api.advance(3600)
    assert api.control("POST", f"jobs/{waited}/{how}").status == 409


@pytest.mark.parametrize("how", ["complete", "fail", "advance"])
@pytest.mark.parametrize("text", [UNKNOWN_JOB, "x", "", "%00", "job_", "+" + "0" * 25, "é", "a" * 5000])
def test_an_unknown_job_is_a_problem(how: str, text: str) -> None:
    assert Api().control("POST", f"jobs/{text}/{how}").status == 404


def test_a_job_is_found_by_either_form_of_its_id() -> None:
    api = Api()
    key = acme.key_of(clone(api))
    text = f"{key:032x}"
    dashed = "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])
    assert api.control("POST", f"jobs/{dashed}/complete").status == 200


def test_jobs_of_other_worlds_and_their_credits_are_left_alone() -> None:
    api = Api()
    api.control("POST", "worlds", {"name": "second"})
    job_id = clone(api)
    assert api.control("POST", f"worlds/second/jobs/{job_id}/complete").status == 404
    assert job(api, job_id)["status"] == "running"
