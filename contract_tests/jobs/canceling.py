"""cancelJob."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from .story import canceled, completed, core, failed, is_still, reaches, read, started, story

__all__: list[str] = []

_ACCEPTED = "cancel-job.accepted"
_COOPERATIVE = "cancel-job.cooperative"
_TERMINAL = "cancel-job.already-terminal"
_REASONS = "cancel-job.other-reasons"
_REFUSES = "cancel-job.stage-refuses"
_NOT_FOUND = "cancel-job.not-found"
_CONSEQUENCES = "cancel-job.consequences"


@check(_ACCEPTED)
def a_running_job_takes_the_signal_again_and_again(api: Api) -> None:
    """202 with jobId and accepted true and nothing else, the second and third time too while the job runs."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        for number in range(3):
            if number and read(api, job)["status"] != "running":
                break
            answer = api.call("cancelJob", job["jobId"])
            if number and answer.status == 200 and read(api, job)["status"] != "running":
                break
            equal(answer.succeeded(202), {"jobId": job["jobId"], "accepted": True}, "the answer")
        api.finish(job)


@check(_COOPERATIVE)
def a_canceled_job_ends_its_stage(api: Api) -> None:
    """The job runs on in the stage it was canceled in, goes into no other, and is `canceled` at its end."""
    told = (("createInfluencer", 10), ("createInfluencer", 0), ("generateContent", 30))
    for operation, seconds in api.some(told, 1):
        job = started(api, operation)
        stands_still = is_still(api)
        if stands_still and seconds:
            api.advance(seconds)
        before = read(api, job)
        api.call("cancelJob", job["jobId"]).succeeded(202)
        seen = story(api, job, 1)
        equal(seen[-1]["status"], "canceled", "status at the end")
        if stands_still:
            equal(seen[0]["status"], "running", "status while the stage lasts")
            equal({one["stage"] for one in seen}, {before["stage"]}, "stages from the signal on")


@check(_TERMINAL)
def a_completed_job_cannot_be_canceled(api: Api) -> None:
    """200 with accepted false and ALREADY_COMPLETED; the job and what it made stay as they are."""
    job = started(api, "createInfluencer")
    completed(api, job)
    before = core(read(api, job))
    made = api.made("getInfluencer", job["influencerId"])
    _is_over(api, job, "ALREADY_COMPLETED")
    _is_over(api, job, "ALREADY_COMPLETED")
    equal(core(read(api, job)), before, "the job, told to stop when it was over")
    equal(api.made("getInfluencer", job["influencerId"])["status"], made["status"], "status of the influencer")


@check(_TERMINAL)
def completed_content_cannot_be_canceled(api: Api) -> None:
    """200 with accepted false and ALREADY_COMPLETED; the job and its container stay as they are."""
    job = started(api, "generateContent")
    completed(api, job)
    before = core(read(api, job))
    _is_over(api, job, "ALREADY_COMPLETED")
    equal(core(read(api, job)), before, "the job, told to stop when it was over")
    container = api.made("getContent", job["containerIds"][0])
    equal(container["status"], "completed", "status of the container")
    holds(container["assets"], "a container without assets")


@check(_REASONS)
def a_canceled_job_says_that_it_is(api: Api) -> None:
    """200 with accepted false and ALREADY_CANCELED; the job stays as it is."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        canceled(api, job)
        _is_over(api, job, "ALREADY_CANCELED")
        equal(read(api, job)["status"], "canceled", "status of the job")


@check(_REASONS)
def a_failed_job_says_that_it_is(api: Api) -> None:
    """200 with accepted false and ALREADY_FAILED; the job stays as it is."""
    for operation in ("createInfluencer", "generateContent"):
        job = started(api, operation)
        failed(api, job)
        _is_over(api, job, "ALREADY_FAILED")
        equal(read(api, job)["status"], "failed", "status of the job")


def _is_over(api: Api, job: Any, reason: str) -> None:
    promised = {"jobId": job["jobId"], "accepted": False, "reason": reason}
    equal(api.call("cancelJob", job["jobId"]).succeeded(200), promised, "the answer")


@check(_REFUSES)
def finalizing_content_refuses(api: Api) -> None:
    """409 CONFLICT in the stage finalizing of each kind of content job, which ends well all the same."""
    for operation in api.some(("generateContent", "regenerateContent", "cloneFromPost"), 1):
        job = started(api, operation)
        reaches(api, job, "finalizing")
        for _ in range(2):
            details = api.call("cancelJob", job["jobId"]).refused(409, "CONFLICT").details
            equal(details.get("subcode"), "JOB_CANCEL_UNAVAILABLE", "subcode in the details")
            equal(details.get("jobId"), job["jobId"], "jobId in the details")
            equal(details.get("stage"), "finalizing", "stage in the details")
        api.finish(job)
        equal(read(api, job)["status"], "completed", "status of the job that refused")


@check(_NOT_FOUND)
def jobs_of_others_and_of_nobody_cannot_be_canceled(api: Api) -> None:
    """An id that no job has, and a job of another organisation, which goes on as if nobody had asked."""
    job = started(api, "createInfluencer")
    api.call("cancelJob", api.uuid()).refused(404, "NOT_FOUND")
    api.call("cancelJob", job["jobId"], key="other").refused(404, "NOT_FOUND")
    body = {"name": api.text("Influencer")}
    foreign = api.made("createInfluencer", api.state("foreign_project"), body=body, key="other")
    api.call("cancelJob", foreign["jobId"]).refused(404, "NOT_FOUND")
    for one, key in ((job, "full"), (foreign, "other")):
        equal(api.finish(one, key=key)["status"], "completed", "status of the job that another organisation told to stop")
    api.call("cancelJob", job["jobId"], key="other").refused(404, "NOT_FOUND")


@check(_CONSEQUENCES)
def the_influencer_of_a_canceled_job_is_failed(api: Api) -> None:
    """An influencer that was being made is `failed` when its job is canceled, and stays so."""
    for operation in ("createInfluencer", "cloneInfluencer"):
        job = started(api, operation)
        canceled(api, job)
        for _ in range(2):
            influencer = api.call("getInfluencer", job["influencerId"]).succeeded(200)
            equal(influencer["status"], "failed", f"status of the influencer of {operation}")


@check(_CONSEQUENCES)
def the_containers_of_a_canceled_job_are_canceled(api: Api) -> None:
    """Each container that was being made is `canceled` when its job is."""
    made = started(api, "generateContent", variantCount=2)
    cloned = started(api, "cloneFromPost")
    api.made("cancelJob", cloned["jobId"])
    for job, ids in ((made, made["containerIds"]), (cloned, [cloned["containerId"]])):
        canceled(api, job)
        for id_ in ids:
            container = api.call("getContent", id_).succeeded(200)
            equal(container["status"], "canceled", "status of the container")
