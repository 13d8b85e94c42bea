"""Servers that take the body of a regeneration wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, asks, read, refuses, remembering, when_asked

__all__ = ["MUTANTS"]

_REGENERATE = "regenerateContent"
_KEYS = ("topic", "angle", "cta")


def _sent(asked: Asked) -> dict[str, Any]:
    return asked.body if isinstance(asked.body, dict) else {}


def _brief(asked: Asked) -> dict[str, Any]:
    brief = _sent(asked).get("brief")
    return brief if isinstance(brief, dict) else {}


def _whole(body: Any) -> Any:
    """The brief that is sent is the brief."""
    return body | {"brief": {**dict.fromkeys(_KEYS, ""), "valuePropositions": [], **body["brief"]}}


def _listless(body: Any) -> Any:
    return body | {"brief": {"valuePropositions": [], **body["brief"]}}


def _added(asked: Asked, ask: Ask) -> Response:
    given = _brief(asked).get("valuePropositions") if asked.operation == _REGENERATE else None
    if not given:
        return ask(asked.request)
    old = read(asked, ask, f"/v1/content/{asked.path[0]}")["brief"]["valuePropositions"]
    return ask(asked.with_body({**asked.body, "brief": {**_brief(asked), "valuePropositions": [*old, *given]}}))


def _empty_list_ignored(body: Any) -> Any:
    brief = {name: value for name, value in body["brief"].items() if name != "valuePropositions" or value}
    return body | {"brief": brief}


def _reads_back(name: str) -> Callable[[], Server]:
    """What is sent under a name is read back from the container."""

    def note(asked: Asked, body: Any) -> dict[str, Any]:
        return {body["containerId"]: _sent(asked)[name]} if name in _sent(asked) else {}

    def use(asked: Asked, body: Any, notes: list[dict[str, Any]]) -> Any:
        if asked.operation != "getContent":
            return None
        return body | {name: next((each[body["id"]] for each in reversed(notes) if body["id"] in each), body[name])}

    return remembering(_REGENERATE, note, use)


MUTANTS = (
    Mutant(
        "regenerate-content.brief-omitted-keys", "The brief that is sent replaces the old one.",
        asks(_REGENERATE, _whole, when=lambda asked: "brief" in _sent(asked)),
    ),
    Mutant(
        "regenerate-content.brief-omitted-keys", "valuePropositions are emptied where they are left out.",
        asks(_REGENERATE, _listless, when=_brief),
    ),
    Mutant(
        "regenerate-content.brief-omitted-keys", "Without a brief the call to action is lost.",
        when_asked(_REGENERATE, lambda asked: asked.with_fields(brief={"cta": ""}), when=lambda asked: "brief" not in _sent(asked)),
    ),
    Mutant("regenerate-content.brief-value-propositions", "They are added to the old ones.", lambda: _added),
    Mutant(
        "regenerate-content.brief-value-propositions", "An empty list changes nothing.",
        asks(_REGENERATE, _empty_list_ignored, when=_brief),
    ),
    Mutant(
        "regenerate-content.brief-value-propositions", "They are cut to three.",
        asks(_REGENERATE, lambda body: body | {"brief": body["brief"] | {"valuePropositions": body["brief"]["valuePropositions"][:3]}},
             when=lambda asked: "valuePropositions" in _brief(asked)),
    ),
    Mutant(
        "regenerate-content.body-optional", "No body is 400.",
        refuses(_REGENERATE, 400, "VALIDATION", when=lambda asked: not asked.request.content),
    ),
    Mutant(
        "regenerate-content.body-optional", "An empty body asks for nothing, and is 422.",
        refuses(_REGENERATE, 422, "VALIDATION", when=lambda asked: asked.request.content and not _sent(asked)),
    ),
    Mutant(
        "regenerate-content.body-optional", "references need a brief.",
        refuses(_REGENERATE, 422, "VALIDATION", when=lambda asked: "references" in _sent(asked) and "brief" not in _sent(asked)),
    ),
    Mutant(
        "regenerate-content.unknown-fields", "A field that nobody knows is 422.",
        refuses(_REGENERATE, 422, "VALIDATION", when=lambda asked: "colour" in _sent(asked)),
    ),
    Mutant("regenerate-content.unknown-fields", "caption is the caption.", _reads_back("caption")),
    Mutant("regenerate-content.unknown-fields", "format is the new format.", _reads_back("format")),
    Mutant(
        "regenerate-content.unknown-fields", "A key that the brief does not know is 422.",
        refuses(_REGENERATE, 422, "VALIDATION", when=lambda asked: "mood" in _brief(asked)),
    ),
)  # fmt: skip
