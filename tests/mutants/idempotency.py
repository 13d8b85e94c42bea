"""Servers that remember Idempotency-Keys wrongly."""

from collections.abc import Callable

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, refusal, turns, when_asked

__all__ = ["MUTANTS", "Remembers"]

_KEY = "Idempotency-Key"
_HOUR = 3600


class Remembers:
    """A server of its own memory: ``answer(asked, ask, first, count)`` is asked for every repeat of a call with a key.

    ``first`` is the first success, ``count`` how many calls with that key there were before.
    """

    def __init__(self, operation: str | None, answer: Callable[[Asked, Ask, Response, int], Response]) -> None:
        self._operation = operation
        self._answer = answer
        self._first: dict[tuple[str | None, str, str | None], Response] = {}
        self._count: dict[tuple[str | None, str, str | None], int] = {}

    def __call__(self, asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key is None or self._operation not in {None, asked.operation}:
            return ask(asked.request)
        place = (asked.operation, key, asked.key)
        if place not in self._first:
            came = ask(asked.request)
            if came.status < 300:
                self._first[place] = came
            return came
        self._count[place] = self._count.get(place, 0) + 1
        return self._answer(asked, ask, self._first[place], self._count[place])


def _remembers(operation: str | None, answer: Callable[[Asked, Ask, Response, int], Response]) -> Callable[[], Server]:
    return lambda: Remembers(operation, answer)


def _one_byte_more(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    return came._replace(content=came.content + b"\n") if came.status < 300 else came


def _as_it_is_now(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    if came.status >= 300:
        return came
    project = orjson.loads(first.content)["id"]
    url = asked.request.url.partition("?")[0] + f"/{project}"
    return came._replace(content=ask(Request("GET", url, asked.request.headers)).content)


def _runs_again(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    if came.status < 300:
        ask(asked.with_header(_KEY, None))
    return came


def _twice_at_most(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    return ask(asked.with_header(_KEY, None) if count > 1 else asked.request)


def _with_200(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    return came._replace(status=200) if came.status < 300 else came


def _forgets_after_conflict() -> Server:
    free: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key in free:
            return ask(asked.with_header(_KEY, None))
        came = ask(asked.request)
        if came.status == 409 and b"IDEMPOTENCY_CONFLICT" in came.content and key is not None:
            free.add(key)
        return came

    return server


def _looks_at_the_top(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    """The texts on top of a body make it the same, whatever lies below them."""
    body = asked.body
    return ask(asked.with_body(body | {"personality": {"tone": "dry"}}) if body and "personality" in body else asked.request)


def _within_reach(seconds: int, *, slides: bool = False) -> Callable[[], Server]:
    """Records last so long; those that slide begin anew with each repeat."""

    def made() -> Server:
        since: dict[str, tuple[float, Response]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            key = asked.header(_KEY)
            if key is None:
                return ask(asked.request)
            now = asked.memory.notes.get("passed", 0)
            if key in since and now - since[key][0] < seconds:
                if slides:
                    since[key] = (now, since[key][1])
                return since[key][1]
            came = ask(asked.with_header(_KEY, None))
            since[key] = (now, came)
            return came

        return server

    return made


def _equal_bodies_are_repeats() -> Server:
    first: dict[bytes, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != "createProject" or asked.header(_KEY) is not None:
            return ask(asked.request)
        content = asked.request.content
        if content not in first:
            first[content] = ask(asked.request)
        return first[content]

    return server


def _last_key_counts_on() -> Server:
    """A call without a key that equals the last one with a key is taken for its repeat."""
    last: list[Asked] = []

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != "createProject":
            return ask(asked.request)
        if asked.header(_KEY) is not None:
            last[:] = [asked]
        elif last and last[0].request.content == asked.request.content:
            return ask(asked.with_header(_KEY, last[0].header(_KEY)))
        return ask(asked.request)

    return server


def _first_key_owns() -> Server:
    """Another key may repeat what the first one did, and nothing else."""
    owners: dict[str, tuple[str | None, bytes]] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key is None:
            return ask(asked.request)
        owner, content = owners.setdefault(key, (asked.key, asked.request.content))
        if owner != asked.key and content != asked.request.content:
            return refusal(ask(asked.with_key("killed")), 409, "IDEMPOTENCY_CONFLICT")
        return ask(asked.request)

    return server


def _one_record_for_all() -> Server:
    """The second operation under a key is taken for another request of the first."""
    used: dict[str, str | None] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key is not None and used.setdefault(key, asked.operation) != asked.operation:
            return refusal(ask(asked.with_key("killed")), 409, "IDEMPOTENCY_CONFLICT")
        return ask(asked.request)

    return server


def _the_last_operation_counts() -> Server:
    """A key's record is that of the operation it was used with last."""
    last: dict[str, str | None] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key is None:
            return ask(asked.request)
        is_lost = last.get(key, asked.operation) != asked.operation
        last[key] = asked.operation
        return ask(asked.with_header(_KEY, f"{key}-again") if is_lost else asked.request)

    return server


def _keeps_refusals(*statuses: int) -> Callable[[], Server]:
    def made() -> Server:
        kept: dict[tuple[str | None, str], Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            key = asked.header(_KEY)
            if key is None:
                return ask(asked.request)
            place = (asked.operation, key)
            if place not in kept:
                came = ask(asked.request)
                if came.status not in statuses or b"IDEMPOTENCY" in came.content:
                    return came
                kept[place] = came
            return kept[place]

        return server

    return made


MUTANTS = (
    Mutant("idempotency.replay", "The body of a replay is one byte longer.", _remembers(None, _one_byte_more)),
    Mutant("idempotency.replay", "A replay shows the project as it is now.", _remembers("createProject", _as_it_is_now)),
    Mutant("idempotency.replay", "The call runs again, and the first answer is given.", _remembers(None, _runs_again)),
    Mutant("idempotency.replay", "The third call runs anew.", _remembers(None, _twice_at_most)),
    Mutant("idempotency.replay", "A replay is 200.", _remembers(None, _with_200)),
    Mutant("idempotency.conflict", "The query is no part of the request.",
           when_asked("createInfluencer", lambda asked: asked.with_url("?colour=blue", ""))),
    Mutant("idempotency.conflict", "Only what lies on top of a body is compared.", _remembers("createInfluencer", _looks_at_the_top)),
    Mutant("idempotency.conflict", "A conflict sets the key free.", _forgets_after_conflict),
    Mutant("idempotency.conflict", "It is told as CONFLICT.", turns(None, 409, "IDEMPOTENCY_CONFLICT", to=(409, "CONFLICT"))),
    Mutant("idempotency.without-key", "Equal bodies without a key are repeats.", _equal_bodies_are_repeats),
    Mutant("idempotency.without-key", "A call without a key that equals the last one with a key is its repeat.", _last_key_counts_on),
    Mutant("idempotency.window", "A record lasts 23 hours.", _within_reach(23 * _HOUR)),
    Mutant("idempotency.window", "A record lasts for ever.", _within_reach(10**9)),
    Mutant("idempotency.window", "Each repeat makes the record last another 24 hours.", _within_reach(24 * _HOUR, slides=True)),
    Mutant("idempotency.per-api-key", "A record belongs to the organisation.",
           when_asked(None, lambda asked: asked.with_key("full"),
                      when=lambda asked: asked.key == "second" and asked.header(_KEY) is not None)),
    Mutant("idempotency.per-api-key", "Another key with another request is a conflict.", _first_key_owns),
    Mutant("idempotency.per-operation", "Another operation is a conflict.", _one_record_for_all),
    Mutant("idempotency.per-operation", "The record of one operation replaces that of another.", _the_last_operation_counts),
    Mutant("idempotency.successes-only", "An invalid request is kept.", _keeps_refusals(422)),
    Mutant("idempotency.successes-only", "What was not found stays so.", _keeps_refusals(404)),
    Mutant("idempotency.successes-only", "A conflict is kept.", _keeps_refusals(409)),
)  # fmt: skip
