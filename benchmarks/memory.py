"""Memory: what a server holds when it has started, and what every clone adds."""

from collections.abc import Iterator

from benchmarks.figures import Figure, Group, Settings
from benchmarks.load import offer_load
from benchmarks.processes import resident_bytes
from benchmarks.requests import clone_request
from benchmarks.servers import BASELINE, SUBJECT, control, running
from benchmarks.wire import ask

__all__ = ["measure"]

_Pair = tuple[int | None, int | None]
_MEGABYTE = 1_000_000
_LONGER_THAN_ANY_JOB_SECONDS = 3600
_NOTE = (
    "Resident set (Linux only), read after the first answer and again when every clone's job has ended; one run. "
    "A clone is an influencer and its job, neither of which is ever dropped."
)


def measure(settings: Settings) -> Group:
    """Resident megabytes before and after many clones, and the bytes that each clone added; nothing where nobody tells."""
    with running(BASELINE) as baseline, running(SUBJECT) as subject:
        request = clone_request(subject)
        ask(baseline.port, request)
        ask(subject.port, request, status=202)
        begun = resident_bytes(subject.pid), resident_bytes(baseline.pid)
        for server, status in ((baseline, 200), (subject, 202)):
            offer_load(server.port, request, status=status, connections=settings.connections, count=settings.clones)
        control(subject, "POST", "clock/advance", {"seconds": _LONGER_THAN_ANY_JOB_SECONDS})
        ended = resident_bytes(subject.pid), resident_bytes(baseline.pid)
    return Group("memory", "bare aiohttp, the same bytes", _NOTE, list(_figures(begun, ended, settings.clones)))


def _figures(begun: _Pair, ended: _Pair, clones: int) -> Iterator[Figure]:
    for name, (subject, baseline) in (("at start", begun), (f"after {clones:,} clones", ended)):
        if subject is not None and baseline is not None:
            yield Figure.of(name, "MB", [subject / _MEGABYTE], [baseline / _MEGABYTE])
    if begun[0] is not None and ended[0] is not None:
        yield Figure.of("each clone", "bytes", [(ended[0] - begun[0]) / clones])
