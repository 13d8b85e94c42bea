"""A receiver for people: it takes webhooks, says what each is and whether its signature is right, and fails on demand."""

import errno
import os
import socket
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

import orjson
from aiohttp import web

from layers_mock.errors import UsageError
from layers_mock.webhooks.diagnosis import Verdict, diagnose
from layers_mock.webhooks.signing import EVENT_HEADER, SIGNATURE_HEADER, Fault
from layers_mock.world.clock import wall_seconds

__all__ = ["Arrival", "Replies", "bound", "listening"]

_BACKLOG = 128
_GRACE_SECONDS = 2.0
_OF_ADDRESSES = (errno.EACCES, errno.EADDRINUSE, errno.EADDRNOTAVAIL)


class Arrival(NamedTuple):
    """One request that came.

    ``at``: real Unix seconds. ``event_type`` and ``event_id`` are empty where it has none. ``attempt`` counts how often
    this event id came here, from 1. ``verdict`` is ``None`` where no secret is known. ``answered``: the status it got.
    """

    at: int
    event_type: str
    event_id: str
    attempt: int
    verdict: Verdict | None
    answered: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(slots=True)
class Replies:
    """What requests are answered: ``failure`` for the ``first`` so many and while it ``is_failing``, else ``usual``."""

    usual: int = 200
    failure: int = 500
    first: int = 0
    is_failing: bool = False
    _seen: Counter[str] = field(default_factory=Counter)

    def fail(self) -> None:
        """Fail from now on."""
        self.is_failing = True

    def recover(self) -> None:
        """Take everything from now on."""
        self.is_failing, self.first = False, 0

    def take(self) -> int:
        """The status of the next answer."""
        if self.first:
            self.first -= 1
            return self.failure
        return self.failure if self.is_failing else self.usual

    def count(self, event_id: str) -> int:
        """How often an event has come, this time among them."""
        self._seen[event_id] += 1
        return self._seen[event_id]


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens. Raises :class:`UsageError` where none can."""
    try:
        return socket.create_server((host, port), backlog=_BACKLOG, family=_family(host))
    except (OSError, OverflowError) as error:
        number = error.errno if isinstance(error, OSError) else None
        reason = os.strerror(number) if number in _OF_ADDRESSES else getattr(error, "strerror", None) or error
        way_out = " That is no address of this machine." if number == errno.EADDRNOTAVAIL else " --port 0 picks a free port."
        raise UsageError(f"Cannot listen on {host}:{port}: {reason}.{way_out}") from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


@asynccontextmanager
async def listening(
    listener: socket.socket, secrets: Sequence[str], replies: Replies, tell: Callable[[Arrival], None]
) -> AsyncIterator[None]:
    """While this lasts, what comes is answered and told. ``secrets`` may be filled later."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        if request.method != "POST":
            return web.Response(status=405, headers={"Allow": "POST"}, text="Webhooks are POSTed.\n")
        body = await request.read()
        arrival = _arrival(request, body, secrets, replies)
        tell(arrival)
        return web.Response(status=arrival.answered)

    runner = web.ServerRunner(web.Server(answer), handle_signals=False, shutdown_timeout=_GRACE_SECONDS)
    await runner.setup()
    try:
        await web.SockSite(runner, listener).start()
        yield
    finally:
        await runner.cleanup()


def _arrival(request: web.BaseRequest, body: bytes, secrets: Sequence[str], replies: Replies) -> Arrival:
    now = wall_seconds()
    event_type, inner_id = _event(body)
    event_id = request.headers.get(EVENT_HEADER) or inner_id
    given = request.headers.get(SIGNATURE_HEADER)
    verdict = None
    if given is None:
        verdict = Verdict((Fault("header", f"There is no {SIGNATURE_HEADER}."),))
    elif secrets:
        verdict = diagnose(given, body, secrets, now)
    headers = tuple(request.headers.items())
    return Arrival(now, event_type, event_id, replies.count(event_id), verdict, replies.take(), headers, body)


def _event(body: bytes) -> tuple[str, str]:
    """Type and id of an event, each empty where the body tells none."""
    try:
        event = orjson.loads(body)
    except orjson.JSONDecodeError:
        return "", ""
    told = (event.get("type"), event.get("id")) if isinstance(event, dict) else (None, None)
    return (str(told[0] or ""), str(told[1] or ""))
