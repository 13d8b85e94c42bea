"""Servers as users start them: ``layers-mock serve`` in a process of its own, on a free port.

``server`` gives a test the session's server with its world as at the beginning and a manual clock; ``serve`` starts one
with other settings. Every worker of a parallel run has its own.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import httpx
import orjson
import pytest

__all__ = ["Server", "running_server", "serve", "server"]

_PATIENCE_SECONDS = 20


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, the key strings by name, its process id, and what it wrote to stderr."""

    url: str
    control_url: str
    keys: Mapping[str, str]
    pid: int
    stderr: IO[bytes]

    @cached_property
    def ids(self) -> Mapping[str, str]:
        """The ids of what the fixture labels."""
        return dict(self.control("GET", "info")["ids"])

    def control(self, method: str, path: str, json: object = None) -> Any:
        """The answer to one call of the control API, which has to succeed."""
        content = b"" if json is None else orjson.dumps(json)
        answer = httpx.request(method, f"{self.control_url}/{path}", content=content, trust_env=False)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json()

    def advance(self, seconds: float) -> None:
        """Move the world's clock."""
        self.control("POST", "clock/advance", {"seconds": seconds})

    def client(self, key: str = "full") -> httpx.Client:
        """A client that sends the key of that name; the caller closes it."""
        return httpx.Client(base_url=self.url, headers={"X-Api-Key": self.keys[key]}, trust_env=False)

    def log(self) -> str:
        """What the server has written to stderr so far."""
        return os.pread(self.stderr.fileno(), 10_000_000, 0).decode(errors="replace")


@contextmanager
def serve(*options: str, port: int = 0) -> Iterator[Server]:
    """Start a server, give it when it listens, and stop it by its handle."""
    command = [sys.executable, "-m", "layers_mock", "serve", "--json", "--port", str(port), *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LAYERS_MOCK_")}
    with tempfile.TemporaryFile() as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, env=environment)
        assert process.stdout is not None
        with process.stdout as stdout:
            try:
                line = stdout.readline()
                if not line:
                    stderr.seek(0)
                    raise RuntimeError(f"The server did not start: {stderr.read().decode(errors='replace')}")
                ready = orjson.loads(line)
                yield Server(ready["url"], ready["control_url"], ready["keys"], process.pid, stderr)
            finally:
                process.terminate()
                try:
                    process.wait(_PATIENCE_SECONDS)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
                    raise


@pytest.fixture(scope="session")
def running_server() -> Iterator[Server]:
    """The session's server, in whatever state the last test left it; ask for ``server`` instead."""
    with serve("--clock", "manual") as running:
        yield running


@pytest.fixture
def server(running_server: Server) -> Server:
    """The session's server, its world as at the beginning."""
    running_server.control("POST", "reset")
    return running_server
