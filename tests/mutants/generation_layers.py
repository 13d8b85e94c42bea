"""Servers that run a generation in the wrong place."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, refusals, refuses, replies, turns, when_asked

__all__ = ["MUTANTS"]

_GENERATE = "generateContent"


def _place(label: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.path[:1] == (asked.memory.ids[label],)


def _names(asked: Asked, *labels: str) -> bool:
    return (asked.body or {}).get("projectLayerId") in {asked.memory.ids[label] for label in labels}


def _elsewhere(asked: Asked, project: str, **fields: Any) -> Request:
    moved = asked._replace(request=asked.with_url(asked.path[0], asked.memory.ids[project]))
    return moved.with_fields("projectLayerId", **fields)


def _in_project(status: int, code: str, *, also: Callable[[Asked], Any] | None = None) -> Callable[[], Server]:
    """What is refused with that is done in the state `project` instead."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _GENERATE or came.status != status or (also is not None and not also(asked)):
            return came
        return ask(_elsewhere(asked, "project")) if code.encode() in came.content else came

    return lambda: server


def _first_layer(asked: Asked) -> Request:
    is_named = "projectLayerId" in (asked.body or {})
    return asked.request if is_named else asked.with_fields(projectLayerId=asked.memory.ids["layered-project/layer-a"])


def _unlayered(asked: Asked) -> Request:
    return asked.with_fields("projectLayerId")


def _one_layer_told(error: dict[str, Any]) -> None:
    if error.get("details", {}).get("layers"):
        error["details"]["layers"] = error["details"]["layers"][:1]


def _second_layer_nameless(error: dict[str, Any]) -> None:
    for layer in error.get("details", {}).get("layers", [])[1:]:
        del layer["name"]


def _layers_of_elsewhere(error: dict[str, Any]) -> None:
    for number, layer in enumerate(error.get("details", {}).get("layers", [])):
        layer["id"] = f"pl_00000000-0000-4000-8000-00000000000{number}"


def _uncounted(error: dict[str, Any]) -> None:
    if "layerCount" in error.get("details", {}):
        error["details"]["layerCount"] = max(1, error["details"]["layerCount"])


def _counts_as_text(error: dict[str, Any]) -> None:
    if "layerCount" in error.get("details", {}):
        error["details"]["layerCount"] = str(error["details"]["layerCount"])


def _archived_by_patch() -> Server:
    """Knows an archived project by a mark that archiveProject leaves, not by its status."""
    patched: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == "patchProject" and (asked.body or {}).get("status") == "archived":
            patched.add(asked.path[0])
        is_blind = asked.operation == _GENERATE and asked.path[0] in patched
        return ask(_elsewhere(asked, "project") if is_blind else asked.request)

    return server


MUTANTS = (
    Mutant(
        "generate-content.layer-optional", "projectLayerId is required.",
        refuses(_GENERATE, 422, "VALIDATION", when=lambda asked: "projectLayerId" not in (asked.body or {})),
    ),
    Mutant(
        "generate-content.layer-optional", "Several variants need a named layer, however many there are.",
        refuses(_GENERATE, 409, "CONFLICT", when=lambda asked: (asked.body or {}).get("variantCount", 1) > 1
                and "projectLayerId" not in asked.body),
    ),
    Mutant(
        "generate-content.layer-optional", "Without a layer the content goes to another project that has one.",
        when_asked(_GENERATE, lambda asked: _elsewhere(asked, "ranked-project"),
                   when=lambda asked: "projectLayerId" not in (asked.body or {})),
    ),
    Mutant(
        "generate-content.layer-named", "A named layer is not looked at, so that several always conflict.",
        when_asked(_GENERATE, _unlayered, when=lambda asked: "projectLayerId" in (asked.body or {})),
    ),
    Mutant(
        "generate-content.layer-named", "Only the first layer can be named.",
        refuses(_GENERATE, 404, "NOT_FOUND", when=lambda asked: _names(asked, "layered-project/layer-b")),
    ),
    Mutant(
        "generate-content.layer-named", "The second layer makes its content in another project.",
        when_asked(_GENERATE, lambda asked: _elsewhere(asked, "project"),
                   when=lambda asked: _names(asked, "layered-project/layer-b")),
    ),
    Mutant(
        "generate-content.layer-ambiguous", "The first layer is taken where none is named.",
        when_asked(_GENERATE, _first_layer, when=_place("layered-project")),
    ),
    Mutant(
        "generate-content.layer-ambiguous", "The first layer is taken where there is no body.",
        when_asked(_GENERATE, _first_layer, when=lambda asked: _place("layered-project")(asked) and asked.body is None),
    ),
    Mutant("generate-content.layer-ambiguous", "The first layer alone is listed.", refusals(_GENERATE, _one_layer_told)),
    Mutant(
        "generate-content.layer-ambiguous", "It is 422.", turns(_GENERATE, 409, "CONFLICT", to=(422, "VALIDATION")),
    ),
    Mutant("generate-content.layer-details", "The second layer has no name.", refusals(_GENERATE, _second_layer_nameless)),
    Mutant("generate-content.layer-details", "The ids listed are not those of the layers.", refusals(_GENERATE, _layers_of_elsewhere)),
    Mutant("generate-content.layer-details", "No layer counts as one.", refusals(_GENERATE, _uncounted)),
    Mutant("generate-content.layer-details", "layerCount is a text.", refusals(_GENERATE, _counts_as_text)),
    Mutant(
        "generate-content.no-layer", "A layer of another project is taken.",
        when_asked(_GENERATE, lambda asked: _elsewhere(asked, "project"), when=_place("bare-project")),
    ),
    Mutant(
        "generate-content.no-layer", "It is 404.",
        turns(_GENERATE, 409, "CONFLICT", to=(404, "NOT_FOUND"), when=lambda came: _place("bare-project")(came.asked)),
    ),
    Mutant(
        "generate-content.no-layer", "It is refused only where a format is named.",
        when_asked(_GENERATE, lambda asked: _elsewhere(asked, "project"),
                   when=lambda asked: _place("bare-project")(asked) and "format" not in (asked.body or {})),
    ),
    Mutant(
        "generate-content.layer-not-found", "A layer of another project of the organisation is taken.",
        when_asked(_GENERATE, lambda asked: _elsewhere(asked, "layered-project", projectLayerId=asked.body["projectLayerId"]),
                   when=lambda asked: _names(asked, "layered-project/layer-a")),
    ),
    Mutant(
        "generate-content.layer-not-found", "Another organisation's layer is 403.",
        replies(_GENERATE, lambda came, ask: came.response._replace(status=403),
                when=lambda asked: _names(asked, "foreign-project/social-content")),
    ),
    Mutant(
        "generate-content.layer-not-found", "A layer that is unknown conflicts.",
        turns(_GENERATE, 404, "NOT_FOUND", to=(409, "CONFLICT"),
              when=lambda came: not _names(came.asked, "project/social-content", "foreign-project/social-content")),
    ),
    Mutant(
        "generate-content.project-not-found", "Another organisation's project is 403.",
        turns(_GENERATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: _place("foreign-project")(came.asked)),
    ),
    Mutant(
        "generate-content.project-not-found", "Another organisation's project is written to.",
        when_asked(_GENERATE, lambda asked: asked.with_key("other"), when=_place("foreign-project")),
    ),
    Mutant(
        "generate-content.project-not-found", "An unknown project is made up where the client names the container.",
        _in_project(404, "NOT_FOUND", also=lambda asked: "id" in (asked.body or {})),
    ),
    Mutant(
        "generate-content.archived-project", "An archived project is 404.",
        turns(_GENERATE, 409, "CONFLICT", to=(404, "NOT_FOUND")),
    ),
    Mutant("generate-content.archived-project", "Only archiveProject keeps content from being made.", _archived_by_patch),
    Mutant(
        "generate-content.archived-project", "Slideshows are made in an archived project.",
        _in_project(409, "CONFLICT", also=lambda asked: (asked.body or {}).get("format") == "slideshow_remix"),
    ),
)  # fmt: skip
