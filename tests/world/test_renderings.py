"""What media look like follows from their rows alone, and never changes."""

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.pictures import Clip, Picture, render
from layers_mock.world.ids import Key
from layers_mock.world.renderings import asset_spec, portrait_spec, still_spec
from layers_mock.world.rows import Asset, Container

VIDEO = Asset(Key(1), "ast_1", "video", "Steep it.")
IMAGE = Asset(Key(2), "ast_2", "image", "Steep it.")
CONTAINER = Container(Key(3), "cnt_3", 0, 0, Key(4), "video_remix", "completed", "not_required", {})


def test_a_video_is_a_clip_with_a_still_and_an_image_is_its_own_still() -> None:
    assert asset_spec(CONTAINER, VIDEO) == Clip("ast_1", "Steep it.", 6)
    assert still_spec(VIDEO) == Picture("frame", "ast_1", "Steep it.", 432, 768)
    assert asset_spec(CONTAINER, IMAGE) == still_spec(IMAGE) == Picture("frame", "ast_2", "Steep it.", 432, 768)


@given(st.integers(0, 5), st.sampled_from(["video_remix", "ugc_remix", "auto"]), st.text())
def test_the_file_of_an_asset_stays_when_its_container_goes_on(key: int, format_: str, caption: str) -> None:
    before = CONTAINER._replace(key=Key(key), format=format_)
    resolved = {"auto": ("video_remix", "slideshow_remix", "ugc_remix")[key % 3]}.get(format_, format_)
    after = before._replace(caption=caption, status="queued", brief={"topic": caption}, format=resolved)
    assert asset_spec(before, VIDEO) == asset_spec(after, VIDEO)


@given(st.text(alphabet="abc \U0001f375", max_size=2000))
def test_any_caption_makes_a_spec(caption: str) -> None:
    spec = asset_spec(CONTAINER, VIDEO._replace(caption=caption))
    assert caption.startswith(spec.caption)


def test_all_images_of_one_influencer_show_one_face_in_several_framings() -> None:
    specs = [portrait_spec("inf_1", f"asset_{number}") for number in range(8)]
    assert {(spec.kind, spec.seed) for spec in specs} == {("portrait", "inf_1")}
    assert len({(spec.width, spec.height) for spec in specs}) > 1
    assert portrait_spec("inf_1", "asset_1") == specs[1]
    assert len({render(spec).checksum_sha256 for spec in specs}) > 1
    assert render(specs[0]).content != render(portrait_spec("inf_2", "asset_0")).content
