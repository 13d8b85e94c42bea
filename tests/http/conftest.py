"""A server of media, and links of its files."""

from collections.abc import Iterator

import pytest

from tests.harness import Api
from tests.http.media_wire import Wire


@pytest.fixture(scope="module")
def media_server() -> Iterator[Wire]:
    """One server for the file."""
    wire = Wire()
    yield wire
    wire.close()


@pytest.fixture
def wire(media_server: Wire) -> Iterator[Wire]:
    """The server with a fresh world."""
    media_server.api = Api()
    yield media_server
    assert not media_server.faults


@pytest.fixture
def clip_url(wire: Wire) -> str:
    """The link of a generated video."""
    container = wire.container("steep-slow")
    return wire.link(f"assets/{container.id}/{container.assets[0].id}.mp4")


@pytest.fixture
def portrait_url(wire: Wire) -> str:
    """The link of a rendered reference image."""
    images = wire.api.get(f"/v1/influencers/{wire.api.id('ava')}").body["referenceImages"]
    return str(images[0]["url"])
