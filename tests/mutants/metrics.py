"""Wrong rankings: their order, their windows, and what they let in."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    json_of,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS", "ranked"]

_TOP = "listTopPerformers"


def ranked(edit: Callable[..., list[Any]], *, numbered: bool = True) -> Callable[[], Server]:
    """Rankings of other rows: ``edit(rows, asked, rank)`` gives them, and ``rank(**changes)`` asks for the rows of another ranking."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _TOP or came.status != 200:
            return came

        def rank(**changes: object) -> list[Any]:
            return list(json_of(ask(asked.with_query(**changes)))["items"])

        rows = edit(json_of(came)["items"], asked, rank)
        if numbered:
            rows = [row | {"rank": number} for number, row in enumerate(rows, start=1)]
        return with_json(came, {"items": rows})

    return lambda: server


def _limit(asked: Asked) -> int:
    return int(asked.query.get("limit", ["25"])[0])


def _asking(
    change: Callable[[Asked], dict[str, object]], when: Callable[[Asked], object] | None = None
) -> Callable[[], Server]:
    """The right server is asked for another ranking."""
    return when_asked(_TOP, lambda asked: asked.with_query(**change(asked)), when=when)


def _is_by(metric: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.query.get("metric") == [metric]


def _last_without(name: str) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        if body["items"]:
            del body["items"][-1][name]

    return edit


def _each(change: Callable[[dict[str, Any]], Any]) -> Callable[[dict[str, Any]], None]:
    def edit(body: dict[str, Any]) -> None:
        for row in body["items"]:
            change(row)

    return edit


def _swapped(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """The last two rows change places."""
    return [*rows[:-2], *reversed(rows[-2:])]


def _ranks_of_the_whole(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """A filtered ranking keeps the ranks of the whole one."""
    places = {row["sourceId"]: row["rank"] for row in rank(sourceType=None, platform=None, limit=100)}
    return [row | {"rank": places[row["sourceId"]]} for row in rows]


def _shared_ranks(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Rows of equal value share a rank."""
    values = [row["metricValue"] for row in rows]
    return [row | {"rank": values.index(row["metricValue"]) + 1} for row in rows]


def _oldest_first(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    whole = sorted(rank(limit=100), key=lambda row: (-row["metricValue"], row["publishedAt"]))
    return whole[: _limit(asked)]


def _turning_ties() -> Server:
    """Equal rows come in another order every second time."""
    turns_ = [0]

    def edit(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
        turns_[0] += 1
        return _oldest_first(rows, asked, rank) if turns_[0] % 2 == 0 else rows

    return ranked(edit)()


def _cut_before_ties(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """A small limit takes the oldest of the equal ones."""
    return _oldest_first(rows, asked, rank) if _limit(asked) < 10 else rows


def _by_origin(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Containers first, then posts, then uploads, each by value."""
    order = ["content_container", "platform_post", "manual"]
    return sorted(rows, key=lambda row: order.index(row["sourceType"]))


def _without_uploads(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Uploads show where somebody asks for them alone."""
    return rows if "sourceType" in asked.query else [row for row in rows if row["sourceType"] != "manual"]


def _row_per_post(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Each post of a container has a row, under the post's id."""
    split = []
    for row in rows:
        own = [row | {"sourceId": row["platformPostId"]}] if row["containerId"] else [row]
        split += own
        if row["containerId"]:
            split.append(own[0] | {"sourceId": row["platformPostId"] + "2"})
    return split


def _row_per_platform(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """A container has a row for each platform it was posted on."""
    if "platform" in asked.query:
        return rows
    parts = [row for platform in ("tiktok", "instagram") for row in rank(platform=platform) if row["containerId"]]
    whole = [row for row in rows if not row["containerId"]] + parts
    return sorted(whole, key=lambda row: -row["metricValue"])


def _after_the_limit(name: str) -> Callable[..., list[Any]]:
    """The limit cuts before a filter is applied."""

    def edit(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
        kept = {row["sourceId"] for row in rows}
        return [row for row in rank(**{name: None}) if row["sourceId"] in kept] if name in asked.query else rows

    return edit


def _with_uploads(rows: list[Any], asked: Asked, rank: Callable[..., list[Any]]) -> list[Any]:
    """Uploads are posts as well."""
    types = asked.query.get("sourceType", [])
    return rank(sourceType=[*types, "manual"]) if "platform_post" in types else rows


def _repeated(name: str, which: int) -> Callable[[], Server]:
    """Of a repeated filter one value counts."""
    return _asking(lambda asked: {name: asked.query[name][which]}, lambda asked: len(asked.query.get(name, [])) > 1)


def _no_posts_404(came: Came, ask: Ask) -> Response:
    """Where there is nothing to rank, there is nothing."""
    if came.status == 200 and not came.body["items"]:
        error = {"code": "NOT_FOUND", "message": "Nothing to rank.", "requestId": dict(came.response.headers)["X-Request-Id"]}
        return with_json(came.response, {"error": error}, 404)
    return came.response


def _elsewhere(state: str, *, when: Callable[[list[Any]], object] = lambda rows: True) -> Callable[[], Server]:
    """The rows of another project are ranked as well; ``when`` looks at the project's own."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _TOP or came.status != 200 or asked.key == "other":
            return came
        rows = json_of(came)["items"]
        if not when(rows):
            return came
        more = json_of(ask(asked.with_url(asked.path[0], asked.memory.ids[state])))["items"]
        known = {row["sourceId"] for row in rows}
        whole = sorted([*rows, *(row for row in more if row["sourceId"] not in known)], key=lambda row: -row["metricValue"])
        return with_json(came, {"items": [row | {"rank": number} for number, row in enumerate(whole, start=1)]})

    return lambda: server


def _unknown_empty(came: Came, ask: Ask) -> Response:
    """A project that nobody has ranks nothing."""
    return with_json(came.response, {"items": []}, 200) if came.status == 404 else came.response


def _foreign_empty(came: Came, ask: Ask) -> Response:
    """A project of another organisation ranks nothing."""
    is_foreign = came.status == 404 and came.asked.path[0] in came.asked.memory.ids.values()
    return with_json(came.response, {"items": []}, 200) if is_foreign else came.response


def _whole_limit(change: Callable[[float], int]) -> Callable[[], Server]:
    """A limit with a part of a row is made a whole one."""
    return _asking(
        lambda asked: {"limit": change(float(asked.query["limit"][0]))}, lambda asked: "." in asked.query.get("limit", [""])[0]
    )


def _next(body: dict[str, Any], asked: Asked) -> None:
    if len(body["items"]) == _limit(asked):
        body["nextCursor"] = "top_performers.AAAAAAAAAAA"


MUTANTS = (
    Mutant("list-top-performers.items", "The last row has no metricValue.", answers(_TOP, _last_without("metricValue"))),
    Mutant("list-top-performers.items", "Rows do not tell their sourceType in a ranking by roas.", answers(
        _TOP, _each(lambda row: row.pop("sourceType")), when=_is_by("roas"))),
    Mutant("list-top-performers.items", "metricValue is a text.", answers(
        _TOP, _each(lambda row: row.update(metricValue=str(row["metricValue"]))))),
    Mutant("list-top-performers.sorted", "The lowest value comes first.", ranked(lambda rows, asked, rank: rows[::-1])),
    Mutant("list-top-performers.sorted", "Rows are sorted by views, whatever the metric.", ranked(
        lambda rows, asked, rank: sorted(rows, key=lambda row: -row["organic"]["views"]))),
    Mutant("list-top-performers.sorted", "Values are sorted as texts.", ranked(
        lambda rows, asked, rank: sorted(rows, key=lambda row: str(row["metricValue"]), reverse=True))),
    Mutant("list-top-performers.sorted", "The last two rows change places.", ranked(_swapped)),
    Mutant("list-top-performers.rank", "Ranks count from 0.", answers(
        _TOP, _each(lambda row: row.update(rank=row["rank"] - 1)))),
    Mutant("list-top-performers.rank", "A filtered ranking keeps the ranks of the whole one.", ranked(
        _ranks_of_the_whole, numbered=False)),
    Mutant("list-top-performers.rank", "Rows of equal value share a rank.", ranked(_shared_ranks, numbered=False)),
    Mutant("list-top-performers.ties", "Of equal rows the oldest comes first.", ranked(_oldest_first)),
    Mutant("list-top-performers.ties", "Equal rows come in another order every second time.", _turning_ties),
    Mutant("list-top-performers.ties", "A small limit takes the oldest of the equal ones.", ranked(_cut_before_ties)),
    Mutant("list-top-performers.pooled", "Uploads show where somebody asks for them alone.", ranked(_without_uploads)),
    Mutant("list-top-performers.pooled", "Origins are listed one after the other.", ranked(_by_origin)),
    Mutant("list-top-performers.one-row-per-creative", "Each post of a container has a row.", ranked(_row_per_post)),
    Mutant("list-top-performers.one-row-per-creative", "A container has a row for each platform.", ranked(_row_per_platform)),
    Mutant("list-top-performers.metric", "No metric means views.", _asking(
        lambda asked: {"metric": "views"}, lambda asked: "metric" not in asked.query)),
    Mutant("list-top-performers.metric", "The metric may be written in capitals.", _asking(
        lambda asked: {"metric": [text.lower() for text in asked.query["metric"]]}, lambda asked: "metric" in asked.query)),
    Mutant("list-top-performers.metric", "watch_time_ms is not known.", refuses(
        _TOP, 422, "VALIDATION", when=_is_by("watch_time_ms"))),
    Mutant("list-top-performers.metric", "An unknown metric is VALIDATION_FAILED.", turns(
        _TOP, 422, "VALIDATION", to=(422, "VALIDATION_FAILED"), when=lambda came: "metric" in came.asked.query)),
    Mutant("list-top-performers.window", "The window is not looked at.", _asking(lambda asked: {"window": None})),
    Mutant("list-top-performers.window", "90 days count 30.", _asking(
        lambda asked: {"window": "30d"}, lambda asked: asked.query.get("window") == ["90d"])),
    Mutant("list-top-performers.window", "Watch time is not bound to the window.", _asking(
        lambda asked: {"window": "90d"}, _is_by("watch_time_ms"))),
    Mutant("list-top-performers.window", "30 days leave out what was published before.", ranked(
        lambda rows, asked, rank: [row for row in rows if row["publishedAt"] > "2026-03-25"]
        if asked.query.get("window") == ["30d"] else rows)),
    Mutant("list-top-performers.window-default", "No window means 7 days.", _asking(
        lambda asked: {"window": "7d"}, lambda asked: "window" not in asked.query)),
    Mutant("list-top-performers.window-default", "No window means all time where conversions are ranked.", _asking(
        lambda asked: {"window": "90d"}, lambda asked: "window" not in asked.query and _is_by("conversions")(asked))),
    Mutant("list-top-performers.source-type", "sourceType is not looked at.", _asking(lambda asked: {"sourceType": None})),
    Mutant("list-top-performers.source-type", "Of several source types the last counts.", _repeated("sourceType", -1)),
    Mutant("list-top-performers.source-type", "The limit cuts before the source type filters.", ranked(_after_the_limit("sourceType"))),
    Mutant("list-top-performers.source-type", "Uploads are posts as well.", ranked(_with_uploads)),
    Mutant("list-top-performers.platform", "platform is not looked at.", _asking(lambda asked: {"platform": None})),
    Mutant("list-top-performers.platform", "Of several platforms the first counts.", _repeated("platform", 0)),
    Mutant("list-top-performers.platform", "The limit cuts before the platform filters.", ranked(_after_the_limit("platform"))),
    Mutant("list-top-performers.platform", "Ad platforms are never found.", ranked(lambda rows, asked, rank: [
        row for row in rows if "platform" not in asked.query or not row["platform"].endswith("_ads")])),
    Mutant("list-top-performers.limit", "There are 20 rows where limit is left out.", _asking(
        lambda asked: {"limit": 20}, lambda asked: "limit" not in asked.query)),
    Mutant("list-top-performers.limit", "There are 50 rows where limit is left out.", _asking(
        lambda asked: {"limit": 50}, lambda asked: "limit" not in asked.query)),
    Mutant("list-top-performers.limit", "A limit of 1 gives 2 rows.", _asking(
        lambda asked: {"limit": 2}, lambda asked: asked.query.get("limit") == ["1"])),
    Mutant("list-top-performers.limit", "The limit takes the last rows.", ranked(
        lambda rows, asked, rank: rank(limit=100)[-_limit(asked):])),
    Mutant("list-top-performers.limit-integer", "A part of a row is cut off.", _whole_limit(int)),
    Mutant("list-top-performers.limit-integer", "A part of a row is rounded up, short of the highest.", _asking(
        lambda asked: {"limit": 100}, lambda asked: asked.query.get("limit") == ["99.5"])),
    Mutant("list-top-performers.limit-integer", "A part of a row is 400.", turns(
        _TOP, 422, "VALIDATION", to=(400, "VALIDATION"), when=lambda came: "." in came.asked.query.get("limit", [""])[0])),
    Mutant("list-top-performers.no-cursor", "A cut ranking has a cursor.", answers(_TOP, _next)),
    Mutant("list-top-performers.no-cursor", "nextCursor is null.", answers(_TOP, lambda body: body.update(nextCursor=None))),
    Mutant("list-top-performers.empty", "Nothing to rank is 404.", replies(_TOP, _no_posts_404)),
    Mutant("list-top-performers.empty", "A project without posts ranks those of the organisation.", _elsewhere(
        "ranked-project", when=lambda rows: not rows)),
    Mutant("list-top-performers.empty", "items is null where there are none.", answers(
        _TOP, lambda body: body.update(items=body["items"] or None))),
    Mutant("list-top-performers.own-project", "The posts of another project are ranked too.", _elsewhere(
        "ranked-project")),
    Mutant("list-top-performers.own-project", "A project that has posts ranks those of another too.", _elsewhere(
        "crowded-project", when=lambda rows: 0 < len(rows) < 10)),
    Mutant("list-top-performers.own-project", "A project without posts borrows those of another.", _elsewhere(
        "crowded-project", when=lambda rows: not rows)),
    Mutant("list-top-performers.project-not-found", "An unknown project has an empty ranking.", replies(_TOP, _unknown_empty)),
    Mutant("list-top-performers.project-not-found", "A foreign project has an empty ranking.", replies(_TOP, _foreign_empty)),
    Mutant("list-top-performers.project-not-found", "Another organisation sees the ranking.", as_key(_TOP, "other", "full")),
    Mutant("list-top-performers.project-not-found", "A project out of reach is 403.", turns(
        _TOP, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
)  # fmt: skip
