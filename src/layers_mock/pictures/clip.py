"""A clip: a post's product floating on its set while the caption is read along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, pi, sin
from typing import TYPE_CHECKING, NamedTuple

from layers_mock.pictures import captions, frame, h264, mp4
from layers_mock.pictures.colours import INK, RGB, WHITE, mix
from layers_mock.pictures.samples import MACROBLOCK, macroblocks
from layers_mock.pictures.spec import Clip, Rendering

if TYPE_CHECKING:
    from PIL import Image

COLUMNS, ROWS = 9, 16
WIDTH, HEIGHT = COLUMNS * MACROBLOCK, ROWS * MACROBLOCK
SMOOTHING = 4
TIMESCALE = 600
# Short clips move smoothly; long ones keep to one picture a second so that the file stays small.
MOST_PICTURES = 24
PICTURES_A_SECOND = 4
TYPE_SIZE = 14
LEADING = 17
OUTLINE = 2
UPPER_HEIGHT = 11 * MACROBLOCK
# Measured from the top of the lower part.
CAPTION_FOOT = 236 - UPPER_HEIGHT
BAR = (12, 245 - UPPER_HEIGHT, WIDTH - 12, 249 - UPPER_HEIGHT)
FLOAT_PIXELS = 5
# The product takes this many steps up and down again; a long clip has no more steps than a short one.
FLOAT_STEPS = 8
READ_ALONG: RGB = (255, 221, 64)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the caption and where its upper left corner lies on the lower part of a picture."""

    text: str
    left: float
    top: float


class Moment(NamedTuple):
    """What tells one picture of a clip from the others: how high the product floats, and how far the clip is (0..1)."""

    lift: int
    progress: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What a clip's pictures share: the still background with its words, and the product cut out.

    The product floats in the upper part alone, the words and the bar are in the lower one, so that each part is drawn
    once for all the pictures that have it in common.
    """

    upper: Image.Image
    lower: Image.Image
    product: Image.Image
    product_corner: tuple[int, int]
    words: tuple[Word, ...]


def render_clip(spec: Clip) -> Rendering:
    """The MP4 file for `spec`."""
    stage, moments = set_stage(spec), moments_of(spec.seconds)
    uppers = {lift: macroblocks(draw_upper(stage, lift)) for lift in {moment.lift for moment in moments}}
    frames = [uppers[moment.lift] + macroblocks(draw_lower(stage, moment.progress)) for moment in moments]
    stream = h264.encode(frames, columns=COLUMNS, rows=ROWS)
    timing = mp4.Timing(TIMESCALE, TIMESCALE // pictures_a_second(spec.seconds))
    content = mp4.mux(stream, width=WIDTH, height=HEIGHT, timing=timing)
    return Rendering(content, "video/mp4", WIDTH, HEIGHT, spec.seconds * 1000)


def pictures_a_second(seconds: int) -> int:
    """The frame rate of a clip of this length."""
    return max(1, min(PICTURES_A_SECOND, MOST_PICTURES // seconds))


def moments_of(seconds: int) -> list[Moment]:
    """The pictures of a clip of this length, in order."""
    count = seconds * pictures_a_second(seconds)
    steps = [number * min(count, MOST_PICTURES) // count for number in range(count)]
    lifts = [round(FLOAT_PIXELS * (1 - sin(2 * pi * step / FLOAT_STEPS))) for step in steps]
    return [Moment(lift, (number + 1) / count) for number, lift in enumerate(lifts)]


def set_stage(spec: Clip) -> Stage:
    """Draw what the pictures of a clip share."""
    from PIL import Image, ImageDraw

    large = (WIDTH * SMOOTHING, HEIGHT * SMOOTHING)
    background = frame.draw_set(large, spec.seed).reduce(SMOOTHING)
    cut_out = Image.new("RGBA", large)
    frame.draw_product(frame.open_set(cut_out), spec.seed)
    product = cut_out.reduce(SMOOTHING)
    edges = product.getbbox() or (0, 0, WIDTH, HEIGHT)
    words = tuple(_lay_out(spec.caption))
    lower = background.crop((0, UPPER_HEIGHT, WIDTH, HEIGHT))
    for word in words:
        _write(lower, word, WHITE)
    palette = frame.frame_palette(spec.seed)
    ImageDraw.Draw(lower).rounded_rectangle(BAR, 2, fill=mix(INK, palette.main, 0.4))
    return Stage(background.crop((0, 0, WIDTH, UPPER_HEIGHT)), lower, product.crop(edges), (edges[0], edges[1]), words)


def draw_upper(stage: Stage, lift: int) -> Image.Image:
    """The upper part of a picture, the product `lift` pixels above its place."""
    image = stage.upper.copy()
    left, top = stage.product_corner
    image.paste(stage.product, (left, top - lift), stage.product)
    return image


def draw_lower(stage: Stage, progress: float) -> Image.Image:
    """The lower part of a picture: the word that is read, and how far the clip is."""
    from PIL import ImageDraw

    image = stage.lower.copy()
    if stage.words:
        _write(image, stage.words[min(int(progress * len(stage.words)), len(stage.words) - 1)], READ_ALONG)
    ImageDraw.Draw(image).rounded_rectangle((*BAR[:2], BAR[0] + max(4, (BAR[2] - BAR[0]) * progress), BAR[3]), 2, fill=WHITE)
    return image


def _lay_out(caption: str) -> Iterator[Word]:
    face = captions.font(TYPE_SIZE)
    lines = captions.wrapped(caption, face, WIDTH - 30)
    top = CAPTION_FOOT - LEADING * len(lines)
    for number, line in enumerate(lines):
        words = line.split(" ")
        space = face.getlength(" ") + OUTLINE
        left = (WIDTH - sum(map(face.getlength, words)) - space * (len(words) - 1)) / 2
        for text in words:
            yield Word(text, left, top + number * LEADING)
            left += face.getlength(text) + space


def _write(image: Image.Image, word: Word, ink: RGB) -> None:
    place = (round(word.left) - OUTLINE, round(word.top) - OUTLINE)
    outline, letters = _masks(word.text)
    image.paste(INK, place, outline)
    image.paste(ink, place, letters)


@lru_cache(maxsize=256)
def _masks(text: str) -> tuple[Image.Image, Image.Image]:
    """What a word's outline and its letters cover, `OUTLINE` pixels around it: clips and their pictures repeat words."""
    from PIL import Image, ImageDraw

    face = captions.font(TYPE_SIZE)
    outline = Image.new("L", (ceil(face.getlength(text)) + 2 * OUTLINE, LEADING + 2 * OUTLINE))
    letters = outline.copy()
    for mask, thick in ((outline, OUTLINE), (letters, 0)):
        ImageDraw.Draw(mask).text((OUTLINE, OUTLINE), text, font=face, fill=255, stroke_width=thick)
    return outline, letters
