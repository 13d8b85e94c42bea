"""Wrong listAdsContent and patchAdsContent: scores, eligibility, overrides and pages."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.lists import Listing, has
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    asks,
    refuses,
    remembering,
    replies,
    turns,
    with_json,
)  # fmt: skip

__all__ = ["MUTANTS"]

_LIST, _PATCH = "listAdsContent", "patchAdsContent"
_L = Listing(_LIST, 50)
_BOTH = Listing((_LIST, _PATCH))


def _eligible(decide: Callable[[dict[str, Any]], bool], operations: Any = (_LIST, _PATCH)) -> Callable[[], Server]:
    return Listing(operations).each(lambda item: item["eligibility"].update(eligible=decide(item)))


def _by_score(item: dict[str, Any]) -> bool:
    return bool(item["organicScore"] >= 4)


def _halved(item: dict[str, Any]) -> None:
    """The biggest sums are told in whole units."""
    for one in item["activePromotions"]:
        one["spendCents"] //= 100


def _late(item: dict[str, Any]) -> None:
    item["scoredAt"] = (datetime.fromisoformat(item["scoredAt"]) - timedelta(days=1)).isoformat()


def _never_again() -> Server:
    """Each creative keeps the first time at which it was scored."""
    seen: dict[str, str] = {}

    def edit(item: dict[str, Any]) -> None:
        item["scoredAt"] = seen.setdefault(item["adsContentId"], item["scoredAt"])

    return _L.each(edit)()


def _by_post(items: list[Any]) -> list[Any]:
    """A container's creative is there once more, under the id of its post."""
    return [
        *items,
        *({**item, "sourceId": item["sourceId"] + "2"} for item in items if item["sourceType"] == "content_container"),
    ]


def _last_first(items: list[Any]) -> list[Any]:
    return items[-1:] + items[:-1]


def _next_of(sort: str) -> Callable[[], Server]:
    """Behind the first page the list is sorted otherwise."""
    return _L.asking(lambda asked: {"sort": sort}, has("cursor"))


def _forgotten(came: Came, ask: Ask) -> Response:
    """The answer is the creative as it was before."""
    if came.status != 200:
        return came.response
    return with_json(came.response, came.body | {"override": None})


def _unkept() -> Server:
    """What is said lasts for the answer alone, where it excludes."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _PATCH and came.status == 200 and (asked.body or {}).get("override") == "exclude":
            ask(asked.with_body({"override": None}))
        return came

    return server


def _in_all(came: Came, ask: Ask) -> Response:
    """A creative is found by way of any project."""
    if came.status != 404 or came.asked.key == "other":
        return came.response
    for label in ("scored-project", "ranked-project"):
        found = ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids[label]))
        if found.status == 200:
            return found
    return came.response


def _nothing(body: Any) -> Callable[[Came, Ask], Response]:
    return lambda came, ask: with_json(came.response, body, 200) if came.status == 404 else came.response


def _noted(change: Callable[[dict[str, Any]], Any]) -> Callable[[], Server]:
    return asks(_PATCH, change, when=lambda asked: isinstance(asked.body, dict))


def _spilled() -> Server:
    """What is included adds a tenth to the score."""
    return _BOTH.each(lambda item: item.update(organicScore=item["organicScore"] + 0.1 * (item["override"] == "include")))()


def _pool_wide(asked: Asked, body: Any, notes: list[tuple[str, Any]]) -> Any:
    """What is said of a creative holds for all of its pool."""
    if asked.operation != _LIST:
        return None
    said = dict(notes)
    return body | {"items": [item | {"override": said.get(item["scoringPool"], item["override"])} for item in body["items"]]}


MUTANTS = (
    Mutant("list-ads-content.items", "Items do not tell their eligibility.", _L.each(lambda item: item.pop("eligibility"))),
    Mutant("list-ads-content.items", "activePromotions is null where there are none.", _L.each(
        lambda item: item.update(activePromotions=item["activePromotions"] or None))),
    Mutant("list-ads-content.items", "override reads none where there is none.", _L.each(
        lambda item: item.update(override=item["override"] or "none"))),
    Mutant("list-ads-content.creatives", "Uploads are left out.", _L.items(lambda items: [i for i in items if i["sourceType"] != "manual"])),
    Mutant("list-ads-content.creatives", "A container's posts are items of their own.", _L.items(_by_post)),
    Mutant("list-ads-content.creatives", "What nobody saw is left out.", _L.items(lambda items: [i for i in items if i["organicScore"]])),
    Mutant("list-ads-content.pools", "Uploads are ugc.", _L.each(lambda item: item.update(
        scoringPool=item["scoringPool"].replace("manual", "ugc")))),
    Mutant("list-ads-content.pools", "generated and ugc are mixed up.", _L.each(lambda item: item.update(
        scoringPool={"ugc": "generated", "generated": "ugc"}.get(item["scoringPool"], "manual")))),
    Mutant("list-ads-content.score", "Scores are per cent.", _L.each(lambda item: item.update(organicScore=item["organicScore"] * 10))),
    Mutant("list-ads-content.score", "What nobody saw has a score of -1.", _L.each(
        lambda item: item.update(organicScore=item["organicScore"] or -1))),
    Mutant("list-ads-content.score", "Scores are texts.", _L.each(lambda item: item.update(organicScore=str(item["organicScore"])))),
    Mutant("list-ads-content.scored-daily", "Scores are a day older.", _L.each(_late)),
    Mutant("list-ads-content.scored-daily", "Each creative is scored once.", _never_again),
    Mutant("list-ads-content.eligible", "A score of 6 is needed.", _eligible(lambda item: item["organicScore"] >= 6)),
    Mutant("list-ads-content.eligible", "Everything is eligible.", _eligible(lambda item: True)),
    Mutant("list-ads-content.eligible", "A score of 3.5 is enough.", _eligible(lambda item: item["organicScore"] >= 3.5)),
    Mutant("list-ads-content.pool-filter", "scoringPool is not looked at.", _L.asking(lambda asked: {"scoringPool": None})),
    Mutant("list-ads-content.pool-filter", "Of several pools the first counts.", _L.asking(
        lambda asked: {"scoringPool": asked.query["scoringPool"][0]}, has("scoringPool"))),
    Mutant("list-ads-content.pool-filter", "The limit cuts before the pool filters.", _L.filtered("scoringPool", lambda items, asked: [
        item for item in items if item["scoringPool"] in asked.query["scoringPool"]])),
    Mutant("list-ads-content.min-score", "minScore is not looked at.", _L.asking(lambda asked: {"minScore": None})),
    Mutant("list-ads-content.min-score", "minScore itself is not enough.", _L.filtered("minScore", lambda items, asked: [
        item for item in items if item["organicScore"] > float(asked.query["minScore"][0])])),
    Mutant("list-ads-content.min-score", "minScore is cut to a whole number.", _L.asking(
        lambda asked: {"minScore": int(float(asked.query["minScore"][0]))}, has("minScore"))),
    Mutant("list-ads-content.override-filter", "override is not looked at.", _L.asking(lambda asked: {"override": None})),
    Mutant("list-ads-content.override-filter", "none keeps everything.", _L.asking(lambda asked: {"override": None}, has("override", "none"))),
    Mutant("list-ads-content.override-filter", "exclude keeps what is not included.", _L.filtered("override", lambda items, asked: [
        item for item in items if (item["override"] or "none") == asked.query["override"][0]
        or (asked.query["override"] == ["exclude"] and item["override"] is None)])),
    Mutant("list-ads-content.eligible-filter", "eligible is not looked at.", _L.asking(lambda asked: {"eligible": None})),
    Mutant("list-ads-content.eligible-filter", "eligible false keeps everything.", _L.asking(
        lambda asked: {"eligible": None}, has("eligible", "false"))),
    Mutant("list-ads-content.sort", "sort is not looked at.", _L.asking(lambda asked: {"sort": None})),
    Mutant("list-ads-content.sort", "No sort means the last scored first.", _L.asking(
        lambda asked: {"sort": "scored_at_desc"}, lambda asked: "sort" not in asked.query)),
    Mutant("list-ads-content.sort", "The last item comes first.", _L.items(_last_first, has("sort", "scored_at_desc"))),
    Mutant("list-ads-content.pages", "The next page begins one late.", _L.one_too_far()),
    Mutant("list-ads-content.pages", "Behind the first page the list is sorted by score.", _next_of("score_desc")),
    Mutant("list-ads-content.pages", "Behind the first page nothing is filtered.", _L.asking(lambda asked: {"eligible": None}, has("cursor"))),
    Mutant("list-ads-content.cursor-ignored", "What is no UUID is refused.", _L.refused_cursor()),
    Mutant("list-ads-content.cursor-ignored", "Behind a UUID of nothing there is nothing.", _L.nothing_behind()),
    Mutant("list-ads-content.promotions", "Nothing is ever promoted.", _L.each(lambda item: item.update(activePromotions=[]))),
    Mutant("list-ads-content.promotions", "Spend is told in whole units.", _L.each(_halved)),
    Mutant("list-ads-content.promotions", "All uploads are promoted.", _L.each(lambda item: item.update(
        activePromotions=item["activePromotions"] or [{"platform": "meta_ads", "externalId": "1", "spendCents": 0}]
        if item["sourceType"] == "manual" else []))),
    Mutant("list-ads-content.project-not-found", "A project that is not there has nothing.", replies(
        _LIST, _nothing({"items": [], "nextCursor": None}))),
    Mutant("list-ads-content.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-ads-content.project-not-found", "A project that is not there is 403.", turns(_LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
    Mutant("patch-ads-content.answers-the-item", "The answer tells the override before.", replies(_PATCH, _forgotten)),
    Mutant("patch-ads-content.answers-the-item", "The answer lacks the promotions.", answers(
        _PATCH, lambda body: {name: value for name, value in body.items() if name != "activePromotions"})),
    Mutant("patch-ads-content.answers-the-item", "The answer tells the score in per cent.", answers(
        _PATCH, lambda body: body | {"organicScore": body["organicScore"] * 10})),
    Mutant("patch-ads-content.include", "An included creative still needs its score.", _eligible(
        lambda item: item["override"] != "exclude" and _by_score(item))),
    Mutant("patch-ads-content.include", "An included creative is eligible in the answer alone.", _eligible(_by_score, _LIST)),
    Mutant("patch-ads-content.include", "include is refused.", refuses(
        _PATCH, 409, "CONFLICT", when=lambda asked: (asked.body or {}).get("override") == "include")),
    Mutant("patch-ads-content.exclude", "An excluded creative is eligible with its score.", _eligible(
        lambda item: item["override"] == "include" or _by_score(item))),
    Mutant("patch-ads-content.exclude", "exclude lasts for the answer alone.", _unkept),
    Mutant("patch-ads-content.back-to-score", "null includes.", _noted(
        lambda body: {"override": "include"} if body.get("override") is None else body)),
    Mutant("patch-ads-content.back-to-score", "null excludes.", _noted(
        lambda body: body | {"override": "exclude"} if "override" in body and body["override"] is None else body)),
    Mutant("patch-ads-content.back-to-score", "Without an override nothing is eligible any more.", _eligible(
        lambda item: item["override"] == "include", _PATCH)),
    Mutant("patch-ads-content.note", "Notes are not kept.", _noted(lambda body: {n: v for n, v in body.items() if n != "note"})),
    Mutant("patch-ads-content.note", "A change without a note empties it.", _noted(
        lambda body: {"note": "", **body} if "override" in body else body)),
    Mutant("patch-ads-content.note", "Notes are cut after 255 characters.", _noted(
        lambda body: body | {"note": body["note"][:255]} if isinstance(body.get("note"), str) else body)),
    Mutant("patch-ads-content.nothing-else", "What is included adds to the score.", _spilled),
    Mutant("patch-ads-content.nothing-else", "What is said holds for the whole pool.", remembering(
        _PATCH, lambda asked, body: (body["scoringPool"], body["override"]), _pool_wide)),
    Mutant("patch-ads-content.not-found", "A creative is found by way of any project.", replies(_PATCH, _in_all)),
    Mutant("patch-ads-content.not-found", "What is not there is taken.", replies(_PATCH, _nothing({}))),
    Mutant("patch-ads-content.project-not-found", "A project that is not there is taken.", replies(_PATCH, _nothing({}))),
    Mutant("patch-ads-content.project-not-found", "Another organisation's key is as good.", as_key(_PATCH, "other", "full")),
)  # fmt: skip
