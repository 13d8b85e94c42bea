"""The jobs section: reference/jobs/get-job, reference/jobs/cancel-job, concepts/jobs."""

from hashlib import blake2b

import orjson

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import job_of
from layers_mock.world.clock import iso
from layers_mock.world.jobs import Job, JobStatus, request_cancel
from layers_mock.world.world import World

__all__ = ["HANDLERS", "accepted"]


def accepted(job: Job, pointer: JsonObject, *, is_new: bool = True) -> Reply:
    """The 202 of an accepted job: exactly jobId, kind, status, the pointer to what it works on, locationUrl.

    ``is_new`` is false where an earlier call started the job.
    """
    view = {"jobId": job.id, "kind": job.kind, "status": "running", **pointer, "locationUrl": f"/v1/jobs/{job.id}"}
    return Reply(202, view, changed=is_new)


def get_job(world: World, call: Call) -> Reply:
    """The job as it is now, with an ETag that changes whenever it advances."""
    job = job_of(call, "get-job.not-found")
    status = job.status(call.now)
    body = orjson.dumps(_view(world, job, status, call.now))
    etag = f'"{blake2b(body, digest_size=12).hexdigest()}"'
    if _matches(call.headers.get("If-None-Match"), etag):
        return Reply(304, b"", {"ETag": etag})
    return Reply(200, body, {"ETag": etag}, (f"job {status}",))


def cancel_job(world: World, call: Call) -> Reply:
    """Cooperative cancellation with its three answers."""
    job = job_of(call, "cancel-job.not-found")
    answer = request_cancel(world, call.organization, job, call.now)
    if answer == "accepted":
        return Reply(202, {"jobId": job.id, "accepted": True}, changed=not job.is_cancel_requested)
    if answer == "refused":
        details: JsonObject = {
            "subcode": "JOB_CANCEL_UNAVAILABLE",
            "jobId": job.id,
            "stage": job.stage(call.now).name,
        }
        message = "The job cannot be canceled in its current stage."
        raise Refusal("CONFLICT", message, rule="cancel-job.stage-refuses", details=details)
    return Reply(200, {"jobId": job.id, "accepted": False, "reason": f"ALREADY_{answer.upper()}"}, changed=False)


def _view(world: World, job: Job, status: JobStatus, now: int) -> JsonObject:
    stage = job.stage_index(now)
    view: JsonObject = {
        "jobId": job.id,
        "kind": job.kind,
        "status": status,
        "progress": job.progress(now, stage),
        "stage": job.stages[stage].name,
        "startedAt": iso(job.started_at),
    }
    if status == "running":
        return view
    view["finishedAt"] = iso(job.ends_at)
    if status == "completed":
        view["result"] = world.links.within(job.result or {})
    elif status == "failed":
        view["error"] = job.told_error
    return view


def _matches(header: str | None, etag: str) -> bool:
    """Whether If-None-Match names the ETag: ``*``, or a list of tags, weak ones too (RFC 9110)."""
    if header is None:
        return False
    return header.strip() == "*" or etag in [tag.strip().removeprefix("W/") for tag in header.split(",")]


HANDLERS: dict[str, Handler] = {"getJob": get_job, "cancelJob": cancel_job}
