"""listEvents: items, order, pages, and what time does."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..lists import pages
from ..making import new_project

__all__ = ["events", "everything", "moved", "newcomer"]

_DEFAULT = 50
_MOST = 200
_MOST_PAGES = 40
_DAY = 86_400


def events(api: Api, project: str | None = None, key: str = "full", **query: Any) -> list[Any]:
    """The events of one page, of the tracked project where no other is named."""
    page = api.call("listEvents", project or api.state("tracked_project"), query=query, key=key).succeeded(200)
    return list(page["items"])


def everything(api: Api, project: str | None = None, limit: int = _MOST, *, most: int | None = None, **query: Any) -> list[Any]:
    """All events that the filters keep, page by page; ``most`` says how many there can be."""
    found: list[Any] = []
    shown = pages(api, "listEvents", project or api.state("tracked_project"), **{"limit": limit, **query})
    for number, items in enumerate(shown, 1):
        holds(len(items) <= limit, f"{len(items)} events on a page of {limit}")
        found += items
        holds(most is None or len(found) <= most, f"{len(found)} events and more in pages of {limit}, {most} in larger ones")
        if number == _MOST_PAGES:
            raise UnprovidedError(f"the tracked project has {_MOST_PAGES} pages of {limit} events or more")
    return found


def moved(text: str, milliseconds: int) -> str:
    """An instant so much later."""
    moment = instant(text) + timedelta(milliseconds=milliseconds)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def newcomer(api: Api) -> tuple[str, str]:
    """A new project, and an app of it that nobody has installed."""
    project = new_project(api)
    return project, str(api.made("createSdkApp", project, body={"name": api.text("App"), "platform": "expo"})["appId"])


def _ids(found: list[Any]) -> list[str]:
    return [event["eventId"] for event in found]


@check("list-events.items")
def an_item_tells_what_happened(api: Api) -> None:
    """Id, app, name, user, platform, moment and properties in each; ids differ, and platforms are those of the apps."""
    found = everything(api)
    holds(found, "no events of a project with traffic")
    equal(len(set(_ids(found))), len(found), "different ids")
    project = api.state("tracked_project")
    apps = {item["appId"]: item["platform"] for item in api.made("listSdkApps", project, query={"limit": 100})["items"]}
    for event in found:
        for name in ("eventId", "eventName", "occurredAt"):
            holds(isinstance(event.get(name), str) and event[name], f"{name} {event.get(name)!r}")
        user = event.get("appUserId", "")
        holds(user is None or (isinstance(user, str) and user), f"appUserId {user!r}")
        holds(event["eventId"].startswith("evt_"), f"eventId {event['eventId']}")
        holds(isinstance(event.get("properties"), dict), f"properties {event.get('properties')!r}")
        holds(event.get("appId") in apps, f"appId {event.get('appId')!r} of no app of the project")
        platform = apps[event["appId"]]
        if platform != "expo":
            equal(event.get("platform"), platform, "platform of an event, held against that of its app,")


@check("list-events.app-id-form")
def an_event_names_its_app_as_the_app_does(api: Api) -> None:
    """The appId of an event is, letter for letter, that of an app in the list of the project's apps."""
    apps = {item["appId"] for item in api.made("listSdkApps", api.state("tracked_project"), query={"limit": 100})["items"]}
    found = events(api, limit=_MOST)
    holds(found, "no events of a project with traffic")
    equal(sorted({event["appId"] for event in found} - apps), [], "apps of events that the list of apps lacks")


@check("list-events.received-at")
def events_are_received_when_they_occur(api: Api) -> None:
    """The same moment in both fields, of each event."""
    found = everything(api)
    holds(found, "no events of a project with traffic")
    for event in found:
        equal(event.get("receivedAt"), event["occurredAt"], "receivedAt, held against occurredAt,")


@check("list-events.newest-first")
def the_newest_event_comes_first(api: Api) -> None:
    """Over all pages, of all apps together and of each alone, with filters and without; none is from the future."""
    whole = everything(api)
    holds(len({event["appId"] for event in whole}) > 1, "events of one app alone")
    for query in ({}, {"appId": api.state("tracked_app")}, {"eventNames": "app_open,purchase_success"}, {"limit": 60}):
        found = everything(api, **query)
        for newer, older in pairwise(found):
            told = f"{newer['occurredAt']} before {older['occurredAt']} with {query}"
            holds(instant(newer["occurredAt"]) >= instant(older["occurredAt"]), told)


@check("list-events.default-limit")
def a_page_has_50_events_at_most(api: Api) -> None:
    """Of more events the first page has 50, filtered by app too, where no limit is sent."""
    apps: tuple[dict[str, Any], ...] = ({}, {"appId": api.state("tracked_app")})
    for query in apps:
        whole = everything(api, **query)
        if len(whole) <= _DEFAULT:
            raise UnprovidedError("the tracked project has too few events")
        page = api.call("listEvents", api.state("tracked_project"), query=query).succeeded(200)
        equal(_ids(page["items"]), _ids(whole)[:_DEFAULT], f"events of the first page with {query}")
        holds(page["nextCursor"] is not None, "no nextCursor though more events follow")


@check("list-events.pages")
def pages_show_each_event_once(api: Api) -> None:
    """Pages of several sizes and filters give what one large page gives; what comes meanwhile moves nothing."""
    app = api.state("second_tracked_app")
    filters: tuple[dict[str, Any], ...] = (
        {}, {"appId": app}, {"eventNames": "purchase_success,sign_up"}, {"appId": app, "eventNames": "app_open"},
    )  # fmt: skip
    for query in filters:
        whole = _ids(everything(api, **query))
        if len(whole) < 5:
            raise UnprovidedError(f"the tracked project has too few events with {query}")
        for limit in (max(1, len(whole) // 7), len(whole) - 1, len(whole), len(whole) + 1):
            if limit <= _MOST:
                equal(
                    _ids(everything(api, limit=limit, most=len(whole), **query)),
                    whole,
                    f"events in pages of {limit} with {query}",
                )
    _undisturbed(api)


def _undisturbed(api: Api) -> None:
    """Time passes between the pages."""
    project, whole = api.state("tracked_project"), _ids(everything(api))
    shown: list[str] = []
    query: dict[str, object] = {"limit": len(whole) // 4 or 1}
    while True:
        page = api.call("listEvents", project, query=query).succeeded(200)
        shown += _ids(page["items"])
        if page["nextCursor"] is None:
            break
        query["cursor"] = page["nextCursor"]
        api.let_pass(_DAY / 2)
    equal(shown, whole, "events on pages between which time passes")


@check("list-events.history")
def the_past_stays_and_time_adds_to_it(api: Api) -> None:
    """After days all events are as they were, and there are new ones, later than they and not from the future."""
    before = everything(api)
    again = everything(api)
    equal(again, before, "the events, told again")
    api.advance(3 * _DAY)
    after = everything(api)
    holds(len(after) > len(before), f"{len(after)} events after days, {len(before)} before")
    equal(after[len(after) - len(before) :], before, "what was told before, told days later,")
    api.advance(_DAY)
    latest = instant(before[0]["occurredAt"]) if before else None
    for event in after[: len(after) - len(before)]:
        holds(latest is None or instant(event["occurredAt"]) >= latest, f"a new event of {event['occurredAt']}")
    later = everything(api)
    equal(later[len(later) - len(after) :], after, "what was told before, told a day later,")


@check("list-events.none")
def no_traffic_makes_no_events(api: Api) -> None:
    """A project without apps, an app just made, and one that was never installed: nothing, also after days."""
    bare = new_project(api)
    project, app = newcomer(api)
    for later in (0, 2 * _DAY):
        if later:
            api.let_pass(later)
        silent = (api.state("tracked_project"), {"appId": api.state("silent_app")})
        for place, query in ((bare, {}), (project, {}), (project, {"appId": app}), silent):
            page = api.call("listEvents", place, query=query).succeeded(200)
            equal(page, {"items": [], "nextCursor": None}, f"events without traffic, after {later} seconds,")
    holds(events(api), "no events of a project with traffic")


@check("list-events.own-project")
def other_projects_events_do_not_show(api: Api) -> None:
    """A new project's list is empty, whatever app it is asked for; each event is of an app of the project."""
    project, app = newcomer(api)
    for query in ({}, {"appId": api.state("tracked_app")}, {"appId": app}):
        equal(events(api, project, **query), [], f"events of a new project with {query}")
    foreign = events(api, api.state("foreign_project"), key="other", limit=_MOST)
    if not foreign:
        raise UnprovidedError("the foreign project has no events")
    equal(events(api, appId=api.state("foreign_app")), [], "events of another organisation's app")
    own = everything(api)
    equal(set(_ids(own)) & set(_ids(foreign)), set(), "events that both organisations read")


@check("list-events.project-not-found")
def events_of_an_unknown_project_are_not_found(api: Api) -> None:
    """404 for a project that nobody has, and for one of another organisation, either way, with filters too."""
    own, foreign = api.state("tracked_project"), api.state("foreign_project")
    for query in ({}, {"eventNames": "app_open"}, {"appId": api.state("tracked_app")}):
        for project in (api.uuid(), foreign):
            api.call("listEvents", project, query=query).refused(404, "NOT_FOUND")
        api.call("listEvents", own, query=query, key="other").refused(404, "NOT_FOUND")
    api.call("listEvents", foreign, key="other").succeeded(200)
    api.call("listEvents", own).succeeded(200)
