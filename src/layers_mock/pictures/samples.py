"""From a picture to the sample blocks a video holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from layers_mock.pictures.h264 import Macroblock

if TYPE_CHECKING:
    from PIL import Image

MACROBLOCK = 16
# ITU-R BT.601 limited range. Nothing below 16 remains, so samples never look like a start code.
LUMA_LEVELS = tuple(16 + round(level * 219 / 255) for level in range(256))
CHROMA_LEVELS = tuple(16 + round(level * 224 / 255) for level in range(256))


def macroblocks(image: Image.Image) -> list[Macroblock]:
    """The macroblocks of `image` in raster order, 4:2:0; its sides must be multiples of 16."""
    luma, blue, red = image.convert("YCbCr").split()
    planes = (
        _blocks(luma.point(LUMA_LEVELS), MACROBLOCK),
        _blocks(blue.reduce(2).point(CHROMA_LEVELS), MACROBLOCK // 2),
        _blocks(red.reduce(2).point(CHROMA_LEVELS), MACROBLOCK // 2),
    )
    return [b"".join(parts) for parts in zip(*planes, strict=True)]


def _blocks(plane: Image.Image, side: int) -> Sequence[bytes]:
    """The plane's square blocks in raster order, cut from whole columns because that is quickest."""
    columns = [plane.crop((x, 0, x + side, plane.height)).tobytes() for x in range(0, plane.width, side)]
    area = side * side
    return [column[start : start + area] for start in range(0, side * plane.height, area) for column in columns]
