"""What tests of media share: the calls they make, and the files behind them."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from layers_mock.world.media import find_media, find_upload, put
from tests.harness import Answer, Api

__all__ = [
    "DAY",
    "INLINE",
    "MOST_INLINE",
    "PNG",
    "PRESIGN",
    "call",
    "content_at",
    "digest",
    "finalize",
    "inline",
    "presign",
    "put_file",
    "uploaded",
    "without",
]

PNG = b"\x89PNG\r\n\x1a\n not much of a picture"
"""The bytes of a small upload."""
DAY = 86_400
"""In seconds."""
MOST_INLINE = 262_143
"""The largest file that goes inline, in bytes."""
PRESIGN: dict[str, Any] = {"kind": "image", "mimeType": "image/png"}
"""The smallest body of a presign."""
INLINE: dict[str, Any] = {**PRESIGN, "dataBase64": b64encode(PNG).decode()}
"""The smallest body of an inline upload."""


def digest(content: bytes) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    return sha256(content).hexdigest()


def call(api: Api, what: str, body: object, project: str = "harbor-tea", **options: Any) -> Answer:
    """A call of the media section."""
    return api.post(f"/v1/projects/{api.id(project)}/media{what}", body, **options)


def presign(api: Api, **fields: object) -> Answer:
    """An upload is presigned."""
    return call(api, "/presign", {**PRESIGN, **fields})


def finalize(api: Api, upload_id: str, **fields: object) -> Answer:
    """An upload is finalized."""
    return call(api, "/finalize", {"uploadId": upload_id, **fields})


def inline(api: Api, **fields: object) -> Answer:
    """A file is uploaded inline."""
    return call(api, "", {**INLINE, **fields})


def put_file(api: Api, upload_id: str, content: bytes = PNG) -> None:
    """What a PUT to the link does, without its checks."""
    found = find_upload(api.world, upload_id)
    assert found is not None
    put(*found, content, digest(content))


def uploaded(api: Api, content: bytes = PNG, **fields: Any) -> str:
    """The id of an upload whose file was put."""
    upload_id = str(presign(api, **fields).body["uploadId"])
    put_file(api, upload_id, content)
    return upload_id


def content_at(api: Api, url: str) -> bytes:
    """The bytes behind a link."""
    media = find_media(api.world, url.rsplit("/", 1)[1])
    assert media is not None
    return media.content


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """A body without a field."""
    return {name: value for name, value in body.items() if name not in names}
