"""A social post's still: a bold set with one product on a podium, leaving room for overlay text."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin
from typing import TYPE_CHECKING

from layers_mock.pictures.canvas import Canvas, Point, gradient, open_canvas
from layers_mock.pictures.choices import Choices
from layers_mock.pictures.colours import PALETTES, RGB, WHITE, Palette, darker, lighter, mix
from layers_mock.pictures.products import PRODUCTS

if TYPE_CHECKING:
    from PIL import Image

DESIGN: Point = (540, 860)
CENTRE: Point = (0.5, 0.4)
PODIUM = 170


def frame_palette(seed: str) -> Palette:
    """The palette of the frame for `seed`."""
    return Choices(seed).pick("palette", PALETTES)


def caption_fill(seed: str) -> RGB:
    """The colour of the caption's boxes: mostly white, sometimes the palette's deep tone."""
    deep = frame_palette(seed).deep
    return WHITE if Choices(seed).happens("white boxes", 65) or _wall(seed) == deep else deep


def draw_frame(size: tuple[int, int], seed: str) -> Image.Image:
    """The still for `seed` at `size` pixels, without its caption."""
    canvas = open_set(draw_set(size, seed))
    draw_product(canvas, seed)
    return canvas.image


def open_set(image: Image.Image) -> Canvas:
    """A canvas on `image` in the frame's design units."""
    return open_canvas(image, design=DESIGN, centre=CENTRE)


def draw_set(size: tuple[int, int], seed: str) -> Image.Image:
    """The backdrop and the empty podium."""
    choices, palette, upper = Choices(seed), frame_palette(seed), _wall(seed)
    lower = mix(upper, palette.main if upper != palette.main else palette.deep, 0.4)
    canvas = open_set(gradient(size, (lighter(upper, 0.22), upper, upper, lower)))
    backdrop = choices.pick("backdrop", BACKDROPS)
    backdrop(canvas, palette, mix(upper, palette.light, 0.3))
    _draw_floor(canvas, palette, upper)
    return canvas.image


def _wall(seed: str) -> RGB:
    palette = frame_palette(seed)
    return Choices(seed).pick("wall", (palette.soft, mix(palette.soft, palette.main, 0.6), palette.main, palette.deep))


def draw_product(canvas: Canvas, seed: str) -> None:
    """The product on the podium."""
    choices = Choices(seed)
    draw = choices.pick("product", PRODUCTS)
    lifted = Canvas(canvas.image, canvas.pen, canvas.pixel(0, PODIUM), canvas.scale * 1.08)
    draw(lifted, frame_palette(seed))


def _draw_sun(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    canvas.ellipse(0, -40, 232, 232, tone)
    canvas.ellipse(0, -40, 186, 186, mix(tone, palette.light, 0.4))
    canvas.ellipse(-212, -262, 26, 26, palette.accent)
    canvas.ellipse(216, -180, 15, 15, palette.light)


def _draw_arch(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    for half, share in ((236, 0.0), (196, 0.35), (156, 0.7)):
        colour = mix(tone, palette.light, share)
        canvas.chord(0, -80, half, half, (180, 360), colour)
        canvas.box(-half, -82, half, canvas.bottom, colour)


def _draw_rays(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    reach = 1.5 * (canvas.right - canvas.left + canvas.bottom - canvas.top)
    for ray in range(12):
        edges = (ray * pi / 6, ray * pi / 6 + pi / 12)
        canvas.polygon([(0, -40), *((reach * cos(edge), -40 + reach * sin(edge)) for edge in edges)], tone)
    canvas.ellipse(0, -40, 190, 190, mix(tone, palette.light, 0.5))


def _draw_hills(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    canvas.ellipse(90, -190, 104, 104, palette.light)
    canvas.ellipse(90, -190, 78, 78, mix(palette.light, palette.accent, 0.5))
    far, near = mix(tone, palette.main, 0.5), mix(palette.main, palette.deep, 0.35)
    left, right, floor = canvas.left - 60, canvas.right + 60, canvas.bottom + 200
    canvas.curve([(left, 20), (-190, -70), (-60, 10), (90, -40), (right, 40), (right, floor), (left, floor)], far)
    canvas.curve([(left, 120), (-150, 60), (40, 110), (200, 50), (right, 90), (right, floor), (left, floor)], near)


def _draw_stripes(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    step, height = 90, canvas.bottom - canvas.top
    stripes = int((canvas.right - canvas.left + height) / step) + 2
    for stripe in range(0, stripes, 2):
        x = canvas.left - height + stripe * step
        canvas.polygon([(x, canvas.bottom), (x + step, canvas.bottom), (x + step + height, canvas.top),
                        (x + height, canvas.top)], mix(tone, palette.soft, 0.2))  # fmt: skip
    canvas.box(-196, -276, 196, 300, palette.light, 50)


def _draw_confetti(canvas: Canvas, palette: Palette, tone: RGB) -> None:
    scatter = Choices("confetti")
    for spot in range(40):
        x = scatter.number(f"x {spot}", -262, 262)
        y = scatter.number(f"y {spot}", -370, 220)
        colour = (palette.accent, palette.light, tone, palette.soft)[spot % 4]
        canvas.ellipse(x, y, 9 + spot % 3 * 5, 9 + spot % 3 * 5, colour)
    canvas.ellipse(0, -50, 196, 216, tone)


BACKDROPS: tuple[Callable[[Canvas, Palette, RGB], None], ...] = (
    _draw_sun, _draw_arch, _draw_rays, _draw_hills, _draw_stripes, _draw_confetti,
)  # fmt: skip


def _draw_floor(canvas: Canvas, palette: Palette, wall: RGB) -> None:
    floor = mix(wall, palette.deep, 0.22)
    canvas.box(canvas.left, 240, canvas.right, canvas.bottom, floor)
    canvas.ellipse(0, 286, 256, 44, darker(floor, 0.22))
    canvas.box(-206, PODIUM, 206, 272, mix(palette.soft, palette.main, 0.25))
    canvas.ellipse(0, 272, 206, 36, mix(palette.soft, palette.main, 0.25))
    canvas.ellipse(0, PODIUM, 206, 36, palette.light)
    canvas.ellipse(0, PODIUM + 2, 138, 18, mix(palette.light, palette.deep, 0.28))
