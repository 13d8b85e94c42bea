"""Specs refuse what cannot be drawn; renderings tell the truth about their content."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from layers_mock.pictures import Clip, Picture, Rendering


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"kind": "selfie"}, "kind was 'selfie'; use one of portrait, frame, logo"),
        ({"mime_type": "image/gif"}, "mime_type was 'image/gif'; use one of image/jpeg"),
        ({"width": 0}, "width was 0; use a whole number from 1 to 4096"),
        ({"height": 4097}, "height was 4097; use a whole number from 1 to 4096"),
    ],
)
def test_a_picture_that_cannot_be_drawn_is_refused_with_the_way_out(wrong: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Picture(**{"kind": "portrait", "seed": "a", **wrong})


@pytest.mark.parametrize("seconds", [0, -1, 181])
def test_a_clip_of_no_sensible_length_is_refused(seconds: int) -> None:
    with pytest.raises(ValueError, match=f"seconds was {seconds}; use a whole number from 1 to 180"):
        Clip("a", seconds=seconds)


def test_equal_specs_are_one_key() -> None:
    assert {Picture("logo", "a"), Picture("logo", "a")} == {Picture("logo", "a")}


def test_a_rendering_knows_its_checksum_and_size_and_hides_its_bytes() -> None:
    rendering = Rendering(b"abc", "image/png", 1, 1, None)
    assert rendering.checksum_sha256 == hashlib.sha256(b"abc").hexdigest()
    assert rendering.size_bytes == 3
    assert "abc" not in repr(rendering)
