"""jobs.*: what stays when a job is over, and what it leaves behind."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .story import canceled, completed, core, failed, read, started

__all__: list[str] = []

_FOR_GOOD = "jobs.terminal-for-good"
_EFFECTS = "jobs.effects-at-their-time"
_DAY = 86_400
_MOST_LOOKS = 240


@check("jobs.retention")
def jobs_stay_readable(api: Api) -> None:
    """Completed and canceled jobs are read an hour, a month and a year later."""
    made, stopped = started(api, "createInfluencer"), started(api, "generateContent")
    canceled(api, stopped)
    completed(api, made)
    for seconds in (0, 3600, 30 * 86_400, 365 * 86_400):
        if seconds:
            api.advance(seconds)
        for job, status in ((made, "completed"), (stopped, "canceled")):
            for _ in range(2):
                equal(read(api, job).get("status"), status, "status of the job")


@check("jobs.retention")
def failed_jobs_stay_readable(api: Api) -> None:
    """A failed job is read an hour, a month and a year later."""
    job = started(api, "createInfluencer")
    failed(api, job)
    for seconds in (3600, 30 * _DAY, 365 * _DAY):
        api.advance(seconds)
        equal(read(api, job).get("status"), "failed", "status of the job")


@check(_FOR_GOOD)
def a_completed_job_never_changes_again(api: Api) -> None:
    """A completed job is told the same, read again, asked to stop, and later."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        completed(api, job)
        _stays(api, job)


@check(_FOR_GOOD)
def a_canceled_job_never_changes_again(api: Api) -> None:
    """A canceled job is told the same, read again, asked to stop, and later."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        canceled(api, job)
        _stays(api, job)


@check(_FOR_GOOD)
def a_failed_job_never_changes_again(api: Api) -> None:
    """A failed job is told the same, read again, asked to stop, and later."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        failed(api, job)
        _stays(api, job)


def _stays(api: Api, job: Any) -> None:
    end = core(read(api, job))
    equal(core(read(api, job)), end, "the job, read again")
    api.call("cancelJob", job["jobId"])
    equal(core(read(api, job)), end, "the job, asked to stop when it was over")
    for seconds in (61, 3600, 30 * _DAY):
        try:
            api.advance(seconds)
        except UnprovidedError:
            return
        equal(core(read(api, job)), end, f"the job, {seconds} seconds later")


@check(_EFFECTS)
def an_influencer_is_ready_when_its_job_is_completed(api: Api) -> None:
    """The influencer is not ready while the job runs, ready when it is completed, and there once."""
    project = api.made("createProject", body={"name": api.text("Project"), "timezone": "UTC"})["id"]
    job = api.made("createInfluencer", project, body={"name": api.text("Influencer")})
    influencer = job["influencerId"]

    def status() -> Any:
        return api.call("getInfluencer", influencer).succeeded(200)["status"]

    _watch(api, job, lambda: "an influencer that is ready while its job runs" if status() == "ready" else None)
    for _ in range(2):
        equal(status(), "ready", "status of the influencer when its job is completed")
        listed = api.call("listInfluencers", project).succeeded(200)["items"]
        equal([one["influencerId"] for one in listed], [influencer], "the influencers of the project")
        read(api, job)


@check(_EFFECTS)
def content_is_there_when_its_job_is_completed(api: Api) -> None:
    """Containers have no assets while their job runs, have them when it is completed, and the same ones for good."""
    job = started(api, "generateContent", variantCount=2)
    _watch(api, job, lambda: _made_early(api, job))
    before = [_assets(api, container) for container in job["containerIds"]]
    for number in range(3):
        read(api, job)
        if number == 2:
            _later(api)
        equal([_assets(api, container) for container in job["containerIds"]], before, "the assets, looked at again")


def _made_early(api: Api, job: Any) -> str | None:
    for id_ in job["containerIds"]:
        container = api.call("getContent", id_).succeeded(200)
        if container["status"] == "completed" or container["assets"]:
            return f"a container that is {container['status']} while its job runs, with assets {container['assets']}"
    return None


def _assets(api: Api, id_: str) -> list[str]:
    container = api.call("getContent", id_).succeeded(200)
    equal(container["status"], "completed", "status of the container when its job is completed")
    ids = [str(asset["assetId"]) for asset in container["assets"]]
    holds(ids, "a container without assets when its job is completed")
    equal(len(ids), len(set(ids)), "the number of assets")
    return ids


def _watch(api: Api, job: Any, early: Callable[[], str | None]) -> None:
    """Look until the job is completed: what ``early`` says before the job is read running, is there too early."""
    for _ in range(_MOST_LOOKS):
        seen = early()
        if read(api, job)["status"] != "running":
            break
        holds(seen is None, str(seen))
        try:
            api.advance(5)
        except UnprovidedError:
            break
    completed(api, job)


def _later(api: Api) -> None:
    try:
        api.advance(3600)
    except UnprovidedError:
        return
