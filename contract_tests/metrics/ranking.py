"""listTopPerformers: rows, their order, and what a window counts."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

__all__ = ["METRICS", "ORIGINS", "rank", "rows", "sources"]

METRICS = ("views", "engagement_rate", "conversions", "roas", "watch_time_ms")
ORIGINS = ("content_container", "platform_post", "manual")
_COUNTS = ("views", "conversions", "watch_time_ms")
_WINDOWS = (7, 30, 90)
_MOST = 100


def rank(api: Api, project: str, metric: str = "views", key: str = "full", **query: Any) -> Answer:
    """The answer for a project's id."""
    return api.call("listTopPerformers", project, query={"metric": metric, **query}, key=key)


def rows(api: Api, metric: str = "views", state: str = "ranked_project", **query: Any) -> list[Any]:
    """The rows for the project of a state."""
    items = rank(api, api.state(state), metric, **query).succeeded(200)["items"]
    holds(isinstance(items, list), f"items: {items!r}")
    return list(items)


def sources(found: list[Any]) -> list[str]:
    """What the rows are of, in their order."""
    return [row["sourceId"] for row in found]


@check("list-top-performers.items")
def rows_tell_what_they_rank(api: Api) -> None:
    """rank, metricValue, sourceType and sourceId in each row, whatever the metric."""
    for metric in METRICS:
        found = rows(api, metric, window="90d", limit=_MOST)
        holds(found or metric == "roas", f"no rows by {metric} in a project with tracked posts")
        for row in found:
            holds(_is_number(row.get("rank")), f"rank {row.get('rank')!r}")
            holds(_is_number(row.get("metricValue")), f"metricValue {row.get('metricValue')!r}")
            holds(row.get("sourceType") in ORIGINS, f"sourceType {row.get('sourceType')!r}")
            holds(isinstance(row.get("sourceId"), str) and row["sourceId"], f"sourceId {row.get('sourceId')!r}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


@check("list-top-performers.sorted")
def the_highest_value_comes_first(api: Api) -> None:
    """Rows are sorted by the metric that was asked for, in each window."""
    is_told = False
    for metric in METRICS:
        for window in _WINDOWS:
            values = [row["metricValue"] for row in rows(api, metric, window=f"{window}d", limit=_MOST)]
            is_told = is_told or len(set(values)) > 2
            equal(values, sorted(values, reverse=True), f"values by {metric} in {window} days")
    if not is_told:
        raise UnprovidedError("the ranked project has too few different values to see an order")


@check("list-top-performers.rank")
def ranks_count_from_1(api: Api) -> None:
    """A rank is the place in the answer: filtered, cut, and where values are equal, too."""
    for metric in METRICS:
        _is_counted(rows(api, metric, window="90d"), f"ranks by {metric}")
    for origin in ORIGINS:
        _is_counted(rows(api, window="90d", sourceType=origin), f"ranks of {origin} alone")
    found = rows(api, window="90d", limit=2)
    holds(found, "no rows of a project with tracked posts")
    _is_counted(found, "ranks of the first two")


@check("list-top-performers.rank")
def ranks_count_on_where_values_are_equal(api: Api) -> None:
    """No two rows share a rank, not even at the same value."""
    found = rows(api, state="crowded_project", limit=_MOST)
    holds(found, "no rows of a project with tracked posts")
    _is_counted(found, "ranks of many rows")


def _is_counted(found: list[Any], what: str) -> None:
    equal([row["rank"] for row in found], list(range(1, len(found) + 1)), what)


@check("list-top-performers.ties")
def equal_rows_keep_their_order(api: Api) -> None:
    """Rows of equal value come newest first, the same ones each time, whatever the limit."""
    found = rows(api, state="crowded_project", limit=_MOST)
    _newest_first(found)
    equal(sources(rows(api, state="crowded_project", limit=_MOST)), sources(found), "the rows, ranked again")
    equal(sources(rows(api, state="crowded_project", limit=7)), sources(found)[:7], "the first seven rows")


def _newest_first(found: list[Any]) -> None:
    is_told = False
    for earlier, later in pairwise(found):
        if earlier["metricValue"] != later["metricValue"]:
            continue
        dates = [row.get("publishedAt") for row in (earlier, later)]
        if None in dates:
            raise UnprovidedError("rows do not tell when their posts were published")
        is_told = is_told or dates[0] != dates[1]
        newer, older = map(datetime.fromisoformat, dates)
        holds(newer >= older, f"of two rows with {later['metricValue']}, that of {newer} before that of {older}")
    if not is_told:
        raise UnprovidedError("no two rows are equal")


@check("list-top-performers.window")
def a_longer_window_counts_no_less(api: Api) -> None:
    """Each source has no less in a longer window, and those published before the shorter one have more."""
    for metric in _COUNTS:
        counted = [rows(api, metric, window=f"{days}d", limit=_MOST) for days in _WINDOWS]
        for number in range(len(_WINDOWS) - 1):
            _counts_more(metric, _WINDOWS[number], counted[number], counted[number + 1])


def _counts_more(metric: str, days: int, short: list[Any], long: list[Any]) -> None:
    before = {row["sourceId"]: row["metricValue"] for row in short}
    after = {row["sourceId"]: row["metricValue"] for row in long}
    if len(after) < _MOST:
        lost = sorted(set(before) - set(after))
        holds(not lost, f"{lost} ranked by {metric} in {days} days and not in a longer window")
    for source in before.keys() & after.keys():
        told = f"{after[source]} {metric} of {source} in a longer window than the {days} days with {before[source]}"
        holds(after[source] >= before[source], told)
    old = [row for row in long if _age(row, long) > days and row["metricValue"] > 0]
    if not old:
        raise UnprovidedError(f"no post of the ranked project is surely older than {days} days")
    grown = [row for row in old if row["metricValue"] > before.get(row["sourceId"], 0)]
    holds(grown, f"no more {metric} in a longer window than in {days} days, for posts older than that")


def _age(row: Any, among: list[Any]) -> float:
    """Days that a post is older than the newest one, so at least its age."""
    if any(one.get("publishedAt") is None for one in among):
        raise UnprovidedError("rows do not tell when their posts were published")
    dates = [datetime.fromisoformat(one["publishedAt"]) for one in among]
    return (max(dates) - datetime.fromisoformat(row["publishedAt"])).total_seconds() / 86_400


@check("list-top-performers.window-default")
def no_window_means_30_days(api: Api) -> None:
    """Without a window the ranking is that of 30 days, by each metric."""
    is_told = False
    for metric in METRICS:
        before, came, after = (_valued(rows(api, metric, **query)) for query in ({"window": "30d"}, {}, {"window": "30d"}))
        if before != after:
            raise UnprovidedError("the numbers moved between two calls")
        equal(came, before, f"the ranking by {metric} without a window")
        others = [_valued(rows(api, metric, window=window)) for window in ("7d", "90d")]
        is_told = is_told or before not in others
    if not is_told:
        raise UnprovidedError("all windows tell the same of the ranked project")


def _valued(found: list[Any]) -> list[tuple[str, float]]:
    return [(row["sourceId"], row["metricValue"]) for row in found]


@check("list-top-performers.limit")
def limit_cuts_the_ranking(api: Api) -> None:
    """The answer is the beginning of the ranking, as long as `limit` says and there are rows."""
    whole = sources(rows(api, window="90d", limit=_MOST))
    if len(whole) < 3:
        raise UnprovidedError("the ranked project has fewer than three rows")
    for limit in (1, 2, len(whole) - 1, len(whole)):
        equal(sources(rows(api, window="90d", limit=limit)), whole[:limit], f"the rows for a limit of {limit}")


@check("list-top-performers.limit")
def no_limit_means_25(api: Api) -> None:
    """Without a limit there are 25 rows where there could be more."""
    whole = sources(rows(api, state="crowded_project", limit=_MOST))
    if len(whole) <= 25:
        raise UnprovidedError("the crowded project has no more than 25 rows")
    equal(sources(rows(api, state="crowded_project", limit=26)), whole[:26], "the rows for a limit of 26")
    equal(sources(rows(api, state="crowded_project")), whole[:25], "the rows without a limit")
    for query in ({"window": "90d"}, {"sourceType": "platform_post"}):
        holds(len(rows(api, state="crowded_project", **query)) <= 25, f"more than 25 rows without a limit, with {query}")


@check("list-top-performers.limit-integer")
def limit_is_whole(api: Api) -> None:
    """A limit between two whole numbers is refused; those beside it are taken."""
    project = api.state("ranked_project")
    for limit in ("2", "3"):
        holds(len(rank(api, project, limit=limit).succeeded(200)["items"]) <= int(limit), f"more rows than {limit}")
    for limit in ("2.5", "1.01", "99.5"):
        rank(api, project, limit=limit).refused(422, "VALIDATION")


@check("list-top-performers.no-cursor")
def there_is_one_page(api: Api) -> None:
    """No answer holds nextCursor, cut or not."""
    for state, query in (
        ("ranked_project", {}),
        ("ranked_project", {"limit": 1}),
        ("ranked_project", {"sourceType": "platform_post", "limit": 1}),
        ("empty_project", {}),
    ):
        page = rank(api, api.state(state), **query).succeeded(200)
        holds("nextCursor" not in page, f"nextCursor {page.get('nextCursor')!r} with {query}")


@check("list-top-performers.no-cursor")
def there_is_one_page_of_many_rows(api: Api) -> None:
    """No answer holds nextCursor where the default limit has cut it."""
    page = rank(api, api.state("crowded_project")).succeeded(200)
    holds("nextCursor" not in page, f"nextCursor {page.get('nextCursor')!r}")
