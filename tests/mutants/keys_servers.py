"""What servers that rotate, kill and delete keys wrongly are made of."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Server, json_of, refusal, with_json

__all__ = [
    "CHANGES",
    "DELETE",
    "KILL",
    "ROTATE",
    "Change",
    "Seen",
    "as_first",
    "cut_prefix",
    "foreign",
    "is_new",
    "is_scoped",
    "knowing",
    "own_is",
    "rows_of",
    "secret_of",
    "whoami",
    "with_secret",
]

ROTATE, KILL, DELETE = "rotateApiKey", "killApiKey", "deleteApiKey"
CHANGES = {ROTATE, KILL, DELETE}


class Seen:
    """What a wrong server saw of keys: whose secrets there are, which one is good, what became of which key."""

    def __init__(self) -> None:
        self.owner: dict[str, str] = {}
        self.current: dict[str, str] = {}
        self.first: dict[tuple[str, str], Any] = {}
        """The first answer to an operation on a key."""
        self.done: list[tuple[str, str]] = []
        """Operations on keys that succeeded, in order."""
        self.let_through: set[str] = set()
        self.notes: dict[str, Any] = {}

    def note(self, asked: Asked, came: Response) -> None:
        """Remember what a call did to a key."""
        if asked.operation not in CHANGES or came.status != 200:
            return
        key, body = asked.path[0], json_of(came)
        self.notes["by itself"] = key if self.is_own(asked) else None
        self.first.setdefault((asked.operation, key), body)
        self.done.append((asked.operation, key))
        if asked.operation == ROTATE:
            self.owner[body["secret"]] = key
            self.current[key] = body["secret"]

    def count(self, operation: str, key: str) -> int:
        """How often an operation on a key succeeded."""
        return self.done.count((operation, key))

    def is_own(self, asked: Asked) -> bool:
        """Whether a key asks about itself."""
        return asked.operation in CHANGES and self.owner.get(secret_of(asked)) == asked.path[0]


def secret_of(asked: Asked) -> str:
    """The secret that a call was made with."""
    return asked.header("X-Api-Key") or (asked.header("Authorization") or "").removeprefix("Bearer ")


def with_secret(asked: Asked, secret: str) -> Request:
    """The same request with another secret."""
    bare = asked.with_header("Authorization", None)
    return asked._replace(request=bare).with_header("X-Api-Key", secret)


Change = Callable[[Asked, Ask, Seen], Response | None]
"""An answer in place of the right one; ``None`` for the right one."""


def knowing(change: Change) -> Callable[[], Server]:
    """A server that knows of keys; ``change`` gives its answer, ``None`` where it is that of the right server."""

    def make() -> Server:
        seen = Seen()

        def server(asked: Asked, ask: Ask) -> Response:
            came = change(asked, ask, seen)
            came = ask(asked.request) if came is None else came
            seen.note(asked, came)
            return came

        return server

    return make


def rows_of(operation: str, edit: Callable[[Any, Asked, Seen], Any]) -> Callable[[], Server]:
    """Successes of an operation with another answer: ``edit(body, asked, seen)`` changes it in place."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != operation or came.status != 200:
            return came
        body = json_of(came)
        edit(body, asked, seen)
        return with_json(came, body)

    return knowing(change)


def own_is(operation: str, status: int, code: str, *, does: bool) -> Callable[[], Server]:
    """A key that asks about itself is refused; ``does``: behind what was done."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        if asked.operation != operation or not seen.is_own(asked):
            return None
        came = ask(asked.request if does else asked.with_header("X-Api-Key", "lp_live_nobody"))
        return refusal(came, status, code)

    return knowing(change)


def foreign(operation: str, *, tells: bool) -> Callable[[], Server]:
    """A key of another organisation is changed; ``tells``: and the answer says so."""

    def change(asked: Asked, ask: Ask, seen: Seen) -> Response | None:
        came = ask(asked.request)
        if asked.operation != operation or came.status != 404:
            return came
        done = ask(asked.with_key("other"))
        return done if tells and done.status == 200 else came

    return knowing(change)


def whoami(edit: Callable[[Any, Asked, Seen], Any]) -> Callable[[], Server]:
    """getWhoami with another answer."""
    return rows_of("getWhoami", edit)


def is_new(asked: Asked, seen: Seen) -> bool:
    """Whether a call was made with a secret of a rotation."""
    return secret_of(asked) in seen.owner


def as_first(operation: str, field: str) -> Callable[[], Server]:
    """A field of the key stays what the operation first told."""

    def edit(body: Any, asked: Asked, seen: Seen) -> None:
        first = seen.first.get((operation, asked.path[0]), body)
        body["apiKey"][field] = first["apiKey"][field]

    return rows_of(operation, edit)


def cut_prefix(body: Any) -> None:
    """The prefix without its last letters."""
    body["apiKey"]["prefix"] = body["apiKey"]["prefix"][:-4]


def is_scoped(asked: Asked) -> bool:
    """Whether a key with a scope list asks."""
    return asked.key in {"limited", "writer"}
