"""Steering single jobs."""

from layers_mock.contract import JsonObject
from layers_mock.errors import ControlError
from layers_mock.http.control.models import Failure, JobState
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.world.ids import parse
from layers_mock.world.jobs import Job, Outcome, advance_job, end_job
from layers_mock.world.organization import Organization

__all__ = ["ROUTES"]


def _running(request: ControlRequest) -> tuple[Organization, Job]:
    key = parse(request.argument)
    for organization in request.world.organizations.values():
        job = organization.jobs.get(key) if key is not None else None
        if job is not None:
            status = job.status(request.now)
            if status != "running":
                raise ControlError(409, f"The job is {status} already.")
            return organization, job
    raise ControlError(404, f"No job {request.argument[:100]!r} in this world.")


def _complete(request: ControlRequest) -> JsonObject:
    return _ended(request, "completed", None)


def _fail(request: ControlRequest) -> JsonObject:
    return _ended(request, "failed", {"code": request.body.code, "message": request.body.message})


def _ended(request: ControlRequest, outcome: Outcome, error: JsonObject | None) -> JsonObject:
    organization, job = _running(request)
    ended = end_job(request.world, organization, job, outcome=outcome, now=request.now, error=error)
    return _state(ended, request.now)


def _advance(request: ControlRequest) -> JsonObject:
    organization, job = _running(request)
    return _state(advance_job(request.world, organization, job, request.now), request.now)


def _state(job: Job, now: int) -> JsonObject:
    return {
        "jobId": job.id,
        "kind": job.kind,
        "status": job.status(now),
        "stage": job.stage(now).name,
        "progress": job.progress(now),
    }


ROUTES = (
    Route("POST", "jobs/{jobId}/complete", "Complete a running job now.", JobState, _complete, problems=(404, 409)),
    Route("POST", "jobs/{jobId}/fail", "Fail a running job now.", JobState, _fail, Failure, problems=(404, 409, 422)),
    Route("POST", "jobs/{jobId}/advance", "Bring a running job's next stage now.", JobState, _advance, problems=(404, 409)),
)
