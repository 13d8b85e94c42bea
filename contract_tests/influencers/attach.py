"""attachReferenceImages."""

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal

from ..making import new_project, ready_influencer
from .persona import id_of, image_ids, same, settled, upload

__all__: list[str] = []


@check("attach-reference-images.merges")
def attached_images_join_those_there_are(api: Api) -> None:
    """Behind rendered ones, one by one and several at once; one that is sent again, or twice in a call, is there once."""
    influencer = ready_influencer(api)
    images = image_ids(api.made("getInfluencer", influencer))
    if not images:
        raise UnprovidedError("the influencer that the check builds on has no rendered images")
    first, second, third = upload(api), upload(api), upload(api)
    calls = ([first], [first, second, second], [second, third, first], [first])
    for assets in calls:
        answer = _attach(api, influencer, *assets).succeeded(200)
        images = sorted({*images, *_named(*assets)})
        equal(id_of(answer["influencerId"]), id_of(influencer), "what influencerId names")
        equal(image_ids(answer), images, "images that the answer lists")
        equal(image_ids(api.call("getInfluencer", influencer).succeeded(200)), images, "images of the row")


def _attach(api: Api, influencer: str, *assets: str) -> Answer:
    return api.call("attachReferenceImages", influencer, body={"assetIds": list(assets)})


def _named(*assets: str) -> list[str]:
    return sorted(id_of(asset) for asset in assets)


@check("attach-reference-images.drops-foreign")
def assets_of_other_projects_drop_out(api: Api) -> None:
    """Of another project and of another organisation, alone and before one of the project, which is attached."""
    project = new_project(api)
    influencer = ready_influencer(api, project)
    images = image_ids(api.made("getInfluencer", influencer))
    others = upload(api, new_project(api)), upload(api, api.state("foreign_project"), key="other")
    for other in others:
        equal(image_ids(_attach(api, influencer, other).succeeded(200)), images, "images behind another project's asset alone")
        fine = upload(api, project)
        images = sorted([*images, *_named(fine)])
        equal(image_ids(_attach(api, influencer, other, fine).succeeded(200)), images, "images behind one that drops out")
        equal(image_ids(api.call("getInfluencer", influencer).succeeded(200)), images, "images of the row")


@check("attach-reference-images.body")
def one_to_twenty_assets_are_taken(api: Api) -> None:
    """1 and 20 are attached; 0, 21, none at all and another field beside them are refused and attach nothing."""
    project = new_project(api)
    influencer = ready_influencer(api, project)
    images = image_ids(api.made("getInfluencer", influencer))
    assets = [upload(api, project) for _ in range(21)]
    asked: list[dict[str, object]] = [
        {},
        {"assetIds": []},
        {"assetIds": assets},
        {"assetIds": assets[:1], "replace": True},
        {"assetIds": assets[0]},
        {"assetIds": [1]},
    ]
    for body in asked:
        api.call("attachReferenceImages", influencer, body=body).refused(422, "VALIDATION")
    equal(image_ids(api.made("getInfluencer", influencer)), images, "images after the refusals")
    for count in (1, 20):
        came = image_ids(_attach(api, influencer, *assets[:count]).succeeded(200))
        equal(came, sorted([*images, *_named(*assets[:count])]), f"images after {count} were attached")


@check("attach-reference-images.not-found")
def attaching_to_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and deleted ones; the foreign one stays as it is."""
    foreign, deleted, asset = api.state("foreign_influencer"), ready_influencer(api), upload(api)
    before = settled(api.made("getInfluencer", foreign, key="other"))
    _attach(api, deleted, asset).succeeded(200)
    api.made("deleteInfluencer", deleted)
    theirs = upload(api, api.state("foreign_project"), key="other")
    for influencer in (api.uuid(), foreign, deleted):
        _attach(api, influencer, asset).refused(404, "NOT_FOUND")
        _attach(api, influencer, theirs).refused(404, "NOT_FOUND")
    same(settled(api.made("getInfluencer", foreign, key="other")), before, "the influencer of another organisation")
