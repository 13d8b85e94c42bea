"""From replies and refusals to bytes on the wire."""

from collections.abc import Mapping

import orjson
from aiohttp import web

from layers_mock.contract import ErrorCode, Refusal, envelope
from layers_mock.world.clock import http_date

__all__ = ["JSON", "SERVER", "header_text", "json_response", "refusal_response"]

JSON = "application/json"
SERVER = "layers-mock"
_LONGEST_HEADER = 400


def json_response(status: int, body: bytes, now: int, headers: Mapping[str, str]) -> web.Response:
    """A JSON answer dated with the world's time, so that equal worlds answer equally."""
    every = {"Content-Type": JSON, "Date": http_date(now), "Server": SERVER, **headers}
    return web.Response(body=body, status=status, headers=every)


def refusal_response(refusal: Refusal, error: ErrorCode, request_id: str, now: int, headers: Mapping[str, str]) -> web.Response:
    """The vendor's envelope, and in headers of ours which rule decided and what may help."""
    status = refusal.status or error.status
    body = orjson.dumps(envelope(refusal.code, refusal.message or error.message, request_id, refusal.details))
    ours = {"X-Layers-Mock-Rule": refusal.rule}
    if refusal.hint:
        ours["X-Layers-Mock-Hint"] = header_text(refusal.hint)
    return json_response(status, body, now, {**headers, **refusal.headers, **ours})


def header_text(text: str) -> str:
    """Text that is safe in a header: printable ASCII, not too long."""
    safe = "".join(char if " " <= char <= "~" else "?" for char in text)
    return safe if len(safe) <= _LONGEST_HEADER else safe[: _LONGEST_HEADER - 3] + "..."
