"""Who may steer the server: Host and Origin checks against DNS rebinding, a token off loopback, CORS on request."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hmac import compare_digest

from layers_mock.errors import ControlError
from layers_mock.webhooks.addresses import is_loopback

__all__ = ["Guard", "is_host", "is_origin"]

_TOKEN_HEADER = "X-Layers-Mock-Token"  # noqa: S105 - the name of the header, no secret
_FORBIDDEN = 403
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)"
_AUTHORITY = re.compile(rf"({_HOST})(?::[0-9]{{1,5}})?")
_ORIGIN = re.compile(rf"null|[A-Za-z][A-Za-z0-9+.-]*://({_HOST}(?::[0-9]{{1,5}})?)")


def is_host(text: str) -> bool:
    """Whether a text is the name or address of a host, without a port."""
    return re.fullmatch(_HOST, text) is not None


def is_origin(text: str) -> bool:
    """Whether a text is an origin as browsers send it: scheme, host and port and nothing behind, or ``null``."""
    return _ORIGIN.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Guard:
    """The rules of the control API. ``hosts`` are allowed in Host beside loopback names, ``origins`` in Origin."""

    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    token: str | None = None

    def check(self, headers: Mapping[str, str]) -> None:
        """Let a control request pass. Raises :class:`ControlError` (403) that says which check failed."""
        authority = headers.get("Host", "")
        host = _host_of(authority)
        if not (is_loopback(host) or host in self.hosts):
            way_out = f" Start with --allow-host {host}." if host else ""
            raise ControlError(_FORBIDDEN, f"The host {authority[:100]!r} is not allowed.{way_out}")
        origin = headers.get("Origin")
        if origin is not None and not self.allows_origin(origin) and _authority_of(origin) != authority.lower():
            way_out = f" Start with --cors {origin}." if is_origin(origin) else ""
            raise ControlError(_FORBIDDEN, f"The origin {origin[:100]!r} is not allowed.{way_out}")
        if self.token is not None and not compare_digest(_bytes(_token_of(headers)), _bytes(self.token)):
            raise ControlError(_FORBIDDEN, f"Send the control token in {_TOKEN_HEADER}; the server printed it when it started.")

    def allows_origin(self, origin: str) -> bool:
        """Whether a page of that origin may read answers."""
        return is_origin(origin) and (origin.lower() in self.origins or "*" in self.origins)

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
        cors = self.cors_headers(request)
        if "Access-Control-Request-Method" not in request or not cors:
            return None
        wanted = request.get("Access-Control-Request-Headers", "*")
        return {
            **cors,
            "Access-Control-Allow-Methods": "GET, POST, PUT, PATCH, DELETE",
            "Access-Control-Allow-Headers": wanted if wanted.isascii() and wanted.isprintable() else "*",
            "Access-Control-Max-Age": "600",
        }


def _host_of(authority: str) -> str:
    """The host in a Host header, in lower case and without brackets; empty where the header is anything else."""
    match = _AUTHORITY.fullmatch(authority)
    return match[1].strip("[]").lower() if match is not None else ""


def _authority_of(origin: str) -> str | None:
    """The host and port in an Origin header, in lower case; ``None`` where it has none."""
    match = _ORIGIN.fullmatch(origin)
    return match[1].lower() if match is not None and match[1] else None


def _bytes(text: str) -> bytes:
    """A header's text as it came: bytes that are no UTF-8 stand in it as surrogates."""
    return text.encode(errors="surrogateescape")


def _token_of(headers: Mapping[str, str]) -> str:
    token = headers.get(_TOKEN_HEADER)
    if token is not None:
        return token
    form, _, value = headers.get("Authorization", "").partition(" ")
    return value.strip() if form.lower() == "bearer" else ""
