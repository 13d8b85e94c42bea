"""Wrong listProjects: what is listed, in which order, and what an item tells."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, as_key, json_of, refusal, replies, turns, with_json

__all__ = ["MUTANTS"]

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _sorted(key: Callable[[Any], Any], *, reverse: bool = False) -> Callable[[], Server]:
    return answers("listProjects", lambda page: page["items"].sort(key=key, reverse=reverse))


def _items(edit: Callable[[Any], Any], *, when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
    """Each item as ``edit`` gives it."""
    return answers("listProjects", lambda page: page | {"items": [edit(item) for item in page["items"]]}, when=when)


def _with_theirs(came: Came, ask: Ask) -> Response:
    """What fits the query is looked for in every organisation."""
    theirs = json_of(ask(came.asked.with_key("other")))
    if came.status != 200 or came.asked.key == "other":
        return came.response
    return with_json(came.response, came.body | {"items": [*came.body["items"], *theirs["items"]]})


def _by_maker() -> Callable[[], Server]:
    """A key lists no projects that another key made."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        makers = asked.memory.notes
        if asked.operation == "createProject" and came.status == 201:
            makers[json_of(came)["name"]] = asked.key
        if asked.operation != "listProjects" or came.status != 200:
            return came
        page = json_of(came)
        return with_json(
            came, page | {"items": [item for item in page["items"] if makers.get(item["name"], asked.key) == asked.key]}
        )

    return lambda: server


def _uuid_of(id_: str) -> str:
    number = 0
    for digit in id_.removeprefix("prj_"):
        number = number * 32 + _DIGITS.index(digit)
    text = f"{number:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _local(item: Any) -> Any:
    """The wall clock of Tokyo, with the Z all the same."""
    if item["timezone"] != "Asia/Tokyo":
        return item
    there = datetime.fromisoformat(item["createdAt"]) + timedelta(hours=9)
    return item | {"createdAt": there.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def _with_offset(field: str) -> Callable[[Any], Any]:
    return lambda item: item | {field: item[field].replace("Z", "+00:00")}


def _hidden(page: Any) -> Any:
    return page | {"items": [item for item in page["items"] if item["status"] != "archived"]}


def _asks_for(*names: str) -> Callable[[Asked], bool]:
    return lambda asked: any(name in asked.query for name in names)


def _unfiltered(asked: Asked) -> bool:
    return not {"status", "search", "customerExternalId"} & set(asked.query)


def _keyless(came: Came, _ask: Ask) -> Response:
    """Who sends no key finds nothing, and is not refused."""
    if came.status != 401 or came.asked.header("X-Api-Key") is not None:
        return came.response
    return with_json(came.response, {"items": [], "nextCursor": None}, 200)


def _begins_right(asked: Asked, ask: Ask) -> Response:
    """The end of a key is not looked at."""
    came = ask(asked.request)
    sent = asked.header("X-Api-Key") or ""
    known = [secret for secret in asked.memory.roles if len(sent) > 40 and sent.startswith(secret[:-1])]
    if asked.operation == "listProjects" and came.status == 401 and known:
        return ask(asked.with_header("X-Api-Key", known[0]))
    return came


def _retry_after(change: Callable[[int], int]) -> Callable[[], Server]:
    """Another number of seconds in Retry-After."""

    def spoilt(came: Came, _ask: Ask) -> Response:
        headers = tuple(
            (name, str(change(int(text))) if name.lower() == "retry-after" else text) for name, text in came.response.headers
        )
        return came.response._replace(headers=headers)

    return replies("listProjects", spoilt)


def _never_again(asked: Asked, ask: Ask) -> Response:
    """A key that used its budget up once is refused from then on."""
    came = ask(asked.request)
    notes, key = asked.memory.notes, asked.key or ""
    if asked.operation != "listProjects":
        return came
    if came.status == 429:
        notes[key] = came
    return refusal(came, 429, "RATE_LIMITED") if key in notes else came


MUTANTS = (
    Mutant("list-projects.newest-first", "The oldest comes first.", answers("listProjects", lambda page: page["items"].reverse())),
    Mutant("list-projects.newest-first", "What was changed last comes first.", _sorted(lambda item: item["updatedAt"], reverse=True)),
    Mutant("list-projects.newest-first", "Archived projects come last.", _sorted(lambda item: item["status"] == "archived")),
    Mutant("list-projects.newest-first", "The highest id comes first.", _sorted(lambda item: item["id"], reverse=True)),
    Mutant("list-projects.own-organization", "A search finds those of others too.",
           replies("listProjects", _with_theirs, when=_asks_for("search"))),
    Mutant("list-projects.own-organization", "A handle finds those of others too.",
           replies("listProjects", _with_theirs, when=_asks_for("customerExternalId"))),
    Mutant("list-projects.own-organization", "Each key lists what it made.", _by_maker()),
    Mutant("list-projects.item-fields", "An item has metadata.", _items(lambda item: item | {"metadata": None})),
    Mutant("list-projects.item-fields", "An item has no ownerEmail where the owner is the registered one.",
           _items(lambda item: {name: value for name, value in item.items() if (name, value) != ("ownerEmail", "owner@checked.example")})),
    Mutant("list-projects.item-fields", "An item has no handle where it has none.",
           _items(lambda item: {name: value for name, value in item.items() if value is not None})),
    Mutant("list-projects.item-fields", "An item is in English, whatever the project.", _items(lambda item: item | {"primaryLanguage": "en"})),
    Mutant("list-projects.item-id", "It is a bare UUID.", _items(lambda item: item | {"id": _uuid_of(item["id"])})),
    Mutant("list-projects.item-id", "It is behind proj_.", _items(lambda item: item | {"id": item["id"].replace("prj_", "proj_")})),
    Mutant("list-projects.item-id", "listContent does not know it.", replies(
        "listContent",
        lambda came, _: refusal(came.response, 404, "NOT_FOUND") if came.asked.path[0].startswith("prj_") else came.response,
    )),
    Mutant("list-projects.item-times", "createdAt ends in +00:00.", _items(_with_offset("createdAt"))),
    Mutant("list-projects.item-times", "updatedAt ends in +00:00.", _items(_with_offset("updatedAt"))),
    Mutant("list-projects.item-times", "createdAt is the wall clock of the project's timezone.", _items(_local)),
    Mutant("list-projects.lists-archived", "They are hidden.", answers("listProjects", _hidden, when=lambda asked: "status" not in asked.query)),
    Mutant("list-projects.lists-archived", "A search hides them.", answers("listProjects", _hidden, when=_asks_for("search"))),
    Mutant("list-projects.lists-archived", "They are hidden where nothing is looked for.", answers("listProjects", _hidden, when=_unfiltered)),
    Mutant("list-projects.unauthenticated", "Without a key the list is empty.", replies("listProjects", _keyless)),
    Mutant("list-projects.unauthenticated", "The last character of a key may be any.", lambda: _begins_right),
    Mutant("list-projects.unauthenticated", "An unknown key is 403 FORBIDDEN_SCOPE.",
           turns("listProjects", 401, "UNAUTHENTICATED", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.header("X-Api-Key"))),
    Mutant("list-projects.rate-limited", "There is no budget.", as_key("listProjects", "throttled", "full")),
    Mutant("list-projects.rate-limited", "Retry-After is half of what it takes.", _retry_after(lambda seconds: (seconds + 1) // 2)),
    Mutant("list-projects.rate-limited", "It is 503.", turns("listProjects", 429, "RATE_LIMITED", to=(503, "RATE_LIMITED"))),
    Mutant("list-projects.rate-limited", "Who used the budget up once is refused for good.", lambda: _never_again),
)  # fmt: skip
