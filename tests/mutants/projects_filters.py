"""Wrong listProjects: status, search and customerExternalId."""

import re
from collections.abc import Callable, Collection
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, json_of, refusal, replies, when_asked, with_json

__all__ = ["MUTANTS"]

_FILTERS = ("status", "search", "customerExternalId")


def _kept_by(name: str, fits: Callable[[Any, str], object]) -> Callable[[], Server]:
    """A filter that keeps other items than the right one."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "listProjects" or name not in asked.query or came.status != 200:
            return came
        text = asked.query[name][0]
        everything = ask(asked.with_query(limit=200, **{name: None}))
        items = [item for item in json_of(everything)["items"] if fits(item, text)]
        return with_json(everything, {"items": items, "nextCursor": None})

    return lambda: server


def _forgets(forgotten: str, having: Collection[str]) -> Callable[[], Server]:
    """A filter counts for nothing where these others are sent."""
    return when_asked(
        "listProjects",
        lambda asked: asked.with_query(**{forgotten: None}),
        when=lambda asked: {forgotten, *having} <= set(asked.query),
    )


def _any_of_them(asked: Asked, ask: Ask) -> Response:
    """An item fits one of the filters."""
    came = ask(asked.request)
    sent = [name for name in _FILTERS if name in asked.query]
    if asked.operation != "listProjects" or came.status != 200 or len(sent) < 2:
        return came
    found = {}
    for name in sent:
        for item in json_of(ask(asked.with_query(limit=200, **{other: None for other in _FILTERS if other != name})))["items"]:
            found[item["id"]] = item
    return with_json(came, {"items": list(found.values()), "nextCursor": None})


def _like(item: Any, text: str) -> bool:
    """As SQL's LIKE with its wild cards."""
    pattern = "".join({"%": ".*", "_": "."}.get(letter, re.escape(letter)) for letter in text.casefold())
    return re.search(pattern, item["name"].casefold()) is not None


def _ascii_lower(text: str) -> str:
    return "".join(letter.lower() if letter.isascii() else letter for letter in text)


def _words(item: Any, text: str) -> bool:
    return all(word in item["name"].casefold() for word in text.casefold().split())


def _in_any_field(item: Any, text: str) -> bool:
    return any(text.casefold() in (item[name] or "").casefold() for name in ("name", "customerExternalId"))


def _unknown_word(status: int, body: Any) -> Callable[[], Server]:
    def changed(came: Came, _ask: Ask) -> Response:
        return with_json(came.response, body, status) if came.status == 422 and "status" in came.asked.query else came.response

    return replies("listProjects", changed)


def _never_restored() -> Callable[[], Server]:
    """What was archived once is no longer listed as active."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "archiveProject" and came.status == 200:
            row = ask(asked.request._replace(method="GET"))
            asked.memory.notes.setdefault("archived", set()).add(json_of(row)["name"])
        if asked.operation != "listProjects" or came.status != 200 or asked.query.get("status") != ["active"]:
            return came
        page, once = json_of(came), asked.memory.notes.get("archived", ())
        return with_json(came, page | {"items": [item for item in page["items"] if item["name"] not in once]})

    return lambda: server


def _small_letters(asked: Asked) -> Request:
    return asked.with_query(status=asked.query["status"][0].lower())


def _unknown_handle(came: Came, _ask: Ask) -> Response:
    if came.status == 200 and not came.body["items"] and set(came.asked.query) == {"customerExternalId"}:
        return refusal(came.response, 404, "NOT_FOUND")
    return came.response


MUTANTS = (
    Mutant("list-projects.status", "`archived` keeps all of them.",
           when_asked("listProjects", lambda asked: asked.with_query(status=None), when=lambda asked: asked.query.get("status") == ["archived"])),
    Mutant("list-projects.status", "Upper case is taken.", when_asked("listProjects", _small_letters, when=lambda asked: "status" in asked.query)),
    Mutant("list-projects.status", "Another word gives an empty page.", _unknown_word(200, {"items": [], "nextCursor": None})),
    Mutant("list-projects.status", "A project that was restored is not among the active ones.", _never_restored()),
    Mutant("list-projects.search", "Capital letters count.", _kept_by("search", lambda item, text: text in item["name"])),
    Mutant("list-projects.search", "The case of letters counts outside of ASCII.",
           _kept_by("search", lambda item, text: _ascii_lower(text) in _ascii_lower(item["name"]))),
    Mutant("list-projects.search", "Only beginnings of names are found.",
           _kept_by("search", lambda item, text: item["name"].casefold().startswith(text.casefold()))),
    Mutant("list-projects.search", "% and _ are wild cards.", _kept_by("search", _like)),
    Mutant("list-projects.search", "Words are looked for one by one.", _kept_by("search", _words)),
    Mutant("list-projects.search", "Handles are searched as well.", _kept_by("search", _in_any_field)),
    Mutant("list-projects.external-id", "The beginning of a handle is enough.",
           _kept_by("customerExternalId", lambda item, text: (item["customerExternalId"] or "").startswith(text))),
    Mutant("list-projects.external-id", "Capital letters do not count.",
           _kept_by("customerExternalId", lambda item, text: (item["customerExternalId"] or "").lower() == text.lower())),
    Mutant("list-projects.external-id", "A handle does not find an archived project.",
           _kept_by("customerExternalId", lambda item, text: (item["customerExternalId"], item["status"]) == (text, "active"))),
    Mutant("list-projects.external-id", "An unknown handle is 404.", replies("listProjects", _unknown_handle)),
    Mutant("list-projects.filters-together", "A handle alone decides, whatever the status.", _forgets("status", ["customerExternalId"])),
    Mutant("list-projects.filters-together", "A handle alone decides, whatever the search.", _forgets("search", ["customerExternalId"])),
    Mutant("list-projects.filters-together", "A search overrules the status.", _forgets("status", ["search"])),
    Mutant("list-projects.filters-together", "Of three filters the search counts for nothing.",
           _forgets("search", ["status", "customerExternalId"])),
    Mutant("list-projects.filters-together", "An item fits any of them.", lambda: _any_of_them),
)  # fmt: skip
