"""Colours and the curated palettes a seed chooses from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

RGB: TypeAlias = tuple[int, int, int]

WHITE: RGB = (255, 255, 255)
INK: RGB = (24, 22, 34)


def rgb(code: str) -> RGB:
    """The colour written as six hexadecimal digits."""
    red, green, blue = bytes.fromhex(code)
    return red, green, blue


def mix(first: RGB, second: RGB, share: float) -> RGB:
    """`first` with `share` (0..1) of it replaced by `second`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def lighter(colour: RGB, share: float) -> RGB:
    """`colour` moved towards white."""
    return mix(colour, WHITE, share)


def darker(colour: RGB, share: float) -> RGB:
    """`colour` moved towards a warm black."""
    return mix(colour, INK, share)


def brightness(colour: RGB) -> float:
    """Perceived brightness, 0 (black) to 255 (white), by the weights of ITU-R BT.601."""
    return 0.299 * colour[0] + 0.587 * colour[1] + 0.114 * colour[2]


@dataclass(frozen=True, slots=True)
class Palette:
    """Five colours that sit well together."""

    light: RGB
    soft: RGB
    main: RGB
    accent: RGB
    deep: RGB


def _palette(codes: str) -> Palette:
    return Palette(*(rgb(code) for code in codes.split()))


PALETTES: tuple[Palette, ...] = (
    _palette("fff1e6 ffcdb2 ff8f6b e0476b 5b2a54"),
    _palette("eaf6ff b9def8 5aa9e6 ff9f68 1d3461"),
    _palette("f3f0e2 cfe0b8 84a97a f2a65a 2f4b3c"),
    _palette("f6eefc d9c2f0 a178d8 ff8fb1 3a2364"),
    _palette("fff8dd ffe08a ffb938 f2643d 5a2e1f"),
    _palette("e5f8f3 a9e5d6 3bb7a2 ffcf5c 134e57"),
    _palette("fdebf0 f9bfd0 ec6a93 7ac7c4 54204a"),
    _palette("f4ece3 dfc6ab b98a62 4e8d8f 40291f"),
    _palette("e9ebff b8c0ff 6a78f0 ffd166 20245c"),
    _palette("ffece2 f7b8a0 d9694f f6c667 4b1f2c"),
    _palette("e8f1f2 b4cdd4 5f8fa3 f2845c 1f3440"),
    _palette("f0f7da c7e48b 7dbb42 ff7aa8 24452c"),
)

SKIN_TONES: tuple[RGB, ...] = tuple(
    rgb(code) for code in ("fbdcc4", "f5cba7", "eab98f", "d9a074", "c2855a", "a56a43", "87512f", "653a24", "4a2a1c")
)
HAIR_TONES: tuple[RGB, ...] = tuple(
    rgb(code) for code in ("1d1a20", "2e211d", "4a3025", "6d4529", "93592f", "b98546", "dcb873", "a33f23", "8c8a90", "c65b86")
)
EYE_TONES: tuple[RGB, ...] = tuple(rgb(code) for code in ("4a2e1e", "6b4423", "3c6e57", "3f6fa0", "5b6a72"))
