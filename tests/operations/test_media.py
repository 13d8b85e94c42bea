"""What presignMediaUpload and uploadMediaInline have in common, rule by rule, and what holds for the whole section."""

from typing import Any

import pytest

from layers_mock.world.ids import parse, uuid
from tests.harness import Api
from tests.operations.media import INLINE, PRESIGN, call, finalize, inline, presign, uploaded, without

KINDS = ["image", "video", "audio", "logo", "reference_image"]
BAD_MEDIA_TYPES = ["", "image", "image/", "/png", "image/png; charset=utf-8", "image /png", "image/p\nng", 5, None]
both = pytest.mark.parametrize(
    ("what", "least", "prefix"),
    [
        pytest.param("/presign", PRESIGN, "presign-media-upload", id="presign"),
        pytest.param("", INLINE, "upload-media-inline", id="inline"),
    ],
)


# What presign and inline have in common.


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


# Inline.


def test_two_worlds_of_one_seed_answer_alike(api: Api) -> None:
    def story(api: Api) -> list[bytes]:
        upload_id = uploaded(api)
        return [presign(api).raw, finalize(api, upload_id).raw, inline(api).raw]

    assert story(api) == story(Api())
