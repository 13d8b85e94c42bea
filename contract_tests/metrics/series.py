"""getMetrics: buckets, totals and windows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..making import new_project

__all__ = ["COUNTS", "METRICS", "SCOPES", "ask", "instant", "past", "subjects", "text", "told"]

COUNTS = ("views", "reach", "impressions", "likes", "comments", "shares", "saves", "watch_time_ms")
_OF_POSTS = (*COUNTS, "engagement_rate")
METRICS = (*_OF_POSTS, "followers", "follower_delta", "posts_published")
SCOPES = ("platform_post", "social_account", "project", "project_layer", "organization")
_BUNDLES = {"platform_post": set(_OF_POSTS), "project_layer": {*_OF_POSTS, "posts_published"}}
_STATES = {
    "platform_post": "post",
    "social_account": "ranked_account",
    "project": "ranked_project",
    "project_layer": "ranked_layer",
}
_STEPS = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
_ROUNDING = 0.005
_SLACK = timedelta(minutes=10)
_MOST = 2000


def ask(api: Api, scope: str, id_: str, *, project: str | None = None, key: str = "full", **query: Any) -> Answer:
    """The answer for one thing."""
    return api.call("getMetrics", project or api.state("ranked_project"), query={"scope": scope, "id": id_, **query}, key=key)


def told(api: Api, scope: str, **query: Any) -> Any:
    """What is told of the thing of a scope that the target holds."""
    return ask(api, scope, _id(api, scope), **query).succeeded(200)


def _id(api: Api, scope: str) -> str:
    return str(api.made("getWhoami")["organizationId"]) if scope == "organization" else api.state(_STATES[scope])


def subjects(api: Api) -> Iterator[tuple[str, str]]:
    """Scope and id of a thing of each scope."""
    for scope in SCOPES:
        yield scope, _id(api, scope)


def instant(written: str) -> datetime:
    """A point in time as it was written."""
    return datetime.fromisoformat(written).astimezone(UTC)


def text(moment: datetime) -> str:
    """A point in time as a client writes it."""
    return moment.isoformat().replace("+00:00", "Z")


def past(api: Api) -> tuple[datetime, datetime]:
    """A window of 20 days that is over, with numbers in it, and that begins and ends in the middle of an hour."""
    until = instant(told(api, "project")["window"]["until"]).replace(minute=17, second=5, microsecond=0) - timedelta(days=1)
    return until - timedelta(days=20), until


def _over(window: tuple[datetime, datetime]) -> dict[str, str]:
    return {"since": text(window[0]), "until": text(window[1])}


@check("get-metrics.parts")
def both_parts_are_always_there(api: Api) -> None:
    """Series and totals for each scope, and for a project that nothing is known of."""
    fresh = new_project(api)
    answers = [ask(api, scope, id_) for scope, id_ in subjects(api)]
    answers += [ask(api, "project", project) for project in (fresh, api.state("empty_project"))]
    answers += [ask(api, "project", fresh, metrics="views", granularity=step) for step in _STEPS]
    for answer in answers:
        body = answer.succeeded(200)
        holds(isinstance(body.get("series"), list) and body["series"], f"series {str(body.get('series'))[:80]}")
        holds(isinstance(body.get("totals"), dict) and body["totals"], f"totals {body.get('totals')!r}")


@check("get-metrics.metrics")
def the_numbers_asked_for_are_told(api: Api) -> None:
    """Each metric alone, two together and all of them: these in the totals and in each bucket, with the values of the whole."""
    since, until = past(api)
    window = {"since": text(since), "until": text(until)}
    whole = told(api, "project", **window)
    for wanted in (*([name] for name in METRICS), ["likes", "views"], ["posts_published", "followers"], list(METRICS)):
        body = told(api, "project", metrics=wanted, **window)
        equal(body["totals"], {name: whole["totals"][name] for name in wanted}, f"totals of {wanted}")
        for bucket, complete in zip(body["series"], whole["series"], strict=True):
            equal(bucket, {name: complete[name] for name in ("date", *wanted)}, f"bucket of {wanted}")


@check("get-metrics.default-bundle")
def each_scope_has_its_bundle(api: Api) -> None:
    """Without metrics, those of the scope's bundle in the totals and in each bucket."""
    for scope, id_ in subjects(api):
        body, bundle = ask(api, scope, id_).succeeded(200), _BUNDLES.get(scope, set(METRICS))
        equal(set(body["totals"]), bundle, f"totals of {scope}")
        for bucket in body["series"]:
            equal(set(bucket) - {"date"}, bundle, f"a bucket of {scope}")


@check("get-metrics.followers-null")
def posts_and_layers_have_no_followers(api: Api) -> None:
    """They are null where somebody asks; the other scopes have numbers."""
    for scope, id_ in subjects(api):
        body = ask(api, scope, id_, metrics=["followers", "follower_delta", "views"]).succeeded(200)
        for numbers in (body["totals"], *body["series"]):
            for name in ("followers", "follower_delta"):
                holds((numbers[name] is None) == (scope in _BUNDLES), f"{name} {numbers[name]!r} of {scope}")
            holds(numbers["views"] is not None, f"views are null beside the followers of {scope}")


@check("get-metrics.default-window")
def the_last_30_days_are_told(api: Api) -> None:
    """Without since and until: 30 days to now. Either alone leaves the other where it was."""
    body = told(api, "project")
    since, until = _window_of(body)
    equal(until - since, timedelta(days=30), "the window where none is sent")
    whole = told(api, "project", since=text(since), until=text(until))
    equal((body["series"], body["totals"]), (whole["series"], whole["totals"]), "the numbers where no window is sent")
    _near(_window_of(told(api, "project", since=text(until - timedelta(days=60))))[1], until, "until where since alone is sent")
    _near(_window_of(told(api, "project", until=text(until - timedelta(days=3))))[0], since, "since where until alone is sent")


@check("get-metrics.default-window")
def now_is_the_targets_own(api: Api) -> None:
    """As time passes, the window where none is sent moves on with it."""
    before = _window_of(told(api, "project"))
    api.advance(86_400)
    after = _window_of(told(api, "project"))
    for earlier, later in zip(before, after, strict=True):
        _near(later, earlier + timedelta(days=1), "an end of the window a day later")


def _near(came: datetime, promised: datetime, what: str) -> None:
    holds(abs(came - promised) <= _SLACK, f"{what} is {came}, not {promised}")


def _window_of(body: Any) -> tuple[datetime, datetime]:
    return instant(body["window"]["since"]), instant(body["window"]["until"])


@check("get-metrics.window-told")
def the_answer_tells_its_question(api: Api) -> None:
    """scope, granularity and window, as they were sent."""
    since, until = past(api)
    for scope, id_ in subjects(api):
        for step in _STEPS:
            body = ask(api, scope, id_, granularity=step, since=text(since), until=text(until)).succeeded(200)
            equal((body["scope"], body["granularity"]), (scope, step), "scope and granularity")
            equal(_window_of(body), (since, until), "the window")
    shifted = since.isoformat().replace("+00:00", "+00:30")
    equal(
        _window_of(told(api, "project", since=shifted, until=text(until)))[0], since - timedelta(minutes=30), f"since {shifted}"
    )


@check("get-metrics.window")
def windows_that_meet_add_up(api: Api) -> None:
    """A window cut in two has in both together what it has as a whole, wherever it is cut."""
    since, until = past(api)
    for scope in SCOPES:
        whole = told(api, scope, since=text(since), until=text(until))["totals"]
        for part in (0.02, 0.5, 0.71):
            cut = (since + (until - since) * part).replace(microsecond=0)
            first = told(api, scope, since=text(since), until=text(cut))["totals"]
            second = told(api, scope, since=text(cut), until=text(until))["totals"]
            for name in (*COUNTS, "follower_delta", "posts_published"):
                if whole.get(name) is not None:
                    equal(first[name] + second[name], whole[name], f"{name} of {scope} in a window cut at {cut}")
    holds(told(api, "project", since=text(since), until=text(until))["totals"]["views"], "no views in the window")


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
            body = ask(api, "platform_post", post, metrics="posts_published", **window).succeeded(200)
            equal(body["totals"]["posts_published"], count, f"posts from {since} h to {until} h after a publication")


@check("get-metrics.window-order")
def a_window_ends_after_it_begins(api: Api) -> None:
    """One that ends as it begins or before is VALIDATION, also where an end is left out; the shortest one is taken."""
    since, until = past(api)
    told(api, "project", since=text(until), until=text(until + timedelta(seconds=1)))
    project = api.state("ranked_project")
    later, earlier = text(until + timedelta(days=90)), text(since - timedelta(days=90))
    for query in (
        {"since": text(until), "until": text(since)},
        {"since": text(until), "until": text(until)},
        {"since": later},
        {"until": earlier},
    ):
        ask(api, "project", project, **query).refused(422, "VALIDATION")


@check("get-metrics.granularity")
def buckets_are_as_long_as_asked(api: Api) -> None:
    """An hour, a day, a week; a day where nothing is sent."""
    window = _over(past(api))
    for step, length in _STEPS.items():
        dates = [instant(bucket["date"]) for bucket in told(api, "project", granularity=step, **window)["series"]]
        holds(len(dates) > 1, f"{len(dates)} buckets of a {step} in 20 days")
        equal({later - earlier for earlier, later in pairwise(dates)}, {length}, f"between two buckets of a {step}")
    by_day, plain = told(api, "project", granularity="day", **window), told(api, "project", **window)
    equal(plain["series"], by_day["series"], "the series without granularity")


@check("get-metrics.buckets")
def buckets_cover_the_window(api: Api) -> None:
    """From the full hour, midnight or Monday before `since` to the last before `until`; those without numbers are there too."""
    since, until = past(api)
    fresh = new_project(api)
    for step, length in _STEPS.items():
        first = since.replace(minute=0, second=0)
        first = first if step == "hour" else first.replace(hour=0)
        first -= timedelta(days=first.weekday() if step == "week" else 0)
        promised = [first + length * number for number in range(-((first - until) // length))]
        for project in (api.state("ranked_project"), fresh):
            body = ask(api, "project", project, granularity=step, since=text(since), until=text(until)).succeeded(200)
            equal([instant(bucket["date"]) for bucket in body["series"]], promised, f"buckets of a {step}")


@check("get-metrics.bucket-limit")
def a_series_has_2000_buckets_at_most(api: Api) -> None:
    """2000 of each length are answered; one more is VALIDATION."""
    until = past(api)[1].replace(hour=0, minute=0, second=0)
    until -= timedelta(days=until.weekday())
    project = api.state("ranked_project")
    for step, length in _STEPS.items():
        query = {"granularity": step, "metrics": "views", "until": text(until)}
        body = ask(api, "project", project, since=text(until - length * _MOST), **query).succeeded(200)
        equal(len(body["series"]), _MOST, f"buckets of a {step}")
        ask(api, "project", project, since=text(until - length * (_MOST + 1)), **query).refused(422, "VALIDATION")


@check("get-metrics.no-future")
def nothing_is_told_of_the_future(api: Api) -> None:
    """With `until` weeks ahead there are no buckets after that of now, and no other totals."""
    for step, length in _STEPS.items():
        now = _window_of(told(api, "project"))[1]
        since = {"since": text(now - timedelta(days=20)), "granularity": step}
        before = told(api, "project", **since)
        ahead = told(api, "project", until=text(now + timedelta(days=40)), **since)
        after = told(api, "project", **since)
        late = [bucket["date"] for bucket in ahead["series"] if instant(bucket["date"]) > _window_of(after)[1]]
        equal(late, [], f"buckets of a {step} after now")
        holds(
            instant(ahead["series"][-1]["date"]) > now - 2 * length,
            f"the last bucket of a {step} is {ahead['series'][-1]['date']}",
        )
        for name in (*COUNTS, "followers", "posts_published"):
            low, high = before["totals"][name], after["totals"][name]
            holds(
                low <= ahead["totals"][name] <= high,
                f"{ahead['totals'][name]} {name} with a late `until`, {low} to {high} without",
            )
    empty = told(api, "project", since=text(now + timedelta(days=2)), until=text(now + timedelta(days=9)))
    equal(empty["series"], [], "the series of a window that has not begun")


@check("get-metrics.totals")
def totals_are_the_sum_of_the_buckets(api: Api) -> None:
    """Each count, for each scope and length of bucket, with ends in the middle of one."""
    since, until = past(api)
    for scope in SCOPES:
        for step in _STEPS:
            body = told(api, scope, granularity=step, since=text(since), until=text(until))
            for name in (*COUNTS, "posts_published", "follower_delta"):
                if body["totals"].get(name) is not None:
                    equal(body["totals"][name], sum(bucket[name] for bucket in body["series"]), f"{name} of {scope} by {step}")
            holds(scope != "project" or body["totals"]["views"] > 0, "no views in the window")


@check("get-metrics.engagement-rate")
def rates_are_those_of_their_counts(api: Api) -> None:
    """In each bucket and in the totals; 0 where there are no views."""
    window, is_told = _over(past(api)), False
    for scope in SCOPES:
        for step in ("day", "week"):
            body = told(api, scope, granularity=step, **window)
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
    window = _over(past(api))
    for scope in ("social_account", "project", "organization"):
        for step in _STEPS:
            body = told(api, scope, granularity=step, metrics=["followers", "follower_delta"], **window)
            for earlier, later in pairwise(body["series"]):
                equal(
                    later["followers"] - earlier["followers"],
                    later["follower_delta"],
                    f"followers of {scope} on {later['date']}",
                )
            equal(body["totals"]["followers"], body["series"][-1]["followers"], f"followers of {scope} in the totals")
            holds(body["totals"]["followers"] > 0, f"{scope} has no followers")
            holds(any(bucket["follower_delta"] for bucket in body["series"]), f"the followers of {scope} never change")
