"""Findings about a client: what it does that will hurt it at the vendor's.

Cadences and waits are measured on the world's clock. State is bounded: only what was seen last is remembered.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeVar

from layers_mock.contract import Operation
from layers_mock.world.ids import Key
from layers_mock.world.journal import Finding

__all__ = ["Conduct", "Memory", "Observed"]

K = TypeVar("K")
V = TypeVar("V")
_REMEMBERED = 1000
_FASTEST_POLL_MILLISECONDS = 2_000
_LONGEST_NAME = 100
_HOPELESS = frozenset({"VALIDATION", "VALIDATION_FAILED", "FORBIDDEN_SCOPE", "NOT_FOUND", "CONFLICT", "IDEMPOTENCY_CONFLICT"})
_KEY_HEADER = Finding("advice", "client.key-header", "Authorization: Bearer is the fallback; X-Api-Key is the primary form.")
_KEY_REUSED = Finding("error", "client.idempotency-key-reused", "An Idempotency-Key was used again with another request.")
_WITHOUT_ETAG = Finding("advice", "client.poll-with-etag", "The same job was asked for again without If-None-Match.")
_POLLED = (_WITHOUT_ETAG,)


class Observed(NamedTuple):
    """One call as a client made it. ``unknown`` are body fields that the operation does not know but lets pass.

    ``is_key_reused`` is the client's doing: a conflict that a scenario makes up is not.
    """

    operation: Operation
    key: Key
    now: int
    path: str
    headers: Mapping[str, str]
    fingerprint: bytes | None
    status: int
    code: str | None
    retry_after: int | None
    unknown: tuple[str, ...]
    is_running_job: bool
    is_key_reused: bool


class Memory(NamedTuple):
    """All that is remembered of clients, by key, oldest first.

    ``polls``: when a running job was last asked for, by path. ``waits``: until when Retry-After said to wait, by rate class.
    ``hopeless``: refusals that a retry cannot change, by the fingerprint of the request.
    """

    polls: Mapping[tuple[Key, str], int]
    waits: Mapping[tuple[Key, str], int]
    hopeless: Mapping[tuple[Key, bytes], str]


class Conduct:
    """Watches the clients of one world."""

    __slots__ = ("_hopeless", "_polls", "_waits")

    def __init__(self) -> None:
        self._polls: dict[tuple[Key, str], int] = {}
        self._waits: dict[tuple[Key, str], int] = {}
        self._hopeless: dict[tuple[Key, bytes], str] = {}

    @property
    def remembers_refusals(self) -> bool:
        """Whether a call's fingerprint could tell something: without any there is nothing to compare it with."""
        return bool(self._hopeless)

    def memory(self) -> Memory:
        """What is remembered, to be kept elsewhere."""
        return Memory(dict(self._polls), dict(self._waits), dict(self._hopeless))

    def restore(self, memory: Memory) -> None:
        """Go on from a memory kept elsewhere."""
        self._polls, self._waits = dict(memory.polls), dict(memory.waits)
        self._hopeless = dict(memory.hopeless)

    def findings_of_poll(
        self, key: Key, path: str, headers: Mapping[str, str], now: int, *, is_running: bool
    ) -> tuple[Finding, ...] | None:
        """As :meth:`findings` for a job that was read, as clients do most; ``None`` where more is to be looked at."""
        if self._waits or "X-Api-Key" not in headers:
            return None
        polls, place = self._polls, (key, path)
        before = polls.pop(place, None)
        if is_running:
            _remember(polls, place, now)
        if before is None or "If-None-Match" in headers:
            return ()
        return _POLLED if now - before >= _FASTEST_POLL_MILLISECONDS else _polled_too_fast(now - before)

    def findings(self, seen: Observed) -> tuple[Finding, ...]:
        """What is to be said of a call, knowing those before it."""
        found: list[Finding] = []
        if seen.operation.id == "getJob":
            self._look_at_poll(seen, found)
        elif seen.operation.method != "GET":
            self._look_at_write(seen, found)
        if self._waits or seen.retry_after is not None:
            found.extend(self._wait_findings(seen))
        if "X-Api-Key" not in seen.headers:
            found.append(_KEY_HEADER)
        return tuple(found)

    def _look_at_poll(self, seen: Observed, found: list[Finding]) -> None:
        place = (seen.key, seen.path)
        before = self._polls.pop(place, None)
        if seen.is_running_job or seen.status == 304:
            _remember(self._polls, place, seen.now)
        if before is None or "If-None-Match" in seen.headers:
            return
        found.append(_WITHOUT_ETAG)
        if seen.now - before < _FASTEST_POLL_MILLISECONDS:
            found.append(_too_fast(seen.now - before))

    def _look_at_write(self, seen: Observed, found: list[Finding]) -> None:
        operation = seen.operation
        if operation.is_idempotent and "Idempotency-Key" not in seen.headers:
            found.append(_without_key(operation.id))
        if seen.is_key_reused:
            found.append(_KEY_REUSED)
        if seen.unknown:
            names = ", ".join([name[:_LONGEST_NAME] for name in seen.unknown[:5]])
            found.append(Finding("warning", "client.unknown-field", f"{operation.id} does not know {names} and ignored it."))
        if seen.fingerprint is not None:
            self._look_at_retry(seen, (seen.key, seen.fingerprint), found)

    def _look_at_retry(self, seen: Observed, place: tuple[Key, bytes], found: list[Finding]) -> None:
        before = self._hopeless.pop(place, None)
        # A stage may refuse to be canceled and the next one not: asking again is what a client has to do.
        if seen.code is not None and seen.code in _HOPELESS and seen.operation.id != "cancelJob":
            _remember(self._hopeless, place, seen.code)
            if before == seen.code:
                found.append(_hopeless(before))

    def _wait_findings(self, seen: Observed) -> Iterator[Finding]:
        place = (seen.key, seen.operation.rate_class)
        until = self._waits.get(place)
        if until is not None and seen.now < until:
            left = -((seen.now - until) // 1000)
            yield Finding("error", "client.retry-after", f"Called again {left} s before Retry-After was over.")
        elif until is not None:
            del self._waits[place]
        if seen.retry_after is not None:
            self._waits[place] = seen.now + seen.retry_after * 1000


def _remember(memory: dict[K, V], place: K, value: V) -> None:
    """Keep a value; the one kept longest goes where there are too many."""
    memory[place] = value
    if len(memory) > _REMEMBERED:
        del memory[next(iter(memory))]


# Findings that clients cause with every call are made once and not with every call.


@lru_cache
def _without_key(operation: str) -> Finding:
    evidence = f"{operation} was called without an Idempotency-Key: a retry runs again."
    return Finding("warning", "client.idempotency-key", evidence)


@lru_cache
def _too_fast(milliseconds: int) -> Finding:
    evidence = f"Asked again after {milliseconds / 1000:g} s of the world's time; begin with 2 s."
    return Finding("warning", "client.poll-cadence", evidence)


@lru_cache
def _polled_too_fast(milliseconds: int) -> tuple[Finding, ...]:
    return (_WITHOUT_ETAG, _too_fast(milliseconds))


@lru_cache
def _hopeless(code: str) -> Finding:
    evidence = f"The same request was refused with {code} before and cannot succeed."
    return Finding("warning", "client.hopeless-retry", evidence)
