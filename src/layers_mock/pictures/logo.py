"""A brand's logo: a rounded tile with initials on a quiet ground."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_mock.pictures import captions
from layers_mock.pictures.canvas import Canvas, gradient, open_canvas
from layers_mock.pictures.choices import Choices
from layers_mock.pictures.colours import PALETTES, WHITE, Palette, lighter, mix

if TYPE_CHECKING:
    from PIL import Image


def draw_logo(size: tuple[int, int], seed: str) -> Image.Image:
    """The tile for `seed` without its letters, which are set at the final size by `write_initials`."""
    choices = Choices(seed)
    palette = choices.pick("palette", PALETTES)
    ground = gradient(size, (WHITE, lighter(palette.light, 0.4), lighter(palette.light, 0.4), palette.light))
    canvas = open_canvas(ground, design=(320, 320), centre=(0.5, 0.5))
    canvas.box(-96, -88, 100, 108, mix(palette.light, palette.soft, 0.8), 46)
    canvas.box(-100, -100, 100, 100, palette.main, 46)
    _draw_emblem(canvas, palette, choices)
    return canvas.image


def write_initials(image: Image.Image, seed: str, caption: str) -> None:
    """Set the brand's initials on the tile and its name below."""
    palette = Choices(seed).pick("palette", PALETTES)
    unit = min(image.width, image.height) / 320
    size = max(6, round(92 * unit))
    middle = (image.width / 2, image.height / 2)
    captions.write_bold(image, middle, initials(caption) or initials(seed), size, WHITE, "mm")
    captions.write_plain(image, caption, image.height / 2 + 128 * unit, palette.deep)


def initials(name: str) -> str:
    """Up to two capitals: the first letters of the name's words."""
    letters = [word[0] for word in captions.drawable(name).replace("_", " ").split() if word[0].isalnum()]
    return "".join(letters[:2]).upper()


def _draw_emblem(canvas: Canvas, palette: Palette, choices: Choices) -> None:
    shade = mix(palette.main, palette.deep, 0.82)
    match choices.number("emblem", 0, 3):
        case 0:
            canvas.ellipse(0, 0, 76, 76, shade)
            canvas.ellipse(56, -56, 17, 17, palette.accent)
        case 1:
            canvas.box(-100, -100, 100, 100, shade, 46)
            canvas.box(-44, 58, 44, 68, palette.accent, 5)
        case 2:
            canvas.box(-100, -100, 100, 100, shade, 46)
            canvas.arc(0, 0, 82, 82, (125, 415), palette.main, 9)
            canvas.ellipse(0, 82, 11, 11, palette.accent)
        case _:
            canvas.polygon([(-84, 0), (0, -84), (84, 0), (0, 84)], shade)
            canvas.ellipse(0, 84, 12, 12, palette.accent)
