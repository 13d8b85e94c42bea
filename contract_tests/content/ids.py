"""Ids in their forms: 128 bits behind a prefix or without one, as a ULID or as a UUID."""

from uuid import UUID

__all__ = ["bare", "bits", "is_ulid_behind", "ulid_text", "uuid_text"]

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID_LENGTH = 26


def bare(text: str) -> str:
    """The id without its prefix."""
    return text.rpartition("_")[2]


def bits(text: str) -> int:
    """The number that an id is, whatever its form. Raises :class:`ValueError` where it is none."""
    rest = bare(text)
    if len(rest) != _ULID_LENGTH:
        return UUID(rest).int
    number = 0
    for letter in rest:
        number = number * 32 + _ALPHABET.index(letter)
    return number


def is_ulid_behind(prefix: str, text: object) -> bool:
    """Whether a text is that prefix and a ULID of 128 bits."""
    if not isinstance(text, str) or not text.startswith(prefix):
        return False
    rest = text[len(prefix) :]
    return len(rest) == _ULID_LENGTH and rest[0] in "01234567" and all(letter in _ALPHABET for letter in rest)


def ulid_text(number: int) -> str:
    """The bare ULID of a number."""
    return "".join(_ALPHABET[number >> 5 * place & 31] for place in reversed(range(_ULID_LENGTH)))


def uuid_text(number: int) -> str:
    """The UUID of a number."""
    return str(UUID(int=number))
