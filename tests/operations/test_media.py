"""The media section, rule by rule. The PUT itself goes over HTTP: see ``tests/http/test_media.py``."""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.ids import parse, uuid
from layers_mock.world.media import find_media, find_upload, put
from tests.harness import Answer, Api

PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
KINDS = ["image", "video", "audio", "logo", "reference_image"]
DAY = 86_400
MOST_INLINE = 262_143
PRESIGN: dict[str, Any] = {"kind": "image", "mimeType": "image/png"}
INLINE: dict[str, Any] = {**PRESIGN, "dataBase64": b64encode(PNG).decode()}
BAD_MEDIA_TYPES = ["", "image", "image/", "/png", "image/png; charset=utf-8", "image /png", "image/p\nng", 5, None]


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def call(api: Api, what: str, body: object, project: str = "harbor-tea", **options: Any) -> Answer:
    return api.post(f"/v1/projects/{api.id(project)}/media{what}", body, **options)


def presign(api: Api, **fields: object) -> Answer:
    return call(api, "/presign", {**PRESIGN, **fields})


def finalize(api: Api, upload_id: str, **fields: object) -> Answer:
    return call(api, "/finalize", {"uploadId": upload_id, **fields})


def inline(api: Api, **fields: object) -> Answer:
    return call(api, "", {**INLINE, **fields})


def put_file(api: Api, upload_id: str, content: bytes = PNG) -> None:
    """What a PUT to the link does, without its checks."""
    found = find_upload(api.world, upload_id)
    assert found is not None
    put(*found, content, digest(content))


def uploaded(api: Api, content: bytes = PNG, **fields: Any) -> str:
    upload_id = str(presign(api, **fields).body["uploadId"])
    put_file(api, upload_id, content)
    return upload_id


def content_at(api: Api, url: str) -> bytes:
    media = find_media(api.world, url.rsplit("/", 1)[1])
    assert media is not None
    return media.content


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}


# What presign and inline have in common.

both = pytest.mark.parametrize(
    ("what", "least", "prefix"),
    [
        pytest.param("/presign", PRESIGN, "presign-media-upload", id="presign"),
        pytest.param("", INLINE, "upload-media-inline", id="inline"),
    ],
)


@pytest.mark.rule("presign-media-upload.kind", "upload-media-inline.kind")
@both
def test_a_kind_is_one_of_five(api: Api, what: str, least: dict[str, Any], prefix: str) -> None:
    for kind in KINDS:
        assert call(api, what, {**least, "kind": kind}).status == 201
    for bad in ["gif", "Image", "", 5, None]:
        answer = call(api, what, {**least, "kind": bad})
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"{prefix}.kind")
        assert set(answer.issue_paths) == {"kind"}


@pytest.mark.rule("presign-media-upload.kind")
def test_presign_needs_a_kind(api: Api) -> None:
    answer = call(api, "/presign", without(PRESIGN, "kind"))
    assert (answer.status, answer.rule, answer.issue_paths) == (422, "presign-media-upload.kind", ["kind"])


@pytest.mark.rule("presign-media-upload.mime-type", "upload-media-inline.mime-type")
@both
def test_a_media_type_is_required(api: Api, what: str, least: dict[str, Any], prefix: str) -> None:
    answer = call(api, what, without(least, "mimeType"))
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"{prefix}.mime-type")
    assert answer.issue_paths == ["mimeType"]


@pytest.mark.rule("presign-media-upload.mime-type-form", "upload-media-inline.mime-type-form")
@pytest.mark.parametrize("name", ["mimeType", "contentType"])
@both
def test_a_media_type_has_a_type_and_a_subtype(api: Api, what: str, least: dict[str, Any], prefix: str, name: str) -> None:
    for text in ["image/svg+xml", "application/vnd.ms-excel.sheet.macroEnabled.12", "a/" + "b" * 127, "IMAGE/PNG"]:
        assert call(api, what, {**without(least, "mimeType"), name: text}).status == 201
    for bad in [*BAD_MEDIA_TYPES, "a/" + "b" * 128]:
        answer = call(api, what, {**least, name: bad})
        assert (answer.status, answer.rule, answer.issue_paths) == (422, f"{prefix}.mime-type-form", [name])


@pytest.mark.rule("presign-media-upload.filename", "upload-media-inline.filename")
@both
def test_a_filename_has_1_to_256_characters(api: Api, what: str, least: dict[str, Any], prefix: str) -> None:
    for filename in ["a", "ä" * 256, "../../etc/passwd", "\x00\r\n\"'", "🫖.png"]:
        assert call(api, what, {**least, "filename": filename}).status == 201
    for bad in ["", "a" * 257, 5, None]:
        answer = call(api, what, {**least, "filename": bad})
        assert (answer.status, answer.rule, answer.issue_paths) == (422, f"{prefix}.filename", ["filename"])


@pytest.mark.rule("presign-media-upload.unknown-field", "upload-media-inline.unknown-field")
@both
def test_an_unknown_field_is_ignored(api: Api, what: str, least: dict[str, Any], prefix: str) -> None:
    assert call(api, what, {**least, "colour": "red", "sizeByte": "many"}).status == 201
    assert prefix in {"presign-media-upload", "upload-media-inline"}


@pytest.mark.rule("upload-media-inline.unknown-field")
def test_fields_of_presign_mean_nothing_inline(api: Api) -> None:
    assert inline(api, sizeBytes="many", byteSize=-1, checksumSha256=["?"]).status == 201


@pytest.mark.rule("presign-media-upload.not-idempotent", "upload-media-inline.not-idempotent")
@both
def test_an_idempotency_key_replays_nothing(api: Api, what: str, least: dict[str, Any], prefix: str) -> None:
    headers = {"Idempotency-Key": "5f0c1a52-7f2b-4b43-9a6e-0d7c3f0e6a11"}
    first, second = (call(api, what, least, headers=headers) for _ in range(2))
    assert first.status == second.status == 201
    name = "uploadId" if prefix == "presign-media-upload" else "mediaId"
    assert first.body[name] != second.body[name]


SECTION = [
    pytest.param("/presign", PRESIGN, "presign-media-upload", id="presign"),
    pytest.param("", INLINE, "upload-media-inline", id="inline"),
    pytest.param("/finalize", {"uploadId": "upl_01HY0AB3C5D7E9F1G3H5J7K9M4"}, "finalize-media-upload", id="finalize"),
]


@pytest.mark.rule("presign-media-upload.scope", "upload-media-inline.scope", "finalize-media-upload.scope")
@pytest.mark.parametrize(("what", "body", "prefix"), SECTION)
def test_a_key_needs_projects_write(api: Api, what: str, body: dict[str, Any], prefix: str) -> None:
    answer = call(api, what, body, key="limited")
    assert (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")
    assert answer.body["error"]["details"]["requiredScope"] == "projects:write"
    assert prefix


@pytest.mark.rule(
    "presign-media-upload.project-not-found",
    "upload-media-inline.project-not-found",
    "finalize-media-upload.project-not-found",
)
@pytest.mark.parametrize(("what", "body", "prefix"), SECTION)
def test_another_organisations_project_and_an_unknown_one_are_not_found(
    api: Api, what: str, body: dict[str, Any], prefix: str
) -> None:
    answers = [
        call(api, what, body, project="polar-maps"),
        call(api, what, body, key="other"),
        api.post(f"/v1/projects/prj_01HY0AB3C5D7E9F1G3H5J7K9M4/media{what}", body),
        api.post(f"/v1/projects/ffffffff-ffff-4fff-bfff-ffffffffffff/media{what}", body),
    ]
    for answer in answers:
        assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", f"{prefix}.project-not-found")


@pytest.mark.parametrize(("what", "body", "prefix"), SECTION[:2])
def test_a_project_is_named_by_each_form_of_its_id(api: Api, what: str, body: dict[str, Any], prefix: str) -> None:
    printed = api.id("harbor-tea")
    key = parse(printed)
    assert key is not None
    for form in [printed, printed.removeprefix("prj_"), uuid(key), "proj_" + uuid(key)]:
        assert api.post(f"/v1/projects/{form}/media{what}", body).status == 201, prefix


# Presign.


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


# Finalize.


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


# Inline.


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


def test_two_worlds_of_one_seed_answer_alike(api: Api) -> None:
    def story(api: Api) -> list[bytes]:
        upload_id = uploaded(api)
        return [presign(api).raw, finalize(api, upload_id).raw, inline(api).raw]

    assert story(api) == story(Api())
