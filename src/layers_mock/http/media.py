"""The files behind media links: generated pictures and clips, uploads, and the PUT of a presigned upload.

A link is a capability: its signature lets in whoever holds it, so no key is asked for. These answers are the stand-in's own,
in the manner of an object store. Whatever is wrong with a link, a GET of it is the same 404.
"""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import quote, unquote

import orjson
from aiohttp import web

from layers_mock.http.answers import JSON, SERVER, header_text
from layers_mock.http.receive import BodyBrokenError, BodyTooLargeError, receive_body
from layers_mock.http.worlds import Worlds
from layers_mock.pictures import Clip, Picture, render
from layers_mock.world.clock import http_date
from layers_mock.world.ids import parse
from layers_mock.world.media import PutFault, fault_of_put, find_media, find_upload, put
from layers_mock.world.media_links import MEDIA_PREFIX
from layers_mock.world.organization import Organization
from layers_mock.world.renderings import asset_spec, portrait_spec, still_spec
from layers_mock.world.rows import Media, Upload
from layers_mock.world.world import World

__all__ = ["serve_media"]

_PORTRAIT = re.compile(r"portraits/([^/]+)/([^/.]+)(\.thumbnail)?\.jpg")
_AVATAR = re.compile(r"avatars/([^/.]+)\.jpg")
_ASSET = re.compile(r"assets/([^/]+)/([^/.]+)\.(mp4|jpg)")
_STORED = re.compile(r"uploads/([^/]+)")
_PUT = re.compile(r"upload/([^/]+)/[0-9]+")

_RANGE = re.compile(r"bytes\s*=\s*([0-9]{0,18})\s*-\s*([0-9]{0,18})\s*", re.ASCII | re.IGNORECASE)
_SHOWN_IN_PAGES = ("image/", "video/", "audio/")
_SIGNED = "Take the URL from an answer of the API as it is: it is signed by its world, and a reset makes new ones."
_FAULTS: Mapping[PutFault, tuple[int, str, str]] = {
    "expired": (403, "The link has expired.", "Presign another upload; a link works until its expiresAt."),
    "finalized": (409, "The upload is finalized already.", "Presign another upload: an asset never changes."),
    "other-type": (403, "The Content-Type is not the signed one.", "Send the headers that presign answered."),
    "no-length": (411, "The Content-Length is missing.", "A size was announced: send it as Content-Length, not chunked."),
    "other-length": (403, "The Content-Length is not the signed one.", "Send the headers that presign answered."),
}


class _RefusedError(Exception):
    """A media request that is answered with an error; carries status, error, hint and further headers."""

    def __init__(self, status: int, error: str, hint: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.hint = hint
        self.headers = headers or {}


class _Link(NamedTuple):
    """A link taken apart."""

    world: str
    signature: str
    name: str


@dataclass(frozen=True, slots=True)
class _File:
    """What a GET gives."""

    content: bytes = field(repr=False)
    checksum_sha256: str
    headers: Mapping[str, str]

    @property
    def etag(self) -> str:
        """Names exactly these bytes."""
        return f'"{self.checksum_sha256}"'


async def serve_media(request: web.BaseRequest, worlds: Worlds) -> web.Response:
    """Answer a request whose path begins with :data:`MEDIA_PREFIX`."""
    link = _read_link(request.raw_path)
    try:
        response = await _serve(request, worlds, link)
    except _RefusedError as refused:
        response = _refusal(refused)
    if request.method in {"GET", "HEAD"}:
        response.headers["Access-Control-Allow-Origin"] = "*"
    now = (worlds.get(link.world) or worlds.nowhere).clock.now()
    response.headers.update({"Date": http_date(now // 1000), "Server": SERVER, "X-Content-Type-Options": "nosniff"})
    return response


def _read_link(raw_path: str) -> _Link:
    path = raw_path.partition("?")[0].removeprefix(MEDIA_PREFIX)
    world, _, rest = path.partition("/")
    signature, _, name = rest.partition("/")
    return _Link(unquote(world), signature, unquote(name))


async def _serve(request: web.BaseRequest, worlds: Worlds, link: _Link) -> web.Response:
    allowed = ("PUT",) if link.name.startswith("upload/") else ("GET", "HEAD")
    if request.method not in allowed:
        allow = ", ".join(allowed)
        raise _RefusedError(405, "This method is not allowed here.", f"This link takes {allow}.", {"Allow": allow})
    if request.method == "PUT":
        return await _take(request, worlds, link)
    return _answer(request, await _file(_world(worlds, link), link.name))


def _world(worlds: Worlds, link: _Link) -> World:
    """The settled world of a link that this world signed."""
    world = worlds.get(link.world)
    if world is None or not world.links.opens(link.signature, link.name):
        raise _not_found()
    world.settle(world.clock.now())
    return world


def _not_found() -> _RefusedError:
    return _RefusedError(404, "Not found.", _SIGNED)


async def _file(world: World, name: str) -> _File:
    stored = _STORED.fullmatch(name)
    if stored is not None:
        media = find_media(world, stored[1])
        if media is None:
            raise _not_found()
        return _uploaded(media)
    spec = _portrait(world, name) or _avatar(world, name) or _generated(world, name)
    if spec is None:
        raise _not_found()
    return await _rendered(spec)


def _portrait(world: World, name: str) -> Picture | None:
    match = _PORTRAIT.fullmatch(name)
    key = parse(match[1]) if match is not None else None
    if match is None or key is None or not any(o.influencers.get(key) for o in world.organizations.values()):
        return None
    picture = portrait_spec(match[1], match[2])
    return replace(picture, width=picture.width // 2, height=picture.height // 2) if match[3] else picture


def _avatar(world: World, name: str) -> Picture | None:
    """The profile picture of a social account."""
    match = _AVATAR.fullmatch(name)
    key = parse(match[1]) if match is not None else None
    if match is None or key is None or not any(o.social_accounts.get(key) for o in world.organizations.values()):
        return None
    picture = portrait_spec(match[1], match[1])
    return replace(picture, width=picture.width // 2, height=picture.height // 2)


def _generated(world: World, name: str) -> Picture | Clip | None:
    match = _ASSET.fullmatch(name)
    container_key, asset_key = (parse(match[1]), parse(match[2])) if match is not None else (None, None)
    if match is None or container_key is None:
        return None
    containers = [o.containers.get(container_key) for o in world.organizations.values()]
    found = ((c, asset) for c in containers if c is not None for asset in (*c.assets, *c.superseded) if asset.key == asset_key)
    container, asset = next(found, (None, None))
    if container is None or asset is None:
        return None
    if asset.kind == "video" and match[3] == "jpg":
        return still_spec(asset)
    return asset_spec(container, asset) if (asset.kind == "video") == (match[3] == "mp4") else None


async def _rendered(spec: Picture | Clip) -> _File:
    """A generated file. Drawing takes a while, so that a thread does it; the same name is always the same file."""
    rendering = await asyncio.to_thread(render, spec)
    headers = {"Content-Type": rendering.mime_type, "Cache-Control": "public, max-age=31536000, immutable"}
    return _File(rendering.content, rendering.checksum_sha256, headers)


def _uploaded(media: Media) -> _File:
    """An upload, which could be anything: never run as a page of this server."""
    is_shown = media.mime_type.lower().startswith(_SHOWN_IN_PAGES)
    headers = {
        "Content-Type": media.mime_type,
        "Cache-Control": "no-cache",
        "Content-Disposition": _disposition("inline" if is_shown else "attachment", media.filename),
        "Content-Security-Policy": "sandbox",
    }
    return _File(media.content, media.checksum_sha256, headers)


def _disposition(kind: str, filename: str | None) -> str:
    return kind if filename is None else f"{kind}; filename*=UTF-8''{quote(filename, safe='', errors='replace')}"


def _answer(request: web.BaseRequest, file: _File) -> web.Response:
    """The file, the part of it that was asked for, or word that it is known already."""
    headers = {**file.headers, "ETag": file.etag, "Accept-Ranges": "bytes"}
    if _is_known(request, file.etag):
        return web.Response(status=304, headers=headers)
    part = _part(request, file)
    if part is None:
        return web.Response(body=file.content, headers=headers)
    size = len(file.content)
    if not part:
        unsatisfiable = {"Content-Range": f"bytes */{size}"}
        raise _RefusedError(416, "The file has no such range.", f"The file has {size} bytes.", unsatisfiable)
    headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return web.Response(status=206, body=file.content[part.start : part.stop], headers=headers)


def _is_known(request: web.BaseRequest, etag: str) -> bool:
    known = {text.strip().removeprefix("W/") for text in ",".join(request.headers.getall("If-None-Match", ())).split(",")}
    return etag in known or "*" in known


def _part(request: web.BaseRequest, file: _File) -> range | None:
    """The bytes asked for, empty where the file has none of them; ``None`` where the whole file is to be sent.

    That is so for several ranges, for what is no range, for HEAD, and where If-Range names other bytes (RFC 9110, 14.2).
    """
    match = _RANGE.fullmatch(request.headers.get("Range", "").strip())
    if match is None or request.method != "GET" or request.headers.get("If-Range", file.etag) != file.etag:
        return None
    first, last = match.groups()
    size = len(file.content)
    if not first:
        return range(max(0, size - int(last)), size) if last else None
    if last and int(last) < int(first):
        return None
    return range(int(first), min(size, int(last) + 1 if last else size))


async def _take(request: web.BaseRequest, worlds: Worlds, link: _Link) -> web.Response:
    """Receive the file of a presigned upload. What holds at first has to hold still when the last byte is there."""
    begun = _world(worlds, link).clock.now()
    _admitted(request, worlds, link, begun)
    content = await _received(request, worlds.contract.most_upload_bytes)
    checksum = await asyncio.to_thread(_checksum, content)
    organization, upload = _admitted(request, worlds, link, begun)
    put(organization, upload, content, checksum)
    return web.Response(status=200, headers={"ETag": f'"{checksum}"'})


def _admitted(request: web.BaseRequest, worlds: Worlds, link: _Link, begun: int) -> tuple[Organization, Upload]:
    match = _PUT.fullmatch(link.name)
    found = find_upload(_world(worlds, link), match[1]) if match is not None else None
    if found is None:
        raise _not_found()
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise _RefusedError(415, "A Content-Encoding is not taken.", "Put the bytes of the file as they are.")
    mime_type = request.headers.get("Content-Type", "").strip()
    fault = fault_of_put(found[1], at=begun, mime_type=mime_type, length=_declared_length(request))
    if fault is not None:
        raise _RefusedError(*_FAULTS[fault])
    return found


def _declared_length(request: web.BaseRequest) -> int | None:
    return request.content_length if request.can_read_body or request.content_length is not None else 0


async def _received(request: web.BaseRequest, limit: int) -> bytes:
    try:
        return await receive_body(request, limit)
    except BodyTooLargeError:
        raise _RefusedError(413, "The file is too large.", f"At most {limit} bytes are taken.") from None
    except BodyBrokenError as error:
        raise _RefusedError(400, "The file did not arrive whole.", str(error)) from error


def _checksum(content: bytes) -> str:
    return sha256(content).hexdigest()


def _refusal(refused: _RefusedError) -> web.Response:
    ours = {"Cache-Control": "no-store", "X-Layers-Mock-Hint": header_text(refused.hint)}
    headers = {"Content-Type": JSON, **ours, **refused.headers}
    return web.Response(status=refused.status, body=orjson.dumps({"error": refused.error}), headers=headers)
