"""What wrong servers of reviews and posts are made of: calls of their own, and what they remember."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Server, json_of, with_json

__all__ = ["always", "asking", "get", "loses", "remembers", "side", "success_of"]


def side(asked: Asked, method: str, path: str, body: object = None, *, key: str | None = None) -> Request:
    """A call of the wrong server's own, with the key of the call that came in or that of a role."""
    parts = urlsplit(asked.request.url)
    secret = asked.header("X-Api-Key") if key is None else asked.memory.secrets[key]
    sent = (("X-Api-Key", secret or ""), ("Content-Type", "application/json"))
    return Request(method, f"{parts.scheme}://{parts.netloc}{path}", sent, b"" if body is None else orjson.dumps(body))


def get(asked: Asked, ask: Ask, path: str, *, key: str | None = None) -> Any:
    """What the right server answers to a GET; empty where it refuses."""
    body = json_of(ask(side(asked, "GET", path, key=key)))
    return body if isinstance(body, dict) and "error" not in body else {}


def success_of(came: Response) -> Any:
    """The JSON of a success; ``None`` for a refusal."""
    return json_of(came) if 200 <= came.status < 300 else None


def always(server: Server) -> Callable[[], Server]:
    """A server that keeps what it remembers in its world's notes."""
    return lambda: server


Change = Callable[[Asked, Ask], Response | Request | None]


def asking(operation: str, change: Change) -> Callable[[], Server]:
    """Calls of an operation go as ``change`` says: another request, an answer, or as they came."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = change(asked, ask) if asked.operation == operation else None
        return ask(asked.request) if came is None else ask(came) if isinstance(came, Request) else came

    return lambda: server


def remembers(note: str, spoilt: str, edit: Callable[[Any, Any, Asked], Any]) -> Callable[[], Server]:
    """A server that keeps each success of one operation by its path, and spoils those of another: ``edit(body, kept, asked)``.

    ``kept`` maps paths to successes, oldest first.
    """

    def make() -> Server:
        kept: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if body is None:
                return came
            if asked.operation == note:
                kept.setdefault("/".join(asked.path), []).append(body)
            if asked.operation == spoilt:
                changed = edit(body, kept, asked)
                return came if changed is None else with_json(came, changed)
            return came

        return server

    return make


def loses(
    operation: str, answer: Callable[[Asked, Ask], Any], *, when: Callable[[Asked], Any] | None = None
) -> Callable[[], Server]:
    """A call is answered as if it had been done, and nothing is done."""

    def change(asked: Asked, ask: Ask) -> Response | None:
        if when is not None and not when(asked):
            return None
        told = answer(asked, ask)
        return None if told is None else with_json(ask(side(asked, "GET", "/v1/whoami")), told)

    return asking(operation, change)
