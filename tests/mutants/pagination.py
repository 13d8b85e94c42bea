"""Servers that cut lists into pages wrongly."""

from collections.abc import Callable, Collection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, replies, when_asked, with_json

__all__ = ["MUTANTS", "by_offset", "from_the_start", "one_late"]

_LISTS = ("listProjects", "listInfluencers", "listContent")


def _with_query(asked: Asked, **changed: object) -> Request:
    """The request with parameters changed, or left out where they are ``None``."""
    url, _, query = asked.request.url.partition("?")
    pairs = [(name, text) for name, text in parse_qsl(query, keep_blank_values=True) if name not in changed]
    pairs += [(name, str(text)) for name, text in changed.items() if text is not None]
    return asked.request._replace(url=f"{url}?{urlencode(pairs)}")


def _limit(asked: Asked) -> int:
    text = asked.query.get("limit", ["25"])[0]
    return int(text) if text.isdecimal() else 25


def _without_null(page: Any) -> None:
    if page["nextCursor"] is None:
        del page["nextCursor"]


def _empty_at_the_end(page: Any) -> None:
    page["nextCursor"] = page["nextCursor"] or ""


def _more_behind_a_full_page(page: Any, asked: Asked) -> None:
    if page["nextCursor"] is None and len(page["items"]) == _limit(asked):
        page["nextCursor"] = "projects_AAAAAAAAAAA"


def _counted(page: Any) -> Any:
    return page | {"total": len(page["items"])}


def _twenty(page: Any, asked: Asked) -> None:
    if "limit" not in asked.query:
        del page["items"][20:]


def from_the_start(operations: Collection[str], *, when: Callable[[str], object] = lambda cursor: True) -> Callable[[], Server]:
    """A cursor that is none begins at the first page."""

    def change(came: Came, ask: Ask) -> Response:
        cursor = came.asked.query.get("cursor")
        if came.status != 422 or cursor is None or not when(cursor[0]):
            return came.response
        return ask(_with_query(came.asked, cursor=None))

    return replies(operations, change)


def by_offset(operation: str) -> Callable[[], Server]:
    """A cursor is the number of items shown so far."""

    def server(asked: Asked, ask: Ask) -> Response:
        cursor = asked.query.get("cursor", ["offset0"])[0]
        limit = _limit(asked)
        if asked.operation != operation or not cursor.startswith("offset") or not 1 <= limit <= 100:
            return ask(asked.request)
        came = ask(_with_query(asked, cursor=None, limit=100))
        page = json_of(came)
        if came.status != 200:
            return came
        begin = int(cursor.removeprefix("offset"))
        following = f"offset{begin + limit}" if len(page["items"]) > begin + limit else None
        return with_json(came, {"items": page["items"][begin : begin + limit], "nextCursor": following})

    return lambda: server


def one_late(operation: str) -> Callable[[], Server]:
    """The next page begins one item late."""

    def change(came: Came, ask: Ask) -> Response:
        page = came.body
        if came.status != 200 or page["nextCursor"] is None:
            return came.response
        longer = json_of(ask(_with_query(came.asked, limit=_limit(came.asked) + 1)))
        return with_json(came.response, page | {"nextCursor": longer.get("nextCursor")})

    return replies(operation, change)


def _repeats_the_last() -> Server:
    """The next page begins with the last item of this one, where it holds more than one."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        page = json_of(came)
        if asked.operation != "listProjects" or came.status != 200 or page["nextCursor"] is None or len(page["items"]) != 3:
            return came
        shorter = json_of(ask(_with_query(asked, limit=2)))
        return with_json(came, page | {"nextCursor": shorter["nextCursor"]})

    return server


def _is_of_another_list(cursor: str) -> bool:
    return cursor.startswith("projects_") and len(cursor) == 20


def _forgets_limits(asked: Asked) -> Request:
    return _with_query(asked, limit=_limit(asked) + 1)


def _is_seven(asked: Asked) -> bool:
    return urlsplit(asked.request.url).query.endswith("limit=7")


MUTANTS = (
    Mutant("pagination.envelope", "The last page has no nextCursor.", answers("listContent", _without_null)),
    Mutant("pagination.envelope", "nextCursor of the last page is an empty text.", answers("listInfluencers", _empty_at_the_end)),
    Mutant("pagination.envelope", "A last page that is full has a nextCursor.", answers("listProjects", _more_behind_a_full_page)),
    Mutant("pagination.envelope", "A page tells how many items it has.", answers("listInfluencers", _counted)),
    Mutant("pagination.limit", "A page has 20 items where no limit is sent.", answers("listProjects", _twenty)),
    Mutant("pagination.limit", "A page has an item more than its limit.", when_asked("listProjects", _forgets_limits, when=_is_seven)),
    Mutant("pagination.bad-cursor", "A malformed cursor begins at the first page.", from_the_start({"listContent"})),
    Mutant("pagination.bad-cursor", "The cursor of another list begins at the first page.",
           from_the_start(_LISTS, when=_is_of_another_list)),
    Mutant("pagination.bad-cursor", "An empty cursor is as good as none.", from_the_start(_LISTS, when=lambda cursor: not cursor)),
    Mutant("pagination.partition", "A cursor is an offset: what is added shifts the pages.", by_offset("listProjects")),
    Mutant("pagination.partition", "The next page of content begins one item late.", one_late("listContent")),
    Mutant("pagination.partition", "The next page repeats the last item of three.", _repeats_the_last),
)  # fmt: skip
