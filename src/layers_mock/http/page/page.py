"""Serving the files of the live page."""

from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from aiohttp import web
from multidict import CIMultiDictProxy

from layers_mock.errors import ControlError
from layers_mock.http.answers import SERVER
from layers_mock.http.guard import Guard

__all__ = ["is_of_page", "serve_page"]

_PAGE = "/__mock"
_FILES = f"{_PAGE}/page/"
_INDEX = "index.html"
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        # Text from clients can become HTML nowhere, not even by a mistake of ours.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",
    "Server": SERVER,
}


class _File(NamedTuple):
    content: bytes
    type: str
    etag: str


def is_of_page(path: str) -> bool:
    """Whether a path is the page's."""
    return path in {_PAGE, f"{_PAGE}/"} or path.startswith(_FILES)


def serve_page(method: str, path: str, query: str, headers: CIMultiDictProxy[str], guard: Guard) -> web.Response:
    """A file of the page. Raises :class:`ControlError` where the guard refuses, and for what is not there.

    No token is asked for: a browser cannot send one with the address of a page. The page asks for it and sends it along.
    """
    replace(guard, token=None).check(headers)
    if method not in {"GET", "HEAD"}:
        raise ControlError(405, f"{method[:20]} is not allowed here, only GET, HEAD.", allow="GET, HEAD")
    if path == _PAGE:
        # Relative, so that it holds under whatever name and prefix the server is reached by.
        location = f"{_PAGE[1:]}/" + (f"?{query}" if query else "")
        return web.Response(status=308, headers={**_HEADERS, "Location": location})
    file = _files().get(path.removeprefix(_FILES) if path.startswith(_FILES) else _INDEX)
    if file is None:
        raise ControlError(404, f"The live page has no file {path[:100]!r}.")
    about = {**_HEADERS, "ETag": file.etag}
    if file.etag in [tag.strip().removeprefix("W/") for tag in headers.get("If-None-Match", "").split(",")]:
        return web.Response(status=304, headers=about)
    return web.Response(body=file.content, headers={**about, "Content-Type": file.type})


@cache
def _files() -> dict[str, _File]:
    """The page's files by name: those of known types beside this module."""
    found = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in _TYPES)
    return {path.name: _file(path.read_bytes(), _TYPES[path.suffix]) for path in found}


def _file(content: bytes, type_: str) -> _File:
    return _File(content, type_, f'"{sha256(content).hexdigest()[:32]}"')
