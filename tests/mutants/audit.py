"""Servers whose audit log is wrong."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from layers_mock.kit.exchange import Request, Response, header
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

_LIST = "listAuditLog"
Event = dict[str, Any]
When = Callable[[Event], object]


def _always(event: Event) -> bool:
    return True


def _each(edit: Callable[[Event], Any], when: When = _always) -> Callable[[], Server]:
    """Events that fit are told otherwise: ``edit`` changes one in place."""

    def change(page: Any) -> None:
        for event in page["items"]:
            if when(event):
                edit(event)

    return answers(_LIST, change)


def _set(when: When = _always, **fields: Any) -> Callable[[], Server]:
    return _each(lambda event: event.update(fields), when)


def _data(when: When = _always, **fields: Any) -> Callable[[], Server]:
    return _each(lambda event: event["data"].update(fields), when)


def _without(when: When) -> Callable[[], Server]:
    """Events that fit are left out."""
    return answers(_LIST, lambda page: page | {"items": [event for event in page["items"] if not when(event)]})


def _beside(when: When, kind: str) -> Callable[[], Server]:
    """Beside each event that fits another one stands, of the same call."""

    def change(page: Any) -> None:
        page["items"] = [one for event in page["items"] for one in ([_copy(event, kind), event] if when(event) else [event])]

    return answers(_LIST, change)


def _beside_lonely(when: When, kind: str) -> Callable[[], Server]:
    """As :func:`_beside`, for calls that no change is told of."""

    def change(page: Any) -> None:
        told = [event["requestId"] for event in page["items"]]
        page["items"] = [
            one
            for event in page["items"]
            for one in ([_copy(event, kind), event] if when(event) and told.count(event["requestId"]) == 1 else [event])
        ]

    return answers(_LIST, change)


def _copy(event: Event, kind: str) -> Event:
    return {**event, "eventType": kind, "eventId": event["eventId"][:-4] + "aaaa"}


def _type(kind: str) -> When:
    return lambda event: event["eventType"] == kind


def _is_change(event: Event) -> bool:
    return "status" not in event["data"]


def _status(status: int) -> When:
    return lambda event: event["data"].get("status") == status


def _method(method: str, end: str = "") -> When:
    return lambda event: event["data"]["method"] == method and event["data"]["path"].endswith(end) and not _is_change(event)


def _path_has(part: str) -> When:
    return lambda event: part in event["data"]["path"]


def _both(one: When, other: When) -> When:
    return lambda event: one(event) and other(event)


def _asking(asked: Asked, **changed: object) -> Request:
    """The request with parameters changed, or left out where they are ``None``."""
    url, _, query = asked.request.url.partition("?")
    pairs = [(name, text) for name, text in parse_qsl(query, keep_blank_values=True) if name not in changed]
    pairs += [(name, str(text)) for name, text in changed.items() if text is not None]
    return asked.request._replace(url=f"{url}?{urlencode(pairs)}")


def _ignores(*names: str, when: Callable[[Asked], object] = lambda asked: True) -> Callable[[], Server]:
    """Filters that count for nothing."""
    return when_asked(
        _LIST, lambda asked: _asking(asked, **dict.fromkeys(names)),
        when=lambda asked: any(name in asked.query for name in names) and when(asked),
    )  # fmt: skip


def _asked_for(name: str, text: str) -> Callable[[Asked], bool]:
    return lambda asked: text in asked.query.get(name, [""])[0]


def _kept(name: str, keeps: Callable[[Event, str], object]) -> Callable[[], Server]:
    """A filter that keeps other events than it should: those of a whole page without it."""

    def change(came: Came, ask: Ask) -> Response:
        if name not in came.asked.query or came.status != 200:
            return came.response
        page = json_of(ask(_asking(came.asked, **{name: None})))
        text = came.asked.query[name][0]
        return with_json(came.response, page | {"items": [event for event in page["items"] if keeps(event, text)]})

    return replies(_LIST, change)


def _drops(name: str, when: Callable[[Event, str], object]) -> Callable[[], Server]:
    """A filter that leaves out more than it should."""

    def change(page: Any, asked: Asked) -> None:
        if name in asked.query:
            page["items"] = [event for event in page["items"] if not when(event, asked.query[name][0])]

    return answers(_LIST, change)


def _all_where_none(name: str) -> Callable[[], Server]:
    """What keeps nothing is taken for no filter."""

    def change(came: Came, ask: Ask) -> Response:
        if name not in came.asked.query or came.status != 200 or came.body["items"]:
            return came.response
        return ask(_asking(came.asked, **{name: None}))

    return replies(_LIST, change)


def _sorted_by(key: Callable[[Event], Any]) -> Callable[[], Server]:
    return answers(_LIST, lambda page: page | {"items": sorted(page["items"], key=key)})


def _backwards_within_a_moment(page: Any) -> None:
    items = sorted(page["items"], key=lambda event: event["eventId"], reverse=True)
    page["items"] = sorted(items, key=lambda event: event["occurredAt"], reverse=True)


def _one_id_per_call(page: Any) -> None:
    ids: dict[str, str] = {}
    for event in page["items"]:
        event["eventId"] = ids.setdefault(event["requestId"], event["eventId"])


def _told_twice(page: Any) -> None:
    page["items"] = [one for event in page["items"] for one in ([event, event] if _method("GET")(event) else [event])]


def _first_key(page: Any) -> None:
    for event in page["items"]:
        event["apiKeyId"] = page["items"][-1]["apiKeyId"]


def _template(event: Event) -> None:
    event["data"]["path"] = "/v1/projects/{projectId}"


def _from_path(event: Event) -> None:
    event["projectId"] = event["data"]["path"].rpartition("/")[2]


def _cut_moment(event: Event) -> None:
    event["occurredAt"] = event["occurredAt"][:11] + "00:00:00.000Z"


def _by_target(event: Event) -> None:
    event["apiKeyId"] = event["data"]["apiKeyId"]


def _by_caller(event: Event) -> None:
    event["data"]["apiKeyId"] = event["apiKeyId"]


def _tells_secrets(*, of_calls: bool) -> Callable[[], Server]:
    """The secret of a rotation, or of the key that a call was made with, stands in the log."""

    def make() -> Server:
        secrets: dict[str | None, str] = {}
        known: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body, id_ = json_of(came), header(came.headers, "X-Request-Id")
            if asked.operation == "rotateApiKey" and came.status == 200:
                known.add(body["secret"])
                secrets.update({} if of_calls else {id_: body["secret"]})
            elif of_calls and asked.header("X-Api-Key") in known:
                secrets[id_] = str(asked.header("X-Api-Key")).rpartition("_")[2]
            if asked.operation != _LIST or came.status != 200:
                return came
            for event in body["items"]:
                if event["requestId"] in secrets:
                    event["data"]["credential"] = secrets[event["requestId"]]
            return with_json(came, body)

        return server

    return make


def _with_others(when: Callable[[Asked], object]) -> Callable[[], Server]:
    """Events of another organisation stand behind one's own."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200 or not when(came.asked):
            return came.response
        other = "full" if came.asked.key == "other" else "other"
        theirs = json_of(ask(came.asked.with_key(other)))
        return with_json(came.response, came.body | {"items": [*came.body["items"], *theirs["items"]]})

    return replies(_LIST, change)


def _own_alone(*roles: str) -> Callable[[], Server]:
    """Keys of these roles see what they did themselves."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200 or came.asked.key not in roles:
            return came.response
        url = came.asked.request.url.partition("/v1/")[0] + "/v1/whoami"
        own = json_of(ask(came.asked.request._replace(url=url)))["apiKeyId"]
        items = [event for event in came.body["items"] if event["apiKeyId"] == own]
        return with_json(came.response, came.body | {"items": items})

    return replies(_LIST, change)


def _limited_to(count: int, *, by_default: bool) -> Callable[[], Server]:
    """Pages of another size than they should have."""
    return when_asked(
        _LIST, lambda asked: _asking(asked, limit=count),
        when=lambda asked: "limit" not in asked.query if by_default else asked.query.get("limit") == ["200"],
    )  # fmt: skip


def _empty(name: str, form: Callable[[str], object]) -> Callable[[], Server]:
    """A form of an id that a filter does not know keeps nothing."""

    def change(page: Any, asked: Asked) -> Any:
        return {"items": [], "nextCursor": None} if name in asked.query and form(asked.query[name][0]) else page

    return answers(_LIST, change)


_KILLED, _DELETED, _ROTATED = "api_key.killed", "api_key.deleted", "api_key.rotated"
_UPDATED, _REJECTED, _DENIED, _LIMITED = (
    "mutation.project_updated", "auth.key_rejected", "auth.scope_denied", "auth.rate_limited",
)  # fmt: skip
_REQUEST = "api.request"

MUTANTS = (
    Mutant("list-audit-log.fields", "Changes have no path.", _each(lambda event: event["data"].pop("path"), _is_change)),
    Mutant("list-audit-log.fields", "There is no actor.", _each(lambda event: event.pop("actor"))),
    Mutant("list-audit-log.fields", "The request id of a change is null.", _set(_is_change, requestId=None)),
    Mutant("list-audit-log.bare-ids", "eventId carries a prefix.", _each(lambda event: event.update(eventId="evt_" + event["eventId"]))),
    Mutant("list-audit-log.bare-ids", "A change has the eventId of its call.", answers(_LIST, _one_id_per_call)),
    Mutant("list-audit-log.bare-ids", "projectId carries a prefix.", _each(lambda event: event.update(projectId=f"prj_{event['projectId']}"))),
    Mutant("list-audit-log.project-null", "Where there is no project the organisation stands.",
        _each(lambda event: event.update(projectId=event["organizationId"]), lambda event: event["projectId"] is None),
    ),
    Mutant("list-audit-log.project-null", "A project that nobody has is told as it was asked for.",
        _each(_from_path, lambda event: event["projectId"] is None and "/projects/" in event["data"]["path"]),
    ),
    Mutant("list-audit-log.actor", "actor is the word for its kind.", _set(actor="api_key")),
    Mutant("list-audit-log.actor", "Refusals are told as done by the system.", _set(_type(_DENIED), actor="system")),
    Mutant("list-audit-log.request-event", "Lists are not told.", _without(_method("GET", "/content"))),
    Mutant("list-audit-log.request-event", "Reads are told twice.", answers(_LIST, _told_twice)),
    Mutant("list-audit-log.request-event", "A project's first key is told for all.", answers(_LIST, _first_key)),
    Mutant("list-audit-log.request-event", "The path is that of the route.", _each(_template, _method("PATCH"))),
    Mutant("list-audit-log.request-event", "The moment is the day alone.", _each(_cut_moment)),
    Mutant("list-audit-log.request-event", "Reading the log leaves no trace.", _without(_path_has("/v1/audit-log"))),
    Mutant("list-audit-log.request-status", "Refusals have no status.",
        _each(lambda event: event["data"].pop("status"), lambda event: "code" in event["data"]),
    ),
    Mutant("list-audit-log.request-status", "Methods are in lower case.",
        _each(lambda event: event["data"].update(method=event["data"]["method"].lower())),
    ),
    Mutant("list-audit-log.request-status", "Successes have the code OK.", _data(_status(200), code="OK")),
    Mutant("list-audit-log.refused-calls", "What was not found is not told.", _without(_status(404))),
    Mutant("list-audit-log.refused-calls", "Invalid calls are told as api.invalid.", _set(_status(422), eventType="api.invalid")),
    Mutant("list-audit-log.refused-calls", "A conflict is told as a change.", _beside(_status(409), _UPDATED)),
    Mutant("list-audit-log.key-rejected", "It is told as a call.", _set(_type(_REJECTED), eventType=_REQUEST)),
    Mutant("list-audit-log.key-rejected", "Reads with a killed key are not told.", _without(_both(_type(_REJECTED), _method("GET")))),
    Mutant("list-audit-log.key-rejected", "It is told beside the call.", _beside(_type(_REJECTED), _REQUEST)),
    Mutant("list-audit-log.key-rejected", "getWhoami of a killed key is told as rejected.",
        _set(_path_has("/v1/whoami"), eventType=_REJECTED),
    ),
    Mutant("list-audit-log.scope-denied", "It is told as a rejected key.", _set(_type(_DENIED), eventType=_REJECTED)),
    Mutant("list-audit-log.scope-denied", "Reads without the scope are not told.", _without(_both(_type(_DENIED), _method("GET")))),
    Mutant("list-audit-log.scope-denied", "It is told beside the call.", _beside(_type(_DENIED), _REQUEST)),
    Mutant("list-audit-log.rate-limited", "It is not told.", _without(_type(_LIMITED))),
    Mutant("list-audit-log.rate-limited", "It is told as a call.", _set(_type(_LIMITED), eventType=_REQUEST)),
    Mutant("list-audit-log.change-event", "Archiving is told as an update.",
        _set(_type("mutation.project_archived"), eventType=_UPDATED),
    ),
    Mutant("list-audit-log.change-event", "Updates are told by the call alone.", _without(_type(_UPDATED))),
    Mutant("list-audit-log.change-event", "A change is not told whose it was.",
        _each(lambda event: event.update(apiKeyId=event["organizationId"]), _is_change),
    ),
    Mutant("list-audit-log.change-event", "A new project's change names no project.",
        _set(_type("mutation.project_created"), projectId=None),
    ),
    Mutant("list-audit-log.no-change-event", "An invalid patch is told as a change.", _beside(_status(422), _UPDATED)),
    Mutant("list-audit-log.no-change-event", "A repeat is told as a change again.",
        _beside_lonely(_both(_status(201), _method("POST", "/v1/projects")), "mutation.project_created"),
    ),
    Mutant("list-audit-log.no-change-event", "A read is told as a change.",
        _beside(_both(_method("GET"), _path_has("/v1/projects/")), "mutation.project_viewed"),
    ),
    Mutant("list-audit-log.key-killed", "It is told by the call alone.", _without(_type(_KILLED))),
    Mutant("list-audit-log.key-killed", "Killing a killed key is told again.", _beside_lonely(_method("POST", "/kill"), _KILLED)),
    Mutant("list-audit-log.key-killed", "The killed key is told as the one that did it.", _each(_by_target, _type(_KILLED))),
    Mutant("list-audit-log.key-deleted", "It is told as a killing.", _set(_type(_DELETED), eventType=_KILLED)),
    Mutant("list-audit-log.key-deleted", "Deleting a deleted key is told again.",
        _beside_lonely(_both(_method("DELETE"), _path_has("/v1/api-keys/")), _DELETED),
    ),
    Mutant("list-audit-log.key-rotated", "It is told by the call alone.", _without(_type(_ROTATED))),
    Mutant("list-audit-log.key-rotated", "A repeat is told as a rotation.", _beside_lonely(_method("POST", "/rotate"), _ROTATED)),
    Mutant("list-audit-log.key-rotated", "A key that rotates itself is told by the call alone.",
        _without(lambda event: event["eventType"] == _ROTATED and event["data"]["apiKeyId"] == event["apiKeyId"]),
    ),
    Mutant("list-audit-log.key-events-name-the-key", "The key that asked is named.", _each(_by_caller, lambda event: "apiKeyId" in event["data"])),
    Mutant("list-audit-log.key-events-name-the-key", "A deletion names nothing.",
        _each(lambda event: event["data"].pop("apiKeyId"), _type(_DELETED)),
    ),
    Mutant("list-audit-log.no-secret", "A rotation tells its secret.", _tells_secrets(of_calls=False)),
    Mutant("list-audit-log.no-secret", "A call tells the secret part of its key.", _tells_secrets(of_calls=True)),
    Mutant("list-audit-log.project", "Jobs are about no project.", _set(_path_has("/v1/jobs/"), projectId=None)),
    Mutant("list-audit-log.project", "What deletes is about no project.",
        _set(lambda event: event["eventType"] == "mutation.influencer_deleted", projectId=None),
    ),
    Mutant("list-audit-log.project", "Content is about no project.", _set(_path_has("/v1/content/"), projectId=None)),
    Mutant("list-audit-log.newest-first", "The oldest of a page come first.", _sorted_by(lambda event: event["occurredAt"])),
    Mutant("list-audit-log.newest-first", "Within a moment the highest id comes first.", answers(_LIST, _backwards_within_a_moment)),
    Mutant("list-audit-log.newest-first", "Changes stand before calls.", _sorted_by(lambda event: not _is_change(event))),
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
    Mutant("list-audit-log.api-key-id", "It keeps calls and no changes.", _drops("apiKeyId", lambda event, text: _is_change(event))),
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
    Mutant("list-audit-log.one-organisation", "Another organisation reads ours.", as_key(_LIST, "other", "full")),
    Mutant("list-audit-log.one-organisation", "Events since a moment are those of all.", _with_others(lambda asked: "since" in asked.query)),
    Mutant("list-audit-log.one-organisation", "Events of a type are those of all.", _with_others(lambda asked: "eventType" in asked.query)),
    Mutant("list-audit-log.whole-organisation", "A key with a scope list sees its own doings.", _own_alone("limited", "writer")),
    Mutant("list-audit-log.whole-organisation", "The second key sees its own doings.", _own_alone("second")),
    Mutant("list-audit-log.whole-organisation", "A scope list has no place for it.",
        refuses(_LIST, 403, "FORBIDDEN_SCOPE", when=lambda asked: asked.key == "writer"),
    ),
)  # fmt: skip
