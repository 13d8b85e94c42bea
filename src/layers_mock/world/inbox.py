"""The inbox: a receiver of webhooks that every world has, for whoever wants to see what came and runs no receiver.

What came is kept in a ring, as a journal keeps calls; a snapshot leaves it out.
"""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

__all__ = ["CAPACITY", "MOST_BYTES", "Arrival", "Inbox", "Sent", "inbox_url"]

CAPACITY = 1000
MOST_BYTES = 32 * 2**20
"""How many bytes of bodies an inbox keeps."""
_SUCCESS = 200
_ROOT = "/__mock/worlds"


class Sent(NamedTuple):
    """The attempt that a request is, where it came from a world of this server. ``secrets``: those the endpoint had then."""

    endpoint: str
    delivery: str
    attempt: int
    secrets: tuple[str, ...]


class Arrival(NamedTuple):
    """One request to the inbox, ``at`` the world's time. ``fault``: what is wrong with its signature, as part and reason."""

    number: int
    at: int
    headers: Mapping[str, str]
    body: bytes
    answered: int
    sent: Sent | None
    fault: tuple[str, str] | None


class Inbox:
    """What came to one world, so many requests and so many bytes at most; ``recorded`` counts all there ever were.

    ``url`` is where it takes them. ``status`` is what it answers, to the next ``times`` requests or, where that is ``None``,
    to all.
    """

    __slots__ = ("_arrivals", "_bytes", "recorded", "status", "times", "url")

    def __init__(self, url: str) -> None:
        self._arrivals: deque[Arrival] = deque()
        self._bytes = 0
        self.url = url
        self.recorded = 0
        self.status = _SUCCESS
        self.times: int | None = None

    def order(self, status: int, times: int | None) -> None:
        """Answer with ``status``, to the next ``times`` requests or from now on."""
        self.status, self.times = status, times

    def take(self, headers: Mapping[str, str], body: bytes, at: int, sent: Sent | None, fault: tuple[str, str] | None) -> int:
        """Keep a request, the oldest ones go where the ring is full; gives the status it is answered with."""
        self.recorded += 1
        status = self._next_status()
        self._arrivals.append(Arrival(self.recorded, at, headers, body, status, sent, fault))
        self._bytes += len(body)
        while len(self._arrivals) > CAPACITY or self._bytes > MOST_BYTES:
            self._bytes -= len(self._arrivals.popleft().body)
        return status

    def newest_first(self) -> Iterator[Arrival]:
        """What is kept, newest first."""
        return reversed(self._arrivals)

    def after(self, number: int) -> Iterator[Arrival]:
        """What is kept of what came after that number, oldest first."""
        return (arrival for arrival in self._arrivals if arrival.number > number)

    def get(self, number: int) -> Arrival | None:
        """What came under a number, while it is kept."""
        return next((arrival for arrival in self._arrivals if arrival.number == number), None)

    def clear(self) -> None:
        """Forget what came; numbers go on, and so does what was ordered."""
        self._arrivals.clear()
        self._bytes = 0

    def _next_status(self) -> int:
        status = self.status
        if self.times is not None:
            self.times -= 1
            if self.times == 0:
                self.order(_SUCCESS, None)
        return status


def inbox_url(base_url: str, world: str) -> str:
    """The URL of a world's inbox as endpoints can have it: the vendor takes http for localhost alone."""
    parts = urlsplit(base_url)
    root = base_url if parts.scheme == "https" else f"http://localhost:{parts.port or 80}"
    return f"{root}{_ROOT}/{world}/webhooks/inbox"
