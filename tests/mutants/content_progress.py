"""Wrong getContentProgress."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

PROGRESS = "getContentProgress"
_STAGES = {"queued": (0, 20), "generating_visuals": (20, 150), "finalizing": (170, 30)}
_TOTAL = 200

Make = Callable[[], Server]


def _so(edit: Callable[[Any], Any], *statuses: str) -> Make:
    """Spoils the progress of containers of these statuses, of all where none is given."""

    def spoil(progress: Any) -> None:
        if not statuses or progress["status"] in statuses:
            edit(progress)

    return answers(PROGRESS, spoil)


def _of_the_whole(progress: Any) -> None:
    """Progress of the job in place of the stage's."""
    before, seconds = _STAGES[progress["stage"]]
    progress["stageProgress"] = round((before + progress["stageProgress"] * seconds) / _TOTAL, 3)


def _backwards(progress: Any) -> None:
    progress["stageProgress"] = round(1 - progress["stageProgress"], 3)


def _coarse(progress: Any) -> None:
    progress["stageProgress"] = float(round(progress["stageProgress"]))


def _of_the_stage(progress: Any) -> None:
    """What is left of the stage in place of the job."""
    if progress["etaSeconds"] is not None:
        before, seconds = _STAGES[progress["stage"]]
        progress["etaSeconds"] = max(0, progress["etaSeconds"] - (_TOTAL - before - seconds))


def _frozen() -> Server:
    """The first estimate is the last one."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != PROGRESS or came.status != 200:
            return came
        body = json_of(came)
        if body["etaSeconds"] is not None:
            body["etaSeconds"] = asked.memory.notes.setdefault(body["containerId"], body["etaSeconds"])
        return with_json(came, body)

    return server


def _forgets_the_failure() -> Server:
    """An hour after a failure its stage is not known any more."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != PROGRESS or came.status != 200:
            return came
        body = json_of(came)
        if body["status"] == "failed" and asked.passed >= 3600:
            body.update(stage="queued", stageProgress=0.0)
        return with_json(came, body)

    return server


def _found_for_all(came: Came, ask: Ask) -> Response:
    role = "other" if came.asked.key == "full" else "full"
    return ask(came.asked.with_key(role)) if came.status == 404 else came.response


def _never_heard(came: Came, ask: Ask) -> Response:
    """An unknown container waits in the queue."""
    if came.status != 404 or came.asked.is_at("foreign-container") or came.asked.key != "full":
        return came.response
    told = {"containerId": "cnt_" + came.asked.path[0], "status": "queued", "stage": "queued", "stageProgress": 0.0,
            "etaSeconds": None, "updatedAt": "2026-04-24T12:00:00.000Z"}  # fmt: skip
    return with_json(came.response, told, 200)


MUTANTS = (
    Mutant("get-content-progress.shape", "Progress has no updatedAt.", _so(lambda progress: progress.pop("updatedAt"))),
    Mutant("get-content-progress.shape", "etaSeconds is left out once the work is over.",
           _so(lambda progress: progress.pop("etaSeconds"), "completed", "failed")),
    Mutant("get-content-progress.shape", "The container is named by its bare id.",
           _so(lambda progress: progress.update(containerId=progress["containerId"].removeprefix("cnt_")))),
    Mutant("get-content-progress.shape", "stageProgress is a percentage.",
           _so(lambda progress: progress.update(stageProgress=progress["stageProgress"] * 100))),

    Mutant("get-content-progress.stage-progress", "stageProgress is that of the whole job.", _so(_of_the_whole)),
    Mutant("get-content-progress.stage-progress", "stageProgress is what is left of the stage.",
           _so(_backwards, "queued", "generating")),
    Mutant("get-content-progress.stage-progress", "stageProgress is 0 until the stage is half over, and 1 afterwards.", _so(_coarse)),
    Mutant("get-content-progress.stage-progress", "stageProgress stops at a half.",
           _so(lambda progress: progress.update(stageProgress=min(progress["stageProgress"], 0.5)), "generating")),

    Mutant("get-content-progress.eta", "etaSeconds is 0 once the work is over.",
           _so(lambda progress: progress.update(etaSeconds=progress["etaSeconds"] or 0))),
    Mutant("get-content-progress.eta", "A canceled container has a second left.",
           _so(lambda progress: progress.update(etaSeconds=1), "canceled")),
    Mutant("get-content-progress.eta", "etaSeconds has a fraction.", _so(
        lambda progress: progress.update(etaSeconds=progress["etaSeconds"] + 0.5), "queued", "generating")),

    Mutant("get-content-progress.eta-falls", "etaSeconds is what the stage has left.", _so(_of_the_stage)),
    Mutant("get-content-progress.eta-falls", "etaSeconds stays what it was at first.", _frozen),
    Mutant("get-content-progress.eta-falls", "etaSeconds is null all the time.", _so(lambda progress: progress.update(etaSeconds=None))),
    Mutant("get-content-progress.eta-falls", "etaSeconds is half of what is left.", _so(
        lambda progress: progress.update(etaSeconds=progress["etaSeconds"] and progress["etaSeconds"] // 2))),

    Mutant("get-content-progress.completed", "A completed container is in stage completed.",
           _so(lambda progress: progress.update(stage="completed"), "completed")),
    Mutant("get-content-progress.completed", "stageProgress of a completed container stays at 0.99.",
           _so(lambda progress: progress.update(stageProgress=min(progress["stageProgress"], 0.99)), "completed")),
    Mutant("get-content-progress.completed", "A completed container without a job is in stage queued.", answers(
        PROGRESS, lambda progress: progress.update(stage="queued"),
        when=lambda asked: asked.is_at("slideshow"))),

    Mutant("get-content-progress.failed", "A failed container is in stage failed.",
           _so(lambda progress: progress.update(stage="failed"), "failed")),
    Mutant("get-content-progress.failed", "stageProgress of a failed container is 1.",
           _so(lambda progress: progress.update(stageProgress=1.0), "failed")),
    Mutant("get-content-progress.failed", "A failed container has 0 seconds left.",
           _so(lambda progress: progress.update(etaSeconds=0), "failed")),
    Mutant("get-content-progress.failed", "Where a container failed is forgotten after an hour.", _forgets_the_failure),
    Mutant("get-content-progress.failed", "The error of a failed container is in no record.",
           answers("getContent", lambda record: record.update(lastError=None))),

    Mutant("get-content-progress.not-found", "Progress of containers of another organisation is told.",
           replies(PROGRESS, _found_for_all)),
    Mutant("get-content-progress.not-found", "An unknown container waits in the queue.", replies(PROGRESS, _never_heard)),
    Mutant("get-content-progress.not-found", "A container of another organisation is 403.",
           turns(PROGRESS, 404, "NOT_FOUND", to=(403, "FORBIDDEN"))),
    Mutant("get-content-progress.not-found", "Whoever asks with another organisation's key sees what ours would.", when_asked(
        PROGRESS, lambda asked: asked.with_key("full"),
        when=lambda asked: asked.key == "other" and asked.is_at("container"))),
)  # fmt: skip
