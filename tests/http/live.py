"""The whole server in this process, on a free port, and a client that sends bytes as they are.

``run`` starts a server, lets a story happen on it within a bounded time, stops it, and makes sure that nothing went wrong
inside that no answer showed.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import orjson
import uvloop
from aiohttp import web

from layers_mock.http.guard import Guard
from layers_mock.http.server import Front, make_server
from tests.harness import Api

__all__ = ["Got", "Live", "Wire", "head", "run"]

_PATIENCE_SECONDS = 10


class Got(NamedTuple):
    """One answer; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)

    @property
    def code(self) -> str:
        """The code in the vendor's envelope, which has to be whole."""
        error = self.json["error"]
        assert set(self.json) == {"error"}
        assert {"code", "message", "requestId"} <= set(error) <= {"code", "message", "requestId", "details"}
        assert error["requestId"] == self.headers["x-request-id"]
        return str(error["code"])

    @property
    def rule(self) -> str | None:
        """The rule that refused."""
        return self.headers.get("x-layers-mock-rule")


class Wire:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        """Bytes as they are, apart from those sent next. Raises :class:`ConnectionError` where the server has closed."""
        if self.writer.transport.is_closing():
            raise ConnectionResetError
        self.writer.write(data)
        await self.writer.drain()
        loop = asyncio.get_running_loop()
        written = loop.create_future()
        loop.call_soon(written.set_result, None)
        await written

    async def answer(self, *, has_body: bool = True) -> Got:
        """The next answer. ``has_body`` is false for the answer to a HEAD."""
        first, *lines = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")[:-2]
        pairs = [line.partition(":") for line in lines]
        headers = {name.lower(): text.strip() for name, _, text in pairs}
        status = int(first.split()[1])
        length = int(headers.get("content-length", 0)) if has_body else 0
        return Got(status, headers, await self.reader.readexactly(length))

    async def is_closed(self) -> bool:
        """Wait for whatever the server does next, and tell whether it closed the connection."""
        try:
            return await self.reader.read(1) == b""
        except ConnectionError:
            return True

    def vanish(self) -> None:
        """Go without a word: the server sees the connection reset."""
        self.writer.transport.abort()


class Live:
    """A running server on a fresh acme world."""

    def __init__(self, api: Api, server: web.Server, port: int) -> None:
        self.api = api
        self.server = server
        self.port = port
        self.host = f"127.0.0.1:{port}"

    @asynccontextmanager
    async def wire(self) -> AsyncIterator[Wire]:
        """A connection, closed in the end."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**20)
        try:
            yield Wire(reader, writer)
        finally:
            writer.transport.abort()

    async def exchange(self, data: bytes, *, has_body: bool = True) -> Got:
        """One answer to bytes sent on a connection of their own."""
        async with self.wire() as wire:
            await wire.send(data)
            return await wire.answer(has_body=has_body)

    async def call(
        self,
        method: str,
        target: str,
        json: object = None,
        *,
        key: str | None = "full",
        headers: Mapping[str, str] | None = None,
    ) -> Got:
        """One well-formed request on a connection of its own."""
        sent = dict(headers or {})
        if key is not None:
            sent["X-Api-Key"] = self.api.key(key)
        body = b"" if json is None else orjson.dumps(json)
        return await self.exchange(head(method, target, body, sent) + body, has_body=method != "HEAD")


def head(method: str, target: str, body: bytes | None, headers: Mapping[str, str]) -> bytes:
    """The head of a request; ``None`` for a body says nothing of its length."""
    every = {"Host": "localhost", **headers}
    if body:
        every.setdefault("Content-Type", "application/json")
    if body is not None and (body or method in {"POST", "PUT", "PATCH"}):
        every.setdefault("Content-Length", str(len(body)))
    lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {text}" for name, text in every.items()]]
    return "\r\n".join([*lines, "", ""]).encode()


class _Faults(logging.Handler):
    """Keeps what was logged as wrong."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def run(
    story: Callable[[Live], Awaitable[None]], *, guard: Guard | None = None, may_fail: bool = False
) -> list[logging.LogRecord]:
    """Let a story happen on a live server; what was logged as wrong, of which there has to be nothing unless it may fail."""
    faults = _Faults()
    loggers = [logging.getLogger(name) for name in ("layers_mock", "aiohttp", "asyncio")]
    for logger in loggers:
        logger.addHandler(faults)
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_bounded(story, guard or Guard()))
    finally:
        for logger in loggers:
            logger.removeHandler(faults)
    assert may_fail or not faults.records, [record.getMessage() for record in faults.records]
    return faults.records


async def _bounded(story: Callable[[Live], Awaitable[None]], guard: Guard) -> None:
    api = Api()
    server = make_server(Front(api.worlds, guard))
    listening = await asyncio.get_running_loop().create_server(server, "127.0.0.1", 0)
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            await story(Live(api, server, listening.sockets[0].getsockname()[1]))
    finally:
        listening.close()
        await server.shutdown(0.1)
