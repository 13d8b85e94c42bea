"""Where webhooks may go: to this machine and to hosts that were named, so that no demo and no fuzzing calls the outside."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

__all__ = ["Addresses", "is_loopback", "without_credentials"]

_CREDENTIALS = re.compile(r"(?<=//)[^/?#]*(?=@)")


def is_loopback(host: str) -> bool:
    """Whether a host name or address reaches this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def without_credentials(url: str) -> str:
    """A URL without the name and password that it may hold."""
    return _CREDENTIALS.sub("(redacted)", url)


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses that may be called: loopback, and ``hosts`` (lower case, without brackets and port)."""

    hosts: frozenset[str] = frozenset()

    def refusal(self, url: str) -> str | None:
        """Why a URL is not called; ``None`` where it may be."""
        try:
            parts = urlsplit(url)
            host, _ = parts.hostname, parts.port
        except ValueError:
            # What was raised may quote the URL with its password.
            return f"layers-mock cannot call {without_credentials(url)[:200]!r}: its host or its port is none."
        if parts.scheme not in {"http", "https"} or not host:
            return f"layers-mock cannot call {without_credentials(url)[:200]!r}: it is no http or https URL with a host."
        if is_loopback(host) or host in self.hosts:
            return None
        return f"layers-mock calls this machine alone unless told otherwise; start it with --webhook-allow {host}."
