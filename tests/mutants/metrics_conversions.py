"""Wrong getConversions."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from layers_mock.kit.exchange import Response
from tests.mutants.telemetry_events import later
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_GET = "getConversions"
_RULE = "get-conversions."
_DEFAULT = ("purchase_success", "subscribe_success", "trial_start")


def _asks(when: Callable[[Asked], object] = lambda asked: True, **changed: Any) -> Callable[[], Server]:
    return when_asked(_GET, lambda asked: asked.with_query(**changed), when=when)


def _words(asked: Asked, name: str) -> list[str]:
    return [word for text in asked.query.get(name, ()) for word in text.split(",")]


def _has(name: str) -> Callable[[Asked], object]:
    return lambda asked: name in asked.query


def _moves(name: str) -> Callable[[], Server]:
    """An end of the window lies a millisecond later."""
    return replies(_GET, lambda came, ask: _elsewhere(came, ask, name))


def _elsewhere(came: Came, ask: Ask, name: str) -> Response:
    text = came.asked.query.get(name, [""])[0]
    if came.status != 200 or not text.endswith("Z"):
        return came.response
    moved = ask(came.asked.with_query(**{name: later(text, milliseconds=1)}))
    return with_json(moved, json_of(moved) | {"window": came.body["window"]}) if moved.status == 200 else came.response


def _rounded(came: Came, ask: Ask) -> Response:
    """The end of the window is rounded to seconds."""
    text = came.asked.query.get("until", [""])[0]
    if came.status != 200 or not text.endswith("Z") or text[:19] + "Z" < came.asked.query["since"][0]:
        return came.response
    moved = ask(came.asked.with_query(until=text[:19] + "Z"))
    return with_json(moved, json_of(moved) | {"window": came.body["window"]}) if moved.status == 200 else came.response


def _groups(change: Callable[[list[Any]], Any]) -> Callable[[], Server]:
    """Groups are told wrongly."""
    return answers(_GET, lambda body: change(body["groups"]) and None, when=_has("groupBy"))


def _zeros(body: Any, asked: Asked) -> Any:
    """Names that nothing has are a group of 0."""
    for name in _words(asked, "eventNames"):
        if _words(asked, "groupBy") == ["eventName"] and all(group["eventName"] != name for group in body["groups"]):
            body["groups"].append({"eventName": name, "count": 0, "value": 0.0, "currency": None})


def _empty_days(body: Any, asked: Asked) -> Any:
    """A day without conversions between two others is a group of 0."""
    groups = body["groups"]
    known = {group["day"] for group in groups}
    for group in list(groups):
        following = later(f"{group['day']}T00:00:00Z", days=1)[:10]
        if following not in known and following < max(known):
            groups.append({"day": following, "count": 0, "value": 0.0, "currency": None})


def _rest(body: Any) -> Any:
    """The smallest group is left out."""
    if len(body.get("groups", ())) > 1:
        body["groups"].remove(min(body["groups"], key=lambda group: group["count"]))


def _whole_value(came: Came, ask: Ask) -> Response:
    """Values are cut to whole numbers, group by group."""
    if came.status != 200:
        return came.response
    body = came.body
    for group in body.get("groups", ()):
        group["value"] = float(int(group["value"]))
    return with_json(came.response, body)


def _texts_too(came: Came, ask: Ask) -> Response:
    """Values that are texts are read as numbers."""
    if came.status != 200 or "groupBy" in came.asked.query:
        return came.response
    body, names = came.body, _words(came.asked, "eventNames") or list(_DEFAULT)
    body["totals"]["value"] = round(sum(_number(event) for event in _events(came.asked, ask, names)), 2)
    return with_json(came.response, body)


def _dollars(came: Came, ask: Ask) -> Response:
    """Only dollars are summed."""
    if came.status != 200 or "groupBy" in came.asked.query:
        return came.response
    body, names = came.body, _words(came.asked, "eventNames") or list(_DEFAULT)
    found = [event for event in _events(came.asked, ask, names) if event["properties"].get("currency") == "USD"]
    body["totals"]["value"] = round(sum(_number(one) for one in found if isinstance(one["properties"]["value"], float)), 2)
    return with_json(came.response, body)


def _number(event: Any) -> float:
    return float(event["properties"].get("value", 0))


def _events(asked: Asked, ask: Ask, names: list[str]) -> list[Any]:
    """What the events are that count."""
    found: list[Any] = []
    fields: dict[str, Any] = {name: asked.query[name] for name in ("since", "until", "appId") if name in asked.query}
    fields |= {"eventNames": ",".join(names), "limit": 200}
    while True:
        url = asked.request.url.partition("?")[0].replace("/conversions", "/events") + "?" + urlencode(fields, doseq=True)
        page = json_of(ask(asked.request._replace(url=url)))
        found += page.get("items", [])
        if not page.get("nextCursor"):
            return found
        fields["cursor"] = page["nextCursor"]


def _currency(text: str | None, when: Callable[[Any], object] = lambda group: True) -> Callable[[], Server]:
    def edit(body: Any) -> None:
        for group in body["groups"]:
            if when(group):
                group["currency"] = text

    return answers(_GET, edit, when=_has("groupBy"))


def _turned(by_text: bool) -> Callable[[], Server]:
    """A turned window is an empty one, or one whose ends are compared as texts."""

    def change(came: Came, ask: Ask) -> Response:
        ends = [came.asked.query.get(name, [""])[0] for name in ("since", "until")]
        if came.status != 422 or not all(ends) or (by_text and ends[0] > ends[1]):
            return came.response
        body = {"window": {"since": ends[0], "until": ends[1]}, "totals": {"count": 0, "value": 0.0, "currency": None}}
        return with_json(came.response, body, 200)

    return replies(_GET, change)


def _unknown_app(came: Came, ask: Ask) -> Response:
    """An app without conversions is no filter."""
    if came.status != 200 or came.body["totals"]["count"] or "appId" not in came.asked.query:
        return came.response
    return ask(came.asked.with_query(appId=None))


def _unsampled(came: Came, ask: Ask) -> Response:
    """Beyond 30 the count is told in tens."""
    if came.status != 200:
        return came.response
    body = came.body
    totals = body["totals"]
    totals["count"] -= totals["count"] % 10 if totals["count"] > 30 else 0
    return with_json(came.response, body)


def _stale(came: Came, ask: Ask) -> Response:
    """Counts are kept from the first time."""
    if came.status != 200:
        return came.response
    kept: dict[str, Response] = came.asked.memory.notes.setdefault("answers", {})
    return kept.setdefault(came.asked.request.url, came.response)


def _null(body: Any) -> Any:
    if not body["totals"]["count"]:
        body["totals"]["value"] = None


def _no_groups(body: Any) -> Any:
    if not body["totals"]["count"]:
        body.pop("groups", None)
        body["groups"] = [{"platform": "ios", "count": 0, "value": 0.0, "currency": None}]


def _nothing(came: Came, ask: Ask) -> Response:
    """An unknown project has no conversions."""
    if came.status != 404:
        return came.response
    window = {name: came.asked.query[name][0] for name in ("since", "until")}
    return with_json(came.response, {"window": window, "totals": {"count": 0, "value": 0.0}}, 200)


def _hours(group: Any) -> Any:
    return group.update(hour=group["hour"][:13]) if "hour" in group else None


MUTANTS = (
    Mutant(_RULE + "answer", "The window is told in milliseconds.", answers(_GET, lambda body: body | {
        "window": {name: later(text, milliseconds=0) for name, text in body["window"].items()}})),
    Mutant(_RULE + "answer", "The count is a text.", answers(_GET, lambda body: body | {
        "totals": body["totals"] | {"count": str(body["totals"]["count"])}})),
    Mutant(_RULE + "answer", "With groups the totals have no value.", answers(
        _GET, lambda body: body["totals"].pop("value") and None, when=_has("groupBy"))),
    Mutant(_RULE + "window", "since is exclusive.", _moves("since")),
    Mutant(_RULE + "window", "until is inclusive.", _moves("until")),
    Mutant(_RULE + "window", "until is rounded to seconds.", replies(_GET, _rounded)),
    Mutant(_RULE + "window-order", "A turned window is an empty one.", _turned(by_text=False)),
    Mutant(_RULE + "window-order", "The ends are compared as texts.", _turned(by_text=True)),
    Mutant(_RULE + "window-order", "Ends that are equal are refused.", refuses(
        _GET, 422, "VALIDATION", when=lambda asked: "since" in asked.query and asked.query["since"] == asked.query.get("until"))),
    Mutant(_RULE + "default-names", "Every event counts by default.", _asks(
        lambda asked: "eventNames" not in asked.query, eventNames="purchase_success,subscribe_success,trial_start,sign_up,app_open")),
    Mutant(_RULE + "default-names", "Trials do not count by default.", _asks(
        lambda asked: "eventNames" not in asked.query, eventNames="purchase_success,subscribe_success")),
    Mutant(_RULE + "event-names", "Only the first of repeated names counts.", when_asked(
        _GET, lambda asked: asked.with_query(eventNames=asked.query["eventNames"][:1]), when=_has("eventNames"))),
    Mutant(_RULE + "event-names", "Commas do not part names.", when_asked(
        _GET, lambda asked: asked.with_query(eventNames=[text.replace(",", "_") for text in asked.query["eventNames"]]), when=_has("eventNames"))),
    Mutant(_RULE + "event-names", "The three of the default count always.", when_asked(
        _GET, lambda asked: asked.with_query(eventNames=[*asked.query["eventNames"], *_DEFAULT]), when=_has("eventNames"))),
    Mutant(_RULE + "app-id", "The app is left out of account.", _asks(appId=None)),
    Mutant(_RULE + "app-id", "An app without conversions is no filter.", replies(_GET, _unknown_app)),
    Mutant(_RULE + "app-id", "An app that is not there is 404.", refuses(
        _GET, 404, "NOT_FOUND", when=lambda asked: asked.query.get("appId") == [asked.memory.ids["foreign-app"]])),
    Mutant(_RULE + "groups", "There is always a list of groups.", answers(_GET, lambda body: {"groups": [], **body})),
    Mutant(_RULE + "groups", "Groups by hour have no Z.", _groups(lambda groups: [_hours(group) for group in groups])),
    Mutant(_RULE + "groups", "Groups have a key in place of their field.", _groups(lambda groups: [
        group.update(key=group.pop(next(iter(group)))) for group in groups])),
    Mutant(_RULE + "group-by", "Only the first field counts.", when_asked(
        _GET, lambda asked: asked.with_query(groupBy=_words(asked, "groupBy")[0]), when=_has("groupBy"))),
    Mutant(_RULE + "group-by", "Only the first of repeated fields counts.", when_asked(
        _GET, lambda asked: asked.with_query(groupBy=asked.query["groupBy"][0]), when=_has("groupBy"))),
    Mutant(_RULE + "group-by", "The smallest group is left out.", answers(_GET, _rest)),
    Mutant(_RULE + "sparse", "Names that nothing has are a group of 0.", answers(_GET, _zeros, when=_has("groupBy"))),
    Mutant(_RULE + "sparse", "Days without conversions are groups of 0.", answers(
        _GET, _empty_days, when=lambda asked: _words(asked, "groupBy") == ["day"])),
    Mutant(_RULE + "sums", "The smallest group is left out.", answers(_GET, _rest)),
    Mutant(_RULE + "sums", "Values of groups are whole numbers.", replies(_GET, _whole_value)),
    Mutant(_RULE + "sums", "since is exclusive.", _moves("since")),
    Mutant(_RULE + "value", "Values that are texts are read.", replies(_GET, _texts_too)),
    Mutant(_RULE + "value", "Only dollars are summed.", replies(_GET, _dollars)),
    Mutant(_RULE + "value", "The sum is in cents.", answers(_GET, lambda body: body["totals"].update(
        value=round(body["totals"]["value"] * 100)) and None)),
    Mutant(_RULE + "currency", "Everything is in dollars.", _currency("USD")),
    Mutant(_RULE + "currency", "What has no values is in dollars.", _currency("USD", lambda group: group["value"] == 0)),
    Mutant(_RULE + "currency", "The currency is never told.", _currency(None)),
    Mutant(_RULE + "counts-events", "Beyond 30 the count is told in tens.", replies(_GET, _unsampled)),
    Mutant(_RULE + "counts-events", "Counts are kept from the first time.", replies(_GET, _stale)),
    Mutant(_RULE + "none", "Without traffic the value is null.", answers(_GET, _null)),
    Mutant(_RULE + "none", "Without traffic there is a group of 0.", answers(_GET, _no_groups)),
    Mutant(_RULE + "project-not-found", "An unknown project has no conversions.", replies(_GET, _nothing)),
    Mutant(_RULE + "project-not-found", "A foreign project is 403.", turns(
        _GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.path[0] == came.asked.memory.ids["foreign-project"])),
)  # fmt: skip
