"""cloneInfluencer: what it answers, and what becomes of the row and its job."""

from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..making import completed, new_project, purses, ready_influencer
from .persona import clone, clone_row, create, id_of, listed, same, settled

__all__: list[str] = []

_FIELDS = {"jobId", "kind", "status", "influencerId", "locationUrl"}


@check("clone-influencer.accepted", "clone-influencer.job-kind")
def a_clone_is_accepted_as_a_job(api: Api) -> None:
    """202 with exactly the five fields, of a job that is one of kind influencer_create."""
    for more in ({}, {"overrides": {"vibe": "sharper"}}, {"newInfluencerId": api.uuid()}):
        accepted = clone(api, api.state("influencer"), **more).succeeded(202)
        equal(set(accepted), _FIELDS, f"the fields of the answer to {sorted(more) or 'a name alone'}")
        _is_its_job(api, accepted, "clone-influencer.job-kind")


def _is_its_job(api: Api, accepted: Any, rule: str) -> None:
    equal(accepted["kind"], "influencer_create", "kind", rule=rule)
    equal(accepted["status"], "running", "status", rule=rule)
    equal(accepted["locationUrl"], f"/v1/jobs/{accepted['jobId']}", "locationUrl", rule=rule)
    job = api.call("getJob", accepted["jobId"]).succeeded(200, rule=rule)
    equal(job["kind"], "influencer_create", "kind of the job", rule=rule)


@check("clone-influencer.answers-the-clone")
def the_answer_names_the_clone(api: Api) -> None:
    """The id that is answered is not the source's, and leads to a row with the clone's name."""
    source = api.state("influencer")
    for own in ({}, {"newInfluencerId": api.uuid()}):
        name = api.text("Named")
        answered = clone(api, source, name=name, **own).succeeded(202)["influencerId"]
        holds(id_of(answered) != id_of(source), f"influencerId is the source's, {answered}")
        row = api.call("getInfluencer", answered).succeeded(200)
        equal(row["name"], name, "name of what influencerId names")


@check("clone-influencer.row-is-pending")
def the_row_is_there_at_once(api: Api) -> None:
    """Read behind the 202, the clone of a ready influencer is pending, with its own name."""
    name = api.text("Pending")
    row = clone_row(api, api.state("influencer"), name=name)
    equal((row["status"], row["name"]), ("pending", name), "status and name of the clone")


@check("clone-influencer.becomes-ready")
def the_clone_is_ready_when_its_job_is_completed(api: Api) -> None:
    """Not ready before, ready as soon as the job says completed."""
    accepted = clone(api, api.state("influencer")).succeeded(202)
    before = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    if api.made("getJob", accepted["jobId"])["status"] == "running":
        holds(before["status"] != "ready", "a clone that is ready while its job runs")
    completed(api, accepted)
    row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    equal(row["status"], "ready", "status of the clone")


@check("clone-influencer.envelope-of-create")
def the_answer_has_the_shape_of_creates(api: Api) -> None:
    """Status, fields, their types, kind and location are those of a createInfluencer."""
    created = create(api, api.state("project"))
    if not created.is_success:
        raise UnprovidedError(f"createInfluencer, which the check compares with, answered {created.told[:200]}")
    equal(_shape(clone(api, api.state("influencer"))), _shape(created), "the shape of a clone's answer")


def _shape(answer: Answer) -> object:
    body = answer.succeeded()
    told = {name: (type(value).__name__, str(value).partition("_")[0]) for name, value in body.items()}
    return answer.status, told, body.get("kind"), str(body.get("locationUrl")).replace(str(body.get("jobId")), "{jobId}")


@check("clone-influencer.idempotency")
def a_repeat_makes_nothing(api: Api) -> None:
    """The same Idempotency-Key gets the first answer, while the job runs and behind it, and one clone is there."""
    project = new_project(api)
    source = ready_influencer(api, project)
    name = api.text("Once")
    call = api.prepared("cloneInfluencer", source, body={"name": name}, headers={"Idempotency-Key": api.text("key")})
    first = api.send(call)
    first.succeeded(202)
    for moment in ("while its job runs", "when its job is over"):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), f"the repeat {moment}")
        equal([item["name"] for item in listed(api, project)].count(name), 1, f"clones made, {moment}")
        api.finish(first.json)


@check("clone-influencer.is-patchable")
def a_clone_can_be_patched(api: Api) -> None:
    """While its job runs and when it is ready; what was patched stays, and the source keeps its own."""
    source = ready_influencer(api, vibe="calm", style="linen")
    before = settled(api.made("getInfluencer", source))
    accepted = api.made("cloneInfluencer", source, body={"name": api.text("Clone")})
    _patched(api, accepted["influencerId"], {"vibe": "warmer"})
    api.finish(accepted)
    row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    equal((row["vibe"], row["style"]), ("warmer", "linen"), "vibe and style when the job is over")
    _patched(api, accepted["influencerId"], {"style": "wool", "name": api.text("Renamed")})
    same(settled(api.made("getInfluencer", source)), before, "the source after its clone was patched")


def _patched(api: Api, influencer: str, body: dict[str, str]) -> None:
    answer = api.call("patchInfluencer", influencer, body=body).succeeded(200)
    row = api.call("getInfluencer", influencer).succeeded(200)
    for came in (answer, row):
        equal({field: came[field] for field in body}, body, "what was patched")


@check("clone-influencer.free", alone=True)
def a_clone_costs_no_credits(api: Api) -> None:
    """The wallet is the same before the clone, behind the 202 and when its job is over."""
    source = api.state("influencer")
    before = purses(api)
    accepted = clone(api, source).succeeded(202)
    equal(purses(api), before, "the wallet behind the 202")
    api.finish(accepted)
    equal(purses(api), before, "the wallet when the job is over")


@check("clone-influencer.free")
def a_clone_needs_no_credits(api: Api) -> None:
    """An organisation without credits can clone."""
    source = ready_influencer(api, api.state("broke_project"), key="broke")
    api.call("cloneInfluencer", source, body={"name": api.text("Clone")}, key="broke").succeeded(202)
