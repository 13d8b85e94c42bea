"""What is held against every answer of a run, whichever check asked for it."""

from collections.abc import Iterator
from threading import Lock
from typing import NamedTuple

import orjson

from layers_mock.contract import Contract, OperationId
from layers_mock.kit.exchange import Exchange, header

__all__ = ["Observation", "Observer"]

_NO_BODY = frozenset({204, 304})


class Observation(NamedTuple):
    """An answer that broke a rule of every answer."""

    rule: str
    came: str
    basis: str | None
    """A weaker basis than the rule's own, where the part of the document it broke has one."""


class Observer:
    """Looks at the answers of operations: envelope, request ids, documented statuses and schemas. Safe to share."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._lock = Lock()
        self._request_ids: set[str] = set()

    def observe(self, exchange: Exchange) -> Iterator[Observation]:
        """What is wrong with one answer. Answers of links and of paths that no operation has are looked at as refusals."""
        yield from self._request_id(exchange)
        if exchange.response.status >= 400:
            yield from _envelope(exchange)
        if exchange.response.status >= 500 and _code(exchange) in {None, "INTERNAL"}:
            yield Observation("errors.internal", f"{exchange.response.status} for a client's request", None)
        if exchange.operation is not None:
            yield from self._documented(exchange)

    def _request_id(self, exchange: Exchange) -> Iterator[Observation]:
        if exchange.operation is None:
            return
        came = header(exchange.response.headers, "X-Request-Id")
        if came is None:
            yield Observation("request-ids.every-answer", "an answer without X-Request-Id", None)
            return
        with self._lock:
            is_known = came in self._request_ids
            self._request_ids.add(came)
        if is_known:
            yield Observation("request-ids.every-answer", f"two answers with the request id {came}", None)

    def _documented(self, exchange: Exchange) -> Iterator[Observation]:
        operation = self._contract.operations[OperationId(str(exchange.operation))]
        response = exchange.response
        body: object = None
        if response.content and response.status not in _NO_BODY:
            try:
                body = orjson.loads(response.content)
            except orjson.JSONDecodeError:
                yield Observation("answers.documented", "a body that is no JSON", None)
                return
        validator = self._contract.response_validator(operation)
        basis = None if operation.provenance == "documented" and response.status < 400 else "inferred"
        for issue in validator.issues(response.status, dict(response.headers), body):
            place = f"{issue.path}: " if issue.path else ""
            yield Observation("answers.documented", f"{response.status} with {place}{issue.message}", basis)


def _envelope(exchange: Exchange) -> Iterator[Observation]:
    if exchange.operation is None or exchange.request.method == "HEAD":
        return
    try:
        body = orjson.loads(exchange.response.content)
    except orjson.JSONDecodeError:
        yield Observation("errors.envelope", f"{exchange.response.status} without JSON", None)
        return
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict) or set(body) != {"error"}:
        yield Observation("errors.envelope", f"{exchange.response.status} with {str(body)[:200]}", None)
        return
    missing = sorted({"code", "message", "requestId"} - set(error))
    unknown = sorted(set(error) - {"code", "message", "requestId", "details"})
    if missing or unknown:
        yield Observation("errors.envelope", f"an error {'without ' + missing[0] if missing else 'with ' + unknown[0]}", None)
    if "requestId" in error and error["requestId"] != header(exchange.response.headers, "X-Request-Id"):
        yield Observation("request-ids.in-envelope", f"requestId {error['requestId']!r} is not that of X-Request-Id", None)


def _code(exchange: Exchange) -> str | None:
    try:
        code = orjson.loads(exchange.response.content)["error"]["code"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return code if isinstance(code, str) else None
