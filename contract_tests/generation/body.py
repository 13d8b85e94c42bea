"""The body of a generation: the brief, and what may be left out or is let pass."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import SLIDES, completed, container_now, generated, medium
from .making import BRIEF, brief_of, generate

__all__: list[str] = []

_CONCEPT_KEYS: dict[str, Any] = {
    "hook": "You are drinking it wrong.",
    "targetPlatforms": ["tiktok", "instagram"],
    "themeTags": ["calm", "craft"],
    "language": "en",
}


@check("generate-content.brief")
def the_brief_is_stored_with_each_container(api: Api) -> None:
    """Every container reads the brief that was sent, in order, at once and when it is completed."""
    accepted = generate(api, brief=BRIEF, variantCount=3).succeeded(202)
    _all_have(api, accepted, BRIEF, "at once")
    completed(api, accepted)
    _all_have(api, accepted, BRIEF, "when the job is completed")
    part = {"angle": "patience as luxury", "valuePropositions": []}
    (id_,) = generate(api, brief=part).succeeded(202)["containerIds"]
    read = brief_of(container_now(api, id_))
    equal({name: read[name] for name in part}, part, "the keys that were sent of a brief")


@check("generate-content.brief-concept-keys")
def keys_of_the_concept_page_have_no_effect(api: Api) -> None:
    """Taken, alone and beside the others; one container comes of it, with the brief that the other keys make."""
    concept = {**_CONCEPT_KEYS, "influencerId": api.state("influencer")}
    (plain,) = generated(api)["containerIds"]
    for brief, promised in ((concept, brief_of(container_now(api, plain))), ({**BRIEF, **concept}, BRIEF)):
        accepted = generate(api, brief=brief).succeeded(202)
        equal(len(accepted["containerIds"]), 1, "the number of containers")
        completed(api, accepted)
        _all_have(api, accepted, promised, "of a request with keys of the concept page")


@check("generate-content.reference-media-ids")
def reference_media_are_taken(api: Api) -> None:
    """One uploaded medium and two are taken, and the container is completed."""
    media = [medium(api)["mediaId"] for _ in range(2)]
    for ids in ([], media[:1], media):
        accepted = generate(api, brief={"topic": "tides", "referenceMediaIds": ids}).succeeded(202)
        completed(api, accepted)
        equal(container_now(api, accepted["containerIds"][0])["status"], "completed", "status")


@check("generate-content.body-optional")
def everything_in_the_body_may_be_left_out(api: Api) -> None:
    """No body, an empty one, and each field alone are taken, and the content is made."""
    place = api.state("project")
    bodies: list[dict[str, Any]] = [
        {}, {"format": SLIDES}, {"variantCount": 1}, {"brief": {}}, {"brief": {"topic": "tides"}},
        {"brief": {"valuePropositions": []}},
        {"id": api.uuid()}, {"projectLayerId": api.state("layer")},
    ]  # fmt: skip
    made = [api.call("generateContent", place).succeeded(202)]
    made += [api.call("generateContent", place, body=body).succeeded(202) for body in bodies]
    for accepted in made:
        completed(api, accepted)
        read = container_now(api, accepted["containerIds"][0])
        holds(read["assets"], f"{read['id']} has no assets when its job is completed")


@check("generate-content.unknown-fields")
def unknown_fields_have_no_effect(api: Api) -> None:
    """Fields of neighbours and fields of nobody are let pass, in the body and in the brief, and change nothing."""
    caption = api.text("Caption")
    strange: dict[str, Any] = {"variations": 3, "caption": caption, "approvalStatus": "approved", "colour": "red"}
    accepted = generate(api, brief={**BRIEF, "mood": "calm", "caption": caption}, **strange).succeeded(202)
    equal(len(accepted["containerIds"]), 1, "the number of containers")
    completed(api, accepted)
    read = container_now(api, accepted["containerIds"][0])
    plain = container_now(api, generated(api)["containerIds"][0])
    equal(brief_of(read), BRIEF, "the brief")
    equal(read["format"], SLIDES, "format")
    equal(read["approvalStatus"], plain["approvalStatus"], "approvalStatus")
    holds(read["caption"] != caption, "the caption is that of an unknown field")


def _all_have(api: Api, accepted: Any, brief: dict[str, Any], when: str) -> None:
    for id_ in accepted["containerIds"]:
        equal(brief_of(container_now(api, id_)), brief, f"the brief of {id_} {when}")
