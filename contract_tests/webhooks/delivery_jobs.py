"""What webhooks tell of jobs and of the content they make."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from layers_mock.kit import Api, check, equal, holds
from layers_mock.kit.id_forms import is_same_id

from ..clone_from_post.calls import cloned
from ..making import canceled, completed, container_now, failed, generated, new_influencer, new_project
from .receiving import Hook, came, data_of, events, hook, of, one, told

__all__: list[str] = []

_JOBS = ("job.completed", "job.failed", "job.canceled")
_MADE = "content.generated"


def _begun(api: Api) -> Iterator[Any]:
    """A rendering and then a generation in a project of the check's own, each begun when it is asked for."""
    project = new_project(api)
    yield new_influencer(api, project)
    yield generated(api, project)


def _as_read(api: Api, to: Hook, event: str, accepted: Any, *names: str) -> None:
    """The event of a job tells what reading the job tells."""
    job = api.made("getJob", accepted["jobId"])
    told(one(api, to, event, jobId=accepted["jobId"]), {name: job[name] for name in ("jobId", "kind", *names)})


def _bare(result: Any) -> Any:
    """A result without its links, whose text may differ from one answer to the next."""
    if isinstance(result, dict):
        return {name: _bare(value) for name, value in result.items() if name not in {"url", "thumbnailUrl"}}
    return [_bare(value) for value in result] if isinstance(result, list) else result


@check("events.job-completed.cause")
def a_completed_job_is_announced(api: Api) -> None:
    """A rendering and a generation: nothing while they run, and one event each when they are over."""
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        found = events(api, to, jobId=accepted["jobId"])
        status = api.made("getJob", accepted["jobId"])["status"]
        holds(not found or status != "running", f"{found} came and the job is {status}")
        completed(api, accepted)
        equal(events(api, to, jobId=accepted["jobId"]), ["job.completed"], "events of a completed job")


@check("events.job-completed.data")
def a_completed_job_is_told_as_it_reads(api: Api) -> None:
    """jobId, kind and result, of a rendering and of a generation."""
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        job = completed(api, accepted)
        data = one(api, to, "job.completed", jobId=accepted["jobId"])
        told(data, {"jobId": job["jobId"], "kind": job["kind"]})
        equal(_bare(data.get("result")), _bare(job["result"]), "result of the event")


@check("events.job-failed.cause")
def a_failed_job_is_announced(api: Api) -> None:
    """By one event and by no other."""
    api.needs_failing_jobs()
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        failed(api, accepted)
        equal(events(api, to, jobId=accepted["jobId"]), ["job.failed"], "events of a failed job")


@check("events.job-failed.data")
def a_failed_job_is_told_as_it_reads(api: Api) -> None:
    """jobId, kind and error."""
    api.needs_failing_jobs()
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        failed(api, accepted)
        _as_read(api, to, "job.failed", accepted, "error")


@check("events.job-canceled.cause")
def a_canceled_job_is_announced_when_it_has_stopped(api: Api) -> None:
    """One event and no other, and none while reading the job still tells that it runs."""
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        api.made("cancelJob", accepted["jobId"])
        found = events(api, to, jobId=accepted["jobId"])
        status = api.made("getJob", accepted["jobId"])["status"]
        holds(not found or status != "running", f"{found} came and the job is {status}")
        api.finish(accepted)
        equal(events(api, to, jobId=accepted["jobId"]), ["job.canceled"], "events of a canceled job")


@check("events.job-canceled.data")
def a_canceled_job_is_told_as_it_reads(api: Api) -> None:
    """JobId and kind."""
    to = hook(api, *_JOBS)
    for accepted in _begun(api):
        canceled(api, accepted)
        _as_read(api, to, "job.canceled", accepted)


@check("events.content-generated.cause")
def what_was_made_is_announced(api: Api) -> None:
    """Three containers of one job and one of a clone: each by one event, when it is completed."""
    to, project = hook(api, _MADE), new_project(api)
    accepted = generated(api, project, variantCount=3)
    completed(api, accepted)
    clone = cloned(api, projectId=project)
    completed(api, clone)
    for container in (*accepted["containerIds"], clone["containerId"]):
        equal(events(api, to, id=container), [_MADE], f"events of the container {container}")


@check("events.content-generated.again")
def what_was_made_anew_is_announced_again(api: Api) -> None:
    """A regeneration of everything and one of the caption alone: an event each."""
    to = hook(api, _MADE)
    accepted = generated(api, new_project(api))
    completed(api, accepted)
    container = accepted["containerIds"][0]
    for count, preserves in enumerate((False, True), 2):
        completed(api, api.made("regenerateContent", container, body={"preserveAssets": preserves}))
        equal(events(api, to, id=container), [_MADE] * count, "events of a container that was made anew")


@check("events.content-generated.before-job")
def content_comes_before_its_job(api: Api) -> None:
    """Of a job with two containers and of a regeneration: every content.generated before the job.completed."""
    to, project = hook(api, _MADE, "job.completed"), new_project(api)
    accepted = generated(api, project, variantCount=2)
    completed(api, accepted)
    again = api.made("regenerateContent", accepted["containerIds"][0], body={})
    completed(api, again)
    found = came(api, to)
    mine = [one for one in found if _is_about(data_of(one), accepted["containerIds"], (accepted, again))]
    equal([one.type for one in mine], [_MADE, _MADE, "job.completed", _MADE, "job.completed"], "events in their order")


def _is_about(data: dict[str, Any], containers: list[str], jobs: tuple[Any, ...]) -> bool:
    return any(is_same_id(data.get("id"), id_) for id_ in containers) or any(
        is_same_id(data.get("jobId"), job["jobId"]) for job in jobs
    )


@check("events.content-generated.data")
def content_is_told_as_it_reads(api: Api) -> None:
    """id, projectId, and the assets that reading shows, with links that lead to files; also when it was made anew."""
    to, project = hook(api, _MADE), new_project(api)
    accepted = generated(api, project)
    container = accepted["containerIds"][0]
    for number in range(2):
        completed(api, accepted if not number else api.made("regenerateContent", container, body={}))
        data = data_of(of(came(api, to), _MADE, id=container)[-1])
        told(data, {"id": container, "projectId": project})
        shown = [(asset["assetId"], asset["kind"]) for asset in container_now(api, container)["assets"]]
        assets = data.get("assets")
        equal([(asset.get("assetId"), asset.get("kind")) for asset in assets or []], shown, "assets of the event")
        links = [asset.get(name) for asset in assets or [] for name in ("url", "thumbnailUrl")]
        holds(all(_is_link(link) for link in links), f"links {links[:2]}")
        equal(api.fetch(links[0]).status, 200, "what the link of an asset answers")


def _is_link(text: object) -> bool:
    return isinstance(text, str) and urlsplit(text).scheme in {"http", "https"} and bool(urlsplit(text).netloc)
