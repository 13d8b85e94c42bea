"""Files behind media links, over real sockets."""

import asyncio
import re
import socket
from base64 import b64encode
from collections.abc import Coroutine, Iterator, Mapping
from hashlib import sha256
from http.client import HTTPConnection
from io import BytesIO
from threading import Event, Thread
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import orjson
import pytest
from aiohttp import web
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from layers_mock.http.media import serve_media
from layers_mock.http.worlds import Worlds
from layers_mock.pictures import Clip, Picture, Rendering, render
from layers_mock.world.ids import parse, ulid, uuid
from layers_mock.world.media_links import MEDIA_PREFIX
from layers_mock.world.rows import Container
from tests.harness import Api, base_of

PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
PAGE = b"<script>alert(document.domain)</script>"
NOBODY = "00000000-0000-4000-8000-000000000000"


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


@pytest.fixture(scope="module")
def server() -> Iterator[Wire]:
    """One server for the file."""
    wire = Wire()
    yield wire
    wire.close()


@pytest.fixture
def wire(server: Wire) -> Iterator[Wire]:
    """The server with a fresh world."""
    server.api = Api()
    yield server
    assert not server.faults


@pytest.fixture
def clip_url(wire: Wire) -> str:
    """The link of a generated video."""
    container = wire.container("steep-slow")
    return wire.link(f"assets/{container.id}/{container.assets[0].id}.mp4")


@pytest.fixture
def portrait_url(wire: Wire) -> str:
    """The link of a rendered reference image."""
    images = wire.api.get(f"/v1/influencers/{wire.api.id('ava')}").body["referenceImages"]
    return str(images[0]["url"])


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that can be opened."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        return image.size


def etag_of(content: bytes) -> str:
    return f'"{sha256(content).hexdigest()}"'


# Generated files.


@pytest.mark.rule("get-influencer.reference-images")
def test_reference_images_and_their_thumbnails_are_pictures(wire: Wire) -> None:
    for image in wire.api.get(f"/v1/influencers/{wire.api.id('ava')}").body["referenceImages"]:
        whole, thumbnail = wire.get(image["url"]), wire.get(image["thumbnailUrl"])
        assert (whole.status, whole.headers["Content-Type"]) == (200, "image/jpeg")
        width, height = size_of(whole.body)
        assert size_of(thumbnail.body) == (width // 2, height // 2)
        assert len(thumbnail.body) < len(whole.body)


def test_a_generated_video_plays_and_has_a_still(wire: Wire, clip_url: str) -> None:
    clip = wire.get(clip_url)
    assert (clip.status, clip.headers["Content-Type"], clip.body[4:8]) == (200, "video/mp4", b"ftyp")
    name = clip_url.partition("/assets/")[2].removesuffix(".mp4")
    still = wire.get(wire.link(f"assets/{name}.jpg"))
    assert (still.status, still.headers["Content-Type"]) == (200, "image/jpeg")
    assert size_of(still.body)


def test_a_slide_is_a_picture_and_no_video(wire: Wire) -> None:
    container = wire.container("garden-to-cup")
    name = f"assets/{container.id}/{container.assets[1].id}"
    slide = wire.get(wire.link(f"{name}.jpg"))
    assert (slide.status, slide.headers["Content-Type"]) == (200, "image/jpeg")
    assert wire.get(wire.link(f"{name}.mp4")).status == 404


def test_an_asset_that_a_regeneration_replaced_is_still_there(wire: Wire, clip_url: str) -> None:
    before = wire.get(clip_url).body
    container = wire.container("steep-slow")
    organization = next(iter(wire.api.world.organizations.values()))
    organization.containers.replace(container._replace(assets=(), superseded=container.assets))
    assert wire.get(clip_url).body == before


def test_what_was_due_by_now_has_happened_when_a_file_is_asked_for(wire: Wire) -> None:
    accepted = wire.api.post(f"/v1/influencers/{wire.api.id('ava')}/clone", {"name": "Ava (EU)"}).body
    stored, running = wire.store(), wire.container("plank-challenge")
    wire.api.advance(600)
    assert wire.container("plank-challenge") == running
    assert wire.get(stored).status == 200
    assert wire.container("plank-challenge").status == "completed"
    images = wire.api.get(f"/v1/influencers/{accepted['influencerId']}").body["referenceImages"]
    assert wire.get(images[0]["url"]).status == 200


def test_a_generated_file_may_be_kept_for_good(wire: Wire, portrait_url: str) -> None:
    got = wire.get(portrait_url)
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert got.headers["ETag"] == etag_of(got.body)
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Date"] == "Fri, 24 Apr 2026 12:00:00 GMT"
    assert wire.get(portrait_url).body == got.body


def test_files_are_found_in_every_organisation_of_the_world(wire: Wire) -> None:
    images = wire.api.get(f"/v1/influencers/{wire.api.id('sunniva')}", key="other").body["referenceImages"]
    assert wire.get(images[0]["url"]).status == 200


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "portraits",
        "portraits/{influencer}/asset.png",
        f"portraits/inf_{NOBODY}/asset.jpg",
        "portraits//asset.jpg",
        "assets/{container}/{asset}",
        "assets/{container}/{asset}.gif",
        "assets/{container}/{asset}.mp4/",
        "assets/{container}/{asset}.mp4\n",
        f"assets/{{container}}/ast_{NOBODY}.mp4",
        f"assets/cnt_{NOBODY}/{{asset}}.mp4",
        "assets/{container}/nothing.mp4",
        "assets/nothing/{asset}.mp4",
        f"uploads/med_{NOBODY}",
        "uploads/nothing",
        "uploads/../uploads/x",
        "uploads/\ud800",
        "../../../etc/passwd",
        "\x00",
    ],
)
def test_a_name_without_a_file_is_not_found_even_where_it_is_signed(wire: Wire, name: str) -> None:
    container = wire.container("steep-slow")
    name = name.format(container=container.id, asset=container.assets[0].id, influencer=wire.api.id("ava"))
    signature = wire.link(name).split("/")[6]
    got = wire.get(f"{MEDIA_PREFIX}default/{signature}/{quote(name, errors='surrogatepass')}")
    assert (got.status, got.error) == (404, "Not found.")


# Uploads.


@pytest.mark.rule("upload-media-inline.url")
@given(content=st.binary(min_size=1, max_size=400))
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_inline_upload_comes_back_byte_for_byte(wire: Wire, content: bytes) -> None:
    got = wire.get(wire.store(content))
    assert (got.status, got.headers["Content-Type"], got.body) == (200, "image/png", content)
    assert got.headers["ETag"] == etag_of(content)


@pytest.mark.rule("finalize-media-upload.url", "presign-media-upload.signed-put")
@given(content=st.binary(max_size=400), is_announced=st.booleans())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_was_put_comes_back_byte_for_byte(wire: Wire, content: bytes, is_announced: bool) -> None:
    said = {"sizeBytes": len(content), "checksumSha256": sha256(content).hexdigest()} if is_announced else {}
    presigned = wire.presign(mimeType="video/mp4", **said)
    taken = wire.put(presigned, content)
    assert (taken.status, taken.headers["ETag"], taken.body) == (200, etag_of(content), b"")
    finalized = wire.finalize(presigned)
    assert finalized.status == 200
    got = wire.get(finalized.body["url"])
    assert (got.status, got.headers["Content-Type"], got.body) == (200, "video/mp4", content)


def test_a_file_of_some_megabytes_comes_back_byte_for_byte(wire: Wire) -> None:
    content = sha256(b"seed").digest() * 150_000
    presigned = wire.presign(sizeBytes=len(content))
    assert wire.put(presigned, content).status == 200
    assert wire.get(wire.finalize(presigned).body["url"]).body == content


@pytest.mark.parametrize("form", [lambda key: "asset_" + ulid(key), lambda key: "med_" + uuid(key), ulid, uuid])
def test_an_upload_is_served_under_every_form_of_its_id(wire: Wire, form: Any) -> None:
    key = parse(wire.store().rsplit("/", 1)[1])
    assert wire.get(wire.link(f"uploads/{form(key)}")).body == PNG


def test_an_attached_reference_image_can_be_fetched(wire: Wire) -> None:
    asset_id = wire.store().rsplit("/", 1)[1]
    path = f"/v1/influencers/{wire.api.id('ava')}/reference-images"
    image = wire.api.post(path, {"assetIds": [asset_id]}).body["referenceImages"][-1]
    assert wire.get(image["url"]).body == wire.get(image["thumbnailUrl"]).body == PNG


@pytest.mark.parametrize(
    ("mime_type", "kind"),
    [
        ("image/png", "inline"),
        ("image/svg+xml", "inline"),
        ("VIDEO/mp4", "inline"),
        ("audio/mpeg", "inline"),
        ("text/html", "attachment"),
        ("application/javascript", "attachment"),
        ("application/pdf", "attachment"),
        ("imagetext/html", "attachment"),
    ],
)
def test_an_upload_never_runs_as_a_page_of_this_server(wire: Wire, mime_type: str, kind: str) -> None:
    got = wire.get(wire.store(PAGE, mime_type))
    assert (got.status, got.headers["Content-Type"], got.body) == (200, mime_type, PAGE)
    assert got.headers["Content-Disposition"] == kind
    assert got.headers["Content-Security-Policy"] == "sandbox"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("filename", ["a.png", 'a".png\r\nX-Evil: 1', "🫖 tea.png", "../../etc/passwd"])
def test_a_filename_adds_nothing_to_the_headers_but_itself(wire: Wire, filename: str) -> None:
    got = wire.get(wire.store(filename=filename))
    assert got.headers["Content-Disposition"] == f"inline; filename*=UTF-8''{quote(filename, safe='')}"
    assert "X-Evil" not in got.headers


# Putting.


@pytest.mark.rule("presign-media-upload.put-content-type")
@pytest.mark.parametrize("mime_type", ["", "image/jpeg", "image/png; charset=utf-8", "IMAGE/PNG", "text/html"])
def test_only_the_announced_content_type_is_taken(wire: Wire, mime_type: str) -> None:
    presigned = wire.presign()
    got = wire.put(presigned, Content_Type=mime_type)
    assert (got.status, got.error) == (403, "The Content-Type is not the signed one.")
    assert wire.finalize(presigned).code == "CONFLICT"
    assert wire.put(presigned).status == 200


@pytest.mark.rule("presign-media-upload.put-content-length", "finalize-media-upload.size-differs")
@pytest.mark.parametrize("size", [0, len(PNG) - 1, len(PNG) + 1])
def test_only_the_announced_length_is_taken(wire: Wire, size: int) -> None:
    presigned = wire.presign(sizeBytes=size)
    got = wire.put(presigned)
    assert (got.status, got.error) == (403, "The Content-Length is not the signed one.")
    assert wire.finalize(presigned).code == "CONFLICT"
    assert wire.put(presigned, bytes(size)).status == 200


@pytest.mark.rule("presign-media-upload.put-content-length")
def test_a_chunked_put_is_taken_only_where_no_length_was_announced(wire: Wire) -> None:
    free, announced = wire.presign(), wire.presign(sizeBytes=len(PNG))
    chunked = {"Content-Type": "image/png", "Transfer-Encoding": "chunked"}
    assert wire.send("PUT", free["url"], iter([PNG[:9], PNG[9:]]), chunked, chunked=True).status == 200
    assert wire.get(wire.finalize(free).body["url"]).body == PNG
    got = wire.send("PUT", announced["url"], iter([PNG]), chunked, chunked=True)
    assert (got.status, got.error) == (411, "The Content-Length is missing.")


@pytest.mark.rule("presign-media-upload.short-lived")
def test_a_link_takes_nothing_from_its_expiry_on(wire: Wire) -> None:
    presigned = wire.presign()
    wire.api.advance(15 * 60 - 0.001)
    assert wire.put(presigned).status == 200
    wire.api.advance(0.001)
    got = wire.put(presigned, b"late")
    assert (got.status, got.error) == (403, "The link has expired.")
    assert wire.get(wire.finalize(presigned).body["url"]).body == PNG


@pytest.mark.rule("presign-media-upload.put-again")
def test_a_file_can_be_replaced_until_it_is_finalized(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned, b"first").status == 200
    assert wire.put(presigned, b"second").status == 200
    finalized = wire.finalize(presigned)
    got = wire.put(presigned, b"third")
    assert (got.status, got.error) == (409, "The upload is finalized already.")
    assert wire.get(finalized.body["url"]).body == b"second"
    assert wire.finalize(presigned).raw == finalized.raw


@pytest.mark.rule("finalize-media-upload.checksum-differs", "finalize-media-upload.second-try")
def test_a_wrong_file_can_be_put_and_never_becomes_an_asset(wire: Wire) -> None:
    presigned = wire.presign(checksumSha256=sha256(PNG).hexdigest())
    assert wire.put(presigned, b"something else").status == 200
    assert wire.finalize(presigned).issue_paths == ["checksumSha256"]
    assert wire.put(presigned).status == 200
    assert wire.finalize(presigned).status == 200


def test_a_file_larger_than_the_largest_upload_is_refused(wire: Wire, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire.api.contract, "most_upload_bytes", 100)
    presigned = wire.presign()
    assert wire.put(presigned, bytes(100)).status == 200
    got = wire.put(presigned, bytes(101))
    assert (got.status, got.error) == (413, "The file is too large.")
    chunked = {"Content-Type": "image/png", "Transfer-Encoding": "chunked"}
    assert wire.send("PUT", presigned["url"], iter([bytes(60), bytes(60)]), chunked, chunked=True).status == 413
    assert wire.finalize(presigned).body["sizeBytes"] == 100


def test_a_compressed_body_is_refused_because_other_bytes_would_be_kept(wire: Wire) -> None:
    got = wire.put(wire.presign(), Content_Encoding="gzip")
    assert (got.status, got.error) == (415, "A Content-Encoding is not taken.")


def test_a_put_that_breaks_off_leaves_the_upload_as_it_was(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned, b"first").status == 200
    with socket.create_connection(("127.0.0.1", wire.port), timeout=20) as connection:
        path = urlsplit(presigned["url"]).path
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 1000\r\n\r\n"
        connection.sendall(head.encode() + b"half")
    assert wire.get(wire.finalize(presigned).body["url"]).body == b"first"


def test_a_put_that_asks_first_is_told_to_go_on(wire: Wire) -> None:
    path = urlsplit(wire.presign()["url"]).path
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 3\r\nExpect: 100-continue\r\n"
    answer = wire.send_raw(f"{head}Connection: close\r\n\r\nabc".encode())
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 ")


def test_an_upload_that_is_finalized_while_another_put_arrives_keeps_its_file(wire: Wire) -> None:
    presigned = wire.presign()
    assert wire.put(presigned).status == 200
    path = urlsplit(presigned["url"]).path
    head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Type: image/png\r\nContent-Length: 6\r\nConnection: close\r\n"
    with socket.create_connection(("127.0.0.1", wire.port), timeout=20) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 100 ")
        url = wire.finalize(presigned).body["url"]
        connection.sendall(b"second")
        assert connection.recv(100).startswith(b"HTTP/1.1 409 ")
    assert wire.get(url).body == PNG


def test_an_upload_of_a_world_that_was_reset_is_gone(wire: Wire) -> None:
    presigned, stored = wire.presign(), wire.store()
    wire.api.worlds.reset()
    assert wire.put(presigned).status == wire.get(stored).status == 404


# Ranges and conditions.


def expected_slice(content: bytes, first: int | None, last: int | None) -> tuple[int, bytes, str | None]:
    """Status, body and Content-Range of a range, said the long way round."""
    size = len(content)
    if (first is None and last is None) or (first is not None and last is not None and last < first):
        return 200, content, None
    begin = max(0, size - (last or 0)) if first is None else first
    end = size - 1 if first is None or last is None else last
    wanted = [place for place in range(size) if begin <= place <= end]
    if not wanted:
        return 416, b"", f"bytes */{size}"
    return 206, bytes(content[place] for place in wanted), f"bytes {wanted[0]}-{wanted[-1]}/{size}"


PLACES = st.none() | st.integers(0, 40) | st.just(10**17)


@given(content=st.binary(max_size=30), first=PLACES, last=PLACES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_range_of_a_file_is_that_slice_of_it(wire: Wire, content: bytes, first: int | None, last: int | None) -> None:
    text = f"bytes={'' if first is None else first}-{'' if last is None else last}"
    got = wire.get(wire.store(content), Range=text)
    status, body, place = expected_slice(content, first, last)
    assert (got.status, got.headers["Content-Range"]) == (status, place)
    if status == 416:
        assert got.error == "The file has no such range."
    else:
        assert got.body == body


def test_a_video_can_be_read_in_pieces(wire: Wire, clip_url: str) -> None:
    whole = wire.get(clip_url).body
    pieces = [wire.get(clip_url, Range=f"bytes={start}-{start + 9_999}") for start in range(0, len(whole), 10_000)]
    assert b"".join(piece.body for piece in pieces) == whole
    assert {piece.status for piece in pieces} == {206}
    assert {piece.headers["ETag"] for piece in pieces} == {etag_of(whole)}
    assert {piece.headers["Content-Type"] for piece in pieces} == {"video/mp4"}


@pytest.mark.parametrize(
    "text",
    ["", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=0-1,3-4", "pages=1-2", "bytes=--1", "bytes=1-2-3", "bytes=²-",
     "bytes=" + "9" * 5000 + "-"],
)  # fmt: skip
def test_what_is_no_single_range_gives_the_whole_file(wire: Wire, text: str) -> None:
    got = wire.send("GET", wire.store(), headers={"Range": text.encode("latin-1")})  # type: ignore[dict-item]
    assert (got.status, got.body) == (200, PNG)


def test_a_range_of_other_bytes_gives_the_whole_file(wire: Wire) -> None:
    url = wire.store()
    assert wire.get(url, Range="bytes=0-3", If_Range=etag_of(PNG)).status == 206
    for other in ('"other"', f"W/{etag_of(PNG)}", "Fri, 24 Apr 2026 12:00:00 GMT"):
        got = wire.get(url, Range="bytes=0-3", If_Range=other)
        assert (got.status, got.body) == (200, PNG)


@pytest.mark.parametrize("condition", ["{}", "W/{}", '"other", {}', "*", ' "a" ,W/{} '])
def test_a_file_that_is_known_is_not_sent_again(wire: Wire, condition: str) -> None:
    got = wire.get(wire.store(), If_None_Match=condition.format(etag_of(PNG)), Range="bytes=0-1")
    assert (got.status, got.body, got.headers["ETag"]) == (304, b"", etag_of(PNG))
    assert got.headers["Cache-Control"] == "no-cache"
    assert got.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("condition", ["", '"other"', "other", sha256(PNG).hexdigest()])
def test_a_file_that_is_not_known_is_sent(wire: Wire, condition: str) -> None:
    assert wire.get(wire.store(), If_None_Match=condition).status == 200


@pytest.mark.parametrize("what", ["stored", "portrait", "video"])
def test_head_tells_what_get_would_and_sends_nothing(wire: Wire, what: str, portrait_url: str, clip_url: str) -> None:
    url = {"stored": wire.store(), "portrait": portrait_url, "video": clip_url}[what]
    whole = wire.get(url)
    for headers in ({}, {"Range": "bytes=0-3"}):
        got = wire.send("HEAD", url, headers=headers)
        assert (got.status, got.body) == (200, b"")
        assert dict(got.headers.items()) == dict(whole.headers.items())


# Links.


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_a_file_is_read_and_nothing_else(wire: Wire, method: str) -> None:
    got = wire.send(method, wire.store())
    assert (got.status, got.error) == (405, "This method is not allowed here.")
    assert got.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["GET", "OPTIONS", "POST", "DELETE"])
def test_an_upload_link_takes_a_put_and_gives_nothing(wire: Wire, method: str) -> None:
    presigned = wire.presign()
    wire.put(presigned)
    got = wire.send(method, presigned["url"])
    assert (got.status, got.error) == (405, "This method is not allowed here.")
    assert got.headers["Allow"] == "PUT"


def test_every_link_that_is_wrong_is_wrong_in_the_same_way(wire: Wire, portrait_url: str) -> None:
    stored = urlsplit(wire.store()).path
    _, _, _, world, signature, *name = stored.split("/")
    other = Worlds(wire.api.contract, base_of("acme"), seed=2, mode="manual", speed=1.0, base_url="")
    wrong = [
        stored.replace(world, "elsewhere", 1),
        stored.replace(signature, "0" * 24),
        stored.replace(signature, signature.upper()),
        stored.replace(signature, ""),
        stored[:-1],
        f"{stored}/",
        f"{stored}%00",
        f"{stored}/../{name[-1]}",
        f"{MEDIA_PREFIX}{world}/{signature}/" + "/".join(["x", "..", *name]),
        f"{MEDIA_PREFIX}{world}/{signature}/{urlsplit(portrait_url).path.split('/', 5)[5]}",
        other.default.links.url("/".join(name)),
        wire.link(f"uploads/med_{NOBODY}"),
        wire.link("anything"),
        MEDIA_PREFIX,
        f"{MEDIA_PREFIX}default",
        f"{MEDIA_PREFIX}default/",
        f"{MEDIA_PREFIX}default//",
        f"{MEDIA_PREFIX}nowhere/{signature}/x",
    ]
    answers = {(got.status, got.body, got.headers["X-Layers-Mock-Hint"]) for got in map(wire.get, wrong)}
    assert len(answers) == 1
    assert wire.get(wrong[0]).error == "Not found."


def test_a_wrong_upload_link_takes_nothing(wire: Wire) -> None:
    presigned = wire.presign()
    url = presigned["url"]
    head, expires = url.rsplit("/", 1)
    wrong = [
        f"{head}/{int(expires) + 3_600_000}",
        head,
        re.sub(r"media/default/[0-9a-f]+", f"media/default/{'0' * 24}", url),
        url.replace("/default/", "/elsewhere/"),
        wire.link(f"upload/upl_{NOBODY}/{expires}"),
        wire.link("upload/nothing/1"),
        wire.link("upload/"),
        wire.link(f"upload/{presigned['uploadId']}/{expires}/"),
    ]
    for text in wrong:
        got = wire.put({**presigned, "url": text})
        assert (got.status, got.error) == (404, "Not found.")
    assert wire.finalize(presigned).code == "CONFLICT"


def test_a_link_may_come_with_a_query_and_with_escapes(wire: Wire) -> None:
    url = wire.store()
    assert wire.get(f"{url}?download=1").body == PNG
    assert wire.get(url.replace("uploads/med_", "uploads%2Fmed%5F")).body == PNG


WILD = st.binary(max_size=60).map(lambda raw: raw.translate(None, b"\r\n \t#?"))


@given(
    tail=WILD | st.text(max_size=40).map(lambda text: quote(text, errors="replace").encode()),
    method=st.sampled_from(["GET", "HEAD", "PUT", "OPTIONS"]),
)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_path_is_a_fault_of_the_server(wire: Wire, tail: bytes, method: str) -> None:
    for start in (MEDIA_PREFIX, f"{MEDIA_PREFIX}default/", f"{MEDIA_PREFIX}default/{'0' * 24}/uploads/"):
        line = f"{method} {start}".encode() + tail
        answer = wire.send_raw(line + b" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        assert re.match(rb"HTTP/1\.[01] (400|404|405) ", answer), answer[:200]


@pytest.mark.parametrize(
    "tail",
    ["%00", "%ED%A0%80", "%FF", "%", "%zz", "x" * 7_900, "../" * 500, "%2e%2e%2f" * 300, "uploads/med_%00", ";", "[", "//["],
)
def test_odd_names_are_not_found(wire: Wire, tail: str) -> None:
    for start in (MEDIA_PREFIX, f"{MEDIA_PREFIX}default/{'0' * 24}/"):
        request = f"GET {start}{tail} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
        assert wire.send_raw(request.encode()).startswith(b"HTTP/1.1 404 ")


def test_the_server_goes_on_answering_while_it_draws(wire: Wire, clip_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stored, begun, may_end = wire.store(), Event(), Event()
    was_let_go = []

    def draw_slowly(spec: Picture | Clip) -> Rendering:
        begun.set()
        was_let_go.append(may_end.wait(10))
        return render(spec)

    monkeypatch.setattr("layers_mock.http.media.render", draw_slowly)
    drawing = Thread(target=wire.get, args=(clip_url,))
    drawing.start()
    assert begun.wait(10)
    assert wire.get(stored).status == 200
    may_end.set()
    drawing.join(20)
    assert was_let_go == [True]
