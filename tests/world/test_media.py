"""The laws of uploads."""

from hashlib import sha256
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.media import (
    KEPT_MILLISECONDS,
    LINK_MILLISECONDS,
    Description,
    PutFault,
    UploadCollection,
    announce,
    fault_of_put,
    finalized,
    find_media,
    find_upload,
    is_collected,
    mismatches,
    put,
    store,
)
from layers_mock.world.organization import Organization
from layers_mock.world.rows import Upload
from layers_mock.world.world import World
from tests.harness import Api

PICTURE = Description("image", "image/png")


def digest(content: bytes) -> str:
    return sha256(content).hexdigest()


def organization_of(world: World) -> Organization:
    return next(iter(world.organizations.values()))


def announced(api: Api, said: Description = PICTURE) -> Upload:
    organization = organization_of(api.world)
    project = next(iter(api.world.base.organizations[0].projects.rows))
    return announce(api.world, organization, project, said, api.world.clock.now())


def reread(api: Api, upload: Upload) -> Upload:
    return cast("Upload", organization_of(api.world).uploads.get(upload.key))


@pytest.mark.parametrize(
    ("later", "fault"), [(0, None), (LINK_MILLISECONDS - 1, None), (LINK_MILLISECONDS, "expired"), (10**12, "expired")]
)
def test_a_link_takes_a_file_until_it_expires(api: Api, later: int, fault: PutFault | None) -> None:
    upload = announced(api)
    at = upload.created_at + later
    assert fault_of_put(upload, at=at, mime_type="image/png", length=1) == fault


@given(said=st.none() | st.integers(0, 9), sent=st.none() | st.integers(0, 9))
def test_only_the_announced_length_is_taken(said: int | None, sent: int | None) -> None:
    upload = announced(Api(), PICTURE._replace(size_bytes=said))
    fault = fault_of_put(upload, at=upload.created_at, mime_type="image/png", length=sent)
    assert (fault is None) == (said is None or said == sent)
    assert (fault == "no-length") == (said is not None and sent is None)


@given(st.text(max_size=20))
def test_only_the_announced_type_is_taken(mime_type: str) -> None:
    upload = announced(Api())
    fault = fault_of_put(upload, at=upload.created_at, mime_type=mime_type, length=1)
    assert fault == (None if mime_type == "image/png" else "other-type")


def test_a_finalized_upload_takes_nothing_more(api: Api) -> None:
    upload = announced(api)
    organization = organization_of(api.world)
    put(organization, upload, b"x", digest(b"x"))
    finalized(api.world, organization, reread(api, upload), upload.created_at)
    fault = fault_of_put(reread(api, upload), at=upload.created_at, mime_type="image/png", length=1)
    assert fault == "finalized"


@given(
    content=st.binary(max_size=4),
    size=st.none() | st.integers(0, 4),
    checksums=st.tuples(*[st.none() | st.binary(max_size=1).map(digest)] * 2),
    is_upper=st.booleans(),
)
def test_a_file_mismatches_exactly_where_it_differs_from_what_was_said(
    content: bytes, size: int | None, checksums: tuple[str | None, str | None], is_upper: bool
) -> None:
    api = Api()
    first, second = (text.upper() if text is not None and is_upper else text for text in checksums)
    upload = announced(api, PICTURE._replace(size_bytes=size, checksum_sha256=first))
    put(organization_of(api.world), upload, content, digest(content))
    fields = {mismatch.field for mismatch in mismatches(reread(api, upload), second)}
    assert ("sizeBytes" in fields) == (size is not None and size != len(content))
    assert ("checksumSha256" in fields) == any(c is not None and c != digest(content) for c in checksums)


def test_an_abandoned_upload_is_gone_after_a_day_and_its_bytes_are_let_go(api: Api) -> None:
    upload = announced(api)
    put(organization_of(api.world), upload, b"x" * 100, digest(b"x" * 100))
    end = upload.created_at + KEPT_MILLISECONDS
    api.world.settle(end - 1)
    assert not is_collected(reread(api, upload), end - 1)
    assert reread(api, upload).content == b"x" * 100
    api.world.settle(end)
    assert is_collected(reread(api, upload), end)
    assert reread(api, upload).content is None


def test_a_finalized_upload_hands_its_bytes_over_and_is_never_collected(api: Api) -> None:
    upload, organization = announced(api), organization_of(api.world)
    put(organization, upload, b"bytes", digest(b"bytes"))
    media = finalized(api.world, organization, reread(api, upload), upload.created_at)
    assert (media.content, reread(api, upload).content) == (b"bytes", None)
    later = upload.created_at + 2 * KEPT_MILLISECONDS
    api.world.settle(later)
    assert not is_collected(reread(api, upload), later)
    assert finalized(api.world, organization, reread(api, upload), later) == media


def test_waiting_for_a_finalize_keeps_no_world_from_being_idle() -> None:
    assert UploadCollection(Key(1), Key(2)).is_recurring


@pytest.mark.parametrize("form", [ulid, uuid, lambda key: "asset_" + ulid(key), lambda key: "med_" + uuid(key)])
def test_media_are_found_by_every_form_of_their_id(api: Api, form: object) -> None:
    organization = organization_of(api.world)
    media = store(api.world, organization, Key(1), PICTURE, b"x", 0)
    assert callable(form)
    assert find_media(api.world, form(media.key)) is media
    assert find_upload(api.world, form(media.key)) is None


@pytest.mark.parametrize("text", ["", "med_", "nothing", "upl_" + "Z" * 26, "\ud800"])
def test_what_is_no_id_finds_nothing(api: Api, text: str) -> None:
    assert find_media(api.world, text) is None
    assert find_upload(api.world, text) is None
