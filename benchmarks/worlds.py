"""Worlds, in process: what a fixture costs once, and what every world made from it costs."""

from collections.abc import Callable
from time import process_time
from timeit import timeit

from benchmarks.figures import Figure, Group, Settings
from layers_mock.contract import load
from layers_mock.fixtures import compile_fixture, read_fixture
from layers_mock.http.worlds import Worlds
from layers_mock.world.clock import Clock
from layers_mock.world.world import World

__all__ = ["measure"]

_EDITION, _FIXTURE, _BASE_URL = "2026-04", "acme", "http://127.0.0.1:4747"
_ENTRIES = 100
_NOTE = (
    "Processor time in this process, garbage collector off. "
    "Reading and compiling happen once for a server, the rest once for a world."
)


def measure(settings: Settings) -> Group:
    """The microseconds of each step, interleaved with the yardstick."""
    yardstick = dict.fromkeys(range(_ENTRIES)).copy
    steps = {name: (step, _repeats(step, settings.seconds)) for name, step in _steps().items()}
    yards = _repeats(yardstick, settings.seconds)
    taken: dict[str, list[float]] = {name: [] for name in steps}
    beside: dict[str, list[float]] = {name: [] for name in steps}
    for _ in range(settings.rounds):
        for name, (step, repeats) in steps.items():
            beside[name].append(_microseconds(yardstick, yards))
            taken[name].append(_microseconds(step, repeats))
    figures = [Figure.of(name, "µs", taken[name], beside[name]) for name in steps]
    return Group("worlds", f"dict.copy() of {_ENTRIES} entries", _NOTE, figures)


def _steps() -> dict[str, Callable[[], object]]:
    contract = load(_EDITION)
    fixture = read_fixture(_FIXTURE)
    base = compile_fixture(fixture, contract)
    worlds = Worlds(contract, base, seed=1, mode="manual", speed=1.0, base_url=_BASE_URL)
    clock = Clock(base.start)
    return {
        "read fixture": lambda: read_fixture(_FIXTURE),
        "compile fixture": lambda: compile_fixture(fixture, contract),
        "create world": lambda: World(base, contract, name="w", seed=1, clock=clock, base_url=_BASE_URL),
        "reset world": worlds.reset,
    }


def _repeats(step: Callable[[], object], seconds: float) -> int:
    """How often a step fits into a tenth of a round."""
    once = timeit(step, timer=process_time, number=3) / 3
    return max(1, int(seconds / 10 / once))


def _microseconds(step: Callable[[], object], repeats: int) -> float:
    return timeit(step, timer=process_time, number=repeats) / repeats * 1_000_000
