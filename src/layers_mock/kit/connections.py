"""Connections to one origin, kept alive: each request is written in one piece, and a parser in C reads its answer.

A check run makes tens of thousands of small requests from many threads, so what a request costs here is what a run takes.
"""

import select
import socket
import ssl
import zlib
from contextlib import suppress
from weakref import finalize

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from layers_mock.kit.waiting import stopwatch

__all__ = ["Came", "Origin"]

_MOST_FIELDS = 100
_MOST_HEAD_BYTES = 1 << 16
_CHUNK = 1 << 16
_WITHOUT_BODY = frozenset({204, 304})
_ZLIB_OR_GZIP = 47


class Came:
    """What came for one request: ``status``, ``headers`` and the ``content`` as it was sent, once it ``is_whole``.

    The parser calls what begins with ``on_``. What follows an answer is none of it, and costs the connection.
    """

    def __init__(self, *, is_head: bool, most_bytes: int) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.content = bytearray()
        self.is_whole = self.is_kept = self.ends_with_connection = False
        self._is_head = is_head
        self._most_bytes = most_bytes
        self._head_bytes = 0
        self._fault: str | None = None
        self._parser = HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Read what arrived. Raises ``OSError`` where it is no HTTP, or too much."""
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            self.is_whole = True
        except HttpParserError as error:
            self._fault = _first_line(data) or str(error)
        if self._fault is not None:
            if not self.is_whole:
                raise OSError(self._fault)
            self.is_kept = False

    def on_status(self, _: bytes) -> None:
        """Another answer begins."""
        self.is_kept = False

    def on_header(self, name: bytes, text: bytes) -> None:
        """A field of the head; one behind the body is no part of it."""
        if self.status:
            return
        self.headers.append((name.decode("latin-1"), text.decode("latin-1")))
        self._head_bytes += len(name) + len(text)
        if len(self.headers) > _MOST_FIELDS or self._head_bytes > _MOST_HEAD_BYTES:
            self._fault = f"a head of more than {_MOST_FIELDS} fields or {_MOST_HEAD_BYTES} bytes"

    def on_headers_complete(self) -> None:
        """The head is whole."""
        if self.is_whole:
            return
        self.status = self._parser.get_status_code()
        names = {name.lower(): text.lower() for name, text in self.headers}
        has_end = "content-length" in names or "chunked" in names.get("transfer-encoding", "")
        self.ends_with_connection = not has_end and self.status >= 200 and self.status not in _WITHOUT_BODY
        if self._is_head:
            self.on_message_complete()

    def on_body(self, data: bytes) -> None:
        """A piece of the body."""
        if self.is_whole:
            self.is_kept = False
            return
        self.content += data
        if len(self.content) > self._most_bytes:
            self._fault = f"a body of more than {self._most_bytes} bytes"

    def on_message_complete(self) -> None:
        """The answer is whole, unless a server only says that one follows."""
        if 100 <= self.status < 200:
            self.status, self.headers = 0, []
        elif not self.is_whole:
            self.is_whole, self.is_kept = True, self._parser.should_keep_alive()

    def unpacked(self) -> bytes:
        """The body without its coding. Raises ``OSError`` where it does not have the one it says, or is too much."""
        coding = next((text.lower() for name, text in self.headers if name.lower() == "content-encoding"), "")
        if coding not in {"gzip", "x-gzip", "deflate"} or not self.content:
            return bytes(self.content)
        try:
            unpacking = zlib.decompressobj(_ZLIB_OR_GZIP)
            found = unpacking.decompress(self.content, self._most_bytes + 1)
        except zlib.error as error:
            raise OSError(f"a body that is not {coding}: {error}") from None
        if len(found) > self._most_bytes:
            raise OSError(f"a body of more than {self._most_bytes} bytes")
        if not unpacking.eof:
            raise OSError(f"a {coding} body that broke off")
        return found


class Origin:
    """The connections to one host: ``most_kept`` are kept alive, each step takes ``patience`` seconds at most.

    Safe to use from several threads.
    """

    def __init__(self, scheme: str, host: str, port: int, *, most_kept: int, patience: float) -> None:
        self._host, self._port = host, port
        self._tls = ssl.create_default_context() if scheme == "https" else None
        self._most_kept = most_kept
        self._patience = patience
        self._idle: list[socket.socket] = []
        finalize(self, _close, self._idle)

    def exchange(self, data: bytes, *, is_head: bool, most_bytes: int) -> Came:
        """Send a request and read its answer. Raises ``OSError`` where no whole one comes, or too much, or too late."""
        connection = self._reused() or self.opened()
        came = Came(is_head=is_head, most_bytes=most_bytes)
        try:
            connection.sendall(data)
            self._read(connection, came)
        finally:
            if came.is_whole and came.is_kept and len(self._idle) < self._most_kept:
                self._idle.append(connection)
            else:
                connection.close()
        return came

    def opened(self) -> socket.socket:
        """A new connection. Raises ``OSError``."""
        plain = socket.create_connection((self._host, self._port), timeout=self._patience)
        try:
            plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return plain if self._tls is None else self._tls.wrap_socket(plain, server_hostname=self._host)
        except BaseException:
            plain.close()
            raise

    def _reused(self) -> socket.socket | None:
        """A connection that is open still, and on which nothing came that was not asked for."""
        while self._idle:
            with suppress(IndexError):
                connection = self._idle.pop()
                if not _has_news(connection):
                    return connection
                connection.close()
        return None

    def _read(self, connection: socket.socket, came: Came) -> None:
        until: float | None = None
        while not came.is_whole:
            chunk = connection.recv(_CHUNK)
            if not chunk:
                if came.ends_with_connection:
                    return
                raise OSError("the connection was closed in the middle of it" if until else "the connection was closed")
            came.feed(chunk)
            until = until or stopwatch() + self._patience
            if not came.is_whole and stopwatch() > until:
                raise TimeoutError(f"a body that did not end in {self._patience:g} seconds")


def _close(connections: list[socket.socket]) -> None:
    for connection in connections:
        connection.close()


def _has_news(connection: socket.socket) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLIN)
    return bool(poll.poll(0))


def _first_line(data: bytes) -> str:
    """What came instead of an answer, where it is text."""
    line = data.split(b"\n", 1)[0].strip()[:100]
    return line.decode("latin-1") if line.isascii() and line.decode("ascii").isprintable() else ""
