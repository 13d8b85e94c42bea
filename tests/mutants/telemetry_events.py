"""Wrong listEvents: items, order, pages, and what time does."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.pagination import one_late
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, turns, when_asked, with_json

__all__ = ["MUTANTS", "each_event", "later"]

_LIST = "listEvents"
_RULE = "list-events."
_MOST = 200


def each_event(change: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A change of every item."""

    def edit(body: Any) -> None:
        for event in body["items"]:
            change(event)

    return edit


def later(instant: str, **by: float) -> str:
    """An instant so much later, in milliseconds."""
    moment = datetime.fromisoformat(instant) + timedelta(**by)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def _as_ulid(event: Any) -> None:
    event["appId"] = "sdk_01HXZ9G7KM" + event["appId"][-16:].upper().replace("I", "1").replace("L", "1")


def _backwards_by_app(body: Any) -> Any:
    """A page is sorted by app first."""
    body["items"].sort(key=lambda event: event["appId"])


def _session_order(body: Any) -> Any:
    """Events of one user at one hour come in the order in which they happened."""
    items = body["items"]
    for index in range(len(items) - 1):
        newer, older = items[index], items[index + 1]
        if newer["appUserId"] == older["appUserId"] and newer["occurredAt"][:13] == older["occurredAt"][:13]:
            items[index], items[index + 1] = older, newer
            return


def _default(limit: int, when: Callable[[Asked], object] = lambda asked: True) -> Callable[[], Server]:
    return when_asked(
        _LIST, lambda asked: asked.with_query(limit=limit), when=lambda asked: "limit" not in asked.query and when(asked)
    )


def _last_again(came: Came, ask: Ask) -> Response:
    """A page behind another one begins with what ended that one."""
    if came.status != 200:
        return came.response
    body, notes = came.body, came.asked.memory.notes
    if "cursor" in came.asked.query and notes.get("last") and body["items"]:
        body["items"] = [*notes["last"], *body["items"][1:]]
    notes["last"] = body["items"][-1:]
    return with_json(came.response, body)


def _by_offset() -> Callable[[], Server]:
    """A cursor is the number of events shown so far."""

    def server(asked: Asked, ask: Ask) -> Response:
        text = asked.query.get("cursor", [""])[0]
        if asked.operation != _LIST or (text and not text.startswith("offset")):
            return ask(asked.request)
        limit, begin = int(asked.query.get("limit", ["50"])[0]), int(text.removeprefix("offset") or 0)
        whole: list[Any] = []
        cursor = None
        while True:
            came = ask(asked.with_query(limit=_MOST, cursor=cursor))
            if came.status != 200:
                return came
            page = json_of(came)
            whole += page["items"]
            cursor = page["nextCursor"]
            if cursor is None:
                break
        following = f"offset{begin + limit}" if len(whole) > begin + limit else None
        return with_json(came, {"items": whole[begin : begin + limit], "nextCursor": following})

    return lambda: server


def _unfiltered(name: str) -> Callable[[], Server]:
    """A filter counts on the first page only."""
    return when_asked(
        _LIST, lambda asked: asked.with_query(**{name: None}), when=lambda asked: {"cursor", name} <= set(asked.query)
    )


def _frozen(came: Came, ask: Ask) -> Response:
    """Nothing comes after the first time that a page was asked for."""
    if came.status != 200:
        return came.response
    kept: dict[str, Response] = came.asked.memory.notes.setdefault("pages", {})
    return kept.setdefault(came.asked.request.url, came.response)


def _ids_anew(body: Any, asked: Asked) -> Any:
    """Ids depend on when they are read."""
    passed = f"{int(asked.memory.notes.get('passed', 0)):07d}"
    for event in body["items"]:
        event["eventId"] = event["eventId"][:-7] + passed


def _window(days: int) -> Callable[[], Server]:
    """Events are kept for some days."""

    def change(came: Came, ask: Ask) -> Response:
        passed = came.asked.memory.notes.get("passed", 0)
        body = came.body
        if came.status != 200 or not passed:
            return came.response
        oldest = later("2026-04-24T12:00:00Z", seconds=passed, days=-days)
        return with_json(came.response, body | {"items": [one for one in body["items"] if one["occurredAt"] >= oldest]})

    return replies(_LIST, change)


def _invented(came: Came, ask: Ask) -> Response:
    """An app without events has one of the day it was made."""
    body = came.body
    if came.status != 200 or body["items"] or came.asked.path[0] in came.asked.memory.ids.values():
        return came.response
    event = {
        "eventId": "evt_01HXZ9G7KMV2QX8Y1S5RJW3B7T", "appId": "app_" + "0" * 24, "eventName": "app_open", "appUserId": "u", "platform": "ios",
        "occurredAt": "2026-04-24T12:00:00.000Z", "receivedAt": "2026-04-24T12:00:00.000Z", "properties": {},
    }  # fmt: skip
    return with_json(came.response, {"items": [event], "nextCursor": None})


def _of_the_silent(came: Came, ask: Ask) -> Response:
    """Asked for an app without events, those of all come."""
    body = came.body
    if came.status != 200 or body["items"] or "appId" not in came.asked.query or len(came.asked.query) > 1:
        return came.response
    return ask(came.asked.with_query(appId=None))


def _foreign_app(came: Came, ask: Ask) -> Response:
    """An app that the query names is found wherever it is."""
    ids, named = came.asked.memory.ids, came.asked.query.get("appId", [""])[0]
    if came.status != 200 or named != ids["tracked-app"] or came.asked.path[0] == ids["tracked-project"]:
        return came.response
    return ask(came.asked.with_url(came.asked.path[0], ids["tracked-project"]))


def _everybodys(came: Came, ask: Ask) -> Response:
    """A project without events shows those of another one."""
    if came.status != 200 or came.body["items"] or "appId" in came.asked.query or came.asked.key != "full":
        return came.response
    return ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids["tracked-project"]))


def _empty(came: Came, ask: Ask) -> Response:
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == 404 else came.response


MUTANTS = (
    Mutant(_RULE + "items", "Every event of an app has one id.", answers(_LIST, each_event(
        lambda event: event.update(eventId="evt_01HXZ9G7KMV2QX8Y1S5RJW3B7T")))),
    Mutant(_RULE + "items", "Events of web apps tell the platform node.", answers(_LIST, each_event(
        lambda event: event.update(platform="node" if event["platform"] == "web" else event["platform"])))),
    Mutant(_RULE + "items", "An event without properties has none.", answers(_LIST, each_event(
        lambda event: event.update(properties=event["properties"] if event["eventName"] != "screen_view" else None)))),
    Mutant(_RULE + "app-id-form", "appId is a ULID behind sdk_.", answers(_LIST, each_event(_as_ulid))),
    Mutant(_RULE + "app-id-form", "appId is bare.", answers(_LIST, each_event(lambda event: event.update(appId=event["appId"][4:])))),
    Mutant(_RULE + "received-at", "An event is received a second later.", answers(_LIST, each_event(
        lambda event: event.update(receivedAt=later(event["occurredAt"], seconds=1))))),
    Mutant(_RULE + "received-at", "receivedAt has no milliseconds.", answers(_LIST, each_event(
        lambda event: event.update(receivedAt=event["occurredAt"][:19] + "Z")))),
    Mutant(_RULE + "received-at", "Purchases are not received.", answers(_LIST, each_event(
        lambda event: event.update(receivedAt=None) if event["eventName"] == "purchase_success" else None))),
    Mutant(_RULE + "newest-first", "The oldest of a page comes first.", answers(_LIST, lambda body: body["items"].reverse())),
    Mutant(_RULE + "newest-first", "A page is sorted by app.", answers(_LIST, _backwards_by_app)),
    Mutant(_RULE + "newest-first", "A user's newest events come in the order in which they happened.", answers(_LIST, _session_order)),
    Mutant(_RULE + "default-limit", "A page has 25 events.", _default(25)),
    Mutant(_RULE + "default-limit", "A page has 100 events.", _default(100)),
    Mutant(_RULE + "default-limit", "A page for one app has 200 events.", _default(_MOST, lambda asked: "appId" in asked.query)),
    Mutant(_RULE + "pages", "The next page begins one event late.", one_late(_LIST)),
    Mutant(_RULE + "pages", "The next page begins with the last event.", replies(_LIST, _last_again)),
    Mutant(_RULE + "pages", "A cursor is an offset: what comes meanwhile shifts the pages.", _by_offset()),
    Mutant(_RULE + "pages", "The app counts on the first page only.", _unfiltered("appId")),
    Mutant(_RULE + "pages", "Names count on the first page only.", _unfiltered("eventNames")),
    Mutant(_RULE + "history", "Nothing new comes.", replies(_LIST, _frozen)),
    Mutant(_RULE + "history", "Ids depend on when they are read.", answers(_LIST, _ids_anew)),
    Mutant(_RULE + "history", "Events are kept for eighteen days.", _window(18)),
    Mutant(_RULE + "none", "A project without events shows one.", replies(_LIST, _invented)),
    Mutant(_RULE + "none", "Asked for an app without events, those of all come.", replies(_LIST, _of_the_silent)),
    Mutant(_RULE + "own-project", "A named app is found wherever it is.", replies(_LIST, _foreign_app)),
    Mutant(_RULE + "own-project", "A project without events shows those of another one.", replies(_LIST, _everybodys)),
    Mutant(_RULE + "project-not-found", "An unknown project has no events.", replies(_LIST, _empty)),
    Mutant(_RULE + "project-not-found", "With a filter, an unknown project has no events.", replies(
        _LIST, _empty, when=lambda asked: bool(asked.query))),
    Mutant(_RULE + "project-not-found", "A foreign project is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.path[0] == came.asked.memory.ids["foreign-project"])),
)  # fmt: skip
