"""Wrong cancelJob."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    json_of,
    refusal,
    refusals,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]


def _of_job(asked: Asked, job: str) -> Request:
    base = asked.request.url.partition("/v1/")[0]
    return asked.request._replace(method="GET", url=f"{base}/v1/jobs/{job}", content=b"")


def _second_time(edit: Callable[[Came], Response]) -> Callable[[], Server]:
    """Whoever asks a second time while the job still runs is answered otherwise."""

    def make() -> Server:
        told: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation != "cancelJob" or came.status != 202:
                return came
            if asked.path[0] in told:
                return edit(Came(came, asked))
            told.add(asked.path[0])
            return came

        return server

    return make


def _over_already(came: Came) -> Response:
    return with_json(came.response, {"jobId": came.asked.path[0], "accepted": False, "reason": "ALREADY_CANCELED"}, 200)


def _kept(change: Callable[[dict[str, Any], dict[str, Any]], Any]) -> Callable[[], Server]:
    """Jobs that were told to stop are read wrongly: ``change`` is given the job as it was then and as it is."""

    def make() -> Server:
        before: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == "cancelJob":
                job = json_of(ask(_of_job(asked, asked.path[0])))
                came = ask(asked.request)
                if came.status == 202:
                    before[asked.path[0]] = job
                return came
            came = ask(asked.request)
            if asked.operation != "getJob" or came.status != 200 or asked.path[0] not in before:
                return came
            job = json_of(came)
            change(before[asked.path[0]], job)
            return with_json(came, job)

        return server

    return make


def _at_once(before: dict[str, Any], job: dict[str, Any]) -> None:
    if job["status"] == "running":
        job.update(status="canceled", finishedAt=job["startedAt"])


def _in_the_next_stage(before: dict[str, Any], job: dict[str, Any]) -> None:
    if job["status"] == "canceled" and before["stage"] == "generating_visuals":
        job["stage"] = "finalizing"


def _failed_in_the_end(before: dict[str, Any], job: dict[str, Any]) -> None:
    if job["status"] == "canceled":
        job.update(status="failed", error={"code": "CANCELED", "message": "Canceled."})


def _leaps_to_the_end(before: dict[str, Any], job: dict[str, Any]) -> None:
    if job["status"] == "running":
        job["stage"] = "finalizing"


def _deaf(asked: Asked, ask: Ask) -> Response:
    """Jobs take the signal in words and go on to their end."""
    if asked.operation != "cancelJob":
        return ask(asked.request)
    job = ask(_of_job(asked, asked.path[0]))
    if job.status != 200 or json_of(job)["status"] != "running":
        return ask(asked.request)
    return with_json(job, {"jobId": json_of(job)["jobId"], "accepted": True}, 202)


def _deaf_in_finalizing(kind: str | None) -> Callable[[], Server]:
    """The last stage takes the signal in words, perhaps for one kind of jobs alone."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "cancelJob" or came.status != 409:
            return came
        job = json_of(ask(_of_job(asked, asked.path[0])))
        if kind not in {None, job["kind"]}:
            return came
        return with_json(came, {"jobId": job["jobId"], "accepted": True}, 202)

    return lambda: server


def _canceled_all_the_same() -> Server:
    """A stage that refuses the signal takes it nevertheless: the job ends canceled."""
    refused: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "cancelJob" and came.status == 409:
            refused.add(asked.path[0])
        if asked.operation == "getJob" and came.status == 200 and asked.path[0] in refused:
            job = json_of(came)
            if job["status"] == "completed":
                job.pop("result")
                return with_json(came, job | {"status": "canceled"})
        return came

    return server


def _foreign_stopped(asked: Asked, ask: Ask) -> Response:
    """The job of another organisation is not found, and stops."""
    came = ask(asked.request)
    if asked.operation == "cancelJob" and came.status == 404:
        ask(asked.with_key("other" if asked.key == "full" else "full"))
    return came


def _unknown_accepted(came: Came, ask: Ask) -> Response:
    """There is no looking whether a job exists."""
    is_unknown = came.status == 404 and not came.asked.path[0].startswith("job_")
    return with_json(came.response, {"jobId": came.asked.path[0], "accepted": True}, 202) if is_unknown else came.response


def _foreign_over(came: Came, ask: Ask) -> Response:
    """What another organisation may not cancel is forbidden."""
    is_foreign = came.status == 404 and came.asked.path[0].startswith("job_")
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_foreign else came.response


def _undone(operation: str, edit: Callable[[dict[str, Any]], Any]) -> Callable[[], Server]:
    """Being told that a job is over already, what it made is undone."""

    def make() -> Server:
        told: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == "cancelJob" and came.status == 200:
                told.add(asked.path[0])
            if asked.operation == operation and came.status == 200 and told:
                body = json_of(came)
                edit(body)
                return with_json(came, body)
            return came

        return server

    return make


def _reason(reason: str, told: str) -> Callable[[dict[str, Any]], Any]:
    return lambda body: body.update(reason=told) if body.get("reason") == reason else None


def _without_detail(name: str) -> Callable[[], Server]:
    def edit(error: dict[str, Any]) -> None:
        if error["code"] == "CONFLICT":
            del error["details"][name]

    return refusals("cancelJob", edit)


def _first_alone() -> Server:
    """Of several containers the first alone is canceled with its job."""
    first: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == "generateContent" and came.status == 202:
            first.add(body["containerIds"][0])
        if asked.operation == "getContent" and came.status == 200 and body["id"] not in first and body["status"] == "canceled":
            return with_json(came, body | {"status": "queued"})
        return came

    return server


def _status(was: str, told: str) -> Callable[[dict[str, Any]], Any]:
    return lambda body: body.update(status=told) if body["status"] == was else None


_OVER = "cancel-job.already-terminal"
_REASONS = "cancel-job.other-reasons"
MUTANTS = (
    Mutant("cancel-job.accepted", "The signal is answered 200.", answers(
        "cancelJob", lambda body: None, status=200)),
    Mutant("cancel-job.accepted", "The answer tells the status as well.", answers(
        "cancelJob", lambda body: body.update(status="running") if body["accepted"] else None)),
    Mutant("cancel-job.accepted", "The second signal is told that the job is canceled.", _second_time(_over_already)),
    Mutant("cancel-job.accepted", "The second signal is 409.", _second_time(
        lambda came: refusal(came.response, 409, "CONFLICT"))),
    Mutant("cancel-job.cooperative", "A job stops at once.", _kept(_at_once)),
    Mutant("cancel-job.cooperative", "A job goes one stage further before it stops.", _kept(_in_the_next_stage)),
    Mutant("cancel-job.cooperative", "A canceled job leaps to its last stage.", _kept(_leaps_to_the_end)),
    Mutant("cancel-job.cooperative", "A job takes the signal and completes.", lambda: _deaf),
    Mutant("cancel-job.cooperative", "A canceled job is failed in the end.", _kept(_failed_in_the_end)),
    Mutant(_OVER, "A job that is over takes the signal.", answers(
        "cancelJob", lambda body: {"jobId": body["jobId"], "accepted": True}, status=202)),
    Mutant(_OVER, "A completed job is 409.", replies("cancelJob", lambda came, ask: refusal(
        came.response, 409, "CONFLICT") if came.status == 200 else came.response)),
    Mutant(_OVER, "The reason is left out.", answers(
        "cancelJob", lambda body: {name: value for name, value in body.items() if name != "reason"})),
    Mutant(_OVER, "accepted is true beside the reason.", answers("cancelJob", lambda body: body.update(accepted=True))),
    Mutant(_OVER, "The influencer is failed after a signal that came too late.", _undone(
        "getInfluencer", lambda one: one.update(status="failed"))),
    Mutant(_OVER, "The container is canceled after a signal that came too late.", _undone(
        "getContent", lambda one: one.update(status="canceled", assets=[]))),
    Mutant(_REASONS, "A failed job is said to be completed.", answers(
        "cancelJob", _reason("ALREADY_FAILED", "ALREADY_COMPLETED"))),
    Mutant(_REASONS, "A canceled job is said to be completed.", answers(
        "cancelJob", _reason("ALREADY_CANCELED", "ALREADY_COMPLETED"))),
    Mutant(_REASONS, "Canceling is spelled with two l.", answers(
        "cancelJob", _reason("ALREADY_CANCELED", "ALREADY_CANCELLED"))),
    Mutant(_REASONS, "A canceled job takes the signal again.", answers(
        "cancelJob", lambda body: {"jobId": body["jobId"], "accepted": True} if "CANCELED" in body.get("reason", "") else None)),
    Mutant("cancel-job.stage-refuses", "The last stage takes the signal without effect.", _deaf_in_finalizing(None)),
    Mutant("cancel-job.stage-refuses", "The last stage of a regeneration takes the signal.", _deaf_in_finalizing("content_regenerate")),
    Mutant("cancel-job.stage-refuses", "A refused job is canceled all the same.", _canceled_all_the_same),
    Mutant("cancel-job.stage-refuses", "The details lack the stage.", _without_detail("stage")),
    Mutant("cancel-job.stage-refuses", "The details lack the subcode.", _without_detail("subcode")),
    Mutant("cancel-job.stage-refuses", "The subcode is the code.", turns(
        "cancelJob", 409, "CONFLICT", to=(409, "JOB_CANCEL_UNAVAILABLE"))),
    Mutant("cancel-job.not-found", "Another organisation may cancel a job.", as_key("cancelJob", "other", "full")),
    Mutant("cancel-job.not-found", "The job of another organisation is not found, and stops.", lambda: _foreign_stopped),
    Mutant("cancel-job.not-found", "An id that no job has is accepted.", replies("cancelJob", _unknown_accepted)),
    Mutant("cancel-job.not-found", "The job of another organisation is 403.", replies("cancelJob", _foreign_over)),
    Mutant("cancel-job.consequences", "The influencer stays pending.", answers("getInfluencer", _status("failed", "pending"))),
    Mutant("cancel-job.consequences", "The influencer is ready without images.", answers(
        "getInfluencer", _status("failed", "ready"))),
    Mutant("cancel-job.consequences", "A canceled container is failed.", answers("getContent", _status("canceled", "failed"))),
    Mutant("cancel-job.consequences", "Of several containers the first alone is canceled.", _first_alone),
)  # fmt: skip
