"""uploadMediaInline, rule by rule."""

import re
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.ids import parse
from tests.harness import Api
from tests.operations.media import INLINE, MOST_INLINE, PNG, call, content_at, digest, finalize, inline, uploaded, without


@pytest.mark.rule("upload-media-inline.created", "upload-media-inline.further-fields", "upload-media-inline.url")
def test_an_inline_upload_is_an_asset_at_once(api: Api) -> None:
    answer = inline(api, kind="reference_image", filename="face.png")
    assert answer.status == 201
    media_id = answer.body["mediaId"]
    assert content_at(api, answer.body["url"]) == PNG
    assert answer.body == {
        "mediaId": media_id,
        "assetId": media_id,
        "url": answer.body["url"],
        "kind": "reference_image",
        "contentType": "image/png",
        "mimeType": "image/png",
        "sizeBytes": len(PNG),
        "checksumSha256": digest(PNG),
        "filename": "face.png",
        "createdAt": "2026-04-24T12:00:00.000Z",
    }
    assert re.fullmatch("med_[0-7][0-9A-HJKMNP-TV-Z]{25}", media_id)
    assert list(answer.body) == list(finalize(api, uploaded(api)).body)
    assert inline(api).body["filename"] is None


@given(content=st.binary(min_size=1, max_size=300))
def test_any_bytes_come_through_base64_as_they_are(content: bytes) -> None:
    api = Api()
    answer = inline(api, dataBase64=b64encode(content).decode())
    assert answer.status == 201
    assert content_at(api, answer.body["url"]) == content


@pytest.mark.rule("upload-media-inline.required")
@pytest.mark.parametrize("name", ["kind", "dataBase64"])
def test_an_inline_upload_needs_its_kind_and_its_data(api: Api, name: str) -> None:
    answer = call(api, "", without(INLINE, name))
    assert (answer.status, answer.rule, answer.issue_paths) == (422, "upload-media-inline.required", [name])


@pytest.mark.rule("upload-media-inline.base64")
@pytest.mark.parametrize(
    "text", ["", "a", "ab", "abc", "a===", "====", "ab=c", "abcd=", "ab==abcd", "ab-_", "abcd\n", " abcd", "äbcd", 5, None]
)
def test_what_is_not_base64_is_refused(api: Api, text: object) -> None:
    answer = inline(api, dataBase64=text)
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "upload-media-inline.base64")
    assert answer.issue_paths == ["dataBase64"]


@given(st.from_regex(r"\A([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{4}|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)\Z"))
def test_whatever_the_document_lets_through_can_be_decoded(text: str) -> None:
    assert inline(Api(), dataBase64=text).status == 201


@pytest.mark.rule("upload-media-inline.under-256-kb")
def test_a_file_under_256_kb_goes_inline_and_one_byte_more_does_not(api: Api) -> None:
    answer = inline(api, dataBase64=b64encode(bytes(MOST_INLINE)).decode())
    assert (answer.status, answer.body["sizeBytes"]) == (201, MOST_INLINE)
    for size in (MOST_INLINE + 1, MOST_INLINE + 2):
        answer = inline(api, dataBase64=b64encode(bytes(size)).decode())
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "upload-media-inline.under-256-kb")


@pytest.mark.rule("upload-media-inline.content-type-alias", "upload-media-inline.mime-type-wins")
def test_content_type_is_taken_in_place_of_mime_type(api: Api) -> None:
    answer = call(api, "", {**without(INLINE, "mimeType"), "contentType": "image/webp"})
    assert answer.body["contentType"] == answer.body["mimeType"] == "image/webp"
    assert inline(api, contentType="image/webp").body["contentType"] == "image/png"


def test_an_asset_can_be_attached_to_an_influencer_of_its_project(api: Api) -> None:
    asset = inline(api, kind="reference_image").body
    answer = api.post(f"/v1/influencers/{api.id('ava')}/reference-images", {"assetIds": [asset["assetId"]]})
    assert parse(asset["assetId"]) in {parse(image["assetId"]) for image in answer.body["referenceImages"]}
