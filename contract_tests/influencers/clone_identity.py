"""cloneInfluencer: what the clone takes over from its source, and what overrides change."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import new_influencer, new_project, ready_influencer
from .persona import ANOTHER, PERSONA, clone, clone_row, id_of, ids_of, listed, persona_of, same, settled, told_personality

__all__: list[str] = []


@check("clone-influencer.overrides")
def overrides_replace_single_fields(api: Api) -> None:
    """Each field alone, all at once and none; also when the clone's job is over."""
    source = ready_influencer(api, **PERSONA)
    for field in sorted(set(PERSONA) - {"personality"}):
        row = clone_row(api, source, overrides={field: ANOTHER[field]})
        same(persona_of(row), {**PERSONA, field: ANOTHER[field]}, f"identity of a clone with another {field}")
    for overrides in ({}, dict(ANOTHER)):
        same(persona_of(clone_row(api, source, overrides=overrides)), {**PERSONA, **overrides}, "identity of the clone")
    same(persona_of(clone_row(api, source)), dict(PERSONA), "identity of a clone without overrides")
    name = api.text("Named")
    made = clone(api, source, name=name, overrides={"vibe": "sharper", "gender": "male"}).succeeded(202)
    api.finish(made)
    row = api.call("getInfluencer", made["influencerId"]).succeeded(200)
    promised = {**PERSONA, "vibe": "sharper", "gender": "male", "name": name}
    same({**persona_of(row), "name": row["name"]}, promised, "identity and name of the clone when its job is over")


@check("clone-influencer.overrides-shape")
def overrides_take_what_create_takes(api: Api) -> None:
    """A whole persona lands in the clone of a bare source as it does in a new one; name, id and images are refused."""
    bare = ready_influencer(api)
    for persona in (dict(PERSONA), dict(ANOTHER), {"gender": "unspecified"}, {"gender": "male"}):
        created = api.made("getInfluencer", new_influencer(api, **persona)["influencerId"])
        same(persona_of(clone_row(api, bare, overrides=persona)), persona_of(created), "identity of the clone")
    kept: dict[str, Any] = {
        "name": "Another",
        "influencerId": api.uuid(),
        "referenceImages": {"assetIds": [api.uuid()]},
    }
    for field, value in kept.items():
        clone(api, bare, overrides={field: value}).refused(422, "VALIDATION", path=f"overrides.{field}")


@check("clone-influencer.overrides-personality")
def an_overridden_personality_is_merged(api: Api) -> None:
    """A key that is sent replaces the source's, lists as a whole; the other keys stay, also when the job is over."""
    source = ready_influencer(api, **PERSONA)
    row = clone_row(api, source, overrides={"personality": {"tone": "cool"}})
    same(told_personality(row), {**PERSONA["personality"], "tone": "cool"}, "personality with another tone")
    sent = {"traits": ["blunt"], "humor": "loud"}
    made = clone(api, source, overrides={"vibe": "sharper", "personality": sent}).succeeded(202)
    api.finish(made)
    row = api.call("getInfluencer", made["influencerId"]).succeeded(200)
    same(told_personality(row), {**PERSONA["personality"], **sent}, "personality with other traits and humor")
    row = clone_row(api, ready_influencer(api), overrides={"personality": {"tone": "cool"}})
    same(told_personality(row), {"tone": "cool"}, "personality of the clone of a source without one")


@check("clone-influencer.inherits-project")
def a_clone_lives_in_its_sources_project(api: Api) -> None:
    """Read and listed in the project of its source, not in the one that fields of the call name."""
    home, other = new_project(api), new_project(api)
    source = ready_influencer(api, home, **PERSONA)
    made = [clone(api, source).succeeded(202), clone(api, source, newInfluencerId=api.uuid()).succeeded(202)]
    body = {"name": api.text("Moved")}
    moved: list[dict[str, Any]] = [
        {"body": {**body, "projectId": other}},
        {"body": {**body, "overrides": {"projectId": other}}},
        {"body": body, "query": {"projectId": other}},
    ]
    for options in moved:
        answer = api.call("cloneInfluencer", source, **options)
        made += [answer.json] if answer.is_success else []
    for accepted in made:
        row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
        equal(id_of(row["projectId"]), id_of(home), "project of the clone")
    found = set(ids_of(listed(api, home)))
    holds(found >= {id_of(each["influencerId"]) for each in made}, "a clone that its source's project does not list")
    equal(listed(api, other), [], "influencers of another project")


@check("clone-influencer.leaves-the-source")
def the_source_is_the_same_afterwards(api: Api) -> None:
    """Behind the 202 of a clone with overrides and when its job is over, the whole row reads as before."""
    project = new_project(api)
    source = ready_influencer(api, project, **PERSONA)
    before = settled(api.made("getInfluencer", source))
    item = _item(api, project, source)
    made = [clone(api, source, overrides=overrides).succeeded(202) for overrides in (dict(ANOTHER), {"vibe": "sharper"})]
    for moment in ("behind the 202", "when the jobs are over"):
        same(settled(api.call("getInfluencer", source).succeeded(200)), before, f"the source, {moment}")
        same(_item(api, project, source), item, f"the source's item in the list, {moment}")
        for accepted in made:
            api.finish(accepted)


def _item(api: Api, project: str, influencer: str) -> dict[str, Any]:
    found = next(item for item in listed(api, project) if id_of(item["influencerId"]) == id_of(influencer))
    return {name: value for name, value in found.items() if name != "thumbnailUrl"}
