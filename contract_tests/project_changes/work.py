"""archiveProject: what becomes of work that runs, and of work that is asked for later."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import SLIDES, generated, later, new_influencer, new_project

__all__ = ["Archive", "influencers_go_on", "is_behind", "refuses_generations", "refuses_influencers", "stops_what_runs"]

Archive = Callable[[Api, str], Any]
"""A way to archive a project, which is judged on its own."""
_STEP_SECONDS = 5.0
_STEPS = 200
_LATE = "finalizing"
"""The stage of content jobs that refuses to stop."""


def _archive(api: Api, project: str) -> Any:
    return api.call("archiveProject", project).succeeded(200)


def stops_what_runs(api: Api, archive: Archive) -> Any:
    """Both content jobs of the project end canceled in the stage they were in; a job of another project is completed.

    Gives what ``archive`` gave.
    """
    archived, other = new_project(api), new_project(api)
    first = generated(api, archived)
    going = generated(api, other)
    later(api)
    second = generated(api, archived)
    came = archive(api, archived)
    stages = [api.made("getJob", job["jobId"])["stage"] for job in (first, second)]
    for job, stage in zip((first, second), stages, strict=True):
        ended = api.finish(job)
        equal(ended["status"], "canceled", "how a content job of the archived project ends")
        holds(not is_behind(api, ended, stage), f"it stopped in {ended['stage']}, and was in {stage} when it was asked to")
    equal(api.finish(going)["status"], "completed", "how a content job of another project ends")
    return came


def is_behind(api: Api, job: Any, stage: str) -> bool:
    """Whether the job is in a later stage than that."""
    kind = api.contract.job_kinds.get(job["kind"])
    names = [] if kind is None else [one.name for one in kind.stages]
    return job["stage"] in names and stage in names and names.index(job["stage"]) > names.index(stage)


def influencers_go_on(api: Api, archive: Archive) -> None:
    """A running influencer job of the project is completed, and its influencer ready."""
    project = new_project(api)
    job = new_influencer(api, project)
    archive(api, project)
    equal(api.finish(job)["status"], "completed", "how an influencer job of the archived project ends")
    equal(api.made("getInfluencer", job["influencerId"])["status"], "ready", "the status of its influencer")


def refuses_influencers(api: Api, archive: Archive) -> None:
    """An influencer can be made and cloned before, neither behind it; none is listed but those made before."""
    project = new_project(api)
    made = new_influencer(api, project)
    api.finish(made)
    archive(api, project)
    api.call("createInfluencer", project, body={"name": api.text("Late")}).refused(409, "CONFLICT")
    api.call("cloneInfluencer", made["influencerId"], body={"name": api.text("Late")}).refused(409, "CONFLICT")
    listed = api.made("listInfluencers", project)["items"]
    equal(len(listed), 1, "the number of influencers in the archived project")


def refuses_generations(api: Api, archive: Archive) -> None:
    """Content can be generated before, and neither generated nor regenerated behind it, whatever is asked for."""
    project = new_project(api)
    made = generated(api, project)
    api.finish(made)
    archive(api, project)
    for body in ({"format": SLIDES}, {"format": "video_remix", "brief": {"topic": "late"}}):
        api.call("generateContent", project, body=body).refused(409, "CONFLICT")
    api.call("regenerateContent", made["containerIds"][0], body={}).refused(409, "CONFLICT")
    equal(len(api.made("listContent", project)["items"]), 1, "the number of containers in the archived project")


@check("archive-project.cancels-content-jobs", "archive-project.no-posts")
def running_content_is_canceled(api: Api) -> None:
    """Content jobs end canceled once their stage is over, and are no posts; those of other projects are completed."""
    came = stops_what_runs(api, _archive)
    equal(came["canceledScheduledPosts"], 0, "canceledScheduledPosts", rule="archive-project.no-posts")


@check("archive-project.late-content-jobs")
def late_content_is_completed(api: Api) -> None:
    """A content job in its last stage, which refuses to stop, is completed, and so is its container."""
    project = new_project(api)
    job = generated(api, project)
    _let_it_be_late(api, job)
    _archive(api, project)
    equal(api.finish(job)["status"], "completed", "how a content job ends that was finalizing")
    container = api.call("getContent", job["containerIds"][0]).succeeded()
    equal(
        (container["status"], bool(container["assets"])),
        ("completed", True),
        "its container's status, and whether it has assets",
    )


def _let_it_be_late(api: Api, job: Any) -> None:
    for _ in range(_STEPS):
        state = api.made("getJob", job["jobId"])
        if state["status"] != "running":
            break
        if state["stage"] == _LATE:
            return
        api.let_pass(_STEP_SECONDS, elsewhere=_STEP_SECONDS)
    raise UnprovidedError(f"no content job was seen {_LATE}")


@check("archive-project.leaves-influencer-jobs")
def influencer_jobs_go_on(api: Api) -> None:
    """A running influencer job is completed, and its influencer ready."""
    influencers_go_on(api, _archive)


@check("archive-project.refuses-new-work")
def no_influencer_is_made_in_it(api: Api) -> None:
    """Creating and cloning an influencer are 409 CONFLICT."""
    refuses_influencers(api, _archive)


@check("archive-project.refuses-new-work")
def no_content_is_generated_in_it(api: Api) -> None:
    """Generating and regenerating are 409 CONFLICT."""
    refuses_generations(api, _archive)


@check("archive-project.refuses-new-work")
def no_post_is_cloned_into_it(api: Api) -> None:
    """Cloning from a post is 409 CONFLICT."""
    project = new_project(api)
    body = {"projectId": project, "sourcePlatformPostId": api.state("post")}
    api.made("cloneFromPost", api.uuid(), body=body)
    _archive(api, project)
    api.call("cloneFromPost", api.uuid(), body=body).refused(409, "CONFLICT")
