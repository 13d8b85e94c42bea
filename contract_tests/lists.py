"""Lists that checks are about, page by page."""

from collections.abc import Iterator, Mapping
from typing import Any

from layers_mock.contract import OperationId
from layers_mock.kit import Api, BrokenRuleError, UnprovidedError, equal, holds

__all__ = ["every_item", "ignores_cursors", "needs_its_project", "pages", "pages_agree"]

_MOST_PAGES = 50


def pages(api: Api, operation: str, *path: str, key: str = "full", **query: object) -> Iterator[list[Any]]:
    """The items of each page, from the first to the one without nextCursor; each page is asked for once it is wanted."""
    following = query
    for _ in range(_MOST_PAGES):
        page = api.call(operation, *path, query=following, key=key).succeeded(200)
        yield list(page["items"])
        if page["nextCursor"] is None:
            return
        following = {**query, "cursor": page["nextCursor"]}
    raise BrokenRuleError(f"a nextCursor on each of {_MOST_PAGES} pages of {operation}")


def every_item(api: Api, operation: str, *path: str, **query: Any) -> list[Any]:
    """The items of all pages."""
    return [item for page in pages(api, operation, *path, **query) for item in page]


def pages_agree(api: Api, operation: str, project: str, name: str, *queries: Mapping[str, object]) -> None:
    """Break the rule unless pages of any size show what one page does, in its order; ``name`` is the items' id.

    Raises :class:`UnprovidedError` where a query finds fewer than two items, or more than one page can show.
    """
    most = next(p.schema["maximum"] for p in api.contract.operations[OperationId(operation)].parameters if p.name == "limit")
    for query in queries:
        page = api.call(operation, project, query={**query, "limit": most}).succeeded(200)
        whole = [item[name] for item in page["items"]]
        if page["nextCursor"] is not None or len(whole) < 2:
            raise UnprovidedError(f"{operation} has {len(whole)} items on a page with {dict(query)}; two to {most} are needed")
        for limit in (1, 2, 3, len(whole)):
            seen = [item[name] for item in every_item(api, operation, project, **{**query, "limit": limit})]
            equal(seen, whole, f"items in pages of {limit} with {dict(query)}")


def ignores_cursors(api: Api, operation: str, project: str, *others: str) -> None:
    """Break the rule unless whatever is no cursor of this list gets its first page; ``others`` are cursors of other lists."""
    first = api.call(operation, project, query={"limit": 2}).succeeded(200)
    holds(len(first["items"]) == 2 and first["nextCursor"], f"{operation} has one page")
    for cursor in ("", "x", "null", "not a cursor", "%", "a" * 300, api.uuid(), api.state("project"), *others):
        came = api.call(operation, project, query={"limit": 2, "cursor": cursor}).succeeded(200)
        equal(came, first, f"the page at {cursor!r}")


def needs_its_project(api: Api, operation: str, state: str, **query: object) -> None:
    """Break the rule unless the project of a state is found by its own organisation alone, and one that nobody has by none."""
    own, foreign = api.state(state), api.state("foreign_project")
    api.call(operation, own, query=query).succeeded(200)
    for project, key in ((api.uuid(), "full"), (foreign, "full"), (own, "other")):
        api.call(operation, project, query=query, key=key).refused(404, "NOT_FOUND")
    api.call(operation, foreign, query=query, key="other").succeeded(200)
