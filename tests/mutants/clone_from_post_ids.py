"""Servers that get the container's id wrong: which ids are fresh, which are taken, how they are printed."""

from typing import Any

import orjson

from layers_mock.kit.exchange import Response
from layers_mock.world.ids import parse, uuid
from tests.mutants.clone_from_post_servers import CLONE, elsewhere, is_made, repeats
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, refusal, refuses, with_json, without

__all__ = ["MUTANTS"]


def _replays_equal_bodies() -> Server:
    first: dict[bytes, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != CLONE:
            return ask(asked.request)
        if asked.request.content not in first:
            came = ask(asked.request)
            if not is_made(came):
                return came
            first[asked.request.content] = came
        return first[asked.request.content]

    return server


def _as_uuid(accepted: Any) -> Any:
    key = parse(accepted["containerId"])
    return accepted if key is None else accepted | {"containerId": f"cnt_{uuid(key)}"}


def _as_asked(body: Any, asked: Asked) -> Any:
    """Prints the container's id in the form in which it was asked for."""
    field = "containerId" if asked.operation == CLONE else "id"
    return body | {field: "cnt_" + asked.path[0].removeprefix("cnt_")}


def _forgets(edit: Any) -> Any:
    """Part of the request is not compared: on a repeat it is as it was at first."""

    def make() -> Server:
        bodies: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation != CLONE:
                return ask(asked.request)
            first = bodies.setdefault(asked.path[0], asked.body)
            return ask(asked.with_body(edit(asked.body, first)))

        return server

    return make


def _same_mode(body: Any, first: Any) -> Any:
    return without(body, "mode") | ({"mode": first["mode"]} if "mode" in first else {})


def _same_script(body: Any, first: Any) -> Any:
    if not body.get("overrides"):
        return body
    return body | {"overrides": without(body["overrides"], "voiceOverScript")}


def _writes_the_caption() -> Server:
    """A refused clone's caption is written to the container that has the id."""
    captions: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == CLONE and came.status == 409:
            caption = (asked.body.get("overrides") or {}).get("caption")
            captions.update({asked.path[0]: caption} if caption else {})
        if asked.operation == "getContent" and is_made(came) and asked.path[0] in captions:
            return with_json(came, json_of(came) | {"caption": captions[asked.path[0]]})
        return came

    return server


def _charges_a_conflict(asked: Asked, ask: Ask) -> Response:
    """What conflicts is made all the same, under another id."""
    came = ask(asked.request)
    if asked.operation == CLONE and came.status == 409:
        ask(elsewhere(asked, orjson.dumps(asked.body).decode()))
    return came


def _knows_clones_alone() -> Server:
    """An id that no clone used is free, even if a container has it."""
    cloned: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != CLONE:
            return came
        if came.status == 409 and asked.path[0] not in cloned:
            other = ask(elsewhere(asked))
            body = json_of(other)
            return with_json(other, body | {"containerId": f"cnt_{asked.path[0]}"}) if is_made(other) else other
        cloned.add(asked.path[0])
        return came

    return server


def _collides(operation: str) -> Any:
    """Ids that an operation used for one organisation are taken for all others."""

    def make() -> Server:
        owner: dict[str, bool] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            is_other = asked.key == "other"
            if asked.operation == CLONE and owner.get(asked.path[0], is_other) != is_other:
                return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")
            came = ask(asked.request)
            if asked.operation == operation and is_made(came):
                owner.setdefault(asked.path[0] if operation == CLONE else str(asked.body.get("id")), is_other)
            return came

        return server

    return make


def _shares_storage() -> Server:
    """Whoever reads an id sees the container of the organisation that used it last."""
    last: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == "getContent" and asked.path[0] in last:
            return ask(asked.with_key(last[asked.path[0]]))
        came = ask(asked.request)
        if asked.operation == CLONE and is_made(came) and asked.key is not None:
            last[asked.path[0]] = asked.key
        return came

    return server


MUTANTS = (
    Mutant("clone-from-post.container-id", "An equal body is a repeat, whatever the id.", _replays_equal_bodies),
    Mutant("clone-from-post.container-id", "Only UUIDs of version 4 are ids.", refuses(
        CLONE, 422, "VALIDATION_FAILED", when=lambda asked: asked.path[0].count("-") == 4 and asked.path[0][14] != "4",
        details={"issues": [{"path": "containerId", "message": "No."}]})),
    Mutant("clone-from-post.container-id-forms", "The 202 prints a ULID as a UUID.", answers(CLONE, _as_uuid)),
    Mutant("clone-from-post.container-id-forms", "An id is printed as it came last.", answers({CLONE, "getContent"}, _as_asked)),
    Mutant("clone-from-post.container-id-forms", "An id that came behind cnt_ gets it twice.", answers(
        CLONE, lambda a: a | {"containerId": "cnt_" + a["containerId"]}, when=lambda asked: asked.path[0].startswith("cnt_"))),
    Mutant("clone-from-post.id-taken", "Whatever comes under a known id is a replay.", repeats(lambda first, asked, ask: first)),
    Mutant("clone-from-post.id-taken", "Repeats are compared without their mode.", _forgets(_same_mode)),
    Mutant("clone-from-post.id-taken", "Repeats are compared without the voice-over script.", _forgets(_same_script)),
    Mutant("clone-from-post.id-taken", "A refused clone leaves its caption in the container.", _writes_the_caption),
    Mutant("clone-from-post.id-taken", "What conflicts is made and charged all the same, out of sight.",
           lambda: _charges_a_conflict),
    Mutant("clone-from-post.id-taken", "The id of a generated container is free for a clone.", _knows_clones_alone),
    Mutant("clone-from-post.ids-per-organization", "Another organisation's generated ids are taken.", _collides("generateContent")),
    Mutant("clone-from-post.ids-per-organization", "Another organisation's clones collide.", _collides(CLONE)),
    Mutant("clone-from-post.ids-per-organization", "Organisations that use one id read one container.", _shares_storage),
)  # fmt: skip
