"""Links to media: only what a world signed opens, and only in that world."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.media_links import MEDIA_PREFIX, MediaLinks

BASE_URL = "http://127.0.0.1:4747"
NAMES = st.text(st.characters(), max_size=300)


def links(world: str = "default", secret: bytes = b"one") -> MediaLinks:
    return MediaLinks(BASE_URL, world, secret)


def signature_of(url: str) -> str:
    return url.removeprefix(f"{BASE_URL}{MEDIA_PREFIX}").split("/")[1]


@given(NAMES)
def test_a_link_names_its_world_and_opens_its_file(name: str) -> None:
    url = links("blue").url(name)
    assert url.startswith(f"{BASE_URL}{MEDIA_PREFIX}blue/")
    assert url.endswith(f"/{name}")
    assert links("blue").opens(signature_of(url), name)


@given(NAMES, NAMES)
def test_a_signature_opens_no_other_file(name: str, other: str) -> None:
    same_bytes = name.encode(errors="replace") == other.encode(errors="replace")
    assert links().opens(signature_of(links().url(name)), other) == same_bytes


@given(NAMES)
def test_a_signature_opens_nothing_in_a_world_of_another_secret(name: str) -> None:
    assert not links(secret=b"two").opens(signature_of(links().url(name)), name)


@given(NAMES)
def test_no_guessed_signature_opens_anything(signature: str) -> None:
    assert not links().opens(signature, "uploads/med_01HY0AB3C5D7E9F1G3H5J7K9M3")


@pytest.mark.parametrize("change", [str.upper, lambda text: text[:-1], lambda text: text + "0", lambda text: ""])
def test_a_signature_is_taken_as_a_whole_and_as_it_is(change: object) -> None:
    signature = signature_of(links().url("uploads/a"))
    assert callable(change)
    assert not links().opens(change(signature), "uploads/a")
