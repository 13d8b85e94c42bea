"""What can be wrong with any list: its items, its filters, its pages, and whose it is."""

from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Server, answers, json_of, refusal, replies, when_asked, with_json

__all__ = ["Items", "Listing", "has"]

Items = list[dict[str, Any]]
Asking = Callable[[Asked], dict[str, object]]
When = Callable[[Asked], object]


def has(name: str, *texts: str) -> Callable[[Asked], bool]:
    """Requests with this field in their query, and with one of these texts in it where some are given."""
    return lambda asked: name in asked.query and (not texts or asked.query[name][0] in texts)


class Listing(NamedTuple):
    """The ways in which one list can be wrong. ``limit`` is how long a page is where nobody says."""

    operation: str | tuple[str, ...]
    limit: int = 100

    def asking(self, change: Asking, when: When | None = None) -> Callable[[], Server]:
        """The right server is asked with other fields in the query; ``None`` takes one out."""
        return when_asked(self.operation, lambda asked: asked.with_query(**change(asked)), when=when)

    def items(self, change: Callable[[Items], Items], when: When | None = None) -> Callable[[], Server]:
        """The items are others."""
        return answers(self.operation, lambda body: body | {"items": change(body["items"])}, when=when)

    def each(self, change: Callable[[dict[str, Any]], Any], **having: object) -> Callable[[], Server]:
        """Each item, or each that has these fields, is spoilt in place; so is an answer that is an item itself."""

        def edit(body: dict[str, Any]) -> None:
            for item in body.get("items", [body]):
                if all(item.get(name) == value for name, value in having.items()):
                    change(item)

        return answers(self.operation, edit)

    def filtered(self, name: str, change: Callable[[Items, Asked], Items]) -> Callable[[], Server]:
        """With a filter, the items of a page of the unfiltered list that ``change`` keeps."""

        def server(came: Came, ask: Ask) -> Response:
            if came.status != 200 or name not in came.asked.query:
                return came.response
            whole = json_of(ask(came.asked.with_query(**{name: None})))
            return with_json(came.response, came.body | {"items": change(whole["items"], came.asked)})

        return replies(self.operation, server)

    def one_too_far(self) -> Callable[[], Server]:
        """The next page begins one late."""

        def server(came: Came, ask: Ask) -> Response:
            if came.status != 200 or came.body["nextCursor"] is None:
                return came.response
            limit = int(came.asked.query.get("limit", [str(self.limit)])[0])
            longer = json_of(ask(came.asked.with_query(limit=limit + 1)))
            return with_json(came.response, came.body | {"nextCursor": longer["nextCursor"]})

        return replies(self.operation, server)

    def refused_cursor(self) -> Callable[[], Server]:
        """A cursor that is no UUID is refused."""

        def server(came: Came, ask: Ask) -> Response:
            query = parse_qs(urlsplit(came.asked.request.url).query, keep_blank_values=True)
            cursor = query.get("cursor", [None])[0]
            return refusal(came.response, 422, "VALIDATION") if cursor is not None and cursor.count("-") != 4 else came.response

        return replies(self.operation, server)

    def nothing_behind(self) -> Callable[[], Server]:
        """Behind a cursor that is a UUID of nothing there is nothing."""

        def server(came: Came, ask: Ask) -> Response:
            is_uuid = came.asked.query.get("cursor", [""])[0].count("-") == 4
            if came.status == 200 and is_uuid and json_of(ask(came.asked.with_query(cursor=None))) == came.body:
                return with_json(came.response, {"items": [], "nextCursor": None})
            return came.response

        return replies(self.operation, server)

    def of_another(self, label: str, when: Callable[[Items], object] = lambda items: True) -> Callable[[], Server]:
        """The items are those of the project of that label, where ``when`` says so of the own ones."""

        def server(came: Came, ask: Ask) -> Response:
            if came.status != 200 or came.asked.key == "other" or not when(came.body["items"]):
                return came.response
            return ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids[label]))

        return replies(self.operation, server)

    def empty(self, body: Any) -> Callable[[], Server]:
        """What is not found is answered with this body."""

        def server(came: Came, ask: Ask) -> Response:
            return with_json(came.response, body, 200) if came.status == 404 else came.response

        return replies(self.operation, server)
