"""Generated files behind media links, over real sockets."""

from io import BytesIO
from urllib.parse import quote

import pytest
from PIL import Image

from layers_mock.world.media_links import MEDIA_PREFIX
from tests.http.media_wire import Wire, etag_of

NOBODY = "00000000-0000-4000-8000-000000000000"


def size_of(content: bytes) -> tuple[int, int]:
    """Width and height of a picture that can be opened."""
    with Image.open(BytesIO(content)) as image:
        image.load()
        return image.size


@pytest.mark.rule("get-influencer.reference-images")
def test_reference_images_and_their_thumbnails_are_pictures(wire: Wire) -> None:
    for image in wire.api.get(f"/v1/influencers/{wire.api.id('ava')}").body["referenceImages"]:
        whole, thumbnail = wire.get(image["url"]), wire.get(image["thumbnailUrl"])
        assert (whole.status, whole.headers["Content-Type"]) == (200, "image/jpeg")
        width, height = size_of(whole.body)
        assert size_of(thumbnail.body) == (width // 2, height // 2)
        assert len(thumbnail.body) < len(whole.body)


def test_a_generated_video_plays_and_has_a_still(wire: Wire, clip_url: str) -> None:
    clip = wire.get(clip_url)
    assert (clip.status, clip.headers["Content-Type"], clip.body[4:8]) == (200, "video/mp4", b"ftyp")
    name = clip_url.partition("/assets/")[2].removesuffix(".mp4")
    still = wire.get(wire.link(f"assets/{name}.jpg"))
    assert (still.status, still.headers["Content-Type"]) == (200, "image/jpeg")
    assert size_of(still.body)


def test_a_slide_is_a_picture_and_no_video(wire: Wire) -> None:
    container = wire.container("garden-to-cup")
    name = f"assets/{container.id}/{container.assets[1].id}"
    slide = wire.get(wire.link(f"{name}.jpg"))
    assert (slide.status, slide.headers["Content-Type"]) == (200, "image/jpeg")
    assert wire.get(wire.link(f"{name}.mp4")).status == 404


def test_an_asset_that_a_regeneration_replaced_is_still_there(wire: Wire, clip_url: str) -> None:
    before = wire.get(clip_url).body
    container = wire.container("steep-slow")
    organization = next(iter(wire.api.world.organizations.values()))
    organization.containers.replace(container._replace(assets=(), superseded=container.assets))
    assert wire.get(clip_url).body == before


def test_what_was_due_by_now_has_happened_when_a_file_is_asked_for(wire: Wire) -> None:
    accepted = wire.api.post(f"/v1/influencers/{wire.api.id('ava')}/clone", {"name": "Ava (EU)"}).body
    stored, running = wire.store(), wire.container("plank-challenge")
    wire.api.advance(600)
    assert wire.container("plank-challenge") == running
    assert wire.get(stored).status == 200
    assert wire.container("plank-challenge").status == "completed"
    images = wire.api.get(f"/v1/influencers/{accepted['influencerId']}").body["referenceImages"]
    assert wire.get(images[0]["url"]).status == 200


def test_a_generated_file_may_be_kept_for_good(wire: Wire, portrait_url: str) -> None:
    got = wire.get(portrait_url)
    assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert got.headers["ETag"] == etag_of(got.body)
    assert got.headers["Accept-Ranges"] == "bytes"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    assert got.headers["Date"] == "Fri, 24 Apr 2026 12:00:00 GMT"
    assert wire.get(portrait_url).body == got.body


def test_files_are_found_in_every_organisation_of_the_world(wire: Wire) -> None:
    images = wire.api.get(f"/v1/influencers/{wire.api.id('sunniva')}", key="other").body["referenceImages"]
    assert wire.get(images[0]["url"]).status == 200


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "portraits",
        "portraits/{influencer}/asset.png",
        f"portraits/inf_{NOBODY}/asset.jpg",
        "portraits//asset.jpg",
        "assets/{container}/{asset}",
        "assets/{container}/{asset}.gif",
        "assets/{container}/{asset}.mp4/",
        "assets/{container}/{asset}.mp4\n",
        f"assets/{{container}}/ast_{NOBODY}.mp4",
        f"assets/cnt_{NOBODY}/{{asset}}.mp4",
        "assets/{container}/nothing.mp4",
        "assets/nothing/{asset}.mp4",
        f"uploads/med_{NOBODY}",
        "uploads/nothing",
        "uploads/../uploads/x",
        "uploads/\ud800",
        "../../../etc/passwd",
        "\x00",
    ],
)
def test_a_name_without_a_file_is_not_found_even_where_it_is_signed(wire: Wire, name: str) -> None:
    container = wire.container("steep-slow")
    name = name.format(container=container.id, asset=container.assets[0].id, influencer=wire.api.id("ava"))
    signature = wire.link(name).split("/")[6]
    got = wire.get(f"{MEDIA_PREFIX}default/{signature}/{quote(name, errors='surrogatepass')}")
    assert (got.status, got.error) == (404, "Not found.")
