"""jobs.*: what a job tells while it runs and at its end."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .story import STAGES, canceled, failed, instant, is_still, read, started, story

__all__: list[str] = []

_RUNNING = "jobs.accepted-running"
_PROGRESS = "jobs.progress-never-falls"
_STAGES = "jobs.stages-in-order"
_FINISHED = "jobs.finished-at"
_RESULT = "jobs.result-when-completed"
_ERROR = "jobs.error-when-failed"


@check(_RUNNING)
def a_job_on_an_influencer_runs_from_its_202_on(api: Api) -> None:
    """Created and cloned influencers: the 202 and the job say `running`, in the stage queued."""
    for operation in ("createInfluencer", "cloneInfluencer"):
        _runs_at_once(api, operation)


@check(_RUNNING)
def a_job_on_content_runs_from_its_202_on(api: Api) -> None:
    """Generated, regenerated and cloned content: the 202 and the job say `running`, in the stage queued."""
    for operation in ("generateContent", "regenerateContent", "cloneFromPost"):
        _runs_at_once(api, operation)


def _runs_at_once(api: Api, operation: str) -> None:
    stands_still = is_still(api)
    accepted = started(api, operation)
    equal(accepted.get("status"), "running", f"status in the 202 of {operation}")
    job = read(api, accepted)
    if stands_still:
        equal(job.get("status"), "running", f"status of the job of {operation}, read at once")
        equal(job.get("stage"), "queued", f"stage of the job of {operation}, read at once")
    else:
        holds(job.get("status") != "queued", "a status queued")


@check(_PROGRESS, _STAGES, _FINISHED, _RESULT, _ERROR)
def a_creation_is_followed_to_its_end(api: Api) -> None:
    """The job of a new influencer: progress, stages, finishedAt and result from the first to the last moment."""
    _follow(api, "createInfluencer")


@check(_PROGRESS, _STAGES, _FINISHED, _RESULT, _ERROR)
def a_generation_is_followed_to_its_end(api: Api) -> None:
    """The job of new content: progress, stages, finishedAt and result from the first to the last moment."""
    _follow(api, "generateContent")


@check(_PROGRESS, _STAGES, _FINISHED, _RESULT, _ERROR)
def a_regeneration_is_followed_to_its_end(api: Api) -> None:
    """The job that makes content anew: progress, stages, finishedAt and result from the first to the last moment."""
    _follow(api, "regenerateContent")


@check(_PROGRESS, _STAGES, _FINISHED, _RESULT, _ERROR)
def clones_are_followed_to_their_end(api: Api) -> None:
    """The jobs of clones: progress, stages, finishedAt and result from the first to the last moment."""
    for operation in api.some(("cloneInfluencer", "cloneFromPost"), 1):
        _follow(api, operation)


def _follow(api: Api, operation: str) -> None:
    stands_still = is_still(api)
    seen = story(api, started(api, operation))
    if len(seen) < 2 or seen[-1]["status"] != "completed":
        raise UnprovidedError(f"the job of {operation} was {', '.join(str(job['status']) for job in seen)}")
    _grows(seen, stands_still=stands_still)
    _goes_through_stages(seen, stands_still=stands_still)
    for job in seen:
        _tells_its_end(job)
        _tells_its_result(job)
        _tells_its_error(job)


def _grows(seen: list[Any], *, stands_still: bool) -> None:
    progress = [job.get("progress") for job in seen]
    for value in progress:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        holds(is_number and 0 <= value <= 1, f"progress {value!r}", rule=_PROGRESS)
    for earlier, later in pairwise(progress):
        holds(later >= earlier, f"progress {later} behind {earlier}", rule=_PROGRESS)
    holds(progress[-1] == 1, f"progress {progress[-1]} of a completed job", rule=_PROGRESS)
    if stands_still:
        holds(progress[0] == 0, f"progress {progress[0]} of a job accepted at the same moment", rule=_PROGRESS)
        holds(any(0 < value < 1 for value in progress), f"no progress between 0 and 1: {progress}", rule=_PROGRESS)


def _goes_through_stages(seen: list[Any], *, stands_still: bool) -> None:
    stages = [job.get("stage") for job in seen]
    came = [stage for number, stage in enumerate(stages) if number == 0 or stage != stages[number - 1]]
    promised = STAGES if stands_still else [stage for stage in STAGES if stage in came]
    equal(came, promised, "the stages, as they were seen", rule=_STAGES)


def _tells_its_end(job: Any) -> None:
    status, end = job["status"], job.get("finishedAt")
    holds((end is None) == (status == "running"), f"finishedAt {end!r} of a job that is {status}", rule=_FINISHED)
    if end is not None:
        is_later = instant(end) >= instant(job["startedAt"])
        holds(is_later, f"finishedAt {end} before startedAt {job['startedAt']}", rule=_FINISHED)


def _tells_its_result(job: Any) -> None:
    status, result = job["status"], job.get("result")
    holds((result is None) == (status != "completed"), f"result {result!r} of a job that is {status}", rule=_RESULT)
    holds(result is None or (isinstance(result, dict) and result), f"a result that is {result!r}", rule=_RESULT)


def _tells_its_error(job: Any) -> None:
    status, error = job["status"], job.get("error")
    holds((error is None) == (status != "failed"), f"error {error!r} of a job that is {status}", rule=_ERROR)
    if error is None:
        return
    holds(isinstance(error, dict), f"an error that is {error!r}", rule=_ERROR)
    for name in ("code", "message"):
        text = error.get(name)
        holds(isinstance(text, str) and text, f"{name} of the error is {text!r}", rule=_ERROR)


@check(_FINISHED, _RESULT, _ERROR)
def a_canceled_job_tells_its_end_alone(api: Api) -> None:
    """A canceled job has finishedAt, and neither result nor error, whichever kind it is of."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        canceled(api, job)
        _tells_all(read(api, job))


@check(_ERROR, _FINISHED, _RESULT)
def a_failed_job_tells_its_error_and_its_end(api: Api) -> None:
    """A failed job has finishedAt and an error with code and message, and no result, whichever kind it is of."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        failed(api, job)
        _tells_all(read(api, job))


def _tells_all(job: Any) -> None:
    _tells_its_end(job)
    _tells_its_result(job)
    _tells_its_error(job)


@check(_PROGRESS)
def progress_stays_where_a_job_stops(api: Api) -> None:
    """A job that is canceled in the midst of its work keeps the progress it had."""
    _keeps_its_progress(api, canceled)


@check(_PROGRESS)
def a_failed_job_keeps_its_progress(api: Api) -> None:
    """A job that fails in the midst of its work keeps the progress it had."""
    _keeps_its_progress(api, failed)


def _keeps_its_progress(api: Api, end: Callable[[Api, Any], Any]) -> None:
    """Break the rule unless a job that ends in the midst of its work keeps the progress it had."""
    job = started(api, "createInfluencer")
    if is_still(api):
        api.advance(20)
    before = read(api, job)["progress"]
    after = end(api, job)
    told = f"progress {after['progress']} of the {after['status']} job, behind {before}"
    holds(before <= after["progress"] <= 1, told)
