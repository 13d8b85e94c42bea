"""presignMediaUpload, rule by rule. The PUT itself goes over HTTP: see ``tests/http/test_media_putting.py``."""

import re
from typing import Any

import pytest

from tests.harness import Api
from tests.operations.media import DAY, MOST_INLINE, PNG, call, digest, finalize, presign, uploaded


@pytest.mark.rule("presign-media-upload.answer", "presign-media-upload.signed-put", "presign-media-upload.fifteen-minutes")
def test_presign_answers_where_and_how_to_put_the_file(api: Api) -> None:
    answer = presign(api)
    assert answer.status == 201
    assert list(answer.body) == ["uploadId", "url", "method", "headers", "expiresAt"]
    assert re.fullmatch("upl_[0-7][0-9A-HJKMNP-TV-Z]{25}", answer.body["uploadId"])
    assert answer.body["url"].startswith("http://127.0.0.1:4747/__mock/media/default/")
    assert answer.body["uploadId"] in answer.body["url"]
    assert (answer.body["method"], answer.body["headers"]) == ("PUT", {"Content-Type": "image/png"})
    assert answer.body["expiresAt"] == "2026-04-24T12:15:00.000Z"


def test_every_presign_is_another_upload(api: Api) -> None:
    assert len({presign(api).body[name] for name in ("uploadId", "url") for _ in range(3)}) == 6


@pytest.mark.rule("presign-media-upload.any-size", "presign-media-upload.content-length", "presign-media-upload.size")
@pytest.mark.parametrize("size", [0, 1, MOST_INLINE, MOST_INLINE + 1, 67_108_864])
def test_an_announced_size_becomes_a_content_length_to_send(api: Api, size: int) -> None:
    answer = presign(api, sizeBytes=size)
    assert answer.status == 201
    assert answer.body["headers"] == {"Content-Type": "image/png", "Content-Length": str(size)}


def test_a_whole_number_may_be_written_with_a_fraction_of_nothing(api: Api) -> None:
    assert presign(api, sizeBytes=3.0).body["headers"]["Content-Length"] == "3"
    assert presign(api, sizeBytes=-0.0).body["headers"]["Content-Length"] == "0"


@pytest.mark.rule("presign-media-upload.size")
@pytest.mark.parametrize("name", ["sizeBytes", "byteSize"])
@pytest.mark.parametrize("size", [-1, 67_108_865, 1.5, 1e300, "3", None])
def test_a_size_is_a_whole_number_up_to_the_largest_upload(api: Api, name: str, size: object) -> None:
    answer = presign(api, **{name: size})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "presign-media-upload.size")
    assert answer.issue_paths == [name]


def test_the_largest_announced_size_is_the_largest_upload(api: Api) -> None:
    body = api.contract.operations["presignMediaUpload"].body_schema  # type: ignore[index]
    assert body is not None
    properties: Any = body["properties"]
    assert properties["sizeBytes"]["maximum"] == properties["byteSize"]["maximum"] == api.contract.most_upload_bytes


@pytest.mark.rule("presign-media-upload.content-type-alias", "presign-media-upload.byte-size-alias")
def test_content_type_and_byte_size_are_taken_in_place_of_their_others(api: Api) -> None:
    answer = call(api, "/presign", {"kind": "audio", "contentType": "audio/mpeg", "byteSize": 12})
    assert answer.body["headers"] == {"Content-Type": "audio/mpeg", "Content-Length": "12"}


@pytest.mark.rule("presign-media-upload.mime-type-wins")
def test_mime_type_and_size_bytes_count_where_both_names_are_sent(api: Api) -> None:
    answer = presign(api, contentType="image/webp", sizeBytes=0, byteSize=9)
    assert answer.body["headers"] == {"Content-Type": "image/png", "Content-Length": "0"}


@pytest.mark.rule("presign-media-upload.checksum", "finalize-media-upload.checksum")
@pytest.mark.parametrize("checksum", ["", "a" * 63, "a" * 65, "g" * 64, f"{'a' * 64}\n", 5, None])
def test_a_checksum_has_64_hexadecimal_digits(api: Api, checksum: object) -> None:
    answers = {
        "presign-media-upload": presign(api, checksumSha256=checksum),
        "finalize-media-upload": finalize(api, uploaded(api), checksumSha256=checksum),
    }
    for prefix, answer in answers.items():
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"{prefix}.checksum")
        assert answer.issue_paths == ["checksumSha256"]


@pytest.mark.rule("presign-media-upload.checksum", "finalize-media-upload.checksum")
@pytest.mark.parametrize("write", [str.lower, str.upper])
def test_a_checksum_may_be_written_in_either_case(api: Api, write: Any) -> None:
    checksum = write(digest(PNG))
    answer = finalize(api, uploaded(api, checksumSha256=checksum), checksumSha256=checksum)
    assert answer.status == 200
    assert answer.body["checksumSha256"] == digest(PNG)


@pytest.mark.rule("presign-media-upload.collected")
def test_an_upload_is_gone_24_hours_after_it_was_presigned(api: Api) -> None:
    late, early = uploaded(api), uploaded(api)
    api.advance(DAY - 0.001)
    assert finalize(api, early).status == 200
    api.advance(0.001)
    answer = finalize(api, late)
    assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "presign-media-upload.collected")
