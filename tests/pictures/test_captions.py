"""What of a caption is drawn, and where lines break."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from layers_mock.pictures.captions import DRAWABLE, drawable, font, wrapped, write_in_boxes, write_on_scrim

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("caption", "drawn"),
    [
        ("Café crème", "Cafe creme"),
        ("𝐁𝐨𝐥𝐝 “claims”…", 'Bold "claims"...'),
        ("new 🔥 drop", "new drop"),
        ("a\x00b\tc\nd", "ab c d"),
        ("مرحبا", ""),
        ("\ud800", ""),
        ("", ""),
    ],
)
def test_a_caption_keeps_what_the_font_can_draw(caption: str, drawn: str) -> None:
    assert drawable(caption) == drawn


@given(ANY_TEXT)
def test_no_text_at_all_leaves_undrawable_characters(caption: str) -> None:
    assert set(drawable(caption)) <= DRAWABLE


@given(st.text("abc WM.", max_size=300))
def test_lines_fit_their_width_and_are_at_most_three(caption: str) -> None:
    face = font(20)
    lines = wrapped(caption, face, 200)
    assert len(lines) <= 3
    assert all(face.getlength(line) <= 200 for line in lines)


def test_a_short_caption_is_drawn_whole() -> None:
    assert " ".join(wrapped("Morning routine that works", font(20), 150)) == "Morning routine that works"


@pytest.mark.parametrize("words", [20, 5000])
def test_a_long_caption_ends_in_an_ellipsis_on_its_third_line(words: int) -> None:
    lines = wrapped("word " * words, font(20), 200)
    assert len(lines) == 3
    assert lines[-1].endswith("...")


def test_a_word_wider_than_the_picture_is_broken() -> None:
    assert len(wrapped("W" * 12, font(20), 100)) == 3


@pytest.mark.parametrize("write", [write_on_scrim, lambda image, text: write_in_boxes(image, text, (255, 255, 255))])
def test_a_caption_changes_the_lower_half_only_and_an_empty_one_nothing(write: object) -> None:
    plain = Image.new("RGB", (270, 480), (120, 60, 60))
    captioned, uncaptioned = plain.copy(), plain.copy()
    assert callable(write)
    write(captioned, "Hello there")
    write(uncaptioned, "🔥")
    upper = (0, 0, 270, 240)
    assert captioned != plain
    assert captioned.crop(upper) == plain.crop(upper)
    assert uncaptioned == plain
