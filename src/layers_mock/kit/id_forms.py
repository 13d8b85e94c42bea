"""The forms of an id: the same 128 bits as a UUID or, in Crockford's base 32, as a ULID, bare or behind a prefix.

An SDK app's id is printed as 24 hexadecimal digits, and is the number that they are.
"""

import re
from uuid import UUID

from layers_mock.kit.outcome import UnprovidedError

__all__ = ["as_ulid", "as_uuid", "id_number", "is_same_id", "is_ulid_behind"]

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 26
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_HEX = re.compile(r"[0-9a-f]{24}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


def id_number(text: str) -> int:
    """The number that an id is, whatever its form. Raises :class:`UnprovidedError` where it has none of them."""
    bare = text.rpartition("_")[2]
    if _ULID.fullmatch(bare):
        number = 0
        for letter in bare:
            number = number << 5 | _DIGITS.index(letter)
        return number
    if _UUID.fullmatch(bare):
        return UUID(bare).int
    if _HEX.fullmatch(bare):
        return int(bare, 16)
    raise UnprovidedError(f"the target's id {text} is neither UUID nor ULID, so its other form is not known")


def as_uuid(text: str) -> str:
    """The id as a bare UUID. Raises :class:`UnprovidedError` where it has neither form."""
    return str(UUID(int=id_number(text)))


def as_ulid(text: str) -> str:
    """The id as a bare ULID. Raises :class:`UnprovidedError` where it has neither form."""
    number = id_number(text)
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def is_same_id(one: object, other: object) -> bool:
    """Whether two ids name the same thing, whatever their forms."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return False
    try:
        return id_number(one) == id_number(other)
    except UnprovidedError:
        return one == other


def is_ulid_behind(prefix: str, text: object) -> bool:
    """Whether a text is that prefix and a ULID."""
    return isinstance(text, str) and text.startswith(prefix) and _ULID.fullmatch(text[len(prefix) :]) is not None
