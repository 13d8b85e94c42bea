"""The load generator: a closed loop of keep-alive connections that send one request over and over.

A connection sends its next request when its last one is answered. Every answer's status is checked: a benchmark that
measures errors is void. It runs in this process, on uvloop where that exists, and has to wait for the server, not the
server for it; so it says how busy it was.
"""

import asyncio
from array import array
from dataclasses import dataclass
from math import ceil
from time import perf_counter, process_time
from typing import cast

from benchmarks.errors import VoidError
from benchmarks.wire import HOST, length_of_answer

__all__ = ["Load", "new_runner", "offer_load"]

_GRACE_SECONDS = 30.0
_SLOWEST_PER_SECOND = 100


@dataclass(frozen=True, slots=True)
class Load:
    """What came of a load: the seconds it took, those of them the generator computed, and those each answer took, sorted."""

    seconds: float
    busy_seconds: float
    latencies: "array[float]"

    @property
    def count(self) -> int:
        """How many requests were answered."""
        return len(self.latencies)

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.count / self.seconds

    def percentile(self, percent: float) -> float:
        """Seconds within which so many percent of the requests were answered (nearest rank)."""
        return self.latencies[max(0, ceil(len(self.latencies) * percent / 100) - 1)]


def offer_load(
    port: int, request: bytes, *, status: int, connections: int, seconds: float | None = None, count: int | None = None
) -> Load:
    """Send ``request`` for so many seconds, or so many times, and wait for all answers.

    Raises :class:`VoidError` for an answer of another status, a lost connection, or a server that stalls.
    """
    run = _Run(request, b"HTTP/1.1 %d " % status, seconds, count)
    patience = _GRACE_SECONDS + (seconds or 0) + (count or 0) / _SLOWEST_PER_SECOND
    with new_runner() as runner:
        return runner.run(_offer(run, port, connections, patience))


async def _offer(run: "_Run", port: int, connections: int, patience: float) -> Load:
    loop = asyncio.get_running_loop()
    clients = [_Client(run, loop.create_future()) for _ in range(connections)]
    for client in clients:
        await loop.create_connection(lambda client=client: client, HOST, port)  # type: ignore[misc]  # mypy infers no default of a lambda
    try:
        async with asyncio.timeout(patience):
            began, busy = run.begin(), process_time()
            for client in clients:
                client.send()
            await asyncio.gather(*(client.done for client in clients))
            ended, busy = perf_counter(), process_time() - busy
    except TimeoutError:
        raise VoidError("The server stalled.") from None
    finally:
        for client in clients:
            client.close()
    if not run.latencies:
        raise VoidError("Not one request was answered.")
    return Load(ended - began, busy, array("d", sorted(run.latencies)))


class _Run:
    """What the connections of one load share."""

    __slots__ = ("_deadline", "_left", "_seconds", "expected", "latencies", "request")

    def __init__(self, request: bytes, expected: bytes, seconds: float | None, count: int | None) -> None:
        self.request = request
        self.expected = expected
        self.latencies = array("d")
        self._seconds = float("inf") if seconds is None else seconds
        self._left = float("inf") if count is None else count
        self._deadline = 0.0

    def begin(self) -> float:
        """Start the clock."""
        now = perf_counter()
        self._deadline = now + self._seconds
        return now

    def takes_another(self, now: float) -> bool:
        """Whether another request is to be sent; counts it."""
        if now >= self._deadline or self._left <= 0:
            return False
        self._left -= 1
        return True


class _Client(asyncio.Protocol):
    """One connection. ``done`` ends when it has its last answer, or with what went wrong."""

    def __init__(self, run: _Run, done: "asyncio.Future[None]") -> None:
        self.done = done
        self._run = run
        self._transport: asyncio.Transport | None = None
        self._buffer = b""
        self._sent = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        # uvloop's transports are of no asyncio class.
        self._transport = cast("asyncio.Transport", transport)

    def send(self) -> None:
        """Send the next request, or be done."""
        self._sent = now = perf_counter()
        if self._transport is not None and self._run.takes_another(now):
            self._transport.write(self._run.request)
        elif not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        """Take an answer or a part of one."""
        if self._buffer:
            data = self._buffer + data
        try:
            length = length_of_answer(data)
        except VoidError as error:
            self._fail(error)
            return
        if length is None:
            self._buffer = data
        elif length == len(data) and data.startswith(self._run.expected):
            self._buffer = b""
            self._run.latencies.append(perf_counter() - self._sent)
            self.send()
        else:
            self._fail(VoidError(f"Expected {self._run.expected!r}, got {data[:400]!r}"))

    def connection_lost(self, exc: Exception | None) -> None:
        """A connection that is lost before it is done voids the run."""
        self._fail(VoidError(f"The server hung up: {exc}"))

    def close(self) -> None:
        """Hang up."""
        if not self.done.done():
            self.done.cancel()
        if self._transport is not None:
            self._transport.abort()

    def _fail(self, error: VoidError) -> None:
        if not self.done.done():
            self.done.set_exception(error)


def new_runner() -> asyncio.Runner:
    """A runner on the fastest loop there is."""
    try:
        import uvloop
    except ImportError:
        return asyncio.Runner()
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)
