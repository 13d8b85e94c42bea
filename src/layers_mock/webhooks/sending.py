"""The client that calls receivers: bounded in time and bytes, and never following where a receiver points to."""

import asyncio
from typing import NamedTuple

import aiohttp

from layers_mock.world.clock import stopwatch
from layers_mock.world.inbox import Sent

__all__ = ["Outcome", "Parcel", "Sender"]

_MOST_BYTES = 1 << 16
_PATIENCE_SECONDS = 10.0
_MOST_SAID = 200


class Parcel(NamedTuple):
    """One request to a receiver; ``sent`` is the attempt that it is, where it is one."""

    url: str
    headers: dict[str, str]
    body: bytes
    sent: Sent | None = None


class Outcome(NamedTuple):
    """What came of a parcel: a status, or the reason why there is none. ``took`` is in real microseconds."""

    status: int | None
    reason: str | None
    took: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    @property
    def is_success(self) -> bool:
        """Whether the receiver took it."""
        return self.status is not None and 200 <= self.status < 300


class Sender:
    """Sends parcels over HTTP. ``patience`` is how many real seconds a receiver has for its whole answer.

    Each parcel has a connection of its own: one kept open may be closed by the receiver in the moment in which it is used
    again, and then nobody could tell whether the parcel arrived.
    """

    def __init__(self, *, patience: float = _PATIENCE_SECONDS, verifies_tls: bool = True) -> None:
        self._patience = aiohttp.ClientTimeout(total=patience)
        self._verifies_tls = verifies_tls
        self._session: aiohttp.ClientSession | None = None

    async def send(self, parcel: Parcel) -> Outcome:
        """Send one parcel once. Never raises for what a receiver does."""
        begun = stopwatch()
        try:
            async with self._open().post(
                parcel.url, data=parcel.body, headers=parcel.headers, allow_redirects=False, timeout=self._patience
            ) as answer:
                body = b""
                while len(body) < _MOST_BYTES and (more := await answer.content.read(_MOST_BYTES - len(body))):
                    body += more
                headers = tuple(answer.headers.items())
                # What follows is not read: a receiver cannot keep us busy. The status has been given before.
                answer.close()
                return Outcome(answer.status, None, stopwatch() - begun, headers, body)
        except TimeoutError:
            reason = f"The endpoint did not answer within {self._patience.total:g} seconds."
        except aiohttp.ClientConnectorCertificateError:
            reason = "The certificate of the endpoint is not valid."
        except aiohttp.ClientConnectorError as error:
            reason = f"The endpoint could not be reached: {error.os_error.strerror or error.os_error}."
        except aiohttp.InvalidURL:
            reason = "The URL of the endpoint is none that can be called."
        except (aiohttp.ClientError, OSError, ValueError) as error:
            reason = f"The connection to the endpoint broke: {_said(error)}."
        return Outcome(None, reason, stopwatch() - begun)

    async def close(self) -> None:
        """Close what is open."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=0, force_close=True, ssl=self._verifies_tls)
            self._session = aiohttp.ClientSession(
                connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False, loop=asyncio.get_running_loop(),
                skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding"), auto_decompress=False,
            )  # fmt: skip
        return self._session


def _said(error: Exception) -> str:
    """What an error says, on one line. That of an answer nobody can read quotes it, below a status that it never had."""
    text = error.message if isinstance(error, aiohttp.ClientResponseError) else str(error)
    return " ".join(text.split())[:_MOST_SAID] or type(error).__name__
