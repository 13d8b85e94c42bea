"""Servers that patch auto-pilot engagement wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.engagement_servers import BOTH, GET, PATCH, fenced, patched, read_engagement, set_within
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
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]


def _whole(name: str, **fields: Any) -> Callable[[Any], None]:
    """An object that is sent replaces the one there is."""

    def edit(body: Any) -> None:
        if isinstance(body.get(name), dict) and not fenced(body):
            body[name] = {**fields, **body[name]}

    return edit


def _enabled_or_not(body: Any) -> None:
    body.setdefault("enabled", False)


def _before(asked: Asked, ask: Ask) -> Response:
    """The answer is what was read before."""
    if asked.operation != PATCH:
        return ask(asked.request)
    before = read_engagement(asked, ask)
    came = ask(asked.request)
    return with_json(came, before) if came.status == 200 else came


def _echo(told: Any, asked: Asked) -> Any:
    return {**told, "firstComment": {**told["firstComment"], "targets": asked.body.get("firstComment", {}).get("targets", [])}}


def _joined(asked: Asked, ask: Ask) -> Response:
    body = asked.body
    if (
        asked.operation != PATCH
        or not isinstance(body, dict)
        or not isinstance((body.get("firstComment") or {}).get("targets"), list)
    ):
        return ask(asked.request)
    known = read_engagement(asked, ask)["firstComment"]["targets"]
    set_within(
        body,
        "firstComment",
        targets=[*body["firstComment"]["targets"], *[one for one in known if one not in body["firstComment"]["targets"]]],
    )
    return patched(asked, ask, body)


def _without_empty_lists(body: Any) -> None:
    replies_ = body.get("replyToComments")
    if isinstance(replies_, dict) and replies_.get("targets") == []:
        del replies_["targets"]


def _sorted_targets(told: Any) -> None:
    set_within(told, "firstComment", targets=sorted(told["firstComment"]["targets"]))


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
    if (
        asked.operation != PATCH
        or not isinstance(body, dict)
        or "enabled" in body
        or "projectLayerId" in read_engagement(asked, ask)
    ):
        return ask(asked.request)
    return refusal(patched(asked, ask, {}), 409, "CONFLICT")


def _first_without_layer(asked: Asked, ask: Ask) -> Response:
    """The answer to the first change does not tell the layer it made."""
    is_first = asked.operation == PATCH and "projectLayerId" not in read_engagement(asked, ask)
    came = ask(asked.request)
    if not is_first or came.status != 200:
        return came
    return with_json(came, {name: value for name, value in json_of(came).items() if name != "projectLayerId"})


def _spreads() -> Server:
    """A change reaches the project that was changed before as well."""
    seen: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == PATCH and came.status == 200:
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
        if asked.operation == GET and came.status == 200 and "projectLayerId" not in json_of(came):
            untouched.append(asked.path[0])
        elif asked.operation == PATCH and came.status == 200 and untouched and untouched[-1] != asked.path[0]:
            ask(asked.with_url(asked.path[0], untouched[-1]))
        return came

    return server


def _other_words_for_delays(told: Any) -> None:
    if told["replyToComments"]["autoReplyDelay"] == "PT90S":
        set_within(told, "replyToComments", autoReplyDelay="PT1M30S")


def _trimmed(told: Any) -> None:
    set_within(told, "firstComment", commentTemplate=told["firstComment"]["commentTemplate"].strip())


def _has_unknown(asked: Asked) -> bool:
    return "colour" in repr(asked.body)


def _keeps_unknown(told: Any, asked: Asked) -> None:
    if isinstance(asked.body, dict) and "colour" in asked.body:
        told["colour"] = asked.body["colour"]


def _foreign_changes(came: Came, ask: Ask) -> Response:
    if came.status == 404 and came.asked.path[0] == came.asked.memory.ids["foreign-project"]:
        patched(came.asked, ask, {"enabled": True}, key="other")
    return came.response


MUTANTS = (
    Mutant("patch-engagement.partial", "firstComment is replaced as a whole.", asks(PATCH, _whole("firstComment", targets=[]))),
    Mutant("patch-engagement.partial", "A delay that is not sent falls back to its default.",
        asks(PATCH, _whole("replyToComments", autoReplyDelay="PT3M")),
    ),
    Mutant("patch-engagement.partial", "Left out, enabled is false.", asks(PATCH, _enabled_or_not)),
    Mutant("patch-engagement.answer", "The answer is what was there before.", lambda: _before),
    Mutant("patch-engagement.answer", "Targets that were not sent are missing in the answer.", answers(PATCH, _echo)),
    Mutant("patch-engagement.answer", "It is 204.", answers(PATCH, lambda told: None, status=204)),
    Mutant("patch-engagement.targets-replace", "Targets are added to those there are.", lambda: _joined),
    Mutant("patch-engagement.targets-replace", "An empty list is ignored.", asks(PATCH, _without_empty_lists)),
    Mutant("patch-engagement.targets-replace", "Targets are sorted.", answers(BOTH, _sorted_targets)),
    Mutant("patch-engagement.empty", "An empty body is VALIDATION.", refuses(PATCH, 422, "VALIDATION", when=_is_empty)),
    Mutant("patch-engagement.empty", "An empty object makes a layer.", asks(PATCH, _off_where_nothing)),
    Mutant("patch-engagement.empty", "Unknown fields alone are VALIDATION.", refuses(PATCH, 422, "VALIDATION", when=_unknown_alone)),
    Mutant("patch-engagement.first-makes-layer", "Only enabled makes a layer.", lambda: _needs_enabled),
    Mutant("patch-engagement.first-makes-layer", "The first answer does not tell the layer.", lambda: _first_without_layer),
    Mutant("patch-engagement.one-project", "A change reaches the project that was set up first.", _spreads),
    Mutant("patch-engagement.one-project", "A change reaches an untouched project that was read.", _spreads_to_read),
    Mutant("patch-engagement.reply-delay", "Seconds beyond a minute are told as minutes.", answers(BOTH, _other_words_for_delays)),
    Mutant("patch-engagement.reply-delay", "An hour is too long.",
        refuses(PATCH, 422, "VALIDATION", when=lambda asked: "PT1H" in repr(asked.body)),
    ),
    Mutant("patch-engagement.comment-template", "Templates are trimmed.", answers(BOTH, _trimmed)),
    Mutant("patch-engagement.unknown-fields", "They are VALIDATION.", refuses(PATCH, 422, "VALIDATION", when=_has_unknown)),
    Mutant("patch-engagement.unknown-fields", "They are told in the answer.", answers(PATCH, _keeps_unknown)),
    Mutant("patch-engagement.not-found", "It is 403.", turns(PATCH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("patch-engagement.not-found", "A foreign project is switched on behind the refusal.", replies(PATCH, _foreign_changes)),
)  # fmt: skip
