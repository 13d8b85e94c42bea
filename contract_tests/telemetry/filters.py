"""listEvents: filters, and who reads personal data."""

from collections.abc import Callable
from functools import partial
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .events import events, everything, moved

__all__: list[str] = []

_PERSONAL = ("email", "phone", "ip")
_REDACTED = "[redacted]"
_GRANT = "events:read+pii"
_MOST = 200


def _among(field: str, *values: str) -> Callable[[Any], bool]:
    return lambda event: event.get(field) in values


def _is_of(user: str, app: str, event: Any) -> bool:
    return (event.get("appUserId"), event["appId"]) == (user, app)


def _kept(api: Api, keep: Callable[[Any], object], **query: Any) -> list[Any]:
    """Break the rule unless the filter keeps exactly those events; what it kept."""
    wanted = [event for event in everything(api) if keep(event)]
    equal([one["eventId"] for one in everything(api, **query)], [one["eventId"] for one in wanted], f"events with {query}")
    equal(
        [one["eventId"] for one in events(api, limit=1, **query)],
        [one["eventId"] for one in wanted[:1]],
        f"the first with {query}",
    )
    return wanted


@check("list-events.app-id")
def an_app_filters(api: Api) -> None:
    """Each app's own events, all of them; none for an app of another organisation and for one that nobody has."""
    for state in ("tracked_app", "second_tracked_app"):
        app = api.state(state)
        holds(_kept(api, _among("appId", app), appId=app), f"no events of {state}")
    for nobody in (api.state("foreign_app"), api.uuid(), f"app_{'0' * 24}"):
        equal(events(api, appId=nobody), [], f"events of {nobody}")


@check("list-events.event-names")
def names_filter(api: Api) -> None:
    """One name, several with commas, one that nothing has among them; without names all come."""
    whole = everything(api)
    names = sorted({name for event in whole if (name := event.get("eventName"))})
    if len(names) < 3:
        raise UnprovidedError("the tracked project has events of too few names")
    for wanted in ([names[0]], names[:2], [names[-1], names[0]], [names[1], "no_such_event"], names):
        _kept(api, _among("eventName", *wanted), eventNames=",".join(wanted))
    equal(events(api, eventNames="no_such_event"), [], "events of a name that nothing has")
    equal(events(api, eventNames=names[0][:-1]), [], "events of the beginning of a name")
    equal(events(api, eventNames=names[0].upper()), [], "events of a name in capitals")


@check("list-events.user-id")
def a_user_filters(api: Api) -> None:
    """The events of one app user, over all apps; with an app, of both; none for a user that nobody is."""
    whole = everything(api)
    users = sorted({user for event in whole if (user := event.get("appUserId"))})
    if len(users) < 2:
        raise UnprovidedError("the tracked project has events of one user alone")
    app = api.state("tracked_app")
    for user in (users[0], users[1], users[-1]):
        _kept(api, _among("appUserId", user), userId=user)
        _kept(api, partial(_is_of, user, app), userId=user, appId=app)
    equal(events(api, userId=api.text("nobody")), [], "events of a user that nobody is")
    equal(events(api, userId=users[0][:-1]), [], "events of the beginning of a user's id")


def _middle(api: Api) -> Any:
    """An event with others before and after it, none of them at the same moment."""
    whole = everything(api)
    for index in range(len(whole) // 3, len(whole) - 1):
        if len({event["occurredAt"] for event in whole[index - 1 : index + 2]}) == 3:
            return whole[index]
    raise UnprovidedError("the tracked project has too few events")


@check("list-events.since")
def since_is_inclusive(api: Api) -> None:
    """The event of that moment comes, whatever the offset it is told in; a millisecond later it does not."""
    moment = _middle(api)["occurredAt"]
    _kept(api, lambda event: event["occurredAt"] >= moment, since=moment)
    _kept(api, lambda event: event["occurredAt"] > moment, since=moved(moment, 1))
    _kept(api, lambda event: event["occurredAt"] >= moment, since=moved(moment, 7_200_000)[:-1] + "+02:00")
    equal(events(api, since="2999-01-01T00:00:00Z"), [], "events from a far day on")


@check("list-events.until")
def until_is_exclusive(api: Api) -> None:
    """The event of that moment does not come; a millisecond later it does; both ends together keep what is between."""
    event = _middle(api)
    moment = event["occurredAt"]
    _kept(api, lambda one: one["occurredAt"] < moment, until=moment)
    _kept(api, lambda one: one["occurredAt"] <= moment, until=moved(moment, 1))
    _kept(api, lambda one: one["occurredAt"] < moment, until=moved(moment, -3_600_000)[:-1] + "-01:00")
    alone = events(api, since=moment, until=moved(moment, 1))
    equal([one["eventId"] for one in alone], [event["eventId"]], "events of one moment")
    equal(events(api, since=moment, until=moment), [], "events of a window without length")
    equal(events(api, until="1999-01-01T00:00:00Z"), [], "events until a day long ago")


@check("list-events.window-order")
def a_window_does_not_end_before_it_begins(api: Api) -> None:
    """422 naming `until`, by a day and by a millisecond, across offsets; ends that are equal are fine."""
    project = api.state("tracked_project")
    for since, until in (
        ("2026-04-20T00:00:00Z", "2026-04-19T00:00:00Z"),
        ("2026-04-20T00:00:00.001Z", "2026-04-20T00:00:00Z"),
        ("2026-04-20T00:00:00Z", "2026-04-20T01:00:00+02:00"),
    ):
        api.call("listEvents", project, query={"since": since, "until": until}).refused(422, "VALIDATION", path="until")
    for since, until in (
        ("2026-04-20T00:00:00Z", "2026-04-20T00:00:00Z"), ("2026-04-20T00:30:00Z", "2026-04-20T00:00:00-01:00"),
    ):  # fmt: skip
        api.call("listEvents", project, query={"since": since, "until": until}).succeeded(200)


def _personal(found: list[Any]) -> list[tuple[str, object]]:
    """The personal properties of events, with their values."""
    return [(name, event["properties"][name]) for event in found for name in _PERSONAL if name in event["properties"]]


def _granted(api: Api) -> str:
    if not {"events:read", _GRANT} <= set(api.scopes("writer") or ()):
        raise UnprovidedError(f"the key writer was not granted events:read and {_GRANT}")
    return "writer"


@check("list-events.redacted")
def personal_data_is_blanked(api: Api) -> None:
    """Each personal property reads [redacted] for a key without the grant; the others read as they are."""
    plain = {event["eventId"]: event for event in events(api, key=_granted(api), limit=_MOST)}
    if {name for name, _ in _personal(list(plain.values()))} < set(_PERSONAL):
        raise UnprovidedError("the events of the tracked project have no personal data of each kind")
    for event in events(api, limit=_MOST):
        other = plain.get(event["eventId"], event)
        rest, open_ = ({n: v for n, v in one["properties"].items() if n not in _PERSONAL} for one in (event, other))
        equal(rest, open_, "properties that are not personal")
        equal(sorted(event["properties"]), sorted(other["properties"]), "names of properties")
    _is_blanked(api, "full")


def _is_blanked(api: Api, key: str, **query: Any) -> None:
    if _GRANT in (api.scopes(key) or ()):
        raise UnprovidedError(f"the key {key} was granted {_GRANT}")
    found = _personal(events(api, key=key, limit=_MOST, **query))
    if {name for name, _ in found} < set(_PERSONAL):
        raise UnprovidedError("the events of the tracked project have no personal data of each kind")
    for name, value in found:
        equal(value, _REDACTED, f"property {name} for a key without the grant")


@check("list-events.personal")
def a_granted_key_reads_personal_data(api: Api) -> None:
    """No value is blanked for the key with the grant; no parameter makes others read them."""
    found = _personal(events(api, key=_granted(api), limit=_MOST))
    if not found:
        raise UnprovidedError("the events of the tracked project have no personal data")
    for name, value in found:
        holds(isinstance(value, str) and value and value != _REDACTED, f"property {name} {value!r} for a key with the grant")
    for extra in ({"pii": "true"}, {"includePii": "true"}, {"scope": "events:read+pii"}):
        _is_blanked(api, "full", **extra)


@check("list-events.no-list")
def a_key_without_a_list_reads_no_personal_data(api: Api) -> None:
    """Each such key, with and without filters."""
    keys = [key for key in ("full", "second") if api.scopes(key) is None]
    if not keys:
        raise UnprovidedError("the keys full and second have scope lists")
    for key in keys:
        for query in ({}, {"appId": api.state("tracked_app")}, {"eventNames": "app_open,sign_up"}):
            _is_blanked(api, key, **query)
