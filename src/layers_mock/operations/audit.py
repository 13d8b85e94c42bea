"""The audit section: reference/audit-log/list."""

from collections.abc import Callable
from itertools import takewhile
from typing import cast

from layers_mock.contract import JsonObject
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of
from layers_mock.world.audit import AuditEvent, event_id, project_behind
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.ids import Key, parse, uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "audit"
_ACTOR = "partner_api"


def list_audit_log(world: World, call: Call) -> Reply:
    """The organisation's events, newest first. The call that asks is told to the next one."""
    cursor = cast("str | None", call.query.get("cursor"))
    since = _instant(call, "since")
    events = call.organization.audit.newest_first(decode_cursor(cursor) if cursor else None)
    # Time never goes back, so behind the first event that is too old there are only older ones.
    recent = takewhile(lambda event: since is None or event.call.at >= since, events)
    found, following = page(((event.place, event) for event in recent), call.limit(), _LIST, _filter(call))
    return Reply(200, {"items": [_view(world, call, event) for event in found], "nextCursor": following})


def _filter(call: Call) -> Callable[[AuditEvent], bool]:
    kind, until = call.query.get("eventType"), _instant(call, "until")
    key, project = _key(call, "apiKeyId"), _key(call, "projectId")

    def is_wanted(event: AuditEvent) -> bool:
        return (
            kind in {None, event.type}
            and (until is None or event.call.at <= until)
            and key in {None, event.call.key}
            and (project is None or project_behind(call.organization, event.call) == project)
        )

    return is_wanted


def _instant(call: Call, name: str) -> int | None:
    text = cast("str | None", call.query.get(name))
    return None if text is None else parse_instant(text)


def _key(call: Call, name: str) -> Key | None:
    text = cast("str | None", call.query.get(name))
    return None if text is None else key_of(text)


def _view(world: World, call: Call, event: AuditEvent) -> JsonObject:
    project = project_behind(call.organization, event.call)
    return {
        "eventId": uuid(event_id(world.ids, call.organization.key, event.place)),
        "eventType": event.type,
        "occurredAt": iso(event.call.at),
        "requestId": event.call.request_id,
        "organizationId": uuid(call.organization.key),
        "projectId": None if project is None else uuid(project),
        "apiKeyId": uuid(event.call.key),
        "actor": _ACTOR,
        "data": _data(event),
    }


def _data(event: AuditEvent) -> JsonObject:
    """What there is to say of one event: the call, and how it ended or what it was about."""
    data: JsonObject = {"method": event.call.method, "path": event.call.path}
    if not event.is_change:
        data["status"] = event.call.status
        if event.call.code is not None:
            data["code"] = event.call.code
    elif "keyId" in event.call.about:
        target = parse(event.call.about["keyId"])
        data["apiKeyId"] = None if target is None else uuid(target)
    return data


HANDLERS: dict[str, Handler] = {"listAuditLog": list_audit_log}
