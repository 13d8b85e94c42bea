"""The live page for those who hear it, who see little of it, whose window is small, or who want nothing to move."""

from itertools import pairwise
from pathlib import Path

import pytest

from tests.browser.chromium import Page
from tests.browser.stories import busy, clone, watch
from tests.servers import Server

CONTRAST = (Path(__file__).parent / "contrast.js").read_text(encoding="utf-8")


def test_everything_has_a_role_and_a_name(page: Page, demo: Server) -> None:
    busy(page, demo)
    told = page.accessible()
    roles = [role for role, _ in told]
    for landmark in ("banner", "main", "contentinfo"):
        assert roles.count(landmark) == 1, landmark
    assert {name for role, name in told if role == "region"} == {"Clock", "Credits", "Scenarios", "Jobs", "Requests"}
    assert all(name for role, name in told if role in {"button", "link", "checkbox", "progressbar", "meter", "image"})
    assert ("progressbar", "Progress: launch film") in told
    levels = page.value("[...document.querySelectorAll('h1, h2, h3')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert page.value("document.documentElement.lang") == "en"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_its_ground(page: Page, demo: Server, scheme: str) -> None:
    page.look(width=1280, scheme=scheme, motion="reduce")
    busy(page, demo)
    found = page.value(CONTRAST)
    assert found["count"] > 80
    assert found["faint"] == []


@pytest.mark.parametrize("width", [320, 390, 700, 900, 1280, 1920])
def test_nothing_is_wider_than_the_window(page: Page, demo: Server, width: int) -> None:
    clone(demo, "W" * 128)
    with demo.client() as client:
        client.get(f"/v1/{'a' * 500}?{'b' * 500}")
    page.look(width=width)
    busy(page, demo)
    assert page.value("document.documentElement.scrollWidth") == width


def test_nothing_moves_for_those_who_prefer_it_so(page: Page, demo: Server) -> None:
    watch(page, demo)
    moves = "getComputedStyle(document.querySelector('.job .fill')).transitionDuration"
    assert page.value(moves) == "0.6s"
    page.look(width=1280, motion="reduce")
    assert page.value(moves) == "0s"
