"""How requests reach a target: over HTTP, from several threads at once."""

import re
import socket
import ssl
from contextlib import closing
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from layers_mock.errors import UsageError
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.waiting import stopwatch

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, HTTPConnectionPool, HTTPHeaderDict

__all__ = ["HttpTransport", "Transport", "TransportError"]

_MOST_BYTES = 32 << 20
_MOST_WIRE_BYTES = 1 << 20


class TransportError(Exception):
    """No answer came: the connection failed, broke off or took too long."""


class Transport(Protocol):
    """Sends requests. Safe to use from several threads."""

    def send(self, request: Request) -> Response:
        """The answer to one request. Raises :class:`TransportError` where none comes."""

    def wire(self, url: str, data: bytes) -> bytes:
        """Send bytes that need not be HTTP to the host of ``url`` and read until it closes. Raises :class:`TransportError`."""


class HttpTransport:
    """HTTP over connections that are kept alive.

    ``patience`` is how many seconds to wait for an answer to begin, and how many more for its end.
    """

    def __init__(self, *, patience: float = 30.0, connections: int = 32) -> None:
        self._patience = patience
        self._connections = connections
        self._pools: dict[str, HTTPConnectionPool] = {}

    def send(self, request: Request) -> Response:
        """The answer to one request, redirects not followed."""
        from http.client import HTTPException

        from urllib3.exceptions import HTTPError, LocationParseError

        try:
            pool, target = self._place(request.url)
            answer = pool.urlopen(
                request.method, target, request.content or None, _fields(request.headers),
                retries=False, redirect=False, assert_same_host=False, preload_content=False,
            )  # fmt: skip
            content = self._read(answer)
        except LocationParseError as error:
            raise UsageError(f"{request.url[:100]!r} is no URL: {error}") from None
        except (HTTPError, HTTPException, OSError) as error:
            raise TransportError(f"{request.method} {request.url} got no answer: {_why(error)}") from None
        except ValueError:
            # What was wrong with it is not told: it may be a key.
            raise TransportError(f"{request.method} {request.url} cannot be sent: HTTP takes no such URL or header") from None
        return Response(answer.status, tuple(answer.headers.items()), content)

    def _place(self, url: str) -> "tuple[HTTPConnectionPool, str]":
        """The connections to the origin of a URL, and the target to ask them for."""
        end = url.find("/", len("https://"))
        origin, target = url[:end], url[end:]
        if end < 0 or "/." in target or "#" in target:
            from urllib3.util import parse_url

            parts = parse_url(url)
            origin, target = parts._replace(path=None, query=None, fragment=None).url, parts.request_uri
        return self._pools.get(origin) or self._opened(origin), target

    def _opened(self, origin: str) -> "HTTPConnectionPool":
        from urllib3 import connection_from_url

        pool = connection_from_url(origin, maxsize=self._connections, timeout=self._patience)
        # Another thread may have been quicker.
        return self._pools.setdefault(origin, pool)

    def _read(self, answer: "BaseHTTPResponse") -> bytes:
        """The body, where it ends in time and is not endless. Raises ``OSError`` where it does not."""
        until = stopwatch() + self._patience
        is_packed = "Content-Encoding" in answer.headers
        content = bytearray()
        with closing(answer):
            while chunk := answer.read1(1 << 16, decode_content=True):
                content += chunk
                if len(content) > _MOST_BYTES:
                    raise OSError(f"a body of more than {_MOST_BYTES} bytes")
                if stopwatch() > until:
                    raise TimeoutError(f"a body that did not end in {self._patience:g} seconds")
                # Another look would only tell that nothing is left.
                if not is_packed and answer.length_remaining == 0:
                    break
            # What is read to its end goes back to the pool before it is closed, and stays open there.
            answer.release_conn()
        return bytes(content)

    def wire(self, url: str, data: bytes) -> bytes:
        """Write the bytes on a new connection, and read what comes until it is closed."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            with socket.create_connection((parts.hostname or "", port), timeout=self._patience) as plain:
                if parts.scheme == "https":
                    with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secured:
                        return _spoken(secured, data, self._patience)
                return _spoken(plain, data, self._patience)
        except OSError as error:
            raise TransportError(f"{url} got no answer: {_why(error)}") from None


def _fields(headers: tuple[tuple[str, str], ...]) -> "dict[str, str] | HTTPHeaderDict":
    """The header fields to send; a plain mapping, which is quicker, where no name repeats."""
    sent = (("User-Agent", "layers-mock-check"), *headers)
    if len({name.lower() for name, _ in sent}) == len(sent):
        return dict(sent)
    from urllib3 import HTTPHeaderDict

    fields = HTTPHeaderDict()
    for name, text in sent:
        fields.add(name, text)
    return fields


def _spoken(connection: socket.socket, data: bytes, patience: float) -> bytes:
    until = stopwatch() + patience
    connection.sendall(data)
    came = b""
    while len(came) < _MOST_WIRE_BYTES and (chunk := connection.recv(65536)):
        came += chunk
        if stopwatch() > until:
            raise TimeoutError(f"it did not end in {patience:g} seconds")
    return came


def _why(error: BaseException) -> str:
    """What went wrong, without the client's own words around it."""
    causes = [cause for cause in error.args if isinstance(cause, BaseException)]
    if causes:
        return _why(causes[-1])
    strerror = getattr(error, "strerror", None)
    return strerror or re.sub(r"^\[Errno \d+\] ", "", str(error).rpartition(": ")[2]) or type(error).__name__
