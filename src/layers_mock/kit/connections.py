"""Connections that send a request in one piece.

The library sends head and body apart, each in a packet of its own, and a server wakes up for either. A check run makes
thousands of small requests.
"""

from typing import Any

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import LocationValueError
from urllib3.util import parse_url

__all__ = ["pool_of"]


class _InOnePiece:
    """Beside a connection class: what a request writes is held until it is complete."""

    _held: list[Any] | None = None

    def request(self, *arguments: Any, **options: Any) -> None:
        """Write the request, and send it."""
        self._held = []
        try:
            super().request(*arguments, **options)  # type: ignore[misc]
            whole = b"".join(self._held)
        finally:
            self._held = None
        self.send(whole)

    def send(self, data: Any) -> None:
        """Hold what belongs to a request that is being written; send everything else."""
        if self._held is None:
            super().send(data)  # type: ignore[misc]
        else:
            self._held.append(data)


class _Connection(_InOnePiece, HTTPConnection):
    pass


class _SecuredConnection(_InOnePiece, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _SecuredPool(HTTPSConnectionPool):
    ConnectionCls = _SecuredConnection


def pool_of(origin: str, *, connections: int, patience: float) -> HTTPConnectionPool:
    """The connections to an origin, so many of them kept alive; each step of an answer may take ``patience`` seconds.

    Raises ``urllib3.exceptions.LocationParseError`` and ``LocationValueError`` for what is no URL of a host.
    """
    place = parse_url(origin)
    if not place.host:
        raise LocationValueError("No host specified.")
    kind = _SecuredPool if place.scheme == "https" else _Pool
    return kind(place.host, place.port, maxsize=connections, timeout=patience)
