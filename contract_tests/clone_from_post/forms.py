"""The forms of an id: the same 128 bits as a UUID or, in Crockford's base 32, as a ULID, bare or behind a prefix."""

import re
from uuid import UUID

from layers_mock.kit import UnprovidedError

__all__ = ["as_ulid", "as_uuid", "is_same"]

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def as_uuid(id_: str) -> str:
    """The id as a bare UUID. Raises :class:`UnprovidedError` where it has neither form."""
    return str(UUID(int=_number(id_)))


def as_ulid(id_: str) -> str:
    """The id as a bare ULID. Raises :class:`UnprovidedError` where it has neither form."""
    number = _number(id_)
    return "".join(_DIGITS[number >> 5 * place & 31] for place in range(25, -1, -1))


def is_same(one: object, other: object) -> bool:
    """Whether two ids name the same thing, whatever their forms."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    try:
        return _number(one) == _number(other)
    except UnprovidedError:
        return one == other


def _number(id_: str) -> int:
    bare = id_.rpartition("_")[2]
    if _ULID.fullmatch(bare):
        number = 0
        for letter in bare:
            number = number << 5 | _DIGITS.index(letter)
        return number
    if _UUID.fullmatch(bare):
        return UUID(bare).int
    raise UnprovidedError(f"the target's id {id_} is neither UUID nor ULID, so its other form is not known")
