"""Wrong listProjects: limits, cursors and pages."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refuses,
    replies,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]


def _limit_is(text: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.query.get("limit") == [text]


def _has(*names: str) -> Callable[[Asked], bool]:
    return lambda asked: set(names) <= set(asked.query)


def _limited(limit: object, when: Callable[[Asked], object]) -> Callable[[], Server]:
    """The right server is asked for another limit."""
    return when_asked("listProjects", lambda asked: asked.with_query(limit=limit), when=when)


def _is_filtered(asked: Asked) -> bool:
    return "limit" not in asked.query and bool({"search", "status"} & set(asked.query))


def _whole(asked: Asked) -> Request:
    return asked.with_query(limit=int(asked.query["limit"][0].partition(".")[0]))


def _one_more(page: Any, asked: Asked) -> Any:
    """The last item of the page before comes once more."""
    last = asked.memory.notes.get("last")
    asked.memory.notes["last"] = page["items"][-1:]
    if "cursor" in asked.query and last:
        page["items"] = last + page["items"][1:]


def _one_less(page: Any, asked: Asked) -> Any:
    if "cursor" in asked.query and page["nextCursor"] is not None:
        del page["items"][0]


def _ended(page: Any, asked: Asked) -> Any:
    """The second page says it is the last one."""
    return page | {"nextCursor": None} if "cursor" in asked.query else page


def _no_end() -> Callable[[], Server]:
    """The last page's nextCursor is the one that led there."""
    return answers(
        "listProjects",
        lambda page, asked: page | {"nextCursor": page["nextCursor"] or asked.query["cursor"][0]},
        when=_has("cursor"),
    )


def _forgetful(name: str) -> Callable[[], Server]:
    """A filter counts on the first page only."""
    return when_asked("listProjects", lambda asked: asked.with_query(**{name: None}), when=_has("cursor", name))


def _by_offset(asked: Asked, ask: Ask) -> Response:
    """A cursor is the number of items before the page."""
    if asked.operation != "listProjects":
        return ask(asked.request)
    texts = asked.query.get("cursor", ["projects_00000000000"])
    digits = texts[0].removeprefix("projects_")
    came = ask(asked.with_query(cursor=None, limit=200))
    if came.status != 200 or not digits.isdecimal():
        return ask(asked.request)
    items, begin = json_of(came)["items"], int(digits)
    end = begin + int(asked.query.get("limit", ["25"])[0])
    following = f"projects_{end:011d}" if end < len(items) else None
    return with_json(came, {"items": items[begin:end], "nextCursor": following})


def _unsettled(change: Callable[[Asked], Request], edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """A page behind another one is spoilt where a project was made since that one."""

    def server(asked: Asked, ask: Ask) -> Response:
        notes = asked.memory.notes
        if asked.operation != "listProjects":
            notes["made"] = notes.get("made", False) or asked.operation == "createProject"
            return ask(asked.request)
        is_disturbed, notes["made"] = notes.get("made", False) and "cursor" in asked.query, False
        if not is_disturbed:
            return ask(asked.request)
        came = ask(change(asked))
        return with_json(came, edit(json_of(came))) if came.status == 200 else came

    return lambda: server


def _from_the_start(came: Came, ask: Ask) -> Response:
    """A cursor that cannot be read gives the first page."""
    if came.status == 422 and "cursor" in came.asked.query:
        return ask(came.asked.with_query(cursor=None))
    return came.response


def _of_search(came: Came, _ask: Ask) -> Response:
    """A cursor that cannot be read gives an empty page where something is looked for."""
    if came.status == 422 and "cursor" in came.asked.query and "search" in came.asked.query:
        return with_json(came.response, {"items": [], "nextCursor": None}, 200)
    return came.response


def _of_odd_text(came: Came, _ask: Ask) -> Response:
    """A cursor of odd characters is 400 BAD_REQUEST."""
    text = came.asked.query.get("cursor", [""])[0]
    return refusal(came.response, 400, "BAD_REQUEST") if came.status == 422 and not text.isascii() else came.response


MUTANTS = (
    Mutant("list-projects.default-limit", "It is 26.", _limited(26, lambda asked: "limit" not in asked.query)),
    Mutant("list-projects.default-limit", "It is 50.", _limited(50, lambda asked: "limit" not in asked.query)),
    Mutant("list-projects.default-limit", "There is none where a filter is sent.", _limited(200, _is_filtered)),
    Mutant("list-projects.limit", "0 is the default.", _limited(None, _limit_is("0"))),
    Mutant("list-projects.limit", "201 and more are taken for 200.", _limited(200, lambda asked: asked.query.get("limit", ["0"])[0] in {"201", "1000"})),
    Mutant("list-projects.limit", "200 is refused.", refuses("listProjects", 422, "VALIDATION", when=_limit_is("200"))),
    Mutant("list-projects.limit", "2.5 is taken for 2.", when_asked("listProjects", _whole, when=_limit_is("2.5"))),
    Mutant("list-projects.limit", "1 gives two items.", _limited(2, _limit_is("1"))),
    Mutant("list-projects.next-cursor", "A page repeats the last item of the page before.", answers("listProjects", _one_more)),
    Mutant("list-projects.next-cursor", "A page between two others lacks its first item.", answers("listProjects", _one_less)),
    Mutant("list-projects.next-cursor", "The second page is the last one.", answers("listProjects", _ended)),
    Mutant("list-projects.next-cursor", "The last page leads to itself.", _no_end()),
    Mutant("list-projects.next-cursor", "The status counts on the first page only.", _forgetful("status")),
    Mutant("list-projects.next-cursor", "The search counts on the first page only.", _forgetful("search")),
    Mutant("list-projects.stable-cursor", "A cursor counts the items before it.", lambda: _by_offset),
    Mutant("list-projects.stable-cursor", "A new project leads back to the first page.",
           _unsettled(lambda asked: asked.with_query(cursor=None), lambda page: page)),
    Mutant("list-projects.stable-cursor", "A new project takes the place of an older one.",
           _unsettled(lambda asked: asked.request, lambda page: page | {"items": page["items"][1:]})),
    Mutant("list-projects.bad-cursor", "A malformed cursor gives the first page.", replies("listProjects", _from_the_start)),
    Mutant("list-projects.bad-cursor", "A malformed cursor gives an empty page of a search.", replies("listProjects", _of_search)),
    Mutant("list-projects.bad-cursor", "A cursor beyond ASCII is 400 BAD_REQUEST.", replies("listProjects", _of_odd_text)),
)  # fmt: skip
