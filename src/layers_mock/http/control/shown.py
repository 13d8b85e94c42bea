"""Messages of a journal as they are shown: whatever bytes they were made of, and without secrets."""

from collections.abc import Mapping

import orjson

from layers_mock.contract import JsonObject
from layers_mock.http.invalid import is_deeper
from layers_mock.http.redaction import redact, redact_header
from layers_mock.webhooks.addresses import without_credentials

__all__ = ["address", "message", "readable"]


def message(headers: Mapping[str, str], body: bytes) -> JsonObject:
    """Headers and body, secrets redacted; the body is JSON where it is JSON, else text."""
    shown = {str(name): redact_header(name, readable(value)) for name, value in headers.items()}
    return {"headers": shown, "body": _body(body)}


def address(url: str) -> str:
    """A URL without the name and password that it may hold."""
    return redact(without_credentials(readable(url)))


def readable(text: str) -> str:
    """Text that JSON can hold, whatever bytes it was made of."""
    return text if text.isascii() else text.encode(errors="surrogateescape").decode(errors="replace")


def _body(raw: bytes) -> object:
    """The JSON that a body holds, else its text: JSON that nests too deep for us could be read but not be shown."""
    text = raw.decode(errors="replace")
    try:
        body: object = orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return redact(text)
    # Written down anew, so that no escape in it hides a key.
    return redact(text) if is_deeper(body, raw) else orjson.loads(redact(orjson.dumps(body).decode()))
