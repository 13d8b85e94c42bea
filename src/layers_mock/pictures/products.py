"""The things a social post shows. Each stands with its foot at (0, 0) and rises to about y = -330."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from layers_mock.pictures.canvas import Canvas
from layers_mock.pictures.colours import INK, RGB, WHITE, Palette, darker, lighter, mix, rgb

Product: TypeAlias = Callable[[Canvas, Palette], None]


def draw_bottle(canvas: Canvas, palette: Palette) -> None:
    """A dropper bottle of serum."""
    glass = palette.accent
    canvas.curve([(-22, -330), (0, -352), (22, -330), (26, -284), (-26, -284)], darker(palette.deep, 0.1))
    canvas.box(-36, -292, 36, -226, palette.deep, 8)
    for rib in range(-2, 3):
        canvas.line([(rib * 13, -284), (rib * 13, -234)], lighter(palette.deep, 0.16), 3)
    canvas.box(-92, -226, 92, 0, glass, 40)
    canvas.box(40, -210, 80, -20, darker(glass, 0.12), 20)
    canvas.box(-78, -204, -64, -36, lighter(glass, 0.5), 7)
    _draw_label(canvas, palette, -152, -50, 62)


def draw_mug(canvas: Canvas, palette: Palette) -> None:
    """A steaming mug."""
    glaze = palette.accent
    canvas.arc(112, -112, 56, 60, (0, 360), darker(glaze, 0.14), 24)
    canvas.box(-112, -210, 112, 2, glaze, 52)
    canvas.box(-112, -210, 112, -90, glaze)
    canvas.box(72, -200, 100, -50, darker(glaze, 0.08), 14)
    canvas.ellipse(0, -210, 112, 26, lighter(glaze, 0.3))
    canvas.ellipse(0, -206, 98, 19, rgb("5b3422"))
    canvas.ellipse(-10, -203, 60, 10, rgb("8a5636"))
    _draw_heart(canvas, 0, -100, 40, WHITE)
    for x, shift in ((-44, 0), (0, -26), (44, 4)):
        canvas.arc(x, -262 + shift, 12, 20, (90, 270), lighter(palette.light, 0.6), 8)
        canvas.arc(x, -298 + shift, 12, 20, (270, 450), lighter(palette.light, 0.6), 8)


def draw_phone(canvas: Canvas, palette: Palette) -> None:
    """A phone showing a growing chart."""
    canvas.box(-94, -338, 94, 0, INK, 30)
    canvas.box(-84, -328, 84, -10, lighter(palette.light, 0.3), 22)
    canvas.box(-26, -322, 26, -308, INK, 7)
    canvas.box(-66, -286, 20, -270, palette.deep, 8)
    canvas.box(-66, -260, 50, -250, palette.soft, 5)
    for column, height in enumerate((46, 74, 62, 108, 142)):
        left = -66 + column * 28
        canvas.box(left, -86 - height, left + 20, -86, palette.accent if column == 4 else palette.main, 6)
    canvas.box(-66, -66, 66, -30, palette.deep, 18)
    canvas.box(-30, -52, 30, -44, WHITE, 4)


def draw_plant(canvas: Canvas, palette: Palette) -> None:
    """A potted plant."""
    green, dark = rgb("3f8f5f"), rgb("2c6a47")
    for x, y, lean in ((-120, -250, -1), (120, -262, 1), (-66, -330, -1), (70, -336, 1), (0, -366, 0)):
        leaf = [(0, -110), (x * 0.3 - 34, y * 0.66), (x, y), (x * 0.3 + 34 + lean * 8, y * 0.6)]
        canvas.curve(leaf, green if lean >= 0 else dark)
        canvas.line([(0, -110), (x * 0.8, y * 0.85)], mix(green, WHITE, 0.25), 4)
    pot = palette.accent
    canvas.polygon([(-84, -130), (84, -130), (62, 0), (-62, 0)], pot)
    canvas.polygon([(36, -130), (84, -130), (62, 0), (28, 0)], darker(pot, 0.12))
    canvas.box(-96, -152, 96, -116, lighter(pot, 0.14), 10)


def draw_bag(canvas: Canvas, palette: Palette) -> None:
    """A shopping bag."""
    paper = palette.accent
    canvas.arc(0, -226, 48, 76, (180, 360), palette.deep, 12)
    canvas.polygon([(-112, -230), (112, -230), (124, 0), (-124, 0)], paper)
    canvas.polygon([(70, -230), (112, -230), (124, 0), (78, 0)], darker(paper, 0.13))
    canvas.arc(-4, -214, 48, 70, (180, 360), darker(palette.deep, 0.1), 12)
    _draw_heart(canvas, -18, -104, 56, WHITE)


def draw_jar(canvas: Canvas, palette: Palette) -> None:
    """A jar of cream with its lid leaning on it."""
    glass = palette.accent
    canvas.ellipse(108, -74, 34, 76, darker(palette.deep, 0.2))
    canvas.ellipse(98, -74, 32, 74, palette.deep)
    canvas.ellipse(96, -74, 18, 48, lighter(palette.deep, 0.18))
    canvas.box(-128, -150, 88, 0, glass, 34)
    canvas.box(-112, -132, -100, -24, lighter(glass, 0.5), 6)
    canvas.box(-116, -172, 76, -130, lighter(glass, 0.3), 12)
    canvas.curve([(-104, -168), (-70, -206), (-30, -212), (-6, -248), (16, -214), (48, -198), (66, -168), (-20, -154)],
                 rgb("fffaf3"))  # fmt: skip
    canvas.arc(-24, -190, 40, 20, (200, 340), rgb("eadfd2"), 6)
    canvas.box(-84, -102, 44, -40, WHITE, 10)
    canvas.box(-66, -86, 26, -76, palette.deep, 5)
    canvas.box(-66, -66, -8, -58, palette.soft, 4)


PRODUCTS: tuple[Product, ...] = (draw_bottle, draw_mug, draw_phone, draw_plant, draw_bag, draw_jar)


def _draw_label(canvas: Canvas, palette: Palette, top: float, bottom: float, half: float) -> None:
    canvas.box(-half, top, half, bottom, WHITE, 10)
    canvas.box(-half + 18, top + 20, half - 18, top + 31, palette.deep, 5)
    canvas.box(-half + 18, top + 44, half - 40, top + 52, palette.main, 4)
    canvas.ellipse(half - 30, bottom - 26, 11, 11, palette.accent)


def _draw_heart(canvas: Canvas, x: float, y: float, half: float, fill: RGB) -> None:
    lobe = half * 0.54
    for side in (-1, 1):
        canvas.ellipse(x + side * half * 0.46, y - half * 0.3, lobe, lobe, fill)
    slope = [(x - half * 0.93, y - half * 0.06), (x + half * 0.93, y - half * 0.06), (x, y + half)]
    canvas.polygon([*slope[:2], slope[2]], fill)
    canvas.box(x - half * 0.5, y - half * 0.4, x + half * 0.5, y, fill)
