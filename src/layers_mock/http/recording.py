"""Feeding the journal, the findings and the coverage of a world with each call."""

from hashlib import blake2b

from layers_mock.contract import Operation
from layers_mock.http.answers import Answer
from layers_mock.http.turn import Received, Turn
from layers_mock.world.conduct import Observed
from layers_mock.world.journal import Entry, Finding
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import World

__all__ = ["record"]

_STATUS_TEXTS = {status: str(status) for status in range(600)}


def record(world: World, request: Received, turn: Turn, key: ApiKey | None, answer: Answer, duration: int) -> None:
    """Write one call down; ``duration`` in real microseconds."""
    refusal, operation, journal = turn.refusal, turn.operation, world.journal
    findings: tuple[Finding, ...] = ()
    if operation is not None:
        world.coverage.meet(operation.id, () if answer.breaks else _met(turn, answer.status))
        if key is not None:
            findings = _findings(world, request, turn, operation, key, answer.status)
    # `_make` takes the fields in their order in a third of the time that naming them takes.
    journal.record(
        Entry._make((
            journal.recorded + 1, turn.now, duration, turn.request_id, request.method, request.path, request.query,
            request.headers, request.body, None if operation is None else operation.id, None if key is None else key.name,
            answer.status, answer.headers, answer.body, None if refusal is None else refusal.rule or None,
            None if turn.steering is None else turn.steering.scenario, findings,
        ))
    )  # fmt: skip


def _findings(
    world: World, request: Received, turn: Turn, operation: Operation, key: ApiKey, status: int
) -> tuple[Finding, ...]:
    if operation.id == "getJob" and turn.refusal is None:
        is_running = status == 304 or "job running" in turn.met
        polled = world.conduct.findings_of_poll(key.key, request.path, request.headers, turn.now, is_running=is_running)
        if polled is not None:
            return polled
    return world.conduct.findings(_observed(world, request, turn, operation, key, status))


def _observed(world: World, request: Received, turn: Turn, operation: Operation, key: ApiKey, status: int) -> Observed:
    refusal = turn.refusal
    code = retry_after = fingerprint = None
    if refusal is not None:
        code = refusal.code
        if "Retry-After" in refusal.headers:
            retry_after = int(refusal.headers["Retry-After"])
    if operation.method != "GET" and (refusal is not None or world.conduct.remembers_refusals):
        raw = f"{request.path}?{request.query}\n".encode(errors="surrogateescape") + request.body
        fingerprint = blake2b(raw, digest_size=16).digest()
    is_key_reused = refusal is not None and refusal.rule == "idempotency.conflict"
    return Observed._make((
        operation, key.key, turn.now, request.path, request.headers, fingerprint, status, code, retry_after, turn.unknown,
        "job running" in turn.met, is_key_reused,
    ))  # fmt: skip


def _met(turn: Turn, status: int) -> tuple[str, ...]:
    if turn.refusal is not None:
        return (turn.refusal.code,)
    met = (_STATUS_TEXTS[status], *turn.met)
    if turn.is_replay:
        met = (*met, "replay")
    return (*met, "next page") if turn.has_cursor else met
