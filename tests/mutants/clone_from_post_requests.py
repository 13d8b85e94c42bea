"""Servers that read variations, overrides or unknown fields wrongly, or refuse in the wrong way."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.clone_from_post_servers import CLONE, elsewhere, is_made, spoils
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    asks,
    json_of,
    refusal,
    refuses,
    replies,
    turns,
    without,
)

__all__ = ["MUTANTS"]

_KNOWN = {"projectId", "projectLayerId", "sourcePlatformPostId", "mode", "variations", "overrides"}
_TEXTS = {"caption", "cta", "voiceOverScript"}


def _mode(asked: Asked) -> Any:
    return asked.body.get("mode", "fork")


def _overrides(asked: Asked) -> Any:
    return asked.body.get("overrides") or {}


def _one_less(body: Any) -> Any:
    return body | {"variations": max(1, body.get("variations", 1) - 1)}


def _many(response: Response, asked: Asked, ask: Ask) -> None:
    for number in range(1, asked.body.get("variations", 1)):
        ask(elsewhere(asked, str(number)))


def _one_container_each(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == CLONE and is_made(came):
        _many(came, asked, ask)
    return came


def _split_at_the_end() -> Server:
    """Each variation becomes a container of its own when the job is over."""
    running: dict[str, Asked] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came):
            running[json_of(came)["jobId"]] = asked
        if asked.operation == "getJob" and is_made(came) and json_of(came)["status"] == "completed":
            first = running.pop(json_of(came)["jobId"], None)
            if first is not None:
                _many(came, first, ask)
        return came

    return server


def _same_asset(container: Any, sent: Any) -> None:
    container["assets"] = container["assets"][:1] * len(container["assets"])


def _one_set(container: Any, sent: Any) -> None:
    container["assets"] = container["assets"][: len(container["assets"]) // sent.get("variations", 1)]


def _with_hashtag(container: Any, sent: Any) -> None:
    if "caption" in (sent.get("overrides") or {}):
        container["caption"] = f"{container['caption']} #tea"


def _in_one_line(container: Any, sent: Any) -> None:
    container["caption"] = " ".join((container["caption"] or "").split())


def _cta_in_caption(container: Any, sent: Any) -> None:
    """The call to action ends the caption, and the brief keeps that of the source."""
    overrides = sent.get("overrides") or {}
    if "cta" in overrides:
        container["caption"] = f"{container['caption']} {overrides['cta']}"
        container["brief"]["cta"] = "Follow for part two"


def _cta_lost_at_the_end(container: Any, sent: Any) -> None:
    if container["status"] == "completed" and sent.get("mode") == "reimagine":
        container["brief"]["cta"] = None


def _drops(name: str, when: Callable[[Asked], object]) -> Any:
    """An override is not read where ``when`` says so."""
    return asks(CLONE, lambda body: body | {"overrides": without(body["overrides"], name)}, when=when)


def _looks_at_the_id_last(came: Came, ask: Ask) -> Response:
    """What else is wrong with a request is told before its id is looked at."""
    if came.status != 409:
        return came.response
    other = ask(elsewhere(came.asked))
    return other if other.status == 404 else came.response


def _looks_at_layers_first(came: Came, ask: Ask) -> Response:
    asked = came.asked
    shaky = {asked.memory.ids["layered-project"], asked.memory.ids["bare-project"]}
    is_shaky = asked.body.get("projectId") in shaky and "projectLayerId" not in asked.body
    return refusal(came.response, 409, "CONFLICT") if came.status == 404 and is_shaky else came.response


def _looks_at_archiving_last() -> Server:
    """Whether the project is archived is looked at after the source."""
    archived: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "archiveProject":
            archived.add(asked.path[0])
        if asked.operation == CLONE and came.status == 409 and asked.body["projectId"] in archived:
            other = ask(asked.with_body(asked.body | {"projectId": asked.memory.ids["project"]}))
            return other if other.status == 404 else came
        return came

    return server


def _looks_at_credits_first(came: Came, ask: Ask) -> Response:
    if came.asked.key != "broke" or came.status not in {404, 409}:
        return came.response
    return refusal(came.response, 402, "BILLING_EXHAUSTED", {"required": 120, "balance": 0})


def _looks_at_the_layer_after_credits(came: Came, ask: Ask) -> Response:
    if came.asked.key != "broke" or came.status != 404 or "projectLayerId" not in came.asked.body:
        return came.response
    return refusal(came.response, 402, "BILLING_EXHAUSTED", {"required": 120, "balance": 0})


def _unknown_caption(container: Any, sent: Any) -> None:
    if "caption" in sent and container["status"] == "completed":
        container["caption"] = sent["caption"]


def _unknown_format(container: Any, sent: Any) -> None:
    container["format"] = sent.get("format", container["format"])


def _body_id(asked: Asked, ask: Ask) -> Response:
    """An id in the body makes another container, as that of generateContent does."""
    came = ask(asked.request)
    if asked.operation == CLONE and is_made(came) and "id" in asked.body:
        ask(asked.with_url(f"/{asked.path[0]}/", f"/{asked.body['id']}/"))
    return came


def _id_faults(came: Came) -> bool:
    """Whether what is wrong is the id in the path: then it is wrong for reading, too."""
    return came.asked.path[0].count("-") != 4


def _made_all_the_same(came: Came, ask: Ask) -> Response:
    """Too many variations are refused, and as many as there may be are made."""
    body = came.asked.body
    if came.status == 422 and isinstance(body, dict) and body.get("variations") == 11:
        ask(came.asked.with_body(body | {"variations": 10}))
    return came.response


MUTANTS = (
    Mutant("clone-from-post.variations-default", "Left out, variations mean 2.", asks(CLONE, lambda body: {"variations": 2} | body)),
    Mutant("clone-from-post.variations-default", "A reimagined clone makes 3 variations where it is told none.", asks(
        CLONE, lambda body: {"variations": 3} | body, when=lambda asked: _mode(asked) == "reimagine")),
    Mutant("clone-from-post.one-job", "Each variation is a container.", lambda: _one_container_each),
    Mutant("clone-from-post.one-job", "When the job is over, each variation gets a container of its own.", _split_at_the_end),
    Mutant("clone-from-post.variations-assets", "One variation too few is made.", asks(CLONE, _one_less)),
    Mutant("clone-from-post.variations-assets", "All variations are the same asset.", spoils(_same_asset)),
    Mutant("clone-from-post.variations-assets", "The container shows the first variation alone.", spoils(_one_set)),
    Mutant("clone-from-post.overrides-optional", "Empty overrides are refused.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: asked.body.get("overrides") == {})),
    Mutant("clone-from-post.overrides-optional", "A call to action needs a caption beside it.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: "cta" in _overrides(asked) and "caption" not in _overrides(asked))),
    Mutant("clone-from-post.overrides-caption", "A reimagined clone writes its caption itself.", _drops(
        "caption", lambda asked: _mode(asked) == "reimagine" and _overrides(asked))),
    Mutant("clone-from-post.overrides-caption", "A hashtag is put behind the caption.", spoils(_with_hashtag)),
    Mutant("clone-from-post.overrides-caption", "Line breaks in a caption become spaces.", spoils(_in_one_line)),
    Mutant("clone-from-post.overrides-caption", "A caption is cut at 1000 letters.", asks(CLONE, lambda body: body | {
        "overrides": body["overrides"] | {"caption": body["overrides"]["caption"][:1000]}},
        when=lambda asked: "caption" in _overrides(asked))),
    Mutant("clone-from-post.overrides-cta", "A call to action is read only where no caption is sent.", _drops(
        "cta", lambda asked: {"caption", "cta"} <= _overrides(asked).keys())),
    Mutant("clone-from-post.overrides-cta", "The call to action goes to the caption.", spoils(_cta_in_caption)),
    Mutant("clone-from-post.overrides-cta", "A completed reimagined clone has lost its call to action.", spoils(
        _cta_lost_at_the_end)),
    Mutant("clone-from-post.validation-code", "A malformed id in the path has the code of other pages.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(422, "VALIDATION"), when=_id_faults)),
    Mutant("clone-from-post.validation-code", "Faults of overrides have the code of other pages.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(422, "VALIDATION"), when=lambda came: "overrides" in (came.asked.body or {}))),
    Mutant("clone-from-post.validation-code", "Too many variations are refused, and 10 are made.", replies(CLONE, _made_all_the_same)),
    Mutant("clone-from-post.validation-status", "A body that is no object is 400.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(400, "VALIDATION_FAILED"), when=lambda came: isinstance(came.asked.body, list))),
    Mutant("clone-from-post.validation-status", "A malformed id in the path is 404.", turns(
        CLONE, 422, "VALIDATION_FAILED", to=(404, "VALIDATION_FAILED"), when=_id_faults)),
    Mutant("clone-from-post.unknown-fields", "Unknown fields are refused.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: asked.body.keys() - _KNOWN)),
    Mutant("clone-from-post.unknown-fields", "Unknown overrides are refused.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: _overrides(asked).keys() - _TEXTS)),
    Mutant("clone-from-post.unknown-fields", "A caption beside the overrides becomes the caption.", spoils(_unknown_caption)),
    Mutant("clone-from-post.unknown-fields", "format is read as generateContent reads it.", spoils(_unknown_format)),
    Mutant("clone-from-post.unknown-fields", "variantCount stands for variations.", asks(
        CLONE, lambda body: {"variations": body["variantCount"]} | body, when=lambda asked: "variantCount" in asked.body)),
    Mutant("clone-from-post.unknown-fields", "An id in the body makes a second container.", lambda: _body_id),
    Mutant("clone-from-post.order", "A taken id is looked at after everything else.", replies(CLONE, _looks_at_the_id_last)),
    Mutant("clone-from-post.order", "The layer is looked at before the source.", replies(CLONE, _looks_at_layers_first)),
    Mutant("clone-from-post.order", "The source is looked at before the project is found archived.", _looks_at_archiving_last),
    Mutant("clone-from-post.order", "An empty wallet is told first.", replies(CLONE, _looks_at_credits_first)),
    Mutant("clone-from-post.order", "The layer is looked at after the wallet.", replies(CLONE, _looks_at_the_layer_after_credits)),
)  # fmt: skip
