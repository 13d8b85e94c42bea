"""archiveProject, rule by rule."""

import pytest

from tests.acme import key_of
from tests.harness import Api
from tests.operations.projects import BARE_UUID, OWN, get, names, path, refusal

rule = pytest.mark.rule


@rule("archive-project.answer", "archive-project.bare-id", "archive-project.archived-at", "archive-project.no-posts")
def test_an_archived_project_is_answered_with_the_moment(api: Api) -> None:
    api.advance(1.234)
    answer = api.delete(path(api))
    assert answer.status == 200
    assert answer.body == {
        "id": get(api)["id"],
        "status": "archived",
        "archivedAt": "2026-04-24T12:00:01.234Z",
        "canceledScheduledPosts": 0,
    }
    assert BARE_UUID.match(answer.body["id"])


@rule("archive-project.row", "archive-project.stays-readable")
def test_an_archived_project_reads_as_before_but_for_its_status(api: Api) -> None:
    before = get(api)
    lists = [f"{path(api)}/influencers", f"/v1/influencers/{api.id('ava')}"]
    held = [api.get(target).body for target in lists]
    api.advance(5)
    api.delete(path(api))
    assert get(api) == {**before, "status": "archived", "updatedAt": "2026-04-24T12:00:05.000000+00:00"}
    assert [api.get(target).body for target in lists] == held


@rule("archive-project.refuses-new-work")
def test_an_archived_project_takes_no_new_work(api: Api) -> None:
    api.delete(path(api))
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    for answer in (
        api.post(f"{path(api)}/influencers", {"name": "Too late"}),
        api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": "Too late"}),
        api.post(f"/v1/content/{OWN}/clone-from-post", body),
    ):
        assert refusal(answer) == (409, "CONFLICT")


@rule("archive-project.repeatable")
def test_archiving_again_is_fine_and_refreshes_the_moment(api: Api) -> None:
    first = api.delete(path(api)).body
    api.advance(60)
    second = api.delete(path(api))
    assert second.status == 200
    assert second.body == {**first, "archivedAt": "2026-04-24T12:01:00.000Z"}


@rule("archive-project.reversible")
def test_archiving_is_taken_back_by_a_patch(api: Api) -> None:
    api.delete(path(api))
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"
    assert api.post(f"{path(api)}/influencers", {"name": "In time"}).status == 202
    assert names(api, "?status=archived") == []


def job_of(api: Api, project: str, kind: str) -> str:
    """The id of the running job of a kind that the fixture began in a project."""
    organizations = api.world.organizations.values()
    jobs = [job for o in organizations for _, job in o.jobs.newest_first(key_of(api.id(project)))]
    return next(job.id for job in jobs if job.kind == kind)


def status_of(api: Api, job: str) -> str:
    return str(api.get(f"/v1/jobs/{job}").body["status"])


@rule("archive-project.cancels-content-jobs", "patch-project.archives-like-delete")
@pytest.mark.parametrize("way", ["delete", "patch"])
def test_running_content_jobs_stop_at_the_end_of_their_stage(api: Api, way: str) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    target = path(api, "northwind-fit")
    before = api.get("/v1/credits").body["balance"]
    assert (api.delete(target) if way == "delete" else api.patch(target, {"status": "archived"})).status == 200
    assert status_of(api, job) == "running"
    api.advance(129)
    assert status_of(api, job) == "running"
    api.advance(1)
    assert status_of(api, job) == "canceled"
    assert api.get("/v1/credits").body["balance"] == before + 120


@rule("archive-project.cancels-content-jobs")
def test_jobs_of_other_projects_go_on(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.delete(path(api))
    api.advance(600)
    assert status_of(api, job) == "completed"


@rule("archive-project.cancels-content-jobs", "archive-project.reversible")
def test_restoring_does_not_bring_a_stopped_job_back(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.delete(path(api, "northwind-fit"))
    api.patch(path(api, "northwind-fit"), {"status": "active"})
    api.advance(600)
    assert status_of(api, job) == "canceled"


@rule("archive-project.late-content-jobs")
def test_a_content_job_that_cannot_stop_any_more_is_completed(api: Api) -> None:
    job = job_of(api, "northwind-fit", "content_generate")
    api.advance(131)
    assert api.get(f"/v1/jobs/{job}").body["stage"] == "finalizing"
    api.delete(path(api, "northwind-fit"))
    api.advance(600)
    assert status_of(api, job) == "completed"


@rule("archive-project.leaves-influencer-jobs")
def test_influencer_jobs_go_on(api: Api) -> None:
    job = job_of(api, "northwind-fit", "influencer_create")
    api.delete(path(api, "northwind-fit"))
    api.advance(600)
    assert status_of(api, job) == "completed"
    assert api.get(f"/v1/influencers/{api.id('kai')}").body["status"] == "ready"


@rule("archive-project.body", "archive-project.body-form")
def test_a_body_is_any_object_or_left_out(api: Api) -> None:
    first = api.delete(path(api)).body
    for body in ({}, {"reason": "churned"}, {"status": "active", "archivedAt": None}):
        assert api.delete(path(api), body).body == first
    assert get(api)["status"] == "archived"


@rule("archive-project.body-form")
@pytest.mark.parametrize("body", [[], "text", 7, True])
def test_a_body_that_is_no_object_archives_nothing(api: Api, body: object) -> None:
    answer = api.delete(path(api), body)
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.rule == "archive-project.body-form"
    assert get(api)["status"] == "active"


@rule("archive-project.body-form")
def test_a_body_of_null_is_no_object_either(api: Api) -> None:
    assert refusal(api.delete(path(api), content=b"null")) == (422, "VALIDATION")
    assert get(api)["status"] == "active"


@rule("archive-project.unauthenticated")
def test_archiving_needs_a_key(api: Api) -> None:
    assert refusal(api.delete(path(api), key=None)) == (401, "UNAUTHENTICATED")
    assert get(api)["status"] == "active"


@rule("archive-project.rate-limited")
def test_archiving_has_a_budget(api: Api) -> None:
    answers = [api.delete(path(api), key="throttled") for _ in range(61)]
    assert {answer.status for answer in answers[:60]} == {200}
    assert refusal(answers[60]) == (429, "RATE_LIMITED")
    assert 1 <= int(answers[60].headers["Retry-After"]) <= 60
