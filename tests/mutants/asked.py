"""What a wrong server is asked, what it knows, and what the right server answered."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson

from layers_mock.kit.exchange import Request, Response, header

__all__ = ["Ask", "Asked", "Came", "Memory", "json_of", "read", "without"]


@dataclass
class Memory:
    """What a wrong server knows of its world, and remembers: keys by secret with their roles, and the ids of the states."""

    roles: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    """For defects that remember something."""


class Asked(NamedTuple):
    """A request that came in."""

    request: Request
    memory: Memory
    operation: str | None
    path: tuple[str, ...]
    """The path parameters in order."""

    @property
    def body(self) -> Any:
        """The JSON that was sent; ``None`` where it was none."""
        try:
            return orjson.loads(self.request.content)
        except orjson.JSONDecodeError:
            return None

    @property
    def query(self) -> dict[str, list[str]]:
        """The query's fields."""
        return parse_qs(urlsplit(self.request.url).query, keep_blank_values=True)

    @property
    def key(self) -> str | None:
        """The role of the key that was sent."""
        return self.memory.roles.get(self.header("X-Api-Key") or "")

    @property
    def passed(self) -> float:
        """Seconds by which the clock was moved so far."""
        return float(self.memory.notes.get("passed", 0))

    def is_at(self, *labels: str) -> bool:
        """Whether the first path parameter is the id of one of these things of the fixture."""
        return self.path[:1] in {(self.memory.ids[label],) for label in labels}

    def header(self, name: str) -> str | None:
        """A header's text."""
        return header(self.request.headers, name)

    def with_body(self, body: Any) -> Request:
        """The same request with another JSON body; ``None`` for no body."""
        if body is None:
            return self.request._replace(content=b"")
        request = self.request if self.header("Content-Type") else self.with_header("Content-Type", "application/json")
        return request._replace(content=orjson.dumps(body))

    def with_header(self, name: str, text: str | None) -> Request:
        """The same request with a header set, or left out where it is ``None``."""
        rest = tuple(pair for pair in self.request.headers if pair[0].lower() != name.lower())
        return self.request._replace(headers=rest if text is None else (*rest, (name, text)))

    def with_key(self, role: str) -> Request:
        """The same request with the key of a role."""
        return self.with_header("X-Api-Key", self.memory.secrets[role])

    def with_query(self, **fields: object) -> Request:
        """The same request with these fields in its query, a list for several of one name; ``None`` takes one out."""
        query = {name: given for name, given in {**self.query, **fields}.items() if given is not None}
        return self.request._replace(url=urlsplit(self.request.url)._replace(query=urlencode(query, doseq=True)).geturl())

    def with_fields(self, without: str = "", /, **fields: object) -> Request:
        """The same request with these fields in its body, that may have been none, and perhaps without another one."""
        sent = self.body if isinstance(self.body, dict) else {}
        return self.with_body({name: value for name, value in sent.items() if name != without} | fields)

    def further(self, method: str, path: str, body: object = None, *, key: str | None = None) -> Request:
        """A request of the wrong server's own, with the key of the call that came in or that of a role."""
        parts = urlsplit(self.request.url)
        secret = self.header("X-Api-Key") if key is None else self.memory.secrets[key]
        sent = {"X-Api-Key": secret, "Content-Type": None if body is None else "application/json"}
        headers = tuple((name, text) for name, text in sent.items() if text is not None)
        return Request(method, f"{parts.scheme}://{parts.netloc}{path}", headers, b"" if body is None else orjson.dumps(body))

    def with_url(self, old: str, new: str) -> Request:
        """The same request with one part of its URL replaced."""
        return self.request._replace(url=self.request.url.replace(old, new))


class Came(NamedTuple):
    """What the right server answered."""

    response: Response
    asked: Asked

    @property
    def status(self) -> int:
        """Its status."""
        return self.response.status

    @property
    def body(self) -> Any:
        """Its JSON; ``None`` where it is none."""
        return json_of(self.response)

    @property
    def code(self) -> str | None:
        """The error code of a refusal."""
        body = self.body
        error = body.get("error") if isinstance(body, dict) else None
        return error.get("code") if isinstance(error, dict) else None


Ask = Callable[[Request], Response]
"""Asks the right server."""


def json_of(response: Response) -> Any:
    """A response's JSON; ``None`` where it is none."""
    try:
        return orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return None


def read(asked: Asked, ask: Ask, path: str) -> Any:
    """What the right server tells at a path to who has sent the call."""
    return json_of(ask(asked.further("GET", path)))


def without(body: Any, *names: str) -> dict[str, Any]:
    """An object without some of its fields."""
    return {name: value for name, value in body.items() if name not in names}
