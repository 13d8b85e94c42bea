"""A server that has nothing but media, and a client that can send it anything."""

import asyncio
import socket
from base64 import b64encode
from collections.abc import Coroutine, Mapping
from hashlib import sha256
from http.client import HTTPConnection
from threading import Thread
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson
from aiohttp import web

from layers_mock.http.media import serve_media
from layers_mock.world.ids import parse
from layers_mock.world.rows import Container
from tests.harness import Api

__all__ = ["PNG", "Got", "Wire", "etag_of"]

PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
"""The bytes of a small upload."""


class Got(NamedTuple):
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def error(self) -> str:
        """The sentence of an error; its answer is JSON, never kept, and has a hint."""
        assert self.headers["Content-Type"] == "application/json"
        assert self.headers["Cache-Control"] == "no-store"
        assert self.headers["X-Layers-Mock-Hint"]
        answer = orjson.loads(self.body)
        assert list(answer) == ["error"]
        return str(answer["error"])


class Wire:
    """A server on a free port that has nothing but :func:`serve_media`, and a client that can send it anything."""

    def __init__(self) -> None:
        self.api = Api()
        self.faults: list[BaseException] = []
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        self._do(self._begin())

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _begin(self) -> None:
        self._server = web.Server(self._handle)
        self._listening = await self._loop.create_server(self._server, "127.0.0.1", 0)
        self.port: int = self._listening.sockets[0].getsockname()[1]

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        try:
            return await serve_media(request, self.api.worlds)
        except Exception as error:
            self.faults.append(error)
            raise

    def close(self) -> None:
        """Stop, and show what went wrong inside."""
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()
        assert not self.faults

    async def _end(self) -> None:
        self._listening.close()
        await self._server.shutdown(1)
        await self._loop.shutdown_default_executor()

    def send(
        self, method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None, *, chunked: bool = False
    ) -> Got:
        """One request on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            split = urlsplit(url)
            target = split.path + ("?" + split.query if split.query else "")
            connection.request(method, target, body, dict(headers or {}), encode_chunked=chunked)
            response = connection.getresponse()
            return Got(response.status, response.headers, response.read())  # type: ignore[arg-type]  # a Message finds headers like a mapping
        finally:
            connection.close()

    def send_raw(self, request: bytes) -> bytes:
        """Bytes as they are; everything that comes back until the server closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            connection.sendall(request)
            parts = []
            while part := connection.recv(65_536):
                parts.append(part)
        return b"".join(parts)

    def get(self, url: str, **headers: str) -> Got:
        """A GET; underscores in header names stand for hyphens."""
        return self.send("GET", url, headers={name.replace("_", "-"): text for name, text in headers.items()})

    def media_path(self, what: str = "", project: str = "harbor-tea") -> str:
        """The path of an operation of the media section."""
        return f"/v1/projects/{self.api.id(project)}/media{what}"

    def presign(self, **fields: object) -> Any:
        """The body of a presign's answer."""
        return self.api.post(self.media_path("/presign"), {"kind": "image", "mimeType": "image/png", **fields}).body

    def put(self, presigned: Any, content: bytes = PNG, **headers: str) -> Got:
        """The PUT of a file with the headers that presign asked for, and others in their place."""
        sent = {**presigned["headers"], **{name.replace("_", "-"): text for name, text in headers.items()}}
        sent.pop("Content-Length", None)
        return self.send("PUT", presigned["url"], content, sent)

    def finalize(self, presigned: Any, **fields: object) -> Any:
        """The answer of a finalize."""
        return self.api.post(self.media_path("/finalize"), {"uploadId": presigned["uploadId"], **fields})

    def store(self, content: bytes = PNG, mime_type: str = "image/png", **fields: object) -> str:
        """The url of a file that was uploaded inline, empty ones by the long way."""
        if not content:
            presigned = self.presign(mimeType=mime_type)
            self.put(presigned, content)
            return str(self.finalize(presigned).body["url"])
        body = {"kind": "image", "mimeType": mime_type, "dataBase64": b64encode(content).decode(), **fields}
        return str(self.api.post(self.media_path(), body).body["url"])

    def container(self, label: str) -> Container:
        """A container of the fixture."""
        key = parse(self.api.id(label))
        assert key is not None
        found = next(iter(self.api.world.organizations.values())).containers.get(key)
        assert found is not None
        return found

    def link(self, name: str) -> str:
        """The link that the world would make for a name."""
        return self.api.world.links.url(name)


def etag_of(content: bytes) -> str:
    """The ETag of a file."""
    return f'"{sha256(content).hexdigest()}"'
