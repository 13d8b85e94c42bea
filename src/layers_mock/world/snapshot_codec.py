"""From the world's own types to JSON that a person can read, and back: every value is checked against its annotation.

A record's field that has its default is left out. What does not fit its annotation is a :class:`MisfitError` that says where.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

import orjson

from layers_mock.contract import JsonObject
from layers_mock.world.snapshot_values import SCALARS, Codec, Instant, MisfitError, unlike, within

__all__ = ["codec_of", "decode_changes", "encode_changes"]

_INSTANT_NAMES = frozenset({"after", "at", "before", "begins", "due", "ends", "now", "period_end", "period_start", "until"})
_INSTANT_HINTS: Mapping[Any, Any] = {
    int: Instant,
    int | None: Instant | None,
    tuple[int, ...]: tuple[Instant, ...],
}


def _hint_of(name: str, hint: Any) -> Any:
    """The type a field is written as: a number of milliseconds since 1970 is an instant by its name."""
    return _INSTANT_HINTS.get(hint, hint) if name in _INSTANT_NAMES or name.endswith("_at") else hint


@cache
def codec_of(hint: Any) -> Codec:
    """The codec of a type: a scalar, a record (named tuple or dataclass), or a container of such.

    Its ``decode`` raises :class:`MisfitError` that names the place of what does not fit.
    """
    simple = SCALARS.get(hint)
    if simple is not None:
        return simple
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _union(arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin is tuple:
        return _sequence(codec_of(arguments[0]))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping(codec_of(arguments[1]))
    return _record(hint)


def _literal(values: tuple[object, ...]) -> Codec:
    def decode(value: object) -> object:
        if type(value) is not str or value not in values:
            raise unlike(f"one of {', '.join(map(str, values))}", value)
        return value

    return Codec(lambda value: value, decode)


def _sequence(item: Codec) -> Codec:
    def decode(value: object) -> tuple[Any, ...]:
        if type(value) is not list:
            raise unlike("a list", value)
        found = []
        for number, element in enumerate(value):
            with within(f"[{number}]"):
                found.append(item.decode(element))
        return tuple(found)

    return Codec(lambda value: [item.encode(element) for element in value], decode)


def _mapping(item: Codec) -> Codec:
    def decode(value: object) -> dict[str, Any]:
        if type(value) is not dict:
            raise unlike("an object", value)
        return {name: _at(name, item, element) for name, element in value.items()}

    return Codec(lambda value: {name: item.encode(element) for name, element in value.items()}, decode)


def _union(kinds: tuple[Any, ...]) -> Codec:
    """Something or nothing; or one of several records, told apart by the name of their type."""
    others = [kind for kind in kinds if kind is not NoneType]
    if len(others) > 1:
        return _tagged({kind.__name__: codec_of(kind) for kind in others})
    inner = codec_of(others[0])
    return Codec(
        lambda value: None if value is None else inner.encode(value),
        lambda value: None if value is None else inner.decode(value),
    )


def _tagged(kinds: dict[str, Codec]) -> Codec:
    def encode(value: object) -> JsonObject:
        name = type(value).__name__
        return {"type": name, **kinds[name].encode(value)}

    def decode(value: object) -> Any:
        name = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict) or not isinstance(name, str) or name not in kinds:
            raise unlike(f"an object of type {', '.join(kinds)}", value)
        return kinds[name].decode({field: part for field, part in value.items() if field != "type"})

    return Codec(encode, decode)


def _at(name: str, codec: Codec, value: object) -> Any:
    try:  # as within() does, which is too slow for every single value
        return codec.decode(value)
    except MisfitError as misfit:
        misfit.path.append(f".{name}")
        raise


class _Field(NamedTuple):
    codec: Codec
    default: object
    """``MISSING`` where there is none."""


@cache
def _fields(kind: Any) -> dict[str, _Field]:
    hints = get_type_hints(kind)
    if is_dataclass(kind):
        defaults = {field.name: field.default for field in fields(kind)}
    else:
        defaults = {name: kind._field_defaults.get(name, MISSING) for name in kind._fields}
    return {name: _Field(codec_of(_hint_of(name, hints[name])), default) for name, default in defaults.items()}


def _record(kind: Any) -> Codec:
    def encode(value: object) -> JsonObject:
        written: JsonObject = {}
        for name, field in _fields(kind).items():
            part = getattr(value, name)
            if not (type(part) is type(field.default) and part == field.default):
                written[name] = field.codec.encode(part)
        return written

    def decode(value: object) -> Any:
        if type(value) is not dict:
            raise unlike("an object", value)
        known = _fields(kind)
        _refuse_fields(kind, set(value) - set(known), "knows no")
        _refuse_fields(kind, {name for name, field in known.items() if field.default is MISSING} - set(value), "lacks")
        return kind(**{name: _at(name, known[name].codec, part) for name, part in value.items()})

    return Codec(encode, decode)


def _refuse_fields(kind: Any, names: set[str], fault: str) -> None:
    if names:
        raise MisfitError(f"{kind.__name__} {fault} {', '.join(sorted(names))}.")


def encode_changes(before: Any, after: Any) -> JsonObject:
    """The fields in which a record differs from what it was, as it is now; equal is what is written with equal bytes."""
    changed: JsonObject = {}
    for name, field in _fields(after.__class__).items():
        was, part = getattr(before, name), getattr(after, name)
        if part is not was:
            written = field.codec.encode(part)
            if orjson.dumps(written) != orjson.dumps(field.codec.encode(was)):
                changed[name] = written
    return changed


def decode_changes(before: Any, changes: Mapping[str, object]) -> Any:
    """The record with its changes. Raises :class:`MisfitError`."""
    known = _fields(before.__class__)
    _refuse_fields(type(before), set(changes) - set(known), "knows no")
    return before._replace(**{name: _at(name, known[name].codec, part) for name, part in changes.items()})
