"""Wrong getMetrics: buckets, totals and windows that are not what they say, and numbers of somebody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_GET = "getMetrics"
_COUNTS = ("views", "reach", "impressions", "likes", "comments", "shares", "saves", "watch_time_ms")


def _sent(asked: Asked, name: str, default: str = "") -> str:
    return asked.query.get(name, [default])[0]


def _is(name: str, *texts: str) -> Callable[[Asked], bool]:
    return lambda asked: _sent(asked, name) in texts


def _asking(
    change: Callable[[Asked], dict[str, object]], when: Callable[[Asked], object] | None = None
) -> Callable[[], Server]:
    """The right server is asked for other numbers."""
    return when_asked(_GET, lambda asked: asked.with_query(**change(asked)), when=when)


def _moved(text: str, **by: float) -> str:
    return (datetime.fromisoformat(text).astimezone(UTC) + timedelta(**by)).isoformat().replace("+00:00", "Z")


def _shift(name: str, **by: float) -> Callable[[], Server]:
    return _asking(lambda asked: {name: _moved(_sent(asked, name), **by)}, lambda asked: name in asked.query)


def _each(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        for numbers in (body["totals"], *body["series"]):
            change(numbers)

    return edit


def _in_totals(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    return lambda body: change(body["totals"])


def _in_series(change: Callable[[list[Any]], list[Any]]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda body: body | {"series": change(body["series"])}


def _with(numbers: dict[str, Any], **changes: Callable[[Any], Any]) -> None:
    """Numbers that are there, changed."""
    for name, change in changes.items():
        if numbers.get(name) is not None:
            numbers[name] = change(numbers[name])


def _without(*names: str) -> Callable[[dict[str, Any]], None]:
    def edit(numbers: dict[str, Any]) -> None:
        for name in names:
            numbers.pop(name, None)

    return edit


def _other(change: Callable[[Asked], dict[str, object]], edit: Callable[[Any, Any, Asked], Any]) -> Callable[[], Server]:
    """Successes mixed with the answer to another question: ``edit(body, other, asked)``."""

    def server(came: Came, ask: Ask) -> Response:
        if came.status != 200:
            return came.response
        other = json_of(ask(came.asked.with_query(**change(came.asked))))
        return with_json(came.response, edit(came.body, other, came.asked) if "totals" in (other or {}) else came.body)

    return replies(_GET, server)


def _of_project(asked: Asked) -> dict[str, object]:
    return {"scope": "project", "id": asked.memory.ids["ranked-project"]}


def _of_whole_project(scope: str, *names: str) -> Callable[[], Server]:
    """Some numbers of a scope are those of the whole project."""

    def edit(body: Any, other: Any, asked: Asked) -> Any:
        if _sent(asked, "scope") == scope:
            for name in names:
                _with(body["totals"], **{name: lambda _, name=name: other["totals"].get(name)})
        return body

    return _other(_of_project, edit)


def _found(came: Came, ask: Ask) -> Response:
    """What is not there has no numbers."""
    return with_json(came.response, {"series": [], "totals": {}}, 200) if came.status == 404 else came.response


def _found_where(state: str) -> Callable[[Came, Ask], Response]:
    def change(came: Came, ask: Ask) -> Response:
        is_it = came.status == 404 and came.asked.memory.ids[state] in (_sent(came.asked, "id"), came.asked.path[0])
        return with_json(came.response, {"series": [], "totals": {}}, 200) if is_it else came.response

    return change


def _project_of_path(came: Came, ask: Ask) -> Response:
    """A project id under any scope is that project."""
    if came.status != 404 or _sent(came.asked, "scope") != "social_account":
        return came.response
    other = ask(came.asked.with_query(scope="project"))
    return other if other.status == 200 else came.response


def _totals_of_other(body: Any, other: Any, asked: Asked) -> Any:
    return body | {"totals": other["totals"]}


def _lost(came: Came, ask: Ask) -> Response:
    """Only what lies in the ranked project itself is found, and only by way of it."""
    if came.status == 200 and came.asked.path[0] != came.asked.memory.ids["ranked-project"]:
        return refusal(came.response, 404, "NOT_FOUND")
    return came.response


def _beyond(asked: Asked) -> bool:
    return "since" in asked.query and "until" in asked.query and _sent(asked, "until") <= _sent(asked, "since")


def _ordered(came: Came, ask: Ask) -> Response:
    """Ends that are sent the wrong way round change places."""
    if came.status != 422 or not _beyond(came.asked) or _sent(came.asked, "since") == _sent(came.asked, "until"):
        return came.response
    return ask(came.asked.with_query(since=_sent(came.asked, "until"), until=_sent(came.asked, "since")))


def _empty(came: Came, ask: Ask) -> Response:
    """A window of no length has no numbers."""
    is_it = came.status == 422 and "since" in came.asked.query and _sent(came.asked, "since") == _sent(came.asked, "until")
    return with_json(came.response, {"series": [], "totals": {}}, 200) if is_it else came.response


def _lenient(*steps: str) -> Callable[[], Server]:
    """A series that is too long begins late."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 422 or _sent(came.asked, "granularity") not in steps or _beyond(came.asked):
            return came.response
        return (
            ask(came.asked.with_query(since=_moved(_sent(came.asked, "until"), hours=-1)))
            if "until" in came.asked.query
            else came.response
        )

    return replies(_GET, change)


def _limited(came: Came, ask: Ask) -> Response:
    """A thousand buckets are enough."""
    if came.status == 200 and len(came.body["series"]) > 1000:
        return ask(came.asked.with_query(since="1999-01-01T00:00:00Z", until="2026-01-01T00:00:00Z", granularity="hour"))
    return came.response


def _future(body: dict[str, Any], asked: Asked) -> None:
    """Empty buckets go on to `until`."""
    until, length = _sent(asked, "until"), {"hour": 1, "week": 168}.get(_sent(asked, "granularity"), 24)
    if not until or not body["series"]:
        return
    while _moved(body["series"][-1]["date"], hours=length) < _moved(until, seconds=0):
        last = body["series"][-1]
        body["series"].append({**dict.fromkeys(last, 0), "date": _moved(last["date"], hours=length)})


def _frozen() -> Server:
    """Now is the moment of the first call."""
    seen: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != _GET or asked.query.keys() & {"since", "until"}:
            return ask(asked.request)
        if seen:
            return ask(asked.with_query(**seen))
        came = ask(asked.request)
        if came.status == 200:
            seen.update(json_of(came)["window"])
        return came

    return server


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


def _from_since(body: dict[str, Any]) -> None:
    """The first bucket's date is `since`."""
    if body["series"]:
        body["series"][0]["date"] = body["window"]["since"]


def _from_sunday(body: dict[str, Any], asked: Asked) -> None:
    if _sent(asked, "granularity") == "week":
        for bucket in body["series"]:
            bucket["date"] = _moved(bucket["date"], days=-1)


def _whole_buckets(asked: Asked) -> dict[str, object]:
    """The totals count whole days."""
    return {"since": f"{_sent(asked, 'since')[:10]}T00:00:00Z"} if "since" in asked.query else {}


MUTANTS = (
    Mutant("get-metrics.parts", "There are no totals.", answers(_GET, lambda body: {k: v for k, v in body.items() if k != "totals"})),
    Mutant("get-metrics.parts", "The series is null where nobody looked.", answers(
        _GET, lambda body: body | {"series": None} if not body["totals"].get("views") else body)),
    Mutant("get-metrics.metrics", "metrics is not looked at.", _asking(lambda asked: {"metrics": None})),
    Mutant("get-metrics.metrics", "Of several metrics the first counts.", _asking(
        lambda asked: {"metrics": _sent(asked, "metrics")}, lambda asked: len(asked.query.get("metrics", [])) > 1)),
    Mutant("get-metrics.metrics", "The totals tell all metrics, whichever are asked for.", _other(
        lambda asked: {"metrics": None}, _totals_of_other)),
    Mutant("get-metrics.default-bundle", "The bundle has no saves.", answers(
        _GET, _each(_without("saves")), when=lambda asked: "metrics" not in asked.query)),
    Mutant("get-metrics.default-bundle", "The bundle of a layer is that of a post.", answers(
        _GET, _each(_without("posts_published")), when=lambda asked: "metrics" not in asked.query and _is("scope", "project_layer")(asked))),
    Mutant("get-metrics.followers-null", "A post has 0 followers.", answers(
        _GET, _each(lambda n: n.update({k: 0 for k in n if k.startswith("follower")})), when=_is("scope", "platform_post"))),
    Mutant("get-metrics.followers-null", "A layer's follower_delta is left out of its buckets.", answers(
        _GET, lambda body: [b.update(follower_delta=0) for b in body["series"] if "follower_delta" in b] and None,
        when=_is("scope", "project_layer"))),
    Mutant("get-metrics.default-window", "No window means 28 days.", _asking(
        lambda asked: {"since": "2026-03-27T12:00:00Z"}, lambda asked: not asked.query.keys() & {"since", "until"})),
    Mutant("get-metrics.default-window", "since left out means 30 days before until.", _asking(
        lambda asked: {"since": _moved(_sent(asked, "until"), days=-30)}, lambda asked: "since" not in asked.query and "until" in asked.query)),
    Mutant("get-metrics.default-window", "Now is the moment of the first call.", _frozen),
    Mutant("get-metrics.window", "until is inclusive to the hour.", _shift("until", hours=1)),
    Mutant("get-metrics.window", "since is exclusive.", _shift("since", milliseconds=1)),
    Mutant("get-metrics.window", "until is inclusive.", _shift("until", milliseconds=1)),
    Mutant("get-metrics.window", "The totals count from the beginning of the day.", _other(_whole_buckets, _totals_of_other)),
    Mutant("get-metrics.window-order", "Ends the wrong way round change places.", replies(_GET, _ordered)),
    Mutant("get-metrics.window-order", "A window of no length is empty.", replies(_GET, _empty)),
    Mutant("get-metrics.window-order", "A window that ends too early is 400.", turns(
        _GET, 422, "VALIDATION", to=(400, "VALIDATION"), when=lambda came: came.asked.query.keys() & {"since", "until"})),
    Mutant("get-metrics.window-told", "The window is told in whole days.", answers(
        _GET, lambda body: body["window"].update(since=body["window"]["since"][:10] + "T00:00:00.000Z"))),
    Mutant("get-metrics.window-told", "The granularity always reads day.", answers(_GET, lambda body: body | {"granularity": "day"})),
    Mutant("get-metrics.window-told", "An offset is cut off.", _asking(
        lambda asked: {"since": _sent(asked, "since")[:19] + "Z"}, lambda asked: "+" in _sent(asked, "since"))),
    Mutant("get-metrics.granularity", "granularity is not looked at.", _asking(lambda asked: {"granularity": None})),
    Mutant("get-metrics.granularity", "No granularity means a week.", _asking(
        lambda asked: {"granularity": "week"}, lambda asked: "granularity" not in asked.query)),
    Mutant("get-metrics.granularity", "An hour is a day.", _asking(lambda asked: {"granularity": "day"}, _is("granularity", "hour"))),
    Mutant("get-metrics.buckets", "Buckets without numbers are left out.", answers(_GET, _in_series(
        lambda series: [bucket for bucket in series if bucket.get("views")]), when=lambda asked: "metrics" not in asked.query)),
    Mutant("get-metrics.buckets", "The newest bucket comes first.", answers(_GET, _in_series(lambda series: series[::-1]))),
    Mutant("get-metrics.buckets", "The first bucket's date is since.", answers(_GET, _from_since)),
    Mutant("get-metrics.buckets", "A week begins on Sunday.", answers(_GET, _from_sunday)),
    Mutant("get-metrics.bucket-limit", "A series of hours that is too long begins late.", _lenient("hour")),
    Mutant("get-metrics.bucket-limit", "A series of weeks that is too long begins late.", _lenient("week")),
    Mutant("get-metrics.bucket-limit", "A thousand buckets are enough.", replies(_GET, _limited)),
    Mutant("get-metrics.no-future", "Empty buckets go on to until.", answers(_GET, _future)),
    Mutant("get-metrics.no-future", "With a late until the totals are 0.", answers(
        _GET, lambda body: body | {"totals": dict.fromkeys(body["totals"], 0)}, when=lambda asked: _sent(asked, "until") > "2026-05")),
    Mutant("get-metrics.totals", "The totals are those of the last bucket.", answers(_GET, lambda body: body | {"totals": {
        k: v for k, v in body["series"][-1].items() if k != "date"}} if body["series"] else body)),
    Mutant("get-metrics.totals", "The totals leave the last bucket out of the saves.", answers(_GET, lambda body: _with(
        body["totals"], saves=lambda saves: saves - body["series"][-1]["saves"]) if body["series"] else None)),
    Mutant("get-metrics.totals", "The totals count from the beginning of the first day.", _other(_whole_buckets, _totals_of_other)),
    Mutant("get-metrics.engagement-rate", "Rates leave shares out.", answers(_GET, _each(_rate(
        lambda n: (n["likes"] + n["comments"]) / n["views"] if n["views"] else 0)))),
    Mutant("get-metrics.engagement-rate", "The total's rate is the mean of the rates.", answers(_GET, _mean_rate)),
    Mutant("get-metrics.engagement-rate", "Rates are per cent.", answers(_GET, _each(lambda n: _with(
        n, engagement_rate=lambda rate: rate * 100)))),
    Mutant("get-metrics.followers", "The totals add the followers of all buckets up.", answers(_GET, _summed_followers)),
    Mutant("get-metrics.followers", "Followers are those at a bucket's beginning.", answers(_GET, _in_series(_first_followers))),
    Mutant("get-metrics.followers", "The delta of an account never falls or rises.", answers(
        _GET, _each(lambda n: _with(n, follower_delta=lambda delta: 0)), when=_is("scope", "social_account"))),
    Mutant("get-metrics.agrees-with-ranking", "Shares are counted twice.", answers(
        _GET, _each(lambda n: _with(n, shares=lambda shares: shares * 2)))),
    Mutant("get-metrics.agrees-with-ranking", "A project's totals lack one view.", answers(_GET, lambda body: _with(
        body["totals"], views=lambda views: views - 1), when=_is("scope", "project"))),
    Mutant("get-metrics.post", "A post has the likes of its project.", _of_whole_project("platform_post", "likes")),
    Mutant("get-metrics.post", "A post's watch time is in seconds.", answers(_GET, _each(lambda n: _with(
        n, watch_time_ms=lambda time: time // 1000)), when=_is("scope", "platform_post"))),
    Mutant("get-metrics.account", "An account has the posts of its whole project.", _of_whole_project("social_account", *_COUNTS)),
    Mutant("get-metrics.account", "An account has the comments of its whole project.", _of_whole_project("social_account", "comments")),
    Mutant("get-metrics.layer", "A layer has the posts of its whole project.", _of_whole_project("project_layer", *_COUNTS)),
    Mutant("get-metrics.layer", "A layer has the shares of its whole project.", _of_whole_project("project_layer", "shares")),
    Mutant("get-metrics.organization", "An organisation has the numbers of the project in the path.", _other(
        lambda asked: _of_project(asked) if _sent(asked, "scope") == "organization" else {},
        lambda body, other, asked: body | {"totals": other["totals"]})),
    Mutant("get-metrics.organization", "An organisation's posts are counted in the path's project alone.", _of_whole_project(
        "organization", "posts_published")),
    Mutant("get-metrics.other-project", "What belongs to another project is not found.", replies(
        _GET, lambda came, ask: _lost(came, ask) if _sent(came.asked, "scope") != "organization" else came.response)),
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
