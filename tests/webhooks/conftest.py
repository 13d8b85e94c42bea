"""A server whose clock is moved by hand, and a receiver."""

from collections.abc import Iterator

import pytest

from tests.webhooks.mock import Mock
from tests.webhooks.receivers import Receiver, receiver


@pytest.fixture
def mock() -> Iterator[Mock]:
    it = Mock()
    yield it
    it.server.stop()


@pytest.fixture
def hooks() -> Iterator[Receiver]:
    with receiver() as it:
        yield it
