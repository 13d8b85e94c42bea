"""getJob."""

from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from .story import completed, instant, read, started

__all__: list[str] = []

_ENVELOPE = "get-job.envelope"
_NOT_FOUND = "get-job.not-found"
_ETAG = "get-job.etag"
_NOT_MODIFIED = "get-job.not-modified"
_TRIES = 5


@check(_ENVELOPE)
def a_job_on_an_influencer_tells_what_it_is(api: Api) -> None:
    """jobId, kind, status, progress, stage and startedAt, while it runs and when it is over."""
    _tells(api, "createInfluencer")


@check(_ENVELOPE)
def a_job_on_content_tells_what_it_is(api: Api) -> None:
    """jobId, kind, status, progress, stage and startedAt, while it runs and when it is over."""
    for operation in ("generateContent", "cloneFromPost"):
        _tells(api, operation)


def _tells(api: Api, operation: str) -> None:
    accepted = started(api, operation)
    first = _envelope(read(api, accepted), accepted)
    completed(api, accepted)
    last = _envelope(read(api, accepted), accepted)
    equal(last["startedAt"], first["startedAt"], "startedAt, told again")


def _envelope(job: Any, accepted: Any) -> Any:
    for name in ("jobId", "kind"):
        equal(job.get(name), accepted[name], f"{name} of the job")
    for name in ("status", "stage"):
        holds(isinstance(job.get(name), str) and job[name], f"{name} is {job.get(name)!r}")
    progress = job.get("progress")
    holds(isinstance(progress, int | float) and not isinstance(progress, bool), f"progress is {progress!r}")
    begun = job.get("startedAt")
    holds(isinstance(begun, str) and instant(begun).tzinfo is not None, f"startedAt is {begun!r}")
    return job


@check(_NOT_FOUND)
def jobs_of_others_and_of_nobody_are_not_found(api: Api) -> None:
    """An id that no job has, and a job of another organisation, either way; any key of the organisation finds its own."""
    own = started(api, "createInfluencer")["jobId"]
    body = {"name": api.text("Influencer")}
    foreign = api.made("createInfluencer", api.state("foreign_project"), body=body, key="other")["jobId"]
    for key in ("full", "second"):
        equal(api.call("getJob", own, key=key).succeeded(200)["jobId"], own, "jobId")
        api.call("getJob", foreign, key=key).refused(404, "NOT_FOUND")
    equal(api.call("getJob", foreign, key="other").succeeded(200)["jobId"], foreign, "jobId")
    api.call("getJob", own, key="other").refused(404, "NOT_FOUND")
    api.call("getJob", api.uuid()).refused(404, "NOT_FOUND")


@check(_NOT_FOUND)
def a_job_that_is_over_is_not_found_by_others(api: Api) -> None:
    """The end of a job opens it to nobody else."""
    job = started(api, "createInfluencer")
    completed(api, job)
    read(api, job)
    api.call("getJob", job["jobId"], key="other").refused(404, "NOT_FOUND")


@check(_ETAG)
def the_etag_changes_when_the_job_advances_and_then_alone(api: Api) -> None:
    """Two answers have the same ETag exactly where they tell the same."""
    job = started(api, "createInfluencer")
    seen = [_tagged(api, job) for _ in range(2)]
    for _ in range(30):
        try:
            api.advance(4)
        except UnprovidedError:
            break
        seen += [_tagged(api, job) for _ in range(2)]
    completed(api, job)
    seen += [_tagged(api, job) for _ in range(2)]
    tags: dict[str, str] = {}
    told: dict[str, str] = {}
    for state, tag in seen:
        equal(tags.setdefault(state, tag), tag, f"the ETag of a job that stands still at {state}")
        equal(told.setdefault(tag, state), state, f"what a job tells under the ETag {tag}")
    holds(len(tags) > 1, "a job that never advanced")


@check(_ETAG)
def the_etag_stays_when_the_job_is_over(api: Api) -> None:
    """A job that is over keeps its ETag, however much later it is read."""
    job = started(api, "createInfluencer")
    completed(api, job)
    _, tag = _tagged(api, job)
    for seconds in (5, 90, 86_400):
        try:
            api.advance(seconds)
        except UnprovidedError:
            break
        equal(_tagged(api, job)[1], tag, f"the ETag {seconds} seconds later")
    equal(_tagged(api, job)[1], tag, "the ETag, told again")


def _tagged(api: Api, job: Any) -> tuple[str, str]:
    """What the job tells, and the ETag that came with it."""
    answer = api.call("getJob", job["jobId"])
    body = answer.succeeded(200)
    tag = answer.header("ETag")
    holds(tag, "an answer without ETag")
    return f"{body['status']}, {body['stage']}, {body['progress']}", str(tag)


@check(_NOT_MODIFIED)
def a_running_job_that_has_not_advanced_is_304(api: Api) -> None:
    """If-None-Match with the ETag of what the job tells now is an empty 304; with an older one it is the job."""
    job = started(api, "createInfluencer")
    seen = [_unmodified(api, job)]
    try:
        api.advance(25)
    except UnprovidedError:
        completed(api, job)
    seen.append(_unmodified(api, job))
    for old in seen:
        _modified(api, job, old)
    completed(api, job)
    moved = [_modified(api, job, old) for old in seen]
    if not any(moved):
        raise UnprovidedError("the job was over before it could be read")


@check(_NOT_MODIFIED)
def a_job_that_is_over_is_304_for_good(api: Api) -> None:
    """The ETag of a job that is over is worth a 304 each time."""
    job = started(api, "createInfluencer")
    completed(api, job)
    for _ in range(3):
        _unmodified(api, job)


def _unmodified(api: Api, job: Any) -> tuple[str, str]:
    """What the job tells and its ETag that was answered with 304; where the job moved on in between, it is tried again."""
    for _ in range(_TRIES):
        state, tag = _tagged(api, job)
        answer = _asked(api, job, tag)
        if answer.status == 304:
            equal(answer.content, b"", "the body of the 304")
            return state, tag
        answer.succeeded(200)
        holds(_tagged(api, job)[0] != state, f"200 for the ETag of a job that stands still at {state}")
    raise UnprovidedError("the job never stood still between two calls")


def _modified(api: Api, job: Any, seen: tuple[str, str]) -> bool:
    """Whether the job has advanced since it was seen so; then the older ETag is no match."""
    state, tag = seen
    if _tagged(api, job)[0] == state:
        return False
    answer = _asked(api, job, tag)
    equal(answer.status, 200, "status for an older ETag")
    equal(answer.succeeded(200)["jobId"], job["jobId"], "jobId of the job that has advanced")
    holds(answer.header("ETag") != tag, "the older ETag, with a job that has advanced")
    return True


def _asked(api: Api, job: Any, tag: str) -> Answer:
    return api.call("getJob", job["jobId"], headers={"If-None-Match": tag})
