"""Identifiers: the one place where chance enters a world.

Every id is 128 bits. The vendor prints the same 128 bits as a ULID behind a prefix (``inf_01HX…``) or as a bare UUID,
and takes either form back (INDEX row 41), so that the number itself is the key of every table. Ids derive from the
world's seed and name and a counter: the same calls get the same ids, in every process.
"""

import re
from base64 import b32encode, urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from typing import NewType

__all__ = ["IdSource", "Key", "parse", "ulid", "uuid"]

Key = NewType("Key", int)
"""The 128 bits of an id, whichever way it is printed."""

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(a + b for a in _CROCKFORD for b in _CROCKFORD)
_TO_BASE32_DIGITS = str.maketrans(_CROCKFORD, "0123456789abcdefghijklmnopqrstuv")
_ULID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")
_HEX = re.compile(r"[0-9a-f]{24}")
_UUID = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")


@lru_cache(maxsize=4096)
def parse(text: str) -> Key | None:
    """The key that an id names, with or without its prefix; ``None`` where the text is no id.

    The 24 hexadecimal digits of an SDK app are a form of their own for the same number.

    Prefixes end in an underscore, and neither ULID nor UUID holds one. The forms are looked at first: ``int`` alone would also
    take signs, spaces, other scripts' digits and lower-case letters, which stand for other digits there.
    """
    bare = text[text.rfind("_") + 1 :]
    if _ULID.fullmatch(bare):
        return Key(int(bare.translate(_TO_BASE32_DIGITS), 32))
    return Key(int(bare.replace("-", ""), 16)) if _UUID.fullmatch(bare) or _HEX.fullmatch(bare) else None


def ulid(key: Key) -> str:
    """The 26 characters of a key in Crockford's base 32."""
    # Spelled out over three small numbers: every request and everything made gets one, and a loop takes twice as long.
    p, time, high, low = _PAIRS, key >> 80, key >> 40 & 0xFF_FFFF_FFFF, key & 0xFF_FFFF_FFFF
    return (
        f"{p[time >> 40]}{p[time >> 30 & 1023]}{p[time >> 20 & 1023]}{p[time >> 10 & 1023]}{p[time & 1023]}"
        f"{p[high >> 30]}{p[high >> 20 & 1023]}{p[high >> 10 & 1023]}{p[high & 1023]}"
        f"{p[low >> 30]}{p[low >> 20 & 1023]}{p[low >> 10 & 1023]}{p[low & 1023]}"
    )


def uuid(key: Key) -> str:
    """The key as a UUID, lower case."""
    text = f"{key:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class IdSource:
    """Draws the ids of one world. ``drawn`` counts them and, with the name and the seed, is all its state."""

    __slots__ = ("_root", "drawn")

    def __init__(self, name: str, seed: int) -> None:
        self._root = blake2b(f"{seed}/{name}".encode(), digest_size=32)
        self.drawn = 0

    def fresh(self, now: int) -> Key:
        """A new key whose ULID starts with the time ``now`` (milliseconds since 1970)."""
        self.drawn += 1
        hasher = self._root.copy()
        hasher.update(b"#%d" % self.drawn)
        return Key(now << 80 | int.from_bytes(hasher.digest()[:10]))

    def request_id(self, now: int) -> str:
        """A new request id, ``req_<ULID>``."""
        return "req_" + ulid(self.fresh(now))

    def derived(self, label: str, at: int) -> Key:
        """The key of a label whose ULID starts with the time ``at``: independent of what else was drawn."""
        return Key(at << 80 | int.from_bytes(self.digest(label)[:10]))

    def named(self, label: str) -> Key:
        """The key of a label: the same in every world of this name and seed, without drawing. Shaped as a version 4 UUID."""
        number = int.from_bytes(self.digest(label)[:16])
        number = number & ~(0xF << 76) | (0x4 << 76)
        return Key(number & ~(0x3 << 62) | (0x2 << 62))

    def digest(self, label: str) -> bytes:
        """32 bytes that depend on world name, seed and label alone."""
        hasher = self._root.copy()
        hasher.update(b"@" + label.encode())
        return hasher.digest()

    def api_key(self, name: str, environment: str) -> str:
        """The key string of a name: ``lp_<env>_<16 of base32>_<43 of base64url>``. No two worlds share one."""
        raw = self.digest(f"api-key/{name}") + self.digest(f"api-key-id/{name}")
        key_id = b32encode(raw[32:42]).decode()
        return f"lp_{environment}_{key_id}_{urlsafe_b64encode(raw[:32]).decode().rstrip('=').replace('_', '-')}"
