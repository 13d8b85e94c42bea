"""Every spec becomes a real file, always the same one."""

from __future__ import annotations

import hashlib
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from layers_mock.pictures import Clip, Picture, Rendering, render
from layers_mock.pictures.choices import Choices
from layers_mock.pictures.person import HAIR_STYLES, cast_person
from layers_mock.pictures.portrait import draw_portrait
from layers_mock.pictures.spec import PictureKind, PictureMimeType

KINDS: tuple[PictureKind, ...] = ("portrait", "frame", "logo")
MIME_TYPES: tuple[PictureMimeType, ...] = ("image/jpeg", "image/png", "image/webp")
WEIRD_CAPTIONS = [
    "",
    " ",
    "🔥💄👩🏽‍🦱",
    "مرحبا بالعالم",
    "שלום",
    "日本語のキャプション",
    "word " * 20_000,
    "W" * 50_000,
    "\x00\x07\x1b[31m\r\n",
    "\ud800",
    "e" + "\u0301" * 5_000,
    "\u202ereversed\u202c",
]


def opened(rendering: Rendering) -> Image.Image:
    image = Image.open(BytesIO(rendering.content))
    image.load()
    return image


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("mime_type", MIME_TYPES)
def test_a_picture_opens_as_its_type_in_its_size(kind: PictureKind, mime_type: PictureMimeType) -> None:
    rendering = render(Picture(kind, "asset", "Hello", 200, 300, mime_type))
    image = opened(rendering)
    assert image.get_format_mimetype() == rendering.mime_type == mime_type  # type: ignore[attr-defined]
    assert image.size == (rendering.width, rendering.height) == (200, 300)
    assert rendering.duration_ms is None


@pytest.mark.parametrize("spec", [*(Picture(kind, "asset", "Hello") for kind in KINDS), Clip("asset", "Hello", 1)])
def test_the_same_spec_gives_the_same_bytes_when_drawn_again(spec: Picture | Clip) -> None:
    first = render(spec)
    render.cache_clear()
    again = render(spec)
    assert again is not first
    assert again.content == first.content
    assert again.checksum_sha256 == hashlib.sha256(first.content).hexdigest()
    assert again.size_bytes == len(first.content)


def test_a_repeated_spec_is_answered_from_memory() -> None:
    assert render(Picture("logo", "memory", width=64, height=64)) is render(Picture("logo", "memory", "", 64, 64))


def test_the_memory_of_renderings_is_bounded() -> None:
    assert render.cache_parameters()["maxsize"] == 256


@pytest.mark.parametrize("kind", KINDS)
def test_different_seeds_and_captions_give_different_pictures(kind: PictureKind) -> None:
    specs = [Picture(kind, seed, caption, 90, 160) for seed in "abcdef" for caption in ("", "Ode", "Nil")]
    assert len({render(spec).checksum_sha256 for spec in specs}) == len(specs)


@pytest.mark.parametrize("caption", WEIRD_CAPTIONS, ids=range(len(WEIRD_CAPTIONS)))
def test_no_caption_and_no_seed_is_too_weird(caption: str) -> None:
    for kind in KINDS:
        assert opened(render(Picture(kind, caption, caption, 90, 160))).size == (90, 160)
    assert render(Clip(caption, caption, 1)).size_bytes > 0


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    kind=st.sampled_from(KINDS),
    seed=st.text(st.characters(exclude_categories=())),
    caption=st.text(st.characters(exclude_categories=())) | st.text("ab ", max_size=80),
    width=st.integers(1, 90),
    height=st.integers(1, 90),
    mime_type=st.sampled_from(MIME_TYPES),
)
def test_a_picture_of_any_small_size_opens_in_that_size(
    kind: PictureKind, seed: str, caption: str, width: int, height: int, mime_type: PictureMimeType
) -> None:
    assert opened(render(Picture(kind, seed, caption, width, height, mime_type))).size == (width, height)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("size", [(4096, 1), (1, 4096), (1920, 1080), (1080, 1920)])
def test_a_picture_of_an_extreme_shape_opens_in_that_size(kind: PictureKind, size: tuple[int, int]) -> None:
    assert opened(render(Picture(kind, "shape", "Hello there", *size))).size == size


def test_every_hair_style_is_drawn() -> None:
    seeds = {cast_person(Choices(seed))[0].hair_style: seed for seed in map(str, range(200))}
    assert set(seeds) == set(HAIR_STYLES)
    assert len({draw_portrait((90, 160), seed).tobytes() for seed in seeds.values()}) == len(HAIR_STYLES)


def test_a_picture_carries_no_metadata() -> None:
    for mime_type in MIME_TYPES:
        image = opened(render(Picture("frame", "plain", "", 64, 64, mime_type)))
        assert not {"exif", "icc_profile", "comment", "Software", "xmp"} & set(image.info)
