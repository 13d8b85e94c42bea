"""Requests: how many a second layers-mock answers, and how late, beside a bare aiohttp server given the same bytes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import orjson

from benchmarks.figures import Aim, Figure, Group, Settings
from benchmarks.load import Load, offer_load
from benchmarks.processes import busy_seconds
from benchmarks.servers import BASELINE, SUBJECT, Server, control, running
from benchmarks.wire import ask, request_bytes

__all__ = ["clone_request", "measure", "poll_request"]

_NOTE = (
    "The clock runs at its default speed while cloning: each round also pays for the jobs of the round before, "
    "which finish three seconds after they began. Polls ask for a job that runs, on a clock that stands."
)


def clone_request(server: Server, name: str = "Ava Chen (EU)") -> bytes:
    """The request that clones the fixture's Ava."""
    ava = control(server, "GET", "info")["ids"]["ava"]
    return request_bytes("POST", f"/v1/influencers/{ava}/clone", key=server.keys["full"], body={"name": name})


def poll_request(server: Server) -> bytes:
    """The request that polls a job which runs for good, on a clock that stands."""
    control(server, "PUT", "clock", {"mode": "manual"})
    job = orjson.loads(ask(server.port, clone_request(server), status=202))["jobId"]
    return request_bytes("GET", f"/v1/jobs/{job}", key=server.keys["full"])


def _refused_request(server: Server) -> bytes:
    return clone_request(server, name="")


@dataclass(frozen=True, slots=True)
class _Scenario:
    name: str
    prepare: Callable[[Server], bytes]
    status: int
    aim: Aim


_SCENARIOS = (
    _Scenario("clone (202)", clone_request, 202, Aim("at least", 0.7)),
    _Scenario("poll (200)", poll_request, 200, Aim("at least", 1.1)),
    _Scenario("refusal (422)", _refused_request, 422, Aim("at least", 0.8)),
)


@dataclass(frozen=True, slots=True)
class _Round:
    """One load of one round, and the seconds the server computed for it; ``None`` where the system does not tell."""

    load: Load
    server_seconds: float | None


def measure(settings: Settings) -> Group:
    """Throughput, latency and processor time of a clone, a poll and a refusal, each with servers of its own."""
    group = Group("requests", "bare aiohttp on asyncio's loop, the same bytes", _NOTE)
    for scenario in _SCENARIOS:
        baseline, subject = _interleaved(scenario, settings)
        group.figures.extend(_figures(scenario, baseline, subject))
    return group


def _interleaved(scenario: _Scenario, settings: Settings) -> tuple[list[_Round], list[_Round]]:
    """All rounds, first the baseline's; one round before them warms up and is not counted."""
    with running(BASELINE) as baseline, running(SUBJECT) as subject:
        request = scenario.prepare(subject)
        rounds = [
            (_round(baseline, request, 200, settings), _round(subject, request, scenario.status, settings))
            for _ in range(settings.rounds + 1)
        ][1:]
    return [b for b, _ in rounds], [s for _, s in rounds]


def _round(server: Server, request: bytes, status: int, settings: Settings) -> _Round:
    before = busy_seconds(server.pid)
    load = offer_load(server.port, request, status=status, connections=settings.connections, seconds=settings.seconds)
    after = busy_seconds(server.pid)
    return _Round(load, None if before is None or after is None else after - before)


def _figures(scenario: _Scenario, baseline: list[_Round], subject: list[_Round]) -> Iterator[Figure]:
    def figure(what: str, unit: str, value: Callable[[_Round], float], aim: Aim | None = None) -> Figure:
        return Figure.of(f"{scenario.name}{what}", unit, list(map(value, subject)), list(map(value, baseline)), aim)

    yield figure("", "requests/s", lambda a_round: a_round.load.rate, scenario.aim)
    yield figure(" p50", "ms", lambda a_round: a_round.load.percentile(50) * 1000)
    yield figure(" p99", "ms", lambda a_round: a_round.load.percentile(99) * 1000)
    if all(a_round.server_seconds for a_round in (*baseline, *subject)):
        yield figure(" server CPU", "µs/request", lambda a_round: (a_round.server_seconds or 0) * 1e6 / a_round.load.count)
    yield figure(" generator busy", "%", lambda a_round: a_round.load.busy_seconds / a_round.load.seconds * 100)
