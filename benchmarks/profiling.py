"""Where a request's time goes inside layers-mock: the pipeline in this process, without sockets, under cProfile."""

import cProfile
import io
import pstats
from collections.abc import Callable
from time import process_time

import orjson
from multidict import CIMultiDict, CIMultiDictProxy

from benchmarks.errors import VoidError
from layers_mock.contract import load
from layers_mock.fixtures import compile_fixture, read_fixture
from layers_mock.http.pipeline import Pipeline, Received
from layers_mock.http.worlds import Worlds

__all__ = ["profile"]

_STEP_MILLISECONDS = 10
_LINES = 15


class _Subject:
    """A fresh world behind a pipeline; its manual clock moves on with every request, so that jobs finish."""

    def __init__(self) -> None:
        contract = load("2026-04")
        base = compile_fixture(read_fixture("acme"), contract)
        worlds = Worlds(contract, base, seed=1, mode="manual", speed=1.0, base_url="http://127.0.0.1:4747")
        self._pipeline = Pipeline(contract, worlds)
        self._clock = worlds.default.clock
        self._secret = worlds.default.key_secrets()["full"]
        self._ava = worlds.default.base.labels["ava"]

    def received(self, method: str, path: str, body: bytes = b"") -> Received:
        """A request as the server hands it to the pipeline."""
        headers = CIMultiDict({"Host": "127.0.0.1", "Accept": "*/*", "X-Api-Key": self._secret})
        if body:
            headers.update({"Content-Type": "application/json", "Content-Length": str(len(body))})
        return Received(method, path, "", CIMultiDictProxy(headers), body, None)

    def clone(self, name: str) -> Received:
        """The request that clones the fixture's Ava."""
        return self.received("POST", f"/v1/influencers/{self._ava}/clone", orjson.dumps({"name": name}))

    def poll(self) -> Received:
        """The request that asks for a job that has just begun."""
        body = self._pipeline.answer(self.clone("Ava Chen (EU)")).body
        job = orjson.loads(body if isinstance(body, bytes) else b"null")["jobId"]
        return self.received("GET", f"/v1/jobs/{job}")

    def answer(self, request: Received, status: int, step: int, count: int) -> None:
        """Answer the request so many times. Raises :class:`VoidError` for another status."""
        answer, advance = self._pipeline.answer, self._clock.advance
        for _ in range(count):
            advance(step)
            if (got := answer(request).status) != status:
                raise VoidError(f"Expected {status} to {request.method} {request.path}, got {got}.")


_Scenario = tuple[str, Callable[[_Subject], Received], int, int]
_SCENARIOS: tuple[_Scenario, ...] = (
    ("clone", lambda subject: subject.clone("Ava Chen (EU)"), 202, _STEP_MILLISECONDS),
    ("poll", _Subject.poll, 200, 0),
    ("refusal", lambda subject: subject.clone(""), 422, 0),
)


def profile(count: int = 20_000) -> str:
    """For clone, poll and refusal: processor time of one answer without the profiler, and where it goes by own time."""
    return "\n".join(_profiled(*scenario, count) for scenario in _SCENARIOS)


def _profiled(name: str, prepare: Callable[[_Subject], Received], status: int, step: int, count: int) -> str:
    subject = _Subject()
    request = prepare(subject)
    began = process_time()
    subject.answer(request, status, step, count)
    microseconds = (process_time() - began) / count * 1_000_000
    profiler = cProfile.Profile()
    profiler.runcall(subject.answer, request, status, step, count)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(_LINES)
    return f"{name}: {microseconds:.1f} µs an answer in the pipeline; under cProfile, {count:,} answers:\n{text.getvalue()}"
