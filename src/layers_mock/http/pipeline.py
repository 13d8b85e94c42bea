"""A request's way, one pass, no turning back. :meth:`Pipeline.answer` reads as the list in ARCHITECTURE.md.

Everything after the body has arrived is synchronous, so that each call is atomic: two equal requests at once create one
thing, and a client that vanishes leaves nothing half-done.
"""

from collections.abc import Mapping

import orjson

from layers_mock.contract import Contract, Operation, QueryError, Refusal
from layers_mock.http.answers import Answer, json_answer, refusal_answer
from layers_mock.http.invalid import MOST_LEVELS, invalid, is_deeper, refuse_read_only
from layers_mock.http.recording import record
from layers_mock.http.steering import damage, refusal_of, steer
from layers_mock.http.turn import Received, Turn
from layers_mock.http.worlds import Worlds
from layers_mock.operations import HANDLERS, Call, Reply
from layers_mock.world.audit import LONGEST_PATH
from layers_mock.world.clock import stopwatch
from layers_mock.world.idempotency import Record
from layers_mock.world.keys import kill
from layers_mock.world.rate_limits import RateState
from layers_mock.world.rows import ApiKey
from layers_mock.world.scenarios import JobBend
from layers_mock.world.world import World

__all__ = ["Pipeline", "Received"]


class Pipeline:
    """Answers requests of one edition for all worlds of a server."""

    def __init__(self, contract: Contract, worlds: Worlds, *, is_lenient: bool = False) -> None:
        self._contract = contract
        self._worlds = worlds
        self._is_lenient = is_lenient

    def answer(self, request: Received) -> Answer:
        """The one answer to a request, written down."""
        begun = stopwatch()
        world, key = self._worlds.authenticate(request.headers)
        source = world or self._worlds.nowhere
        now = source.clock.now()
        request_id = source.request_ids.request_id(now)
        turn = Turn(request_id, now)
        try:
            answer = self._answer(world, key, request, turn)
        except Refusal as refusal:
            # Without its traceback: that holds this frame, which holds the turn, which would hold the refusal.
            turn.refusal = refusal.with_traceback(None)
            error = self._contract.errors[refusal.code]
            answer = refusal_answer(refusal, error, request_id, now, turn.headers)
        # A call that a scenario drops before it arrives has no status, and is in no log.
        if world is not None and key is not None and answer.status:
            refused = turn.refusal
            # A bare tuple, and here: this is on the way of every call, and few ever read the log.
            world.organizations[key.organization].audit.record((
                turn.now, turn.request_id, key.key, request.method, request.path[:LONGEST_PATH], answer.status,
                None if refused is None else refused.code, turn.change, turn.about,
            ))  # fmt: skip
        if turn.steering is not None:
            damage(answer, turn.steering, is_replay=turn.is_replay)
        if source.journal.capacity:
            record(source, request, turn, key, answer, stopwatch() - begun)
        return answer

    def _answer(self, world: World | None, key: ApiKey | None, request: Received, turn: Turn) -> Answer:
        operation, path = self._match(request)
        turn.operation, turn.about = operation, path
        if world is None or key is None:
            raise _no_key(request.headers)
        world.settle(turn.now)
        _refuse_killed(operation, key)
        _check_scope(operation, key)
        self._take(world, operation, key, turn)
        body = self._parse(operation, request)
        bend = self._steer(world, operation, key, path, request, body, turn)
        if turn.steering is not None:
            key = world.keys[key.secret]
            if turn.steering.then.drop == "before":
                return Answer(0, turn.headers, b"")
        call = self._validated(world, operation, key, path, request, body, turn)
        call.bend = bend
        return self._perform(world, call, request, turn)

    def _steer(
        self,
        world: World,
        operation: Operation,
        key: ApiKey,
        path: dict[str, str],
        request: Received,
        body: object,
        turn: Turn,
    ) -> JobBend | None:
        """Ask scenarios and ``Prefer``; what they say of the world happens here, of the answer when there is one."""
        if not world.scenarios and "Prefer" not in request.headers:
            return None
        turn.steering = steer(world, operation, key, path, request.headers, body, turn.now)
        if turn.steering is None:
            return None
        then = turn.steering.then
        if then.wallet == "empty":
            organization = world.organizations[key.organization]
            organization.wallet = organization.wallet.emptied()
        if then.key == "killed":
            _refuse_killed(operation, kill(world, key, turn.now))
        if then.code is not None:
            raise refusal_of(self._contract, operation, then)
        return then.job

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

    def _take(self, world: World, operation: Operation, key: ApiKey, turn: Turn) -> None:
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
        if is_deeper(body, request.body):
            message = f"The body is nested deeper than {MOST_LEVELS} levels."
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
        turn: Turn,
    ) -> Call:
        refuse_read_only(operation, body)
        validator = self._contract.request_validator(operation)
        try:
            valid = validator.validate(
                path, request.query, request.headers, body, is_sent=bool(request.body), is_lenient=self._is_lenient
            )
        except QueryError as error:
            code, status = operation.validation_code, operation.validation_status
            raise Refusal(code, str(error), rule="validation.request", status=status) from None
        if valid.issues:
            raise invalid(operation, valid.issues)
        turn.unknown = validator.unknown_fields(body)
        turn.has_cursor = "cursor" in valid.query
        known = valid.body if isinstance(valid.body, dict) else {}
        return Call(
            operation, turn.now, key, world.organizations[key.organization], path, valid.query, request.headers, known,
            (request.path, request.query, body),
        )  # fmt: skip

    def _perform(self, world: World, call: Call, request: Received, turn: Turn) -> Answer:
        """The first answer under an Idempotency-Key, again; else the operation."""
        name = request.headers.get("Idempotency-Key") if call.operation.is_idempotent else None
        if name is None:
            reply = _done(world, call, turn)
            return _respond(reply.status, _encoded(reply), turn, reply.headers)
        print_ = call.fingerprint()
        kept = world.idempotency.find(call.key.key, call.operation.id, name, turn.now)
        if kept is None:
            reply = _done(world, call, turn)
            expires = turn.now + self._contract.idempotency_window_seconds * 1000
            kept = Record(print_, expires, reply.status, _encoded(reply), reply.headers)
            world.idempotency.keep(call.key.key, call.operation.id, name, kept, turn.now)
        elif kept.fingerprint != print_:
            message = "This Idempotency-Key was already used with another request."
            raise Refusal("IDEMPOTENCY_CONFLICT", message, rule="idempotency.conflict")
        else:
            turn.is_replay = True
        return _respond(kept.status, kept.body, turn, kept.headers)


def _done(world: World, call: Call, turn: Turn) -> Reply:
    operation = call.operation
    reply = HANDLERS[operation.id](world, call)
    turn.met = reply.met
    if operation.effect != "read" and reply.changed:
        turn.change = operation.id
        if reply.made is not None:
            turn.about = reply.made
    return reply


def _encoded(reply: Reply) -> bytes:
    return reply.body if isinstance(reply.body, bytes) else orjson.dumps(reply.body)


def _respond(status: int, body: bytes, turn: Turn, headers: Mapping[str, str]) -> Answer:
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
