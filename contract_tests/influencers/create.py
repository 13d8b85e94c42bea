"""createInfluencer: the job it starts, the row it makes, and what it refuses."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import completed, new_influencer, new_project
from .persona import ANOTHER, IDENTITY, PERSONA, create, id_of, lasting, listed, persona_of, same

__all__: list[str] = []


@check("create-influencer.accepted")
def a_new_influencer_is_accepted_as_a_job(api: Api) -> None:
    """202 with the job, kind, status, location and the id of a row with the name that was sent."""
    for more in ({}, dict(PERSONA), {"influencerId": api.uuid()}):
        name = api.text("New")
        accepted = create(api, api.state("project"), name=name, **more).succeeded(202)
        equal((accepted["kind"], accepted["status"]), ("influencer_create", "running"), "kind and status")
        job = api.call("getJob", accepted["jobId"]).succeeded(200)
        equal(job["kind"], "influencer_create", "kind of the job that jobId names")
        location = api.raw("GET", accepted["locationUrl"]).succeeded(200)
        equal(location["jobId"], accepted["jobId"], "the job that locationUrl leads to")
        row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
        equal(row["name"], name, "name of what influencerId names")


@check("create-influencer.row-is-pending")
def the_row_is_pending_and_becomes_ready(api: Api) -> None:
    """Pending behind the 202, ready when the job is completed."""
    accepted = create(api, api.state("project"), **PERSONA).succeeded(202)
    row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    equal(row["status"], "pending", "status behind the 202")
    completed(api, accepted)
    row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    equal(row["status"], "ready", "status when the job is completed")


@check("create-influencer.fields")
def persona_fields_are_stored_as_sent(api: Api) -> None:
    """A whole persona, single fields and none: what was sent reads so, the rest as null, also when the job is over."""
    some: dict[str, Any] = {"hairStyle": "braid", "personality": {"tone": "warm", "values": []}}
    made: list[tuple[Any, dict[str, Any]]] = []
    for sent in (dict(PERSONA), dict(ANOTHER), some, {"vibe": "calm"}, {}):
        accepted = create(api, api.state("project"), **sent).succeeded(202)
        made.append((accepted, sent))
        _reads_as_sent(api, accepted, sent)
    for accepted, _ in made:
        api.finish(accepted)
    for accepted, sent in made:
        _reads_as_sent(api, accepted, sent)


def _reads_as_sent(api: Api, accepted: Any, sent: dict[str, Any]) -> None:
    row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
    same(persona_of(row), {field: sent.get(field) for field in IDENTITY}, f"identity of an influencer made with {sorted(sent)}")


@check("create-influencer.own-id")
def a_clients_own_id_names_the_influencer(api: Api) -> None:
    """Printed behind inf_, it is answered, and leads to the row with the UUID and as it is printed."""
    own, name = api.uuid(), api.text("Own")
    answered = create(api, api.state("project"), name=name, influencerId=own).succeeded(202)["influencerId"]
    equal(answered, f"inf_{own}", "influencerId")
    for form in (own, answered):
        row = api.call("getInfluencer", form).succeeded(200)
        equal((row["influencerId"], row["name"]), (f"inf_{own}", name), f"id and name of {form}")


@check("create-influencer.id-taken")
def a_taken_id_is_a_conflict(api: Api) -> None:
    """In the same project and in another one, under either form of the id; the row that has it stays as it is."""
    project, other, own = new_project(api), new_project(api), api.uuid()
    create(api, project, influencerId=own, vibe="first").succeeded(202)
    made = new_influencer(api, project)["influencerId"]
    before = lasting(api.made("getInfluencer", own))
    for taken in (own, f"inf_{own}", made):
        for place in (project, other):
            create(api, place, influencerId=taken, vibe="second").refused(409, "CONFLICT")
    same(lasting(api.call("getInfluencer", own).succeeded(200)), before, "the row that has the id")
    equal(len(listed(api, project)), 2, "influencers of the project")


@check("create-influencer.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and one of another organisation, where nothing is made."""
    foreign, own = api.state("foreign_project"), api.uuid()
    for project in (api.uuid(), foreign):
        create(api, project).refused(404, "NOT_FOUND")
        create(api, project, influencerId=own).refused(404, "NOT_FOUND")
    holds(api.call("getInfluencer", own, key="other").status == 404, "an influencer in the project of another organisation")
    create(api, api.state("project")).succeeded(202)


@check("create-influencer.idempotency")
def a_repeat_makes_nothing(api: Api) -> None:
    """The same Idempotency-Key gets the first answer, while the job runs and behind it, and one influencer is there."""
    project = new_project(api)
    body, headers = {"name": api.text("Once")}, {"Idempotency-Key": api.text("key")}
    call = api.prepared("createInfluencer", project, body=body, headers=headers)
    first = api.send(call)
    first.succeeded(202)
    for moment in ("while its job runs", "when its job is over"):
        again = api.send(call)
        equal((again.status, again.json), (first.status, first.json), f"the repeat {moment}")
        equal(len(listed(api, project)), 1, f"influencers made, {moment}")
        api.finish(first.json)


@check("create-influencer.archived-project")
def nothing_is_made_in_an_archived_project(api: Api) -> None:
    """Taken before the project is archived and 409 afterwards, with an own id, which names nothing then, and without one."""
    project, own = new_project(api), api.uuid()
    create(api, project).succeeded(202)
    api.made("archiveProject", project)
    create(api, project).refused(409, "CONFLICT")
    create(api, project, influencerId=own, **PERSONA).refused(409, "CONFLICT")
    holds(api.call("getInfluencer", own).status == 404, "an influencer under the id that was refused")
    create(api, api.state("archived_project")).refused(409, "CONFLICT")
    equal(id_of(create(api, api.state("project"), influencerId=own).succeeded(202)["influencerId"]), id_of(own), "the free id")
