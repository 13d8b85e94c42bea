"""Servers that show the wrong events of the audit log."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.audit_servers import LIST, Event, is_change
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    json_of,
    refuses,
    replies,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]


def _ignores(*names: str, when: Callable[[Asked], object] = lambda asked: True) -> Callable[[], Server]:
    """Filters that count for nothing."""
    return when_asked(
        LIST, lambda asked: asked.with_query(**dict.fromkeys(names)),
        when=lambda asked: any(name in asked.query for name in names) and when(asked),
    )  # fmt: skip


def _asked_for(name: str, text: str) -> Callable[[Asked], bool]:
    return lambda asked: text in asked.query.get(name, [""])[0]


def _kept(name: str, keeps: Callable[[Event, str], object]) -> Callable[[], Server]:
    """A filter that keeps other events than it should: those of a whole page without it."""

    def change(came: Came, ask: Ask) -> Response:
        if name not in came.asked.query or came.status != 200:
            return came.response
        page = json_of(ask(came.asked.with_query(**{name: None})))
        text = came.asked.query[name][0]
        return with_json(came.response, page | {"items": [event for event in page["items"] if keeps(event, text)]})

    return replies(LIST, change)


def _drops(name: str, when: Callable[[Event, str], object]) -> Callable[[], Server]:
    """A filter that leaves out more than it should."""

    def change(page: Any, asked: Asked) -> None:
        if name in asked.query:
            page["items"] = [event for event in page["items"] if not when(event, asked.query[name][0])]

    return answers(LIST, change)


def _all_where_none(name: str) -> Callable[[], Server]:
    """What keeps nothing is taken for no filter."""

    def change(came: Came, ask: Ask) -> Response:
        if name not in came.asked.query or came.status != 200 or came.body["items"]:
            return came.response
        return ask(came.asked.with_query(**{name: None}))

    return replies(LIST, change)


def _sorted_by(key: Callable[[Event], Any]) -> Callable[[], Server]:
    return answers(LIST, lambda page: page | {"items": sorted(page["items"], key=key)})


def _backwards_within_a_moment(page: Any) -> None:
    items = sorted(page["items"], key=lambda event: event["eventId"], reverse=True)
    page["items"] = sorted(items, key=lambda event: event["occurredAt"], reverse=True)


def _with_others(when: Callable[[Asked], object]) -> Callable[[], Server]:
    """Events of another organisation stand behind one's own."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200 or not when(came.asked):
            return came.response
        other = "full" if came.asked.key == "other" else "other"
        theirs = json_of(ask(came.asked.with_key(other)))
        return with_json(came.response, came.body | {"items": [*came.body["items"], *theirs["items"]]})

    return replies(LIST, change)


def _own_alone(*roles: str) -> Callable[[], Server]:
    """Keys of these roles see what they did themselves."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200 or came.asked.key not in roles:
            return came.response
        url = came.asked.request.url.partition("/v1/")[0] + "/v1/whoami"
        own = json_of(ask(came.asked.request._replace(url=url)))["apiKeyId"]
        items = [event for event in came.body["items"] if event["apiKeyId"] == own]
        return with_json(came.response, came.body | {"items": items})

    return replies(LIST, change)


def _limited_to(count: int, *, by_default: bool) -> Callable[[], Server]:
    """Pages of another size than they should have."""
    return when_asked(
        LIST, lambda asked: asked.with_query(limit=count),
        when=lambda asked: "limit" not in asked.query if by_default else asked.query.get("limit") == ["200"],
    )  # fmt: skip


def _empty(name: str, form: Callable[[str], object]) -> Callable[[], Server]:
    """A form of an id that a filter does not know keeps nothing."""

    def change(page: Any, asked: Asked) -> Any:
        return {"items": [], "nextCursor": None} if name in asked.query and form(asked.query[name][0]) else page

    return answers(LIST, change)


MUTANTS = (
    Mutant("list-audit-log.newest-first", "The oldest of a page come first.", _sorted_by(lambda event: event["occurredAt"])),
    Mutant("list-audit-log.newest-first", "Within a moment the highest id comes first.", answers(LIST, _backwards_within_a_moment)),
    Mutant("list-audit-log.newest-first", "Changes stand before calls.", _sorted_by(lambda event: not is_change(event))),
    Mutant("list-audit-log.event-type", "It is ignored.", _ignores("eventType")),
    Mutant("list-audit-log.event-type", "It keeps what begins so.",
        _kept("eventType", lambda event, text: event["eventType"].startswith(text)),
    ),
    Mutant("list-audit-log.event-type", "Capitals do not count.",
        _kept("eventType", lambda event, text: event["eventType"] == text.lower()),
    ),
    Mutant("list-audit-log.project-id", "It is ignored.", _ignores("projectId")),
    Mutant("list-audit-log.project-id", "Making a project is not among its events.",
        _drops("projectId", lambda event, text: event["eventType"] == "mutation.project_created"),
    ),
    Mutant("list-audit-log.project-id", "A project that is not there keeps everything.", _all_where_none("projectId")),
    Mutant("list-audit-log.api-key-id", "It is ignored.", _ignores("apiKeyId")),
    Mutant("list-audit-log.api-key-id", "It keeps calls and no changes.", _drops("apiKeyId", lambda event, text: is_change(event))),
    Mutant("list-audit-log.api-key-id", "A key that is not there keeps everything.", _all_where_none("apiKeyId")),
    Mutant("list-audit-log.since", "It is ignored.", _ignores("since")),
    Mutant("list-audit-log.since", "That moment is left out.", _drops("since", lambda event, text: event["occurredAt"] == text)),
    Mutant("list-audit-log.since", "With an offset it is ignored.", _ignores("since", when=_asked_for("since", "+"))),
    Mutant("list-audit-log.until", "It is ignored.", _ignores("until")),
    Mutant("list-audit-log.until", "That moment is left out.", _drops("until", lambda event, text: event["occurredAt"] == text)),
    Mutant("list-audit-log.until", "With an offset it is ignored.", _ignores("until", when=_asked_for("until", "+"))),
    Mutant("list-audit-log.filters-combine", "Beside a type a key is ignored.",
        _ignores("apiKeyId", when=lambda asked: "eventType" in asked.query),
    ),
    Mutant("list-audit-log.filters-combine", "The next page forgets the filters.",
        _ignores("eventType", "apiKeyId", when=lambda asked: "cursor" in asked.query),
    ),
    Mutant("list-audit-log.filters-combine", "since beside until is ignored.", _ignores("since", when=lambda asked: "until" in asked.query)),
    Mutant("list-audit-log.id-forms", "A key behind its prefix keeps nothing.", _empty("apiKeyId", lambda text: text.startswith("key_"))),
    Mutant("list-audit-log.id-forms", "A project as a bare ULID keeps nothing.", _empty("projectId", lambda text: len(text) == 26)),
    Mutant("list-audit-log.page-size", "25 events by default.", _limited_to(25, by_default=True)),
    Mutant("list-audit-log.page-size", "100 events by default.", _limited_to(100, by_default=True)),
    Mutant("list-audit-log.page-size", "At most 50 events.", _limited_to(50, by_default=False)),
    Mutant("list-audit-log.one-organisation", "Another organisation reads ours.", as_key(LIST, "other", "full")),
    Mutant("list-audit-log.one-organisation", "Events since a moment are those of all.", _with_others(lambda asked: "since" in asked.query)),
    Mutant("list-audit-log.one-organisation", "Events of a type are those of all.", _with_others(lambda asked: "eventType" in asked.query)),
    Mutant("list-audit-log.whole-organisation", "A key with a scope list sees its own doings.", _own_alone("limited", "writer")),
    Mutant("list-audit-log.whole-organisation", "The second key sees its own doings.", _own_alone("second")),
    Mutant("list-audit-log.whole-organisation", "A scope list has no place for it.",
        refuses(LIST, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "writer"),
    ),
)  # fmt: skip
