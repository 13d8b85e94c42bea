"""getMetrics: buckets, totals and windows."""

from datetime import timedelta
from itertools import pairwise

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import new_project
from .windows import HOUR, Telling, instant, over, text

__all__ = ["COUNTS", "METRICS"]

COUNTS = ("views", "reach", "impressions", "likes", "comments", "shares", "saves", "watch_time_ms")
_OF_POSTS = (*COUNTS, "engagement_rate")
_ALL = (*_OF_POSTS, "followers", "follower_delta", "posts_published")
_SCOPES = ("platform_post", "social_account", "project", "project_layer", "organization")
_BUNDLES = {
    **{scope: set(_ALL) for scope in _SCOPES},
    "platform_post": set(_OF_POSTS),
    "project_layer": {*_OF_POSTS, "posts_published"},
}
_UNFOLLOWED = ("platform_post", "project_layer")
_STATES = {
    "platform_post": "post",
    "social_account": "ranked_account",
    "project": "ranked_project",
    "project_layer": "ranked_layer",
}
_STEPS = {"hour": HOUR, "day": timedelta(days=1), "week": timedelta(weeks=1)}
_ROUNDING = 0.005


def _id(api: Api, scope: str) -> str:
    return str(api.made("getWhoami")["organizationId"]) if scope == "organization" else api.state(_STATES[scope])


METRICS = Telling(
    "getMetrics", "ranked_project", _SCOPES, _id, metrics=_ALL, sums=(*COUNTS, "follower_delta", "posts_published"),
    growing=(*COUNTS, "followers", "posts_published"), sign="views", steps=_STEPS,
)  # fmt: skip


@check("get-metrics.parts")
def both_parts_are_always_there(api: Api) -> None:
    """Series and totals for each scope, and for a project that nothing is known of."""
    METRICS.has_parts(api, new_project(api), api.state("empty_project"))


@check("get-metrics.metrics")
def the_numbers_asked_for_are_told(api: Api) -> None:
    """Each metric alone, two together and all of them: these in the totals and in each bucket, with the values of the whole."""
    METRICS.keeps_metrics(api, ["likes", "views"], ["posts_published", "followers"])


@check("get-metrics.default-bundle")
def each_scope_has_its_bundle(api: Api) -> None:
    """Without metrics, those of the scope's bundle in the totals and in each bucket."""
    METRICS.has_bundles(api, _BUNDLES)


@check("get-metrics.default-window")
def the_last_30_days_are_told(api: Api) -> None:
    """Without since and until: 30 days to now. Either alone leaves the other where it was."""
    METRICS.has_default_window(api)


@check("get-metrics.default-window")
def now_is_the_targets_own(api: Api) -> None:
    """As time passes, the window where none is sent moves on with it."""
    METRICS.goes_with_time(api)


@check("get-metrics.window-told")
def the_answer_tells_its_question(api: Api) -> None:
    """scope, granularity and window, as they were sent."""
    METRICS.tells_its_question(api)


@check("get-metrics.window")
def windows_that_meet_add_up(api: Api) -> None:
    """A window cut in two has in both together what it has as a whole, wherever it is cut."""
    METRICS.adds_up(api)


@check("get-metrics.window")
def a_post_counts_from_its_instant_on(api: Api) -> None:
    """Published at `since` it is in the window; published at `until` it is not."""
    ranking = {"metric": "views", "window": "90d", "platform": "instagram"}
    items = api.made("listTopPerformers", api.state("ranked_project"), query=ranking)["items"]
    published = [(row["platformPostId"], instant(row["publishedAt"])) for row in items if row.get("publishedAt")]
    if not published:
        raise UnprovidedError("the ranking does not tell when posts were published")
    for post, at in published:
        for since, until, count in ((0, 1, 1), (-1, 0, 0), (1, 2, 0), (-1, 1, 1)):
            window = {"since": text(at + timedelta(hours=since)), "until": text(at + timedelta(hours=until))}
            body = METRICS.ask(api, "platform_post", post, metrics="posts_published", **window).succeeded(200)
            equal(body["totals"]["posts_published"], count, f"posts from {since} h to {until} h after a publication")


@check("get-metrics.window-order")
def a_window_ends_after_it_begins(api: Api) -> None:
    """One that ends as it begins or before is VALIDATION, also where an end is left out; the shortest one is taken."""
    METRICS.needs_an_order(api)


@check("get-metrics.granularity")
def buckets_are_as_long_as_asked(api: Api) -> None:
    """An hour, a day, a week; a day where nothing is sent."""
    METRICS.has_granularity(api)


@check("get-metrics.buckets")
def buckets_cover_the_window(api: Api) -> None:
    """From the full hour, midnight or Monday before `since` to the last before `until`; those without numbers are there too."""
    METRICS.covers_the_window(api)


@check("get-metrics.bucket-limit")
def a_series_has_2000_buckets_at_most(api: Api) -> None:
    """2000 of each length are answered; one more is VALIDATION."""
    METRICS.has_a_limit(api)


@check("get-metrics.no-future")
def nothing_is_told_of_the_future(api: Api) -> None:
    """With `until` weeks ahead there are no buckets after that of now, and no other totals."""
    METRICS.tells_no_future(api)


@check("get-metrics.totals")
def totals_are_the_sum_of_the_buckets(api: Api) -> None:
    """Each count, for each scope and length of bucket, with ends in the middle of one."""
    METRICS.has_totals(api)


@check("get-metrics.followers-null")
def posts_and_layers_have_no_followers(api: Api) -> None:
    """They are null where somebody asks; the other scopes have numbers."""
    for scope, id_ in METRICS.subjects(api):
        body = METRICS.ask(api, scope, id_, metrics=["followers", "follower_delta", "views"]).succeeded(200)
        for numbers in (body["totals"], *body["series"]):
            for name in ("followers", "follower_delta"):
                holds((numbers[name] is None) == (scope in _UNFOLLOWED), f"{name} {numbers[name]!r} of {scope}")
            holds(numbers["views"] is not None, f"views are null beside the followers of {scope}")


@check("get-metrics.engagement-rate")
def rates_are_those_of_their_counts(api: Api) -> None:
    """In each bucket and in the totals; 0 where there are no views."""
    window, is_told = over(METRICS.past(api)), False
    for scope in _SCOPES:
        for step in ("day", "week"):
            body = METRICS.told(api, scope, granularity=step, **window)
            for numbers in (body["totals"], *body["series"]):
                engagements = numbers["likes"] + numbers["comments"] + numbers["shares"]
                rate = engagements / numbers["views"] if numbers["views"] else 0
                holds(
                    abs(numbers["engagement_rate"] - rate) <= _ROUNDING, f"{numbers['engagement_rate']} of {scope}, not {rate}"
                )
                is_told = is_told or rate > 4 * _ROUNDING
    holds(is_told, "no engagement in the window")


@check("get-metrics.followers")
def followers_change_by_their_delta(api: Api) -> None:
    """A bucket has those of the one before and its delta; the totals have those of the last bucket."""
    window = over(METRICS.past(api))
    for scope in ("social_account", "project", "organization"):
        for step in _STEPS:
            body = METRICS.told(api, scope, granularity=step, metrics=["followers", "follower_delta"], **window)
            for earlier, later in pairwise(body["series"]):
                equal(
                    later["followers"] - earlier["followers"],
                    later["follower_delta"],
                    f"followers of {scope} on {later['date']}",
                )
            equal(body["totals"]["followers"], body["series"][-1]["followers"], f"followers of {scope} in the totals")
            holds(body["totals"]["followers"] > 0, f"{scope} has no followers")
            holds(any(bucket["follower_delta"] for bucket in body["series"]), f"the followers of {scope} never change")
