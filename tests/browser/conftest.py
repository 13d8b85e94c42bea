"""A browser per worker, a tab of its own per test."""

from collections.abc import Iterator

import pytest

from tests.browser.chromium import Browser, Page, open_browser, required_path
from tests.servers import Server, serve


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium. Skipped by name where there is none, unless this machine has promised to have it."""
    with open_browser(required_path()) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh tab that shares nothing with those before it, 1280 pixels wide."""
    tab = Page(browser)
    tab.look(width=1280)
    yield tab
    tab.close()


@pytest.fixture(scope="session")
def running_demo() -> Iterator[Server]:
    """The worker's server of the demo, in whatever state the last test left it; ask for ``demo`` instead."""
    with serve("--fixture", "launch-week", "--clock", "manual") as running:
        yield running


@pytest.fixture
def demo(running_demo: Server) -> Server:
    """The demo's server, its world as at the beginning."""
    running_demo.control("POST", "reset")
    return running_demo
