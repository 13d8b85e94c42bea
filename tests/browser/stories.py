"""What a demo's server goes through while somebody watches it on the live page."""

from typing import Any

import httpx

from tests.browser.chromium import Page
from tests.servers import Server

__all__ = ["IS_LIVE", "busy", "clone", "generate", "has", "watch"]

IS_LIVE = "document.querySelector('#link').dataset.state === 'live'"


def watch(page: Page, server: Server, query: str = "") -> None:
    """Open the page and wait until it shows a world."""
    page.open(f"{server.control_url}/{query}")
    page.wait(IS_LIVE)


def clone(server: Server, name: str) -> Any:
    """Clone Juno; the name that the fixture's scenario knows fails on cue."""
    with server.client() as client:
        answer = client.post(f"/v1/influencers/{server.ids['juno']}/clone", json={"name": name})
        assert answer.status_code == 202, answer.text
        return answer.json()


def generate(server: Server, **fields: object) -> httpx.Response:
    """Generate content for Fern Audio, without an Idempotency-Key."""
    with server.client() as client:
        body = {"format": "video_remix", "brief": {"topic": "launch"}, **fields}
        return client.post(f"/v1/projects/{server.ids['fern-audio']}/content", json=body)


def has(selector: str, text: str) -> str:
    """The condition that some element that a selector finds holds a text."""
    return f"[...document.querySelectorAll({selector!r})].some((found) => found.innerText.includes({text!r}))"


def busy(page: Page, demo: Server) -> None:
    """A page with something of everything on it."""
    clone(demo, "Juno Park (UK)")
    generate(demo)
    demo.advance(60)
    generate(demo, brief={"topic": "launch film"})
    generate(demo, variantCount=9)
    with demo.client() as client:
        client.get("/v1/nowhere")
    watch(page, demo)
    page.click(".open")
    page.wait("document.querySelector('.messages pre')")
    page.click("[data-advance*='10']")
    page.wait("!document.querySelector('#happened').hidden")
