"""From replies and refusals to bytes on the wire."""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus
from typing import Literal

import orjson
from aiohttp import web

from layers_mock.contract import ErrorCode, Refusal, envelope
from layers_mock.world.clock import http_date

__all__ = ["JSON", "SERVER", "Answer", "header_text", "json_answer", "refusal_answer"]

JSON = "application/json"
SERVER = "layers-mock"
_LONGEST_HEADER = 400
_STATUS_LINES = {status.value: f"HTTP/1.1 {status.value} {status.phrase}" for status in HTTPStatus}
_WITHOUT_BODY = frozenset({204, 304})


class Answer:
    """A whole answer that writes itself in one piece.

    It has the three things aiohttp asks of what a handler returns (``prepare``, ``write_eof``, ``keep_alive``) and none of
    what a :class:`aiohttp.web.Response` does besides, which costs as much as everything the pipeline does for a poll. Header
    values are ours and hold no line breaks: what comes from a client passes :func:`header_text`.
    """

    __slots__ = ("body", "breaks", "delay", "headers", "keep_alive", "status")

    def __init__(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body
        self.keep_alive: bool | None = None
        """Set to ``False`` to close the connection afterwards; else the request decides."""
        self.delay = 0.0
        """Real seconds to hold the answer back."""
        self.breaks: Literal["silent", "midway"] | None = None
        """How the connection breaks instead: without an answer, or in the middle of it."""

    async def prepare(self, request: web.BaseRequest) -> None:
        """Write the answer. Raises :class:`ConnectionResetError` where the client is gone, as aiohttp expects it."""
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("The client is gone.")
        if self.keep_alive is None:
            self.keep_alive = request.keep_alive
        if self.delay or self.breaks:
            await self._play(request, transport)
        transport.write(self.whole(request.method, request.version, keep_alive=self.keep_alive))
        if request.protocol.writing_paused:
            # A client that asks on and never reads waits here, and not in our memory.
            await request.writer.drain()

    async def _play(self, request: web.BaseRequest, transport: asyncio.Transport) -> None:
        """Hold the answer back, and break the connection where that is what shall happen."""
        if self.delay:
            await asyncio.sleep(self.delay)
            if transport.is_closing():
                raise ConnectionResetError("The client did not wait.")
        if self.breaks is None:
            return
        if self.breaks == "midway":
            whole = self.whole(request.method, request.version, keep_alive=bool(self.keep_alive))
            # Half of the body is left out, or half of the head where nothing follows it.
            transport.write(whole[: len(whole) - (len(self.body) or len(whole)) // 2])
            transport.close()
        else:
            transport.abort()
        raise ConnectionResetError("Broken off as a scenario says.")

    async def write_eof(self) -> None:
        """Everything is written by now."""

    def whole(self, method: str, version: tuple[int, int], *, keep_alive: bool) -> bytes:
        """The answer as it is sent to a request of that method and HTTP version."""
        lines = [_STATUS_LINES[self.status], *map(": ".join, self.headers.items())]
        if self.status not in _WITHOUT_BODY:
            lines.append(f"Content-Length: {len(self.body)}")
        if not keep_alive:
            lines.append("Connection: close")
        elif version < (1, 1):
            lines.append("Connection: keep-alive")
        lines.append("\r\n")
        head = "\r\n".join(lines).encode("latin-1")
        return head if method == "HEAD" else head + self.body


def json_answer(status: int, body: bytes, now: int, headers: dict[str, str]) -> Answer:
    """A JSON answer dated with the world's time, so that equal worlds answer equally. ``headers`` becomes the answer's own."""
    headers["Content-Type"] = JSON
    headers["Date"] = http_date(now // 1000)
    headers["Server"] = SERVER
    return Answer(status, headers, body)


def refusal_answer(refusal: Refusal, error: ErrorCode, request_id: str, now: int, headers: Mapping[str, str]) -> Answer:
    """The vendor's envelope, and in headers of ours which rule decided and what may help."""
    status = refusal.status or error.status
    body = orjson.dumps(envelope(refusal.code, refusal.message or error.message, request_id, refusal.details))
    ours = {"X-Layers-Mock-Rule": refusal.rule} if refusal.rule else {}
    if refusal.hint:
        ours["X-Layers-Mock-Hint"] = header_text(refusal.hint)
    return json_answer(status, body, now, {**headers, **refusal.headers, **ours})


def header_text(text: str) -> str:
    """Text that is safe in a header: printable ASCII, not too long."""
    safe = "".join(char if " " <= char <= "~" else "?" for char in text)
    return safe if len(safe) <= _LONGEST_HEADER else safe[: _LONGEST_HEADER - 3] + "..."
