"""The two servers that are compared, each a process of its own on a free port, stopped by its handle."""

import os
import select
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import orjson

from benchmarks.errors import VoidError
from benchmarks.wire import ask, request_bytes

__all__ = ["BASELINE", "SUBJECT", "Command", "Server", "control", "running", "stop"]

Command = tuple[str, ...]

SUBJECT: Command = ("layers_mock", "serve", "--port", "0", "--json")
"""layers-mock as users start it, with everything on."""
BASELINE: Command = ("benchmarks.baseline", "0")

_ROOT = Path(__file__).parent.parent
_PATIENCE_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens: its port, its process id, and the key strings by name (none for the baseline)."""

    port: int
    pid: int
    keys: Mapping[str, str]


@contextmanager
def running(command: Command) -> Iterator[Server]:
    """Start a server, give it once it listens, stop it. Raises :class:`VoidError` where it does not start in time."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAYERS_MOCK_")}
    with subprocess.Popen(  # noqa: S603 - our own command
        [sys.executable, "-m", *command], cwd=_ROOT, env=environment, stdout=subprocess.PIPE
    ) as process:
        try:
            ready = _ready_line(process)
            yield Server(urlsplit(ready["url"]).port or 0, process.pid, ready.get("keys", {}))
        finally:
            stop(process)


def control(server: Server, method: str, path: str, body: Mapping[str, object] | None = None) -> Any:
    """The answer to one call of layers-mock's control API."""
    return orjson.loads(ask(server.port, request_bytes(method, f"/__mock/{path}", body=body)))


def _ready_line(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    stdout = process.stdout
    if stdout is None or not select.select([stdout], [], [], _PATIENCE_SECONDS)[0] or not (line := stdout.readline()):
        raise VoidError(f"{process.args!r} did not start.")
    ready: dict[str, Any] = orjson.loads(line)
    return ready


def stop(process: subprocess.Popen[bytes], patience: float = _PATIENCE_SECONDS) -> None:
    """End a process that we started, by force where it has not ended after so many seconds."""
    process.terminate()
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
