"""Servers that take the body of a generation wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of, refuses, with_json

__all__ = ["MUTANTS"]

_GENERATE, _GET = "generateContent", "getContent"


def _brief(asked: Asked) -> dict[str, Any]:
    brief = (asked.body or {}).get("brief")
    return brief if isinstance(brief, dict) else {}


def _in_brief(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Callable[[], Server]:
    """The brief that reaches the right server is another one."""
    return asks(_GENERATE, lambda body: body | {"brief": change(body["brief"])}, when=_brief)


def _reads(change: Callable[[Any, Any, int], None]) -> Callable[[], Server]:
    """Containers read wrongly: ``change(container, body, number)`` with the request that made it and its place there."""

    def make() -> Server:
        made: dict[str, tuple[Any, int]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _GENERATE and came.status == 202:
                made.update({id_: (asked.body or {}, number) for number, id_ in enumerate(body["containerIds"])})
            if asked.operation == _GET and came.status == 200 and body["id"] in made:
                change(body, *made[body["id"]])
                return with_json(came, body)
            return came

        return server

    return make


def _first_only(container: Any, sent: Any, number: int) -> None:
    if number > 0:
        container["brief"] = {"topic": None, "angle": None, "cta": None, "valuePropositions": []}


def _gone_when_completed(container: Any) -> None:
    if container["status"] == "completed":
        container["brief"]["angle"] = None


def _caption_of_the_body(container: Any, sent: Any, number: int) -> None:
    if container["status"] == "completed" and "caption" in sent:
        container["caption"] = sent["caption"]


def _approval_of_the_body(container: Any, sent: Any, number: int) -> None:
    container["approvalStatus"] = sent.get("approvalStatus", container["approvalStatus"])


def _alone(field: str) -> Callable[[Asked], Any]:
    return lambda asked: set(asked.body or {}) == {field}


MUTANTS = (
    Mutant("generate-content.brief", "cta is not stored.", _in_brief(lambda brief: {k: v for k, v in brief.items() if k != "cta"})),
    Mutant("generate-content.brief", "The first container alone has the brief.", _reads(_first_only)),
    Mutant(
        "generate-content.brief", "valuePropositions are sorted.",
        _in_brief(lambda brief: brief | {"valuePropositions": sorted(brief.get("valuePropositions", []))}),
    ),
    Mutant("generate-content.brief", "angle is gone when the job is completed.", answers(_GET, _gone_when_completed)),
    Mutant(
        "generate-content.brief-concept-keys", "A brief with hook is 422.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: "hook" in _brief(asked)),
    ),
    Mutant(
        "generate-content.brief-concept-keys", "Without a topic, hook is the topic.",
        _in_brief(lambda brief: {"topic": brief["hook"], **brief} if "hook" in brief else brief),
    ),
    Mutant(
        "generate-content.brief-concept-keys", "Each of targetPlatforms gets a container of its own.",
        asks(_GENERATE, lambda body: body | {"variantCount": len(body["brief"]["targetPlatforms"])},
             when=lambda asked: "targetPlatforms" in _brief(asked)),
    ),
    Mutant(
        "generate-content.brief-concept-keys", "themeTags are added to valuePropositions.",
        _in_brief(lambda brief: brief | {"valuePropositions": brief.get("valuePropositions", []) + brief.get("themeTags", [])}),
    ),
    Mutant(
        "generate-content.reference-media-ids", "It is an unknown field, and 422.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: "referenceMediaIds" in _brief(asked)),
    ),
    Mutant(
        "generate-content.reference-media-ids", "There may be one medium at most.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: len(_brief(asked).get("referenceMediaIds", [])) > 1),
    ),
    Mutant(
        "generate-content.reference-media-ids", "Media are 404 as if they were not there.",
        refuses(_GENERATE, 404, "NOT_FOUND", when=lambda asked: _brief(asked).get("referenceMediaIds")),
    ),
    Mutant(
        "generate-content.body-optional", "No body is 400.",
        refuses(_GENERATE, 400, "VALIDATION", when=lambda asked: not asked.request.content),
    ),
    Mutant(
        "generate-content.body-optional", "A body without a brief is 422.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: asked.request.content and not _brief(asked)),
    ),
    Mutant(
        "generate-content.body-optional", "The client's id needs a brief.",
        refuses(_GENERATE, 422, "VALIDATION", when=_alone("id")),
    ),
    Mutant(
        "generate-content.body-optional", "variantCount needs a format.",
        refuses(_GENERATE, 422, "VALIDATION", when=_alone("variantCount")),
    ),
    Mutant(
        "generate-content.unknown-fields", "A field that nobody knows is 422.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: "colour" in (asked.body or {})),
    ),
    Mutant(
        "generate-content.unknown-fields", "A field that nobody knows is 422 in the brief.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: "mood" in _brief(asked)),
    ),
    Mutant(
        "generate-content.unknown-fields", "variations, a neighbour's field, counts the variants.",
        asks(_GENERATE, lambda body: body | {"variantCount": body["variations"]}, when=lambda asked: "variations" in (asked.body or {})),
    ),
    Mutant("generate-content.unknown-fields", "caption is the caption.", _reads(_caption_of_the_body)),
    Mutant("generate-content.unknown-fields", "approvalStatus can be sent.", _reads(_approval_of_the_body)),
)  # fmt: skip
