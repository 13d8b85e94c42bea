"""presignMediaUpload: what it answers, and how its fields are read."""

from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, check, equal, holds, is_ulid_behind

from ..forms import instant
from ..making import medium
from .files import announced, checksum, file_of, gives_the_file, presigned, put, uploaded

__all__: list[str] = []

_FIELDS = ("uploadId", "url", "method", "headers", "expiresAt")
_WEBP = "image/webp"


def _header(upload: Any, name: str) -> str | None:
    return next((text for key, text in upload["headers"].items() if key.lower() == name.lower()), None)


def _presigned(api: Api, **fields: object) -> Any:
    """The answer that the check is about."""
    return api.call("presignMediaUpload", api.state("project"), body=announced(**fields)).succeeded(201)


def _finalized(api: Api, upload: Any) -> Any:
    return api.made("finalizeMediaUpload", api.state("project"), body={"uploadId": upload["uploadId"]})


@check("presign-media-upload.signed-put")
def the_url_takes_the_file_with_put(api: Api) -> None:
    """Each presign gives another upl_ and ULID, and a URL that takes the file without a key."""
    uploads = [_presigned(api), _presigned(api)]
    for upload in uploads:
        holds(is_ulid_behind("upl_", upload["uploadId"]), f"uploadId {upload['uploadId']!r}")
        content = file_of(api)
        answer = put(api, upload, content)
        holds(answer.is_success, f"{answer.told} for the PUT of a file")
        asset = _finalized(api, upload)
        gives_the_file(api, asset, content, "image/png", rule="presign-media-upload.signed-put")
    for name in ("uploadId", "url"):
        holds(uploads[0][name] != uploads[1][name], f"two uploads with the {name} {uploads[0][name]}")


@check("presign-media-upload.answer")
def a_presign_is_answered_with_what_to_do(api: Api) -> None:
    """201 with the five fields, method PUT, and the media type among the headers."""
    for fields in ({}, {"mimeType": "video/mp4", "kind": "video", "sizeBytes": 9}):
        upload = _presigned(api, **fields)
        equal(sorted(set(_FIELDS) - set(upload)), [], "fields missing")
        equal(upload["method"], "PUT", "method")
        equal(_header(upload, "Content-Type"), fields.get("mimeType", "image/png"), "Content-Type to send")
        holds(all(isinstance(text, str) for text in upload["headers"].values()), f"headers {upload['headers']!r}")
        holds(isinstance(upload["url"], str) and upload["url"].startswith("http"), f"url {upload['url']!r}")
        instant(upload["expiresAt"])


@check("presign-media-upload.fifteen-minutes")
def an_upload_expires_after_fifteen_minutes(api: Api) -> None:
    """`expiresAt` is 15 minutes behind the moment of the call, which lies between two inline uploads."""
    api.let_pass(37.5)
    for fields in ({}, {"kind": "video", "mimeType": "video/mp4", "sizeBytes": 50_000_000}):
        begun = _now(api)
        expires = instant(_presigned(api, **fields)["expiresAt"])
        ended = _now(api)
        minutes, second = timedelta(minutes=15), timedelta(seconds=1)
        is_then = begun + minutes - second <= expires <= ended + minutes + second
        holds(is_then, f"expiresAt {expires.isoformat()} for a call between {begun.isoformat()} and {ended.isoformat()}")


def _now(api: Api) -> Any:
    """The target's time, as an upload made now tells it."""
    return instant(medium(api)["createdAt"])


@check("presign-media-upload.short-lived")
def the_url_works_until_it_expires(api: Api) -> None:
    """A file is taken a second before expiresAt, and refused from that moment on; what was put in time stays."""
    early, late = presigned(api), presigned(api)
    left = min(instant(upload["expiresAt"]) - _now(api) for upload in (early, late)).total_seconds()
    api.advance(left - 1)
    content = file_of(api)
    in_time = put(api, early, content)
    holds(in_time.is_success, f"{in_time.told} for a PUT a second before expiresAt")
    longest = max(instant(upload["expiresAt"]) - _now(api) for upload in (early, late)).total_seconds()
    api.advance(max(longest, 0))
    for upload in (early, late):
        answer = put(api, upload, file_of(api))
        holds(400 <= answer.status < 500, f"{answer.told} for a PUT at expiresAt")
    equal(_finalized(api, early)["checksumSha256"], checksum(content), "checksumSha256 of what was put in time")
    refused = api.call("finalizeMediaUpload", api.state("project"), body={"uploadId": late["uploadId"]})
    holds(not refused.is_success, "an asset of a file that was put too late")
    api.advance(3600)
    holds(not put(api, late, content).is_success, "a PUT that is taken an hour after expiresAt")


@check("presign-media-upload.collected")
def an_upload_that_is_not_finalized_in_a_day_is_gone(api: Api) -> None:
    """Finalizing is fine a minute before the 24 hours are over, and 404 once they are, put or not."""
    early, late, never_put = uploaded(api, file_of(api)), uploaded(api, file_of(api)), presigned(api)
    api.advance(86_400 - 60)
    project = api.state("project")
    api.call("finalizeMediaUpload", project, body={"uploadId": early["uploadId"]}).succeeded(200)
    api.advance(60)
    for upload in (late, never_put):
        api.call("finalizeMediaUpload", project, body={"uploadId": upload["uploadId"]}).refused(404, "NOT_FOUND")


@check("presign-media-upload.any-size")
def a_small_file_is_presigned_as_well(api: Api) -> None:
    """Files of one byte, of some, and of just under 256 KB are announced, put and finalized."""
    for length in (1, 77, 262_143):
        content = file_of(api, length)
        upload = _presigned(api, sizeBytes=length)
        holds(put(api, upload, content).is_success, f"a PUT of {length} bytes that is not taken")
        body = {"uploadId": upload["uploadId"]}
        asset = api.call("finalizeMediaUpload", api.state("project"), body=body).succeeded(200)
        gives_the_file(api, asset, content, "image/png", rule="presign-media-upload.any-size")


@check("presign-media-upload.content-type-alias")
def content_type_announces_the_media_type(api: Api) -> None:
    """`contentType` alone: the headers name it, the PUT is taken with it, the asset has it."""
    body = {"kind": "image", "contentType": _WEBP}
    upload = api.call("presignMediaUpload", api.state("project"), body=body).succeeded(201)
    _is_of_type(api, upload, _WEBP)


@check("presign-media-upload.mime-type-wins")
def mime_type_counts_beside_content_type(api: Api) -> None:
    """Where both names are sent, mimeType and sizeBytes count, in whichever order they come."""
    content = file_of(api)
    twice: tuple[dict[str, object], ...] = (
        {"kind": "image", "mimeType": _WEBP, "contentType": "image/gif", "sizeBytes": len(content), "byteSize": 3},
        {"byteSize": 3, "sizeBytes": len(content), "contentType": "image/gif", "mimeType": _WEBP, "kind": "image"},
    )
    for body in twice:
        upload = api.call("presignMediaUpload", api.state("project"), body=body).succeeded(201)
        equal(_header(upload, "Content-Length"), str(len(content)), "Content-Length to send")
        _is_of_type(api, upload, _WEBP, content)


def _is_of_type(api: Api, upload: Any, media_type: str, content: bytes | None = None) -> None:
    equal(_header(upload, "Content-Type"), media_type, "Content-Type to send")
    answer = put(api, upload, content or file_of(api), Content_Type=media_type)
    holds(answer.is_success, f"{answer.told} for a PUT as {media_type}")
    equal(_finalized(api, upload)["mimeType"], media_type, "mimeType of the asset")


@check("presign-media-upload.content-length", "presign-media-upload.byte-size-alias")
def an_announced_size_becomes_a_header(api: Api) -> None:
    """sizeBytes, or byteSize in its place, is answered as the Content-Length to send, and the file of that size taken."""
    for name, rule in (("sizeBytes", "content-length"), ("byteSize", "byte-size-alias")):
        for length in (0, 83, 300_000):
            told = _header(_presigned(api, **{name: length}), "Content-Length")
            equal(told, str(length), f"Content-Length for {name} {length}", rule=f"presign-media-upload.{rule}")
        content = file_of(api)
        upload = _presigned(api, **{name: len(content)})
        holds(put(api, upload, content).is_success, f"a PUT of {name} that is not taken", rule=f"presign-media-upload.{rule}")


@check("presign-media-upload.checksum")
def a_checksum_is_announced_in_either_case(api: Api) -> None:
    """In upper, lower and mixed case, a checksum fits the file whose it is."""
    for write in (str.lower, str.upper, str.swapcase):
        content = file_of(api)
        digits = checksum(content)
        upload = _presigned(api, checksumSha256=digits[:32] + write(digits[32:]))
        holds(put(api, upload, content).is_success, "a PUT of the announced file that is not taken")
        body = {"uploadId": upload["uploadId"]}
        asset = api.call("finalizeMediaUpload", api.state("project"), body=body).succeeded(200)
        equal(str(asset["checksumSha256"]).lower(), digits, "checksumSha256")


@check("presign-media-upload.unknown-field")
def fields_that_presign_does_not_know_change_nothing(api: Api) -> None:
    """Unknown fields of any type are let pass; neither type, length nor name come from them."""
    unknown = {api.text("field"): {"a": [1]}, "size": 1, "type": "video/mp4", "name": 5, "checksum": "none", "expiresIn": 1}
    content = file_of(api)
    upload = _presigned(api, **unknown)
    equal(_header(upload, "Content-Type"), "image/png", "Content-Type to send")
    answer = put(api, upload, content)
    holds(answer.is_success, f"{answer.told} for the PUT of a file")
    asset = _finalized(api, upload)
    equal((asset["kind"], asset["filename"], asset["sizeBytes"]), ("image", None, len(content)), "kind, filename and sizeBytes")


@check("presign-media-upload.not-idempotent")
def every_presign_is_another_upload(api: Api) -> None:
    """With one Idempotency-Key, the same body presigns another upload, and another body is no conflict."""
    headers = {"Idempotency-Key": api.uuid()}
    project = api.state("project")
    bodies = (announced(), announced(), announced(kind="logo", filename="logo.png"))
    uploads = [api.call("presignMediaUpload", project, body=body, headers=headers).succeeded(201) for body in bodies]
    equal(len({upload["uploadId"] for upload in uploads}), 3, "different uploads")
    assets = []
    for upload in uploads:
        holds(put(api, upload, file_of(api)).is_success, "a PUT that is not taken")
        assets.append(_finalized(api, upload))
    equal(len({asset["mediaId"] for asset in assets}), 3, "different assets")
    equal([asset["kind"] for asset in assets], ["image", "image", "logo"], "kinds")


@check("presign-media-upload.project-not-found")
def a_project_out_of_reach_presigns_nothing(api: Api) -> None:
    """An unknown project and one of another organisation are 404."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        api.call("presignMediaUpload", project, body=announced()).refused(404, "NOT_FOUND")
    api.call("presignMediaUpload", api.state("project"), body=announced(), key="other").refused(404, "NOT_FOUND")
    api.call("presignMediaUpload", foreign, body=announced(), key="other").succeeded(201)
    _presigned(api)
