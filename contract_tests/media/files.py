"""Files that checks bring along, announced, put, finalized and fetched again."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, equal, holds, is_ulid_behind

from ..forms import instant
from ..valid import PNG

__all__ = [
    "ASSET", "FURTHER", "announced", "checksum", "differs", "file_of", "gives_the_file", "is_one_id", "presigned",
    "put", "same_asset", "tells_the_file", "uploaded",
]  # fmt: skip

ASSET = ("mediaId", "assetId", "url", "kind", "contentType", "mimeType")
FURTHER = ("sizeBytes", "checksumSha256", "filename", "createdAt")


def file_of(api: Api, length: int | None = None) -> bytes:
    """A picture that nothing else on the target has: what follows its end is unlike any other's."""
    content = b64decode(PNG) + api.text("file").encode()
    return content if length is None else (content * (length // len(content) + 1))[:length]


def checksum(content: bytes) -> str:
    """Its SHA-256 in lower-case hexadecimal."""
    return sha256(content).hexdigest()


def announced(**fields: object) -> dict[str, object]:
    """The body of a presign."""
    return {"kind": "image", "mimeType": "image/png", **fields}


def presigned(api: Api, *, project: str = "project", **fields: object) -> Any:
    """An upload that the check builds on."""
    return api.made("presignMediaUpload", api.state(project), body=announced(**fields))


def put(api: Api, upload: Any, content: bytes, **other: str) -> Answer:
    """PUT a file with the headers that presign answered, or others of the same name; its length is what it is."""
    headers = {name: text for name, text in upload["headers"].items() if name.lower() not in {"content-length", "content-type"}}
    media_type = next((text for name, text in upload["headers"].items() if name.lower() == "content-type"), "image/png")
    sent = {**headers, "Content-Type": media_type, **{name.replace("_", "-"): text for name, text in other.items()}}
    return api.put(upload["url"], content, sent)


def uploaded(api: Api, content: bytes, *, project: str = "project", **fields: object) -> Any:
    """An upload whose file was put already; the check builds on that."""
    upload = presigned(api, project=project, **fields)
    answer = put(api, upload, content)
    if not answer.is_success:
        raise UnprovidedError(f"the PUT of the file, which the check builds on, answered {answer.told[:200]}")
    return upload


def is_one_id(asset: Any, *, rule: str) -> None:
    """Expect med_ and a ULID, under both names."""
    holds(is_ulid_behind("med_", asset["mediaId"]), f"mediaId {asset['mediaId']!r}", rule=rule)
    equal(asset["assetId"], asset["mediaId"], "assetId", rule=rule)


def tells_the_file(asset: Any, content: bytes, filename: str | None, *, rule: str) -> None:
    """Expect size, checksum, name and moment of the file."""
    equal(sorted(set(FURTHER) - set(asset)), [], "fields missing", rule=rule)
    equal(asset["sizeBytes"], len(content), "sizeBytes", rule=rule)
    equal(str(asset["checksumSha256"]).lower(), checksum(content), "checksumSha256", rule=rule)
    equal(asset["filename"], filename, "filename", rule=rule)
    instant(asset["createdAt"])


def gives_the_file(api: Api, asset: Any, content: bytes, media_type: str, *, rule: str) -> None:
    """Expect the file itself behind the url, with its media type."""
    file = api.fetch(asset["url"])
    equal(file.status, 200, f"status of {asset['url']}", rule=rule)
    holds(file.content == content, f"{len(file.content)} other bytes than the {len(content)} of the file", rule=rule)
    came = (file.header("Content-Type") or "").partition(";")[0].strip()
    equal(came, media_type, "Content-Type of the file", rule=rule)


def same_asset(again: Any, first: Any, *, rule: str) -> None:
    """Expect the same asset; its url may be written anew."""
    kept = [name for name in (*ASSET, *FURTHER) if name in first and name != "url"]
    equal({name: again.get(name) for name in kept}, {name: first[name] for name in kept}, "the asset", rule=rule)


def differs(api: Api, upload: Any, wanted: str, *, rule: str, **fields: object) -> None:
    """Expect that finalizing is refused as 422 VALIDATION that names the field, and makes nothing."""
    body = {"uploadId": upload["uploadId"], **fields}
    api.call("finalizeMediaUpload", api.state("project"), body=body).refused(422, "VALIDATION", path=wanted, rule=rule)
