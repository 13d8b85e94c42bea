"""What tests of the server on the wire share: what they send, and what became of it."""

from tests.http.live import Live

__all__ = ["assert_alive", "count"]

PROJECTS = "/v1/projects"


async def count(live: Live, name: str = "Harbor Two") -> int:
    """How many projects there are of a name."""
    items = (await live.call("GET", f"{PROJECTS}?limit=200")).json["items"]
    return [item["name"] for item in items].count(name)


async def assert_alive(live: Live) -> None:
    """A call is answered."""
    assert (await live.call("GET", "/v1/whoami")).status == 200
