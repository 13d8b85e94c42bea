"""finalizeMediaUpload: the asset that is made of the file that was put."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, as_ulid, as_uuid, check, equal, holds

from ..making import at_once
from .files import (
    ASSET,
    checksum,
    differs,
    file_of,
    gives_the_file,
    is_one_id,
    presigned,
    put,
    same_asset,
    tells_the_file,
    uploaded,
)

__all__: list[str] = []

_OTHER = "0" * 64


def _finalize(api: Api, upload: Any, *, project: str = "project", key: str = "full", **fields: Any) -> Answer:
    body = {"uploadId": upload["uploadId"], **fields}
    return api.call("finalizeMediaUpload", api.state(project), body=body, key=key)


def _asset(api: Api, upload: Any, **fields: Any) -> Any:
    return _finalize(api, upload, **fields).succeeded(200)


@check(
    "finalize-media-upload.answer", "finalize-media-upload.one-id", "finalize-media-upload.one-type",
    "finalize-media-upload.further-fields", "finalize-media-upload.url",
)  # fmt: skip
def finalizing_makes_an_asset_of_the_file(api: Api) -> None:
    """200 with one id under two names, the announced type and kind, the facts of the file, and the file behind the url."""
    for kind, media_type, filename in (("logo", "image/png", "logo v2.png"), ("video", "video/mp4", None)):
        content = file_of(api)
        named = {} if filename is None else {"filename": filename}
        upload = uploaded(api, content, kind=kind, mimeType=media_type, **named)
        asset = _finalize(api, upload).succeeded(200, rule="finalize-media-upload.answer")
        equal(sorted(set(ASSET) - set(asset)), [], "fields missing", rule="finalize-media-upload.answer")
        is_one_id(asset, rule="finalize-media-upload.one-id")
        rule = "finalize-media-upload.one-type"
        types = (asset["contentType"], asset["mimeType"], asset["kind"])
        equal(types, (media_type, media_type, kind), "contentType, mimeType and kind", rule=rule)
        tells_the_file(asset, content, filename, rule="finalize-media-upload.further-fields")
        gives_the_file(api, asset, content, media_type, rule="finalize-media-upload.url")


@check("finalize-media-upload.repeat")
def a_repeat_answers_the_same_asset(api: Api) -> None:
    """A second and a third finalize, together and later, give the asset that the first one made."""
    content = file_of(api)
    upload = uploaded(api, content, filename="once.png")
    first = _asset(api, upload)
    same_asset(_asset(api, upload), first, rule="finalize-media-upload.repeat")
    api.let_pass(3600)
    again = _asset(api, upload)
    same_asset(again, first, rule="finalize-media-upload.repeat")
    gives_the_file(api, again, content, "image/png", rule="finalize-media-upload.repeat")
    body = {"uploadId": uploaded(api, file_of(api))["uploadId"]}
    calls = [api.prepared("finalizeMediaUpload", api.state("project"), body=body) for _ in range(4)]
    ids = {answer.succeeded(200)["mediaId"] for answer in at_once(api, calls)}
    holds(len(ids) == 1, f"{len(ids)} assets of one upload that was finalized four times at once")
    holds(first["mediaId"] not in ids, "one asset of two uploads")


@check("finalize-media-upload.repeat-unchecked")
def a_repeat_is_not_held_against_a_checksum(api: Api) -> None:
    """Once there is an asset, a repeat answers it whatever checksum it names."""
    content = file_of(api)
    for fields in ({}, {"checksumSha256": checksum(content)}):
        upload = uploaded(api, content, **fields)
        first = _asset(api, upload)
        for digits in (_OTHER, checksum(content), checksum(b"")):
            same_asset(_asset(api, upload, checksumSha256=digits), first, rule="finalize-media-upload.repeat-unchecked")


@check("finalize-media-upload.repeat-unchecked")
def a_repeat_is_answered_after_a_day(api: Api) -> None:
    """24 hours after the presign and a month later, a repeat answers the asset."""
    upload = uploaded(api, file_of(api))
    first = _asset(api, upload)
    for seconds in (86_400, 30 * 86_400):
        api.advance(seconds)
        same_asset(_asset(api, upload), first, rule="finalize-media-upload.repeat-unchecked")


@check("finalize-media-upload.not-put")
def an_upload_without_a_file_conflicts(api: Api) -> None:
    """409 CONFLICT as often as it is tried; then the file can be put and finalized."""
    upload = presigned(api)
    for _ in range(2):
        _finalize(api, upload).refused(409, "CONFLICT")
    content = file_of(api)
    answer = put(api, upload, content)
    holds(answer.is_success, f"{answer.told} for a PUT after a conflict")
    asset = _asset(api, upload)
    gives_the_file(api, asset, content, "image/png", rule="finalize-media-upload.not-put")


@check("finalize-media-upload.size-differs")
def a_file_of_another_size_makes_no_asset(api: Api) -> None:
    """A longer and a shorter file are refused when they are put, or when they are finalized."""
    for name in ("sizeBytes", "byteSize"):
        for by in (1, -1, 500):
            content = file_of(api)
            size: dict[str, Any] = {name: len(content) + by}
            upload = presigned(api, **size)
            _makes_no_asset(api, upload, put(api, upload, content), f"{len(content)} bytes where {name} is {len(content) + by}")
    content = file_of(api)
    _asset(api, uploaded(api, content, sizeBytes=len(content)))


def _makes_no_asset(api: Api, upload: Any, answer: Answer, what: str) -> None:
    finalized = _finalize(api, upload)
    if answer.is_success:
        finalized.refused(422, "VALIDATION", path="sizeBytes")
    holds(not finalized.is_success, f"an asset of {what}")


@check("finalize-media-upload.checksum-differs", "finalize-media-upload.second-try")
def a_file_with_another_checksum_makes_no_asset(api: Api) -> None:
    """422 that names checksumSha256, whichever call named another one; then the right file makes an asset."""
    rule = "finalize-media-upload.checksum-differs"
    right, wrong = file_of(api), file_of(api)
    by_presign = uploaded(api, wrong, checksumSha256=checksum(right))
    differs(api, by_presign, "checksumSha256", rule=rule)
    differs(api, by_presign, "checksumSha256", rule=rule, checksumSha256=checksum(wrong))
    by_finalize = uploaded(api, wrong)
    differs(api, by_finalize, "checksumSha256", rule=rule, checksumSha256=checksum(right))
    by_finalize_alone = uploaded(api, right, checksumSha256=checksum(right))
    differs(api, by_finalize_alone, "checksumSha256", rule=rule, checksumSha256=_OTHER)
    _second_try(api, by_presign, right)
    _second_try(api, by_finalize, right, checksumSha256=checksum(right))
    _second_try(api, by_finalize_alone, right, checksumSha256=checksum(right))


def _second_try(api: Api, upload: Any, content: bytes, **fields: Any) -> None:
    rule = "finalize-media-upload.second-try"
    answer = put(api, upload, content)
    holds(answer.is_success, f"{answer.told} for the right file after a refused one", rule=rule)
    asset = _finalize(api, upload, **fields).succeeded(200, rule=rule)
    gives_the_file(api, asset, content, "image/png", rule=rule)


@check("finalize-media-upload.checksum")
def a_checksum_is_named_in_either_case(api: Api) -> None:
    """In upper, lower and mixed case, the checksum of the file that was put is the right one."""
    for write in (str.lower, str.upper, str.swapcase):
        content = file_of(api)
        digits = checksum(content)
        asset = _asset(api, uploaded(api, content), checksumSha256=digits[:32] + write(digits[32:]))
        equal(str(asset["checksumSha256"]).lower(), digits, "checksumSha256")


@check("finalize-media-upload.upload-id-forms")
def an_upload_is_named_by_every_form_of_its_id(api: Api) -> None:
    """Without its prefix, and as a UUID, the id names the same upload, first and again."""
    forms: tuple[Callable[[str], str], ...] = (as_ulid, as_uuid, lambda text: f"upl_{as_ulid(text)}")
    project = api.state("project")
    for first in forms:
        content = file_of(api)
        upload = uploaded(api, content)
        texts = [first(upload["uploadId"]), *(form(upload["uploadId"]) for form in forms), upload["uploadId"]]
        assets = [api.call("finalizeMediaUpload", project, body={"uploadId": text}).succeeded(200) for text in texts]
        equal({asset["mediaId"] for asset in assets}, {assets[0]["mediaId"]}, "assets of one upload")
        equal(assets[0]["checksumSha256"], checksum(content), "checksumSha256 of the file that was put")


@check("finalize-media-upload.unknown-field")
def fields_that_finalize_does_not_know_change_nothing(api: Api) -> None:
    """Unknown fields of any type are let pass, those that presign knows among them."""
    content = file_of(api)
    upload = uploaded(api, content, filename="kept.png")
    unknown = {api.text("field"): [{}], "kind": 5, "sizeBytes": "many", "mimeType": "video/mp4", "filename": "other.png"}
    asset = _asset(api, upload, **unknown)
    told = (asset["kind"], asset["mimeType"], asset["filename"], asset["sizeBytes"])
    equal(told, ("image", "image/png", "kept.png", len(content)), "kind, mimeType, filename and sizeBytes")


@check("finalize-media-upload.upload-not-found")
def an_upload_is_found_in_its_own_project_alone(api: Api) -> None:
    """Unknown, of another project, of another organisation: 404, finalized or not; in its own project it is found."""
    upload, done = uploaded(api, file_of(api)), uploaded(api, file_of(api))
    _asset(api, done)
    for one in (upload, done):
        _finalize(api, one, project="empty_project").refused(404, "NOT_FOUND")
        _finalize(api, one, project="foreign_project", key="other").refused(404, "NOT_FOUND")
    for text in (api.uuid(), f"upl_{api.uuid()}", f"upl_{as_ulid(api.uuid())}"):
        _finalize(api, {"uploadId": text}).refused(404, "NOT_FOUND")
    theirs = api.made("presignMediaUpload", api.state("foreign_project"), key="other",
                      body={"kind": "image", "mimeType": "image/png"})  # fmt: skip
    if not put(api, theirs, file_of(api)).is_success:
        raise UnprovidedError("the PUT of another organisation's file is not taken")
    _finalize(api, theirs).refused(404, "NOT_FOUND")
    _finalize(api, theirs, project="foreign_project", key="other").succeeded(200)
    _asset(api, upload)


@check("finalize-media-upload.project-not-found")
def a_project_out_of_reach_finalizes_nothing(api: Api) -> None:
    """An unknown project and one of another organisation are 404; the upload stays as it is."""
    upload = uploaded(api, file_of(api))
    body = {"uploadId": upload["uploadId"]}
    for project in (api.uuid(), api.state("foreign_project")):
        api.call("finalizeMediaUpload", project, body=body).refused(404, "NOT_FOUND")
    _finalize(api, upload, key="other").refused(404, "NOT_FOUND")
    _asset(api, upload)
