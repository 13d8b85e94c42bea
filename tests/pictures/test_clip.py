"""A clip plays: what was drawn is what a decoder sees."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from layers_mock.pictures import Clip, render
from layers_mock.pictures.clip import (
    COLUMNS,
    HEIGHT,
    ROWS,
    UPPER_HEIGHT,
    WIDTH,
    draw_lower,
    draw_upper,
    moments_of,
    pictures_a_second,
    set_stage,
)

from .reading import Movie, decode, read_movie

SPEC = Clip("clip", "Three words here", 3)
COUNT = COLUMNS * ROWS


@pytest.fixture(scope="module")
def movie() -> Movie:
    return read_movie(render(SPEC).content)


def luma_of(blocks: list[bytes]) -> bytes:
    plane = Image.new("L", (WIDTH, HEIGHT))
    for index, block in enumerate(blocks):
        row, column = divmod(index, COLUMNS)
        plane.paste(Image.frombytes("L", (16, 16), block[:256]), (column * 16, row * 16))
    return plane.tobytes()


def draw_pictures(spec: Clip) -> Iterator[Image.Image]:
    """The whole pictures of a clip."""
    stage = set_stage(spec)
    for lift, progress in moments_of(spec.seconds):
        whole = Image.new("RGB", (WIDTH, HEIGHT))
        whole.paste(draw_upper(stage, lift))
        whole.paste(draw_lower(stage, progress), (0, UPPER_HEIGHT))
        yield whole


def test_the_product_keeps_to_the_upper_part_of_a_clip() -> None:
    for seed in "abcdefghijklmnopqrstuvwxyz":
        stage = set_stage(Clip(seed))
        lowest = stage.product_corner[1] + stage.product.height - min(lift for lift, _ in moments_of(6))
        assert lowest <= UPPER_HEIGHT


def test_a_clip_declares_what_it_is() -> None:
    rendering = render(SPEC)
    assert (rendering.mime_type, rendering.width, rendering.height) == ("video/mp4", 144, 256)
    assert rendering.duration_ms == 3000


def test_the_file_lasts_as_long_as_declared(movie: Movie) -> None:
    timescale, duration = movie.numbers("moov/mvhd")[2:4]
    assert duration / timescale == SPEC.seconds
    assert len(movie.samples) == SPEC.seconds * pictures_a_second(SPEC.seconds)


def test_the_decoded_luma_is_the_drawn_luma(movie: Movie) -> None:
    decoded = decode([sample[4:] for sample in movie.samples], COUNT)
    drawn = list(draw_pictures(SPEC))
    assert len(decoded) == len(drawn)
    for blocks, image in zip(decoded, drawn, strict=True):
        levels = image.convert("L").tobytes()
        assert max(abs(seen - 16 - level * 219 / 255) for seen, level in zip(luma_of(blocks), levels, strict=True)) < 2


def test_chroma_follows_the_drawn_colours(movie: Movie) -> None:
    (first, *_) = decode([movie.samples[0][4:]], COUNT)
    image = next(draw_pictures(SPEC)).resize((COLUMNS, ROWS), Image.Resampling.BOX).convert("YCbCr")
    for index, block in enumerate(first):
        pixel = image.getpixel((index % COLUMNS, index // COLUMNS))
        assert isinstance(pixel, tuple)
        for plane, level in ((block[256:320], pixel[1]), (block[320:], pixel[2])):
            assert abs(sum(plane) / 64 - 16 - level * 224 / 255) < 3


def test_every_picture_differs_from_the_one_before() -> None:
    pictures = [image.tobytes() for image in draw_pictures(SPEC)]
    assert all(before != after for before, after in pairwise(pictures))


def test_samples_never_look_like_a_start_code(movie: Movie) -> None:
    for blocks in decode([sample[4:] for sample in movie.samples], COUNT):
        assert min(map(min, blocks)) >= 16


@pytest.mark.parametrize("seconds", [1, 5, 6, 7, 13, 24, 25, 60, 180])
def test_a_clip_of_any_length_stays_small_and_lasts_as_long(seconds: int) -> None:
    rendering = render(Clip("length", "POV: you finally found the bottle everyone talks about", seconds))
    timescale, duration = read_movie(rendering.content).numbers("moov/mvhd")[2:4]
    assert duration == seconds * timescale
    assert rendering.duration_ms == seconds * 1000
    assert rendering.size_bytes < 450 * 1024


def test_different_seeds_and_captions_give_different_clips() -> None:
    specs = [Clip(seed, caption, 1) for seed in "abc" for caption in ("", "Ode")]
    assert len({render(spec).checksum_sha256 for spec in specs}) == len(specs)


@pytest.mark.skipif(shutil.which("ffprobe") is None, reason="ffprobe is not installed")
def test_ffprobe_decodes_every_picture_without_complaint(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(render(SPEC).content)
    fields = "stream=codec_name,profile,width,height,nb_read_frames,duration,color_range"
    command = ["ffprobe", "-v", "warning", "-count_frames", "-show_entries", fields, "-of", "json", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stderr == ""
    assert json.loads(answer.stdout)["streams"] == [
        {
            "codec_name": "h264",
            "profile": "Constrained Baseline",
            "width": 144,
            "height": 256,
            "color_range": "tv",
            "duration": "3.000000",
            "nb_read_frames": "12",
        }
    ]
