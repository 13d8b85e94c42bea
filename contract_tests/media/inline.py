"""uploadMediaInline: a small file inside the call."""

from base64 import b64encode
from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds

from .files import ASSET, checksum, file_of, gives_the_file, is_one_id, tells_the_file, uploaded

__all__: list[str] = []

_EVERY_BYTE = bytes(range(256)) + bytes(range(255, -1, -1))


def _body(content: bytes, **fields: object) -> dict[str, object]:
    return {"kind": "image", "mimeType": "image/png", "dataBase64": b64encode(content).decode(), **fields}


def _upload(api: Api, content: bytes, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    body = _body(content, **fields)
    return api.call("uploadMediaInline", api.state("project"), body=body, headers=headers).succeeded(201)


@check("upload-media-inline.created", "upload-media-inline.further-fields", "upload-media-inline.url")
def an_inline_upload_is_an_asset_at_once(api: Api) -> None:
    """201 with the fields of an asset, kind and type as sent, the facts of the file, and the file behind the url."""
    cases = (("reference_image", "image/png", "face 1.png"), ("audio", "audio/mpeg", None))
    for place, (kind, media_type, filename) in enumerate(cases):
        content = (_EVERY_BYTE + file_of(api))[place:]
        named = {} if filename is None else {"filename": filename}
        body = _body(content, kind=kind, mimeType=media_type, **named)
        answer = api.call("uploadMediaInline", api.state("project"), body=body)
        rule = "upload-media-inline.created"
        asset = answer.succeeded(201, rule=rule)
        equal(sorted(set(ASSET) - set(asset)), [], "fields missing", rule=rule)
        is_one_id(asset, rule=rule)
        types = (asset["contentType"], asset["mimeType"], asset["kind"])
        equal(types, (media_type, media_type, kind), "contentType, mimeType and kind", rule=rule)
        tells_the_file(asset, content, filename, rule="upload-media-inline.further-fields")
        gives_the_file(api, asset, content, media_type, rule="upload-media-inline.url")


@check("upload-media-inline.created")
def an_inline_upload_is_answered_as_finalizing(api: Api) -> None:
    """The same file brought along both ways has the same facts; each way makes an asset of its own."""
    content = file_of(api)
    inline = _upload(api, content, filename="both.png")
    body = {"uploadId": uploaded(api, content, filename="both.png")["uploadId"]}
    finalized = api.made("finalizeMediaUpload", api.state("project"), body=body)
    holds(inline["mediaId"] != finalized["mediaId"], "one mediaId of two assets")
    kept = {"kind", "contentType", "mimeType", "sizeBytes", "checksumSha256", "filename"} & set(finalized)
    equal({name: inline.get(name) for name in kept}, {name: finalized[name] for name in kept}, "the asset")


@check("upload-media-inline.content-type-alias", "upload-media-inline.mime-type-wins")
def content_type_stands_for_mime_type_where_that_is_missing(api: Api) -> None:
    """`contentType` alone is the media type; beside mimeType it does not count, in whichever order they come."""
    content = file_of(api)
    alone = {name: value for name, value in _body(content, contentType="image/webp").items() if name != "mimeType"}
    _has_type(api, alone, content, "image/webp", "upload-media-inline.content-type-alias")
    both = _body(content, contentType="image/gif", mimeType="image/webp")
    for body in (both, dict(reversed(both.items()))):
        _has_type(api, body, content, "image/webp", "upload-media-inline.mime-type-wins")


def _has_type(api: Api, body: dict[str, object], content: bytes, media_type: str, rule: str) -> None:
    asset = api.call("uploadMediaInline", api.state("project"), body=body).succeeded(201, rule=rule)
    equal((asset["contentType"], asset["mimeType"]), (media_type, media_type), "contentType and mimeType", rule=rule)
    gives_the_file(api, asset, content, media_type, rule=rule)


@check("upload-media-inline.unknown-field")
def fields_that_an_upload_does_not_know_change_nothing(api: Api) -> None:
    """Unknown fields of any type are let pass, those that presign knows among them."""
    content = file_of(api)
    unknown: dict[str, Any] = {
        api.text("field"): [None],
        "sizeBytes": 1,
        "checksumSha256": "none",
        "name": "other.png",
        "url": 5,
    }
    asset = _upload(api, content, **unknown)
    equal((asset["sizeBytes"], asset["checksumSha256"]), (len(content), checksum(content)), "sizeBytes and checksumSha256")
    equal((asset["filename"], asset["kind"]), (None, "image"), "filename and kind")


@check("upload-media-inline.not-idempotent")
def every_upload_is_another_asset(api: Api) -> None:
    """With one Idempotency-Key, the same file makes another asset, and another file is no conflict; so does it without."""
    headers = {"Idempotency-Key": api.uuid()}
    content, other = file_of(api), file_of(api)
    sent = [content, content, other]
    assets = [_upload(api, file, headers=headers) for file in sent] + [_upload(api, content)]
    equal(len({asset["mediaId"] for asset in assets}), 4, "different assets")
    for file, asset in zip([*sent, content], assets, strict=True):
        gives_the_file(api, asset, file, "image/png", rule="upload-media-inline.not-idempotent")


@check("upload-media-inline.project-not-found")
def a_project_out_of_reach_takes_no_file(api: Api) -> None:
    """An unknown project and one of another organisation are 404."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        _sent(api, project).refused(404, "NOT_FOUND")
    _sent(api, api.state("project"), key="other").refused(404, "NOT_FOUND")
    _sent(api, foreign, key="other").succeeded(201)
    _sent(api, api.state("project")).succeeded(201)


def _sent(api: Api, project: str, *, key: str = "full") -> Answer:
    return api.call("uploadMediaInline", project, body=_body(file_of(api)), key=key)
