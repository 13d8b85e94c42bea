"""HTTP/1.1 as bytes: requests built once, answers recognised by their Content-Length and nothing else."""

import socket
from collections.abc import Mapping

import orjson

from benchmarks.errors import VoidError

__all__ = ["HOST", "ask", "length_of_answer", "request_bytes"]

HOST = "127.0.0.1"
_PATIENCE_SECONDS = 20.0
_LENGTH = b"\r\nContent-Length: "
_END_OF_HEAD = b"\r\n\r\n"


def request_bytes(method: str, path: str, *, key: str = "", body: Mapping[str, object] | None = None) -> bytes:
    """A keep-alive request as a client of the API would send it. No port in ``Host``: every server gets the same bytes."""
    content = b"" if body is None else orjson.dumps(body)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Accept: */*", "User-Agent: layers-mock-benchmarks"]
    if key:
        lines.append(f"X-Api-Key: {key}")
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(content)}"]
    return "\r\n".join([*lines, "", ""]).encode() + content


def length_of_answer(data: bytes) -> int | None:
    """How many bytes the first answer in ``data`` has; ``None`` while it has not arrived as a whole.

    Raises :class:`VoidError` for an answer without Content-Length.
    """
    end = data.find(_END_OF_HEAD)
    if end < 0:
        return None
    begin = data.find(_LENGTH, 0, end)
    if begin < 0:
        raise VoidError(f"An answer without Content-Length: {data[:200]!r}")
    begin += len(_LENGTH)
    length = end + len(_END_OF_HEAD) + int(data[begin : data.index(b"\r\n", begin)])
    return length if length <= len(data) else None


def ask(port: int, request: bytes, *, status: int = 200) -> bytes:
    """The body of the answer to one request on a connection of its own. Raises :class:`VoidError` for another status."""
    data = b""
    with socket.create_connection((HOST, port), _PATIENCE_SECONDS) as connection:
        connection.sendall(request)
        while (length := length_of_answer(data)) is None:
            part = connection.recv(65_536)
            if not part:
                raise VoidError(f"The server hung up after {data[:200]!r}")
            data += part
    if not data.startswith(b"HTTP/1.1 %d " % status):
        raise VoidError(f"Expected {status} to {request[:80]!r}, got {data[:400]!r}")
    return data[data.index(_END_OF_HEAD) + len(_END_OF_HEAD) : length]
