"""patchEngagement: the fence around the next version, and layers."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..ids import forms
from ..making import new_project
from .settings import LATER, SET, read, settings, with_layer

__all__: list[str] = []

_BOTH = ("twice_engaged_project", "engagement_layer_a", "engagement_layer_b")


@check("patch-engagement.fence")
def fields_of_the_next_version_are_fenced_off(api: Api) -> None:
    """Each of them, in either spelling and with any value, on a project that is set up and on one that never was."""
    for own in (with_layer(api), new_project(api)):
        for name, field, value in LATER:
            for sent in (value, None, "", False):
                api.call("patchEngagement", own, body={name: {field: sent}}).refused(403, "FORBIDDEN_FENCE")
        api.call("patchEngagement", own, body={"enabled": True}).succeeded(200)


@check("patch-engagement.fence-applies-nothing")
def beside_a_fenced_field_nothing_is_applied(api: Api) -> None:
    """Fields on top, in the same object and in another one stay as they were, and no layer is made."""
    for own in (with_layer(api), new_project(api)):
        before = read(api, own)
        for name, field, value in LATER:
            body: dict[str, Any] = {
                "enabled": not before["enabled"],
                "firstComment": {"commentTemplate": "Not to be seen.", "targets": ["instagram"]},
                "replyToComments": {"autoReplyDelay": "PT33M", "targets": ["instagram"]},
            }
            body[name] = {**body.get(name, {}), field: value}
            answer = api.call("patchEngagement", own, body=body)
            holds(not answer.is_success, f"{answer.told} to {field} in {name}")
            equal(read(api, own), before, f"the auto-pilot behind {field} in {name}")


@check("patch-engagement.fence-details")
def the_fence_names_what_it_refuses(api: Api) -> None:
    """`details.fields` has the path of each fenced field that was sent, of one and of all at once, and no others."""
    own = with_layer(api)
    for name, field, value in LATER:
        body = {"enabled": True, name: {field: value}}
        fields = api.call("patchEngagement", own, body=body).refused(403).details.get("fields")
        equal(fields, [f"{name}.{field}"], "details.fields")
    whole: dict[str, Any] = {"enabled": True}
    for name, field, value in LATER:
        whole.setdefault(name, {"targets": ["tiktok"]})[field] = value
    fields = api.call("patchEngagement", own, body=whole).refused(403).details.get("fields")
    equal(sorted(fields or ()), sorted(f"{name}.{field}" for name, field, _ in LATER), "details.fields of all of them")


@check("patch-engagement.layer-optional")
def a_single_layer_may_be_named(api: Api) -> None:
    """Without it, and with it in every form: the same layer is changed each time."""
    own = with_layer(api)
    layer = read(api, own)["projectLayerId"]
    for number, form in enumerate([None, *forms(layer, ["pl_"])]):
        template = f"Template {number}"
        body: dict[str, Any] = {"firstComment": {"commentTemplate": template}}
        answer = api.call("patchEngagement", own, body=body if form is None else {**body, "projectLayerId": form}).succeeded(
            200
        )
        equal((answer["projectLayerId"], answer["firstComment"]["commentTemplate"]), (layer, template), f"layer as {form}")


@check("patch-engagement.layer-named", alone=True)
def the_named_layer_is_changed(api: Api) -> None:
    """Each of two layers by turns, in several forms: the answer tells that one, and the other one has what it had."""
    own, *layers = (api.state(name) for name in _BOTH)
    told = {layer: _of(api, own, layer) for layer in layers}
    holds(told[layers[0]]["projectLayerId"] != told[layers[1]]["projectLayerId"], "one projectLayerId for two layers")
    for turn in range(2):
        for layer in layers:
            template = api.text(f"Turn {turn}")
            form = list(forms(layer, ["pl_"]))[turn]
            body = {"projectLayerId": form, "firstComment": {"commentTemplate": template}}
            answer = api.call("patchEngagement", own, body=body).succeeded(200)
            wanted = told[layer] | {"firstComment": {**told[layer]["firstComment"], "commentTemplate": template}}
            equal(answer, wanted, "the answer about the named layer")
            told[layer] = answer
            equal({one: _of(api, own, one) for one in layers}, told, "both layers behind the change")


def _of(api: Api, own: str, layer: str) -> dict[str, Any]:
    """What a layer reads as: the answer to a patch of it that changes nothing."""
    told: dict[str, Any] = api.made("patchEngagement", own, body={"projectLayerId": layer})
    return told


@check("patch-engagement.layer-ambiguous", alone=True)
def of_two_layers_one_has_to_be_named(api: Api) -> None:
    """409 for each kind of body, an empty one among them; neither layer changes, and one that is named does."""
    own, *layers = (api.state(name) for name in _BOTH)
    before = [_of(api, own, layer) for layer in layers]
    bodies: tuple[dict[str, Any], ...] = ({"enabled": not before[0]["enabled"]}, dict(SET), {})
    for body in bodies:
        api.call("patchEngagement", own, body=body).refused(409, "CONFLICT")
    equal([_of(api, own, layer) for layer in layers], before, "the layers behind the refusals")
    api.call("patchEngagement", own, body={"projectLayerId": layers[0], "enabled": True}).succeeded(200)


@check("patch-engagement.layer-count")
def the_conflict_tells_how_many_layers_there_are(api: Api) -> None:
    """`details.layerCount` is 2 for a project with two, whatever the body."""
    own = api.state("twice_engaged_project")
    for body in ({"enabled": True}, dict(SET)):
        equal(api.call("patchEngagement", own, body=body).refused(409).details.get("layerCount"), 2, "details.layerCount")


@check("patch-engagement.layer-not-found")
def a_layer_of_elsewhere_is_not_found(api: Api) -> None:
    """Unknown, a content layer, another project's, and any on a project without one: 404, and no project changes."""
    own, other, bare = with_layer(api), with_layer(api), new_project(api)
    before = [read(api, one) for one in (own, other, bare)]
    unknown = [api.uuid(), before[1]["projectLayerId"], own]
    for layer in unknown:
        body = {"projectLayerId": layer.replace("prj_", ""), "enabled": False}
        for one in (own, bare):
            api.call("patchEngagement", one, body=body).refused(404, "NOT_FOUND")
    equal([read(api, one) for one in (own, other, bare)], before, "the projects behind the refusals")


@check("patch-engagement.layer-not-found")
def a_content_layer_is_none_of_engagement(api: Api) -> None:
    """The content layer of a project is 404, and the project reads as before."""
    own, layer = api.state("project"), api.state("layer")
    before = read(api, own)
    api.call("patchEngagement", own, body={"projectLayerId": layer, "enabled": True}).refused(404, "NOT_FOUND")
    equal(settings(read(api, own)), settings(before), "the auto-pilot behind the refusal")


@check("patch-engagement.order")
def refusals_come_in_order(api: Api) -> None:
    """An invalid body before an unknown project, that before a fenced field, and that before an unknown or missing layer."""
    own, layer = with_layer(api), api.uuid()
    fenced: dict[str, Any] = {"firstComment": {"strategy": "literal"}, "projectLayerId": layer}
    for body in (
        {**fenced, "enabled": "yes"},
        {"enabled": "yes"},
        {"replyToComments": {"autoReplyDelay": "PT1S", "tone": "warm"}},
    ):
        for one in (api.uuid(), own):
            api.call("patchEngagement", one, body=body).refused(422, "VALIDATION")
    api.call("patchEngagement", api.uuid(), body=fenced).refused(404, "NOT_FOUND")
    api.call("patchEngagement", own, body=fenced).refused(403, "FORBIDDEN_FENCE")
    api.call("patchEngagement", own, body={"projectLayerId": layer}).refused(404, "NOT_FOUND")


@check("patch-engagement.order")
def the_fence_comes_before_the_choice_of_a_layer(api: Api) -> None:
    """On a project with two layers a fenced field is 403 without a layer, and 409 is for what is not fenced."""
    own = api.state("twice_engaged_project")
    api.call("patchEngagement", own, body={"replies": {"tone": "warm"}}).refused(403, "FORBIDDEN_FENCE")
    api.call("patchEngagement", own, body={"enabled": True}).refused(409, "CONFLICT")
