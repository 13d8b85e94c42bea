"""Hair and headwear, drawn in two goes: what lies behind the body and what lies over the face.

Units: the head is centred on (0, 0), 100 wide and 128 high to each side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from layers_mock.pictures.canvas import Canvas, Point, mirrored
from layers_mock.pictures.colours import RGB, darker, lighter, mix
from layers_mock.pictures.person import HairStyle, Person

# Outlines of the hair over the forehead: right half from the crown down to the temple and back up the hairline.
SLEEK: tuple[Point, ...] = ((0, -150), (62, -138), (102, -88), (109, -20), (98, -2), (92, -45), (66, -84), (0, -98))
TIGHT: tuple[Point, ...] = ((0, -137), (60, -125), (97, -80), (104, -25), (97, -12), (88, -52), (62, -84), (0, -92))

# Back outlines, right half from top to bottom.
BACKS: Mapping[HairStyle, tuple[Point, ...]] = {
    "long": ((0, -158), (78, -140), (124, -70), (136, 40), (150, 170), (146, 300), (92, 322), (70, 200)),
    "bob": ((0, -158), (78, -142), (126, -70), (136, 20), (142, 112), (104, 140), (60, 120)),
    "waves": ((0, -160), (82, -142), (126, -78), (128, -10), (150, 40), (138, 95), (164, 150), (146, 205), (158, 262),
              (100, 290), (70, 180)),
    "braids": ((0, -152), (76, -136), (118, -70), (120, 20), (108, 90), (50, 100)),
    "ponytail": ((0, -150), (70, -134), (108, -70), (100, 20), (60, 60)),
    "bun": ((0, -150), (70, -134), (108, -70), (100, 20), (60, 60)),
}  # fmt: skip


def draw_behind(canvas: Canvas, person: Person) -> None:
    """Draw the hair that the head and shoulders cover in part."""
    back = darker(person.hair, 0.28)
    match person.hair_style:
        case "afro":
            _cloud(canvas, back, 150)
        case "bun":
            canvas.ellipse(0, -178, 62, 54, back)
            canvas.ellipse(-6, -184, 50, 42, person.hair)
        case "ponytail":
            tail = [(60, -150), (140, -165), (196, -90), (188, 40), (214, 150), (150, 190), (140, 60), (132, -40)]
            canvas.curve(tail, back)
        case "scarf":
            canvas.curve(mirrored(_scarf_outline()), darker(person.trim, 0.3))
    if outline := BACKS.get(person.hair_style):
        canvas.curve(mirrored(outline), back)


def draw_over(canvas: Canvas, person: Person) -> None:
    """Draw the hair or headwear that lies over the forehead and the shoulders."""
    FRONTS[person.hair_style](canvas, person)


def _cap(canvas: Canvas, colour: RGB, right_half: Sequence[Point]) -> None:
    canvas.curve(mirrored(right_half), colour)


def _crop(canvas: Canvas, person: Person) -> None:
    _cap(canvas, person.hair, SLEEK)
    top = [(-96, -60), (-80, -150), (0, -172), (84, -150), (98, -62), (40, -104), (-30, -88)]
    canvas.curve(top, person.hair)


def _buzz(canvas: Canvas, person: Person) -> None:
    _cap(canvas, mix(person.hair, person.skin, 0.28), TIGHT)


def _swept_back(canvas: Canvas, person: Person) -> None:
    _cap(canvas, person.hair, SLEEK)
    _shine(canvas, person.hair)


def _shine(canvas: Canvas, hair: RGB) -> None:
    glow = lighter(hair, 0.16)
    canvas.arc(0, 0, 86, 126, (218, 262), glow, 7)
    canvas.arc(0, 0, 74, 114, (226, 252), glow, 4)


def _quiff(canvas: Canvas, person: Person) -> None:
    hair = person.hair
    _cap(canvas, darker(hair, 0.25), TIGHT)
    top = [
        (-92, -78),
        (-98, -128),
        (-60, -178),
        (20, -200),
        (92, -176),
        (104, -120),
        (92, -78),
        (50, -104),
        (-20, -108),
    ]
    canvas.curve(top, hair)
    glow = lighter(hair, 0.14)
    for lean in (-44, -8, 30):
        canvas.arc(lean + 44, -100, 60, 74, (192, 246), glow, 4)


def _curtains(canvas: Canvas, person: Person) -> None:
    hair = person.hair
    part = -22
    right = [(part, -156), (70, -146), (124, -70), (130, 40), (140, 130), (104, 150), (106, 40), (92, -40), (52, -92)]
    left = [
        (part, -156),
        (-84, -136),
        (-124, -62),
        (-130, 40),
        (-140, 130),
        (-104, 150),
        (-106, 40),
        (-94, -36),
        (-58, -90),
    ]
    canvas.curve(right, hair)
    canvas.curve(left, hair)
    glow = lighter(hair, 0.15)
    canvas.arc(8, 0, 96, 122, (290, 345), glow, 6)
    canvas.arc(-8, 0, 98, 120, (196, 236), glow, 6)


def _fringe(canvas: Canvas, person: Person) -> None:
    hair = person.hair
    for side in (-1, 1):
        lock = [(96, -100), (128, -40), (134, 50), (136, 116), (104, 126), (100, 40), (92, -30)]
        canvas.curve([(side * x, y) for x, y in lock], hair)
    canvas.curve(mirrored([(0, -156), (76, -140), (116, -80), (112, -40), (92, -46), (50, -54), (0, -50)]), hair)
    _shine(canvas, hair)


def _cloud(canvas: Canvas, colour: RGB, reach: float) -> None:
    canvas.ellipse(0, -40, reach, reach - 4, colour)
    for x, y in ((118, -130), (155, -60), (148, 20), (110, 74), (58, -176), (0, -190)):
        for side in (-1, 1):
            canvas.ellipse(side * x, y, 46, 46, colour)


def _afro_front(canvas: Canvas, person: Person) -> None:
    hair = person.hair
    spots = ((96, -44), (106, -12), (84, -84), (58, -106), (28, -120), (0, -124))
    canvas.curve(mirrored(((0, -186), (90, -164), (142, -90), (140, -10), (108, 0), (92, -60), (0, -112))), hair)
    for x, y in spots:
        for side in (-1, 1):
            canvas.ellipse(side * x, y, 24, 24, hair)
    glow = lighter(hair, 0.1)
    for x, y in ((-92, -104), (-58, -146), (-8, -158), (46, -146), (-118, -52), (92, -108)):
        canvas.arc(x, y, 15, 15, (170, 320), glow, 5)


def _braids(canvas: Canvas, person: Person) -> None:
    hair = person.hair
    _cap(canvas, hair, SLEEK)
    canvas.line([(0, -148), (0, -100)], darker(hair, 0.4), 4)
    for side in (-1, 1):
        for knot in range(8):
            x = side * (112 + 5 * (knot % 2))
            canvas.ellipse(x, 20 + knot * 36, 24, 24, hair if knot % 2 else lighter(hair, 0.1))
        canvas.ellipse(side * 114, 304, 15, 20, darker(hair, 0.2))


def _scarf_outline() -> tuple[Point, ...]:
    return ((0, -164), (84, -146), (128, -70), (132, 50), (146, 160), (190, 250), (150, 320), (0, 330))


def _scarf(canvas: Canvas, person: Person) -> None:
    cloth = person.trim
    hood = [
        (0, -160),
        (84, -142),
        (124, -66),
        (124, 60),
        (132, 170),
        (96, 160),
        (84, 70),
        (94, -10),
        (80, -72),
        (0, -106),
    ]
    canvas.curve(mirrored(hood), cloth)
    fold = darker(cloth, 0.14)
    chest = [(-132, 150), (-70, 96), (0, 136), (70, 96), (132, 150), (170, 260), (60, 320), (-90, 320), (-170, 260)]
    canvas.curve(chest, cloth)
    canvas.line([(-120, 170), (-20, 236), (150, 250)], fold, 6)
    canvas.line([(110, 160), (40, 214), (-110, 280)], fold, 6)
    canvas.arc(0, -10, 108, 142, (215, 262), lighter(cloth, 0.22), 6)


def _beanie(canvas: Canvas, person: Person) -> None:
    _cap(canvas, person.hair, TIGHT)
    canvas.curve(mirrored(((0, -196), (70, -182), (112, -120), (112, -66), (0, -70))), person.trim)
    canvas.box(-114, -108, 114, -62, darker(person.trim, 0.18), 20)
    for rib in range(-5, 6):
        canvas.line([(rib * 20, -100), (rib * 20, -70)], darker(person.trim, 0.3), 3)


FRONTS: Mapping[HairStyle, Callable[[Canvas, Person], None]] = {
    "crop": _crop,
    "quiff": _quiff,
    "buzz": _buzz,
    "long": _curtains,
    "waves": _curtains,
    "bob": _fringe,
    "afro": _afro_front,
    "bun": _swept_back,
    "ponytail": _swept_back,
    "braids": _braids,
    "scarf": _scarf,
    "beanie": _beanie,
}
