"""Running a server: from settings to a listening socket, and back when told to stop."""

import asyncio
import errno
import gc
import logging
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from layers_mock.contract import load
from layers_mock.errors import LayersMockError, SnapshotError, UsageError
from layers_mock.fixtures.bases import load_base
from layers_mock.http.guard import Guard
from layers_mock.http.server import Front, make_server
from layers_mock.http.worlds import DEFAULT, Worlds
from layers_mock.webhooks import Addresses, Courier, Sender
from layers_mock.world.clock import ClockMode
from layers_mock.world.journal import DEFAULT_CAPACITY

__all__ = ["Opened", "Settings", "new_runner", "open_server", "ready_line", "run", "serve_until", "tune_collector"]

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
    base_url: str | None = None
    """Where clients reach the server, as links in answers say it; ``None`` for where it listens."""
    snapshot: Path | None = None
    """The file that the default world is restored from, where there is one, and saved to at the end."""
    webhook_hosts: frozenset[str] = frozenset()
    """Hosts beside loopback that webhooks may be delivered to, in lower case."""
    verifies_webhook_tls: bool = True
    journal_capacity: int = DEFAULT_CAPACITY
    """How many calls the journal of each world keeps; 0 switches journal, findings and coverage off."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A server whose socket listens and that answers nobody yet."""

    settings: Settings
    worlds: Worlds
    front: Front
    listener: socket.socket
    url: str
    """Where a client on this machine reaches it."""
    is_restored: bool = False
    """Whether its default world came out of the snapshot's file."""


def open_server(settings: Settings) -> Opened:
    """Take the address and make the world. Raises as :func:`run` does, and then holds no socket."""
    contract = load(settings.edition)
    base = load_base(settings.fixture, contract)
    listener = _listen(settings)
    url = f"http://{_printed(settings.host)}:{listener.getsockname()[1]}"
    base_url = settings.base_url or url
    courier = Courier(Addresses(settings.webhook_hosts), Sender(verifies_tls=settings.verifies_webhook_tls))
    worlds = Worlds(
        contract, base, seed=settings.seed, mode=settings.clock, speed=settings.speed, base_url=base_url,
        journal_capacity=settings.journal_capacity, courier=courier, port=listener.getsockname()[1],
    )  # fmt: skip
    guard = Guard(settings.hosts | _own_hosts(settings), settings.origins, settings.token)
    front = Front(worlds, guard, is_lenient=settings.is_lenient)
    try:
        is_restored = settings.snapshot is not None and _restore(worlds, settings.snapshot)
    except LayersMockError:
        listener.close()
        raise
    return Opened(settings, worlds, front, listener, url, is_restored)


def _restore(worlds: Worlds, path: Path) -> bool:
    """Restore the default world from a file; whether there is one. Raises :class:`SnapshotError`."""
    from layers_mock.http.snapshot_files import check_place, read_snapshot

    check_place(path)
    if not path.exists():
        return False
    document = read_snapshot(path)
    try:
        worlds.restore(document, DEFAULT)
    except SnapshotError as error:
        raise SnapshotError(f"{path}: {error}") from None
    return True


def _save(worlds: Worlds, path: Path) -> None:
    from layers_mock.http.snapshot_files import write_snapshot
    from layers_mock.world.snapshots import save

    write_snapshot(path, save(worlds.default))


def run(settings: Settings, announce: Callable[[dict[str, object]], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``announce`` is called once, when the socket listens.

    Raises :class:`UsageError` where the address cannot be listened on, and the errors of contract, fixture and
    snapshot; where the snapshot cannot be saved at the end, :class:`SnapshotError` then.
    """
    opened = open_server(settings)
    tune_collector()
    with new_runner() as runner:
        runner.run(_serve(opened, lambda: announce(ready_line(opened))))


def ready_line(opened: Opened) -> dict[str, object]:
    """What a server says of itself when it is ready."""
    settings, world = opened.settings, opened.worlds.default
    ready: dict[str, object] = {
        "url": opened.url,
        "control_url": f"{opened.url}/__mock",
        "edition": settings.edition,
        "fixture": world.base.fixture,
        "seed": world.seed,
        "speed": world.clock.speed,
        "clock": world.clock.mode,
        "keys": world.key_secrets(),
    }
    if settings.snapshot is not None:
        ready["snapshot"] = {"file": str(settings.snapshot), "restored": opened.is_restored}
    return ready if settings.token is None else {**ready, "token": settings.token}


async def _serve(opened: Opened, announce: Callable[[], None]) -> None:
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await serve_until(opened, stopped, announce)


async def serve_until(opened: Opened, stopped: asyncio.Event, announce: Callable[[], None]) -> None:
    """Answer until ``stopped`` is set. ``announce`` is called once, when the first request would be answered."""
    server = make_server(opened.front)
    listening = await asyncio.get_running_loop().create_server(server, sock=opened.listener, backlog=_BACKLOG)
    opened.worlds.courier.start()
    announce()
    await stopped.wait()
    listening.close()
    server.pre_shutdown()  # idle connections close at once, busy ones after their answer
    await server.shutdown(_GRACE_SECONDS)
    await listening.wait_closed()
    await opened.worlds.courier.stop(_GRACE_SECONDS)
    if opened.settings.snapshot is not None:
        _save(opened.worlds, opened.settings.snapshot)


def _own_hosts(settings: Settings) -> frozenset[str]:
    """The names that the server was told are its own."""
    named = urlsplit(settings.base_url).hostname if settings.base_url else None
    return frozenset({settings.host.lower(), *([named] if named else [])})


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
        if error.errno == errno.EADDRNOTAVAIL:
            hint = " That is no address of this machine: 127.0.0.1 is, and 0.0.0.0 stands for all of them."
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


def tune_collector() -> None:
    """Rows live as long as their world: full collections over them find nothing and cost a share of every request."""
    gc.freeze()
    gc.set_threshold(_YOUNG_OBJECTS, 20, 100)
    gc.enable()


def new_runner() -> asyncio.Runner:
    """A runner on the fastest loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
