"""Servers that get auto-pilot engagement wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusal,
    refusals,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)  # fmt: skip

__all__ = ["MUTANTS"]

_GET, _PATCH = "getEngagement", "patchEngagement"
_BOTH = {_GET, _PATCH}
_TWICE = "twice-engaged-project"
_LATER = {
    "firstComment": ("strategy",),
    "replyToComments": ("tone", "maxPerPostPerHour", "ignoreCommentsMatching", "escalateNegativeSentiment"),
    "replies": ("tone", "maxPerPostPerHour", "ignoreCommentsMatching", "escalateNegativeSentiment"),
}


def _read(asked: Asked, ask: Ask, *, key: str = "full") -> Any:
    """What the project of a call reads as at the right server."""
    request = Request("GET", asked.request.url.partition("?")[0], (("X-Api-Key", asked.memory.secrets[key]),), b"")
    return json_of(ask(request))


def _patched(asked: Asked, ask: Ask, body: Any, *, key: str | None = None) -> Response:
    """What the right server answers to another patch of the project of a call."""
    request = asked.with_body(body)._replace(method="PATCH")
    if key is not None:
        request = request._replace(headers=(("X-Api-Key", asked.memory.secrets[key]), ("Content-Type", "application/json")))
    return ask(request)


def _is_twice(asked: Asked) -> bool:
    return bool(asked.path) and asked.path[0] == asked.memory.ids[_TWICE]


def _fenced(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    sent = {name: inner for name, inner in body.items() if isinstance(inner, dict)}
    return any(field in sent.get(name, {}) for name, fields in _LATER.items() for field in fields)


def _unfenced(body: Any) -> Any:
    """The body without its fenced fields."""
    return {
        name: {field: value for field, value in inner.items() if field not in _LATER.get(name, ())}
        if isinstance(inner, dict)
        else inner
        for name, inner in body.items()
    }


def _inner(told: Any, name: str, **fields: Any) -> None:
    told[name] = {**told[name], **fields}


def _lost(name: str, field: str) -> Callable[[Any], None]:
    def edit(told: Any) -> None:
        del told[name][field]

    return edit


def _unset_is_null(told: Any) -> None:
    if not told["firstComment"]["commentTemplate"]:
        _inner(told, "firstComment", commentTemplate=None)


def _in_seconds(told: Any) -> None:
    if told["replyToComments"]["autoReplyDelay"] == "PT3M":
        _inner(told, "replyToComments", autoReplyDelay=180)


def _null_layer(told: Any) -> None:
    told.setdefault("projectLayerId", None)


def _on_where_untouched(told: Any) -> None:
    told["enabled"] = told["enabled"] or "projectLayerId" not in told


def _five_minutes(told: Any) -> None:
    if "projectLayerId" not in told:
        _inner(told, "replyToComments", autoReplyDelay="PT5M")


def _bare_layer(told: Any) -> None:
    if "projectLayerId" in told:
        told["projectLayerId"] = told["projectLayerId"].removeprefix("pl_")


def _layer_by_turns() -> Server:
    """Each patch tells another layer."""
    count = 0

    def server(asked: Asked, ask: Ask) -> Response:
        nonlocal count
        came = ask(asked.request)
        if asked.operation != _PATCH or came.status != 200 or "projectLayerId" not in json_of(came):
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
        if asked.operation not in _BOTH or came.status != 200 or "projectLayerId" not in told:
            return came
        known.append(told["projectLayerId"])
        return with_json(came, told | {"projectLayerId": known[0]})

    return server


def _remembered() -> Server:
    """Each key goes on reading what it read first of a project."""
    seen: dict[Any, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _GET or came.status != 200:
            return came
        return with_json(came, seen.setdefault((asked.key, asked.path), json_of(came)))

    return server


def _forgets() -> Server:
    """After a day the settings read as untouched."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _GET and came.status == 200 and asked.memory.notes.get("passed", 0) > 86_400:
            return with_json(came, json_of(came) | {"enabled": False})
        return came

    return server


def _empty_when_off(told: Any) -> None:
    if not told["enabled"]:
        _inner(told, "firstComment", targets=[])


def _resets_the_delay(body: Any) -> None:
    if body.get("enabled") is False:
        body["replyToComments"] = {"autoReplyDelay": "PT3M", **(body.get("replyToComments") or {})}


def _sets_nothing_while_off(asked: Asked, ask: Ask) -> Response:
    body = asked.body
    is_off = asked.operation == _PATCH and isinstance(body, dict) and "enabled" not in body and not _read(asked, ask)["enabled"]
    return _patched(asked, ask, {}) if is_off else ask(asked.request)


def _tells_what_was_tried() -> Server:
    """A fenced field is refused, and told by reads from then on."""
    tried: dict[str, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _PATCH and came.status == 403 and asked.body.get("replyToComments"):
            tried[asked.path[0]] = asked.body["replyToComments"]
        if asked.operation != _GET or came.status != 200:
            return came
        told = json_of(came)
        _inner(told, "replyToComments", **tried.get(asked.path[0], {}))
        return with_json(came, told)

    return server


def _youngest(came: Came, ask: Ask) -> Response:
    if came.status != 200 or not _is_twice(came.asked):
        return came.response
    return _patched(came.asked, ask, {"projectLayerId": came.asked.memory.ids["engagement-layer-b"]}, key="full")


def _last_changed() -> Server:
    """The layer that was changed last is told."""
    last: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == _PATCH and _is_twice(asked) and isinstance(asked.body, dict) and "projectLayerId" in asked.body:
            last.append(asked.body["projectLayerId"])
        if asked.operation == _GET and _is_twice(asked) and last:
            return _patched(asked, ask, {"projectLayerId": last[-1]}, key="full")
        return ask(asked.request)

    return server


def _untouched_where_foreign(came: Came, ask: Ask) -> Response:
    if came.status != 404 or came.asked.path[0] != came.asked.memory.ids["foreign-project"]:
        return came.response
    return with_json(came.response, _read(came.asked, ask, key="other"), 200)


def _whole(name: str, **fields: Any) -> Callable[[Any], None]:
    """An object that is sent replaces the one there is."""

    def edit(body: Any) -> None:
        if isinstance(body.get(name), dict) and not _fenced(body):
            body[name] = {**fields, **body[name]}

    return edit


def _enabled_or_not(body: Any) -> None:
    body.setdefault("enabled", False)


def _before(asked: Asked, ask: Ask) -> Response:
    """The answer is what was read before."""
    if asked.operation != _PATCH:
        return ask(asked.request)
    before = _read(asked, ask)
    came = ask(asked.request)
    return with_json(came, before) if came.status == 200 else came


def _echo(told: Any, asked: Asked) -> Any:
    return {**told, "firstComment": {**told["firstComment"], "targets": asked.body.get("firstComment", {}).get("targets", [])}}


def _joined(asked: Asked, ask: Ask) -> Response:
    body = asked.body
    if (
        asked.operation != _PATCH
        or not isinstance(body, dict)
        or not isinstance((body.get("firstComment") or {}).get("targets"), list)
    ):
        return ask(asked.request)
    known = _read(asked, ask)["firstComment"]["targets"]
    _inner(
        body,
        "firstComment",
        targets=[*body["firstComment"]["targets"], *[one for one in known if one not in body["firstComment"]["targets"]]],
    )
    return _patched(asked, ask, body)


def _without_empty_lists(body: Any) -> None:
    replies_ = body.get("replyToComments")
    if isinstance(replies_, dict) and replies_.get("targets") == []:
        del replies_["targets"]


def _sorted_targets(told: Any) -> None:
    _inner(told, "firstComment", targets=sorted(told["firstComment"]["targets"]))


def _is_empty(asked: Asked) -> bool:
    return bool(asked.body == {})


def _off_where_nothing(body: Any) -> Any:
    return {"enabled": False} if body == {"firstComment": {}} else body


def _unknown_alone(asked: Asked) -> bool:
    return (
        isinstance(asked.body, dict)
        and bool(asked.body)
        and not {"enabled", "firstComment", "replyToComments", "projectLayerId"} & set(asked.body)
    )


def _needs_enabled(asked: Asked, ask: Ask) -> Response:
    """Only `enabled` makes a layer; until then there is none to change."""
    body = asked.body
    if asked.operation != _PATCH or not isinstance(body, dict) or "enabled" in body or "projectLayerId" in _read(asked, ask):
        return ask(asked.request)
    return refusal(_patched(asked, ask, {}), 409, "CONFLICT")


def _first_without_layer(asked: Asked, ask: Ask) -> Response:
    """The answer to the first change does not tell the layer it made."""
    is_first = asked.operation == _PATCH and "projectLayerId" not in _read(asked, ask)
    came = ask(asked.request)
    if not is_first or came.status != 200:
        return came
    return with_json(came, {name: value for name, value in json_of(came).items() if name != "projectLayerId"})


def _spreads() -> Server:
    """A change reaches the project that was changed before as well."""
    seen: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _PATCH and came.status == 200:
            for other in seen[-1:]:
                if other != asked.path[0]:
                    ask(asked.with_url(asked.path[0], other))
            if not seen:
                seen.append(asked.path[0])
        return came

    return server


def _spreads_to_read() -> Server:
    """A change reaches the untouched project that was read last."""
    untouched: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _GET and came.status == 200 and "projectLayerId" not in json_of(came):
            untouched.append(asked.path[0])
        elif asked.operation == _PATCH and came.status == 200 and untouched and untouched[-1] != asked.path[0]:
            ask(asked.with_url(asked.path[0], untouched[-1]))
        return came

    return server


def _other_words_for_delays(told: Any) -> None:
    if told["replyToComments"]["autoReplyDelay"] == "PT90S":
        _inner(told, "replyToComments", autoReplyDelay="PT1M30S")


def _trimmed(told: Any) -> None:
    _inner(told, "firstComment", commentTemplate=told["firstComment"]["commentTemplate"].strip())


def _has_unknown(asked: Asked) -> bool:
    return "colour" in repr(asked.body)


def _keeps_unknown(told: Any, asked: Asked) -> None:
    if isinstance(asked.body, dict) and "colour" in asked.body:
        told["colour"] = asked.body["colour"]


def _takes_fenced(when: Callable[[Any], object]) -> Callable[[], Server]:
    """Fenced fields are ignored like unknown ones."""

    def server(asked: Asked, ask: Ask) -> Response:
        is_taken = asked.operation == _PATCH and _fenced(asked.body) and when(asked.body)
        return _patched(asked, ask, _unfenced(asked.body)) if is_taken else ask(asked.request)

    return lambda: server


def _is_null(body: Any) -> bool:
    return any(value is None for inner in body.values() if isinstance(inner, dict) for value in inner.values())


def _applies(part: Callable[[Any], Any]) -> Callable[[], Server]:
    """Behind the refusal of a fenced field a part of the body is applied."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _PATCH and came.status == 403 and _fenced(asked.body):
            _patched(asked, ask, part(_unfenced(asked.body)))
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
    if asked.operation == _PATCH and _is_twice(asked) and _names_layer(asked):
        for layer in ("engagement-layer-a", "engagement-layer-b"):
            _patched(asked, ask, {**asked.body, "projectLayerId": asked.memory.ids[layer]})
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
    return _patched(came.asked, ask, {name: value for name, value in came.asked.body.items() if name != "projectLayerId"})


def _changes_behind_the_404(came: Came, ask: Ask) -> Response:
    _takes_any_layer(came, ask)
    return came.response


def _takes_a_content_layer(came: Came, ask: Ask) -> Response:
    layer = came.asked.body.get("projectLayerId") if isinstance(came.asked.body, dict) else None
    return _takes_any_layer(came, ask) if layer == came.asked.memory.ids["project/social-content"] else came.response


def _foreign_changes(came: Came, ask: Ask) -> Response:
    if came.status == 404 and came.asked.path[0] == came.asked.memory.ids["foreign-project"]:
        _patched(came.asked, ask, {"enabled": True}, key="other")
    return came.response


def _fence_first(came: Came, ask: Ask) -> Response:
    """The fence stands before the project is looked for."""
    return refusal(came.response, 403, "FORBIDDEN_FENCE") if came.status == 404 and _fenced(came.asked.body) else came.response


def _fence_before_validation(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 403, "FORBIDDEN_FENCE") if came.status == 422 and _fenced(came.asked.body) else came.response


def _layer_first(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 404, "NOT_FOUND") if came.status == 403 and _names_layer(came.asked) else came.response


def _choice_first(came: Came, ask: Ask) -> Response:
    return refusal(came.response, 409, "CONFLICT") if came.status == 403 and _is_twice(came.asked) else came.response


MUTANTS = (
    Mutant("get-engagement.fields", "Replies have no targets.", answers(_GET, _lost("replyToComments", "targets"))),
    Mutant("get-engagement.fields", "A template that is not set is null.", answers(_GET, _unset_is_null)),
    Mutant("get-engagement.fields", "The default delay is told in seconds.", answers(_GET, _in_seconds)),
    Mutant("get-engagement.untouched", "An untouched project is switched on.", answers(_GET, _on_where_untouched)),
    Mutant("get-engagement.untouched", "Where there is no layer it is null.", answers(_GET, _null_layer)),
    Mutant("get-engagement.untouched", "The default delay is five minutes.", answers(_GET, _five_minutes)),
    Mutant("get-engagement.layer-id", "The layer is told without its prefix.", answers(_BOTH, _bare_layer)),
    Mutant("get-engagement.layer-id", "Each change tells another layer.", _layer_by_turns),
    Mutant("get-engagement.layer-id", "All projects tell one layer.", _one_layer_for_all),
    Mutant("get-engagement.tells-what-was-set", "Each key goes on reading what it read first.", _remembered),
    Mutant("get-engagement.tells-what-was-set", "After a day it is switched off.", _forgets),
    Mutant("get-engagement.tells-what-was-set", "A key with a scope list is not told the template.",
        answers(_GET, lambda told: _inner(told, "firstComment", commentTemplate=""), when=lambda asked: asked.key == "limited"),
    ),
    Mutant("get-engagement.disabled-keeps", "Switched off, there are no targets.", answers(_GET, _empty_when_off)),
    Mutant("get-engagement.disabled-keeps", "Switching off resets the delay.", asks(_PATCH, _resets_the_delay)),
    Mutant("get-engagement.disabled-keeps", "While it is off nothing is set.", lambda: _sets_nothing_while_off),
    Mutant("get-engagement.no-later-fields", "The strategy is told.", answers(_GET, lambda told: _inner(told, "firstComment", strategy="generated"))),
    Mutant("get-engagement.no-later-fields", "What was refused is told.", _tells_what_was_tried),
    Mutant("get-engagement.no-later-fields", "Patches tell a limit that is null.",
        answers(_PATCH, lambda told: _inner(told, "replyToComments", maxPerPostPerHour=None)),
    ),
    Mutant("get-engagement.oldest-layer", "The youngest is told.", replies(_GET, _youngest)),
    Mutant("get-engagement.oldest-layer", "The one that was changed last is told.", _last_changed),
    Mutant("get-engagement.not-found", "It is 403.", turns(_GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("get-engagement.not-found", "A foreign project is told.", replies(_GET, _untouched_where_foreign)),
    Mutant("patch-engagement.partial", "firstComment is replaced as a whole.", asks(_PATCH, _whole("firstComment", targets=[]))),
    Mutant("patch-engagement.partial", "A delay that is not sent falls back to its default.",
        asks(_PATCH, _whole("replyToComments", autoReplyDelay="PT3M")),
    ),
    Mutant("patch-engagement.partial", "Left out, enabled is false.", asks(_PATCH, _enabled_or_not)),
    Mutant("patch-engagement.answer", "The answer is what was there before.", lambda: _before),
    Mutant("patch-engagement.answer", "Targets that were not sent are missing in the answer.", answers(_PATCH, _echo)),
    Mutant("patch-engagement.answer", "It is 204.", answers(_PATCH, lambda told: None, status=204)),
    Mutant("patch-engagement.targets-replace", "Targets are added to those there are.", lambda: _joined),
    Mutant("patch-engagement.targets-replace", "An empty list is ignored.", asks(_PATCH, _without_empty_lists)),
    Mutant("patch-engagement.targets-replace", "Targets are sorted.", answers(_BOTH, _sorted_targets)),
    Mutant("patch-engagement.empty", "An empty body is VALIDATION.", refuses(_PATCH, 422, "VALIDATION", when=_is_empty)),
    Mutant("patch-engagement.empty", "An empty object makes a layer.", asks(_PATCH, _off_where_nothing)),
    Mutant("patch-engagement.empty", "Unknown fields alone are VALIDATION.", refuses(_PATCH, 422, "VALIDATION", when=_unknown_alone)),
    Mutant("patch-engagement.first-makes-layer", "Only enabled makes a layer.", lambda: _needs_enabled),
    Mutant("patch-engagement.first-makes-layer", "The first answer does not tell the layer.", lambda: _first_without_layer),
    Mutant("patch-engagement.one-project", "A change reaches the project that was set up first.", _spreads),
    Mutant("patch-engagement.one-project", "A change reaches an untouched project that was read.", _spreads_to_read),
    Mutant("patch-engagement.reply-delay", "Seconds beyond a minute are told as minutes.", answers(_BOTH, _other_words_for_delays)),
    Mutant("patch-engagement.reply-delay", "An hour is too long.",
        refuses(_PATCH, 422, "VALIDATION", when=lambda asked: "PT1H" in repr(asked.body)),
    ),
    Mutant("patch-engagement.comment-template", "Templates are trimmed.", answers(_BOTH, _trimmed)),
    Mutant("patch-engagement.unknown-fields", "They are VALIDATION.", refuses(_PATCH, 422, "VALIDATION", when=_has_unknown)),
    Mutant("patch-engagement.unknown-fields", "They are told in the answer.", answers(_PATCH, _keeps_unknown)),
    Mutant("patch-engagement.fence", "Only `replies` is fenced off.", _takes_fenced(lambda body: "replyToComments" in body)),
    Mutant("patch-engagement.fence", "A fenced field that is null passes.", _takes_fenced(_is_null)),
    Mutant("patch-engagement.fence", "It is 422.", turns(_PATCH, 403, "FORBIDDEN_FENCE", to=(422, "VALIDATION"))),
    Mutant("patch-engagement.fence-applies-nothing", "enabled is applied.", _applies(_enabled_alone)),
    Mutant("patch-engagement.fence-applies-nothing", "What is no reply is applied.", _applies(_other_objects)),
    Mutant("patch-engagement.fence-applies-nothing", "Fenced fields are ignored.", _takes_fenced(lambda body: "firstComment" in body)),
    Mutant("patch-engagement.fence-details", "The first one is named.", refusals(_PATCH, _first_alone)),
    Mutant("patch-engagement.fence-details", "Names are told without their objects.", refusals(_PATCH, _bare_names)),
    Mutant("patch-engagement.layer-optional", "A single layer must not be named.", refuses(_PATCH, 409, "CONFLICT", when=_names_layer)),
    Mutant("patch-engagement.layer-optional", "A layer has to be named.",
        refuses(_PATCH, 422, "VALIDATION", when=lambda asked: asked.body is not None and "PT7M" not in repr(asked.body) and not _names_layer(asked)),
    ),
    Mutant("patch-engagement.layer-named", "The older layer is changed.", when_asked(_PATCH, _older, when=_is_twice)),
    Mutant("patch-engagement.layer-named", "Both layers are changed.", lambda: _both_layers),
    Mutant("patch-engagement.layer-ambiguous", "The older layer is taken.", replies(_PATCH, _takes_the_first)),
    Mutant("patch-engagement.layer-ambiguous", "The older layer changes behind the conflict.", replies(_PATCH, _changes_behind_the_conflict)),
    Mutant("patch-engagement.layer-ambiguous", "A body that changes nothing is taken.", replies(_PATCH, _where_nothing_is_sent)),
    Mutant("patch-engagement.layer-count", "One layer is counted.", refusals(_PATCH, _miscounted)),
    Mutant("patch-engagement.layer-count", "They are not counted.", refusals(_PATCH, _uncounted)),
    Mutant("patch-engagement.layer-not-found", "The only layer stands in for it.", replies(_PATCH, _takes_any_layer)),
    Mutant("patch-engagement.layer-not-found", "The only layer changes behind the refusal.", replies(_PATCH, _changes_behind_the_404)),
    Mutant("patch-engagement.layer-not-found", "A content layer will do.", replies(_PATCH, _takes_a_content_layer)),
    Mutant("patch-engagement.not-found", "It is 403.", turns(_PATCH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("patch-engagement.not-found", "A foreign project is switched on behind the refusal.", replies(_PATCH, _foreign_changes)),
    Mutant("patch-engagement.order", "The fence comes before the project.", replies(_PATCH, _fence_first)),
    Mutant("patch-engagement.order", "The fence comes before validation.", replies(_PATCH, _fence_before_validation)),
    Mutant("patch-engagement.order", "The layer comes before the fence.", replies(_PATCH, _layer_first)),
    Mutant("patch-engagement.order", "The choice of a layer comes before the fence.", replies(_PATCH, _choice_first)),
)  # fmt: skip
