"""Who may steer the server: Host and Origin checks against DNS rebinding, a token off loopback, CORS on request."""

from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest
from urllib.parse import urlsplit

from layers_mock.errors import ControlError

__all__ = ["Guard", "is_loopback"]

_TOKEN_HEADER = "X-Layers-Mock-Token"  # noqa: S105 - the name of the header, no secret
_FORBIDDEN = 403


def is_loopback(host: str) -> bool:
    """Whether a host name or address reaches this machine alone."""
    if host.lower() == "localhost":
        return True
    from ipaddress import ip_address

    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of the control API. ``hosts`` are allowed in Host beside loopback names, ``origins`` in Origin."""

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    token: str | None = None

    def check(self, headers: Mapping[str, str]) -> None:
        """Let a control request pass. Raises :class:`ControlError` (403) that says which check failed."""
        host = _host_of("//" + headers.get("Host", ""))
        if not (is_loopback(host) or host.lower() in self.hosts):
            raise ControlError(_FORBIDDEN, f"The host {host[:100]!r} is not allowed. Start with --allow-host {host[:100]}.")
        origin = headers.get("Origin")
        if origin is not None and not self.allows_origin(origin) and _host_of(origin) != host:
            raise ControlError(_FORBIDDEN, f"The origin {origin[:100]!r} is not allowed. Start with --cors {origin[:100]}.")
        if self.token is not None and not compare_digest(_token_of(headers).encode(), self.token.encode()):
            raise ControlError(_FORBIDDEN, f"Send the control token in {_TOKEN_HEADER}; the server printed it when it started.")

    def allows_origin(self, origin: str) -> bool:
        """Whether a page of that origin may read answers."""
        return origin in self.origins or "*" in self.origins

    def cors_headers(self, request: Mapping[str, str]) -> dict[str, str]:
        """The headers that let an allowed page read an answer; none for others."""
        origin = request.get("Origin")
        if origin is None or not self.allows_origin(origin):
            return {}
        return {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Expose-Headers": "*",
            "Vary": "Origin",
        }

    def preflight_headers(self, request: Mapping[str, str]) -> dict[str, str] | None:
        """The answer to a preflight of an allowed page; ``None`` where the request is none."""
        if "Access-Control-Request-Method" not in request or not self.cors_headers(request):
            return None
        return {
            **self.cors_headers(request),
            "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
            "Access-Control-Allow-Headers": request.get("Access-Control-Request-Headers", "*"),
            "Access-Control-Max-Age": "600",
        }


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _token_of(headers: Mapping[str, str]) -> str:
    token = headers.get(_TOKEN_HEADER)
    if token is not None:
        return token
    form, _, value = headers.get("Authorization", "").partition(" ")
    return value.strip() if form.lower() == "bearer" else ""
