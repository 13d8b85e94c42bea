"""The media section: reference/media/presign-upload, reference/media/finalize-upload, reference/media/upload-media-inline."""

from base64 import b64decode
from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.clock import iso
from layers_mock.world.media import (
    Description,
    announce,
    finalized,
    is_collected,
    media_link,
    mismatches,
    put_link,
    store,
)
from layers_mock.world.rows import Media, MediaKind, Upload
from layers_mock.world.world import World

__all__ = ["HANDLERS"]


def presign_media_upload(world: World, call: Call) -> Reply:
    """Announce a file and answer where it is put."""
    project = project_of(call, "presign-media-upload.project-not-found")
    upload = announce(world, call.organization, project.key, _announced(call), call.now)
    headers: JsonObject = {"Content-Type": upload.mime_type}
    if upload.size_bytes is not None:
        headers["Content-Length"] = str(upload.size_bytes)
    answer: JsonObject = {
        "uploadId": upload.id,
        "url": put_link(world, upload),
        "method": "PUT",
        "headers": headers,
        "expiresAt": iso(upload.expires_at),
    }
    return Reply(201, answer)


def finalize_media_upload(world: World, call: Call) -> Reply:
    """Make an asset of the file that was put, or answer the one that was made of it before."""
    project = project_of(call, "finalize-media-upload.project-not-found")
    upload = call.organization.uploads.get(key_of(cast("str", call.body["uploadId"])))
    if upload is None or upload.project != project.key:
        raise Refusal("NOT_FOUND", "Upload not found.", rule="finalize-media-upload.upload-not-found")
    if is_collected(upload, call.now):
        raise Refusal("NOT_FOUND", "Upload not found.", rule="presign-media-upload.collected")
    if upload.media is None:
        _check(upload, call.text("checksumSha256"))
    media = finalized(world, call.organization, upload, call.now)
    return Reply(200, _view(world, media), changed=upload.media is None)


def upload_media_inline(world: World, call: Call) -> Reply:
    """Make an asset of the file in the body. The document lets nothing through that cannot be decoded."""
    project = project_of(call, "upload-media-inline.project-not-found")
    content = b64decode(cast("str", call.body["dataBase64"]))
    media = store(world, call.organization, project.key, _said(call), content, call.now)
    return Reply(201, _view(world, media))


def _said(call: Call) -> Description:
    """What every upload says of its file."""
    mime_type = call.text("mimeType") or cast("str", call.body["contentType"])
    return Description(cast("MediaKind", call.body["kind"]), mime_type, call.text("filename"))


def _announced(call: Call) -> Description:
    """What presign says of the file as well; JSON may write a whole number as ``3.0``."""
    size = call.body.get("sizeBytes", call.body.get("byteSize"))
    size_bytes = None if size is None else int(cast("float", size))
    return _said(call)._replace(size_bytes=size_bytes, checksum_sha256=call.text("checksumSha256"))


def _check(upload: Upload, checksum_sha256: str | None) -> None:
    if upload.content is None:
        message = "No file was put to this upload."
        raise Refusal("CONFLICT", message, rule="finalize-media-upload.not-put")
    found = mismatches(upload, checksum_sha256)
    if found:
        rule = "size-differs" if found[0].field == "sizeBytes" else "checksum-differs"
        details: JsonObject = {"issues": [{"path": field, "message": message} for field, message in found]}
        message = "The file that was put is not the one that was announced."
        raise Refusal("VALIDATION", message, rule=f"finalize-media-upload.{rule}", details=details)


def _view(world: World, media: Media) -> JsonObject:
    return {
        "mediaId": media.id,
        "assetId": media.id,
        "url": media_link(world, media),
        "kind": media.kind,
        "contentType": media.mime_type,
        "mimeType": media.mime_type,
        "sizeBytes": len(media.content),
        "checksumSha256": media.checksum_sha256,
        "filename": media.filename,
        "createdAt": iso(media.created_at),
    }


HANDLERS: dict[str, Handler] = {
    "presignMediaUpload": presign_media_upload,
    "finalizeMediaUpload": finalize_media_upload,
    "uploadMediaInline": upload_media_inline,
}
