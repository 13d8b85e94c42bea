"""Endpoints of a check's own, what the target tells of them and of the deliveries to them, and its time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from layers_mock.kit import Api, UnprovidedError, equal, holds
from layers_mock.kit.id_forms import is_same_id

__all__ = [
    "EVENTS", "RARE", "SIZES", "auto_paused", "deliveries", "delivery", "endpoint", "endpoints", "ids_of", "instant",
    "is_among", "is_paged", "made", "moment", "new_project", "pages", "row", "same_ids", "subscription", "test",
]  # fmt: skip

EVENTS = (
    "job.completed", "job.failed", "job.canceled", "content.generated", "content.approved", "content.rejected",
    "post.scheduled", "post.published", "post.failed", "post.canceled", "social_account.connected",
    "social_account.needs_reauth", "social_account.revoked", "lease_request.assigned", "lease_request.rejected", "test.ping",
)  # fmt: skip
"""The catalogue."""
SIZES: tuple[dict[str, Any], ...] = ({}, {"limit": 1})
"""Queries that give the same items on few pages and on many."""
_MOST_PAGES = 400
_DEFAULT = 25
RARE = "lease_request.rejected"
"""An event that nothing causes by chance."""


def subscription(api: Api, **fields: object) -> dict[str, Any]:
    """A body that makes an endpoint, with a URL that no other has, for an event that nothing causes by chance."""
    return {"url": f"https://checked.example/hooks/{api.text('hook')}", "events": [RARE], **fields}


def made(api: Api, *, key: str = "full", **fields: object) -> Any:
    """What a creation answers: the endpoint and its secret."""
    return api.made("createWebhookEndpoint", body=subscription(api, **fields), key=key)


def endpoint(api: Api, *, key: str = "full", **fields: object) -> str:
    """The id of a new endpoint."""
    return str(made(api, key=key, **fields)["endpoint"]["id"])


def row(api: Api, endpoint_id: str, *, key: str = "full") -> Any:
    """An endpoint as it is now."""
    return api.made("getWebhookEndpoint", endpoint_id, key=key)


def test(api: Api, endpoint_id: str, **options: Any) -> Any:
    """What a test of an endpoint answers."""
    return api.made("testWebhookEndpoint", endpoint_id, **options)


def new_project(api: Api) -> str:
    """A project of the check's own."""
    return str(api.made("createProject", body={"name": api.text("Project"), "timezone": "Europe/Berlin"})["id"])


def pages(
    api: Api, operation: str, *path: str, query: Mapping[str, object], key: str = "full",
    between: Callable[[], object] | None = None,
) -> Iterator[list[Any]]:  # fmt: skip
    """The items of one page after the other, to the one without nextCursor; ``between`` is called behind each."""
    cursor: Any = None
    for _ in range(_MOST_PAGES):
        sent = query if cursor is None else {**query, "cursor": cursor}
        came = api.call(operation, *path, query=sent, key=key).succeeded(200)
        yield came["items"]
        cursor = came["nextCursor"]
        if cursor is None:
            return
        if between is not None:
            between()
    holds(cursor is None, f"nextCursor {cursor!r} behind {_MOST_PAGES} pages")


def is_paged(
    api: Api, operation: str, *path: str, made: Callable[[], str], within: Mapping[str, object],
    queries: Sequence[Mapping[str, object]],
) -> None:  # fmt: skip
    """Break the rule unless 26 things are on pages of 25, and each once over all pages, though others are made meanwhile.

    ``made`` makes a thing and gives its id. ``within`` is a query that leads to what it made and nothing else, ``queries``
    lead to all of it and perhaps more.
    """
    ids = [made() for _ in range(_DEFAULT + 1)]
    for query in queries:
        page = api.call(operation, *path, query=query).succeeded(200)
        equal(len(page["items"]), _DEFAULT, f"items on a page asked for with {query}")
        holds(page["nextCursor"] is not None, "no nextCursor though there are more")
    for limit in (7, 25, 26, 100):
        found = [len(items) for items in pages(api, operation, *path, query={**within, "limit": limit})]
        equal(max(found), min(limit, len(ids)), f"items on the fullest page of {limit}")
    seen = [item for items in pages(api, operation, *path, query={**within, "limit": 9}, between=made) for item in items]
    old = [item["id"] for item in seen if any(is_same_id(item["id"], id_) for id_ in ids)]
    equal((len(old), len(set(old))), (len(ids), len(ids)), "items that were there before, and different ones among them")


def endpoints(api: Api, *, key: str = "full", **query: object) -> list[Any]:
    """Every endpoint that fits the query, over all pages."""
    found = pages(api, "listWebhookEndpoints", query={"limit": 100, **query}, key=key)
    return [item for page in found for item in page]


def deliveries(api: Api, endpoint_id: str, *, key: str = "full", **query: object) -> list[Any]:
    """Every delivery to an endpoint that fits the query, over all pages."""
    found = pages(api, "listWebhookDeliveries", endpoint_id, query={"limit": 100, **query}, key=key)
    return [item for page in found for item in page]


def delivery(api: Api, endpoint_id: str, delivery_id: str, *, key: str = "full") -> Any:
    """One delivery to an endpoint; ``None`` where it is not listed."""
    found = (item for item in deliveries(api, endpoint_id, key=key) if is_same_id(item["id"], delivery_id))
    return next(found, None)


def ids_of(items: list[Any]) -> list[str]:
    """The ids of items, in order."""
    return [item["id"] for item in items]


def same_ids(came: list[Any], promised: list[str]) -> bool:
    """Whether items are those of the ids, in their order."""
    return len(came) == len(promised) and all(is_same_id(item["id"], id_) for item, id_ in zip(came, promised, strict=True))


def is_among(items: list[Any], id_: str) -> bool:
    """Whether an item of that id is there."""
    return any(is_same_id(item["id"], id_) for item in items)


def instant(text: object) -> float:
    """A printed instant in seconds. What is none breaks the rule."""
    try:
        return datetime.fromisoformat(str(text)).timestamp()
    except ValueError:
        holds(False, f"{text!r} is no instant")
        raise


def moment(api: Api) -> float:
    """The target's time, as the creation of an endpoint tells it."""
    told = made(api)["endpoint"]["createdAt"]
    try:
        return datetime.fromisoformat(str(told)).timestamp()
    except ValueError:
        raise UnprovidedError(f"the createdAt of an endpoint is {told!r}") from None


def auto_paused(api: Api) -> str:
    """The endpoint that failures paused. Raises :class:`UnprovidedError` where it was resumed meanwhile."""
    found = api.state("auto_paused_endpoint")
    if row(api, found)["status"] != "auto_paused":
        raise UnprovidedError("the state auto_paused_endpoint is not auto_paused any more")
    return found
