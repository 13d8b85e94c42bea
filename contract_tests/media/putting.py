"""The PUT of a presigned upload: what it carries, and how often."""

from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds

from .files import checksum, file_of, gives_the_file, presigned, put

__all__: list[str] = []


def _is_refused(answer: Answer, what: str) -> None:
    holds(400 <= answer.status < 500, f"{answer.told} for {what}")


def _is_taken(answer: Answer, what: str) -> None:
    holds(answer.is_success, f"{answer.told} for {what}")


def _finalized(api: Api, upload: Any) -> Any:
    return api.made("finalizeMediaUpload", api.state("project"), body={"uploadId": upload["uploadId"]})


@check("presign-media-upload.put-content-type")
def a_put_carries_the_announced_media_type(api: Api) -> None:
    """Another Content-Type is refused, also a near one and one of the same kind; the announced one is taken."""
    upload = presigned(api)
    for media_type in ("image/jpeg", "text/html", "application/octet-stream", "image/png2"):
        _is_refused(put(api, upload, file_of(api), Content_Type=media_type), f"a PUT as {media_type} in place of image/png")
    content = file_of(api)
    _is_taken(put(api, upload, content, Content_Type="image/png"), "a PUT as image/png")
    equal(_finalized(api, upload)["checksumSha256"], checksum(content), "checksumSha256 of what was put")
    video = presigned(api, kind="video", mimeType="video/mp4")
    _is_refused(put(api, video, content, Content_Type="image/png"), "a PUT as image/png in place of video/mp4")
    _is_taken(put(api, video, content, Content_Type="video/mp4"), "a PUT as video/mp4")


@check("presign-media-upload.put-content-length")
def a_put_has_the_announced_length(api: Api) -> None:
    """A file that is longer, shorter or empty is refused; the one of the announced length is taken."""
    for name in ("sizeBytes", "byteSize"):
        content = file_of(api)
        size: dict[str, Any] = {name: len(content)}
        upload = presigned(api, **size)
        for wrong in (content + b"!", content[:-1], b"", content * 2):
            _is_refused(put(api, upload, wrong), f"a PUT of {len(wrong)} bytes where {len(content)} were announced")
        _is_taken(put(api, upload, content), f"a PUT of the {len(content)} bytes that were announced")
        equal(_finalized(api, upload)["sizeBytes"], len(content), "sizeBytes of what was put")


@check("presign-media-upload.put-again")
def a_file_is_replaced_until_it_is_finalized(api: Api) -> None:
    """The last PUT counts, also a shorter one; after finalizing, another one is refused and changes nothing."""
    upload = presigned(api)
    files = [file_of(api, 400), file_of(api, 300), file_of(api, 200)]
    for content in files:
        _is_taken(put(api, upload, content), "a PUT before finalizing")
    asset = _finalized(api, upload)
    equal(asset["checksumSha256"], checksum(files[-1]), "checksumSha256 of the last file that was put")
    for content in (file_of(api), files[-1]):
        _is_refused(put(api, upload, content), "a PUT after finalizing")
    gives_the_file(api, asset, files[-1], "image/png", rule="presign-media-upload.put-again")
    equal(_finalized(api, upload)["checksumSha256"], checksum(files[-1]), "checksumSha256 after the refused PUT")
