"""Media: files a partner brought along, and the laws of their uploads.

An upload is announced, put through a short-lived link, and finalized into media. Source: reference/media/presign-upload,
reference/media/finalize-upload, reference/media/upload-media-inline; how long a link works is inferred.
"""

from hashlib import sha256
from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.clock import iso
from layers_mock.world.ids import Key, parse, ulid
from layers_mock.world.rows import Media, MediaKind, Upload

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "KEPT_MILLISECONDS",
    "LINK_MILLISECONDS",
    "Description",
    "Mismatch",
    "PutFault",
    "UploadCollection",
    "announce",
    "fault_of_put",
    "finalized",
    "find_media",
    "find_upload",
    "is_collected",
    "media_link",
    "mismatches",
    "put",
    "put_link",
    "store",
]

LINK_MILLISECONDS = 15 * 60_000
"""How long the link of an upload takes a file."""
KEPT_MILLISECONDS = 24 * 3_600_000
"""How long an upload waits to be finalized."""

PutFault = Literal["expired", "finalized", "other-type", "no-length", "other-length"]


class Description(NamedTuple):
    """What a client says of a file."""

    kind: MediaKind
    mime_type: str
    filename: str | None = None
    size_bytes: int | None = None
    checksum_sha256: str | None = None


class Mismatch(NamedTuple):
    """One way in which a file differs from what was said of it: the field, and a sentence."""

    field: str
    message: str


class UploadCollection(NamedTuple):
    """The end of an upload's 24 hours, on the timeline: what was put and never finalized is let go.

    It comes by itself and nobody waits for it, so that it counts as recurring: it never keeps a world from being idle.
    """

    organization: Key
    upload: Key
    is_recurring: bool = True

    def apply(self, world: "World", at: int) -> None:
        """Let go of the bytes."""
        uploads = world.organizations[self.organization].uploads
        upload = uploads.get(self.upload)
        if upload is not None and upload.content is not None:
            uploads.replace(upload._replace(content=None, content_sha256=None))

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """An upload that nobody finalized is let go."""
        upload = world.organizations[self.organization].uploads.get(self.upload)
        if upload is None or upload.media is not None:
            return None
        return {"at": iso(at), "event": "upload.collected", "uploadId": upload.id}


def announce(world: "World", organization: "Organization", project: Key, said: Description, now: int) -> Upload:
    """A new upload: its link works from now on."""
    key = world.ids.fresh(now)
    upload = Upload(
        key=key, id="upl_" + ulid(key), created_at=now, project=project, kind=said.kind, mime_type=said.mime_type,
        expires_at=now + LINK_MILLISECONDS, filename=said.filename, size_bytes=said.size_bytes,
        checksum_sha256=said.checksum_sha256,
    )  # fmt: skip
    organization.uploads.add(upload)
    world.schedule(now + KEPT_MILLISECONDS, UploadCollection(organization.key, key))
    return upload


def put_link(world: "World", upload: Upload) -> str:
    """Where the file of an upload is put; the link carries when it expires."""
    return world.links.url(f"upload/{upload.id}/{upload.expires_at}")


def media_link(world: "World", media: Media) -> str:
    """Where the file of a media asset is fetched."""
    return world.links.url(f"uploads/{media.id}")


def fault_of_put(upload: Upload, *, at: int, mime_type: str, length: int | None) -> PutFault | None:
    """Why a PUT that begins now may not fill an upload; ``None`` where it may.

    ``length`` is the length the PUT declares, ``None`` where it declares none.
    """
    if at >= upload.expires_at:
        return "expired"
    if upload.media is not None:
        return "finalized"
    if mime_type != upload.mime_type:
        return "other-type"
    if upload.size_bytes is None or length == upload.size_bytes:
        return None
    return "no-length" if length is None else "other-length"


def put(organization: "Organization", upload: Upload, content: bytes, content_sha256: str) -> None:
    """Keep the bytes of an upload, in place of those put before."""
    organization.uploads.replace(upload._replace(content=content, content_sha256=content_sha256))


def is_collected(upload: Upload, now: int) -> bool:
    """Whether an upload is gone because nobody finalized it in time."""
    return upload.media is None and now >= upload.created_at + KEPT_MILLISECONDS


def mismatches(upload: Upload, checksum_sha256: str | None) -> list[Mismatch]:
    """How the file that was put differs from what presign said of it, and from the checksum that finalize names."""
    found = []
    size = len(upload.content or b"")
    if upload.size_bytes is not None and size != upload.size_bytes:
        found.append(Mismatch("sizeBytes", f"{upload.size_bytes} bytes were announced and {size} were put."))
    named = {text.lower() for text in (upload.checksum_sha256, checksum_sha256) if text is not None}
    if named - {upload.content_sha256}:
        found.append(Mismatch("checksumSha256", f"The SHA-256 of the file that was put is {upload.content_sha256}."))
    return found


def finalized(world: "World", organization: "Organization", upload: Upload, now: int) -> Media:
    """The media of an upload: made by the first call, the same in every later one. Callers make sure a file was put."""
    made = None if upload.media is None else organization.media.get(upload.media)
    if made is not None:
        return made
    said = Description(upload.kind, upload.mime_type, upload.filename)
    media = _add(world, organization, upload.project, said, (upload.content or b"", upload.content_sha256 or ""), now)
    organization.uploads.replace(upload._replace(content=None, media=media.key))
    return media


def store(world: "World", organization: "Organization", project: Key, said: Description, content: bytes, now: int) -> Media:
    """New media whose file came along with the call."""
    return _add(world, organization, project, said, (content, sha256(content).hexdigest()), now)


def _add(
    world: "World", organization: "Organization", project: Key, said: Description, file: tuple[bytes, str], now: int
) -> Media:
    key = world.ids.fresh(now)
    media = Media(
        key=key, id="med_" + ulid(key), created_at=now, project=project, kind=said.kind, mime_type=said.mime_type,
        content=file[0], checksum_sha256=file[1], filename=said.filename,
    )  # fmt: skip
    organization.media.add(media)
    return media


def find_upload(world: "World", upload_id: str) -> "tuple[Organization, Upload] | None":
    """The upload of that id and whose it is, in whichever organisation."""
    key = parse(upload_id)
    if key is None:
        return None
    return next(((o, upload) for o in world.organizations.values() if (upload := o.uploads.get(key)) is not None), None)


def find_media(world: "World", asset_id: str) -> Media | None:
    """The media of that id, behind whichever prefix, in whichever organisation."""
    key = parse(asset_id)
    if key is None:
        return None
    return next((media for o in world.organizations.values() if (media := o.media.get(key)) is not None), None)
