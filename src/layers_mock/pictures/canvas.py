"""A drawing surface measured in design units, so that one design fits every pixel size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from layers_mock.pictures.colours import RGB

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

Point: TypeAlias = tuple[float, float]

CURVE_STEPS = 7
# A channel has no more levels than this, so that more cells a side would hold no more shades.
MOST_CELLS = 256


@dataclass(frozen=True, slots=True)
class Canvas:
    """An image, its pen, and where the design's (0, 0) and its unit lie on it.

    All coordinates of the methods are design units, y downwards; all shapes are filled unless named a line.
    """

    image: Image.Image
    pen: ImageDraw.ImageDraw
    centre: Point
    scale: float

    @property
    def left(self) -> float:
        """The left edge in design units."""
        return -self.centre[0] / self.scale

    @property
    def right(self) -> float:
        """The right edge in design units."""
        return (self.image.width - self.centre[0]) / self.scale

    @property
    def top(self) -> float:
        """The upper edge in design units."""
        return -self.centre[1] / self.scale

    @property
    def bottom(self) -> float:
        """The lower edge in design units."""
        return (self.image.height - self.centre[1]) / self.scale

    def pixel(self, x: float, y: float) -> Point:
        """Where a design point lies on the image."""
        return self.centre[0] + x * self.scale, self.centre[1] + y * self.scale

    def ellipse(self, x: float, y: float, across: float, down: float, fill: RGB) -> None:
        """An ellipse around (x, y) with half-axes `across` and `down`."""
        self.pen.ellipse(self._around(x, y, across, down), fill=fill)

    def chord(self, x: float, y: float, across: float, down: float, span: Point, fill: RGB) -> None:
        """The part of an ellipse between two angles, in degrees clockwise from three o'clock."""
        self.pen.chord(self._around(x, y, across, down), span[0], span[1], fill=fill)

    def arc(self, x: float, y: float, across: float, down: float, span: Point, fill: RGB, thick: float) -> None:
        """A line along an ellipse between two angles."""
        self.pen.arc(self._around(x, y, across, down), span[0], span[1], fill=fill, width=self._thick(thick))

    def box(self, left: float, top: float, right: float, bottom: float, fill: RGB, radius: float = 0) -> None:
        """A rectangle, its corners rounded by `radius`."""
        corners = (*self.pixel(left, top), *self.pixel(right, bottom))
        self.pen.rounded_rectangle(corners, radius * self.scale, fill=fill)

    def polygon(self, points: Sequence[Point], fill: RGB) -> None:
        """A shape with straight edges."""
        self.pen.polygon([self.pixel(x, y) for x, y in points], fill=fill)

    def curve(self, points: Sequence[Point], fill: RGB) -> None:
        """A closed soft shape through `points` (a Catmull-Rom spline)."""
        self.polygon(smooth(points), fill)

    def line(self, points: Sequence[Point], fill: RGB, thick: float) -> None:
        """An open line through `points`."""
        self.pen.line([self.pixel(x, y) for x, y in points], fill=fill, width=self._thick(thick), joint="curve")

    def _around(self, x: float, y: float, across: float, down: float) -> tuple[float, float, float, float]:
        return (*self.pixel(x - across, y - down), *self.pixel(x + across, y + down))

    def _thick(self, units: float) -> int:
        return max(1, round(units * self.scale))


def smooth(points: Sequence[Point]) -> list[Point]:
    """The closed Catmull-Rom spline through `points`, as a polygon."""
    outline: list[Point] = []
    count = len(points)
    for index in range(count):
        before, start, end, after = (points[(index + step) % count] for step in (-1, 0, 1, 2))
        outline.extend(_between(before, start, end, after, step / CURVE_STEPS) for step in range(CURVE_STEPS))
    return outline


def mirrored(points: Sequence[Point]) -> list[Point]:
    """A left-right symmetric outline from its right half, given from top to bottom."""
    return [*points, *((-x, y) for x, y in reversed(points) if x)]


def _between(before: Point, start: Point, end: Point, after: Point, t: float) -> Point:
    x, y = (
        b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))
        for a, b, c, d in zip(before, start, end, after, strict=True)
    )
    return x, y


def open_canvas(image: Image.Image, *, design: Point, centre: Point) -> Canvas:
    """A canvas on `image` whose unit lets a design of `design` units (width, height) fit.

    `centre` says where the design's (0, 0) lies, as shares of the image's width and height.
    """
    from PIL import ImageDraw

    scale = min(image.width / design[0], image.height / design[1])
    place = (image.width * centre[0], image.height * centre[1])
    return Canvas(image, ImageDraw.Draw(image), place, scale)


def gradient(size: tuple[int, int], corners: Sequence[RGB]) -> Image.Image:
    """An image blending four corner colours: upper left, upper right, lower left, lower right.

    The blend is computed for a grid of cells and its cells are spread: several times quicker than pixel by pixel.
    """
    from PIL import Image

    small = Image.frombytes("RGB", (2, 2), b"".join(bytes(corner) for corner in corners))
    cells = (min(size[0], MOST_CELLS), min(size[1], MOST_CELLS))
    blend = small.resize(cells, Image.Resampling.BILINEAR, box=(0.5, 0.5, 1.5, 1.5))
    return blend if cells == size else blend.resize(size, Image.Resampling.NEAREST)
