"""getEngagement."""

import re

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project
from .settings import CHANGES, LATER, SET, UNTOUCHED, read, settings, with_layer

__all__: list[str] = []

_LAYER = re.compile("pl_[0-7][0-9A-HJKMNP-TV-Z]{25}")


@check("get-engagement.fields")
def every_field_is_told(api: Api) -> None:
    """All fields with their types, of projects that were set up, set up in part and never set up."""
    partly = new_project(api)
    api.made("patchEngagement", partly, body={"enabled": True})
    for own in (with_layer(api), partly, new_project(api)):
        told = read(api, own)
        first, replies = told.get("firstComment") or {}, told.get("replyToComments") or {}
        holds(isinstance(told.get("enabled"), bool), f"enabled {told.get('enabled')!r}")
        for part in (first, replies):
            holds(isinstance(part.get("targets"), list), f"targets {part.get('targets')!r}")
        holds(isinstance(first.get("commentTemplate"), str), f"commentTemplate {first.get('commentTemplate')!r}")
        delay = replies.get("autoReplyDelay")
        holds(isinstance(delay, str) and delay.startswith("PT"), f"autoReplyDelay {delay!r}")


@check("get-engagement.untouched")
def an_untouched_project_is_switched_off(api: Api) -> None:
    """Off, without targets, template and layer, with the delay PT3M: of a new project, however often it is read."""
    own = new_project(api)
    for _ in range(2):
        told = read(api, own)
        equal(settings(told), dict(UNTOUCHED), "the auto-pilot of a new project")
        holds("projectLayerId" not in told, f"projectLayerId {told.get('projectLayerId')!r} of a new project")


@check("get-engagement.layer-id")
def the_layer_is_told_and_stays(api: Api) -> None:
    """A ULID behind pl_ in each answer and read from the first change on, another one for another project."""
    own, seen = new_project(api), set()
    for body in ({"enabled": True}, *CHANGES):
        told = api.call("patchEngagement", own, body=dict(body)).succeeded(200)
        seen |= {told.get("projectLayerId"), read(api, own).get("projectLayerId")}
    equal(len(seen), 1, "different projectLayerIds of one project")
    layer = seen.pop()
    holds(isinstance(layer, str) and _LAYER.fullmatch(layer), f"projectLayerId {layer!r}")
    other = read(api, with_layer(api)).get("projectLayerId")
    holds(other != layer, f"the projectLayerId {other} for two projects")


@check("get-engagement.tells-what-was-set")
def every_key_reads_what_was_set(api: Api) -> None:
    """Keys with and without a scope list, at once and later, and what another key changed since."""
    own = with_layer(api)
    for role in ("full", "second", "limited"):
        equal(settings(read(api, own, key=role)), dict(SET), f"the auto-pilot as the key {role} reads it")
    api.let_pass(90_000)
    equal(settings(read(api, own)), dict(SET), "the auto-pilot later")
    changed = {**SET, "enabled": False}
    api.call("patchEngagement", own, body={"enabled": False}, key="second").succeeded(200)
    for role in ("full", "limited"):
        equal(settings(read(api, own, key=role)), changed, f"the auto-pilot as the key {role} reads it behind a change")


@check("get-engagement.disabled-keeps")
def switched_off_it_keeps_its_settings(api: Api) -> None:
    """Off, on and off again: the other settings stay; what is set while it is off is told as well."""
    own = with_layer(api)
    for enabled in (False, True, False):
        api.call("patchEngagement", own, body={"enabled": enabled}).succeeded(200)
        equal(settings(read(api, own)), {**SET, "enabled": enabled}, f"the auto-pilot with enabled {enabled}")
    template = {"firstComment": {"commentTemplate": "Set while it is off."}}
    api.call("patchEngagement", own, body=template).succeeded(200)
    told = read(api, own)
    equal((told["enabled"], told["firstComment"]["commentTemplate"]), (False, "Set while it is off."), "enabled and template")


@check("get-engagement.no-later-fields")
def fields_of_the_next_version_are_not_told(api: Api) -> None:
    """In no answer, of untouched projects and of those that are set up, and not behind a patch that tried to set one."""
    own = with_layer(api)
    for name, field, value in LATER:
        api.call("patchEngagement", own, body={name: {field: value}})
    answers = [
        read(api, own),
        read(api, new_project(api)),
        api.call("patchEngagement", own, body={"enabled": True}).succeeded(200),
    ]
    for told in answers:
        equal(settings(told)["replyToComments"].keys(), {"targets", "autoReplyDelay"}, "fields of replyToComments")
        for name, field, _ in LATER:
            holds(field not in told and field not in (told.get(name) or {}), f"{field} in the answer {told}")


@check("get-engagement.oldest-layer", alone=True)
def of_two_layers_the_older_one_is_told(api: Api) -> None:
    """Before and behind a change of either; its settings and its id."""
    own, older, younger = (api.state(name) for name in ("twice_engaged_project", "engagement_layer_a", "engagement_layer_b"))
    for layer in (None, younger, older):
        if layer is not None:
            body = {"projectLayerId": layer, "firstComment": {"commentTemplate": api.text("Template")}}
            changed = api.made("patchEngagement", own, body=body)
            if layer == older:
                equal(read(api, own), changed, "the auto-pilot behind a change of the older layer")
        equal(read(api, own).get("projectLayerId"), older, "projectLayerId")


@check("get-engagement.not-found")
def reading_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown project and one of another organisation, which its own key reads."""
    foreign = api.state("foreign_project")
    for own in (api.uuid(), foreign):
        api.call("getEngagement", own).refused(404, "NOT_FOUND")
    api.call("getEngagement", foreign, key="other").succeeded(200)
