"""Servers that count calls wrongly."""

from collections.abc import Callable

from layers_mock.kit.exchange import Response, header
from tests.harness import contract
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, as_key, headers, refusal, replies, turns

__all__ = ["MUTANTS", "waits"]

_MINUTE = 60
_DAY = 86_400
_CLASS = "X-RateLimit-Endpoint-Class"


def _class(asked: Asked) -> str | None:
    return None if asked.operation is None else contract().operations[asked.operation].rate_class  # type: ignore[index]


def _with_header(came: Response, name: str, text: str | None) -> Response:
    rest = tuple(pair for pair in came.headers if pair[0].lower() != name.lower())
    return came._replace(headers=rest if text is None else (*rest, (name, text)))


def _now(asked: Asked) -> float:
    return float(asked.memory.notes.get("passed", 0))


def _classless_404(came: Came, ask: Ask) -> Response:
    return _with_header(came.response, _CLASS, None) if came.status == 404 else came.response


def _changed(name: str, change: Callable[[int], object]) -> Callable[[], Server]:
    """A number in a header is another one."""

    def told(came: Came, ask: Ask) -> Response:
        text = header(came.response.headers, name)
        return came.response if text is None else _with_header(came.response, name, str(change(int(text))))

    return replies(None, told)


def waits(operations: str | None, change: Callable[[int], object]) -> Callable[[], Server]:
    """Refusals for the rate have another Retry-After, none where it is ``None``."""

    def told(came: Came, ask: Ask) -> Response:
        if came.status != 429:
            return came.response
        changed = change(int(str(header(came.response.headers, "Retry-After"))))
        return _with_header(came.response, "Retry-After", None if changed is None else str(changed))

    return replies(operations, told)


def _one_more() -> Server:
    """The first call beyond a minute's is let through."""
    given: dict[str | None, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if came.status != 429 or _now(asked) - given.get(_class(asked), -_MINUTE) < _MINUTE:
            return came
        given[_class(asked)] = _now(asked)
        return ask(asked.with_key("second"))

    return server


def _one_less() -> Server:
    """The last call of a minute's is refused."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if came.status == 429 or asked.key != "throttled" or _class(asked) != "long-running":
            return came
        if header(came.headers, "X-RateLimit-Remaining") != "0":
            return came
        return _with_header(refusal(came, 429, "RATE_LIMITED"), "Retry-After", header(came.headers, "X-RateLimit-Reset"))

    return server


def _shared(is_meant: Callable[[Asked, Asked], object]) -> Callable[[], Server]:
    """Where one call was refused for the rate, others are as well, for as long."""

    def made() -> Server:
        refused: list[tuple[Asked, float, str]] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if came.status == 429:
                wait = str(header(came.headers, "Retry-After"))
                refused[:] = [(asked, _now(asked) + int(wait), wait)]
            elif refused and _now(asked) < refused[0][1] and is_meant(refused[0][0], asked):
                return _with_header(refusal(came, 429, "RATE_LIMITED"), "Retry-After", refused[0][2])
            return came

        return server

    return made


def _writes_and_reads_are_one(first: Asked, asked: Asked) -> bool:
    return (_class(first), _class(asked), asked.key) == ("read-light", "write-light", first.key)


def _long_ones_are_writes(first: Asked, asked: Asked) -> bool:
    return (_class(first), _class(asked), asked.key) == ("long-running", "write-light", first.key)


def _keys_are_one(first: Asked, asked: Asked) -> bool:
    return first.key == "throttled" and asked.key == "second"


def _refusals_count() -> Server:
    """What was refused is taken from the next minute."""
    owed: dict[str | None, int] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        kind = _class(asked)
        if came.status == 429:
            owed[kind] = owed.get(kind, 0) + 1
            return came
        for _ in range(min(owed.pop(kind, 0), 5)):
            ask(asked.request)
        return came

    return server


def _refusals_delay() -> Server:
    """Each refusal makes the minute begin anew, once there are more than ten."""
    refused: dict[str | None, list[float]] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        times = refused.setdefault(_class(asked), [])
        is_late = len(times) > 10 and _now(asked) < times[-1] + _MINUTE
        if came.status == 429 or (is_late and asked.key == "throttled"):
            times.append(_now(asked))
        if came.status == 429 or not is_late or asked.key != "throttled":
            return came
        return _with_header(refusal(came, 429, "RATE_LIMITED"), "Retry-After", str(_MINUTE))

    return server


def _uncapped(asked: Asked, ask: Ask) -> Response:
    """There is no cap per day."""
    came = ask(asked.request)
    wait = header(came.headers, "Retry-After")
    return ask(asked.with_key("second")) if came.status == 429 and wait and int(wait) > _MINUTE else came


def _capped_early() -> Server:
    """The last call of a day is refused."""
    taken = [0]

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.key != "throttled" or _class(asked) != "write-light" or came.status == 429:
            return came
        taken[0] += 1
        if taken[0] != 10_000:
            return came
        return _with_header(refusal(came, 429, "RATE_LIMITED"), "Retry-After", str(_DAY // 2))

    return server


MUTANTS = (
    Mutant("rate-limits.class-header", "Canceling tells the class of reads.", headers("cancelJob", _CLASS, "read-light")),
    Mutant("rate-limits.class-header", "What is not found tells no class.", replies(None, _classless_404)),
    Mutant("rate-limits.class-header", "Regenerating tells the class of light writes.", headers("regenerateContent", _CLASS, "write-light")),
    Mutant("rate-limits.state-headers", "Remaining counts the call itself as left.", _changed("X-RateLimit-Remaining", lambda left: left + 1)),
    Mutant("rate-limits.state-headers", "Reset is in milliseconds.", _changed("X-RateLimit-Reset", lambda left: 1000 * left)),
    Mutant("rate-limits.state-headers", "Reset is an instant.", _changed("X-RateLimit-Reset", lambda left: 1_777_000_000 + left)),
    Mutant("rate-limits.state-headers", "Reset is always a minute.", _changed("X-RateLimit-Reset", lambda left: _MINUTE)),
    Mutant("rate-limits.state-headers", "Limit is that of the pilot tier for long-running calls.",
           _changed("X-RateLimit-Limit", lambda limit: 60 if limit == 20 else limit)),
    Mutant("rate-limits.refused", "A refusal has no Retry-After.", waits(None, lambda wait: None)),
    Mutant("rate-limits.refused", "Retry-After is in milliseconds.", waits(None, lambda wait: 1000 * 100 * wait)),
    Mutant("rate-limits.refused", "Retry-After is a date.", waits(None, lambda wait: "Fri, 24 Apr 2026 12:01:00 GMT")),
    Mutant("rate-limits.refused", "It is 503.", turns(None, 429, "RATE_LIMITED", to=(503, "RATE_LIMITED"))),
    Mutant("rate-limits.refused", "Long-running calls are not counted.", as_key("cloneInfluencer", "throttled", "full")),
    Mutant("rate-limits.tiers", "One call more is let through in a minute.", _one_more),
    Mutant("rate-limits.tiers", "The last long-running call of a minute is refused.", _one_less),
    Mutant("rate-limits.tiers", "Listing projects does not count as a read.", as_key("listProjects", "throttled", "second")),
    Mutant("rate-limits.independent", "Light writes are refused where the reads are used up.", _shared(_writes_and_reads_are_one)),
    Mutant("rate-limits.independent", "Light writes are refused where the long-running calls are used up.", _shared(_long_ones_are_writes)),
    Mutant("rate-limits.independent", "All keys of an organisation share a bucket.", _shared(_keys_are_one)),
    Mutant("rate-limits.recovers", "Retry-After is half of what it takes.", waits(None, lambda wait: max(1, wait // 2))),
    Mutant("rate-limits.recovers", "Retry-After is a second short.", waits(None, lambda wait: max(1, wait - 1))),
    Mutant("rate-limits.recovers", "Retry-After is half a minute always.", waits(None, lambda wait: 30)),
    Mutant("rate-limits.refusal-takes-nothing", "Refused calls are taken from the next minute.", _refusals_count),
    Mutant("rate-limits.refusal-takes-nothing", "After ten refusals each one makes the minute begin anew.", _refusals_delay),
    Mutant("rate-limits.daily-cap", "There is no cap per day.", lambda: _uncapped),
    Mutant("rate-limits.daily-cap", "Beyond the cap Retry-After is that of the minute.", waits(None, lambda wait: min(wait, _MINUTE))),
    Mutant("rate-limits.daily-cap", "The cap is a call too low.", _capped_early),
)  # fmt: skip
