"""getMetrics: what goes out through the API is told and ranked as what was there before."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..publishing.making import completed, published
from .ranking import rank
from .series import COUNTS, METRICS
from .windows import instant, text

__all__: list[str] = []

_HOUR = 3600


@check("get-metrics.published")
def a_published_post_gathers_numbers(api: Api) -> None:
    """One post from its publication on: its numbers grow, what it is part of has them, and its container is ranked by them."""
    project = api.state("project")
    container = completed(api, project)
    out = published(api, container)
    since = text(instant(out["publishedAt"]))
    post = _row(api, project, container)["platformPostId"]
    wholes = {
        "social_account": api.state("tiktok_account"), "project_layer": api.state("layer"), "project": project,
        "organization": api.made("getWhoami")["organizationId"],
    }  # fmt: skip
    seen = 0
    for hours in (6, 24, 120):
        api.advance(hours * _HOUR)
        before = METRICS.ask(api, "platform_post", post, since=since, metrics=["posts_published", *COUNTS])
        told = before.succeeded(200)["totals"]
        ranked = _row(api, project, container)["metricValue"]
        after = METRICS.ask(api, "platform_post", post, since=since, metrics="views").succeeded(200)["totals"]
        equal(told["posts_published"], 1, "posts_published of the post")
        holds(told["views"] > seen, f"{told['views']} views {hours} hours later, {seen} before")
        holds(told["views"] <= ranked <= after["views"], f"{told['views']} views, {ranked} in the ranking")
        seen = told["views"]
        for scope, id_ in wholes.items():
            whole = METRICS.ask(api, scope, id_, since=since, metrics=["posts_published", *COUNTS]).succeeded(200)["totals"]
            for name in ("posts_published", *COUNTS):
                holds(whole[name] >= told[name], f"{whole[name]} {name} of the {scope}, {told[name]} of its post")


def _row(api: Api, project: str, container: str) -> Any:
    """The container's row in a ranking by views."""
    items = rank(api, project, window="90d", limit=100).succeeded(200)["items"]
    found = [row for row in items if row["containerId"] == container]
    if not found:
        raise UnprovidedError("the ranking does not show what was just published")
    return found[0]
