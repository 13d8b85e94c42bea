"""How the checks start jobs, follow them, and end them."""

from datetime import datetime
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError

from ..valid import valid_call

__all__ = [
    "STAGES",
    "canceled",
    "completed",
    "container",
    "core",
    "failed",
    "instant",
    "is_still",
    "reaches",
    "read",
    "started",
    "story",
]

STAGES = ["queued", "generating_visuals", "finalizing"]
"""The stages of jobs that generate."""
_CORE = ("jobId", "kind", "status", "progress", "stage", "startedAt", "finishedAt")
_MOST_STEPS = 720


def started(api: Api, operation: str, **fields: object) -> Any:
    """The 202 of a valid call that starts a job; ``fields`` go into its body. What is made anew is the check's own."""
    if operation == "regenerateContent":
        return api.made(operation, container(api), body=fields)
    call = valid_call(api, operation).with_body(**fields)
    return api.made(call.operation, *call.path, body=call.body)


def container(api: Api, format_: str = "slideshow_remix") -> str:
    """A completed container of the check's own, that no other check makes anew meanwhile."""
    job = api.made("generateContent", api.state("project"), body={"format": format_})
    completed(api, job)
    return str(job["containerIds"][0])


def read(api: Api, job: Any, key: str = "full", *, rule: str | None = None) -> Any:
    """The job of a 202 as it is now."""
    return api.call("getJob", job["jobId"], key=key).succeeded(200, rule=rule)


def core(job: Any) -> dict[str, Any]:
    """What may not change once a job is over: links in its result may."""
    return {
        **{name: job.get(name) for name in _CORE},
        "result": job.get("result") is not None,
        "error": job.get("error"),
    }


def is_still(api: Api) -> bool:
    """Whether the target's time stands still between calls."""
    try:
        api.advance(0)
    except UnprovidedError:
        return False
    return True


def story(api: Api, job: Any, step: float = 5.0) -> list[Any]:
    """The states of a job from now until it is over, by the clock where it can be moved, else as polling saw them."""
    seen = [read(api, job)]
    for _ in range(_MOST_STEPS):
        if seen[-1]["status"] != "running":
            return seen
        try:
            api.advance(step)
        except UnprovidedError:
            return seen + _polled(api, job)
        seen.append(read(api, job))
    raise UnprovidedError(f"the job is still running after {_MOST_STEPS * step:g} seconds")


def _polled(api: Api, job: Any) -> list[Any]:
    """What polling saw on the way to the end of the job."""
    api.exchanges.clear()
    end = api.finish(job)
    return [Answer(exchange).json for exchange in api.exchanges if exchange.operation == "getJob"] or [end]


def completed(api: Api, job: Any, key: str = "full") -> Any:
    """The job's end where it is a good one. Raises :class:`UnprovidedError` where it ended otherwise."""
    return _ended(api.finish(job, key=key), "completed")


def canceled(api: Api, job: Any, key: str = "full") -> Any:
    """The end of a job that is told to stop. Raises :class:`UnprovidedError` where it ended otherwise."""
    api.made("cancelJob", job["jobId"], key=key)
    return _ended(api.finish(job, key=key), "canceled")


def failed(api: Api, job: Any) -> Any:
    """The end of a job that is made to fail. Raises :class:`UnprovidedError` where that cannot be done."""
    api.fail(job)
    return _ended(api.finish(job), "failed")


def reaches(api: Api, job: Any, stage: str) -> Any:
    """The job in a stage. Raises :class:`UnprovidedError` where the clock cannot be moved there."""
    for _ in range(_MOST_STEPS):
        now = api.made("getJob", job["jobId"])
        if now.get("stage") == stage and now.get("status") == "running":
            return now
        if now.get("status") != "running":
            break
        api.advance(5)
    raise UnprovidedError(f"the job was never seen running in stage {stage}")


def instant(text: str) -> datetime:
    """A timestamp of the API."""
    return datetime.fromisoformat(text)


def _ended(end: Any, status: str) -> Any:
    if end.get("status") != status:
        raise UnprovidedError(f"the job ended as {end.get('status')}, not {status}")
    return end
