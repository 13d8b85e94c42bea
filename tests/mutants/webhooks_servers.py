"""What wrong servers of webhooks are made of: rows read wrongly, things that come back, calls that do more."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Server, json_of, with_json

__all__ = [
    "also", "anyones", "back_from_the_dead", "counted_pages", "forgets", "further", "item_edit", "page_of_26", "reads", "rows", "shifted",
]  # fmt: skip

_READS = frozenset({"createWebhookEndpoint", "getWebhookEndpoint", "patchWebhookEndpoint", "listWebhookEndpoints"})
"""Operations whose answers show endpoints."""


def further(asked: Asked, method: str, path: str, body: object = None) -> Request:
    """Another request to the same server with the same key."""
    root = asked.request.url.partition("/v1/")[0]
    sent = asked.with_header("Idempotency-Key", None)
    typed = tuple(pair for pair in sent.headers if pair[0].lower() != "content-type")
    content = b"" if body is None else orjson.dumps(body)
    return Request(method, root + path, (*typed, *((("Content-Type", "application/json"),) if content else ())), content)


def rows(body: Any) -> list[Any]:
    """The endpoints or deliveries within an answer."""
    if not isinstance(body, dict):
        return []
    if "items" in body:
        return list(body["items"])
    return [body["endpoint"]] if "endpoint" in body else [body]


def item_edit(edit: Callable[[Any], Any]) -> Callable[[Any], None]:
    """Change every endpoint or delivery within an answer, in place."""

    def change(body: Any) -> None:
        for row in rows(body):
            edit(row)

    return change


def reads(edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Every answer that shows endpoints shows them wrongly."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation not in _READS or not 200 <= came.status < 300:
            return came
        body = json_of(came)
        item_edit(edit)(body)
        return with_json(came, body)

    return lambda: server


def anyones(came: Came, ask: Ask) -> Response:
    """The organisation is not looked at: what only another one has is found."""
    return ask(came.asked.with_key("other")) if came.status == 404 and came.asked.key == "full" else came.response


def also(
    operation: str, more: Callable[[Asked, Any], Request | None], *, statuses: range = range(200, 300)
) -> Callable[[], Server]:
    """Behind an answer of an operation the right server is asked something more, unseen."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == operation and came.status in statuses:
            request = more(asked, json_of(came))
            if request is not None:
                ask(request)
        return came

    return lambda: server


def counted_pages(operation: str, name: str, path: Callable[[Asked], str]) -> Callable[[], Server]:
    """On pages of nine, a cursor counts from the newest: one made meanwhile moves all others.

    ``name`` begins its cursors; ``path`` is where the whole list is asked for, to the ``?`` or ``&`` that a limit follows.
    """

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != operation or asked.query.get("limit") != ["9"]:
            return ask(asked.request)
        offset = int(asked.query.get("cursor", [f"{name}_0"])[0].rpartition("_")[2])
        came = ask(further(asked, "GET", f"{path(asked)}limit=100"))
        items = json_of(came)["items"]
        following = f"{name}_{offset + 9:011d}" if len(items) > offset + 9 else None
        return with_json(came, {"items": items[offset : offset + 9], "nextCursor": following})

    return lambda: server


def page_of_26(came: Came, ask: Ask) -> Response:
    """Where nobody says how long a page is, it has 26 items."""
    if "limit" in came.asked.query or not came.body.get("items"):
        return came.response
    return ask(came.asked.with_query(limit=26))


def forgets(operation: str) -> Callable[[], Server]:
    """The Idempotency-Key of an operation is read, and each call runs anew."""

    def server(asked: Asked, ask: Ask) -> Response:
        return ask(asked.with_header("Idempotency-Key", None) if asked.operation == operation else asked.request)

    return lambda: server


def back_from_the_dead(operation: str, answer: Callable[[Asked], Any], *, status: int = 200) -> Callable[[], Server]:
    """A deleted endpoint answers one operation all the same."""

    def make() -> Server:
        gone: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == "deleteWebhookEndpoint" and came.status == 200:
                gone.add(asked.path[0])
            elif asked.operation == operation and came.status == 404 and asked.path and asked.path[0] in gone:
                return with_json(came, answer(asked), status)
            return came

        return server

    return make


def shifted(instant: str, seconds: float) -> str:
    """A printed instant, moved."""
    moved = datetime.fromisoformat(instant) + timedelta(seconds=seconds)
    return moved.isoformat(timespec="milliseconds").replace("+00:00", "Z")
