"""A request's way, one pass, no turning back. :meth:`Pipeline.answer` reads as the list in ARCHITECTURE.md.

Everything after the body has arrived is synchronous, so that each call is atomic: two equal requests at once create one
thing, and a client that vanishes leaves nothing half-done.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import orjson

from layers_mock.contract import Contract, Operation, QueryError, Refusal
from layers_mock.contract.validation import Issue
from layers_mock.http.answers import Answer, json_answer, refusal_answer
from layers_mock.http.worlds import Worlds
from layers_mock.operations import HANDLERS, Call, Reply
from layers_mock.world.idempotency import Record, fingerprint
from layers_mock.world.rate_limits import RateState
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import World

__all__ = ["Pipeline", "Received"]

_MOST_LEVELS = 100
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Received(NamedTuple):
    """A request as it came in: raw path and query, headers without regard to case, the body or why there is none."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    fault: Refusal | None
    """Why the body could not be received; reported only where nothing before it refuses."""


@dataclass(slots=True)
class _Turn:
    """What is known of a request so far."""

    request_id: str
    now: int
    headers: dict[str, str]


class Pipeline:
    """Answers requests of one edition for all worlds of a server."""

    def __init__(self, contract: Contract, worlds: Worlds, *, is_lenient: bool = False) -> None:
        self._contract = contract
        self._worlds = worlds
        self._is_lenient = is_lenient

    def answer(self, request: Received) -> Answer:
        """The one answer to a request."""
        world, key = self._worlds.authenticate(request.headers)
        source = world or self._worlds.nowhere
        now = source.clock.now()
        request_id = source.request_ids.request_id(now)
        turn = _Turn(request_id, now, {"X-Request-Id": request_id})
        try:
            operation, path = self._match(request)
            if world is None or key is None:
                raise _no_key(request.headers)
            world.settle(now)
            _refuse_killed(operation, key)
            _check_scope(operation, key)
            self._take(world, operation, key, turn)
            body = self._parse(operation, request)
            call = self._validated(world, operation, key, path, request, body, turn)
            return self._perform(world, call, request, turn)
        except Refusal as refusal:
            error = self._contract.errors[refusal.code]
            return refusal_answer(refusal, error, request_id, now, turn.headers)

    def _match(self, request: Received) -> tuple[Operation, dict[str, str]]:
        match = self._contract.router.find(request.method, request.path)
        if match is None:
            message = f"No route for {request.path[:200]}."
            raise Refusal("NOT_FOUND", message, rule="routing.unknown-path")
        if match.operation is None:
            allow = ", ".join(match.allowed)
            message = f"{request.method[:40]} is not allowed here."
            raise Refusal("NOT_FOUND", message, rule="routing.unknown-method", status=405, headers={"Allow": allow})
        return match.operation, match.parameters

    def _take(self, world: World, operation: Operation, key: ApiKey, turn: _Turn) -> None:
        tier = self._contract.tiers[key.tier]
        state = world.rate_limits.take(key.key, tier, operation.rate_class, turn.now)
        turn.headers.update(_rate_headers(operation, state))
        if state.retry_after is not None:
            headers = {"Retry-After": str(state.retry_after)}
            raise Refusal("RATE_LIMITED", rule="rate-limits.refused", headers=headers)

    def _parse(self, operation: Operation, request: Received) -> object:
        """The body as JSON, ``None`` where none was sent or none is read."""
        if operation.body_schema is None:
            return None
        code = operation.validation_code
        if request.fault is not None:
            fault = request.fault
            raise Refusal(code, fault.message, rule=fault.rule, status=fault.status, headers=fault.headers)
        if not request.body:
            return None
        media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            message = "Send the body as application/json."
            raise Refusal(code, message, rule="body.content-type", status=415)
        try:
            body = orjson.loads(request.body)
        except orjson.JSONDecodeError as error:
            message = f"The body is not JSON: {error}"
            raise Refusal(code, message, rule="body.malformed-json", status=400) from None
        if _is_deeper(body, request.body):
            message = f"The body is nested deeper than {_MOST_LEVELS} levels."
            raise Refusal(code, message, rule="body.malformed-json", status=400)
        return body

    def _validated(
        self,
        world: World,
        operation: Operation,
        key: ApiKey,
        path: dict[str, str],
        request: Received,
        body: object,
        turn: _Turn,
    ) -> Call:
        _refuse_read_only(operation, body)
        validator = self._contract.request_validator(operation)
        try:
            valid = validator.validate(
                path, request.query, request.headers, body, is_sent=bool(request.body), is_lenient=self._is_lenient
            )
        except QueryError as error:
            raise Refusal(operation.validation_code, str(error), rule="validation.request") from None
        if valid.issues:
            raise _invalid(operation, valid.issues)
        return Call(
            operation=operation,
            now=turn.now,
            key=key,
            organization=world.organizations[key.organization],
            path=path,
            query=valid.query,
            headers=request.headers,
            body=valid.body if isinstance(valid.body, dict) else {},
            fingerprint=lambda: fingerprint(request.path, request.query, body).hex(),
        )

    def _perform(self, world: World, call: Call, request: Received, turn: _Turn) -> Answer:
        """The first answer under an Idempotency-Key, again; else the operation."""
        name = request.headers.get("Idempotency-Key") if call.operation.is_idempotent else None
        if name is None:
            reply = HANDLERS[call.operation.id](world, call)
            return _respond(reply.status, _encoded(reply), turn, reply.headers)
        print_ = bytes.fromhex(call.fingerprint())
        record = world.idempotency.find(call.key.key, call.operation.id, name, turn.now)
        if record is None:
            reply = HANDLERS[call.operation.id](world, call)
            expires = turn.now + self._contract.idempotency_window_seconds * 1000
            record = Record(print_, expires, reply.status, _encoded(reply), reply.headers)
            world.idempotency.keep(call.key.key, call.operation.id, name, record, turn.now)
        elif record.fingerprint != print_:
            message = "This Idempotency-Key was already used with another request."
            raise Refusal("IDEMPOTENCY_CONFLICT", message, rule="idempotency.conflict")
        return _respond(record.status, record.body, turn, record.headers)


def _is_deeper(body: object, raw: bytes) -> bool:
    """Whether JSON nests deeper than is read here: more than this could be parsed, but not be written again."""
    if raw.count(b"[") + raw.count(b"{") <= _MOST_LEVELS:
        return False
    level = [body]
    for _ in range(_MOST_LEVELS + 1):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node if isinstance(node, list) else ())
        ]
    return bool(level)


def _encoded(reply: Reply) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else orjson.dumps(reply.body)


def _respond(status: int, body: bytes, turn: _Turn, headers: Mapping[str, str]) -> Answer:
    turn.headers.update(headers)
    return json_answer(status, body, turn.now, turn.headers)


def _no_key(headers: Mapping[str, str]) -> Refusal:
    if "X-Api-Key" in headers or "Authorization" in headers:
        return Refusal("UNAUTHENTICATED", "The API key is not valid.", rule="auth.key-unknown")
    message = "Send your API key in X-Api-Key."
    return Refusal("UNAUTHENTICATED", message, rule="auth.key-required")


def _refuse_killed(operation: Operation, key: ApiKey) -> None:
    if (key.kill_switch or not key.is_active) and not operation.answers_killed_keys:
        raise Refusal("KILL_SWITCH", rule="auth.killed-key", details={"scope": "key"})


def _check_scope(operation: Operation, key: ApiKey) -> None:
    scope = operation.scope
    if scope is not None and key.scopes is not None and scope not in key.scopes:
        message = f"The API key lacks the scope {scope}."
        raise Refusal("FORBIDDEN_SCOPE", message, rule="auth.scope-required", details={"requiredScope": scope})


def _rate_headers(operation: Operation, state: RateState) -> dict[str, str]:
    return {
        "X-RateLimit-Endpoint-Class": operation.rate_class,
        "X-RateLimit-Limit": str(state.limit),
        "X-RateLimit-Remaining": str(state.remaining),
        "X-RateLimit-Reset": str(state.reset),
    }


def _refuse_read_only(operation: Operation, body: object) -> None:
    read_only = operation.read_only
    if read_only is None or not isinstance(body, dict):
        return
    sent = sorted(read_only.names.intersection(body))
    if sent:
        issues = [Issue(name, "This field is read-only.", "readOnly", "") for name in sent]
        raise _refusal_of(operation, issues, "patch-project.read-only", read_only.status)


def _invalid(operation: Operation, issues: list[Issue]) -> Refusal:
    rule = next((issue.rule for issue in issues if issue.rule != "validation.request"), "validation.request")
    return _refusal_of(operation, issues, rule, None)


def _refusal_of(operation: Operation, issues: list[Issue], rule: str, status: int | None) -> Refusal:
    details: dict[str, object] = {"issues": [{"path": issue.path, "message": issue.message} for issue in issues]}
    return Refusal(operation.validation_code, rule=rule, details=details, status=status, hint=_nearest(operation, issues))


def _nearest(operation: Operation, issues: list[Issue]) -> str | None:
    """For a field nobody knows, the field that may have been meant."""
    unknown = next((issue.path for issue in issues if issue.keyword == "additionalProperties"), None)
    if unknown is None or operation.body_schema is None:
        return None
    node: object = operation.body_schema
    *parents, name = unknown.split(".")
    for step in ("", *parents):
        properties = node.get("properties", {}) if isinstance(node, dict) else {}
        node = node if step == "" else properties.get(step, {})
    known = list(node.get("properties", {})) if isinstance(node, dict) else []
    near = difflib.get_close_matches(name, known, n=1)
    meant = f" Did you mean {near[0]}?" if near else ""
    return f"{unknown} is no field of {operation.id}.{meant}"
