"""What becomes of a project's ingests when it is archived, by archiveProject or by a patch."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..ingest.making import SOURCES, started
from ..jobs.story import reaches
from ..making import new_project, project_now
from .work import Archive, is_behind

__all__: list[str] = []

_OPENING = "opening_pr"
"""The stage of ingests that refuses to stop."""


def _delete(api: Api, project: str) -> Any:
    return api.call("archiveProject", project).succeeded(200)


def _patch(api: Api, project: str) -> Any:
    return api.call("patchProject", project, body={"status": "archived"}).succeeded(200)


def _stops(api: Api, archive: Archive) -> None:
    """Each source's job ends canceled in the stage it was in, and nothing is found; another project's is completed."""
    archived, other = new_project(api), new_project(api)
    jobs = {operation: started(api, operation, archived) for operation in SOURCES}
    going = started(api, "ingestGithub", other)
    if any(api.made("getJob", job["jobId"])["status"] != "running" for job in jobs.values()):
        raise UnprovidedError("an ingest was over before its project could be archived")
    archive(api, archived)
    stages = {operation: api.made("getJob", job["jobId"])["stage"] for operation, job in jobs.items()}
    for operation, job in jobs.items():
        ended = api.finish(job)
        equal(ended["status"], "canceled", f"how the job of {operation} ends in the archived project")
        was = stages[operation]
        holds(not is_behind(api, ended, was), f"it stopped in {ended['stage']}, and was in {was} when it was asked to")
    equal(project_now(api, archived)["brandContext"], None, "brandContext of the archived project")
    equal(api.finish(going)["status"], "completed", "how an ingest of another project ends")


@check("archive-project.cancels-ingests")
def running_ingests_are_canceled(api: Api) -> None:
    """Ingests of every source end canceled once their stage is over and find nothing; another project's is completed."""
    _stops(api, _delete)


@check("patch-project.archives-like-delete")
def a_patch_stops_running_ingests(api: Api) -> None:
    """Ingests of every source end canceled where a patch archives their project; another project's is completed."""
    _stops(api, _patch)


@check("archive-project.late-ingests")
def a_late_ingest_is_completed(api: Api) -> None:
    """The job of an ingest that opens a pull request is completed, brandContext is filled, and no influencer is made."""
    project = new_project(api)
    job = started(api, "ingestGithub", project)
    reaches(api, job, _OPENING)
    _delete(api, project)
    equal(api.finish(job)["status"], "completed", "how an ingest ends that was opening a pull request")
    context = project_now(api, project)["brandContext"]
    holds(isinstance(context, dict) and context.get("appName"), f"brandContext of the archived project is {context!r}")
    equal(api.made("listInfluencers", project)["items"], [], "influencers of the archived project")
