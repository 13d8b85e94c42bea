"""From a spec to a finished file, kept for as long as it is likely to be asked for again.

What draws is imported at the first rendering: a server starts without it.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from layers_mock.pictures.spec import Clip, Picture, Rendering

if TYPE_CHECKING:
    from PIL import Image

# Shapes are drawn larger and shrunk to smooth their edges, unless the picture is already large.
SMOOTHING = 2
SMOOTHED_PIXELS = 2_500_000


@lru_cache(maxsize=256)
def render(spec: Picture | Clip) -> Rendering:
    """The file for `spec`; the last 256 stay in memory."""
    if isinstance(spec, Picture):
        return _render_picture(spec)
    from layers_mock.pictures.clip import render_clip

    return render_clip(spec)


def _render_picture(spec: Picture) -> Rendering:
    image = _draw(spec)
    return Rendering(_encoded(image, spec.mime_type), spec.mime_type, image.width, image.height, None)


def _draw(spec: Picture) -> Image.Image:
    from layers_mock.pictures import captions, frame, logo, portrait

    times = SMOOTHING if spec.width * spec.height <= SMOOTHED_PIXELS else 1
    size = (spec.width * times, spec.height * times)
    match spec.kind:
        case "portrait":
            image = portrait.draw_portrait(size, spec.seed).reduce(times)
            captions.write_on_scrim(image, spec.caption)
        case "frame":
            image = frame.draw_frame(size, spec.seed).reduce(times)
            captions.write_in_boxes(image, spec.caption, frame.caption_fill(spec.seed))
        case "logo":
            image = logo.draw_logo(size, spec.seed).reduce(times)
            logo.write_initials(image, spec.seed, spec.caption)
    return image


def _encoded(image: Image.Image, mime_type: str) -> bytes:
    content = BytesIO()
    match mime_type:
        case "image/png":
            image.save(content, "PNG", compress_level=3)
        case "image/webp":
            image.save(content, "WEBP", quality=82, method=1)
        case _:
            image.save(content, "JPEG", quality=86)
    return content.getvalue()
