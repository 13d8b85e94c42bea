"""Servers that read auto-pilot engagement wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.engagement_servers import BOTH, GET, PATCH, is_twice, patched, read_engagement, set_within
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, asks, json_of, replies, turns, with_json

__all__ = ["MUTANTS"]


def _lost(name: str, field: str) -> Callable[[Any], None]:
    def edit(told: Any) -> None:
        del told[name][field]

    return edit


def _unset_is_null(told: Any) -> None:
    if not told["firstComment"]["commentTemplate"]:
        set_within(told, "firstComment", commentTemplate=None)


def _in_seconds(told: Any) -> None:
    if told["replyToComments"]["autoReplyDelay"] == "PT3M":
        set_within(told, "replyToComments", autoReplyDelay=180)


def _null_layer(told: Any) -> None:
    told.setdefault("projectLayerId", None)


def _on_where_untouched(told: Any) -> None:
    told["enabled"] = told["enabled"] or "projectLayerId" not in told


def _five_minutes(told: Any) -> None:
    if "projectLayerId" not in told:
        set_within(told, "replyToComments", autoReplyDelay="PT5M")


def _bare_layer(told: Any) -> None:
    if "projectLayerId" in told:
        told["projectLayerId"] = told["projectLayerId"].removeprefix("pl_")


def _layer_by_turns() -> Server:
    """Each patch tells another layer."""
    count = 0

    def server(asked: Asked, ask: Ask) -> Response:
        nonlocal count
        came = ask(asked.request)
        if asked.operation != PATCH or came.status != 200 or "projectLayerId" not in json_of(came):
            return came
        count += 1
        told = json_of(came)
        return with_json(came, told | {"projectLayerId": f"{told['projectLayerId'][:-2]}{count % 10}0"})

    return server


def _one_layer_for_all() -> Server:
    """Every project tells the first layer there was."""
    known: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        told = json_of(came)
        if asked.operation not in BOTH or came.status != 200 or "projectLayerId" not in told:
            return came
        known.append(told["projectLayerId"])
        return with_json(came, told | {"projectLayerId": known[0]})

    return server


def _remembered() -> Server:
    """Each key goes on reading what it read first of a project."""
    seen: dict[Any, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != GET or came.status != 200:
            return came
        return with_json(came, seen.setdefault((asked.key, asked.path), json_of(came)))

    return server


def _forgets() -> Server:
    """After a day the settings read as untouched."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == GET and came.status == 200 and asked.memory.notes.get("passed", 0) > 86_400:
            return with_json(came, json_of(came) | {"enabled": False})
        return came

    return server


def _empty_when_off(told: Any) -> None:
    if not told["enabled"]:
        set_within(told, "firstComment", targets=[])


def _resets_the_delay(body: Any) -> None:
    if body.get("enabled") is False:
        body["replyToComments"] = {"autoReplyDelay": "PT3M", **(body.get("replyToComments") or {})}


def _sets_nothing_while_off(asked: Asked, ask: Ask) -> Response:
    body = asked.body
    is_off = (
        asked.operation == PATCH
        and isinstance(body, dict)
        and "enabled" not in body
        and not read_engagement(asked, ask)["enabled"]
    )
    return patched(asked, ask, {}) if is_off else ask(asked.request)


def _tells_what_was_tried() -> Server:
    """A fenced field is refused, and told by reads from then on."""
    tried: dict[str, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == PATCH and came.status == 403 and asked.body.get("replyToComments"):
            tried[asked.path[0]] = asked.body["replyToComments"]
        if asked.operation != GET or came.status != 200:
            return came
        told = json_of(came)
        set_within(told, "replyToComments", **tried.get(asked.path[0], {}))
        return with_json(came, told)

    return server


def _youngest(came: Came, ask: Ask) -> Response:
    if came.status != 200 or not is_twice(came.asked):
        return came.response
    return patched(came.asked, ask, {"projectLayerId": came.asked.memory.ids["engagement-layer-b"]}, key="full")


def _last_changed() -> Server:
    """The layer that was changed last is told."""
    last: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == PATCH and is_twice(asked) and isinstance(asked.body, dict) and "projectLayerId" in asked.body:
            last.append(asked.body["projectLayerId"])
        if asked.operation == GET and is_twice(asked) and last:
            return patched(asked, ask, {"projectLayerId": last[-1]}, key="full")
        return ask(asked.request)

    return server


def _untouched_where_foreign(came: Came, ask: Ask) -> Response:
    if came.status != 404 or came.asked.path[0] != came.asked.memory.ids["foreign-project"]:
        return came.response
    return with_json(came.response, read_engagement(came.asked, ask, key="other"), 200)


MUTANTS = (
    Mutant("get-engagement.fields", "Replies have no targets.", answers(GET, _lost("replyToComments", "targets"))),
    Mutant("get-engagement.fields", "A template that is not set is null.", answers(GET, _unset_is_null)),
    Mutant("get-engagement.fields", "The default delay is told in seconds.", answers(GET, _in_seconds)),
    Mutant("get-engagement.untouched", "An untouched project is switched on.", answers(GET, _on_where_untouched)),
    Mutant("get-engagement.untouched", "Where there is no layer it is null.", answers(GET, _null_layer)),
    Mutant("get-engagement.untouched", "The default delay is five minutes.", answers(GET, _five_minutes)),
    Mutant("get-engagement.layer-id", "The layer is told without its prefix.", answers(BOTH, _bare_layer)),
    Mutant("get-engagement.layer-id", "Each change tells another layer.", _layer_by_turns),
    Mutant("get-engagement.layer-id", "All projects tell one layer.", _one_layer_for_all),
    Mutant("get-engagement.tells-what-was-set", "Each key goes on reading what it read first.", _remembered),
    Mutant("get-engagement.tells-what-was-set", "After a day it is switched off.", _forgets),
    Mutant("get-engagement.tells-what-was-set", "A key with a scope list is not told the template.",
        answers(GET, lambda told: set_within(told, "firstComment", commentTemplate=""), when=lambda asked: asked.key == "limited"),
    ),
    Mutant("get-engagement.disabled-keeps", "Switched off, there are no targets.", answers(GET, _empty_when_off)),
    Mutant("get-engagement.disabled-keeps", "Switching off resets the delay.", asks(PATCH, _resets_the_delay)),
    Mutant("get-engagement.disabled-keeps", "While it is off nothing is set.", lambda: _sets_nothing_while_off),
    Mutant("get-engagement.no-later-fields", "The strategy is told.", answers(GET, lambda told: set_within(told, "firstComment", strategy="generated"))),
    Mutant("get-engagement.no-later-fields", "What was refused is told.", _tells_what_was_tried),
    Mutant("get-engagement.no-later-fields", "Patches tell a limit that is null.",
        answers(PATCH, lambda told: set_within(told, "replyToComments", maxPerPostPerHour=None)),
    ),
    Mutant("get-engagement.oldest-layer", "The youngest is told.", replies(GET, _youngest)),
    Mutant("get-engagement.oldest-layer", "The one that was changed last is told.", _last_changed),
    Mutant("get-engagement.not-found", "It is 403.", turns(GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("get-engagement.not-found", "A foreign project is told.", replies(GET, _untouched_where_foreign)),
)  # fmt: skip
