"""listProjects: limits, cursors and pages."""

from layers_mock.kit import Api, check, equal, holds

from ..lists import pages
from ..making import new_project

__all__: list[str] = []

_DEFAULT = 25


def _several(api: Api, tag: str, count: int) -> list[str]:
    """The names of so many new projects, the newest first."""
    names = []
    for number in range(count):
        names.append(f"{tag} {number}")
        new_project(api, name=names[-1])
        api.let_pass(1)
    return names[::-1]


@check("list-projects.default-limit")
def a_page_has_25_items_at_most(api: Api) -> None:
    """However the list is asked for, no page has more where `limit` is left out."""
    tag = api.text()
    _several(api, tag, _DEFAULT + 1)
    for query in ({}, {"search": tag}, {"status": "active"}, {"search": tag, "status": "active"}):
        page = api.call("listProjects", query=query).succeeded(200)
        count = len(page["items"])
        holds(0 < count <= _DEFAULT, f"{count} items on a page asked for with {query} and no limit")
        holds(page["nextCursor"] is not None, f"no nextCursor though there are more than the {count} items")


@check("list-projects.limit")
def a_limit_is_1_to_200(api: Api) -> None:
    """A page holds as many items at most; 0, 201 and what is no whole number are refused."""
    tag = api.text()
    _several(api, tag, 3)
    for limit in (1, 2, 3, 199, 200):
        count = len(api.call("listProjects", query={"limit": limit}).succeeded(200)["items"])
        holds(0 < count <= limit, f"{count} items with a limit of {limit}")
    for wrong in (0, 201, -1, 1000, "many", "2.5"):
        api.call("listProjects", query={"limit": wrong}).refused(422, "VALIDATION")


@check("list-projects.next-cursor")
def pages_follow_each_other(api: Api) -> None:
    """Page by page come the very projects, in the same order, that one large page holds; with a filter too."""
    tag = api.text()
    newest = _several(api, tag, 5)
    archived = api.made("listProjects", query={"search": newest[1]})["items"][0]["id"]
    api.made("archiveProject", archived)
    active = [name for name in newest if name != newest[1]]
    cases: list[tuple[dict[str, str], list[str]]] = [
        ({"search": tag}, newest),
        ({"search": tag, "status": "active"}, active),
        ({"search": tag, "status": "archived"}, [newest[1]]),
    ]
    for query, wanted in cases:
        for limit in (1, 2, 4, 200):
            shown = [[item["name"] for item in page] for page in pages(api, "listProjects", limit=limit, **query)]
            holds(max(map(len, shown)) <= limit, f"{shown} with a limit of {limit}")
            equal([name for page in shown for name in page], wanted, f"names on pages of {limit} that fit {query}")


@check("list-projects.stable-cursor")
def projects_made_between_pages_disturb_none(api: Api) -> None:
    """Each project that was there at the first page is shown once, though another is made behind each page."""
    for limit in (1, 2):
        tag = api.text()
        names = _several(api, tag, 5)
        shown = []
        for page in pages(api, "listProjects", limit=limit, search=tag):
            shown += [item["name"] for item in page]
            new_project(api, name=f"{tag} late {api.text()}")
        equal([name for name in shown if "late" not in name], names, f"projects shown once each on pages of {limit}")


@check("list-projects.bad-cursor")
def a_malformed_cursor_is_refused(api: Api) -> None:
    """422 VALIDATION for texts that no list gave; the one that the list gave is taken."""
    tag = api.text()
    names = _several(api, tag, 2)
    first = api.call("listProjects", query={"search": tag, "limit": 1}).succeeded(200)
    for text in ("nonsense", "not a cursor", "%%%", "☃", "x" * 300):
        api.call("listProjects", query={"cursor": text}).refused(422, "VALIDATION")
        api.call("listProjects", query={"search": tag, "limit": 1, "cursor": text}).refused(422, "VALIDATION")
    rest = api.call("listProjects", query={"search": tag, "limit": 1, "cursor": first["nextCursor"]}).succeeded(200)
    equal([item["name"] for item in rest["items"]], names[1:], "names on the next page")
