"""A reader of the MP4 files and H.264 streams that the tests check, written apart from the writer."""

from __future__ import annotations

import struct
from dataclasses import dataclass

CONTAINERS = {"moov", "trak", "mdia", "minf", "stbl"}
BLOCK_BYTES = 384


@dataclass(frozen=True, slots=True)
class Movie:
    """A file taken apart: box contents by path, in file order, and its samples."""

    boxes: dict[str, bytes]
    order: tuple[str, ...]
    samples: tuple[bytes, ...]

    def numbers(self, path: str) -> tuple[int, ...]:
        """The content of a box as 32-bit numbers, without the version and flags before them."""
        content = self.boxes[path]
        return struct.unpack(f">{len(content) // 4}I", content)[1:]


def read_movie(content: bytes) -> Movie:
    """Take apart an MP4 file with one chunk of samples."""
    boxes: dict[str, bytes] = {}
    order = tuple(_read_boxes(content, "", boxes))
    stbl = "moov/trak/mdia/minf/stbl"
    sizes = struct.unpack(">3I", boxes[f"{stbl}/stsz"][:12])
    lengths = struct.unpack(f">{sizes[2]}I", boxes[f"{stbl}/stsz"][12:])
    (start,) = struct.unpack(">I", boxes[f"{stbl}/stco"][8:])
    samples = []
    for length in lengths:
        samples.append(content[start : start + length])
        start += length
    return Movie(boxes, order, tuple(samples))


def _read_boxes(content: bytes, parent: str, boxes: dict[str, bytes]) -> list[str]:
    order, start = [], 0
    while start < len(content):
        length, kind = struct.unpack(">I4s", content[start : start + 8])
        if not 8 <= length <= len(content) - start:
            raise ValueError(f"box {kind!r} at {start} claims {length} bytes")
        name = kind.decode("ascii")
        order.append(name)
        boxes[parent + name] = content[start + 8 : start + length]
        if name in CONTAINERS:
            _read_boxes(boxes[parent + name], f"{parent}{name}/", boxes)
        start += length
    return order


class Bits:
    """Reads syntax elements from a NAL unit's payload."""

    def __init__(self, nal: bytes) -> None:
        self.data = nal[1:].replace(b"\x00\x00\x03", b"\x00\x00")
        self.place = 0

    def u(self, width: int) -> int:
        """An unsigned integer of `width` bits."""
        value = 0
        for _ in range(width):
            value = value << 1 | self.data[self.place >> 3] >> (7 - self.place % 8) & 1
            self.place += 1
        return value

    def ue(self) -> int:
        """An unsigned Exp-Golomb code."""
        zeros = 0
        while not self.u(1):
            zeros += 1
        return (1 << zeros) - 1 + self.u(zeros)

    def block(self) -> bytes:
        """The samples of one I_PCM macroblock after its alignment bits."""
        while self.place % 8:
            assert self.u(1) == 0
        start = self.place >> 3
        self.place += 8 * BLOCK_BYTES
        return self.data[start : start + BLOCK_BYTES]

    def has_more(self) -> bool:
        """Whether anything but the stop bit and its padding follows (more_rbsp_data)."""
        last = len(self.data.rstrip(b"\x00")) - 1
        stop = 8 * last + 7 - ((self.data[last] & -self.data[last]).bit_length() - 1)
        return self.place < stop


def decode(nals: list[bytes], count: int) -> list[list[bytes]]:
    """The macroblocks, `count` a picture, of a stream of I_PCM and skipped macroblocks."""
    pictures: list[list[bytes]] = []
    for nal in nals:
        bits = Bits(nal)
        is_idr = nal[0] & 0x1F == 5
        pictures.append(_decode_intra(bits, count) if is_idr else _decode_changes(bits, pictures[-1], len(pictures)))
    return pictures


def _decode_intra(bits: Bits, count: int) -> list[bytes]:
    assert (bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.ue(), bits.u(2)) == (0, 7, 0, 0, 0, 0)
    assert (bits.ue(), bits.ue()) == (0, 1)
    blocks = []
    for _ in range(count):
        assert bits.ue() == 25
        blocks.append(bits.block())
    assert not bits.has_more()
    return blocks


def _decode_changes(bits: Bits, before: list[bytes], number: int) -> list[bytes]:
    assert (bits.ue(), bits.ue(), bits.ue(), bits.u(4), bits.u(3)) == (0, 5, 0, number % 16, 0)
    assert (bits.ue(), bits.ue()) == (0, 1)
    blocks = list(before)
    place = 0
    while place < len(blocks):
        place += bits.ue()
        if bits.has_more():
            assert bits.ue() == 30
            blocks[place] = bits.block()
            place += 1
    assert place == len(blocks)
    assert not bits.has_more()
    return blocks
