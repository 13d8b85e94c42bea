"""Wrong listEvents: filters and personal data."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.telemetry_events import each_event, later
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refuses, replies, when_asked, with_json

__all__ = ["MUTANTS"]

_LIST = "listEvents"
_RULE = "list-events."
_PERSONAL = ("email", "phone", "ip")


def _asks(when: Callable[[Asked], object] = lambda asked: True, **changed: Any) -> Callable[[], Server]:
    """Parameters are replaced, or left out where they are ``None``."""
    return when_asked(_LIST, lambda asked: asked.with_query(**changed), when=when)


def _moves(name: str, **by: float) -> Callable[[], Server]:
    """An end of the window lies elsewhere."""

    def change(asked: Asked) -> Request:
        return asked.with_query(**{name: later(asked.query[name][0], **by)})

    return when_asked(_LIST, change, when=lambda asked: name in asked.query and asked.query[name][0].endswith("Z"))


def _without_offset(name: str) -> Callable[[], Server]:
    """An offset is left out of account."""

    def change(asked: Asked) -> Request:
        return asked.with_query(**{name: asked.query[name][0][:-6] + "Z"})

    return when_asked(_LIST, change, when=lambda asked: name in asked.query and asked.query[name][0][-6:-5] in {"+", "-"})


def _names(asked: Asked) -> list[str]:
    return asked.query.get("eventNames", [""])[0].split(",")


def _has(name: str) -> Callable[[Asked], object]:
    return lambda asked: name in asked.query


def _both(asked: Asked) -> bool:
    return {"userId", "appId"} <= set(asked.query)


def _begins_with(came: Came, ask: Ask) -> Response:
    """A user's id may be cut."""
    text = came.asked.query.get("userId", [""])[0]
    if came.status != 200 or came.body["items"] or not text.startswith("user_"):
        return came.response
    return ask(came.asked.with_query(userId=text + "1"))


def _folded(came: Came, ask: Ask) -> Response:
    """Names are the same in capitals."""
    names = came.asked.query.get("eventNames", [""])[0]
    return ask(came.asked.with_query(eventNames=names.lower())) if names.isupper() else came.response


def _unfiltered_where_empty(came: Came, ask: Ask) -> Response:
    """An app that is not there is no filter."""
    if came.status != 200 or came.body["items"] or "appId" not in came.asked.query:
        return came.response
    return ask(came.asked.with_query(appId=None))


def _turned(by_text: bool) -> Callable[[], Server]:
    """A turned window is an empty one, or one whose ends are compared as texts."""

    def change(came: Came, ask: Ask) -> Response:
        ends = [came.asked.query.get(name, [""])[0] for name in ("since", "until")]
        is_taken = ends[0] <= ends[1] if by_text else True
        if came.status != 422 or not all(ends) or not is_taken:
            return came.response
        return with_json(came.response, {"items": [], "nextCursor": None}, 200)

    return replies(_LIST, change)


def _opens(when: Callable[[Asked], object], *names: str) -> Callable[[], Server]:
    """Some personal properties read as they are."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200:
            return came.response
        body = came.body
        for event in body["items"]:
            for name in names:
                if name in event["properties"]:
                    event["properties"][name] = "203.0.113.7"
        return with_json(came.response, body)

    return replies(_LIST, change, when=lambda asked: asked.key not in {"writer", "other"} and when(asked))


def _blanks(*names: str) -> Callable[[Any], None]:
    return each_event(
        lambda event: event["properties"].update({name: "[redacted]" for name in names if name in event["properties"]})
    )


def _drops(event: Any) -> None:
    event["properties"] = {name: value for name, value in event["properties"].items() if name not in _PERSONAL}


def _stars(event: Any) -> None:
    event["properties"] = {name: "***" if name == "phone" else value for name, value in event["properties"].items()}


def _is_granted(asked: Asked) -> bool:
    return asked.key == "writer"


def _is_not(asked: Asked) -> bool:
    return asked.key != "writer"


MUTANTS = (
    Mutant(_RULE + "app-id", "The app is left out of account.", _asks(appId=None)),
    Mutant(_RULE + "app-id", "An app that is not there is no filter.", replies(_LIST, _unfiltered_where_empty)),
    Mutant(_RULE + "app-id", "An app that is not there is 404.", refuses(
        _LIST, 404, "NOT_FOUND", when=lambda asked: asked.query.get("appId") == [asked.memory.ids["foreign-app"]])),
    Mutant(_RULE + "event-names", "Names are left out of account.", _asks(eventNames=None)),
    Mutant(_RULE + "event-names", "Only the first name counts.", when_asked(
        _LIST, lambda asked: asked.with_query(eventNames=_names(asked)[0]), when=_has("eventNames"))),
    Mutant(_RULE + "event-names", "Names are the same in capitals.", replies(_LIST, _folded)),
    Mutant(_RULE + "user-id", "The user is left out of account.", _asks(userId=None)),
    Mutant(_RULE + "user-id", "With an app, the user is left out of account.", _asks(_both, userId=None)),
    Mutant(_RULE + "user-id", "A user's id may be cut.", replies(_LIST, _begins_with)),
    Mutant(_RULE + "since", "since is exclusive.", _moves("since", milliseconds=1)),
    Mutant(_RULE + "since", "since is rounded to seconds.", when_asked(
        _LIST, lambda asked: asked.with_query(since=asked.query["since"][0][:19] + "Z"),
        when=lambda asked: asked.query.get("since", [""])[0].endswith("Z"))),
    Mutant(_RULE + "since", "The offset of since is left out of account.", _without_offset("since")),
    Mutant(_RULE + "until", "until is inclusive.", _moves("until", milliseconds=1)),
    Mutant(_RULE + "until", "until is left out of account beside since.", _asks(
        lambda asked: {"since", "until"} <= set(asked.query), until=None)),
    Mutant(_RULE + "until", "The offset of until is left out of account.", _without_offset("until")),
    Mutant(_RULE + "window-order", "A turned window is an empty one.", _turned(by_text=False)),
    Mutant(_RULE + "window-order", "The ends are compared as texts.", _turned(by_text=True)),
    Mutant(_RULE + "window-order", "Ends that are equal are refused.", refuses(
        _LIST, 422, "VALIDATION", when=lambda asked: "since" in asked.query and asked.query["since"] == asked.query.get("until"))),
    Mutant(_RULE + "redacted", "IP addresses read as they are.", _opens(_is_not, "ip")),
    Mutant(_RULE + "redacted", "Personal properties are left out.", answers(_LIST, each_event(_drops), when=_is_not)),
    Mutant(_RULE + "redacted", "A phone reads as stars.", answers(_LIST, each_event(_stars), when=_is_not)),
    Mutant(_RULE + "redacted", "Values are blanked too.", answers(_LIST, _blanks("value"), when=_is_not)),
    Mutant(_RULE + "personal", "The grant is left out of account.", answers(_LIST, _blanks(*_PERSONAL), when=_is_granted)),
    Mutant(_RULE + "personal", "Even with the grant a phone is blanked.", answers(_LIST, _blanks("phone"), when=_is_granted)),
    Mutant(_RULE + "personal", "Who asks for it reads it.", _opens(lambda asked: "includePii" in asked.query, *_PERSONAL)),
    Mutant(_RULE + "no-list", "A key without a list was granted everything.", _opens(lambda asked: True, *_PERSONAL)),
    Mutant(_RULE + "no-list", "The second key was granted mail addresses.", _opens(lambda asked: asked.key == "second", "email")),
    Mutant(_RULE + "no-list", "Filtered by app, nothing is blanked.", _opens(_has("appId"), *_PERSONAL)),
)  # fmt: skip
