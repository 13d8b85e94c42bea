"""How single values of a snapshot are written for people, and read strictly.

Ids are written as ULIDs, instants in ISO 8601, bytes as text where they are text and in base64 where not.
"""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import isfinite
from types import NoneType
from typing import Any, NamedTuple, NewType

from layers_mock.contract import JsonObject
from layers_mock.errors import SnapshotError
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.ids import Key, parse, ulid

__all__ = ["SCALARS", "Codec", "Instant", "MisfitError", "unlike", "within"]

Instant = NewType("Instant", int)
"""Milliseconds since 1970, written in ISO 8601."""

_LATEST_PRINTED = 253_402_300_799_999
"""The last millisecond of the year 9999; what is planned beyond is written as a number."""
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_LENGTH_OF_ULID = 26


class Codec(NamedTuple):
    """How values of one type are written and read."""

    encode: Callable[[Any], Any]
    decode: Callable[[Any], Any]


class MisfitError(SnapshotError):
    """A value that is not what its place asks for; ``path`` leads to it and grows on the way up."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.path: list[str] = []

    def __str__(self) -> str:
        place = "".join(reversed(self.path)).lstrip(".")
        return f"{place}: {super().__str__()}" if place else super().__str__()


@contextmanager
def within(step: str) -> Iterator[None]:
    """Put a step before the path of whatever does not fit in there."""
    try:
        yield
    except MisfitError as misfit:
        misfit.path.append(step)
        raise


def unlike(wanted: str, found: object) -> MisfitError:
    """The error for a value in place of what is wanted there."""
    return MisfitError(f"{wanted} is wanted, not {_shown(found)}.")


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _exactly(kind: type, wanted: str) -> Codec:
    def decode(value: object) -> object:
        if type(value) is not kind:
            raise unlike(wanted, value)
        return value

    return Codec(lambda value: value, decode)


def _encode_text(value: str) -> object:
    """Text; bytes of a header that are no UTF-8, which Python keeps as lone surrogates, in base64."""
    if value.isascii():
        return value
    try:
        value.encode()
    except UnicodeEncodeError:
        return {"base64": b64encode(value.encode(errors="surrogateescape")).decode()}
    return value


def _decode_text(value: object) -> str:
    if type(value) is str:
        return value
    if isinstance(value, dict):
        return _from_base64(value).decode(errors="surrogateescape")
    raise unlike("a text", value)


def _encode_bytes(value: bytes) -> dict[str, str]:
    try:
        text = value.decode()
    except UnicodeDecodeError:
        text = None
    if text is not None and text.isprintable():
        return {"text": text}
    return {"base64": b64encode(value).decode()}


def _decode_bytes(value: object) -> bytes:
    if isinstance(value, dict) and list(value) == ["text"] and type(value["text"]) is str:
        return value["text"].encode(errors="replace")
    return _from_base64(value)


def _from_base64(value: object) -> bytes:
    text = value.get("base64") if isinstance(value, dict) and len(value) == 1 else None
    try:
        return b64decode(text if type(text) is str else "?", validate=True)
    except ValueError:
        raise unlike('bytes such as {"base64": "AAEC"}', value) from None


def _encode_float(value: float) -> float:
    """Whole numbers without a fraction, as other languages write them back."""
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def _decode_float(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise unlike("a finite number", value)
    return float(value)


def _decode_key(value: object) -> Key:
    key = parse(value) if type(value) is str and len(value) == _LENGTH_OF_ULID else None
    if key is None:
        raise unlike("a ULID of 26 characters", value)
    return key


def _encode_instant(value: int) -> object:
    return iso(value) if 0 <= value <= _LATEST_PRINTED else value


def _decode_instant(value: object) -> int:
    if type(value) is int and not 0 <= value <= _LATEST_PRINTED:
        return value
    try:
        if type(value) is str and _ISO.fullmatch(value):
            return parse_instant(value)
    except ValueError:
        pass
    raise unlike("an instant such as 2026-04-24T12:00:00.000Z", value)


SCALARS: dict[Any, Codec] = {
    bool: _exactly(bool, "true or false"),
    int: _exactly(int, "a whole number"),
    str: Codec(_encode_text, _decode_text),
    bytes: Codec(_encode_bytes, _decode_bytes),
    float: Codec(_encode_float, _decode_float),
    object: Codec(lambda value: value, lambda value: value),
    NoneType: _exactly(NoneType, "null"),
    Key: Codec(ulid, _decode_key),
    Instant: Codec(_encode_instant, _decode_instant),
    JsonObject: _exactly(dict, "an object"),
}
"""The codecs of everything that holds nothing else of ours."""
