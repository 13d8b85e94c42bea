"""listTopPerformers: what a row carries, and what can be done with it."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from .ranking import METRICS, ORIGINS, rows, sources

__all__: list[str] = []

_MOST = 100
_ROUNDING = 0.005
"""Ratios may be told in two decimals."""
_WINDOWS = ("7d", "30d", "90d")


def _all(api: Api) -> list[tuple[str, Any]]:
    """Metric and row, for all metrics and windows."""
    return [(m, row) for m in METRICS for window in _WINDOWS for row in rows(api, m, window=window, limit=_MOST)]


@check("list-top-performers.signals")
def rows_carry_their_signals(api: Api) -> None:
    """Each row has organic signals; its paid ones are there where money was spent, and null elsewhere."""
    seen = set()
    for metric, row in _all(api):
        organic, paid = row.get("organic"), row.get("paid", "nothing")
        holds(isinstance(organic, dict) and organic, f"organic is {organic!r} in a ranking by {metric}")
        holds(paid is None or isinstance(paid, dict), f"paid is {paid!r} in a ranking by {metric}")
        if metric == "roas":
            holds(paid is not None, "paid is null in a ranking by roas")
        if paid is not None:
            holds(paid.get("spend", 0) > 0, f"paid without spend: {paid!r}")
        seen.add(paid is None)
    if len(seen) < 2:
        raise UnprovidedError("the ranked project has no creative with spend, or none without")


@check("list-top-performers.signals")
def what_was_spent_on_shows_whatever_the_metric(api: Api) -> None:
    """The creatives of a ranking by roas have paid signals in the rankings by other metrics too."""
    bought = set(sources(rows(api, "roas", window="90d", limit=_MOST)))
    if not bought:
        raise UnprovidedError("the ranked project has no creative with spend")
    for metric in METRICS:
        for row in rows(api, metric, window="90d", limit=_MOST):
            told = f"paid is {row.get('paid')!r} for {row['sourceId']} by {metric}, of which roas says otherwise"
            holds((row.get("paid") is not None) == (row["sourceId"] in bought), told)


@check("list-top-performers.sums")
def the_parts_of_a_row_agree_with_its_value(api: Api) -> None:
    """The metricValue is that of the row's signals; engagement rate and roas are the ratios of their parts."""
    found = _all(api)
    holds(found, "no rows of a project with tracked posts")
    for metric, row in found:
        organic, paid = row["organic"], row["paid"]
        if metric == "roas":
            _near(row["metricValue"], paid["roas"], "metricValue by roas")
        else:
            _near(row["metricValue"], organic[metric], f"metricValue by {metric}")
        if organic["views"]:
            engagements = organic["likes"] + organic["comments"] + organic["shares"]
            _near(organic["engagement_rate"], engagements / organic["views"], "engagement_rate")
        if paid is not None:
            _near(paid["roas"], paid["revenue"] / paid["spend"], "roas")


def _near(came: float, promised: float, what: str) -> None:
    holds(abs(came - promised) <= _ROUNDING, f"{what} is {came}, its parts make {promised}")


@check("list-top-performers.roas")
def roas_ranks_what_money_was_spent_on(api: Api) -> None:
    """A ranking by roas has the creatives with spend and no others, in each window and of each origin."""
    is_told = False
    for window in _WINDOWS:
        for query in ({}, *({"sourceType": origin} for origin in ORIGINS)):
            everything = rows(api, window=window, limit=_MOST, **query)
            found = rows(api, "roas", window=window, limit=_MOST, **query)
            for row in found:
                holds(
                    row.get("paid") and row["paid"].get("spend", 0) > 0,
                    f"{row['sourceId']} by roas, with paid {row.get('paid')!r}",
                )
            bought = {row["sourceId"] for row in everything if row.get("paid")}
            equal(set(sources(found)), bought, f"creatives by roas, in {window} with {query}")
            is_told = is_told or (bool(bought) and len(bought) < len(everything))
    if not is_told:
        raise UnprovidedError("the ranked project has no creative with spend, or none without")


@check("list-top-performers.source-id")
def sources_go_by_their_id(api: Api) -> None:
    """The source of a container's row is found as content under its id; that of another row is the post's."""
    seen = set()
    for row in rows(api, window="90d", limit=_MOST):
        source, is_container = row["sourceId"], row["sourceType"] == "content_container"
        seen.add(is_container)
        if is_container:
            equal(row.get("containerId", source), source, "containerId of a container's row")
            equal(api.call("getContent", source).succeeded(200)["id"], source, "id of the content")
        else:
            equal(row.get("platformPostId", source), source, f"platformPostId of a row of {row['sourceType']}")
            holds(row.get("containerId") is None, f"containerId {row.get('containerId')!r} of a row of {row['sourceType']}")
    if len(seen) < 2:
        raise UnprovidedError("the ranked project has no container's row, or nothing else")


@check("list-top-performers.clone-source")
def rows_are_sources_to_clone(api: Api) -> None:
    """Cloning takes platformPostId of a row of each origin, and sourceId of those that are no containers."""
    best = {row["sourceType"]: row for row in reversed(rows(api, window="90d", limit=_MOST))}
    if not best:
        raise UnprovidedError("the ranked project has no rows")
    for origin, row in best.items():
        named = [row["platformPostId"]] if row.get("platformPostId") else []
        if origin != "content_container":
            named.append(row["sourceId"])
        for source in dict.fromkeys(named):
            body = {"projectId": api.state("project"), "sourcePlatformPostId": source}
            api.call("cloneFromPost", api.uuid(), body=body).succeeded(202)
