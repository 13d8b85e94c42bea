"""The post that a clone is made after, and the ways to name it."""

from typing import Any

from layers_mock.kit import UNSENT, Api, UnprovidedError, as_ulid, as_uuid, check, equal

from ..making import container_now
from .calls import clone, cloned, not_there, published, ranking

__all__: list[str] = []

_MOST_ROWS = 5


@check("clone-from-post.own-post")
def a_post_of_any_project_is_a_source(api: Api) -> None:
    """A post that shows a container of the organisation's, cloned where it is tracked and elsewhere."""
    source = published(api)["platformPostId"]
    for state in ("ranked_project", "project"):
        clone(api, api.uuid(), projectId=api.state(state), sourcePlatformPostId=source).succeeded(202)


@check("clone-from-post.surfaced-post")
def what_top_performers_surfaces_is_a_source(api: Api) -> None:
    """One post of each origin and platform in the ranking."""
    rows = _varied(ranking(api, api.state("ranked_project")))
    if not rows:
        raise UnprovidedError("listTopPerformers of ranked_project names no post")
    for row in rows:
        clone(api, api.uuid(), sourcePlatformPostId=row["platformPostId"]).succeeded(202)


@check("clone-from-post.source-required")
def without_a_source_nothing_is_made(api: Api) -> None:
    """Left out or empty, it is refused under the code of the page; sent, the same request is taken."""
    target = api.uuid()
    for source in (UNSENT, ""):
        clone(api, target, sourcePlatformPostId=source).refused(422, "VALIDATION_FAILED", path="sourcePlatformPostId")
        not_there(api, target)
    clone(api, target).succeeded(202)


@check("clone-from-post.source-internal-id")
def a_source_is_named_by_the_id_that_layers_gave_it(api: Api) -> None:
    """As it was printed, as a UUID, and as a ULID behind pp_: all name the same post."""
    post = api.state("slideshow_post")
    wanted = _trace(api, cloned(api, sourcePlatformPostId=post))
    for form in (as_uuid(post), f"pp_{as_ulid(post)}"):
        made = clone(api, api.uuid(), sourcePlatformPostId=form).succeeded(202)
        equal(_trace(api, made), wanted, f"format and project of the clone of {form}")


@check("clone-from-post.source-external-id")
def a_source_is_named_by_the_id_that_its_platform_gave_it(api: Api) -> None:
    """`external_post` is `post` under its platform's name, whichever project clones it."""
    external = api.state("external_post")
    wanted = container_now(api, cloned(api)["containerId"])["format"]
    for state in ("project", "reviewing_project"):
        made = clone(api, api.uuid(), projectId=api.state(state), sourcePlatformPostId=external).succeeded(202)
        equal(container_now(api, made["containerId"])["format"], wanted, "format of the clone by the platform's id")


@check("clone-from-post.source-not-found")
def a_source_out_of_reach_is_not_found(api: Api) -> None:
    """An unknown one in either form, and one of another organisation; nothing is made."""
    unknown = api.uuid()
    for source in (unknown, f"pp_{as_ulid(unknown)}", api.state("foreign_post")):
        target = api.uuid()
        clone(api, target, sourcePlatformPostId=source).refused(404, "NOT_FOUND")
        not_there(api, target)


@check("clone-from-post.source-untracked")
def only_tracked_posts_are_sources(api: Api) -> None:
    """A URL, also of a tracked post, any other text, and ids of other things are not found; nothing is made."""
    shown = published(api)["containerId"]
    external = api.state("external_post")
    urls = [f"https://www.tiktok.com/@somebody/video/{external}", f"https://example.com/{api.text()}.mp4"]
    texts = [api.text("post"), f"{external}0", external[:-1]]
    for source in (*urls, *texts, shown, api.state("influencer"), api.state("project")):
        target = api.uuid()
        clone(api, target, sourcePlatformPostId=source).refused(404, "NOT_FOUND")
        not_there(api, target)


def _trace(api: Api, accepted: Any) -> tuple[str, str]:
    """What of a new container depends on which source it has."""
    found = container_now(api, accepted["containerId"])
    return found["format"], found["projectId"]


def _varied(rows: list[Any]) -> list[Any]:
    """The first row of each origin and platform that names a post."""
    found: dict[tuple[str, str | None], Any] = {}
    for row in rows:
        if row.get("platformPostId"):
            found.setdefault((row["sourceType"], row.get("platform")), row)
    return list(found.values())[:_MOST_ROWS]
