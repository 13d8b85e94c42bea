"""How requests reach a target: over HTTP, from several threads at once."""

import socket
import ssl
from typing import Protocol
from urllib.parse import urlsplit

from layers_mock.errors import UsageError
from layers_mock.kit.exchange import Request, Response

__all__ = ["HttpTransport", "Transport", "TransportError"]

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
    """HTTP over connections that are kept alive. ``patience`` is how many seconds to wait for an answer."""

    def __init__(self, *, patience: float = 30.0, connections: int = 32) -> None:
        import urllib3

        self._patience = patience
        self._pool = urllib3.PoolManager(
            num_pools=8, maxsize=connections, retries=False, timeout=patience, headers={"User-Agent": "layers-mock-check"}
        )

    def send(self, request: Request) -> Response:
        """The answer to one request, redirects not followed."""
        import urllib3

        headers = urllib3.HTTPHeaderDict()
        headers.add("User-Agent", "layers-mock-check")
        for name, text in request.headers:
            headers.add(name, text)
        try:
            answer = self._pool.request(
                request.method, request.url, body=request.content or None, headers=headers,
                redirect=False, decode_content=True, preload_content=True,
            )  # fmt: skip
        except urllib3.exceptions.LocationParseError as error:
            raise UsageError(f"{request.url[:100]!r} is no URL: {error}") from None
        except (urllib3.exceptions.HTTPError, OSError, UnicodeError) as error:
            why = str(error).rpartition(": ")[2] or type(error).__name__
            raise TransportError(f"{request.method} {request.url} got no answer: {why}") from None
        return Response(answer.status, tuple(answer.headers.items()), answer.data)

    def wire(self, url: str, data: bytes) -> bytes:
        """Write the bytes on a new connection, and read what comes until it is closed."""
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
        try:
            with socket.create_connection((parts.hostname or "", port), timeout=self._patience) as plain:
                if parts.scheme == "https":
                    with ssl.create_default_context().wrap_socket(plain, server_hostname=parts.hostname) as secured:
                        return _spoken(secured, data)
                return _spoken(plain, data)
        except OSError as error:
            raise TransportError(f"{url} got no answer: {error}") from None


def _spoken(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    came = b""
    while len(came) < _MOST_WIRE_BYTES and (chunk := connection.recv(65536)):
        came += chunk
    return came
