"""Receivers that behave badly on demand, on loopback."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

__all__ = ["Got", "Receiver", "receiver"]


class Got(NamedTuple):
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """What came, in order, and how it is answered: a function that gets the handler writes the answer."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answer: Callable[[BaseHTTPRequestHandler], None] = with_status(200)
        self.released = threading.Event()
        """Set at the end, so that an answer that hangs does not hang for good."""
        self.url = ""
        self.port = 0

    def hang(self, _: BaseHTTPRequestHandler) -> None:
        """Say nothing until the test is over."""
        self.released.wait(30)


def with_status(status: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer with that status and no body."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, text in headers.items():
            handler.send_header(name, text)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def reset(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection without an answer."""
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    handler.connection.close()


def flood(handler: BaseHTTPRequestHandler) -> None:
    """An endless body behind a good status."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(b"x" * 65536)


@contextmanager
def receiver(port: int = 0, tls: ssl.SSLContext | None = None) -> Iterator[Receiver]:
    """A receiver on that port, or a free one; what it gets is complete before it answers."""
    it = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            it.got.append(Got(self.path, dict(self.headers), body))
            it.answer(self)

        def log_message(self, *_: object) -> None:
            """Nothing is logged."""

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """A connection that broke is what the test wants."""

    server = Quiet(("127.0.0.1", port), Handler)
    if tls is not None:
        # Hands are shaken when first bytes are read, in the thread of that connection.
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01), daemon=True)
    thread.start()
    it.port = server.server_port
    it.url = f"{'http' if tls is None else 'https'}://localhost:{it.port}/hooks"
    try:
        yield it
    finally:
        it.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
