"""The body of a regeneration: the brief it changes key by key, and what may be left out or is let pass."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import SLIDES, completed, container_now, new_container
from .making import BRIEF, asset_ids, brief_of, regenerate, regenerated

__all__: list[str] = []


@check("regenerate-content.brief-omitted-keys")
def keys_left_out_keep_their_value(api: Api) -> None:
    """Each key is changed alone while the others stay; an empty brief and none change nothing."""
    id_ = new_container(api, brief=BRIEF)
    promised = brief_of(container_now(api, id_))
    for part in ({"topic": "winter"}, {"angle": "in the rain"}, {"cta": "Come by"}, {}):
        promised |= part
        equal(brief_of(regenerated(api, id_, {"brief": part})), promised, f"the brief after {part}")
    equal(brief_of(regenerated(api, id_, {})), promised, "the brief after no brief")


@check("regenerate-content.brief-value-propositions")
def value_propositions_are_replaced(api: Api) -> None:
    """The list that is sent is the list, be it shorter, longer, in another order or empty."""
    id_ = new_container(api, brief=BRIEF)
    for given in (["warm", "quick"], ["quick", "warm", "bright", "calm"], ["calm"], []):
        read = regenerated(api, id_, {"brief": {"valuePropositions": given}})
        equal(read["brief"]["valuePropositions"], given, "valuePropositions")


@check("regenerate-content.body-optional")
def everything_in_the_body_may_be_left_out(api: Api) -> None:
    """No body, an empty one, and each field alone are taken, and new media are made."""
    id_ = new_container(api)
    completed(api, regenerate(api, id_).succeeded(202))
    references = {"sourcePostIds": [api.state("post")], "assetIds": asset_ids(container_now(api, id_))[:1]}
    bodies: list[dict[str, Any]] = [
        {}, {"brief": {}}, {"brief": {"topic": "tides"}}, {"references": {}}, {"references": references},
        {"references": {"assetIds": []}}, {"preserveAssets": False},
    ]  # fmt: skip
    for body in bodies:
        before = asset_ids(container_now(api, id_))
        completed(api, regenerate(api, id_, body).succeeded(202))
        holds(asset_ids(container_now(api, id_)) != before, f"the assets are the old ones after {body}")


@check("regenerate-content.unknown-fields")
def unknown_fields_have_no_effect(api: Api) -> None:
    """Fields of neighbours and fields of nobody are let pass, in the body and in the brief, and change nothing."""
    id_, text = new_container(api, brief=BRIEF), api.text("Caption")
    before = container_now(api, id_)
    strange = {"format": "video_remix", "caption": text, "firstComment": text, "approvalStatus": "approved", "colour": "red"}
    after = regenerated(api, id_, {**strange, "brief": {"mood": "calm", "caption": text}})
    equal(brief_of(after), BRIEF, "the brief")
    equal(after["format"], SLIDES, "format")
    equal(after["approvalStatus"], before["approvalStatus"], "approvalStatus")
    holds(text not in {after["caption"], after["firstComment"]}, "caption or firstComment is that of an unknown field")
