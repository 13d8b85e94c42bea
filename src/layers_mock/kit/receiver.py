"""A receiver of webhooks that the kit starts, for targets that can reach it.

It runs in threads of this process, keeps every request as it came, in order, and answers what a check tells it to. Each URL
it gives out is a mailbox of its own, so that checks that run at once never see what is for others.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from threading import Lock, Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from layers_mock.kit.exchange import header
from layers_mock.kit.outcome import UnprovidedError
from layers_mock.kit.waiting import salt, unix_seconds

__all__ = ["Arrival", "Mailbox", "Receiver", "Reception", "receiver_for"]

_LOOPBACK = "127.0.0.1"
_MOST_BYTES = 1 << 20
_TAKEN = 200
_POLL_SECONDS = 0.01
"""How long closing a receiver takes at most."""


class Reply(NamedTuple):
    """What a mailbox answers to one request."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()


class Arrival(NamedTuple):
    """One request that came. ``at`` is when, in real Unix seconds; ``seen`` is what the check's own look gave."""

    method: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float
    status: int
    """What it was answered."""
    seen: Any = None

    @property
    def json(self) -> Any:
        """The body as JSON; ``None`` where it is none."""
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError:
            return None

    @property
    def type(self) -> Any:
        """The type of the event that the body tells; ``None`` where it tells none."""
        return self.field("type")

    def field(self, name: str) -> Any:
        """A field at the top of the body."""
        body = self.json
        return body.get(name) if isinstance(body, dict) else None

    def header(self, name: str) -> str | None:
        """A header's text."""
        return header(self.headers, name)


class Mailbox:
    """One URL of a receiver, and what came there."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._arrivals: list[Arrival] = []
        self._replies: deque[Reply] = deque()
        self._usual = Reply(_TAKEN)
        self._look: Callable[[Arrival], Any] | None = None
        self._lock = Lock()

    @property
    def arrivals(self) -> list[Arrival]:
        """Everything that came so far, in order."""
        with self._lock:
            return list(self._arrivals)

    def answer(self, *statuses: int, then: int = _TAKEN, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Answer the next requests with these statuses, and all behind them with ``then``; ``headers`` go with each."""
        with self._lock:
            self._replies = deque(Reply(status, headers) for status in statuses)
            self._usual = Reply(then, headers)

    def look(self, at: Callable[[Arrival], Any]) -> None:
        """Let a check look around before a request is answered; what that gives, or raises, is kept with the request."""
        self._look = at

    def take(self, arrival: Arrival) -> Reply:
        """Keep a request and say what it is answered."""
        seen: Any = None
        if self._look is not None:
            try:
                seen = self._look(arrival)
            except Exception as error:  # noqa: BLE001 - kept for the check, which runs in another thread
                seen = error
        with self._lock:
            reply = self._replies.popleft() if self._replies else self._usual
            self._arrivals.append(arrival._replace(status=reply.status, seen=seen))
        return reply


class Receiver:
    """A server for mailboxes. ``url`` is where a target reaches it; its own loopback address where none is given."""

    def __init__(self, *, host: str = _LOOPBACK, port: int = 0, url: str | None = None) -> None:
        self._boxes: dict[str, Mailbox] = {}
        self._lock = Lock()
        self.is_reached = False
        """Whether anything ever came."""
        self.is_given_up = False
        """Whether a check has waited in vain and nothing ever came: no other one has to."""
        try:
            self._server = _Server((host, port), self)
        except OSError as error:
            raise UnprovidedError(f"no receiver can listen on {host}:{port}: {error.strerror}") from None
        self._url = (url or f"http://localhost:{self._server.server_port}").rstrip("/")
        self._thread = Thread(target=self._server.serve_forever, args=(_POLL_SECONDS,), name="receiver", daemon=True)
        self._thread.start()

    def mailbox(self) -> Mailbox:
        """A new URL that nobody else has. Raises :class:`UnprovidedError` where the target never reached any."""
        if self.is_given_up and not self.is_reached:
            raise UnprovidedError(self.complaint)
        name = salt()
        box = Mailbox(f"{self._url}/{name}")
        with self._lock:
            self._boxes[name] = box
        return box

    @property
    def complaint(self) -> str:
        """What is to be said where nothing ever comes."""
        return f"nothing that the target sends reaches the receiver at {self._url}"

    def find(self, path: str) -> Mailbox | None:
        """The mailbox that a path leads to, whatever stands before its name."""
        with self._lock:
            return self._boxes.get(urlsplit(path).path.rstrip("/").rpartition("/")[2])

    def close(self) -> None:
        """Answer nobody any more."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class Reception:
    """One receiver that several checks share while any of them needs it."""

    def __init__(self, open_receiver: Callable[[], Receiver]) -> None:
        self._open = open_receiver
        self._receiver: Receiver | None = None
        self._guests = 0
        self._is_reached = self._is_given_up = False
        self._lock = Lock()

    @contextmanager
    def visit(self) -> Iterator[Callable[[], Receiver]]:
        """While this lasts, what it gives opens the receiver, or finds the one that is open."""
        visits = 0

        def opened() -> Receiver:
            nonlocal visits
            with self._lock:
                if self._receiver is None:
                    self._receiver = self._open()
                    self._receiver.is_reached, self._receiver.is_given_up = self._is_reached, self._is_given_up
                if not visits:
                    visits, self._guests = 1, self._guests + 1
                return self._receiver

        try:
            yield opened
        finally:
            with self._lock:
                self._guests -= visits
                closed = self._receiver if visits and not self._guests else None
                if closed is not None:
                    self._receiver = None
                    self._is_reached, self._is_given_up = closed.is_reached, closed.is_given_up
            if closed is not None:
                closed.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], receiver: Receiver) -> None:
        self.receiver = receiver
        super().__init__(address, _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """A target that goes away in the middle of a request is no fault of the receiver."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 30

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), _MOST_BYTES)) if length.isdecimal() else b""
        self.server.receiver.is_reached = True
        box = self.server.receiver.find(self.path)
        arrival = Arrival(self.command, tuple(self.headers.items()), body, unix_seconds(), 0)
        reply = Reply(404) if box is None else box.take(arrival)
        self.send_response(reply.status)
        for name, text in (*reply.headers, ("Content-Length", "0")):
            self.send_header(name, text)
        self.end_headers()

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 - the names that http.server calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's own name
        """Nothing: what came is kept in the mailboxes."""


def receiver_for(base_url: str) -> Receiver:
    """A receiver on loopback, for a target that is there as well. Raises :class:`UnprovidedError` for one that is not."""
    if not _is_local(base_url):
        raise UnprovidedError(
            f"{base_url} is not on this machine: say in the target file where a `receiver` may listen, and under which URL the "
            "target reaches it"
        )
    return Receiver()


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
