"""The jobs section and the state machine behind it, rule by rule."""

import pytest

from tests.harness import Answer, Api

rule = pytest.mark.rule
UNKNOWN = "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"
STAGES = ["queued", "generating_visuals", "finalizing"]


def clone(api: Api) -> Answer:
    return api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Ava"})


def fork(api: Api) -> Answer:
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    return api.post("/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a77/clone-from-post", body)


def job(api: Api, accepted: Answer) -> Answer:
    return api.get(f"/v1/jobs/{accepted.body['jobId']}")


def cancel(api: Api, accepted: Answer) -> Answer:
    return api.post(f"/v1/jobs/{accepted.body['jobId']}/cancel")


@rule("get-job.envelope", "jobs.accepted-running")
def test_a_job_runs_from_its_202_on_and_queues_in_its_first_stage(api: Api) -> None:
    answer = job(api, clone(api))
    assert answer.status == 200
    assert {**answer.body, "jobId": ""} == {
        "jobId": "", "kind": "influencer_create", "status": "running", "progress": 0.0, "stage": "queued",
        "startedAt": "2026-04-24T12:00:00.000Z",
    }  # fmt: skip


@rule("jobs.progress-never-falls", "jobs.stages-in-order", "jobs.finished-at", "jobs.result-when-completed")
@pytest.mark.parametrize(("start", "seconds"), [(clone, 60), (fork, 200)])
def test_a_job_goes_through_its_stages_without_ever_falling_back(api: Api, start: object, seconds: int) -> None:
    accepted = clone(api) if start is clone else fork(api)
    seen, progress = [], -1.0
    for second in range(seconds + 5):
        body = job(api, accepted).body
        assert body["progress"] >= progress
        assert ("finishedAt" in body) == ("result" in body) == (body["status"] == "completed") == (second >= seconds)
        progress = body["progress"]
        seen.append(body["stage"])
        api.advance(1)
    assert list(dict.fromkeys(seen)) == STAGES
    assert progress == 1.0
    assert body["finishedAt"] > body["startedAt"]


@rule("jobs.terminal-for-good", "jobs.retention", "credits.kept-when-completed")
def test_a_completed_job_never_changes_again(api: Api) -> None:
    accepted = fork(api)
    done = api.finish(accepted)
    balance = api.get("/v1/credits").body["balance"]
    for days in (0, 1, 400):
        api.advance(days * 86_400)
        assert job(api, accepted).body == done
        assert cancel(api, accepted).body["reason"] == "ALREADY_COMPLETED"
        assert job(api, accepted).body == done
    assert api.get("/v1/credits").body["balance"] >= balance


@rule("get-job.not-found", "cancel-job.not-found", "tenancy.foreign-is-not-found")
def test_an_unknown_and_a_foreign_job_are_not_found(api: Api) -> None:
    accepted = clone(api)
    path = f"/v1/jobs/{accepted.body['jobId']}"
    for answer in (
        api.get(f"/v1/jobs/{UNKNOWN}"), api.post(f"/v1/jobs/{UNKNOWN}/cancel"),
        api.get(path, key="other"), api.post(f"{path}/cancel", key="other"),
    ):  # fmt: skip
        assert (answer.status, answer.code) == (404, "NOT_FOUND")
    assert api.finish(accepted)["status"] == "completed"


@rule("get-job.etag", "get-job.not-modified")
def test_an_unchanged_job_is_304_and_an_advanced_one_is_not(api: Api) -> None:
    accepted = clone(api)
    path = f"/v1/jobs/{accepted.body['jobId']}"
    first = api.get(path)
    tag = first.headers["ETag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        unchanged = api.get(path, headers={"If-None-Match": header})
        assert (unchanged.status, unchanged.raw, unchanged.headers["ETag"]) == (304, b"", tag)
    assert api.get(path, headers={"If-None-Match": '"other"'}).status == 200
    api.advance(30)
    moved = api.get(path, headers={"If-None-Match": tag})
    assert (moved.status, moved.headers["ETag"] != tag) == (200, True)
    api.advance(600)
    done = api.get(path).headers["ETag"]
    api.advance(600)
    assert api.get(path, headers={"If-None-Match": done}).status == 304


@rule("cancel-job.accepted", "cancel-job.cooperative", "cancel-job.other-reasons")
def test_a_canceled_job_stops_at_the_end_of_its_stage(api: Api) -> None:
    accepted = clone(api)
    api.advance(10)
    for _ in range(2):
        answer = cancel(api, accepted)
        assert (answer.status, answer.body) == (202, {"jobId": accepted.body["jobId"], "accepted": True})
    assert job(api, accepted).body["status"] == "running"
    api.advance(39.999)
    assert job(api, accepted).body["status"] == "running"
    api.advance(0.001)
    body = job(api, accepted).body
    assert (body["status"], body["stage"]) == ("canceled", "generating_visuals")
    assert body["finishedAt"] == "2026-04-24T12:00:50.000Z"
    late = cancel(api, accepted)
    assert (late.status, late.body["accepted"], late.body["reason"]) == (200, False, "ALREADY_CANCELED")


@rule("cancel-job.already-terminal")
def test_canceling_a_completed_job_says_so_and_changes_nothing(api: Api) -> None:
    accepted = clone(api)
    done = api.finish(accepted)
    answer = cancel(api, accepted)
    expected = {"jobId": accepted.body["jobId"], "accepted": False, "reason": "ALREADY_COMPLETED"}
    assert (answer.status, answer.body) == (200, expected)
    assert job(api, accepted).body == done


@rule("cancel-job.stage-refuses")
def test_the_finalizing_stage_of_a_content_job_refuses_to_be_canceled(api: Api) -> None:
    accepted = fork(api)
    api.advance(180)
    answer = cancel(api, accepted)
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "cancel-job.stage-refuses")
    details = {"subcode": "JOB_CANCEL_UNAVAILABLE", "jobId": accepted.body["jobId"], "stage": "finalizing"}
    assert answer.body["error"]["details"] == details
    api.advance(20)
    assert job(api, accepted).body["status"] == "completed"


@rule("cancel-job.consequences", "credits.held-at-acceptance", "credits.returned-in-full")
def test_what_a_canceled_job_worked_on_ends_with_it_and_credits_return(api: Api) -> None:
    before = api.get("/v1/credits").body["balance"]
    content, influencer = fork(api), clone(api)
    assert api.get("/v1/credits").body["balance"] == before - 120
    cancel(api, content)
    cancel(api, influencer)
    api.advance(600)
    assert job(api, content).body["status"] == "canceled"
    assert api.get(f"/v1/content/{content.body['containerId']}").body["status"] == "canceled"
    assert api.get(f"/v1/influencers/{influencer.body['influencerId']}").body["status"] == "failed"
    for _ in range(3):
        assert api.get("/v1/credits").body["balance"] == before
        api.advance(3600)


@rule("jobs.error-when-failed", "credits.returned-in-full")
def test_a_failed_job_has_an_error_and_gives_its_credits_back(api: Api) -> None:
    before = api.get("/v1/credits").body["balance"]
    accepted = fork(api)
    api.control("POST", f"jobs/{accepted.body['jobId']}/fail", {"code": "PLATFORM_ERROR", "message": "No."})
    body = job(api, accepted).body
    assert (body["status"], body["error"]) == ("failed", {"code": "PLATFORM_ERROR", "message": "No."})
    assert "result" not in body
    container = api.get(f"/v1/content/{accepted.body['containerId']}").body
    assert (container["status"], container["lastError"]["code"]) == ("failed", "PLATFORM_ERROR")
    assert api.get("/v1/credits").body["balance"] == before
    assert cancel(api, accepted).body["reason"] == "ALREADY_FAILED"


@rule("jobs.effects-at-their-time")
def test_a_jump_of_an_hour_tells_the_same_story_as_an_hour_of_waiting() -> None:
    stories = []
    for steps in (1, 3600):
        api = Api()
        accepted = clone(api)
        for _ in range(steps):
            api.advance(3600 / steps)
            api.world.settle(api.world.clock.now())
        stories.append((job(api, accepted).body, api.get(f"/v1/influencers/{accepted.body['influencerId']}").body))
    assert stories[0] == stories[1]
