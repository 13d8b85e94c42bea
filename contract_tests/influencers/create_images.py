"""createInfluencer with reference images."""

from layers_mock.kit import Api, check, equal

from ..making import new_project
from .persona import create, id_of, image_ids, listed, upload

__all__: list[str] = []


@check("create-influencer.reference-images")
def reference_images_are_the_starting_set(api: Api) -> None:
    """1 to 20 uploads of the project are taken and read as the influencer's images; 0 and 21 are refused."""
    project = new_project(api)
    assets = [upload(api, project) for _ in range(21)]
    for count in (1, 2, 20):
        accepted = create(api, project, referenceImages={"assetIds": assets[:count]}).succeeded(202)
        row = api.call("getInfluencer", accepted["influencerId"]).succeeded(200)
        equal(image_ids(row), sorted(id_of(asset) for asset in assets[:count]), f"images of one made with {count}")
    for count in (0, 21):
        create(api, project, referenceImages={"assetIds": assets[:count]}).refused(422, "VALIDATION")
    create(api, project, referenceImages={}).refused(422, "VALIDATION")
    row = api.call("getInfluencer", create(api, project).succeeded(202)["influencerId"]).succeeded(200)
    equal(row["referenceImages"], [], "images of one made without")


@check("create-influencer.reference-not-found")
def an_asset_that_is_not_in_the_project_is_not_found(api: Api) -> None:
    """Unknown, of another project, of another organisation, alone or behind one that is there; and nothing is made."""
    project = new_project(api)
    fine = upload(api, project)
    foreign = upload(api, api.state("foreign_project"), key="other")
    for asset in (api.uuid(), upload(api, new_project(api)), foreign):
        own = api.uuid()
        for assets in ([asset], [fine, asset]):
            create(api, project, influencerId=own, referenceImages={"assetIds": assets}).refused(404, "NOT_FOUND")
        equal(api.call("getInfluencer", own).status, 404, "status of the id that was refused")
    equal(listed(api, project), [], "influencers of the project")
    create(api, project, referenceImages={"assetIds": [fine]}).succeeded(202)
