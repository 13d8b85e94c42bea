"""The inboxes of a server's worlds: what is sent to one of them is taken in this process, without a socket and a token."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import SplitResult, unquote, urlsplit

from layers_mock.webhooks.addresses import is_loopback
from layers_mock.webhooks.sending import Outcome, Parcel
from layers_mock.webhooks.signing import SIGNATURE_HEADER, Fault, inspect
from layers_mock.world.clock import stopwatch, wall_seconds
from layers_mock.world.inbox import Sent
from layers_mock.world.webhooks import WebhookEndpoint, live_secrets, url_of
from layers_mock.world.world import World

__all__ = ["Inboxes"]

_PATH = re.compile(r"/__mock(?:/worlds/([^/]+))?/webhooks/inbox/?")
_PORTS = {"http": 80, "https": 443}
_NOT_FOUND = 404
_ANSWERED = (("Content-Type", "application/json"),)


class Inboxes:
    """Finds the inbox that a URL leads to, and hands parcels in.

    ``find`` gives the world of a name, and the default one for ``None``. ``base_url`` is the server's, and ``port`` where it
    listens on this machine, where that is known.
    """

    def __init__(self, find: Callable[[str | None], World | None], base_url: str, port: int | None = None) -> None:
        self._find = find
        base = urlsplit(base_url)
        self._base = (base.scheme, base.hostname, _port(base))
        self._ports = {port, _port(base) if base.scheme == "http" else None} - {None}

    def has(self, url: str) -> bool:
        """Whether a URL is that of an inbox of this server, of a world that is there or not."""
        return self._named(url) is not None

    def is_of(self, world: World, url: str) -> bool:
        """Whether a URL is that of this world's inbox."""
        named = self._named(url)
        return named is not None and self._find(named[0]) is world

    def hand_in(self, parcel: Parcel) -> Outcome:
        """Give a parcel to the inbox that its URL names, which answers as it was told to."""
        begun = stopwatch()
        named = self._named(parcel.url)
        world = None if named is None else self._find(named[0])
        if world is None:
            return Outcome(_NOT_FOUND, None, stopwatch() - begun, _ANSWERED)
        status = self.receive(world, parcel.headers, parcel.body, parcel.sent)
        return Outcome(status, None, stopwatch() - begun, _ANSWERED, b"{}")

    def receive(self, world: World, headers: Mapping[str, str], body: bytes, sent: Sent | None = None) -> int:
        """Take a request into a world's inbox; gives the status to answer with.

        Its signature has to be by a live secret of the endpoint it was sent for; where that is not known, of any endpoint that
        has this inbox as its URL.
        """
        header = next((text for name, text in headers.items() if name.lower() == SIGNATURE_HEADER.lower()), None)
        now = world.clock.now()
        secrets = self._secrets(world, now) if sent is None else sent.secrets
        return world.inbox.take(headers, body, now, sent, _fault(header, body, secrets))

    def endpoints(self, world: World) -> Iterator[WebhookEndpoint]:
        """The endpoints of a world that have its inbox as their URL, organisation by organisation, newest first."""
        for organization in world.organizations.values():
            for _, endpoint in organization.webhook_endpoints.newest_first(organization.key):
                if endpoint.deleted_at is None and self.is_of(world, url_of(world, endpoint)):
                    yield endpoint

    def _secrets(self, world: World, now: int) -> list[str]:
        return [secret for endpoint in self.endpoints(world) for secret in live_secrets(world.ids, endpoint, now)]

    def _named(self, url: str) -> tuple[str | None] | None:
        """The world that the URL of an inbox names, if it names one; ``None`` for every other URL."""
        try:
            parts = urlsplit(url)
            port = _port(parts)
        except ValueError:
            return None
        match = _PATH.fullmatch(parts.path)
        if match is None or not self._is_ours(parts.scheme, parts.hostname or "", port):
            return None
        return (None if match[1] is None else unquote(match[1]),)

    def _is_ours(self, scheme: str, host: str, port: int | None) -> bool:
        return (scheme, host, port) == self._base or (scheme == "http" and is_loopback(host) and port in self._ports)


def _port(parts: SplitResult) -> int | None:
    """The port of a URL, said or not. Raises :class:`ValueError` for one that is none."""
    return parts.port if parts.port is not None else _PORTS.get(parts.scheme)


def _fault(header: str | None, body: bytes, secrets: Iterable[str]) -> Fault | None:
    if header is None:
        return Fault("header", f"There is no {SIGNATURE_HEADER}.")
    now = wall_seconds()
    faults = [inspect(header, body, secret, now) for secret in secrets]
    if not faults:
        return Fault("secret or body", "No endpoint has this inbox as its URL, so that there is no secret to check with.")
    found = [fault for fault in faults if fault is not None]
    if len(found) < len(faults):
        return None
    return next((fault for fault in found if fault.part == "timestamp"), found[0])
