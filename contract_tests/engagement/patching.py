"""patchEngagement: what a body changes."""

from collections.abc import Mapping
from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project
from .settings import CHANGES, SET, UNTOUCHED, read, settings, with_layer

__all__: list[str] = []

_TAKEN = ("PT30S", "PT31S", "PT59S", "PT90S", "PT1M", "PT1M30S", "PT3M", "PT59M", "PT59M59S", "PT60M", "PT3600S", "PT1H")
_REFUSED = (
    "PT29S", "PT1S", "PT0S", "PT3601S", "PT61M", "PT60M1S", "PT1H1S", "PT1H1M", "PT2H", "P1D", "PT", "P", "", "3M", "pt3m",
    "PT3", "PT3m", "-PT3M", "PT3M ", "180", "00:03:00", "P3M", "PTM", "PT-3M",
)  # fmt: skip


def merged(told: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Settings behind a patch: objects field by field, all else as it was sent."""
    after = {name: {**told[name], **value} if isinstance(value, dict) else value for name, value in body.items()}
    return {**told, **after}


@check("patch-engagement.partial")
def what_is_sent_changes_and_the_rest_stays(api: Api) -> None:
    """Each field alone and several at once, on a project that is set up and on one that never was."""
    for own, begun in ((with_layer(api), SET), (new_project(api), UNTOUCHED)):
        promised = dict(begun)
        for body in CHANGES:
            promised = merged(promised, body)
            api.call("patchEngagement", own, body=dict(body)).succeeded(200)
            equal(settings(read(api, own)), promised, f"the auto-pilot behind {dict(body)}")


@check("patch-engagement.answer")
def the_answer_is_what_is_read_next(api: Api) -> None:
    """200 and every field as getEngagement tells it, of the first change and of later ones."""
    own = new_project(api)
    before = read(api, own)
    for body in (SET, *CHANGES):
        answer = api.call("patchEngagement", own, body=dict(body)).succeeded(200)
        equal(answer, read(api, own), f"the answer to {dict(body)}")
        holds(answer != before, f"an answer that tells nothing of {dict(body)}")
        before = answer


@check("patch-engagement.targets-replace")
def targets_are_replaced_as_a_whole(api: Api) -> None:
    """One for two, two in either order, none: told as they were sent, in either object."""
    own = with_layer(api)
    for targets in (["instagram"], ["instagram", "tiktok"], [], ["tiktok"], ["tiktok", "instagram"]):
        for name in ("firstComment", "replyToComments"):
            answer = api.call("patchEngagement", own, body={name: {"targets": targets}}).succeeded(200)
            for told in (answer, read(api, own)):
                equal(told[name]["targets"], targets, f"targets of {name}")


@check("patch-engagement.empty")
def a_body_without_fields_changes_nothing(api: Api) -> None:
    """Empty, with empty objects and with unknown fields alone: 200, all as before, and no layer where there was none."""
    bodies: tuple[dict[str, Any], ...] = ({}, {"firstComment": {}}, {"replyToComments": {}, "firstComment": {}}, {"colour": 1})
    for own in (with_layer(api), new_project(api)):
        before = read(api, own)
        for body in bodies:
            equal(api.call("patchEngagement", own, body=body).succeeded(200), before, f"the answer to {body}")
            equal(read(api, own), before, f"the auto-pilot behind {body}")


@check("patch-engagement.first-makes-layer")
def the_first_change_makes_the_layer(api: Api) -> None:
    """Whichever field is sent first; the second change goes on with the same layer."""
    for body in CHANGES:
        own = new_project(api)
        holds("projectLayerId" not in read(api, own), "a layer before the first change")
        first = api.call("patchEngagement", own, body=dict(body)).succeeded(200)
        holds(first.get("projectLayerId"), f"no projectLayerId behind {dict(body)}")
        second = api.call("patchEngagement", own, body={"enabled": True}).succeeded(200)
        equal(second.get("projectLayerId"), first["projectLayerId"], "projectLayerId of the second change")
        equal(settings(second), {**merged(UNTOUCHED, body), "enabled": True}, "the auto-pilot behind both")


@check("patch-engagement.one-project")
def other_projects_stay(api: Api) -> None:
    """A project that is set up and one that never was read as before behind changes of a third."""
    own, others = new_project(api), (with_layer(api), new_project(api))
    before = [read(api, other) for other in others]
    for body in CHANGES:
        api.call("patchEngagement", own, body=dict(body)).succeeded(200)
        equal([read(api, other) for other in others], before, f"the auto-pilot of other projects behind {dict(body)}")


@check("patch-engagement.reply-delay")
def a_delay_is_half_a_minute_to_an_hour(api: Api) -> None:
    """Durations from PT30S to PT1H are told as they were sent; shorter and longer ones, and what is none, is 422."""
    own = with_layer(api)
    for delay in _TAKEN:
        api.call("patchEngagement", own, body={"replyToComments": {"autoReplyDelay": delay}}).succeeded(200)
        equal(read(api, own)["replyToComments"]["autoReplyDelay"], delay, "autoReplyDelay")
    for delay in _REFUSED:
        answer = api.call("patchEngagement", own, body={"replyToComments": {"autoReplyDelay": delay}})
        answer.refused(422, "VALIDATION", path="replyToComments.autoReplyDelay")
    equal(read(api, own)["replyToComments"]["autoReplyDelay"], _TAKEN[-1], "autoReplyDelay behind the refusals")


@check("patch-engagement.comment-template")
def a_template_has_one_to_five_hundred_characters(api: Api) -> None:
    """Of 1 and of 500 characters, of any script, it is told as it was sent; none and 501 are 422 and change nothing."""
    own = with_layer(api)
    for template in ("!", "x" * 500, "\u00e9\u4f60\U0001f375" * 166, " two  spaces "):
        api.call("patchEngagement", own, body={"firstComment": {"commentTemplate": template}}).succeeded(200)
        equal(read(api, own)["firstComment"]["commentTemplate"], template, "commentTemplate")
    for template in ("", "x" * 501, "\U0001f375" * 501):
        answer = api.call("patchEngagement", own, body={"enabled": False, "firstComment": {"commentTemplate": template}})
        answer.refused(422, "VALIDATION", path="firstComment.commentTemplate")
    told = read(api, own)
    equal((told["enabled"], told["firstComment"]["commentTemplate"]), (True, " two  spaces "), "what the refusals left")


@check("patch-engagement.unknown-fields")
def unknown_fields_are_ignored(api: Api) -> None:
    """On top and within the objects, beside a field that is known: that one is set, and the others are told nowhere."""
    own = with_layer(api)
    bodies: tuple[dict[str, Any], ...] = (
        {"colour": "blue", "enabled": False},
        {"firstComment": {"colour": "blue", "targets": ["tiktok"]}},
        {"replyToComments": {"colour": "blue", "autoReplyDelay": "PT4M"}, "replies": {"colour": "blue"}},
    )
    promised = dict(SET)
    for body in bodies:
        answer = api.call("patchEngagement", own, body=body).succeeded(200)
        known = {name: _known(value) for name, value in body.items() if name not in {"colour", "replies"}}
        promised = merged(promised, known)
        told = read(api, own)
        equal(settings(told), promised, f"the auto-pilot behind {body}")
        holds("colour" not in repr((answer, told)), f"an unknown field in the answer {answer}")


def _known(value: Any) -> Any:
    return {name: inner for name, inner in value.items() if name != "colour"} if isinstance(value, dict) else value


@check("patch-engagement.not-found")
def patching_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown project and one of another organisation, which reads as before, whatever the body."""
    foreign = api.state("foreign_project")
    before = api.made("getEngagement", foreign, key="other")
    bodies: tuple[dict[str, Any], ...] = ({"enabled": True}, {}, dict(SET), {"projectLayerId": api.uuid(), "enabled": True})
    for own in (api.uuid(), foreign):
        for body in bodies:
            api.call("patchEngagement", own, body=body).refused(404, "NOT_FOUND")
    equal(read(api, foreign, key="other"), before, "the auto-pilot of another organisation's project")
