"""listTopPerformers: which creatives are ranked."""

from itertools import pairwise
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .ranking import METRICS, ORIGINS, rank, rows, sources

__all__: list[str] = []

_MOST = 100
_PLATFORMS = ("instagram", "tiktok", "youtube", "meta_ads", "tiktok_ads", "apple_ads")


def _whole(api: Api) -> list[Any]:
    """The whole ranking. Raises :class:`UnprovidedError` where it is longer than one answer."""
    found = rows(api, window="90d", limit=_MOST)
    if len(found) >= _MOST:
        raise UnprovidedError("the ranked project has more rows than one answer")
    holds(found, "no rows of a project with tracked posts")
    return found


@check("list-top-performers.metric")
def a_metric_of_the_five_is_required(api: Api) -> None:
    """Each of the five is taken; none, and any other word, is VALIDATION."""
    project = api.state("ranked_project")
    for metric in METRICS:
        rank(api, project, metric).succeeded(200)
    for query in ({}, {"window": "7d"}, {"metric": ""}, {"metric": "likes"}, {"metric": "VIEWS"}, {"metric": "engagementRate"}):
        api.call("listTopPerformers", project, query=query).refused(422, "VALIDATION")


@check("list-top-performers.pooled")
def all_origins_are_in_one_list(api: Api) -> None:
    """Containers, posts of others and uploads are ranked together: the whole ranking has the rows of each, by value alone."""
    whole = _whole(api)
    parts = {origin: sources(rows(api, window="90d", limit=_MOST, sourceType=origin)) for origin in ORIGINS}
    if sum(bool(part) for part in parts.values()) < 2:
        raise UnprovidedError("the ranked project has creatives of one origin alone")
    equal(sorted(sources(whole)), sorted(source for part in parts.values() for source in part), "what is ranked together")
    for earlier, later in pairwise(whole):
        told = f"{later['sourceType']} with {later['metricValue']} behind {earlier['sourceType']} with {earlier['metricValue']}"
        holds(earlier["metricValue"] >= later["metricValue"], told)


@check("list-top-performers.one-row-per-creative")
def a_creative_has_one_row(api: Api) -> None:
    """No source and no container is ranked twice, though some have posts on several platforms."""
    for metric in METRICS:
        found = rows(api, metric, window="90d", limit=_MOST)
        equal(len(set(sources(found))), len(found), f"sources by {metric}")
        containers = [row.get("containerId") for row in found if row.get("containerId") is not None]
        equal(len(set(containers)), len(containers), f"containers by {metric}")
    by_platform = [set(sources(rows(api, window="90d", limit=_MOST, platform=platform))) for platform in _PLATFORMS]
    if sum(map(len, by_platform)) == len(set().union(*by_platform)):
        raise UnprovidedError("no creative of the ranked project has posts on two platforms")


@check("list-top-performers.source-type")
def source_types_filter(api: Api) -> None:
    """The filter keeps creatives of that origin, all of them, before the limit cuts; repeated, of any of them."""
    whole = _whole(api)
    kinds = [origin for origin in ORIGINS if any(row["sourceType"] == origin for row in whole)]
    if len(kinds) < 2:
        raise UnprovidedError("the ranked project has creatives of one origin alone")
    for wanted in (*[[kind] for kind in ORIGINS], kinds[:2], kinds[-2:], list(ORIGINS)):
        promised = [row["sourceId"] for row in whole if row["sourceType"] in wanted]
        equal(sources(rows(api, window="90d", sourceType=wanted)), promised, f"creatives of {wanted}")
        equal(sources(rows(api, window="90d", sourceType=wanted, limit=1)), promised[:1], f"the best creative of {wanted}")


@check("list-top-performers.platform")
def platforms_filter(api: Api) -> None:
    """The filter keeps what was posted there, all of it, before the limit cuts; repeated, on any of them."""
    whole = _whole(api)
    if any(row.get("platform") is None for row in whole):
        raise UnprovidedError("rows do not tell their platform")
    by_platform = {platform: rows(api, window="90d", platform=platform) for platform in _PLATFORMS}
    for platform, found in by_platform.items():
        equal({row["platform"] for row in found} - {platform}, set(), f"other platforms in the ranking of {platform}")
        missing = {row["sourceId"] for row in whole if row["platform"] == platform} - set(sources(found))
        equal(missing, set(), f"posts on {platform} that its ranking lacks")
        best = sources(rows(api, window="90d", platform=platform, limit=1))
        equal(best, sources(found)[:1], f"the best creative on {platform}")
    _any_of_them(api, {platform: set(sources(found)) for platform, found in by_platform.items() if found})


def _any_of_them(api: Api, known: dict[str, set[str]]) -> None:
    if len(known) < 2:
        raise UnprovidedError("the ranked project has posts on one platform alone")
    for pair in pairwise(known):
        came = set(sources(rows(api, window="90d", platform=list(pair))))
        equal(came, known[pair[0]] | known[pair[1]], f"what was posted on {' or '.join(pair)}")


@check("list-top-performers.empty")
def no_posts_make_an_empty_ranking(api: Api) -> None:
    """A project without tracked posts, and one just made, have an empty list, by each metric."""
    fresh = api.made("createProject", body={"name": api.text("Project"), "timezone": "UTC"})["id"]
    for project in (api.state("empty_project"), fresh):
        for metric in METRICS:
            equal(rank(api, project, metric, window="90d").succeeded(200)["items"], [], f"items by {metric}")


@check("list-top-performers.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made has no rows while another has; two projects share no creative."""
    ranked = set(sources(rows(api, window="90d", limit=_MOST)))
    holds(ranked, "no rows of a project with tracked posts")
    fresh = api.made("createProject", body={"name": api.text("Project"), "timezone": "UTC"})["id"]
    equal(rank(api, fresh, window="90d").succeeded(200)["items"], [], "items of a project just made")
    other = set(sources(rows(api, state="crowded_project", window="90d", limit=_MOST)))
    holds(other, "no rows of another project with tracked posts")
    equal(ranked & other, set(), "creatives that both projects rank")


@check("list-top-performers.project-not-found")
def projects_of_others_and_of_nobody_are_not_found(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    own, foreign = api.state("ranked_project"), api.state("foreign_project")
    rank(api, own).succeeded(200)
    rank(api, api.uuid()).refused(404, "NOT_FOUND")
    rank(api, foreign).refused(404, "NOT_FOUND")
    rank(api, own, key="other").refused(404, "NOT_FOUND")
    rank(api, foreign, key="other").succeeded(200)
