"""listInfluencers and getInfluencer."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import new_influencer, new_project, ready_influencer
from .persona import ANOTHER, IDENTITY, PERSONA, id_of, ids_of, listed, persona_of, same, several_ready, upload

__all__: list[str] = []

_SLIM = {"influencerId", "name", "gender", "ageRange", "status", "thumbnailUrl", "createdAt"}
_STATUSES = ("draft", "pending", "training", "ready", "failed")


@check("list-influencers.newest-first")
def influencers_are_listed_newest_first(api: Api) -> None:
    """In the order they were made, whatever changed later, on one page and over several."""
    project = new_project(api)
    made = [new_influencer(api, project)]
    api.finish(made[0])
    made += [new_influencer(api, project) for _ in range(4)]
    api.made("patchInfluencer", made[1]["influencerId"], body={"name": api.text("Later")})
    promised = [id_of(each["influencerId"]) for each in reversed(made)]
    equal(ids_of(listed(api, project)), promised, "the order of the list")
    equal(ids_of(listed(api, project, limit=2)), promised, "the order over pages of two")


@check("list-influencers.slim")
def items_are_slim(api: Api) -> None:
    """Exactly the seven fields, for one with a whole identity, one without any and a ready one, telling what the row tells."""
    project = new_project(api)
    made = [
        new_influencer(api, project, **PERSONA)["influencerId"],
        new_influencer(api, project)["influencerId"],
        ready_influencer(api, project),
    ]
    items = {id_of(item["influencerId"]): item for item in listed(api, project)}
    for influencer in made:
        item, row = items[id_of(influencer)], api.made("getInfluencer", influencer)
        equal(set(item), _SLIM, "the fields of an item")
        told = ("name", "gender", "ageRange", "status", "createdAt")
        equal({name: item[name] for name in told}, {name: row[name] for name in told}, "what an item tells of its influencer")


@check("list-influencers.status-filter")
def a_status_filters(api: Api) -> None:
    """Three ready ones and two pending ones: each filter gives its own, over pages of one too; another word is refused."""
    project = new_project(api)
    are_ready = {id_of(each) for each in several_ready(api, 3, project)}
    waiting = [new_influencer(api, project)["influencerId"] for _ in range(2)]
    for query in ({}, {"limit": 1}):
        for status in _STATUSES:
            items = listed(api, project, status=status, **query)
            equal([item["status"] for item in items], [status] * len(items), f"what the filter {status} gives")
            found = ids_of(items)
            equal(len(found), len(set(found)), f"influencers that the filter {status} gives, each once")
            is_complete = status != "ready" or are_ready <= set(found)
            holds(is_complete, "a ready influencer that the filter ready leaves out")
    found = ids_of(listed(api, project, status="pending"))
    still = {id_of(each) for each in waiting if api.made("getInfluencer", each)["status"] == "pending"}
    holds(still <= set(found), "a pending influencer that the filter pending leaves out")
    api.call("listInfluencers", project, query={"status": "happy"}).refused(422, "VALIDATION", path="status")


@check("list-influencers.no-deleted")
def deleted_ones_are_not_listed(api: Api) -> None:
    """A pending one and a ready one are listed until they are deleted, and never again, under no status."""
    project = new_project(api)
    (kept, gone), running = several_ready(api, 2, project), new_influencer(api, project)
    equal(set(ids_of(listed(api, project))), {id_of(each) for each in (kept, gone, running["influencerId"])}, "the list before")
    for influencer in (gone, running["influencerId"]):
        api.made("deleteInfluencer", influencer, body={"reason": "a check"})
    for moment in ("behind the deletions", "when the job of one is over"):
        equal(ids_of(listed(api, project)), [id_of(kept)], f"the list {moment}")
        found = [each for status in _STATUSES for each in ids_of(listed(api, project, status=status))]
        equal(found, [id_of(kept)], f"what the filters of all statuses give, {moment}")
        _end(api, running)


def _end(api: Api, accepted: Any) -> None:
    """End the job, where the target still has it."""
    if api.call("getJob", accepted["jobId"]).is_success:
        api.finish(accepted)


@check("list-influencers.project-not-found")
def listing_a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and one of another organisation, with a filter and without; one without influencers is an empty list."""
    for project in (api.uuid(), api.state("foreign_project")):
        for query in ({}, {"status": "ready"}, {"limit": 1}):
            api.call("listInfluencers", project, query=query).refused(404, "NOT_FOUND")
    equal(listed(api, new_project(api)), [], "influencers of a new project")


@check("get-influencer.nulls")
def identity_fields_that_are_not_set_are_null(api: Api) -> None:
    """Every identity field of a bare influencer is there and null, and so is each that one with a single field lacks."""
    _is_null_but(api, new_influencer(api)["influencerId"], {})
    for field in ("gender", "personality", "voiceDescription"):
        sent = {field: ANOTHER[field]}
        _is_null_but(api, new_influencer(api, **sent)["influencerId"], sent)
    influencer = ready_influencer(api)
    _is_null_but(api, influencer, {})
    api.made("patchInfluencer", influencer, body={"vibe": "calm", "style": "linen"})
    api.made("patchInfluencer", influencer, body={"vibe": None})
    _is_null_but(api, influencer, {"style": "linen"})


def _is_null_but(api: Api, influencer: str, given: dict[str, Any]) -> None:
    row = api.call("getInfluencer", influencer).succeeded(200)
    equal([field for field in IDENTITY if field not in row], [], "identity fields that are absent")
    same(persona_of(row), {field: given.get(field) for field in IDENTITY}, "the identity")


@check("get-influencer.not-found")
def reading_what_is_not_there_is_not_found(api: Api) -> None:
    """Another organisation's, an unknown one and a deleted one, which could be read before."""
    foreign, deleted = api.state("foreign_influencer"), ready_influencer(api)
    api.call("getInfluencer", deleted).succeeded(200)
    api.made("deleteInfluencer", deleted)
    for influencer in (api.uuid(), foreign, deleted):
        api.call("getInfluencer", influencer).refused(404, "NOT_FOUND")
    api.call("getInfluencer", foreign, key="other").succeeded(200)


@check("get-influencer.reference-images")
def reference_images_can_be_fetched(api: Api) -> None:
    """Rendered and attached ones have the four fields, and both links lead to a picture."""
    influencer = ready_influencer(api)
    rendered = len(api.made("getInfluencer", influencer)["referenceImages"])
    attached = upload(api)
    api.made("attachReferenceImages", influencer, body={"assetIds": [attached]})
    images = api.call("getInfluencer", influencer).succeeded(200)["referenceImages"]
    if not rendered or len(images) != rendered + 1:
        raise UnprovidedError("the influencer that the check builds on has no rendered and attached images")
    for image in images:
        lacking = {"assetId", "url", "thumbnailUrl", "addedAt"} - {name for name, value in image.items() if value}
        equal(sorted(lacking), [], "fields that a reference image lacks")
        for link in ("url", "thumbnailUrl"):
            answer = api.fetch(image[link])
            holds(answer.status == 200 and answer.content, f"{answer.status} with {len(answer.content)} bytes for the {link}")
