"""What can be asked for (`Picture`, `Clip`) and what comes back (`Rendering`)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

PictureKind: TypeAlias = Literal["portrait", "frame", "logo"]
PictureMimeType: TypeAlias = Literal["image/jpeg", "image/png", "image/webp"]
MimeType: TypeAlias = PictureMimeType | Literal["video/mp4"]

LONGEST_SIDE = 4096
LONGEST_CLIP_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Picture:
    """A still to draw.

    A `portrait` shows an influencer's face and shoulders, a `frame` a social post's still or slide,
    a `logo` a brand tile. `seed` is any text and decides colours and composition. `caption` may hold
    any Unicode; what the built-in Latin font cannot draw is left out.

    Raises ValueError for an unknown kind or MIME type, or a side outside 1..4096 pixels.
    """

    kind: PictureKind
    seed: str
    caption: str = ""
    width: int = 540
    height: int = 960
    mime_type: PictureMimeType = "image/jpeg"

    def __post_init__(self) -> None:
        """Refuse what cannot be drawn."""
        _require_one_of("kind", self.kind, get_args(PictureKind))
        _require_one_of("mime_type", self.mime_type, get_args(PictureMimeType))
        _require_within("width", self.width, LONGEST_SIDE)
        _require_within("height", self.height, LONGEST_SIDE)


@dataclass(frozen=True, slots=True)
class Clip:
    """A short vertical video to draw; `seed` and `caption` as in `Picture`.

    Raises ValueError when `seconds` is outside 1..180.
    """

    seed: str
    caption: str = ""
    seconds: int = 6

    def __post_init__(self) -> None:
        """Refuse a length that would make no sensible file."""
        _require_within("seconds", self.seconds, LONGEST_CLIP_SECONDS)


@dataclass(frozen=True, slots=True)
class Rendering:
    """A finished media file and the facts about it, all true of `content`.

    `width` and `height` are pixels; `duration_ms` is None for a still.
    """

    content: bytes = field(repr=False)
    mime_type: MimeType
    width: int
    height: int
    duration_ms: int | None
    checksum_sha256: str = field(init=False)

    def __post_init__(self) -> None:
        """Compute the checksum once."""
        object.__setattr__(self, "checksum_sha256", hashlib.sha256(self.content).hexdigest())

    @property
    def size_bytes(self) -> int:
        """Length of `content`."""
        return len(self.content)


def _require_one_of(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{name} was {value!r}; use one of {', '.join(allowed)}")


def _require_within(name: str, value: int, most: int) -> None:
    if not 1 <= value <= most:
        raise ValueError(f"{name} was {value!r}; use a whole number from 1 to {most}")
