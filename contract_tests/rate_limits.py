"""Rate limits: what answers tell of them, how much they let through, and when again.

The checks exhaust the key `throttled`, one after another. What has to know how full a bucket is lets a minute pass first.
"""

from collections.abc import Mapping

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from .every import attempted, every
from .valid import Valid, valid_call

__all__ = ["exhausted", "seconds", "wait_for"]

_MINUTE = 60
_DAY = 86_400
_CLASSES = ("read-light", "write-light", "long-running")


def _call_of(api: Api, rate_class: str) -> Valid:
    """A call of that class that changes nothing."""
    if rate_class == "read-light":
        return Valid("getWhoami")
    if rate_class == "write-light":
        return Valid("cancelJob", (api.uuid(),))
    return Valid("cloneInfluencer", (api.uuid(),), body={"name": "Nobody"})


def _limit(api: Api, rate_class: str) -> int:
    return api.contract.tiers["standard"].limits[rate_class].per_minute


def exhausted(api: Api, call: Valid, limit: int) -> Answer:
    """The first refusal after the minute's calls are used up. More than two full minutes of calls are never let through."""
    for _ in range(2 * limit + 1):
        answer = call.send(api, key="throttled")
        if answer.status == 429:
            return answer
    return call.send(api, key="throttled").refused(429, "RATE_LIMITED")


def seconds(answer: Answer) -> int:
    """How long a refusal asks to wait; the rule is broken where it does not say so in whole seconds."""
    text = answer.refused(429, "RATE_LIMITED").header("Retry-After")
    holds(text is not None and text.isdecimal() and int(text) > 0, f"429 with the Retry-After {text!r}")
    return int(str(text))


def _let_through(api: Api, call: Valid, most: int) -> int:
    """How many calls come through before the first refusal, or ``most``."""
    return next((count for count in range(most) if call.send(api, key="throttled").status == 429), most)


@check("rate-limits.class-header")
def an_answer_tells_its_class(api: Api) -> None:
    """X-RateLimit-Endpoint-Class of every operation's answers is its class, be it a success or not found."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        answers = [call.send(api)]
        if call.path:
            answers.append(call.send(api, path=tuple(api.uuid() for _ in call.path)))
        for answer in answers:
            equal(answer.header("X-RateLimit-Endpoint-Class"), operation.rate_class, f"class of {operation.id}")

    every(api, look)


@check("rate-limits.state-headers", alone=True)
def an_answer_tells_the_state_of_its_bucket(api: Api) -> None:
    """Limit, Remaining and Reset tell how much a minute allows, how much is left, and in how many seconds it is full again."""

    def look(rate_class: str) -> None:
        call, limit = _call_of(api, rate_class), _limit(api, rate_class)
        api.advance(_MINUTE + 1)
        first = _state(call.send(api, key="throttled"))
        second = _state(call.send(api, key="throttled"))
        equal((first["Limit"], second["Limit"]), (limit, limit), f"X-RateLimit-Limit of {rate_class}")
        equal((first["Remaining"], second["Remaining"]), (limit - 1, limit - 2), f"X-RateLimit-Remaining of {rate_class}")
        holds(0 < first["Reset"] <= _MINUTE, f"X-RateLimit-Reset {first['Reset']} of {rate_class}")
        api.advance(first["Reset"] + 1)
        later = _state(call.send(api, key="throttled"))
        equal(later["Remaining"], limit - 1, f"X-RateLimit-Remaining of {rate_class} after X-RateLimit-Reset")
        for _ in range(limit - 1):
            last = call.send(api, key="throttled")
        equal(_state(last)["Remaining"], 0, f"X-RateLimit-Remaining of the last call of {rate_class}")
        call.send(api, key="throttled").refused(429, "RATE_LIMITED")

    attempted(_CLASSES, look)


@check("rate-limits.state-headers", alone=True)
def reset_counts_down(api: Api) -> None:
    """X-RateLimit-Reset falls with the seconds that pass."""
    api.advance(_MINUTE + 1)
    call = _call_of(api, "read-light")
    first = _state(call.send(api, key="throttled"))["Reset"]
    api.advance(20)
    second = _state(call.send(api, key="throttled"))["Reset"]
    holds(abs(first - 20 - second) <= 1, f"X-RateLimit-Reset {second}, 20 seconds after {first}")


def _state(answer: Answer) -> Mapping[str, int]:
    state: dict[str, int] = {}
    for name in ("Limit", "Remaining", "Reset"):
        text = answer.header(f"X-RateLimit-{name}")
        holds(text is not None and text.isdecimal(), f"X-RateLimit-{name} {text!r}")
        state[name] = int(str(text))
    return state


@check("rate-limits.refused", alone=True)
def calls_beyond_the_limit_are_refused(api: Api) -> None:
    """In each class, calls beyond those of a minute are 429 RATE_LIMITED with Retry-After in whole seconds, each time."""

    def look(rate_class: str) -> None:
        call = _call_of(api, rate_class)
        answer = exhausted(api, call, _limit(api, rate_class))
        # Whoever used up a day's calls is told to wait for its end.
        most = _DAY if rate_class == "write-light" else _MINUTE
        holds(seconds(answer) <= most, f"Retry-After {seconds(answer)} of {rate_class}")
        seconds(call.send(api, key="throttled"))

    attempted(api.some(_CLASSES, 1), look)


@check("rate-limits.tiers", alone=True)
def the_standard_tier_allows_what_it_promises(api: Api) -> None:
    """A key of the standard tier has exactly its 120, 60 and 20 calls in a minute, whichever calls of the class they are."""

    def look(rate_class: str) -> None:
        call, limit = _call_of(api, rate_class), _limit(api, rate_class)
        for _ in range(1 if api.is_quick else 2):
            api.advance(_MINUTE + 1)
            equal(_let_through(api, call, limit + 5), limit, f"{rate_class} calls let through in a minute")

    attempted(_CLASSES, look)
    if api.is_quick:
        return
    api.advance(_MINUTE + 1)
    for number in range(_limit(api, "read-light")):
        call = Valid("getWhoami") if number % 2 else Valid("getJob", (api.uuid(),))
        holds(call.send(api, key="throttled").status != 429, f"429 for read number {number + 1} of a minute")
    api.call("listProjects", key="throttled").refused(429, "RATE_LIMITED")


@check("rate-limits.independent", alone=True)
def classes_and_keys_have_their_own_buckets(api: Api) -> None:
    """An empty bucket of a class leaves those of the other classes and of other keys as they are."""

    def look(rate_class: str) -> None:
        api.advance(_MINUTE + 1)
        exhausted(api, _call_of(api, rate_class), _limit(api, rate_class))
        for other in _CLASSES:
            answer = _call_of(api, other).send(api, key="throttled")
            equal(answer.status == 429, other == rate_class, f"whether {other} is 429 where {rate_class} is used up:")
        answer = _call_of(api, rate_class).send(api, key="second")
        holds(answer.status != 429, f"{answer.told} for another key")

    attempted(api.some(_CLASSES, 1), look)


@check("rate-limits.recovers", alone=True)
def retry_after_is_long_enough(api: Api) -> None:
    """After as long as Retry-After says a read is let through."""
    call = _call_of(api, "read-light")
    _recovers(api, call, exhausted(api, call, _limit(api, "read-light")))


@check("rate-limits.recovers", alone=True)
def retry_after_is_long_enough_late_in_the_minute(api: Api) -> None:
    """So are calls of each class where the refusal comes late in the minute."""

    def look(rate_class: str) -> None:
        call = _call_of(api, rate_class)
        api.advance(_MINUTE + 1)
        exhausted(api, call, _limit(api, rate_class))
        api.advance(_MINUTE - 20)
        _recovers(api, call, call.send(api, key="throttled"))

    attempted(api.some(_CLASSES, 1), look)


def _recovers(api: Api, call: Valid, refused: Answer) -> None:
    wait_for(api, seconds(refused))
    again = call.send(api, key="throttled")
    holds(again.status != 429, f"{again.told} after the {refused.header('Retry-After')} seconds of Retry-After")


def wait_for(api: Api, wait: int) -> None:
    """Let as much time pass as a refusal asks for: the target's where that can be moved, else ours."""
    try:
        api.advance(wait)
    except UnprovidedError:
        if not api.provision.waits_for("full", str(wait)):
            raise


@check("rate-limits.refusal-takes-nothing", alone=True)
def a_refusal_takes_nothing_out_of_the_bucket(api: Api) -> None:
    """Refusals neither delay the next minute nor take anything from it."""

    def look(rate_class: str) -> None:
        call, limit = _call_of(api, rate_class), _limit(api, rate_class)
        api.advance(_MINUTE + 1)
        wait = seconds(exhausted(api, call, limit))
        api.advance(wait / 2)
        for _ in range(30):
            call.send(api, key="throttled").refused(429, "RATE_LIMITED")
        api.advance(wait / 2 + 1)
        equal(_let_through(api, call, limit + 5), limit, f"{rate_class} calls let through after 30 refusals")

    attempted(_CLASSES, look)


@check("rate-limits.daily-cap", alone=True, long=True)
def write_light_calls_have_a_cap_per_day(api: Api) -> None:
    """The cap of a day refuses where the minute would not, and Retry-After leads to the end of the day; reads go on."""
    limits = api.contract.tiers["standard"].limits["write-light"]
    cap, begun = int(limits.per_day or 0), 0
    api.advance(_DAY + 1)
    call = _call_of(api, "write-light")
    for number in range(cap):
        if number and number % limits.per_minute == 0:
            api.advance(_MINUTE + 1)
            begun += _MINUTE + 1
        answer = call.send(api, key="throttled")
        holds(answer.status != 429, f"{answer.told} for call {number + 1} of a day")
    api.advance(_MINUTE + 1)
    begun += _MINUTE + 1
    wait = seconds(call.send(api, key="throttled"))
    holds(abs(_DAY - begun - wait) <= 1, f"Retry-After {wait} where {_DAY - begun} seconds of the day are left")
    holds(_call_of(api, "read-light").send(api, key="throttled").status != 429, "429 for a read")
    api.advance(wait - 30)
    call.send(api, key="throttled").refused(429, "RATE_LIMITED")
    api.advance(30)
    holds(call.send(api, key="throttled").status != 429, "429 after the day")
