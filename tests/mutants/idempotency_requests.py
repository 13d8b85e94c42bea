"""Servers that take equal requests for different ones, different ones for equal, or odd keys for good ones."""

from collections.abc import Callable
from hashlib import sha256
from threading import Event, Lock
from typing import Any

import orjson

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, refusal, refuses, when_asked, with_json

__all__ = ["MUTANTS"]

_KEY = "Idempotency-Key"


class _Racing:
    """Equal requests race: who comes while another is at work does not see its record yet."""

    def __init__(self, late: Callable[[Asked, Ask], Response]) -> None:
        self._late = late
        self._lock = Lock()
        self._at_work: set[str] = set()

    def __call__(self, asked: Asked, ask: Ask) -> Response:
        key = asked.header(_KEY)
        if key is None:
            return ask(asked.request)
        with self._lock:
            is_late = key in self._at_work
            self._at_work.add(key)
        if is_late:
            return self._late(asked, ask)
        # Held back for a moment, in which the others come.
        Event().wait(0.02)
        try:
            return ask(asked.request)
        finally:
            with self._lock:
                self._at_work.discard(key)


def _raced(late: Callable[[Asked, Ask], Response]) -> Callable[[], Server]:
    return lambda: _Racing(late)


def _per_writing(writing: Callable[[bytes], bytes]) -> Callable[[], Server]:
    """Bodies are the same where they are written the same way."""

    def change(asked: Asked) -> Request:
        digest = sha256(writing(asked.request.content)).hexdigest()[:12]
        return asked.with_header(_KEY, f"{asked.header(_KEY)}-{digest}")

    return when_asked("createProject", change, when=lambda asked: asked.header(_KEY) is not None)


def _top_sorted(content: bytes) -> bytes:
    body = orjson.loads(content)
    return orjson.dumps({name: body[name] for name in sorted(body)})


def _lists_sorted(asked: Asked) -> Request:
    def sorted_(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: sorted_(item) for name, item in value.items()}
        return sorted(value) if isinstance(value, list) else value

    return asked.with_body(sorted_(asked.body)) if isinstance(asked.body, dict) else asked.request


def _with_key_text(change: Callable[[str], str]) -> Callable[[], Server]:
    return when_asked(
        "createProject", lambda asked: asked.with_header(_KEY, change(str(asked.header(_KEY)))),
        when=lambda asked: asked.header(_KEY) is not None,
    )  # fmt: skip


def _is_longest(asked: Asked) -> bool:
    return len(asked.header(_KEY) or "") == 255


def _refused_late(asked: Asked, ask: Ask) -> Response:
    return refusal(ask(asked.with_key("killed")), 409, "IDEMPOTENCY_CONFLICT")


def _nearly_empty(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.with_key("killed"))
    return with_json(came, {"id": asked.header(_KEY)}, 201)


MUTANTS = (
    Mutant("idempotency.in-flight", "Two at once make two.", _raced(lambda asked, ask: ask(asked.with_header(_KEY, None)))),
    Mutant("idempotency.in-flight", "Who comes second is told a conflict.", _raced(_refused_late)),
    Mutant("idempotency.in-flight", "Who comes second is told less.", _raced(_nearly_empty)),
    Mutant("idempotency.same-json", "Bodies are compared byte for byte.", _per_writing(bytes)),
    Mutant("idempotency.same-json", "The order of keys counts below the top.", _per_writing(_top_sorted)),
    Mutant("idempotency.same-json", "The order of lists does not count.", when_asked("createProject", _lists_sorted)),
    Mutant("idempotency.key-form", "255 characters are one too many.",
           refuses("createProject", 422, "VALIDATION", when=_is_longest)),
    Mutant("idempotency.key-form", "Longer keys are cut to 255.", _with_key_text(lambda key: key[:255])),
    Mutant("idempotency.key-form", "Blanks are dropped from a key.", _with_key_text(lambda key: key.replace(" ", ""))),
    Mutant("idempotency.key-form", "A key that is empty is as good as none.",
           when_asked("createProject", lambda asked: asked.with_header(_KEY, None), when=lambda asked: asked.header(_KEY) == "")),
)  # fmt: skip
