"""Wrong getMetrics: buckets, totals and windows that are not what they say, and numbers of somebody else."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.windows import Telling, each, sent, sent_is, with_changes
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    refusal,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

_GET = "getMetrics"
_T = Telling(_GET, "get-metrics", "views", "saves", ("hour", "day", "week"), {"milliseconds": 1})
_COUNTS = ("views", "reach", "impressions", "likes", "comments", "shares", "saves", "watch_time_ms")


def _in_totals(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda body: change(body["totals"])


def _without(*names: str) -> Callable[[dict[str, Any]], None]:
    def edit(numbers: dict[str, Any]) -> None:
        for name in names:
            numbers.pop(name, None)

    return edit


def _of_project(asked: Asked) -> dict[str, object]:
    return {"scope": "project", "id": asked.memory.ids["ranked-project"]}


def _of_whole_project(scope: str, *names: str) -> Callable[[], Server]:
    """Some numbers of a scope are those of the whole project."""

    def edit(body: Any, other: Any, asked: Asked) -> Any:
        if sent(asked, "scope") == scope:
            for name in names:
                with_changes(body["totals"], **{name: lambda _, name=name: other["totals"].get(name)})
        return body

    return _T.other(_of_project, edit)


def _found(came: Came, ask: Ask) -> Response:
    """What is not there has no numbers."""
    return with_json(came.response, {"series": [], "totals": {}}, 200) if came.status == 404 else came.response


def _found_where(state: str) -> Callable[[Came, Ask], Response]:
    def change(came: Came, ask: Ask) -> Response:
        is_it = came.status == 404 and came.asked.memory.ids[state] in (sent(came.asked, "id"), came.asked.path[0])
        return with_json(came.response, {"series": [], "totals": {}}, 200) if is_it else came.response

    return change


def _project_of_path(came: Came, ask: Ask) -> Response:
    """A project id under any scope is that project."""
    if came.status != 404 or sent(came.asked, "scope") != "social_account":
        return came.response
    other = ask(came.asked.with_query(scope="project"))
    return other if other.status == 200 else came.response


def _lost(came: Came, ask: Ask) -> Response:
    """Only what lies in the ranked project itself is found, and only by way of it."""
    if came.status == 200 and came.asked.path[0] != came.asked.memory.ids["ranked-project"]:
        return refusal(came.response, 404, "NOT_FOUND")
    return came.response


def _rate(rate: Callable[[dict[str, Any]], float]) -> Callable[[dict[str, Any]], None]:
    def edit(numbers: dict[str, Any]) -> None:
        if {"engagement_rate", "likes", "views"} <= numbers.keys():
            numbers["engagement_rate"] = rate(numbers)

    return edit


def _mean_rate(body: dict[str, Any]) -> None:
    """The rate of the totals is the mean of the buckets' rates."""
    if "engagement_rate" in body["totals"] and body["series"]:
        body["totals"]["engagement_rate"] = sum(b["engagement_rate"] for b in body["series"]) / len(body["series"])


def _summed_followers(body: dict[str, Any]) -> None:
    if body["totals"].get("followers") is not None:
        body["totals"]["followers"] = sum(bucket["followers"] for bucket in body["series"])


def _first_followers(series: list[Any]) -> list[Any]:
    """Followers are those at the beginning of a bucket."""
    for bucket in series:
        if bucket.get("followers") is not None and bucket.get("follower_delta") is not None:
            bucket["followers"] -= bucket["follower_delta"]
    return series


def _lacking(scope: str) -> Callable[[], Server]:
    """The whole has none of what was published since a moment."""

    def edit(body: dict[str, Any], asked: Asked) -> None:
        if sent(asked, "scope") == scope and "posts_published" in asked.query.get("metrics", []):
            body["totals"].update({name: 0 for name in body["totals"] if name in (*_COUNTS, "posts_published")})

    return answers(_GET, edit)


def _stopped() -> Server:
    """What is told of a post some hours after it went out stays so."""
    seen: dict[str, Any] = {}

    def edit(body: dict[str, Any], asked: Asked) -> dict[str, Any]:
        return body | {"totals": seen.setdefault(str(asked.query), body["totals"])}

    return answers(_GET, edit, when=sent_is("scope", "platform_post"))()


MUTANTS = (
    *_T.mutants(),
    Mutant("get-metrics.default-bundle", "The bundle of a layer is that of a post.", answers(
        _GET, each(_without("posts_published")), when=lambda asked: "metrics" not in asked.query and sent_is("scope", "project_layer")(asked))),
    Mutant("get-metrics.followers-null", "A post has 0 followers.", answers(
        _GET, each(lambda n: n.update({k: 0 for k in n if k.startswith("follower")})), when=sent_is("scope", "platform_post"))),
    Mutant("get-metrics.followers-null", "A layer's follower_delta is left out of its buckets.", answers(
        _GET, lambda body: [b.update(follower_delta=0) for b in body["series"] if "follower_delta" in b] and None,
        when=sent_is("scope", "project_layer"))),
    Mutant("get-metrics.engagement-rate", "Rates leave shares out.", answers(_GET, each(_rate(
        lambda n: (n["likes"] + n["comments"]) / n["views"] if n["views"] else 0)))),
    Mutant("get-metrics.engagement-rate", "The total's rate is the mean of the rates.", answers(_GET, _mean_rate)),
    Mutant("get-metrics.engagement-rate", "Rates are per cent.", answers(_GET, each(lambda n: with_changes(
        n, engagement_rate=lambda rate: rate * 100)))),
    Mutant("get-metrics.followers", "The totals add the followers of all buckets up.", answers(_GET, _summed_followers)),
    Mutant("get-metrics.followers", "Followers are those at a bucket's beginning.", answers(_GET, lambda body: body | {"series": _first_followers(body["series"])})),
    Mutant("get-metrics.followers", "The delta of an account never falls or rises.", answers(
        _GET, each(lambda n: with_changes(n, follower_delta=lambda delta: 0)), when=sent_is("scope", "social_account"))),
    Mutant("get-metrics.agrees-with-ranking", "Shares are counted twice.", answers(
        _GET, each(lambda n: with_changes(n, shares=lambda shares: shares * 2)))),
    Mutant("get-metrics.agrees-with-ranking", "A project's totals lack one view.", answers(_GET, lambda body: with_changes(
        body["totals"], views=lambda views: views - 1), when=sent_is("scope", "project"))),
    Mutant("get-metrics.published", "What goes out through the API is no post of its account.", _lacking("social_account")),
    Mutant("get-metrics.published", "An organisation leaves out what went out through the API.", _lacking("organization")),
    Mutant("get-metrics.published", "What goes out gathers nothing after a day.", _stopped),
    Mutant("get-metrics.post", "A post has the likes of its project.", _of_whole_project("platform_post", "likes")),
    Mutant("get-metrics.post", "A post's watch time is in seconds.", answers(_GET, each(lambda n: with_changes(
        n, watch_time_ms=lambda time: time // 1000)), when=sent_is("scope", "platform_post"))),
    Mutant("get-metrics.account", "An account has the posts of its whole project.", _of_whole_project("social_account", *_COUNTS)),
    Mutant("get-metrics.account", "An account has the comments of its whole project.", _of_whole_project("social_account", "comments")),
    Mutant("get-metrics.layer", "A layer has the posts of its whole project.", _of_whole_project("project_layer", *_COUNTS)),
    Mutant("get-metrics.layer", "A layer has the shares of its whole project.", _of_whole_project("project_layer", "shares")),
    Mutant("get-metrics.organization", "An organisation has the numbers of the project in the path.", _T.other(
        lambda asked: _of_project(asked) if sent(asked, "scope") == "organization" else {},
        lambda body, other, asked: body | {"totals": other["totals"]})),
    Mutant("get-metrics.organization", "An organisation's posts are counted in the path's project alone.", _of_whole_project(
        "organization", "posts_published")),
    Mutant("get-metrics.other-project", "What belongs to another project is not found.", replies(
        _GET, lambda came, ask: _lost(came, ask) if sent(came.asked, "scope") != "organization" else came.response)),
    Mutant("get-metrics.other-project", "An archived project in the path is not found.", refuses(
        _GET, 404, "NOT_FOUND", when=lambda asked: asked.path[0] == asked.memory.ids["archived-project"])),
    Mutant("get-metrics.entity-not-found", "What is not there has no numbers.", replies(_GET, _found)),
    Mutant("get-metrics.entity-not-found", "A layer of others has no numbers.", replies(_GET, _found_where("foreign-project/social-content"))),
    Mutant("get-metrics.entity-not-found", "A project passes for an account.", replies(_GET, _project_of_path)),
    Mutant("get-metrics.project-not-found", "A project in the path that is not there does not matter.", replies(_GET, _found)),
    Mutant("get-metrics.project-not-found", "A project of others in the path does not matter.", replies(_GET, _found_where("foreign-project"))),
    Mutant("get-metrics.project-not-found", "A project that is not there is 403.", turns(
        _GET, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
