"""One request and what came back, as plain data, with the request as a ``curl`` command."""

import shlex
from collections.abc import Iterable, Mapping
from typing import NamedTuple

__all__ = ["SECRET_HEADERS", "Exchange", "Request", "Response", "curl", "header", "key_in"]

SECRET_HEADERS = frozenset({"x-api-key", "authorization", "x-layers-mock-token"})
"""Headers that carry keys, in lower case."""
_LONGEST_BODY = 4000


class Request(NamedTuple):
    """A request as it is sent: ``url`` is absolute."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""


class Response(NamedTuple):
    """An answer as it came."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    content: bytes = b""


class Exchange(NamedTuple):
    """A request and its answer; ``operation`` where the request was meant for one, ``key`` the role of the key it carried."""

    operation: str | None
    key: str | None
    request: Request
    response: Response


def header(headers: Iterable[tuple[str, str]], name: str) -> str | None:
    """The first header of that name, whatever its case."""
    wanted = name.lower()
    return next((text for key, text in headers if key.lower() == wanted), None)


def key_in(text: str) -> str:
    """The key that the text of such a header holds."""
    scheme, _, rest = text.partition(" ")
    return rest.strip() if scheme.lower() == "bearer" else text


def curl(exchange: Exchange, variables: Mapping[str, str] | None = None) -> str:
    """The request as a command line. Keys never show: a variable named after the key's role stands for each.

    ``variables`` names other variables by role.
    """
    request = exchange.request
    parts = ["curl -i"]
    if request.method != "GET":
        parts.append(f"-X {shlex.quote(request.method)}")
    parts.append(shlex.quote(request.url))
    for name, text in request.headers:
        if name.lower() in SECRET_HEADERS:
            parts.append(f'-H "{name}: {_hidden(exchange, text, variables or {})}"')
        elif name.lower() != "content-length":
            parts.append("-H " + shlex.quote(f"{name}: {text}"))
    if request.content:
        parts.append(_data(request.content))
    return " ".join(parts)


def _hidden(exchange: Exchange, text: str, variables: Mapping[str, str]) -> str:
    role = exchange.key or "wrong"
    variable = variables.get(role, f"LAYERS_KEY_{role.upper().replace('-', '_')}")
    return f"Bearer ${variable}" if text.lower().startswith("bearer ") else f"${variable}"


def _data(content: bytes) -> str:
    if len(content) > _LONGEST_BODY:
        return f"--data-binary @body  # {len(content)} bytes"
    try:
        return "--data-binary " + shlex.quote(content.decode())
    except UnicodeDecodeError:
        return "--data-binary " + "$'" + "".join(f"\\x{byte:02x}" for byte in content) + "'"
