"""A face: head, ears, features and what is worn on it. Units as in `hair`."""

from __future__ import annotations

from layers_mock.pictures.canvas import Canvas, Point, mirrored
from layers_mock.pictures.colours import INK, WHITE, darker, lighter, mix, rgb
from layers_mock.pictures.person import Person

HEAD: tuple[Point, ...] = ((0, -130), (58, -118), (95, -70), (100, -4), (92, 54), (66, 102), (30, 128), (0, 132))
EYE_DISTANCE = 40


def draw_head(canvas: Canvas, person: Person) -> None:
    """Draw the bare head with its ears and the light falling on it."""
    for side in (-1, 1):
        canvas.ellipse(side * 101, 8, 17, 27, person.skin)
        canvas.ellipse(side * 102, 10, 9, 16, person.shadow)
    canvas.curve(mirrored(HEAD), person.skin)
    blush = mix(person.skin, rgb("e4566a"), 0.2)
    for side in (-1, 1):
        canvas.ellipse(side * 60, 40, 23, 15, blush)


def draw_features(canvas: Canvas, person: Person) -> None:
    """Draw eyes, brows, nose and mouth."""
    if person.has_beard:
        _draw_beard(canvas, person)
    for side in (-1, 1):
        _draw_eye(canvas, person, side)
    canvas.arc(0, 28, 13, 14, (25, 155), person.shadow, 5)
    if person.has_freckles:
        for x, y in ((-70, 30), (-58, 38), (-48, 29), (-64, 48), (48, 30), (58, 39), (70, 31), (62, 49)):
            canvas.ellipse(x, y, 2.6, 2.6, person.shadow)
    _draw_mouth(canvas, person)


def draw_worn(canvas: Canvas, person: Person) -> None:
    """Draw glasses and earrings."""
    if person.has_earrings and person.hair_style != "scarf":
        for side in (-1, 1):
            canvas.arc(side * 104, 50, 13, 17, (0, 360), rgb("e3b34c"), 5)
    if not person.has_glasses:
        return
    frame = darker(person.trim, 0.55)
    for side in (-1, 1):
        canvas.arc(side * EYE_DISTANCE, -2, 34, 30, (0, 360), frame, 6)
        canvas.arc(side * EYE_DISTANCE, -2, 25, 21, (205, 245), lighter(person.skin, 0.5), 3)
        canvas.line([(side * 73, -8), (side * 98, -14)], frame, 6)
    canvas.arc(0, -2, 9, 10, (195, 345), frame, 6)


def _draw_eye(canvas: Canvas, person: Person, side: int) -> None:
    x = side * EYE_DISTANCE
    canvas.ellipse(x, 0, 20, 13, WHITE)
    canvas.ellipse(x, 0, 11.5, 11.5, person.eyes)
    canvas.ellipse(x, 0, 6, 6, INK)
    canvas.ellipse(x + 4, -4, 3.2, 3.2, WHITE)
    canvas.arc(x, 1, 22, 15, (188, 352), INK, 5)
    brow = darker(mix(person.hair, person.skin, 0.12), 0.22)
    canvas.curve([(x - side * 22, -29), (x + side * 4, -40), (x + side * 27, -31), (x + side * 4, -34)], brow)


def _draw_mouth(canvas: Canvas, person: Person) -> None:
    if not person.is_laughing:
        canvas.arc(0, 54, 36, 24, (22, 158), person.lips, 7)
        canvas.arc(0, 76, 16, 12, (40, 140), person.shadow, 4)
        return
    canvas.chord(0, 60, 39, 36, (0, 180), person.lips)
    canvas.chord(0, 61, 32, 28, (4, 176), rgb("6e1f2d"))
    canvas.chord(0, 61, 31, 15, (4, 176), rgb("fffaf4"))


def _draw_beard(canvas: Canvas, person: Person) -> None:
    beard = mix(person.hair, person.skin, 0.22)
    canvas.curve(mirrored(((0, 46), (34, 46), (62, 62), (90, 8), (99, -14), (95, 60), (70, 112), (32, 140), (0, 144))), beard)
    canvas.ellipse(0, 70, 40, 21, person.skin)
    canvas.curve(mirrored(((0, 46), (24, 44), (46, 62), (20, 58), (0, 56))), beard)
