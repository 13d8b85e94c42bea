"""Captions: what of a text can be drawn, how it wraps, and the three ways it is shown."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from layers_mock.pictures.colours import INK, RGB, WHITE, brightness

if TYPE_CHECKING:
    from PIL import Image, ImageFont

# Pillow's words for where a text lies about its place: from its upper edge down, or around its middle line.
Anchor: TypeAlias = Literal["ma", "mm"]

MOST_LINES = 3
LONGEST_CAPTION = 400
ELLIPSIS = "..."
# The characters every Pillow release's built-in font draws; others come out as crossed boxes.
DRAWABLE = frozenset(map(chr, range(0x20, 0x7F)))
LOOKALIKES = str.maketrans(
    {
        "\u2018": "'",
        "\u2019": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
        "ß": "ss",
        "ø": "o",
        "Ø": "O",
        "æ": "ae",
        "ł": "l",
    }
)


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Pillow's built-in typeface at `size` pixels, laid out without optional system libraries."""
    from PIL import ImageFont

    # Given a size, Pillow answers with its outline typeface, or raises ImportError where FreeType is missing.
    face = cast("ImageFont.FreeTypeFont", ImageFont.load_default(size=size))
    return face.font_variant(layout_engine=ImageFont.Layout.BASIC)


def drawable(caption: str) -> str:
    """The part of `caption` the built-in font can draw, accents folded, white space collapsed."""
    words = caption[:LONGEST_CAPTION].translate(LOOKALIKES).split()
    folded = unicodedata.normalize("NFKD", " ".join(words))
    return " ".join("".join(letter for letter in folded if letter in DRAWABLE).split())


@lru_cache(maxsize=128)
def wrapped(caption: str, face: ImageFont.FreeTypeFont, width: float) -> tuple[str, ...]:
    """At most three lines no wider than `width` pixels; an ellipsis says that there was more."""
    lines: list[str] = []
    rest = drawable(caption)
    while rest and len(lines) < MOST_LINES:
        line, rest = _first_line(rest, face, width)
        lines.append(line)
    if rest or len(caption) > LONGEST_CAPTION:
        lines[-1:] = [_shortened(line, face, width) for line in lines[-1:]]
    return tuple(lines)


def _first_line(text: str, face: ImageFont.FreeTypeFont, width: float) -> tuple[str, str]:
    fitting = _fitting(text, face, width)
    if fitting < len(text):
        space = text.rfind(" ", 0, fitting + 1)
        fitting = space if space > 0 else fitting
    return text[:fitting].rstrip(), text[fitting:].lstrip()


def _fitting(text: str, face: ImageFont.FreeTypeFont, width: float) -> int:
    lengths = range(len(text) + 1)
    return max(1, bisect_right(lengths, width, key=lambda length: face.getlength(text[:length])) - 1)


def _shortened(line: str, face: ImageFont.FreeTypeFont, width: float) -> str:
    fitting = _fitting(line, face, width - face.getlength(ELLIPSIS))
    return line[:fitting].rstrip(" .,") + ELLIPSIS


def text_size(width: int, height: int) -> int:
    """The caption's type size in pixels for an image of this size."""
    return max(6, round(min(width, height * 0.75) * 0.082))


def write_on_scrim(image: Image.Image, caption: str) -> None:
    """White text over a soft shade at the foot of the picture."""
    from PIL import Image

    size = text_size(image.width, image.height)
    face = font(size)
    lines = wrapped(caption, face, image.width * 0.88)
    if not lines:
        return
    top = image.height - round(size * (1.3 * len(lines) + 1.4))
    shade_top = max(0, top - size * 3)
    shade = Image.linear_gradient("L").point([level * 3 // 4 for level in range(256)])
    mask = shade.resize((image.width, image.height - shade_top), Image.Resampling.BILINEAR)
    image.paste(INK, (0, shade_top), mask)
    _write_centred(image, lines, size, top, WHITE)


def write_in_boxes(image: Image.Image, caption: str, fill: RGB) -> None:
    """Each line in its own rounded box, the way short-video apps set overlay text."""
    from PIL import ImageDraw

    size = text_size(image.width, image.height)
    face = font(size)
    lines = wrapped(caption, face, image.width * 0.8)
    top = round(image.height * 0.9 - size * 1.5 * len(lines))
    pen = ImageDraw.Draw(image)
    for number, line in enumerate(lines):
        half = face.getlength(line) / 2 + size * 0.5
        upper = top + number * size * 1.5
        sides = (image.width / 2 - half, upper, image.width / 2 + half, upper + size * 1.58)
        pen.rounded_rectangle(sides, size * 0.42, fill=fill)
    ink = INK if brightness(fill) > 140 else WHITE
    _write_centred(image, lines, size, top + round(size * 0.79), ink, leading=1.5, anchor="mm")


def write_plain(image: Image.Image, caption: str, middle: float, ink: RGB) -> None:
    """Lines set on the picture itself, the first one's middle `middle` pixels from the top."""
    size = text_size(image.width, image.height)
    _write_centred(image, wrapped(caption, font(size), image.width * 0.86), size, middle, ink, anchor="mm")


def write_bold(image: Image.Image, place: tuple[float, float], text: str, size: int, ink: RGB, anchor: Anchor) -> None:
    """Text thickened by an outline of its own colour, since the built-in typeface has one weight.

    `place` is the middle of the text's line ("mm") or of its upper edge ("ma").
    """
    mask = _bold(text, size, anchor)
    left, top = place[0] - mask.width / 2, place[1] - (mask.height / 2 if anchor == "mm" else size)
    image.paste(ink, (round(left), round(top)), mask)


@lru_cache(maxsize=128)
def _bold(text: str, size: int, anchor: Anchor) -> Image.Image:
    """What of an image `text` covers, at least `size` pixels around it: many pictures bear the same lines."""
    from PIL import Image, ImageDraw

    face = font(size)
    mask = Image.new("L", (ceil(face.getlength(text)) + size, 3 * size))
    place = (mask.width / 2, mask.height / 2 if anchor == "mm" else size)
    ImageDraw.Draw(mask).text(place, text, font=face, fill=255, anchor=anchor, stroke_width=size / 42, stroke_fill=255)
    return mask


def _write_centred(
    image: Image.Image, lines: Sequence[str], size: int, top: float, ink: RGB, leading: float = 1.3, anchor: Anchor = "ma"
) -> None:
    for number, line in enumerate(lines):
        write_bold(image, (image.width / 2, top + number * size * leading), line, size, ink, anchor)
