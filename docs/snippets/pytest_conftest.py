import httpx
import pytest


@pytest.fixture
def client(layers):
    """The client under test; yours instead."""
    with httpx.Client(base_url=layers.base_url, headers={"X-Api-Key": layers.api_key}) as client:
        yield client
