"""Real time that passes only while somebody waits, for tests of the kit."""

import pytest

from tests.kit.provided import Time


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """Real time that passes only while somebody waits."""
    passing = Time()
    monkeypatch.setattr("layers_mock.kit.given_provider.pause", passing.pause)
    monkeypatch.setattr("layers_mock.kit.given_provider.stopwatch", lambda: passing.now)
    return passing
