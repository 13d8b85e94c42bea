"""The benchmarks run and their output has its shape. What the figures are is nobody's business here: a machine may be busy."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import pytest

from benchmarks.deliveries import check_arrivals
from benchmarks.errors import VoidError
from benchmarks.figures import Aim, Figure
from benchmarks.load import offer_load
from benchmarks.processes import busy_seconds, resident_bytes
from benchmarks.profiling import profile
from benchmarks.scale import LISTS
from benchmarks.servers import BASELINE, running
from benchmarks.wire import ask, length_of_answer, request_bytes

ROOT = Path(__file__).parent.parent
SMALL = [
    "--seconds",
    "0.05",
    "--rounds",
    "2",
    "--starts",
    "1",
    "--clones",
    "200",
    "--reads",
    "200",
    "--worlds",
    "3",
    "--rows",
    "2000",
    "--events",
    "100",
    "--connections",
    "4",
]
SCENARIOS = ["clone (202)", "poll (200)", "refusal (422)"]
CPU = [" server CPU"] if Path("/proc/self/schedstat").exists() else []
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n" + b'{"status":"ok"}'
NO_PROCESS = 2**30
READS = "memory after 200 reads, beside the first 10,000"
MADE = "make 2,000 rows of each"
OVER_POSTS = {"top performers", "metrics of a month", "ads content"}
SCALED = {"make a world", "poll", "credits", *OVER_POSTS} | {
    f"{name}, {page}" for name in LISTS for page in ("first page", "page 18 or last")
}
AT_ONCE = {"4 clients' poll p50", "4 clients' poll p99"}
POLLS = {"one client's poll p50", "one client's poll p99"} | {
    f"{who} poll, delivered meanwhile" for who in ("one client's", "4 clients'")
}
REQUEST = request_bytes("GET", "/anything")


@pytest.mark.slow
def test_a_small_run_of_everything_prints_and_writes_every_figure(tmp_path: Path) -> None:
    # One test and one run, whatever else runs at the same time.
    table, result = run_everything(tmp_path / "out.json")
    assert {"cores", "python", "aiohttp", "uvloop"} <= set(result["machine"])
    assert result["settings"] == {
        "seconds": 0.05,
        "rounds": 2,
        "starts": 1,
        "clones": 200,
        "reads": 200,
        "worlds": 3,
        "rows": 2000,
        "events": 100,
        "connections": 4,
    }
    groups = {name: {figure["name"]: figure for figure in group["figures"]} for name, group in result["groups"].items()}
    assert {name: set(figures) for name, figures in groups.items()} == {
        "requests": {f"{scenario}{what}" for scenario in SCENARIOS for what in ("", " p50", " p99", " generator busy", *CPU)},
        "cold-start": {"first answer after"},
        "memory": {"at start", "after 200 clones", "each clone"} if Path("/proc/self/status").exists() else set(),
        "worlds": {"read fixture", "compile fixture", "create world", "reset world"},
        "steering": {
            "poll, journal on beside off",
            "make a world, over HTTP",
            "reset it, over HTTP",
            "drop it, over HTTP",
            "a test's world through the fixture",
            READS,
        },
        "scale": {MADE, *SCALED},
        "deliveries": {*POLLS, *AT_ONCE, "100 events to one receiver"},
    }
    for figure in groups["requests"].values():
        assert len(figure["subject"]["rounds"]) == len(figure["baseline"]["rounds"]) == len(figure["ratio"]["rounds"]) == 2
        assert all(value > 0 for value in figure["subject"]["rounds"] + figure["baseline"]["rounds"])
    every = [figure for figures in groups.values() for figure in figures.values()]
    assert {figure["name"]: (figure["aim"]["direction"], figure["aim"]["ratio"]) for figure in every if figure["aim"]} == {
        "clone (202)": ("at least", 0.7),
        "poll (200)": ("at least", 1.1),
        "refusal (422)": ("at least", 0.8),
        "first answer after": ("at most", 1.6),
        "poll, journal on beside off": ("at least", 0.9),
        READS: ("at most", 1.1),
        **dict.fromkeys(SCALED - OVER_POSTS, ("at most", 1.3)),
        **dict.fromkeys(AT_ONCE, ("at most", 1.5)),
    }
    assert table.count(": met") + table.count(": missed") == 6 + len(SCALED) - len(OVER_POSTS) + len(AT_ONCE)
    assert all(f"\n  {figure['name']} " in table for figure in every)
    assert table.startswith("cores ")


def run_everything(file: Path) -> tuple[str, Any]:
    """What was printed and what was written, in a size that measures nothing."""
    command = [sys.executable, "-m", "benchmarks", *SMALL, "--json", str(file)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, orjson.loads(file.read_bytes())


def test_the_profile_shows_where_the_time_of_each_request_goes() -> None:
    text = profile(20)
    assert [text.count(f"{name}: ") for name in ("clone", "poll", "refusal")] == [1, 1, 1]
    assert text.count("tottime") == 3
    assert "pipeline.py" in text


def test_a_ratio_compares_the_same_round_and_the_median_decides() -> None:
    figure = Figure.of("x", "s", [1.0, 9.0, 4.0], [2.0, 3.0, 4.0], Aim("at least", 1.0))
    assert figure.ratio is not None
    assert figure.ratio.as_json() == {"median": 1.0, "min": 0.5, "max": 3.0, "rounds": [0.5, 3.0, 1.0]}
    assert figure.is_met is True


@pytest.mark.parametrize(("aim", "ratio", "is_met"), [
    (Aim("at least", 0.7), 0.69, False), (Aim("at least", 0.7), 0.7, True),
    (Aim("at most", 1.6), 1.61, False), (Aim("at most", 1.6), 1.6, True),
])  # fmt: skip
def test_an_aim_is_met_from_its_own_value_on(aim: Aim, ratio: float, *, is_met: bool) -> None:
    assert aim.is_met(ratio) is is_met


TOLD = [{"eventId": "a", "attempts": 1}, {"eventId": "b", "attempts": 2}, {"eventId": "c", "attempts": 1}]


@pytest.mark.parametrize(("came", "fault"), [
    (["a", "c"], "2 requests came"), (["a", "b", "c", "b"], "4 requests came"), (["a", "b", "d"], "3 requests came"),
    (["c", "b", "a"], "out of order"), (["a", "c", "b"], "more than once"),
])  # fmt: skip
def test_a_soak_that_lost_repeated_or_reordered_an_event_is_void(came: list[str], fault: str) -> None:
    with pytest.raises(VoidError, match=fault):
        check_arrivals("slow", came, TOLD, is_reached=True)


def test_what_a_dead_receiver_gets_later_may_come_behind_the_others() -> None:
    check_arrivals("dead", ["a", "c", "b"], TOLD, is_reached=False)


def test_an_answer_ends_where_its_length_says() -> None:
    assert {length_of_answer(ANSWER[:size]) for size in range(len(ANSWER))} == {None}
    assert length_of_answer(ANSWER) == length_of_answer(ANSWER + b"HTTP/1.1 200") == len(ANSWER)


def test_an_answer_without_a_length_voids() -> None:
    with pytest.raises(VoidError, match="without Content-Length"):
        length_of_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_memory_and_processor_time_are_told_where_linux_tells_them() -> None:
    assert (resident_bytes(os.getpid()) is not None) == Path("/proc/self/status").exists()
    assert (busy_seconds(os.getpid()) is not None) == Path("/proc/self/schedstat").exists()
    assert resident_bytes(NO_PROCESS) is busy_seconds(NO_PROCESS) is None


def test_a_load_counts_every_answer_once() -> None:
    with running(BASELINE) as server:
        load = offer_load(server.port, REQUEST, status=200, connections=3, count=50)
    assert load.count == len(load.latencies) == 50
    assert list(load.latencies) == sorted(load.latencies)
    assert load.percentile(1) == load.latencies[0]
    assert load.percentile(50) == load.latencies[24]
    assert load.percentile(100) == load.latencies[-1]


def test_an_answer_of_another_status_voids_the_load() -> None:
    with running(BASELINE) as server:
        with pytest.raises(VoidError, match=r"Expected b'HTTP/1\.1 404 ', got b'HTTP/1\.1 200 OK"):
            offer_load(server.port, REQUEST, status=404, connections=2, count=10)
        with pytest.raises(VoidError, match="Expected 404"):
            ask(server.port, REQUEST, status=404)


def test_a_server_that_hangs_up_voids_the_load() -> None:
    with hanging_up() as port, pytest.raises(VoidError, match="hung up"):
        offer_load(port, REQUEST, status=200, connections=1, count=10)


def test_a_load_with_nothing_to_send_voids() -> None:
    with running(BASELINE) as server, pytest.raises(VoidError, match="Not one request"):
        offer_load(server.port, REQUEST, status=200, connections=1, count=0)


def test_a_server_that_does_not_start_voids() -> None:
    with pytest.raises(VoidError, match="did not start"), running(("benchmarks.errors",)):
        pass


@contextmanager
def hanging_up() -> Iterator[int]:
    """A server that closes every connection once a request came."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)

        thread = threading.Thread(target=serve)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(10)
