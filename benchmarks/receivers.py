"""Three receivers of webhooks in one process: a healthy one, a slow one, and a dead one that can be brought to life.

``python -m benchmarks.receivers SLOW_SECONDS``; once all have their ports it prints one JSON line with the URL that answers
what came: ``GET /ports`` by name, ``GET /count/<name>``, ``GET /events/<name>`` (event ids as they came), and ``POST /revive``.
"""

import asyncio
import json
import socket
import sys
from collections.abc import Callable
from functools import partial
from typing import cast

from benchmarks.load import new_runner
from benchmarks.wire import HOST

__all__ = ["NAMES", "main"]

NAMES = ("healthy", "slow", "dead")
_BACKLOG = 512
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length: "
_EVENT = b"\r\nx-layers-event-id: "
_TAKEN = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_REFUSED = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
_Answer = Callable[[bytes, bytes], tuple[bytes, float]]
"""From the head and the body of a request to the answer and the seconds it takes."""


class _Connection(asyncio.Protocol):
    """One request, one answer."""

    def __init__(self, answer: _Answer) -> None:
        self._answer = answer
        self._data = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._data += data
        end = self._data.find(_END_OF_HEAD)
        if end < 0:
            return
        head, body = self._data[: end + 2], self._data[end + len(_END_OF_HEAD) :]
        if len(body) < int(_header(head, _LENGTH) or 0):
            return
        answer, seconds = self._answer(head, body)
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._send, answer)
        else:
            self._send(answer)

    def _send(self, answer: bytes) -> None:
        if self._transport is not None:
            self._transport.write(answer)
            self._transport.close()


def _header(head: bytes, name: bytes) -> bytes | None:
    """A header's value; ``name`` is in lower case, between the line break before it and the space behind its colon."""
    begin = head.lower().find(name)
    return None if begin < 0 else head[begin + len(name) : head.index(b"\r\n", begin + 2)]


def _receive(came: list[str], seconds: float, head: bytes, body: bytes) -> tuple[bytes, float]:
    event = _header(head, _EVENT) or b""
    if not event or event not in body:
        return _REFUSED, 0.0
    came.append(event.decode())
    return _TAKEN, seconds


async def main(slow_seconds: float) -> None:
    """Receive until terminated."""
    loop = asyncio.get_running_loop()
    came: dict[str, list[str]] = {name: [] for name in NAMES}
    sockets = {name: socket.socket() for name in NAMES}
    for listener in sockets.values():
        listener.bind((HOST, 0))
    for name, seconds in (("healthy", 0.0), ("slow", slow_seconds)):
        answer = partial(_receive, came[name], seconds)
        await loop.create_server(partial(_Connection, answer), sock=sockets[name], backlog=_BACKLOG)

    def revive() -> None:
        dead = partial(_Connection, partial(_receive, came["dead"], 0.0))
        tasks.append(loop.create_task(loop.create_server(dead, sock=sockets["dead"], backlog=_BACKLOG)))

    def tell(head: bytes, _: bytes) -> tuple[bytes, float]:
        method, path, *_rest = head.decode().split(" ")
        what, _slash, name = path.strip("/").partition("/")
        if (method, what) == ("POST", "revive"):
            revive()
        told: object = {key: listener.getsockname()[1] for key, listener in sockets.items()}
        if what in {"count", "events"}:
            told = len(came[name]) if what == "count" else came[name]
        content = json.dumps(told).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(content) + content, 0.0

    tasks: list[asyncio.Task[asyncio.Server]] = []
    server = await loop.create_server(partial(_Connection, tell), HOST, 0)
    sys.stdout.write(json.dumps({"url": f"http://{HOST}:{server.sockets[0].getsockname()[1]}"}) + "\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    with new_runner() as runner:
        runner.run(main(float(sys.argv[1])))
