"""The telemetry section: reference/telemetry/events. Conversions stand in the metrics section."""

import re
from collections.abc import Iterator
from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.rows import Project
from layers_mock.world.sdk_apps import SdkApp
from layers_mock.world.telemetry import SdkEvent, event_id, events, redacted, traffic
from layers_mock.world.world import World

__all__ = ["HANDLERS", "apps_of", "instant_of", "refuse_turned_window", "words_of"]

_LIST = "events"
_FINER = re.compile(r"\.\d{3}(\d+)")
"""What an instant says beyond milliseconds."""
_PERSONAL_SCOPE = "events:read+pii"


def list_events(world: World, call: Call) -> Reply:
    """The events of a project's apps, newest first; personal data only for keys that were granted it."""
    project = project_of(call, "list-events.project-not-found")
    since, until = instant_of(call, "since"), instant_of(call, "until")
    refuse_turned_window(call, "list-events.window-order", since, until)
    cursor = cast("str | None", call.query.get("cursor"))
    end = call.now + 1 if until is None else min(until, call.now + 1)
    below = decode_cursor(cursor) if cursor else None
    apps = call.organization.sdk_apps.newest_first(project.key)
    rows = events(traffic(world.seed), [app for _, app in apps], since, end, below)
    found, following = page(rows, call.limit(), _LIST, lambda event: _is_wanted(call, event))
    return Reply(200, {"items": [_view(world, call, event) for event in found], "nextCursor": following})


def words_of(call: Call, name: str) -> list[str]:
    """The words of a query parameter that takes them behind commas or repeated; none where it is left out."""
    given = call.query.get(name)
    texts = given if isinstance(given, list) else [] if given is None else [given]
    return [word for text in texts for word in str(text).split(",")]


def instant_of(call: Call, name: str) -> int | None:
    """The instant in a query parameter, in whole milliseconds. What lies between two counts as the later: so do the events."""
    text = cast("str | None", call.query.get(name))
    if text is None:
        return None
    finer = _FINER.search(text)
    return parse_instant(text) + (finer is not None and int(finer[1]) > 0)


def refuse_turned_window(call: Call, rule: str, since: int | None, until: int | None) -> None:
    """Refuse a window that ends before it begins."""
    if since is not None and until is not None and until < since:
        details: JsonObject = {"issues": [{"path": "until", "message": f"Before since, {call.query['since']}."}]}
        raise Refusal("VALIDATION", rule=rule, details=details)


def apps_of(call: Call, project: Project) -> Iterator[SdkApp]:
    """The project's apps, or the one that the query names; one that is not there is none."""
    wanted = cast("str | None", call.query.get("appId"))
    for _, app in call.organization.sdk_apps.newest_first(project.key):
        if wanted is None or app.key == key_of(wanted):
            yield app


def _is_wanted(call: Call, event: SdkEvent) -> bool:
    names, app, user = words_of(call, "eventNames"), call.query.get("appId"), call.query.get("userId")
    return (
        (not names or event.name in names)
        and (app is None or event.app.key == key_of(str(app)))
        and user in {None, event.user_id}
    )  # fmt: skip


def _view(world: World, call: Call, event: SdkEvent) -> JsonObject:
    is_open = call.key.scopes is not None and _PERSONAL_SCOPE in call.key.scopes
    return {
        "eventId": event_id(traffic(world.seed), event),
        "appId": event.app.id,
        "eventName": event.name,
        "appUserId": event.user_id,
        "platform": event.platform,
        "occurredAt": iso(event.occurred_at),
        "receivedAt": iso(event.occurred_at),
        "properties": event.properties if is_open else redacted(event.properties),
    }


HANDLERS: dict[str, Handler] = {"listEvents": list_events}
