"""Steering: what the journal costs a poll, what a fresh world costs a test, and whether reading for long costs memory."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.errors import VoidError
from benchmarks.figures import Aim, Figure, Group, Settings
from benchmarks.load import offer_load
from benchmarks.processes import resident_bytes
from benchmarks.requests import poll_request
from benchmarks.servers import SUBJECT, Server, running

__all__ = ["measure"]

_MEGABYTE = 1_000_000
_MILLISECOND = 1000
_PATIENCE_SECONDS = 120
_NOTE = (
    "The journal's baseline is layers-mock itself with --journal 0. A test's figure is what it takes beyond the same test "
    "with a fixture that does nothing. "
    "Worlds are made, reset and dropped over one kept-alive connection."
)
_FILE = "test_bench.py"
_SECONDS = "seconds.txt"
_TESTS = """
from pathlib import Path
from time import perf_counter

import pytest

begun = []

@pytest.fixture(scope="session", autouse=True)
def told():
    yield
    Path("{seconds}").write_text(str(begun[-1] - begun[0]))

@pytest.fixture
def nothing():
    yield None

@pytest.mark.parametrize("number", range({count} + 1))
def test_it(number, {fixture}):
    begun.append(perf_counter())
"""


def measure(settings: Settings) -> Group:
    """The journal's share of a poll, milliseconds a world and a test, and megabytes before and after many reads."""
    group = Group("steering", "see the note", _NOTE)
    group.figures.append(_journal(settings))
    group.figures.extend(_worlds(settings))
    group.figures.append(_tests(settings))
    group.figures.extend(_reads(settings))
    return group


def _journal(settings: Settings) -> Figure:
    rates: tuple[list[float], list[float]] = ([], [])
    with running((*SUBJECT, "--journal", "0")) as without, running(SUBJECT) as subject:
        asked = poll_request(without), poll_request(subject)
        for number in range(settings.rounds + 1):
            for server, request, found in zip((without, subject), asked, rates, strict=True):
                load = offer_load(server.port, request, status=200, connections=settings.connections, seconds=settings.seconds)
                if number:
                    found.append(load.rate)
    return Figure.of("poll, journal on beside off", "requests/s", rates[1], rates[0], Aim("at least", 0.9))


def _worlds(settings: Settings) -> Iterator[Figure]:
    steps: dict[str, list[float]] = {"make a world": [], "reset it": [], "drop it": []}
    with running(SUBJECT) as server:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=_PATIENCE_SECONDS)
        for _ in range(settings.worlds):
            steps["make a world"].append(_asked(connection, "POST", "worlds", b'{"name": "bench"}'))
            steps["reset it"].append(_asked(connection, "POST", "worlds/bench/reset"))
            steps["drop it"].append(_asked(connection, "DELETE", "worlds/bench"))
        connection.close()
    for name, taken in steps.items():
        yield Figure.of(f"{name}, over HTTP", "ms", taken)


def _asked(connection: HTTPConnection, method: str, path: str, body: bytes = b"") -> float:
    begun = perf_counter()
    connection.request(method, f"/__mock/{path}", body)
    response = connection.getresponse()
    response.read()
    if response.status >= 300:
        raise VoidError(f"{method} {path} answered {response.status}.")
    return (perf_counter() - begun) * _MILLISECOND


def _tests(settings: Settings) -> Figure:
    with TemporaryDirectory() as folder:
        taken = {name: [_test_run(Path(folder), name, settings.worlds) for _ in range(2)] for name in ("layers", "nothing")}
    rounds = [(with_world - bare) / settings.worlds * _MILLISECOND for with_world, bare in zip(*taken.values(), strict=True)]
    return Figure.of("a test's world through the fixture", "ms", rounds)


def _test_run(folder: Path, fixture: str, count: int) -> float:
    """Seconds from the first test of a run to the last, with so many fixtures made and dropped between them."""
    (folder / _FILE).write_text(_TESTS.format(count=count, fixture=fixture, seconds=_SECONDS), encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "layers_mock.pytest_plugin", _FILE]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    subprocess.run(command, cwd=folder, env=alone, check=True, capture_output=True, timeout=_PATIENCE_SECONDS)  # noqa: S603 - our own
    return float((folder / _SECONDS).read_text(encoding="utf-8"))


def _reads(settings: Settings) -> Iterator[Figure]:
    with running(SUBJECT) as server:
        request = poll_request(server)
        # The journal's ring is full after the first thousand reads, and stays so.
        _offer(server, request, settings, min(settings.reads, 10_000))
        begun = resident_bytes(server.pid)
        _offer(server, request, settings, settings.reads)
        ended = resident_bytes(server.pid)
    if begun is not None and ended is not None:
        name = f"memory after {settings.reads:,} reads, beside the first 10,000"
        yield Figure.of(name, "MB", [ended / _MEGABYTE], [begun / _MEGABYTE], Aim("at most", 1.1))


def _offer(server: Server, request: bytes, settings: Settings, count: int) -> None:
    offer_load(server.port, request, status=200, connections=settings.connections, count=count)
