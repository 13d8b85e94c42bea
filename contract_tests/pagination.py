"""Pages of lists: their shape, their size, and what following their cursors shows."""

from collections.abc import Callable, Iterator
from typing import Any

from layers_mock.contract import Operation, OperationId
from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .every import every
from .valid import Valid, valid_call

__all__ = ["cursor_is_checked", "is_list", "lacking", "looks_at_cursors", "walked"]

_LISTS_QUICK = 5
"""Lists that are looked at where the profile is quick."""
_MOST_PAGES = 60
_ADDED = 4

_NAMES = (
    "id", "influencerId", "containerId", "eventId", "repoId", "appId", "adId", "adsetId", "adsContentId", "recommendationId",
    "campaignId",
)  # fmt: skip
"""What the items of lists name their ids."""


def is_list(operation: Operation) -> bool:
    """Whether its answer comes in pages."""
    return any(parameter.name == "cursor" for parameter in operation.parameters)


def looks_at_cursors(operation: Operation) -> bool:
    """Whether it is a list that refuses what is no cursor of its own; a few ignore it, and have a rule that says so."""
    return any(parameter.name == "cursor" and "pattern" in parameter.schema for parameter in operation.parameters)


@check("pagination.envelope")
def a_page_is_items_and_a_cursor(api: Api) -> None:
    """Each list answers items and nextCursor alone: a text where more follows, null on the last page and on an empty one."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        short = call.send(api, query={**call.query, "limit": 1}).succeeded(200)
        _is_page(short)
        last = _last(api, call)
        _is_page(last)
        equal(last["nextCursor"], None, f"nextCursor of the last page of {operation.id}")

    every(api, look, of=is_list, most_quick=_LISTS_QUICK)
    project = api.made("createProject", body=valid_call(api, "createProject").body)["id"]
    for operation in ("listInfluencers", "listContent"):
        equal(
            api.call(operation, project).succeeded(200), {"items": [], "nextCursor": None}, f"{operation} of an empty project"
        )
    name = _projects(api, 3)
    full = api.call("listProjects", query={"search": name, "limit": 3}).succeeded(200)
    equal((len(full["items"]), full["nextCursor"]), (3, None), "items and nextCursor of a last page that is full")
    short = api.call("listProjects", query={"search": name, "limit": 2}).succeeded(200)
    holds(isinstance(short["nextCursor"], str), f"nextCursor {short['nextCursor']!r} where a third project follows")


def _is_page(page: Any) -> None:
    equal(sorted(page), ["items", "nextCursor"], "fields of a page")
    holds(isinstance(page["items"], list), f"items {page['items']!r}")
    holds(page["nextCursor"] is None or (page["nextCursor"] and isinstance(page["nextCursor"], str)), f"{page['nextCursor']!r}")


def _last(api: Api, call: Valid) -> Any:
    *_, last = _pages(api, call, 100)
    return last


@check("pagination.limit")
def a_page_has_as_many_items_as_promised(api: Api) -> None:
    """`limit` items where there are more, the default where it is left out; beyond the page's bounds it is 422 VALIDATION."""
    default = _bounds(api.contract.operations[OperationId("listProjects")])["default"]
    name = _projects(api, default + 1)
    for query, count in (({}, default), ({"limit": 1}, 1), ({"limit": 7}, 7), ({"limit": default + 1}, default + 1)):
        items = api.call("listProjects", query={"search": name, **query}).succeeded(200)["items"]
        equal(len(items), count, f"items of {default + 1} with {query or 'no limit'}")

    def look(operation: Operation) -> None:
        call, bounds = valid_call(api, operation.id), _bounds(operation)
        for limit in (bounds["minimum"], bounds["maximum"]):
            call.send(api, query={**call.query, "limit": limit}).succeeded(200)
        for text in (bounds["minimum"] - 1, bounds["maximum"] + 1, -1, "1.5", "x", ""):
            call.send(api, query={**call.query, "limit": text}).refused(422, "VALIDATION")

    every(api, look, of=is_list, most_quick=_LISTS_QUICK)


def _bounds(operation: Operation) -> Any:
    return next(parameter.schema for parameter in operation.parameters if parameter.name == "limit")


@check("pagination.bad-cursor")
def a_cursor_serves_its_own_list_alone(api: Api) -> None:
    """Each list takes its own cursor, and refuses a malformed one and that of another list with 422 VALIDATION."""
    cursors = {"listProjects": _cursor_of_projects(api)}

    def find(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        found = call.send(api, query={**call.query, "limit": 1}).succeeded(200)["nextCursor"]
        if found is not None:
            cursors.setdefault(operation.id, found)

    every(api, find, of=is_list, most_quick=_LISTS_QUICK)

    def look(operation: Operation) -> None:
        cursor_is_checked(api, operation)
        call = valid_call(api, operation.id)
        for name, cursor in cursors.items():
            answer = call.send(api, query={**call.query, "cursor": cursor})
            if name == operation.id:
                answer.succeeded(200)
            else:
                answer.refused(422, "VALIDATION")

    every(api, look, of=looks_at_cursors, most_quick=_LISTS_QUICK)


def cursor_is_checked(api: Api, operation: Operation) -> None:
    """Break the rule unless an operation refuses what is no cursor, and works without one."""
    call = valid_call(api, operation.id)
    for text in ("", "x", "no cursor at all", "0", "null", "{}", "\xe9", "a" * 500):
        call.send(api, query={**call.query, "cursor": text}).refused(422, "VALIDATION")
    call.send(api).succeeded(200)


def _cursor_of_projects(api: Api) -> str:
    cursor = api.made("listProjects", query={"search": _projects(api, 2), "limit": 1})["nextCursor"]
    if not isinstance(cursor, str):
        raise UnprovidedError("the list of projects gives no cursor")
    return cursor


@check("pagination.partition")
def following_the_cursor_shows_everything_once(api: Api) -> None:
    """Pages of any size show each project once, in the same order; so do those of the other lists."""
    name = _projects(api, 7)
    whole = [item["id"] for item in api.call("listProjects", query={"search": name}).succeeded(200)["items"]]
    equal(len(set(whole)), 7, "different projects on one page")
    for limit in (1, 2, 3, 6, 7, 8):
        equal(walked(api, Valid("listProjects", query={"search": name}), limit), whole, f"projects seen in pages of {limit}")

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        # On a target that others use as well, what comes and goes meanwhile is left out.
        before = walked(api, call, 100)
        seen = walked(api, call, 1)
        stays = set(before) & set(walked(api, call, 100))
        equal(len(seen), len(set(seen)), f"different items among those of {operation.id} in pages of 1")
        equal(lacking(seen, stays), [], f"items of {operation.id} that pages of 1 leave out")

    every(api, look, of=lambda operation: is_list(operation) and operation.id != "listProjects", most_quick=_LISTS_QUICK)


@check("pagination.partition")
def what_is_added_meanwhile_neither_hides_nor_repeats_an_item(api: Api) -> None:
    """With projects made between the pages, those that were there before are shown once each."""
    for limit in (1, 2, 3):
        name = _projects(api, 7)
        call = Valid("listProjects", query={"search": name})
        there = walked(api, call, 100)
        seen = walked(api, call, limit, between=_later(api, name))
        equal([id_ for id_ in seen if id_ in set(there)], there, f"projects in pages of {limit} that were there before")
        equal(len(seen), len(set(seen)), "different projects among those seen")


def _later(api: Api, name: str) -> Callable[[], None]:
    """Makes a project each time, and none any more after some."""
    numbers = iter(range(_ADDED))

    def add() -> None:
        if next(numbers, None) is not None:
            api.made("createProject", body={"name": f"{name} later", "timezone": "UTC"})

    return add


def walked(api: Api, call: Valid, limit: int, *, between: Callable[[], None] | None = None) -> list[str]:
    """The ids that following nextCursor shows, in order."""
    seen: list[str] = []
    for page in _pages(api, call, limit, between):
        holds(len(page["items"]) <= limit, f"{len(page['items'])} items on a page of {limit}")
        seen += [_id(item) for item in page["items"]]
    return seen


def _pages(api: Api, call: Valid, limit: int, between: Callable[[], None] | None = None) -> Iterator[Any]:
    query, used = {**call.query, "limit": limit}, set()
    for _ in range(_MOST_PAGES):
        page = call.send(api, query=query).succeeded(200)
        yield page
        if page["nextCursor"] is None:
            return
        holds(page["nextCursor"] not in used, f"nextCursor {page['nextCursor']!r} a second time")
        used.add(page["nextCursor"])
        query = {**query, "cursor": page["nextCursor"]}
        if between is not None:
            between()
    raise UnprovidedError(f"{call.operation} has more than {_MOST_PAGES} pages of {limit}")


def lacking(seen: list[str], there: set[str]) -> list[str]:
    """What is there and was not seen."""
    return sorted(there - set(seen))


def _id(item: Any) -> str:
    return str(next(item[name] for name in _NAMES if name in item))


def _projects(api: Api, count: int) -> str:
    """So many new projects; a text that their names begin with, and no others."""
    name = api.text("Paged")
    for number in range(count):
        api.made("createProject", body={"name": f"{name} {number}", "timezone": "UTC"})
    return name
