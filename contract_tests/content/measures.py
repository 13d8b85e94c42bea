"""Width, height and length as files themselves tell them: JPEG, PNG and MP4."""

from collections.abc import Iterator
from struct import unpack
from typing import NamedTuple

__all__ = ["Measures", "measures"]

_CONTAINERS = {b"moov", b"trak"}
_NO_FRAME = {0xC4, 0xC8, 0xCC}


class Measures(NamedTuple):
    """What a file says of itself."""

    width: int
    height: int
    duration_ms: float | None


def measures(content: bytes) -> Measures | None:
    """The measures of a file; ``None`` where it is of a type that is not read here."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        width, height = unpack(">II", content[16:24])
        return Measures(width, height, None)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    if content[4:8] == b"ftyp":
        return _mp4(content)
    return None


def _jpeg(content: bytes) -> Measures | None:
    place = 2
    while place + 9 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = unpack(">HH", content[place + 5 : place + 9])
            return Measures(width, height, None)
        place += 2 + int.from_bytes(content[place + 2 : place + 4])
    return None


def _mp4(content: bytes) -> Measures | None:
    width = height = 0
    duration = None
    for kind, body in _boxes(content):
        if kind == b"mvhd":
            scale, length = unpack(">IQ", body[20:32]) if body[0] else unpack(">II", body[12:20])
            duration = 1000 * length / scale
        elif kind == b"tkhd":
            across, down = unpack(">II", body[-8:])
            width, height = max(width, across >> 16), max(height, down >> 16)
    return Measures(width, height, duration) if width and height else None


def _boxes(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The boxes of an MP4 with their contents, also those within moov and trak."""
    place = 0
    while place + 8 <= len(content):
        size, kind, start = int.from_bytes(content[place : place + 4]), content[place + 4 : place + 8], place + 8
        if size == 1:
            size, start = int.from_bytes(content[place + 8 : place + 16]), place + 16
        end = place + size if size else len(content)
        if end < start:
            return
        if kind in _CONTAINERS:
            yield from _boxes(content[start:end])
        elif kind != b"mdat":
            yield kind, content[start:end]
        place = end
