"""cloneInfluencer: the source it names, the id of the clone, and what is refused."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..making import new_influencer, new_project, ready_influencer
from .persona import clone, id_of, ids_of, lasting, listed, same

__all__: list[str] = []


@check("clone-influencer.source-is-the-path")
def the_source_is_named_by_the_path_alone(api: Api) -> None:
    """A source id in the body is refused by its name; without it the path's influencer is cloned."""
    source, other = ready_influencer(api, vibe="the path's"), ready_influencer(api, vibe="the body's")
    for field in ("influencerId", "sourceInfluencerId", "sourceId"):
        for value in (other, source):
            clone(api, source, **{field: value}).refused(422, "VALIDATION", path=field)
    made = clone(api, source).succeeded(202)
    row = api.call("getInfluencer", made["influencerId"]).succeeded(200)
    equal(row["vibe"], "the path's", "vibe of the clone")


@check("clone-influencer.no-image-url")
def there_is_no_cloning_from_a_url(api: Api) -> None:
    """Fields for the URL of an image are refused by their names, with a source that could be cloned."""
    source = api.state("influencer")
    for field in ("imageUrl", "sourceImageUrl", "referenceImageUrl", "url"):
        clone(api, source, **{field: "https://pictures.example/ava.jpg"}).refused(422, "VALIDATION", path=field)
    clone(api, source).succeeded(202)


@check("clone-influencer.new-id", "clone-influencer.new-id-form")
def a_clients_own_id_names_the_clone(api: Api) -> None:
    """A UUID names the clone, so do prefixed forms; left out, each clone gets an id of its own."""
    source = api.state("influencer")
    own = api.uuid()
    _is_named(api, source, own, own, "clone-influencer.new-id")
    made = [clone(api, source).succeeded(202)["influencerId"] for _ in range(3)]
    known = {id_of(each) for each in (*made, own, source)}
    equal(len(known), 5, "different ids of three clones without an own id, one with it and the source")
    forms: tuple[Callable[[str], str], ...] = (str.upper, lambda uuid: f"inf_{uuid}", lambda uuid: f"inf_{as_ulid(uuid)}")
    for form in forms:
        own = api.uuid()
        _is_named(api, source, own, form(own), "clone-influencer.new-id-form")


def _is_named(api: Api, source: str, uuid: str, sent: str, rule: str) -> None:
    name = api.text("Own")
    answered = clone(api, source, name=name, newInfluencerId=sent).succeeded(202, rule=rule)["influencerId"]
    equal(id_of(answered), id_of(uuid), f"what influencerId {answered} names, for {sent},", rule=rule)
    row = api.call("getInfluencer", sent).succeeded(200, rule=rule)
    equal(row["name"], name, f"name of {sent}", rule=rule)


@check("clone-influencer.new-id-taken")
def a_taken_id_is_a_conflict(api: Api) -> None:
    """Another clone's id, the source's and that of any influencer are 409; no row is made or changed, and no repeat replays."""
    project = new_project(api)
    source, other = ready_influencer(api, project), new_influencer(api, project)["influencerId"]
    own = api.uuid()
    first: dict[str, Any] = {"name": api.text("First"), "newInfluencerId": own}
    clone(api, source, **first).succeeded(202)
    before = sorted(ids_of(listed(api, project)))
    row = lasting(api.made("getInfluencer", own))
    for taken in (own, f"inf_{own}", source, other):
        clone(api, source, newInfluencerId=taken, overrides={"vibe": "another"}).refused(409, "CONFLICT")
    clone(api, source, **first).refused(409, "CONFLICT")
    equal(sorted(ids_of(listed(api, project))), before, "influencers of the project after the conflicts")
    same(lasting(api.call("getInfluencer", own).succeeded(200)), row, "the row that has the id")


@check("clone-influencer.source-not-found")
def a_source_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, one of another organisation and a deleted one; each with a body that is fine."""
    deleted = ready_influencer(api)
    clone(api, deleted).succeeded(202)
    api.made("deleteInfluencer", deleted)
    for source in (api.uuid(), api.state("foreign_influencer"), deleted):
        clone(api, source).refused(404, "NOT_FOUND")
        clone(api, source, overrides={"vibe": "sharper"}, newInfluencerId=api.uuid()).refused(404, "NOT_FOUND")


@check("clone-influencer.archived-project")
def nothing_is_cloned_in_an_archived_project(api: Api) -> None:
    """Taken before the project is archived and 409 afterwards, with an own id, which stays free, and without one."""
    project = new_project(api)
    source = ready_influencer(api, project)
    clone(api, source).succeeded(202)
    api.made("archiveProject", project)
    own = api.uuid()
    clone(api, source).refused(409, "CONFLICT")
    clone(api, source, newInfluencerId=own).refused(409, "CONFLICT")
    holds(api.call("getInfluencer", own).status == 404, "an influencer under the id that was refused")
