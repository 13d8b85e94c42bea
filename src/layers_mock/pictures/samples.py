"""From a picture to the sample blocks a video holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from layers_mock.pictures.h264 import Macroblock

if TYPE_CHECKING:
    from PIL import Image

MACROBLOCK = 16
# ITU-R BT.601 limited range. Nothing below 16 remains, so samples never look like a start code.
LUMA_LEVELS = bytes(16 + round(level * 219 / 255) for level in range(256))
CHROMA_LEVELS = bytes(16 + round(level * 224 / 255) for level in range(256))


def macroblocks(image: Image.Image) -> list[Macroblock]:
    """The macroblocks of `image` in raster order, 4:2:0; its sides must be multiples of 16."""
    luma, blue, red = image.convert("YCbCr").split()
    planes = (
        _blocks(luma, LUMA_LEVELS, MACROBLOCK),
        _blocks(blue.reduce(2), CHROMA_LEVELS, MACROBLOCK // 2),
        _blocks(red.reduce(2), CHROMA_LEVELS, MACROBLOCK // 2),
    )
    return [b"".join(parts) for parts in zip(*planes, strict=True)]


def _blocks(plane: Image.Image, levels: bytes, side: int) -> Sequence[bytes]:
    """The plane's square blocks in raster order, each sample replaced by its entry of `levels`."""
    area = side * side
    samples = b"".join(_rows_of_blocks(plane.width, plane.height, side)(plane.tobytes().translate(levels)))
    return [samples[start : start + area] for start in range(0, len(samples), area)]


@lru_cache(maxsize=8)
def _rows_of_blocks(width: int, height: int, side: int) -> Callable[[bytes], tuple[bytes, ...]]:
    """Takes the rows of all blocks, block after block, out of the samples of a plane of this size."""
    blocks = ((x, y) for y in range(0, height, side) for x in range(0, width, side))
    starts = (x + width * row for x, y in blocks for row in range(y, y + side))
    return itemgetter(*(slice(start, start + side) for start in starts))
