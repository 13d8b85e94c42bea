"""Running a server: from settings to a listening socket, and back when told to stop."""

import asyncio
import gc
import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass

from layers_mock.contract import load
from layers_mock.errors import UsageError
from layers_mock.fixtures.bases import load_base
from layers_mock.http.guard import Guard
from layers_mock.http.server import Front, make_server
from layers_mock.http.worlds import Worlds
from layers_mock.world.clock import ClockMode

__all__ = ["Settings", "run"]

_log = logging.getLogger("layers_mock")
_BACKLOG = 512
_YOUNG_OBJECTS = 50_000
_GRACE_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What ``serve`` was told."""

    host: str
    port: int
    edition: str
    fixture: str
    seed: int
    speed: float
    clock: ClockMode
    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    token: str | None = None
    is_lenient: bool = False


def run(settings: Settings, announce: Callable[[dict[str, object]], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``announce`` is called once, when the socket listens.

    Raises :class:`UsageError` where the address cannot be listened on, and the errors of contract and fixture.
    """
    contract = load(settings.edition)
    base = load_base(settings.fixture, contract)
    listener = _listen(settings)
    url = f"http://{_printed(settings.host)}:{listener.getsockname()[1]}"
    worlds = Worlds(contract, base, seed=settings.seed, mode=settings.clock, speed=settings.speed, base_url=url)
    front = Front(
        worlds,
        Guard(settings.hosts | {settings.host.lower()}, settings.origins, settings.token),
        is_lenient=settings.is_lenient,
    )
    _tune_collector()
    with _runner() as runner:
        runner.run(_serve(front, listener, lambda: announce(_ready(settings, worlds))))


def _ready(settings: Settings, worlds: Worlds) -> dict[str, object]:
    ready: dict[str, object] = {
        "url": worlds.base_url,
        "control_url": f"{worlds.base_url}/__mock",
        "edition": settings.edition,
        "fixture": worlds.base.fixture,
        "seed": settings.seed,
        "speed": settings.speed,
        "clock": settings.clock,
        "keys": worlds.default.key_secrets(),
    }
    return ready if settings.token is None else {**ready, "token": settings.token}


async def _serve(front: Front, listener: socket.socket, announce: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    server = make_server(front)
    listening = await loop.create_server(server, sock=listener, backlog=_BACKLOG)
    announce()
    await stopped.wait()
    listening.close()
    await server.shutdown(_GRACE_SECONDS)
    await listening.wait_closed()


def _listen(settings: Settings) -> socket.socket:
    """A socket that listens already, so that the port is known and taken before anything else is made.

    A port that is bound alone can be bound by another server as well, until one of them listens.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)[0]
    except (OSError, ValueError) as error:
        raise UsageError(f"Cannot listen on the host {settings.host!r}: {_reason(error)}.") from None
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        hint = " Another server may run there; --port 0 picks a free port." if settings.port else ""
        raise UsageError(f"Cannot listen on {settings.host}:{settings.port}: {_reason(error)}.{hint}") from None
    listener.setblocking(False)  # noqa: FBT003 - the standard library's signature
    return listener


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or str(error)


def _printed(host: str) -> str:
    """The host as a client on this machine can use it in a URL."""
    if host in {"0.0.0.0", "::", ""}:  # noqa: S104 - printed, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _tune_collector() -> None:
    """Rows live as long as their world: full collections over them find nothing and cost a share of every request."""
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 100)
    gc.enable()


def _runner() -> asyncio.Runner:
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
