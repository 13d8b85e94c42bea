"""How requests reach a target: over HTTP, from several threads at once."""

import re
import socket
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from layers_mock.errors import UsageError
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.waiting import stopwatch

if TYPE_CHECKING:
    from layers_mock.kit.connections import Origin

__all__ = ["HttpTransport", "Transport", "TransportError"]

_MOST_BYTES = 32 << 20
_MOST_WIRE_BYTES = 1 << 20
_OWN = (("User-Agent", "layers-mock-check"), ("Accept-Encoding", "identity"))
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_UNSENDABLE = re.compile(r"[\r\n\x00]")
_AS_THEY_ARE = "%/:?#[]@!$&'()*+,;=~|"
"""What a target may hold beside letters, digits and the marks that are never escaped."""


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
        self._origins: dict[str, Origin] = {}

    def send(self, request: Request) -> Response:
        """The answer to one request, redirects not followed."""
        origin, host, target = self._place(request.url)
        try:
            data = _written(request, host, target)
        except ValueError:
            # What was wrong with it is not told: it may be a key.
            raise TransportError(f"{request.method} {request.url} cannot be sent: HTTP takes no such URL or header") from None
        try:
            came = origin.exchange(data, is_head=request.method == "HEAD", most_bytes=_MOST_BYTES)
            return Response(came.status, tuple(came.headers), came.unpacked())
        except OSError as error:
            raise TransportError(f"{request.method} {request.url} got no answer: {_why(error)}") from None

    def _place(self, url: str) -> "tuple[Origin, str, str]":
        """The connections to the origin of a URL, its host with the port, and the target to ask them for."""
        end = url.find("/", len("https://"))
        start, target = (url, "/") if end < 0 else (url[:end], url[end:])
        if "/." in target or "#" in target:
            target = urljoin("http://host/", urldefrag(target).url).removeprefix("http://host")
        return self._origins.get(start) or self._opened(start), start.partition("://")[2], target

    def _opened(self, start: str) -> "Origin":
        from layers_mock.kit.connections import Origin

        try:
            parts = urlsplit(start)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError as error:
            raise UsageError(f"{start[:100]!r} is no URL: {error}.") from None
        if not parts.hostname or parts.scheme not in {"http", "https"}:
            raise UsageError(f"{start[:100]!r} is no URL of a host.")
        origin = Origin(parts.scheme, parts.hostname, port, most_kept=self._connections, patience=self._patience)
        # Another thread may have been quicker.
        return self._origins.setdefault(start, origin)

    def wire(self, url: str, data: bytes) -> bytes:
        """Write the bytes on a new connection, and read what comes until it is closed."""
        origin, _, _ = self._place(url)
        try:
            with origin.opened() as connection:
                return _spoken(connection, data, self._patience)
        except OSError as error:
            raise TransportError(f"{url} got no answer: {_why(error)}") from None


def _written(request: Request, host: str, target: str) -> bytes:
    """The bytes of a request. Raises ``ValueError`` for what HTTP cannot carry."""
    given = {name.lower() for name, _ in request.headers}
    fields = [(name, text) for name, text in _OWN if name.lower() not in given]
    fields += request.headers
    if "host" not in given:
        fields.insert(0, ("Host", host))
    if "content-length" not in given and (request.content or request.method in _WITH_BODY):
        fields.append(("Content-Length", str(len(request.content))))
    head = f"{request.method} {quote(target, safe=_AS_THEY_ARE)} HTTP/1.1"
    if not _TOKEN.fullmatch(request.method) or any(not _is_field(name, text) for name, text in fields):
        raise ValueError
    lines = [head, *(f"{name}: {text}" for name, text in fields), "", ""]
    return "\r\n".join(lines).encode("latin-1") + request.content


def _is_field(name: str, text: str) -> bool:
    return _TOKEN.fullmatch(name) is not None and _UNSENDABLE.search(text) is None


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
