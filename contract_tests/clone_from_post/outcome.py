"""What a clone is once its job is completed: an item of its own, close to its source in format alone."""

from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..making import completed, container_now, new_project
from .calls import cloned, outcome, published, ranking, still

__all__: list[str] = []


@check("clone-from-post.completes")
def a_completed_job_leaves_a_completed_container(api: Api) -> None:
    """Status, caption and assets of the container, for both modes."""
    for accepted in [cloned(api, mode=mode) for mode in ("fork", "reimagine")]:
        made = outcome(api, accepted)
        equal(made["status"], "completed", "status of the container")
        holds(isinstance(made["caption"], str) and made["caption"].strip(), f"a caption that is {made['caption']!r}")
        holds(made["assets"], "a completed container without assets")


@check("clone-from-post.modes-differ")
def fork_and_reimagine_have_different_captions(api: Api) -> None:
    """One source, one project, two modes, two captions."""
    forked, reimagined = [cloned(api, mode=mode) for mode in ("fork", "reimagine")]
    caption = outcome(api, forked)["caption"]
    holds(caption != outcome(api, reimagined)["caption"], f"both clones have the caption {caption!r}")


@check("clone-from-post.format")
def a_clone_has_the_format_of_its_source(api: Api) -> None:
    """A slideshow stays one in both modes; what shows a container has that container's format. At once and in the end."""
    row = published(api)
    shown = container_now(api, row["containerId"])["format"]
    slideshows = [cloned(api, sourcePlatformPostId=api.state("slideshow_post"), mode=mode) for mode in ("fork", "reimagine")]
    wanted = [(accepted, "slideshow_remix") for accepted in slideshows]
    wanted.append((cloned(api, sourcePlatformPostId=row["platformPostId"]), shown))
    for accepted, promised in wanted:
        equal(container_now(api, accepted["containerId"])["format"], promised, "format of the new container")
    for accepted, promised in wanted:
        equal(outcome(api, accepted)["format"], promised, "format of the completed container")


@check("clone-from-post.approval")
def approval_waits_where_the_project_reviews(api: Api) -> None:
    """`pending` in a project that reviews content, else `not_required`, at once and in the end."""
    wanted = {"reviewing_project": "pending", "project": "not_required"}
    made = [(cloned(api, projectId=api.state(state)), promised) for state, promised in wanted.items()]
    for accepted, promised in made:
        equal(container_now(api, accepted["containerId"])["approvalStatus"], promised, "approvalStatus of the new container")
    for accepted, promised in made:
        equal(outcome(api, accepted)["approvalStatus"], promised, "approvalStatus of the completed container")


@check("clone-from-post.no-repost")
def a_clone_publishes_nothing(api: Api) -> None:
    """No post appears, neither of the clone in its project nor of the source where that is tracked."""
    source, project, home = published(api), new_project(api), api.state("ranked_project")
    equal(ranking(api, project), [], "posts of a project without any")
    before = {row.get("platformPostId") for row in ranking(api, home)}
    completed(api, cloned(api, projectId=project, sourcePlatformPostId=source["platformPostId"]))
    equal(ranking(api, project), [], "posts of the clone's project")
    new = [row for row in ranking(api, home) if row.get("platformPostId") not in before]
    again = [row for row in new if row.get("caption") == source.get("caption")]
    equal(again, [], "new posts with the source's caption")


@check("clone-from-post.new-item")
def a_clone_is_an_item_of_its_own(api: Api) -> None:
    """Its assets are neither those of its source nor those of another clone, and the source stays as it is."""
    source = published(api)
    before = still(container_now(api, source["containerId"]))
    both = [cloned(api, sourcePlatformPostId=source["platformPostId"]) for _ in range(2)]
    one, other = [_assets(outcome(api, accepted)) for accepted in both]
    holds(one and other, "a completed clone without assets")
    theirs = {asset["assetId"] for asset in before["assets"]}
    holds(theirs.isdisjoint(one | other), f"a clone and its source share the assets {sorted(theirs & (one | other))}")
    holds(one.isdisjoint(other), f"two clones share the assets {sorted(one & other)}")
    equal(still(container_now(api, source["containerId"])), before, "the source's container")


def _assets(found: Any) -> set[str]:
    return {asset["assetId"] for asset in found["assets"]}
