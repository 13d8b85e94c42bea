"""Lists that checks are about, page by page."""

from collections.abc import Iterator
from typing import Any

from layers_mock.kit import Api, BrokenRuleError

__all__ = ["every_item", "pages"]

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


def every_item(api: Api, operation: str, *path: str, key: str = "full", **query: Any) -> list[Any]:
    """The items of all pages."""
    return [item for page in pages(api, operation, *path, key=key, **query) for item in page]
