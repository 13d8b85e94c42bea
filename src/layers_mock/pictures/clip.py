"""A clip: a post's product floating on its set while the caption is read along."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import pi, sin
from typing import TYPE_CHECKING

from layers_mock.pictures import captions, frame, h264, mp4
from layers_mock.pictures.colours import INK, RGB, WHITE, mix
from layers_mock.pictures.samples import MACROBLOCK, macroblocks
from layers_mock.pictures.spec import Clip, Rendering

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

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
CAPTION_FOOT = 236
BAR = (12, 245, WIDTH - 12, 249)
FLOAT_PIXELS = 5
# The product takes this many steps up and down again; a long clip has no more steps than a short one.
FLOAT_STEPS = 8
READ_ALONG: RGB = (255, 221, 64)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the caption and where its upper left corner lies on the picture."""

    text: str
    left: float
    top: float


@dataclass(frozen=True, slots=True)
class Stage:
    """What a clip's pictures share: the still background with its words, and the product cut out."""

    background: Image.Image
    product: Image.Image
    product_corner: tuple[int, int]
    words: tuple[Word, ...]


def render_clip(spec: Clip) -> Rendering:
    """The MP4 file for `spec`."""
    frames = [macroblocks(image) for image in draw_pictures(spec)]
    stream = h264.encode(frames, columns=COLUMNS, rows=ROWS)
    timing = mp4.Timing(TIMESCALE, TIMESCALE // pictures_a_second(spec.seconds))
    content = mp4.mux(stream, width=WIDTH, height=HEIGHT, timing=timing)
    return Rendering(content, "video/mp4", WIDTH, HEIGHT, spec.seconds * 1000)


def pictures_a_second(seconds: int) -> int:
    """The frame rate of a clip of this length."""
    return max(1, min(PICTURES_A_SECOND, MOST_PICTURES // seconds))


def draw_pictures(spec: Clip) -> Iterator[Image.Image]:
    """Every picture of the clip, in order."""
    stage = _set_stage(spec)
    count = spec.seconds * pictures_a_second(spec.seconds)
    for number in range(count):
        step = number * min(count, MOST_PICTURES) // count
        yield _draw_picture(stage, step, (number + 1) / count)


def _set_stage(spec: Clip) -> Stage:
    from PIL import Image, ImageDraw

    large = (WIDTH * SMOOTHING, HEIGHT * SMOOTHING)
    background = frame.draw_set(large, spec.seed).reduce(SMOOTHING)
    cut_out = Image.new("RGBA", large)
    frame.draw_product(frame.open_set(cut_out), spec.seed)
    product = cut_out.reduce(SMOOTHING)
    edges = product.getbbox() or (0, 0, WIDTH, HEIGHT)
    words = tuple(_lay_out(spec.caption))
    pen = ImageDraw.Draw(background)
    for word in words:
        _write(pen, word, WHITE)
    palette = frame.frame_palette(spec.seed)
    pen.rounded_rectangle(BAR, 2, fill=mix(INK, palette.main, 0.4))
    return Stage(background, product.crop(edges), (edges[0], edges[1]), words)


def _draw_picture(stage: Stage, step: int, progress: float) -> Image.Image:
    from PIL import ImageDraw

    image = stage.background.copy()
    left, top = stage.product_corner
    lift = round(FLOAT_PIXELS * (1 - sin(2 * pi * step / FLOAT_STEPS)))
    image.paste(stage.product, (left, top - lift), stage.product)
    pen = ImageDraw.Draw(image)
    if stage.words:
        _write(pen, stage.words[min(int(progress * len(stage.words)), len(stage.words) - 1)], READ_ALONG)
    pen.rounded_rectangle((*BAR[:2], BAR[0] + max(4, (BAR[2] - BAR[0]) * progress), BAR[3]), 2, fill=WHITE)
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


def _write(pen: ImageDraw.ImageDraw, word: Word, ink: RGB) -> None:
    face = captions.font(TYPE_SIZE)
    pen.text((word.left, word.top), word.text, font=face, fill=ink, stroke_width=OUTLINE, stroke_fill=INK)
