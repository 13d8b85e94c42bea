"""A portrait: an invented influencer's face and shoulders in a softly blurred room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers_mock.pictures import face, hair
from layers_mock.pictures.canvas import Canvas, Point, gradient, mirrored, open_canvas
from layers_mock.pictures.choices import Choices
from layers_mock.pictures.colours import Palette, brightness, darker, lighter, mix
from layers_mock.pictures.person import Person, cast_person

if TYPE_CHECKING:
    from PIL import Image

DESIGN: Point = (440, 720)
CENTRE: Point = (0.5, 0.41)
# The room is drawn this many times smaller, blurred and stretched: a wide lens at little cost.
ROOM_SHRINK = 10
ROOM_BLUR = 2.2


def draw_portrait(size: tuple[int, int], seed: str) -> Image.Image:
    """The portrait for `seed` at `size` pixels."""
    choices = Choices(seed)
    person, palette = cast_person(choices)
    canvas = open_canvas(_draw_room(size, palette, choices), design=DESIGN, centre=CENTRE)
    hair.draw_behind(canvas, person)
    _draw_body(canvas, person)
    face.draw_head(canvas, person)
    face.draw_features(canvas, person)
    hair.draw_over(canvas, person)
    face.draw_worn(canvas, person)
    return canvas.image


def _draw_room(size: tuple[int, int], palette: Palette, choices: Choices) -> Image.Image:
    from PIL import Image, ImageFilter

    small = (max(2, size[0] // ROOM_SHRINK), max(2, size[1] // ROOM_SHRINK))
    corners = (palette.light, palette.soft, palette.soft, mix(palette.soft, palette.main, 0.7))
    canvas = open_canvas(gradient(small, corners), design=(540, 960), centre=(0.5, 0.5))
    match choices.number("room scene", 0, 2):
        case 0:
            _draw_window(canvas, palette, choices)
        case 1:
            _draw_lights(canvas, palette, choices)
        case _:
            _draw_wall(canvas, palette, choices)
    blurred = canvas.image.filter(ImageFilter.GaussianBlur(ROOM_BLUR))
    half = (max(1, size[0] // 2), max(1, size[1] // 2))
    return blurred.resize(half, Image.Resampling.BILINEAR).resize(size, Image.Resampling.NEAREST)


def _draw_window(canvas: Canvas, palette: Palette, choices: Choices) -> None:
    side = choices.pick("window side", (-1, 1))
    middle = side * 150
    canvas.box(middle - 130, -420, middle + 130, 130, mix(palette.soft, palette.main, 0.4))
    for column in (-1, 0):
        for row in range(3):
            left, top = middle + 8 + column * 122, -408 + row * 178
            canvas.box(left, top, left + 106, top + 162, lighter(palette.light, 0.55))
    for leaf in range(5):
        canvas.ellipse(-side * (170 + leaf * 24), 300 - leaf % 3 * 70, 46, 90, mix(palette.main, palette.deep, 0.18 * leaf))


def _draw_lights(canvas: Canvas, palette: Palette, choices: Choices) -> None:
    for number in range(14):
        x = choices.number(f"light x {number}", -270, 270)
        y = choices.number(f"light y {number}", -470, 330)
        across = choices.number(f"light size {number}", 22, 74)
        colour = choices.pick(
            f"light colour {number}", (palette.light, palette.main, palette.accent, lighter(palette.soft, 0.5))
        )
        canvas.ellipse(x, y, across, across, mix(palette.soft, colour, 0.55))


def _draw_wall(canvas: Canvas, palette: Palette, choices: Choices) -> None:
    side = choices.pick("arch side", (-1, 1))
    canvas.ellipse(side * 40, -90, 250, 250, mix(palette.soft, palette.main, 0.55))
    canvas.box(side * 40 - 250, -90, side * 40 + 250, 480, mix(palette.soft, palette.main, 0.55))
    canvas.box(-side * 130 - 100, -400, -side * 130 + 100, -170, lighter(palette.light, 0.4))
    canvas.ellipse(-side * 130, -285, 60, 60, palette.accent)


def _draw_body(canvas: Canvas, person: Person) -> None:
    floor = canvas.bottom + 40
    shoulders: list[Point] = [
        (58, 178),
        (120, 206),
        (196, 240),
        (236, 320),
        (252, 460),
        (260, floor + 60),
        (0, floor + 200),
    ]
    canvas.curve(mirrored(shoulders), person.skin if person.garment == "straps" else person.clothes)
    crease = darker(person.clothes, 0.2)
    if person.garment == "straps":
        _draw_straps(canvas, person, floor)
    else:
        for side in (-1, 1):
            canvas.line([(side * 168, 372), (side * 160, floor)], crease, 5)
    _draw_neck(canvas, person)
    _draw_neckline(canvas, person)


def _draw_neck(canvas: Canvas, person: Person) -> None:
    depth = {"v-neck": 300.0, "blazer": 330.0}.get(person.garment)
    if depth:
        canvas.polygon([(-78, 188), (78, 188), (0, depth)], person.skin)
    else:
        canvas.ellipse(0, 202, 72, 40, person.skin)
    canvas.curve(mirrored(((0, 70), (50, 80), (50, 150), (76, 196), (40, 226), (0, 232))), person.skin)
    canvas.curve(mirrored(((0, 90), (52, 86), (50, 138), (22, 162), (0, 166))), person.shadow)


def _draw_neckline(canvas: Canvas, person: Person) -> None:
    edge = darker(person.clothes, 0.18) if brightness(person.clothes) > 90 else lighter(person.clothes, 0.2)
    match person.garment:
        case "crew":
            canvas.arc(0, 196, 82, 54, (8, 172), edge, 11)
        case "v-neck":
            canvas.line([(-80, 186), (0, 300), (80, 186)], edge, 9)
        case "hoodie":
            canvas.arc(0, 186, 106, 78, (350, 190), edge, 32)
            for side in (-1, 1):
                canvas.line([(side * 34, 262), (side * 38, 350)], lighter(person.clothes, 0.6), 6)
        case "collar":
            for side in (-1, 1):
                canvas.polygon([(side * 66, 170), (side * 108, 222), (side * 52, 286), (0, 240)], edge)
            canvas.line([(0, 246), (0, canvas.bottom)], edge, 4)
        case "blazer":
            _draw_blazer(canvas, person)


def _draw_blazer(canvas: Canvas, person: Person) -> None:
    shirt = lighter(person.trim, 0.72)
    canvas.polygon([(-74, 214), (0, 262), (74, 214), (0, 440)], shirt)
    lapel = darker(person.clothes, 0.22)
    for side in (-1, 1):
        canvas.polygon([(side * 72, 178), (side * 128, 226), (side * 104, 300), (0, 450), (side * 50, 250)], lapel)


def _draw_straps(canvas: Canvas, person: Person, floor: float) -> None:
    top: list[Point] = [(0, 352), (70, 336), (150, 330), (176, 380), (184, floor), (0, floor + 200)]
    canvas.curve(mirrored(top), person.clothes)
    for side in (-1, 1):
        canvas.line([(side * 122, 216), (side * 110, 344)], person.clothes, 15)
