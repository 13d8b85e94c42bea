"""Wrong getJob."""

from collections.abc import Callable
from itertools import count
from typing import Any

from layers_mock.kit.exchange import Response, header
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, as_key, json_of, refusal, replies, when_asked

__all__ = ["MUTANTS"]

_OWN_TAG = '"{}"'


def _tagged(tag: Callable[[dict[str, Any], Asked], str | None]) -> Callable[[], Server]:
    """Jobs under another ETag, which is honoured in If-None-Match; the right one where ``tag`` gives none."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.with_header("If-None-Match", None)) if asked.operation == "getJob" else ask(asked.request)
        if asked.operation != "getJob" or came.status != 200:
            return came
        own = tag(json_of(came), asked)
        rest = tuple(pair for pair in came.headers if pair[0].lower() != "etag")
        text = _OWN_TAG.format(own) if own is not None else str(header(came.headers, "ETag"))
        found = came._replace(headers=(*rest, ("ETag", text)))
        return found._replace(status=304, content=b"") if asked.header("If-None-Match") == text else found

    return lambda: server


def _tagged_by_read() -> Server:
    """The ETag changes with each read."""
    reads = count()
    return _tagged(lambda job, asked: f"read-{next(reads)}")()


def _tagged_by_minute(job: dict[str, Any], asked: Asked) -> str:
    """The ETag of a job that is over changes with the minute."""
    minute = int(asked.memory.notes.get("passed", 0)) // 60 if job["status"] != "running" else 0
    return f"{job['jobId']}-{job['stage']}-{job['status']}-{job['progress']}-{minute}"


def _not_modified_once_told() -> Server:
    """Whoever was told 304 once is told so for good."""
    told: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "getJob" or asked.header("If-None-Match") is None:
            return came
        if came.status == 304:
            told.add(asked.path[0])
        elif asked.path[0] in told:
            return came._replace(status=304, content=b"")
        return came

    return server


def _always(came: Came, ask: Ask) -> Response:
    """Any ETag is taken for the current one."""
    is_asked = came.asked.header("If-None-Match") is not None and came.status == 200
    return came.response._replace(status=304, content=b"") if is_asked else came.response


def _with_body(came: Came, ask: Ask) -> Response:
    """A 304 that carries the job all the same."""
    if came.status != 304:
        return came.response
    whole = ask(came.asked.with_header("If-None-Match", None))
    return came.response._replace(content=whole.content)


def _never_when_over(came: Came, ask: Ask) -> Response:
    """A job that is over is always told in full."""
    whole = ask(came.asked.with_header("If-None-Match", None))
    return whole if came.status == 304 and json_of(whole)["status"] != "running" else came.response


def _only_its_starter() -> Server:
    """A job is known to the key that started it alone."""
    starters: dict[str, str | None] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.request.method == "POST" and came.status == 202 and asked.operation != "cancelJob":
            starters[json_of(came)["jobId"]] = asked.key
        if asked.operation == "getJob" and came.status == 200 and starters.get(asked.path[0], asked.key) != asked.key:
            return refusal(came, 404, "NOT_FOUND")
        return came

    return server


def _unknown_is_over(came: Came, ask: Ask) -> Response:
    """An id that no job has is taken for a job that was cleaned up, with 410."""
    return refusal(came.response, 410, "NOT_FOUND") if came.status == 404 and not _is_job(came) else came.response


def _is_job(came: Came) -> bool:
    return came.asked.path[0].startswith("job_")


def _foreign_forbidden(came: Came, ask: Ask) -> Response:
    is_foreign = came.status == 404 and _is_job(came)
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_foreign else came.response


def _open_when_over(came: Came, ask: Ask) -> Response:
    """A job that is over can be read by anybody."""
    if came.status != 404:
        return came.response
    found = ask(came.asked.with_key("full"))
    return found if found.status == 200 and json_of(found)["status"] != "running" else came.response


def _lost(name: str, *, running: bool) -> Callable[[dict[str, Any]], None]:
    """A field is missing from jobs that run, or from those that are over."""

    def edit(job: dict[str, Any]) -> None:
        if (job["status"] == "running") is running:
            del job[name]

    return edit


MUTANTS = (
    Mutant("get-job.envelope", "A job that is over has no stage.", answers("getJob", _lost("stage", running=False))),
    Mutant("get-job.envelope", "A running job has no startedAt.", answers("getJob", _lost("startedAt", running=True))),
    Mutant("get-job.envelope", "jobId comes without its prefix.", answers(
        "getJob", lambda job: job.update(jobId=job["jobId"].removeprefix("job_")))),
    Mutant("get-job.envelope", "A clone from a post is of kind content_generate.", answers(
        "getJob", lambda job: job.update(kind=job["kind"].replace("clone_from_post", "generate")))),
    Mutant("get-job.envelope", "startedAt of a completed job is when it ended.", answers(
        "getJob", lambda job: job.update(startedAt=job["finishedAt"]) if "finishedAt" in job else None)),
    Mutant("get-job.envelope", "progress is a text.", answers("getJob", lambda job: job.update(progress=str(job["progress"])))),
    Mutant("get-job.not-found", "Another organisation may read a job.", as_key("getJob", "other", "full")),
    Mutant("get-job.not-found", "The job of another organisation is 403.", replies("getJob", _foreign_forbidden)),
    Mutant("get-job.not-found", "An id that no job has is 410.", replies("getJob", _unknown_is_over)),
    Mutant("get-job.not-found", "Anybody may read a job that is over.", replies(
        "getJob", _open_when_over, when=lambda asked: asked.key == "other")),
    Mutant("get-job.not-found", "The jobs of one key are not found with another one of its organisation.", _only_its_starter),
    Mutant("get-job.etag", "The ETag never changes.", _tagged(lambda job, asked: job["jobId"])),
    Mutant("get-job.etag", "The ETag changes with each read.", _tagged_by_read),
    Mutant("get-job.etag", "The ETag changes with stage and status, not with progress.", _tagged(
        lambda job, asked: f"{job['jobId']}-{job['stage']}-{job['status']}")),
    Mutant("get-job.etag", "The ETag of a job that is over changes with the minute.", _tagged(_tagged_by_minute)),
    Mutant("get-job.etag", "A job that ended keeps the ETag of its last stage.", _tagged(
        lambda job, asked: None if job["stage"] != "finalizing" else job["jobId"])),
    Mutant("get-job.etag", "A job that is over has no ETag.", replies("getJob", lambda came, ask: came.response._replace(
        headers=tuple(pair for pair in came.response.headers if pair[0] != "ETag" or came.body["status"] == "running")))),
    Mutant("get-job.not-modified", "If-None-Match is not looked at.", when_asked(
        "getJob", lambda asked: asked.with_header("If-None-Match", None))),
    Mutant("get-job.not-modified", "Any ETag is the current one.", replies("getJob", _always)),
    Mutant("get-job.not-modified", "A 304 carries the job.", replies("getJob", _with_body)),
    Mutant("get-job.not-modified", "A job that is over is always told in full.", replies("getJob", _never_when_over)),
    Mutant("get-job.not-modified", "Once a job was 304, it is for good.", _not_modified_once_told),
    Mutant("get-job.not-modified", "An older ETag is 412.", replies("getJob", lambda came, ask: refusal(
        came.response, 412, "CONFLICT") if came.asked.header("If-None-Match") and came.status == 200 else came.response)),
)  # fmt: skip
