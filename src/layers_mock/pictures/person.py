"""Who is in a portrait: the looks a seed chooses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from layers_mock.pictures.choices import Choices
from layers_mock.pictures.colours import EYE_TONES, HAIR_TONES, PALETTES, RGB, SKIN_TONES, Palette, darker, mix, rgb

HairStyle: TypeAlias = Literal[
    "crop", "quiff", "buzz", "long", "bob", "bun", "afro", "ponytail", "waves", "braids", "scarf", "beanie"
]
Garment: TypeAlias = Literal["crew", "v-neck", "hoodie", "collar", "blazer", "straps"]

HAIR_STYLES: tuple[HairStyle, ...] = (
    "crop", "quiff", "buzz", "long", "bob", "bun", "afro", "ponytail", "waves", "braids", "scarf", "beanie",
)  # fmt: skip
GARMENTS: tuple[Garment, ...] = ("crew", "v-neck", "hoodie", "collar", "blazer", "straps")
BEARDED: frozenset[HairStyle] = frozenset({"crop", "quiff", "buzz", "beanie"})


@dataclass(frozen=True, slots=True)
class Person:
    """An invented influencer's looks."""

    skin: RGB
    hair: RGB
    eyes: RGB
    lips: RGB
    clothes: RGB
    trim: RGB
    hair_style: HairStyle
    garment: Garment
    has_beard: bool
    has_glasses: bool
    has_earrings: bool
    has_freckles: bool
    is_laughing: bool

    @property
    def shadow(self) -> RGB:
        """The skin out of the light."""
        return mix(darker(self.skin, 0.16), rgb("a0402c"), 0.14)


def cast_person(choices: Choices) -> tuple[Person, Palette]:
    """The person for a seed, and a palette for the room that their clothes do not match."""
    room = choices.number("room", 0, len(PALETTES) - 1)
    wardrobe = PALETTES[(room + choices.number("wardrobe", 1, len(PALETTES) - 1)) % len(PALETTES)]
    style = choices.pick("hair style", HAIR_STYLES)
    skin = choices.pick("skin", SKIN_TONES)
    has_short_hair = style in BEARDED
    person = Person(
        skin=skin,
        hair=choices.pick("hair", HAIR_TONES),
        eyes=choices.pick("eyes", EYE_TONES),
        lips=mix(skin, rgb("b3243f"), 0.3 if has_short_hair else 0.58),
        clothes=choices.pick("clothes", (wardrobe.main, wardrobe.deep, wardrobe.light, wardrobe.accent)),
        trim=wardrobe.accent,
        hair_style=style,
        garment=choices.pick("garment", GARMENTS[:5] if has_short_hair or style == "scarf" else GARMENTS),
        has_beard=has_short_hair and choices.happens("beard", 50),
        has_glasses=choices.happens("glasses", 22),
        has_earrings=not has_short_hair and choices.happens("earrings", 55),
        has_freckles=choices.happens("freckles", 18),
        is_laughing=choices.happens("laughing", 50),
    )
    return person, PALETTES[room]
