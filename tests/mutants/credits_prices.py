"""Wallets from which too much or too little is taken, or to which too much or too little comes back."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, json_of, with_json

__all__ = ["MUTANTS"]

_BILLED = {"generateContent", "cloneFromPost", "regenerateContent"}
_HELD = "credits.held-at-acceptance"
_RETURNED = "credits.returned-in-full"
_KEPT = "credits.kept-when-completed"
_BOUND = "get-credits.estimates-bound"


class _Taken(NamedTuple):
    """What a job took, and of whom."""

    operation: str
    price: int
    times: int
    format: str | None


@dataclass
class _Books:
    """What a wrong server keeps of its jobs, and how many credits its wallet has too many."""

    jobs: dict[str, _Taken] = field(default_factory=dict)
    seen: dict[str, int] = field(default_factory=dict)
    """How often each job was read in its end."""
    extra: int = 0


_Entry = Callable[[_Books, Came, _Taken], int]
"""Credits that the wallet has too many after a call about a job."""


def _booked(entry: _Entry) -> Callable[[], Server]:
    """The wallet of ``full`` differs by what ``entry`` says after each call."""

    def make() -> Server:
        books = _Books()

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.key != "full" or asked.operation is None:
                return ask(asked.request)
            before = _balance(asked, ask) if asked.operation in _BILLED else 0
            response = ask(asked.request)
            came = Came(response, asked)
            taken = _about(books, came, before - _balance(asked, ask) if asked.operation in _BILLED else 0)
            if taken is not None:
                books.extra += entry(books, came, taken)
            return _told(response, books.extra) if asked.operation == "getCredits" and response.status == 200 else response

        return server

    return make


def _balance(asked: Asked, ask: Ask) -> int:
    base = asked.request.url.partition("/v1/")[0]
    told = json_of(ask(asked.request._replace(method="GET", url=f"{base}/v1/credits", content=b"")))
    return int(told["balance"])


def _about(books: _Books, came: Came, price: int) -> _Taken | None:
    """The job that a call is about; one that has just been accepted, or refused, is noted."""
    operation, body = str(came.asked.operation), came.asked.body
    if operation in _BILLED:
        sent = body if isinstance(body, dict) else {}
        times = sent.get("variantCount", sent.get("variations", 1))
        taken = _Taken(operation, price, times if isinstance(times, int) else 1, sent.get("format"))
        if came.status == 202:
            books.jobs[came.body["jobId"]] = taken
        return taken
    if operation == "getJob" and came.status == 200 and came.body["status"] != "running":
        books.seen[came.asked.path[0]] = books.seen.get(came.asked.path[0], 0) + 1
    return books.jobs.get(came.asked.path[0]) if operation in {"getJob", "cancelJob"} else None


def _told(response: Response, extra: int) -> Response:
    wallet = json_of(response)
    wallet["balance"] += extra
    wallet["includedRemaining"] += extra
    wallet["usedThisPeriod"] -= extra
    wallet["currentPeriod"]["usedCredits"] -= extra
    return with_json(response, wallet)


def _accepted(change: Callable[[_Taken], float], operation: str | None = None) -> _Entry:
    """An entry when a job is accepted."""

    def entry(books: _Books, came: Came, taken: _Taken) -> int:
        is_it = came.asked.operation in _BILLED and came.status == 202 and operation in {None, taken.operation}
        return int(change(taken)) if is_it else 0

    return entry


def _read(status: str, time: int, change: Callable[[_Taken], float], operation: str | None = None) -> _Entry:
    """An entry when a job that ended so is read the first, second, … time."""

    def entry(books: _Books, came: Came, taken: _Taken) -> int:
        if came.asked.operation != "getJob" or came.status != 200 or operation not in {None, taken.operation}:
            return 0
        return int(change(taken)) if came.body["status"] == status and books.seen[came.asked.path[0]] == time else 0

    return entry


def _told_to_stop(reason: str | None, change: Callable[[_Taken], float]) -> _Entry:
    """An entry when a job is told to stop, and that is accepted (``None``) or not for a reason."""

    def entry(books: _Books, came: Came, taken: _Taken) -> int:
        is_it = came.asked.operation == "cancelJob" and came.status < 300 and came.body.get("reason") == reason
        return int(change(taken)) if is_it else 0

    return entry


def _both(*entries: _Entry) -> _Entry:
    return lambda books, came, taken: sum(entry(books, came, taken) for entry in entries)


def _refused(books: _Books, came: Came, taken: _Taken) -> int:
    return -120 if came.asked.operation in _BILLED and came.status == 422 else 0


def _of_format(format_: str, amount: Callable[[_Taken], float]) -> Callable[[_Taken], float]:
    return lambda taken: amount(taken) if taken.format == format_ else 0


def _whole(taken: _Taken) -> float:
    return taken.price


def _minus(taken: _Taken) -> float:
    return -taken.price


def _beyond_one(taken: _Taken) -> float:
    """What the variants beyond the first one cost."""
    return taken.price - taken.price / taken.times


MUTANTS = (
    Mutant(_HELD, "Credits are taken when the job is completed.", _booked(_both(
        _accepted(_whole), _read("completed", 1, _minus)))),
    Mutant(_HELD, "A generation takes the price of one variant.", _booked(_accepted(_beyond_one, "generateContent"))),
    Mutant(_HELD, "A clone takes the price of one variation.", _booked(_accepted(_beyond_one, "cloneFromPost"))),
    Mutant(_HELD, "A slideshow takes as much as a video.", _booked(_accepted(
        _of_format("slideshow_remix", lambda taken: -70 * taken.times)))),
    Mutant(_HELD, "A regeneration takes nothing.", _booked(_accepted(_whole, "regenerateContent"))),
    Mutant(_HELD, "A request that is refused is paid.", _booked(_refused)),
    Mutant(_RETURNED, "A canceled job gives half of its price back.", _booked(_read(
        "canceled", 1, lambda taken: -taken.price / 2))),
    Mutant(_RETURNED, "A canceled job gives the price of one variant back.", _booked(_read(
        "canceled", 1, lambda taken: -_beyond_one(taken)))),
    Mutant(_RETURNED, "A failed job gives nothing back.", _booked(_read("failed", 1, _minus))),
    Mutant(_RETURNED, "A failed regeneration gives nothing back.", _booked(_read("failed", 1, _minus, "regenerateContent"))),
    Mutant(_RETURNED, "Credits come back again when the job is read the second time.", _booked(_read("canceled", 2, _whole))),
    Mutant(_RETURNED, "Credits of a failed job come back again when it is read the third time.", _booked(_read("failed", 3, _whole))),
    Mutant(_RETURNED, "Credits come back again when a canceled job is told to stop.", _booked(_told_to_stop(
        "ALREADY_CANCELED", _whole))),
    Mutant(_RETURNED, "Credits come back with the signal, while the job goes on.", _booked(_both(
        _told_to_stop(None, _whole), _read("canceled", 1, _minus)))),
    Mutant(_KEPT, "A completed job gives its price back.", _booked(_read("completed", 1, _whole))),
    Mutant(_KEPT, "A completed job is paid again when it is read the second time.", _booked(_read("completed", 2, _minus))),
    Mutant(_KEPT, "A completed job that is told to stop gives its price back.", _booked(_told_to_stop(
        "ALREADY_COMPLETED", _whole))),
    Mutant(_KEPT, "A completed clone gives all but one variation back.", _booked(_read(
        "completed", 1, _beyond_one, "cloneFromPost"))),
    Mutant(_BOUND, "A slideshow costs one credit more than estimated.", _booked(_accepted(
        _of_format("slideshow_remix", lambda taken: -1)))),
    Mutant(_BOUND, "Two variants cost as much as three.", _booked(_accepted(
        lambda taken: -taken.price / 2 if taken.times == 2 else 0))),
    Mutant(_BOUND, "A completed auto is charged for choosing.", _booked(_read(
        "completed", 1, _of_format("auto", lambda taken: -80 * taken.times)))),
)  # fmt: skip
