"""finalizeMediaUpload, rule by rule."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.ids import parse, uuid
from tests.harness import Api
from tests.operations.media import DAY, PNG, call, content_at, digest, finalize, presign, put_file, uploaded


@pytest.mark.rule(
    "finalize-media-upload.answer",
    "finalize-media-upload.one-id",
    "finalize-media-upload.one-type",
    "finalize-media-upload.further-fields",
    "finalize-media-upload.url",
)
def test_finalizing_makes_an_asset_of_the_file_that_was_put(api: Api) -> None:
    upload_id = uploaded(api, kind="logo", filename="logo.png", sizeBytes=len(PNG), checksumSha256=digest(PNG))
    api.advance(30)
    answer = finalize(api, upload_id)
    assert answer.status == 200
    media_id = answer.body["mediaId"]
    assert re.fullmatch("med_[0-7][0-9A-HJKMNP-TV-Z]{25}", media_id)
    assert content_at(api, answer.body["url"]) == PNG
    assert answer.body == {
        "mediaId": media_id,
        "assetId": media_id,
        "url": answer.body["url"],
        "kind": "logo",
        "contentType": "image/png",
        "mimeType": "image/png",
        "sizeBytes": len(PNG),
        "checksumSha256": digest(PNG),
        "filename": "logo.png",
        "createdAt": "2026-04-24T12:00:30.000Z",
    }


@pytest.mark.rule("finalize-media-upload.further-fields")
def test_a_file_without_a_name_has_none(api: Api) -> None:
    assert finalize(api, uploaded(api)).body["filename"] is None


@given(content=st.binary(max_size=200))
def test_an_asset_tells_the_truth_about_its_file(content: bytes) -> None:
    api = Api()
    answer = finalize(api, uploaded(api, content))
    assert answer.body["sizeBytes"] == len(content)
    assert answer.body["checksumSha256"] == digest(content)
    assert content_at(api, answer.body["url"]) == content


@pytest.mark.rule("finalize-media-upload.repeat")
def test_a_repeat_answers_the_same_asset(api: Api) -> None:
    upload_id = uploaded(api)
    first = finalize(api, upload_id)
    api.advance(60)
    assert finalize(api, upload_id).raw == first.raw
    assert len(api.world.organizations[next(iter(api.world.organizations))].media) == 1


@pytest.mark.rule("finalize-media-upload.repeat-unchecked")
def test_a_repeat_answers_the_asset_whatever_it_names_and_however_late(api: Api) -> None:
    upload_id = uploaded(api)
    first = finalize(api, upload_id)
    assert finalize(api, upload_id, checksumSha256="0" * 64).raw == first.raw
    api.advance(10 * DAY)
    assert finalize(api, upload_id).raw == first.raw


@pytest.mark.rule("finalize-media-upload.not-put")
def test_an_upload_without_a_file_conflicts_until_there_is_one(api: Api) -> None:
    upload_id = presign(api).body["uploadId"]
    answer = finalize(api, upload_id)
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "finalize-media-upload.not-put")
    put_file(api, upload_id)
    assert finalize(api, upload_id).status == 200


def test_an_empty_file_is_a_file(api: Api) -> None:
    answer = finalize(api, uploaded(api, b"", sizeBytes=0))
    assert (answer.status, answer.body["sizeBytes"]) == (200, 0)


@pytest.mark.rule("finalize-media-upload.size-differs")
@pytest.mark.parametrize("name", ["sizeBytes", "byteSize"])
def test_a_file_of_another_size_is_refused(api: Api, name: str) -> None:
    answer = finalize(api, uploaded(api, PNG, **{name: len(PNG) + 1}))
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "finalize-media-upload.size-differs")
    assert answer.issue_paths == ["sizeBytes"]


@pytest.mark.rule("finalize-media-upload.checksum-differs")
@pytest.mark.parametrize("where", ["presign", "finalize", "both"])
def test_a_file_with_another_checksum_is_refused(api: Api, where: str) -> None:
    wrong = {"checksumSha256": digest(b"something else")}
    upload_id = uploaded(api, PNG, **(wrong if where != "finalize" else {}))
    answer = finalize(api, upload_id, **(wrong if where != "presign" else {}))
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "finalize-media-upload.checksum-differs")
    assert answer.issue_paths == ["checksumSha256"]


@pytest.mark.rule("finalize-media-upload.checksum-differs")
def test_two_checksums_that_differ_cannot_both_be_right(api: Api) -> None:
    upload_id = uploaded(api, checksumSha256=digest(PNG))
    assert finalize(api, upload_id, checksumSha256=digest(b"")).status == 422


@pytest.mark.rule("finalize-media-upload.second-try")
def test_the_right_file_can_be_put_after_a_wrong_one_was_refused(api: Api) -> None:
    upload_id = uploaded(api, b"oops", sizeBytes=len(PNG), checksumSha256=digest(PNG))
    refused = finalize(api, upload_id)
    assert refused.issue_paths == ["sizeBytes", "checksumSha256"]
    put_file(api, upload_id)
    assert finalize(api, upload_id).body["checksumSha256"] == digest(PNG)


@pytest.mark.rule("finalize-media-upload.upload-id")
@pytest.mark.parametrize("upload_id", ["", "upl_", "upl_01HY0AB3C5D7E9F1G3H5J7K9M", "med_01HY0AB3C5D7E9F1G3H5J7K9M4", 5, None])
def test_an_upload_id_has_its_form(api: Api, upload_id: object) -> None:
    answer = call(api, "/finalize", {"uploadId": upload_id})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "finalize-media-upload.upload-id")
    assert answer.issue_paths == ["uploadId"]


@pytest.mark.rule("finalize-media-upload.upload-id")
def test_an_upload_id_is_required(api: Api) -> None:
    answer = call(api, "/finalize", {})
    assert (answer.status, answer.rule) == (422, "finalize-media-upload.upload-id")
    assert answer.issue_paths == ["uploadId"]


@pytest.mark.rule("finalize-media-upload.upload-id-forms")
def test_an_upload_is_named_by_each_form_of_its_id(api: Api) -> None:
    upload_id = uploaded(api)
    key = parse(upload_id)
    assert key is not None
    forms = [upload_id, upload_id.removeprefix("upl_"), uuid(key), uuid(key).upper(), "upl_" + uuid(key)]
    assert len({finalize(api, form).raw for form in forms}) == 1


@pytest.mark.rule("finalize-media-upload.unknown-field")
def test_finalize_ignores_an_unknown_field(api: Api) -> None:
    assert finalize(api, uploaded(api), kind=5, sizeBytes="many").status == 200


@pytest.mark.rule("finalize-media-upload.upload-not-found")
def test_an_upload_is_found_in_its_own_project_alone(api: Api) -> None:
    upload_id = uploaded(api)
    answers = [
        call(api, "/finalize", {"uploadId": upload_id}, project="northwind-fit"),
        call(api, "/finalize", {"uploadId": upload_id}, project="polar-maps", key="other"),
        finalize(api, "upl_01HY0AB3C5D7E9F1G3H5J7K9M4"),
        finalize(api, "00000000-0000-0000-0000-000000000000"),
    ]
    for answer in answers:
        assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "finalize-media-upload.upload-not-found")
    assert finalize(api, upload_id).status == 200
