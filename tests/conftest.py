"""Fixtures for the whole suite."""

# pytester forgets every module that is first imported during one of its tests. httpx imports httpcore that late, would meet
# it a second time afterwards, and then no longer know the first one's errors.
import httpcore  # noqa: F401
import pytest
from hypothesis import settings

from tests.harness import Api
from tests.servers import running_server, server

__all__ = ["api", "running_server", "server"]

pytest_plugins = ["pytester"]

# How long an example takes is the machine's business; a test that hangs is ended by pytest's own timeout.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    """Checks are bound to rules by ``@pytest.mark.rule``."""
    config.addinivalue_line("markers", "rule(*ids): the rules of the document that this test checks")
    config.addinivalue_line("markers", "slow: takes seconds; begins first, so that no core waits for it at the end")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests first, behind whatever else has ordered them."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.fixture
def api() -> Api:
    """A fresh acme world."""
    return Api()
