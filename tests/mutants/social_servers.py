"""What wrong servers of social accounts are made of: lists that are read wrongly, states that are remembered, URLs let pass."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Came, Server, When, answers, json_of, replies, with_json

__all__ = [
    "LIST", "REAUTH", "REVOKE", "STATUS", "URL", "accounts_of", "edits_items", "get_json", "is_of", "items", "lets_pass", "moved",
    "passed", "remembers", "since", "succeeds",
]  # fmt: skip

URL, STATUS, LIST = "createSocialOauthUrl", "getSocialOauthStatus", "listSocialAccounts"
REAUTH, REVOKE = "createSocialReauthUrl", "revokeSocialAccount"
_ALLOWED = "https://app.example.com/connected"


def passed(asked: Asked) -> float:
    """Seconds that the clock was moved by so far."""
    return float(asked.memory.notes.get("passed", 0))


def moved(instant: str, seconds: float) -> str:
    """An instant so many seconds later."""
    return (datetime.fromisoformat(instant) + timedelta(seconds=seconds)).isoformat()


def get_json(asked: Asked, ask: Ask, path: str, key: str | None = None) -> Any:
    """What a GET of a path gives with the same key, or that of another role."""
    root = asked.request.url.partition("/v1/")[0]
    headers = asked.with_key(key).headers if key else asked.request.headers
    kept = tuple(pair for pair in headers if pair[0].lower() != "content-type")
    return json_of(ask(Request("GET", root + path, kept)))


def accounts_of(asked: Asked, ask: Ask, project: str) -> list[Any]:
    """All accounts of a project."""
    found = get_json(asked, ask, f"/v1/projects/{project}/social-accounts")
    rows: list[Any] = found.get("items", []) if isinstance(found, dict) else []
    return rows


def items(change: Callable[[list[Any], Asked], list[Any]], *, when: When = None) -> Callable[[], Server]:
    """Lists of accounts with other items."""
    return answers(LIST, lambda body, asked: {**body, "items": change(body["items"], asked)}, when=when)


def edits_items(
    edit: Callable[[Any], Any], *, of: Callable[[Any], object] = lambda item: True, when: When = None
) -> Callable[[], Server]:
    """Items with other fields: ``edit(item)`` gives those that change."""
    return items(lambda rows, _: [{**row, **edit(row)} if of(row) else row for row in rows], when=when)


def remembers(operation: str, name: Callable[[Asked], object]) -> Callable[[], Server]:
    """Calls that ``name`` calls equal are answered as the first one was; ``None`` names nothing."""

    def make() -> Server:
        known: dict[object, Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            called = name(asked) if asked.operation == operation else None
            if called is None:
                return ask(asked.request)
            if called not in known:
                known[called] = ask(asked.request)
            return known[called]

        return server

    return make


def lets_pass(operation: str, is_fine: Callable[[str, str], object]) -> Callable[[], Server]:
    """A return URL passes where ``is_fine(url, host)`` says so, although the right server would refuse it."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = asked.body
        if asked.operation != operation or Came(came, asked).code != "RETURN_URL_NOT_ALLOWED":
            return came
        url = body["returnUrl"]
        return ask(asked.with_body({**body, "returnUrl": _ALLOWED})) if is_fine(url, urlsplit(url).hostname or "") else came

    return lambda: server


def is_of(asked: Asked, *labels: str) -> bool:
    """Whether a path parameter is one of the fixture's things."""
    return any(asked.memory.ids[label] in asked.path for label in labels)


def succeeds(
    operation: str, body: Callable[[Asked], Any], *, status: int = 200, when: Callable[[Came], object] = lambda came: True,
    instead_of: tuple[int, ...] = (403, 404, 409),
) -> Callable[[], Server]:  # fmt: skip
    """Refusals become successes."""

    def change(came: Came, _: Ask) -> Response:
        is_so = came.status in instead_of and when(came)
        return with_json(came.response, body(came.asked), status) if is_so else came.response

    return replies(operation, change)


def since(operation: str, change: Callable[[Any, float], Any]) -> Callable[[], Server]:
    """Accounts that an operation took away are listed otherwise: ``change(row, seconds)`` with the seconds since then.

    ``None`` leaves a row out.
    """

    def make() -> Server:
        gone: dict[str, float] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == operation and came.status in {200, 404}:
                gone.setdefault(asked.path[0], passed(asked))
            if asked.operation != LIST or came.status != 200:
                return came
            rows = [
                change(row, passed(asked) - gone[row["socialAccountId"]]) if row["socialAccountId"] in gone else row
                for row in Came(came, asked).body["items"]
            ]
            return with_json(came, {"items": [row for row in rows if row is not None]})

        return server

    return make
