"""Jobs that run wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, refusal, with_json

__all__ = ["MUTANTS"]

_STARTS = {"createInfluencer", "cloneInfluencer", "generateContent", "regenerateContent", "cloneFromPost"}
_NEVER_LAST = {"queued": "queued", "generating_visuals": "generating_visuals", "finalizing": "generating_visuals"}
_EARLIER = {"finishedAt": "2026-01-01T00:00:00.000Z"}


def _job(edit: Callable[[dict[str, Any], Asked, dict[str, Any]], Any], status: str | None = None) -> Callable[[], Server]:
    """Jobs read wrongly: ``edit`` is given the job, the request, and notes kept for this job; 404 hides the job."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        job = json_of(came)
        if asked.operation != "getJob" or came.status != 200 or status not in {None, job["status"]}:
            return came
        notes = asked.memory.notes.setdefault(job["jobId"], {"passed": _passed(asked)})
        spoilt = edit(job, asked, notes)
        if spoilt == 404:
            return refusal(came, 404, "NOT_FOUND")
        return with_json(came, job if spoilt is None else spoilt)

    return lambda: server


def _passed(asked: Asked) -> float:
    return float(asked.memory.notes.get("passed", 0))


def _without(job: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in job.items() if name not in names}


def _revived(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> Any:
    """A terminal job runs again a minute after it was first seen."""
    if _passed(asked) - notes["passed"] <= 60:
        return job
    return _without(job, "finishedAt", "result", "error") | {"status": "running"}


def _dips_once(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> None:
    if job["stage"] == "finalizing" and job["status"] == "running" and not notes.setdefault("dipped", False):
        notes["dipped"] = True
        job["progress"] = 0.1


def _per_stage(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> None:
    """Progress starts again with each stage."""
    if job["status"] == "running":
        begins = notes.setdefault(job["stage"], job["progress"])
        job["progress"] = round(job["progress"] - begins, 2)


def _goes_back(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> None:
    notes["reads"] = notes.get("reads", 0) + 1
    if job["stage"] == "generating_visuals" and notes["reads"] == 4:
        job["stage"] = "queued"


def _read_once(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> Any:
    if notes.setdefault("seen", False):
        return 404
    notes["seen"] = True
    return None


def _gone(after: float) -> Callable[[dict[str, Any], Asked, dict[str, Any]], Any]:
    def edit(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> Any:
        return None if _passed(asked) - notes["passed"] < after else 404

    return edit


def _ended_now(job: dict[str, Any], asked: Asked, notes: dict[str, Any]) -> None:
    """finishedAt is when the job is read."""
    notes["reads"] = notes.get("reads", 0) + 1
    if notes["reads"] > 1:
        job["finishedAt"] = job["finishedAt"][:-4] + f"{notes['reads']:03}Z"


def _canceled_late() -> Server:
    """A completed job that is told to stop is canceled from then on."""
    told: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == "cancelJob" and came.status == 200:
            told.add(asked.path[0])
        if asked.operation == "getJob" and came.status == 200 and body["jobId"] in told and body["status"] == "completed":
            return with_json(came, _without(body, "result") | {"status": "canceled"})
        return came

    return server


def _lost_at_first() -> Server:
    """A job is not found the first time somebody asks for it."""
    known: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "getJob" and came.status == 200 and asked.path[0] not in known:
            known.add(asked.path[0])
            return refusal(came, 404, "NOT_FOUND")
        return came

    return server


def _made_in_finalizing(operation: str, thing: str, edit: Callable[[dict[str, Any]], Any]) -> Callable[[], Server]:
    """What a job makes is there as soon as the job finalizes."""

    def make() -> Server:
        jobs: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation in _STARTS and came.status == 202:
                for id_ in body.get(thing) if isinstance(body.get(thing), list) else [body.get(thing)]:
                    jobs[id_] = body["jobId"]
            if asked.operation == operation and came.status == 200 and asked.path[0] in jobs:
                job = json_of(ask(_of_job(asked, jobs[asked.path[0]])))
                if job["status"] == "running" and job["stage"] == "finalizing":
                    edit(body)
                    return with_json(came, body)
            return came

        return server

    return make


def _of_job(asked: Asked, job: str) -> Request:
    base = asked.request.url.partition("/v1/")[0]
    return asked.request._replace(method="GET", url=f"{base}/v1/jobs/{job}", content=b"")


def _twice_later() -> Server:
    """The second look at a finished container finds its assets made once more."""
    looks: dict[str, int] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation != "getContent" or came.status != 200 or body["status"] != "completed":
            return came
        looks[body["id"]] = looks.get(body["id"], 0) + 1
        if looks[body["id"]] > 1:
            body["assets"] += [asset | {"assetId": asset["assetId"][:-1] + "0"} for asset in body["assets"]]
        return with_json(came, body)

    return server


def _set(**fields: Any) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update(fields)


def _kind(kind: str, edit: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], Any]:
    """The edit for jobs of one kind alone."""
    return lambda job: edit(job) if job["kind"] == kind else None


def _while(status: str, edit: Callable[[dict[str, Any]], Any], stage: str | None = None) -> Callable[[dict[str, Any]], Any]:
    """The edit for jobs of one status, perhaps in one stage."""
    return lambda job: edit(job) if job["status"] == status and stage in {None, job["stage"]} else None


MUTANTS = (
    Mutant(
        "jobs.accepted-running", "queued is a status too.",
        answers("getJob", _while("running", _set(status="queued"), "queued")),
    ),
    Mutant("jobs.accepted-running", "The 202 of a regeneration says queued.", answers("regenerateContent", _set(status="queued"))),
    Mutant("jobs.accepted-running", "A job is in its second stage at once.", answers(
        "getJob", _while("running", _set(stage="generating_visuals"), "queued"))),
    Mutant("jobs.accepted-running", "A job cannot be read the first time.", _lost_at_first),
    Mutant("jobs.terminal-for-good", "A job that is over runs again after a minute.", _job(_revived, "completed")),
    Mutant("jobs.terminal-for-good", "A canceled job runs again after a minute.", _job(_revived, "canceled")),
    Mutant("jobs.terminal-for-good", "A failed job runs again after a minute.", _job(_revived, "failed")),
    Mutant("jobs.terminal-for-good", "A completed job that is told to stop becomes canceled.", _canceled_late),
    Mutant("jobs.terminal-for-good", "finishedAt moves with each read.", _job(_ended_now, "completed")),
    Mutant("jobs.progress-never-falls", "Progress dips once, when the job begins to finalize.", _job(_dips_once)),
    Mutant("jobs.progress-never-falls", "Progress starts again with each stage.", _job(_per_stage)),
    Mutant("jobs.progress-never-falls", "A completed job of content stops short of 1.", answers(
        "getJob", _kind("content_generate", _while("completed", _set(progress=0.99))))),
    Mutant("jobs.progress-never-falls", "Progress is a percentage.", answers(
        "getJob", lambda job: job.update(progress=job["progress"] * 100))),
    Mutant("jobs.progress-never-falls", "A canceled job is back at 0.", answers("getJob", _while("canceled", _set(progress=0.0)))),
    Mutant("jobs.progress-never-falls", "A failed job is back at 0.", answers("getJob", _while("failed", _set(progress=0.0)))),
    Mutant("jobs.stages-in-order", "A regeneration never shows finalizing.", answers(
        "getJob", _kind("content_regenerate", lambda job: job.update(stage=_NEVER_LAST[job["stage"]])))),
    Mutant("jobs.stages-in-order", "A job falls back to queued once.", _job(_goes_back)),
    Mutant("jobs.stages-in-order", "The middle stage is called rendering.", answers(
        "getJob", _while("running", _set(stage="rendering"), "generating_visuals"))),
    Mutant("jobs.stages-in-order", "A completed job is in a stage of its own.", answers(
        "getJob", _while("completed", _set(stage="done")))),
    Mutant("jobs.finished-at", "A completed job has finished before it started.", answers(
        "getJob", _while("completed", _set(**_EARLIER)))),
    Mutant("jobs.finished-at", "A job that finalizes tells when it will be over.", answers(
        "getJob", _while("running", lambda job: job.update(finishedAt=job["startedAt"]), "finalizing"))),
    Mutant("jobs.finished-at", "A canceled job has no finishedAt.", answers(
        "getJob", _while("canceled", lambda job: _without(job, "finishedAt")))),
    Mutant("jobs.finished-at", "A failed job has no finishedAt.", answers(
        "getJob", _while("failed", lambda job: _without(job, "finishedAt")))),
    Mutant("jobs.result-when-completed", "The result is there while the job finalizes.", answers(
        "getJob", _while("running", _set(result={"containerId": "cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T"}), "finalizing"))),
    Mutant("jobs.result-when-completed", "A completed job on an influencer has no result.", answers(
        "getJob", _kind("influencer_create", _while("completed", lambda job: _without(job, "result"))))),
    Mutant("jobs.result-when-completed", "A canceled job has an empty result.", answers(
        "getJob", _while("canceled", _set(result={})))),
    Mutant("jobs.result-when-completed", "A failed job has a result.", answers(
        "getJob", _while("failed", _set(result={"assets": []})))),
    Mutant("jobs.error-when-failed", "The error is a text.", answers(
        "getJob", _while("failed", lambda job: job.update(error=job["error"]["message"])))),
    Mutant("jobs.error-when-failed", "The error of content has no code.", answers(
        "getJob", _kind("content_generate", _while("failed", lambda job: _without(job, "error") | {"error": _without(job["error"], "code")})))),
    Mutant("jobs.error-when-failed", "A canceled job has an error.", answers(
        "getJob", _while("canceled", _set(error={"code": "CANCELED", "message": "Canceled."})))),
    Mutant("jobs.error-when-failed", "A completed job has an empty error.", answers(
        "getJob", _while("completed", _set(error={})))),
    Mutant("jobs.retention", "A job is gone a day after it was read.", _job(_gone(86_400))),
    Mutant("jobs.retention", "A canceled job is gone after a month.", _job(_gone(30 * 86_400), "canceled")),
    Mutant("jobs.retention", "A failed job is gone after an hour.", _job(_gone(7200), "failed")),
    Mutant("jobs.retention", "The end of a job can be read once.", _job(_read_once, "canceled")),
    Mutant("jobs.effects-at-their-time", "An influencer is ready as soon as its job finalizes.", _made_in_finalizing(
        "getInfluencer", "influencerId", _set(status="ready"))),
    Mutant("jobs.effects-at-their-time", "A container is completed as soon as its job finalizes.", _made_in_finalizing(
        "getContent", "containerIds", _set(status="completed"))),
    Mutant("jobs.effects-at-their-time", "The assets are listed twice, from the second look on.", _twice_later),
    Mutant("jobs.effects-at-their-time", "The influencer is still training when its job is completed.", answers(
        "getInfluencer", lambda one: one.update(status="training") if one["status"] == "ready" else None)),
    Mutant("jobs.effects-at-their-time", "Each influencer is listed twice.", answers(
        "listInfluencers", lambda page: page.update(items=page["items"] * 2))),
)  # fmt: skip
