"""getMetrics: whose numbers are told."""

from collections import Counter
from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import pages
from .ranking import rank
from .series import COUNTS, METRICS
from .windows import instant, text

__all__: list[str] = []

_RANKED = ("views", "likes", "comments", "shares", "watch_time_ms")
_MOST = 100
_MOST_PROJECTS = 200


def _sums(items: list[Any]) -> dict[str, float]:
    summed: Counter[str] = Counter(dict.fromkeys(_RANKED, 0))
    for row in items:
        summed.update({name: row["organic"][name] for name in _RANKED})
    return dict(summed)


def _ranked(api: Api, days: int, **query: Any) -> list[Any]:
    items = rank(api, api.state("ranked_project"), window=f"{days}d", limit=_MOST, **query).succeeded(200)["items"]
    if len(items) >= _MOST or any(not row.get("organic") for row in items):
        raise UnprovidedError("the ranking does not tell the counts of all its rows")
    return list(items)


def _agrees(api: Api, scope: str, id_: str, **query: Any) -> None:
    """The totals of a thing lie between the sums of its ranking before and after."""
    for days in (7, 30, 90):
        before = _sums(_ranked(api, days, **query))
        until = instant(METRICS.told(api, "project", metrics="views")["window"]["until"])
        totals = METRICS.ask(api, scope, id_, since=_days_before(until, days), until=text(until)).succeeded(200)["totals"]
        after = _sums(_ranked(api, days, **query))
        holds(any(before.values()), f"nothing is ranked in {days} days with {query}")
        for name in _RANKED:
            low, high = sorted((before[name], after[name]))
            holds(
                low <= totals[name] <= high,
                f"{totals[name]} {name} of {scope} in {days} days, {low} in the ranking with {query}",
            )


def _days_before(until: Any, days: int) -> str:
    return text(until - timedelta(days=days))


@check("get-metrics.agrees-with-ranking")
def a_project_has_what_its_ranking_has(api: Api) -> None:
    """The totals of 7, 30 and 90 days are the sums over the rows of the ranking."""
    _agrees(api, "project", api.state("ranked_project"))


@check("get-metrics.post")
def a_post_has_what_its_row_has(api: Api) -> None:
    """The totals of a post are the counts of its own row of the ranking, for each post that is a row."""
    rows = {row["sourceId"]: row for row in _ranked(api, 30) if row["sourceType"] != "content_container"}
    if len(rows) < 2:
        raise UnprovidedError("fewer than two posts have a row of their own")
    until = instant(METRICS.told(api, "project", metrics="views")["window"]["until"])
    found = {post: METRICS.ask(api, "platform_post", post, since=_days_before(until, 30), until=text(until)) for post in rows}
    again = {row["sourceId"]: row for row in _ranked(api, 30)}
    for post, answer in found.items():
        totals = answer.succeeded(200)["totals"]
        for name in _RANKED:
            low, high = sorted((rows[post]["organic"][name], again[post]["organic"][name]))
            holds(low <= totals[name] <= high, f"{totals[name]} {name} of {post}, {low} in its row")


@check("get-metrics.account")
def an_account_has_what_went_out_through_it(api: Api) -> None:
    """The totals of the account behind all Instagram posts are the sums of their ranking."""
    _agrees(api, "social_account", api.state("ranked_account"), platform="instagram")


@check("get-metrics.layer")
def a_layer_has_what_its_content_has(api: Api) -> None:
    """The totals of a project's only layer are the sums of the ranking of its containers."""
    _agrees(api, "project_layer", api.state("ranked_layer"), sourceType="content_container")


@check("get-metrics.organization", alone=True)
def an_organization_has_what_its_projects_have(api: Api) -> None:
    """The totals of the organisation are the sums over all its projects, archived ones among them."""
    since, until = METRICS.past(api)
    window = {"since": text(since), "until": text(until)}
    whole = METRICS.told(api, "organization", **window)["totals"]
    names = (*COUNTS, "followers", "follower_delta", "posts_published")
    summed: Counter[str] = Counter()
    for project in _projects(api):
        totals = METRICS.ask(api, "project", project, metrics=list(names), **window).succeeded(200)["totals"]
        summed.update({name: totals[name] for name in names})
    equal({name: whole[name] for name in names}, {name: summed[name] for name in names}, "the organisation's totals")
    own = METRICS.told(api, "project", **window)["totals"]
    holds(own["views"] > 0, "no views in the window")


def _projects(api: Api) -> list[str]:
    found: list[str] = []
    for status in ("active", "archived"):
        for page in pages(api, "listProjects", limit=_MOST, status=status):
            found += [item["id"] for item in page]
            if len(found) > _MOST_PROJECTS:
                raise UnprovidedError(f"the organisation has more than {_MOST_PROJECTS} projects")
    return found


@check("get-metrics.other-project")
def any_project_of_the_organization_is_a_guard(api: Api) -> None:
    """What is told is the same, whichever project of the organisation is in the path."""
    METRICS.has_guards(api)


@check("get-metrics.entity-not-found")
def things_of_others_and_of_other_kinds_are_not_found(api: Api) -> None:
    """An id that nothing has, one of another organisation, and one of another kind than the scope says."""
    METRICS.needs_its_kind(api)
    states = {"platform_post": "foreign_post", "social_account": "foreign_account", "project": "foreign_project"}
    for scope, state in states.items():
        foreign = api.state(state)
        METRICS.ask(api, scope, foreign).refused(404, "NOT_FOUND")
        METRICS.ask(api, scope, foreign, project=api.state("foreign_project"), key="other").succeeded(200)
    METRICS.ask(api, "project_layer", api.state("foreign_layer")).refused(404, "NOT_FOUND")
    others = api.made("getWhoami", key="other")["organizationId"]
    METRICS.ask(api, "organization", others).refused(404, "NOT_FOUND")


@check("get-metrics.project-not-found")
def the_project_in_the_path_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, whatever is asked of."""
    METRICS.needs_its_project(api)
