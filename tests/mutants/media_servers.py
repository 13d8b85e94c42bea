"""What wrong servers of media are made of: names of fields that are mixed up, keys that are honoured."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Server, asks, refusal

__all__ = ["FINALIZE", "INLINE", "PRESIGN", "by_key", "first_sent", "prefers", "upper_is_wrong"]

INLINE = "uploadMediaInline"
PRESIGN = "presignMediaUpload"
FINALIZE = "finalizeMediaUpload"


def prefers(operation: str, winner: str, loser: str) -> Callable[[], Server]:
    """Where both names are sent, the other one counts."""

    def edit(body: Any) -> None:
        if winner in body and loser in body:
            body[loser] = body[winner]

    return asks(operation, edit)


def first_sent(operation: str, *names: str) -> Callable[[], Server]:
    """Where several names are sent, the first one counts."""

    def edit(body: Any) -> None:
        sent = [name for name in body if name in names]
        if len(sent) > 1:
            body[names[0]] = body[sent[0]]

    return asks(operation, edit)


def by_key(operation: str, *, is_conflict: bool) -> Callable[[], Server]:
    """An Idempotency-Key is honoured: a repeat is answered as the first time, or another body is a conflict."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key = asked.header("Idempotency-Key")
        if asked.operation != operation or key is None:
            return came
        content, first = asked.memory.notes.setdefault(f"key {key}", (asked.request.content, came))
        if is_conflict:
            return came if content == asked.request.content else refusal(came, 409, "IDEMPOTENCY_CONFLICT")
        return came._replace(content=first.content) if content == asked.request.content else came

    return lambda: server


def upper_is_wrong(body: Any) -> None:
    """A checksum in upper case becomes that of no file."""
    digits = body.get("checksumSha256")
    if isinstance(digits, str) and len(digits) == 64 and digits != digits.lower():
        body["checksumSha256"] = "0" * 64
