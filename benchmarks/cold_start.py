"""Cold start: from spawning a server's process to its first answer."""

from time import perf_counter

from benchmarks.figures import Aim, Figure, Group, Settings
from benchmarks.servers import BASELINE, SUBJECT, Command, running
from benchmarks.wire import ask, request_bytes

__all__ = ["measure"]

_NOTE = "From spawning the process to the first answer to GET /v1/whoami; every start is a new process, files cached."


def measure(settings: Settings) -> Group:
    """The seconds to the first answer. One start of each before counting brings the files into memory."""
    with running(SUBJECT) as server:
        request = request_bytes("GET", "/v1/whoami", key=server.keys["full"])
    _seconds(BASELINE, request)
    runs = [(_seconds(BASELINE, request), _seconds(SUBJECT, request)) for _ in range(settings.starts)]
    subject, baseline = [s * 1000 for _, s in runs], [b * 1000 for b, _ in runs]
    figure = Figure.of("first answer after", "ms", subject, baseline, Aim("at most", 1.6))
    return Group("cold start", "bare aiohttp, the same bytes", _NOTE, [figure])


def _seconds(command: Command, request: bytes) -> float:
    began = perf_counter()
    with running(command) as server:
        ask(server.port, request)
        return perf_counter() - began
