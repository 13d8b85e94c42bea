"""Uploaded files behind media links, over real sockets."""

from hashlib import sha256
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from layers_mock.world.ids import parse, ulid, uuid
from tests.http.media_wire import PNG, Wire, etag_of

PAGE = b"<script>alert(document.domain)</script>"


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
