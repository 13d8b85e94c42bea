"""Feeding the journal, the findings and the coverage of a world with each call."""

from collections.abc import Mapping
from hashlib import blake2b
from typing import NamedTuple

from layers_mock.contract import Operation, Refusal
from layers_mock.http.answers import Answer
from layers_mock.world.conduct import Observed
from layers_mock.world.journal import Entry
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import World

__all__ = ["Seen", "record"]


class Seen(NamedTuple):
    """A call and its answer, as the pipeline knows them when it is done. ``duration`` in microseconds."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    request_id: str
    now: int
    duration: int
    operation: Operation | None
    key: ApiKey | None
    answer: Answer
    refusal: Refusal | None
    scenario: str | None
    is_replay: bool
    has_cursor: bool
    met: tuple[str, ...]
    unknown: tuple[str, ...]


def record(world: World, seen: Seen) -> None:
    """Write one call down."""
    refusal, operation, key = seen.refusal, seen.operation, seen.key
    findings = () if operation is None or key is None else world.conduct.findings(_observed(seen, operation, key))
    if operation is not None:
        world.coverage.meet(operation.id, _met(seen))
    journal = world.journal
    journal.record(
        Entry(
            journal.recorded + 1,
            seen.now,
            seen.duration,
            seen.request_id,
            seen.method,
            seen.path,
            seen.query,
            seen.headers,
            seen.body,
            None if operation is None else operation.id,
            None if key is None else key.name,
            seen.answer.status,
            seen.answer.headers,
            seen.answer.body,
            (refusal.rule or None) if refusal else None,
            seen.scenario,
            findings,
        )
    )


def _observed(seen: Seen, operation: Operation, key: ApiKey) -> Observed:
    refusal = seen.refusal
    is_write = operation.method != "GET"
    return Observed(
        operation, key.key, seen.now, seen.path, seen.headers,
        blake2b(f"{seen.path}?{seen.query}\n".encode() + seen.body, digest_size=16).digest() if is_write else None,
        seen.answer.status, refusal.code if refusal else None,
        int(refusal.headers["Retry-After"]) if refusal and "Retry-After" in refusal.headers else None,
        seen.unknown, "job running" in seen.met,
    )  # fmt: skip


def _met(seen: Seen) -> tuple[str, ...]:
    if seen.refusal is not None:
        return (seen.refusal.code,)
    met: tuple[str, ...] = (str(seen.answer.status), *seen.met)
    if seen.is_replay:
        met = (*met, "replay")
    return (*met, "next page") if seen.has_cursor else met
