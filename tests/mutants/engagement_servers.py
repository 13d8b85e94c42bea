"""What servers that get auto-pilot engagement wrong are made of."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, json_of

__all__ = ["BOTH", "GET", "LATER", "PATCH", "TWICE", "fenced", "is_twice", "patched", "read_engagement", "set_within"]

GET, PATCH = "getEngagement", "patchEngagement"
BOTH = {GET, PATCH}
TWICE = "twice-engaged-project"
LATER = {
    "firstComment": ("strategy",),
    "replyToComments": ("tone", "maxPerPostPerHour", "ignoreCommentsMatching", "escalateNegativeSentiment"),
    "replies": ("tone", "maxPerPostPerHour", "ignoreCommentsMatching", "escalateNegativeSentiment"),
}


def read_engagement(asked: Asked, ask: Ask, *, key: str = "full") -> Any:
    """What the project of a call reads as at the right server."""
    request = Request("GET", asked.request.url.partition("?")[0], (("X-Api-Key", asked.memory.secrets[key]),), b"")
    return json_of(ask(request))


def patched(asked: Asked, ask: Ask, body: Any, *, key: str | None = None) -> Response:
    """What the right server answers to another patch of the project of a call."""
    request = asked.with_body(body)._replace(method="PATCH")
    if key is not None:
        request = request._replace(headers=(("X-Api-Key", asked.memory.secrets[key]), ("Content-Type", "application/json")))
    return ask(request)


def is_twice(asked: Asked) -> bool:
    """Whether a call is about the project with two layers."""
    return asked.is_at(TWICE)


def fenced(body: Any) -> bool:
    """Whether a body has a field of the next version."""
    if not isinstance(body, dict):
        return False
    sent = {name: inner for name, inner in body.items() if isinstance(inner, dict)}
    return any(field in sent.get(name, {}) for name, fields in LATER.items() for field in fields)


def set_within(told: Any, name: str, **fields: Any) -> None:
    """Other fields in one of the objects."""
    told[name] = {**told[name], **fields}
