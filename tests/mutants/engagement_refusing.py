"""Servers that get the fence and the layers of engagement wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.engagement_servers import LATER, PATCH, fenced, is_twice, patched
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, refusal, refusals, refuses, replies, turns, when_asked

__all__ = ["MUTANTS"]


def _unfenced(body: Any) -> Any:
    """The body without its fenced fields."""
    return {
        name: {field: value for field, value in inner.items() if field not in LATER.get(name, ())}
        if isinstance(inner, dict)
        else inner
        for name, inner in body.items()
    }


def _takes_fenced(when: Callable[[Any], object]) -> Callable[[], Server]:
    """Fenced fields are ignored like unknown ones."""

    def server(asked: Asked, ask: Ask) -> Response:
        is_taken = asked.operation == PATCH and fenced(asked.body) and when(asked.body)
        return patched(asked, ask, _unfenced(asked.body)) if is_taken else ask(asked.request)

    return lambda: server


def _is_null(body: Any) -> bool:
    return any(value is None for inner in body.values() if isinstance(inner, dict) for value in inner.values())


def _applies(part: Callable[[Any], Any]) -> Callable[[], Server]:
    """Behind the refusal of a fenced field a part of the body is applied."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == PATCH and came.status == 403 and fenced(asked.body):
            patched(asked, ask, part(_unfenced(asked.body)))
        return came

    return lambda: server


def _other_objects(body: Any) -> Any:
    return {name: body[name] for name in ("firstComment",) if name in body}


def _enabled_alone(body: Any) -> Any:
    return {"enabled": body["enabled"]} if "enabled" in body else {}


def _first_alone(error: dict[str, Any]) -> None:
    if error["code"] == "FORBIDDEN_FENCE":
        error["details"]["fields"] = error["details"]["fields"][:1]


def _bare_names(error: dict[str, Any]) -> None:
    if error["code"] == "FORBIDDEN_FENCE":
        error["details"]["fields"] = [field.partition(".")[2] for field in error["details"]["fields"]]


def _names_layer(asked: Asked) -> bool:
    return isinstance(asked.body, dict) and "projectLayerId" in asked.body


def _older(asked: Asked) -> Request:
    return asked.with_body({**asked.body, "projectLayerId": asked.memory.ids["engagement-layer-a"]})


def _both_layers(asked: Asked, ask: Ask) -> Response:
    """What one layer is told the other one is too."""
    if asked.operation == PATCH and is_twice(asked) and _names_layer(asked):
        for layer in ("engagement-layer-a", "engagement-layer-b"):
            patched(asked, ask, {**asked.body, "projectLayerId": asked.memory.ids[layer]})
    return ask(asked.request)


def _takes_the_first(came: Came, ask: Ask) -> Response:
    return ask(_older(came.asked)) if came.code == "CONFLICT" else came.response


def _changes_behind_the_conflict(came: Came, ask: Ask) -> Response:
    if came.code == "CONFLICT":
        ask(_older(came.asked))
    return came.response


def _where_nothing_is_sent(came: Came, ask: Ask) -> Response:
    return ask(_older(came.asked)) if came.code == "CONFLICT" and came.asked.body == {} else came.response


def _miscounted(error: dict[str, Any]) -> None:
    if error["code"] == "CONFLICT":
        error["details"]["layerCount"] = 1


def _uncounted(error: dict[str, Any]) -> None:
    if error["code"] == "CONFLICT":
        del error["details"]


def _takes_any_layer(came: Came, ask: Ask) -> Response:
    """A layer that is not there stands for the only one."""
    if came.status != 404 or not _names_layer(came.asked):
        return came.response
    return patched(came.asked, ask, {name: value for name, value in came.asked.body.items() if name != "projectLayerId"})


def _changes_behind_the_404(came: Came, ask: Ask) -> Response:
    _takes_any_layer(came, ask)
    return came.response


def _takes_a_content_layer(came: Came, ask: Ask) -> Response:
    layer = came.asked.body.get("projectLayerId") if isinstance(came.asked.body, dict) else None
    return _takes_any_layer(came, ask) if layer == came.asked.memory.ids["project/social-content"] else came.response


def _fence_first(came: Came, ask: Ask) -> Response:
    """The fence stands before the project is looked for."""
    return refusal(came.response, 403, "FORBIDDEN_FENCE") if came.status == 404 and fenced(came.asked.body) else came.response


def _fence_before_validation(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 403, "FORBIDDEN_FENCE") if came.status == 422 and fenced(came.asked.body) else came.response


def _layer_first(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 404, "NOT_FOUND") if came.status == 403 and _names_layer(came.asked) else came.response


def _choice_first(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 409, "CONFLICT") if came.status == 403 and is_twice(came.asked) else came.response


MUTANTS = (
    Mutant("patch-engagement.fence", "Only `replies` is fenced off.", _takes_fenced(lambda body: "replyToComments" in body)),
    Mutant("patch-engagement.fence", "A fenced field that is null passes.", _takes_fenced(_is_null)),
    Mutant("patch-engagement.fence", "It is 422.", turns(PATCH, 403, "FORBIDDEN_FENCE", to=(422, "VALIDATION"))),
    Mutant("patch-engagement.fence-applies-nothing", "enabled is applied.", _applies(_enabled_alone)),
    Mutant("patch-engagement.fence-applies-nothing", "What is no reply is applied.", _applies(_other_objects)),
    Mutant("patch-engagement.fence-applies-nothing", "Fenced fields are ignored.", _takes_fenced(lambda body: "firstComment" in body)),
    Mutant("patch-engagement.fence-details", "The first one is named.", refusals(PATCH, _first_alone)),
    Mutant("patch-engagement.fence-details", "Names are told without their objects.", refusals(PATCH, _bare_names)),
    Mutant("patch-engagement.layer-optional", "A single layer must not be named.", refuses(PATCH, 409, "CONFLICT", when=_names_layer)),
    Mutant("patch-engagement.layer-optional", "A layer has to be named.",
        refuses(PATCH, 422, "VALIDATION", when=lambda asked: asked.body is not None and "PT7M" not in repr(asked.body) and not _names_layer(asked)),
    ),
    Mutant("patch-engagement.layer-named", "The older layer is changed.", when_asked(PATCH, _older, when=is_twice)),
    Mutant("patch-engagement.layer-named", "Both layers are changed.", lambda: _both_layers),
    Mutant("patch-engagement.layer-ambiguous", "The older layer is taken.", replies(PATCH, _takes_the_first)),
    Mutant("patch-engagement.layer-ambiguous", "The older layer changes behind the conflict.", replies(PATCH, _changes_behind_the_conflict)),
    Mutant("patch-engagement.layer-ambiguous", "A body that changes nothing is taken.", replies(PATCH, _where_nothing_is_sent)),
    Mutant("patch-engagement.layer-count", "One layer is counted.", refusals(PATCH, _miscounted)),
    Mutant("patch-engagement.layer-count", "They are not counted.", refusals(PATCH, _uncounted)),
    Mutant("patch-engagement.layer-not-found", "The only layer stands in for it.", replies(PATCH, _takes_any_layer)),
    Mutant("patch-engagement.layer-not-found", "The only layer changes behind the refusal.", replies(PATCH, _changes_behind_the_404)),
    Mutant("patch-engagement.layer-not-found", "A content layer will do.", replies(PATCH, _takes_a_content_layer)),
    Mutant("patch-engagement.order", "The fence comes before the project.", replies(PATCH, _fence_first)),
    Mutant("patch-engagement.order", "The fence comes before validation.", replies(PATCH, _fence_before_validation)),
    Mutant("patch-engagement.order", "The layer comes before the fence.", replies(PATCH, _layer_first)),
    Mutant("patch-engagement.order", "The choice of a layer comes before the fence.", replies(PATCH, _choice_first)),
)  # fmt: skip
