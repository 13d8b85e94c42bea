"""How many variations the one job makes in the one container."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import container_ids, new_project
from .calls import cloned, outcome

__all__: list[str] = []


@check("clone-from-post.variations-default")
def variations_left_out_mean_one(api: Api) -> None:
    """In both modes it makes as many assets as 1 does, and fewer than 2."""
    source = api.state("slideshow_post")
    for mode in ("fork", "reimagine"):
        requests: list[dict[str, Any]] = [{}, {"variations": 1}, {"variations": 2}]
        made = [cloned(api, sourcePlatformPostId=source, mode=mode, **request) for request in requests]
        left_out, one, two = [len(outcome(api, accepted)["assets"]) for accepted in made]
        equal(left_out, one, f"number of assets of a {mode} without variations")
        holds(left_out < two, f"{left_out} assets without variations, and {two} for 2")


@check("clone-from-post.one-job")
def variations_make_one_container(api: Api) -> None:
    """A project has one container more for three variations, when they are accepted and when they are made."""
    project = new_project(api)
    accepted = cloned(api, projectId=project, variations=3)
    equal(container_ids(api, project), [accepted["containerId"]], "containers of the project")
    result = api.finish(accepted)
    equal(result["status"], "completed", "status of the one job")
    equal(container_ids(api, project), [accepted["containerId"]], "containers of the project in the end")


@check("clone-from-post.variations-assets")
def each_variation_is_an_asset_set(api: Api) -> None:
    """Three variations have three times the assets of one, all of them different."""
    one, three = [outcome(api, accepted) for accepted in [cloned(api, variations=count) for count in (1, 3)]]
    ids = [asset["assetId"] for asset in three["assets"]]
    equal(len(set(ids)), len(ids), "number of different assets")
    alone = len(one["assets"])
    holds(len(ids) >= 3 and len(ids) > alone > 0, f"{alone} assets for 1 variation and {len(ids)} for 3")
    if one["format"] != "slideshow_remix":
        # Two slideshows may have more or fewer pictures; other sets are alike.
        equal(len(ids), 3 * alone, "number of assets for 3 variations")
