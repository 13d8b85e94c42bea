"""cloneInfluencer: the reference images a clone starts with, and those its job renders."""

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import completed, ready_influencer
from .persona import clone, clone_row, image_ids, same_images, upload

__all__: list[str] = []


@check("clone-influencer.copies-images")
def a_clone_starts_with_its_sources_images(api: Api) -> None:
    """All of them, rendered and attached, as a copy: what is attached to one of both later is not the other's."""
    source = _with_attached(api)
    images = api.made("getInfluencer", source)["referenceImages"]
    row = clone_row(api, source, overrides={"vibe": "sharper"})
    holds(same_images(api, row["referenceImages"], images), f"images {image_ids(row)} of a clone of one with {len(images)}")
    copy = row["influencerId"]
    _attached_to_one(api, copy, source)
    _attached_to_one(api, source, copy)


def _with_attached(api: Api) -> str:
    """A ready influencer with rendered and attached images."""
    source = ready_influencer(api)
    api.made("attachReferenceImages", source, body={"assetIds": [upload(api)]})
    if len(api.made("getInfluencer", source)["referenceImages"]) < 2:
        raise UnprovidedError("the influencer that the check builds on has no rendered and attached images")
    return source


def _attached_to_one(api: Api, one: str, other: str) -> None:
    before = image_ids(api.made("getInfluencer", other))
    attached = image_ids(api.made("attachReferenceImages", one, body={"assetIds": [upload(api)]}))
    after = image_ids(api.call("getInfluencer", other).succeeded(200))
    equal(after, before, "images of an influencer, after one was attached to its clone or source")
    holds(set(attached) - set(after), "an image that was attached to one influencer and is also its clone's or source's")


@check("clone-influencer.renders-images")
def the_job_renders_the_clones_own_images(api: Api) -> None:
    """When the job is over, the clone has images, and none of those it started with; the source keeps its own."""
    source = _with_attached(api)
    images = image_ids(api.made("getInfluencer", source))
    accepted = clone(api, source).succeeded(202)
    completed(api, accepted)
    rendered = image_ids(api.call("getInfluencer", accepted["influencerId"]).succeeded(200))
    holds(rendered, "a clone without reference images when its job is completed")
    equal(set(rendered) & set(images), set(), "images of the source that the clone still has when its job is completed")
    equal(image_ids(api.call("getInfluencer", source).succeeded(200)), images, "images of the source afterwards")
