"""getConversions."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..telemetry.events import everything, moved, newcomer

__all__: list[str] = []

_LONG = {"since": "2020-01-01T00:00:00Z", "until": "2090-01-01T00:00:00Z"}
_DEFAULT = ("purchase_success", "subscribe_success", "trial_start")
_FIELDS = ("platform", "appId", "eventName", "day", "hour")
_DAY = 86_400


def _ask(api: Api, project: str | None = None, key: str = "full", **query: Any) -> Answer:
    return api.call("getConversions", project or api.state("tracked_project"), query={**_LONG, **query}, key=key)


def _counted(api: Api, **query: Any) -> Any:
    return _ask(api, **query).succeeded(200)


def _of(api: Api, names: Iterable[str] = _DEFAULT, **query: Any) -> list[Any]:
    """The events that should count, as listEvents tells them."""
    return everything(api, eventNames=",".join(names), **query)


def _value(found: Iterable[Any]) -> float:
    """The sum of the numbers among the values."""
    values = [event["properties"].get("value") for event in found]
    return float(sum((Decimal(str(value)) for value in values if _is_number(value)), Decimal(0)))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _near(came: float, wanted: float, what: str) -> None:
    equal(round(came, 2), round(wanted, 2), what)


def _shared(event: Any, field: str) -> str:
    moment: str = event["occurredAt"]
    return {"day": moment[:10], "hour": f"{moment[:13]}:00:00Z"}.get(field) or str(event[field])


@check("get-conversions.answer")
def the_answer_tells_window_and_totals(api: Api) -> None:
    """The window as sent, and totals with a whole count and a value, with every filter and grouping."""
    app = api.state("tracked_app")
    for query in ({}, {"appId": app}, {"groupBy": "day"}, {"eventNames": "sign_up"}, {"until": "2026-05-01T02:00:00+02:00"}):
        answer = _counted(api, **query)
        window = {name: {**_LONG, **query}[name] for name in ("since", "until")}
        equal({name: answer["window"].get(name) for name in window}, window, "the window")
        count, value = answer["totals"].get("count"), answer["totals"].get("value")
        holds(isinstance(count, int) and not isinstance(count, bool), f"count {count!r}")
        holds(_is_number(value), f"value {value!r}")
    holds(_counted(api)["totals"]["count"] > 0, "no conversions of a project with traffic")


@check("get-conversions.window")
def the_window_includes_its_beginning_alone(api: Api) -> None:
    """A conversion counts in a window that begins with it, and not in one that ends with it."""
    found = _of(api)
    if len(found) < 3:
        raise UnprovidedError("the tracked project has too few conversions")
    for event in (found[0], found[len(found) // 2], found[-1]):
        moment = event["occurredAt"]
        same = sum(one["occurredAt"] == moment for one in found)
        later = sum(one["occurredAt"] > moment for one in found)
        for query, count in (
            ({"since": moment}, later + same),
            ({"since": moved(moment, 1)}, later),
            ({"until": moment}, len(found) - later - same),
            ({"until": moved(moment, 1)}, len(found) - later),
            ({"since": moment, "until": moved(moment, 1)}, same),
            ({"since": moment, "until": moment}, 0),
        ):
            equal(_counted(api, **query)["totals"]["count"], count, f"count with {query}")


@check("get-conversions.window-order")
def the_window_does_not_end_before_it_begins(api: Api) -> None:
    """422 naming `until`, by years and by a millisecond; ends that are equal are fine."""
    for since, until in (
        ("2026-04-20T00:00:00Z", "2020-04-19T00:00:00Z"),
        ("2026-04-20T00:00:00.001Z", "2026-04-20T00:00:00Z"),
        ("2026-04-20T00:00:00Z", "2026-04-20T01:00:00+02:00"),
    ):
        _ask(api, since=since, until=until).refused(422, "VALIDATION", path="until")
    for moment in ("2026-04-20T00:00:00Z", "2026-04-20T00:00:00+02:00"):
        _ask(api, since=moment, until=moment).succeeded(200)


@check("get-conversions.default-names")
def three_names_count_by_default(api: Api) -> None:
    """Without names the totals and groups are those of the three; each of them is among the events."""
    whole = _counted(api, groupBy="eventName")
    equal(whole, _counted(api, groupBy="eventName", eventNames=",".join(_DEFAULT)), "the answer without names")
    equal(sorted(group["eventName"] for group in whole["groups"]), sorted(_DEFAULT), "names that count")
    equal(whole["totals"]["count"], len(_of(api)), "count without names")


@check("get-conversions.event-names")
def names_say_what_counts(api: Api) -> None:
    """One, several with commas, repeated, and both; a name that nothing has adds nothing."""
    counts = {name: len(_of(api, [name])) for name in (*_DEFAULT, "sign_up", "app_open")}
    cases: tuple[tuple[object, tuple[str, ...]], ...] = (
        ("sign_up", ("sign_up",)),
        ("sign_up,trial_start", ("sign_up", "trial_start")),
        (["sign_up", "app_open"], ("sign_up", "app_open")),
        (["sign_up,app_open", "purchase_success"], ("sign_up", "app_open", "purchase_success")),
        (["sign_up", "sign_up"], ("sign_up",)),
        ("no_such_event", ()),
        ("no_such_event,trial_start", ("trial_start",)),
    )
    for given, names in cases:
        count = _counted(api, eventNames=given)["totals"]["count"]
        equal(count, sum(counts[name] for name in names), f"count of {given}")


@check("get-conversions.app-id")
def an_app_filters_conversions(api: Api) -> None:
    """Each app's own; nothing for one of another organisation, and for one that nobody has."""
    total = 0
    for state in ("tracked_app", "second_tracked_app", "silent_app"):
        app = api.state(state)
        answer = _counted(api, appId=app, groupBy="appId")
        equal([group["appId"] for group in answer["groups"]], [app] if answer["totals"]["count"] else [], f"groups of {state}")
        equal(answer["totals"]["count"], len(_of(api, appId=app)), f"count of {state}")
        total += answer["totals"]["count"]
    equal(_counted(api)["totals"]["count"], total, "count of all apps")
    for nobody in (api.state("foreign_app"), api.uuid()):
        equal(_counted(api, appId=nobody)["totals"]["count"], 0, f"count of {nobody}")


@check("get-conversions.groups")
def groups_come_where_they_are_asked_for(api: Api) -> None:
    """None without groupBy; with it each group tells its field, count and value."""
    for query in ({}, {"appId": api.state("tracked_app")}, {"eventNames": "sign_up"}):
        equal("groups" in _counted(api, **query), False, "groups without groupBy: their presence")
    for field in _FIELDS:
        groups = _counted(api, groupBy=field).get("groups")
        holds(isinstance(groups, list) and groups, f"groups {groups!r} by {field}")
        for group in groups:
            lacking = sorted({field, "count", "value"} - set(group))
            equal(lacking, [], f"what a group by {field} lacks")
            equal(sorted((set(_FIELDS) - {field}) & set(group)), [], f"other fields that a group by {field} has")
        found = {_shared(event, field) for event in _of(api)}
        equal({group[field] for group in groups}, found, f"groups by {field}")


@check("get-conversions.group-by")
def fields_are_grouped_together(api: Api) -> None:
    """With commas, repeated, and both: a group for each combination that occurs, with its count."""
    found = _of(api)
    for given, fields in (
        ("platform,eventName", ("platform", "eventName")),
        (["appId", "day"], ("appId", "day")),
        (["eventName,day", "platform"], ("eventName", "day", "platform")),
        (["hour", "hour"], ("hour",)),
        ("platform,appId,eventName,day,hour", _FIELDS),
    ):
        wanted: dict[tuple[str, ...], int] = {}
        for event in found:
            shared = tuple(_shared(event, field) for field in fields)
            wanted[shared] = wanted.get(shared, 0) + 1
        groups = _counted(api, groupBy=given)["groups"]
        came = {tuple(group[field] for field in fields): group["count"] for group in groups}
        equal(len(came), len(groups), f"different groups by {given}")
        equal(came, wanted, f"groups by {given}")


@check("get-conversions.sparse")
def empty_groups_are_left_out(api: Api) -> None:
    """No group counts 0: by day and hour, by names that nothing has, in a window without conversions."""
    for query in (
        {"groupBy": "day"}, {"groupBy": "hour"}, {"groupBy": "appId"},
        {"groupBy": "eventName", "eventNames": "sign_up,no_such_event"},
        {"groupBy": "platform", "appId": api.state("second_tracked_app")},
    ):  # fmt: skip
        groups = _counted(api, **query)["groups"]
        holds(groups, f"no groups with {query}")
        equal([group for group in groups if group["count"] < 1], [], f"groups without conversions, with {query}")
    for field in _FIELDS:
        equal(
            _counted(api, groupBy=field, until="2020-02-01T00:00:00Z")["groups"], [], f"groups by {field} in a window long ago"
        )
    days = {_shared(event, "day") for event in _of(api)}
    equal(len(_counted(api, groupBy="day")["groups"]), len(days), "groups by day")


@check("get-conversions.sums")
def parts_give_the_whole(api: Api) -> None:
    """Groups add up to the totals, in count and value; so do windows that meet, days apart and within one day."""
    for given in (*_FIELDS, "appId,day", "platform,eventName"):
        answer = _counted(api, groupBy=given)
        totals, groups = answer["totals"], answer["groups"]
        equal(sum(group["count"] for group in groups), totals["count"], f"counts of the groups by {given}, added up")
        _near(sum(group["value"] for group in groups), totals["value"], f"values of the groups by {given}, added up")
    whole, found = _counted(api)["totals"], _of(api)
    if len(found) < 3:
        raise UnprovidedError("the tracked project has too few conversions")
    for event in found[:: max(1, len(found) // 5)]:
        for border in (event["occurredAt"], moved(event["occurredAt"], 1)):
            parts = [_counted(api, until=border)["totals"], _counted(api, since=border)["totals"]]
            equal(sum(part["count"] for part in parts), whole["count"], f"counts until and since {border}, added up")
            _near(sum(part["value"] for part in parts), whole["value"], f"values until and since {border}, added up")


@check("get-conversions.value")
def values_that_are_numbers_are_summed(api: Api) -> None:
    """Of all currencies together, to the cent; events without a value and with a text count and add nothing."""
    found = _of(api)
    kinds = {type(event["properties"].get("value")).__name__ for event in found}
    currencies = {event["properties"].get("currency") for event in found if _is_number(event["properties"].get("value"))}
    if not (kinds >= {"float", "str", "NoneType"} or kinds >= {"int", "str", "NoneType"}) or len(currencies) < 2:
        raise UnprovidedError("the conversions of the tracked project do not have values of each kind, in two currencies")
    for name in (*_DEFAULT, ",".join(_DEFAULT), "app_open"):
        events = _of(api, name.split(","))
        totals = _counted(api, eventNames=name)["totals"]
        _near(totals["value"], _value(events), f"value of {name}")
        equal(totals["count"], len(events), f"count of {name}")


@check("get-conversions.currency")
def one_currency_is_told(api: Api) -> None:
    """The one that all values of a group have; null where there are several, and where there are none."""
    found = _of(api)
    is_told = set()
    for field in ("hour", "day", "eventName"):
        for group in _counted(api, groupBy=field)["groups"]:
            own = [event["properties"] for event in found if _shared(event, field) == group[field]]
            seen = {one.get("currency") for one in own if _is_number(one.get("value"))} - {None}
            wanted = next(iter(seen)) if len(seen) == 1 else None
            is_told.add((len(seen), wanted))
            equal(group.get("currency", "absent"), wanted, f"currency of {group[field]}")
    if len({number for number, _ in is_told} & {0, 1, 2}) < 3:
        raise UnprovidedError("the conversions of the tracked project have too few currencies")


@check("get-conversions.counts-events")
def what_counts_is_what_is_listed(api: Api) -> None:
    """The same count as listEvents has items, for names, apps and windows; and as time passes."""
    app = api.state("tracked_app")
    for later in (0, 2 * _DAY):
        if later:
            api.let_pass(later)
        for names in (_DEFAULT, ("app_open",), ("screen_view", "sign_up")):
            for query in (
                {},
                {"appId": app},
                {"since": "2026-04-15T06:30:00Z"},
                {"until": "2026-04-20T18:00:00Z", "appId": app},
            ):
                count = _counted(api, eventNames=",".join(names), **query)["totals"]["count"]
                equal(count, len(_of(api, names, **query)), f"count of {names} with {query}, after {later} seconds,")


@check("get-conversions.none")
def no_traffic_makes_no_conversions(api: Api) -> None:
    """A new project, an app just made and one that was never installed: 0 and 0, and no groups."""
    project, app = newcomer(api)
    for later in (0, _DAY):
        if later:
            api.let_pass(later)
        for place, query in ((project, {}), (project, {"appId": app}), (None, {"appId": api.state("silent_app")})):
            answer = _ask(api, place, groupBy="platform", **query).succeeded(200)
            totals = answer["totals"]
            equal((totals["count"], totals["value"], answer["groups"]), (0, 0, []), "count, value and groups without traffic")
    holds(_counted(api)["totals"]["count"], "no conversions of a project with traffic")


@check("get-conversions.project-not-found")
def conversions_of_an_unknown_project_are_not_found(api: Api) -> None:
    """404 for a project that nobody has, and for one of another organisation, either way, with filters too."""
    own, foreign = api.state("tracked_project"), api.state("foreign_project")
    for query in ({}, {"groupBy": "day"}, {"appId": api.state("tracked_app")}):
        for project in (api.uuid(), foreign):
            _ask(api, project, **query).refused(404, "NOT_FOUND")
        _ask(api, own, key="other", **query).refused(404, "NOT_FOUND")
    _ask(api, foreign, key="other").succeeded(200)
    _ask(api, own).succeeded(200)
