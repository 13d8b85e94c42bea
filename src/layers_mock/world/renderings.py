"""What the media of a world look like: one spec per file, the same for whoever describes a file and whoever serves it."""

from layers_mock.pictures import Clip, Picture
from layers_mock.world.containers import resolved_format
from layers_mock.world.rows import Asset, Container

__all__ = ["asset_spec", "portrait_spec", "still_spec"]

_LONGEST_CAPTION = 500
_CLIP_SECONDS = {"ugc_remix": 8}
_COMMON_CLIP_SECONDS = 6
_STILL = (432, 768)
"""As sharp as a phone's width needs it; telling a file's size and checksum takes drawing it."""
_FRAMINGS = ((540, 960), (600, 800), (640, 640), (720, 960))


def asset_spec(container: Container, asset: Asset) -> Picture | Clip:
    """The file of a generated asset.

    It shows the caption that the container had when the asset was made, so that the file never changes.
    """
    if asset.kind == "image":
        return still_spec(asset)
    seconds = _CLIP_SECONDS.get(resolved_format(container), _COMMON_CLIP_SECONDS)
    return Clip(asset.id, asset.caption[:_LONGEST_CAPTION], seconds)


def still_spec(asset: Asset) -> Picture:
    """The still of a generated asset: a video's thumbnail, or the image itself."""
    width, height = _STILL
    return Picture("frame", asset.id, asset.caption[:_LONGEST_CAPTION], width, height)


def portrait_spec(face: str, asset_id: str) -> Picture:
    """A reference image of an influencer: all of one influencer show the same face, each in a framing of its own."""
    width, height = _FRAMINGS[sum(asset_id.encode()) % len(_FRAMINGS)]
    return Picture("portrait", face, width=width, height=height)
