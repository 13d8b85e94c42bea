"""listAdsContent: what can be promoted, how it is scored, and which of it is listed."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import ignores_cursors, needs_its_project, pages_agree
from .ranking import rank

__all__ = ["content", "is_eligible", "listed"]

_FIELDS = ("adsContentId", "organicScore", "scoringPool", "eligibility", "override", "activePromotions")
_POOLS = {"content_container": "generated", "platform_post": "ugc", "manual": "manual"}
_MOST = 200
_THRESHOLD = 4.0


def content(api: Api, state: str = "scored_project", **query: Any) -> list[Any]:
    """The items of the project of a state, on one page."""
    page = api.call("listAdsContent", api.state(state), query={"limit": _MOST, **query}).succeeded(200)
    if page["nextCursor"] is not None:
        raise UnprovidedError("the project has more than one page can show")
    return list(page["items"])


def listed(api: Api, state: str = "scored_project", **query: Any) -> list[str]:
    """The ids of the items, in order."""
    return [item["adsContentId"] for item in content(api, state, **query)]


def is_eligible(item: Any) -> bool:
    """Whether an item may be promoted."""
    found = item["eligibility"]
    holds(isinstance(found, dict) and isinstance(found.get("eligible"), bool), f"eligibility {found!r}")
    return bool(found["eligible"])


def _some(api: Api) -> list[Any]:
    """All items. Raises :class:`UnprovidedError` where they are too few to tell one from another."""
    items = content(api)
    if len({item["organicScore"] for item in items}) < 3:
        raise UnprovidedError("the scored project has fewer than three different scores")
    return items


@check("list-ads-content.items")
def items_have_their_fields(api: Api) -> None:
    """The six of the page in each item, of the kind that they are."""
    for state in ("scored_project", "ranked_project"):
        items = content(api, state)
        holds(items, f"no items of {state}")
        for item in items:
            holds(set(_FIELDS) <= set(item), f"{sorted(set(_FIELDS) - set(item))} missing in an item")
            holds(isinstance(item["adsContentId"], str) and item["adsContentId"], f"adsContentId {item['adsContentId']!r}")
            holds(isinstance(item["activePromotions"], list), f"activePromotions {item['activePromotions']!r}")
            holds(item["override"] in ("include", "exclude", None), f"override {item['override']!r}")
            is_eligible(item)


@check("list-ads-content.creatives")
def what_is_ranked_can_be_promoted(api: Api) -> None:
    """Each creative of the ranking is an item, once, and there are no others; a project without posts has none."""
    for state in ("scored_project", "ranked_project"):
        ranked = rank(api, api.state(state), window="90d", limit=100).succeeded(200)["items"]
        if len(ranked) >= 100:
            raise UnprovidedError("the ranking is longer than one answer")
        promised = sorted((row["sourceType"], row["sourceId"]) for row in ranked)
        equal(sorted((item["sourceType"], item["sourceId"]) for item in content(api, state)), promised, f"creatives of {state}")
        equal(len(set(listed(api, state))), len(promised), f"different ids in {state}")
    equal(content(api, "empty_project"), [], "items of a project without posts")


@check("list-ads-content.pools")
def pools_follow_the_origin(api: Api) -> None:
    """Containers are generated, posts of others ugc, uploads manual."""
    items = content(api)
    if {item["sourceType"] for item in items} != set(_POOLS):
        raise UnprovidedError("the scored project lacks creatives of an origin")
    for item in items:
        equal(item["scoringPool"], _POOLS[item["sourceType"]], f"scoringPool of a {item['sourceType']}")


@check("list-ads-content.score")
def scores_are_0_to_10(api: Api) -> None:
    """A number within its bounds, for what nobody saw and for what everybody saw."""
    for item in _some(api):
        score = item["organicScore"]
        holds(isinstance(score, int | float) and not isinstance(score, bool), f"organicScore {score!r}")
        holds(0 <= score <= 10, f"organicScore {score!r}")


@check("list-ads-content.scored-daily")
def scores_are_a_day_old_at_most(api: Api) -> None:
    """No score is older than a day, now and some days later; as time passes, new ones are made."""
    before = _ages(api)
    holds(before, "no items")
    api.advance(3 * 86_400 + 7200)
    after = _ages(api)
    for id_, scored in before.items():
        holds(after[id_] >= scored + timedelta(days=2), f"{id_} was scored at {scored}, and three days later at {after[id_]}")


def _ages(api: Api) -> dict[str, datetime]:
    """When each was scored, none of it long before now."""
    query = {"scope": "project", "id": api.state("scored_project")}
    now = datetime.fromisoformat(api.made("getMetrics", api.state("scored_project"), query=query)["window"]["until"])
    scored = {item["adsContentId"]: datetime.fromisoformat(item["scoredAt"]) for item in content(api)}
    for id_, at in scored.items():
        holds(timedelta(minutes=-10) < now - at <= timedelta(days=1, minutes=10), f"{id_} was scored at {at}; it is {now}")
    return scored


@check("list-ads-content.eligible")
def a_score_of_4_is_enough(api: Api) -> None:
    """Of what nobody overrode, exactly the creatives with 4.0 or more are eligible."""
    seen = set()
    for item in _some(api):
        if item["override"] is None:
            equal(is_eligible(item), item["organicScore"] >= _THRESHOLD, f"eligible with a score of {item['organicScore']}")
            seen.add(is_eligible(item))
    if len(seen) < 2:
        raise UnprovidedError("the scored project has no creative on one side of 4.0")


@check("list-ads-content.pool-filter")
def pools_filter(api: Api) -> None:
    """One pool, two of them, all three: their creatives, before the limit cuts."""
    items = _some(api)
    for wanted in (
        ["generated"],
        ["ugc"],
        ["manual"],
        ["generated", "manual"],
        ["ugc", "generated"],
        ["manual", "ugc", "generated"],
    ):
        promised = [item["adsContentId"] for item in items if item["scoringPool"] in wanted]
        if not promised:
            raise UnprovidedError(f"the scored project has nothing in {wanted}")
        equal(listed(api, scoringPool=wanted), promised, f"items in {wanted}")
        page = api.call("listAdsContent", api.state("scored_project"), query={"scoringPool": wanted, "limit": 1}).succeeded(200)
        equal([item["adsContentId"] for item in page["items"]], promised[:1], f"the first item in {wanted}")


@check("list-ads-content.min-score")
def low_scores_are_left_out(api: Api) -> None:
    """Each score there is, and one between, as the lowest that is wanted."""
    items = _some(api)
    scores = sorted({item["organicScore"] for item in items})
    for lowest in (0, *scores, (scores[0] + scores[1]) / 2, (scores[-1] + scores[-2]) / 2, 10):
        promised = [item["adsContentId"] for item in items if item["organicScore"] >= lowest]
        equal(listed(api, minScore=lowest), promised, f"items with {lowest} at least")


@check("list-ads-content.eligible-filter")
def eligibility_filters(api: Api) -> None:
    """Those that may be promoted, and those that may not: each item is in one of the two lists."""
    items = _some(api)
    for wanted in (True, False):
        promised = [item["adsContentId"] for item in items if is_eligible(item) == wanted]
        if not promised:
            raise UnprovidedError(f"the scored project has nothing with eligible {wanted}")
        equal(listed(api, eligible=str(wanted).lower()), promised, f"items with eligible {wanted}")


@check("list-ads-content.sort")
def lists_are_sorted_as_asked(api: Api) -> None:
    """By score either way, by when they were scored, by the highest score where nothing is sent; always the same items."""
    items = _some(api)
    plain = [item["organicScore"] for item in items]
    equal(plain, sorted(plain, reverse=True), "scores where no sort is sent")
    for sort, field, is_down in (
        ("score_desc", "organicScore", True),
        ("score_asc", "organicScore", False),
        ("scored_at_desc", "scoredAt", True),
    ):
        found = content(api, sort=sort)
        values = [item[field] for item in found]
        if len(set(values)) < 3:
            raise UnprovidedError(f"the scored project has fewer than three different {field}")
        equal(values, sorted(values, reverse=is_down), f"{field} by {sort}")
        equal(
            sorted(item["adsContentId"] for item in found), sorted(item["adsContentId"] for item in items), f"items by {sort}"
        )


@check("list-ads-content.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does: sorted and filtered, each item once."""
    queries: tuple[dict[str, object], ...] = (
        {},
        {"sort": "score_asc"},
        {"sort": "scored_at_desc"},
        {"eligible": "true"},
        {"eligible": "false"},
        {"scoringPool": "ugc"},
    )
    pages_agree(api, "listAdsContent", api.state("scored_project"), "adsContentId", *queries)


@check("list-ads-content.cursor-ignored")
def what_is_no_cursor_gets_the_first_page(api: Api) -> None:
    """No text at all, an id of nothing, one of another project's creatives: the first page comes, as without one."""
    other = api.call("listAdsContent", api.state("ranked_project"), query={"limit": 1}).succeeded(200)["nextCursor"]
    ignores_cursors(api, "listAdsContent", api.state("scored_project"), *([other] if other else []))


@check("list-ads-content.promotions")
def promotions_are_where_money_was_spent(api: Api) -> None:
    """Exactly the creatives whose ranking of 7 days has spend have active promotions."""
    ranked = rank(api, api.state("scored_project"), window="7d", limit=100).succeeded(200)["items"]
    bought = {row["sourceId"] for row in ranked if row.get("paid")}
    if not bought or len(bought) == len(ranked):
        raise UnprovidedError("the scored project has no creative with spend, or none without")
    spent = {row["sourceId"]: row["paid"]["spend"] for row in ranked if row.get("paid")}
    ads = api.made("listAds", api.state("scored_project"), query={"limit": _MOST})["items"]
    shown = {ad.get("adsContentId") for ad in ads}
    for item in content(api):
        if item["adsContentId"] in shown:
            continue
        active, source = item["activePromotions"], item["sourceId"]
        equal(bool(active), source in bought, f"{source} is promoted")
        if active:
            told = sum(one["spendCents"] for one in active) / 100
            holds(abs(told - spent[source]) < 1, f"{told} were spent on {source}, {spent[source]} in the ranking")
            holds(all(str(one["platform"]).endswith("_ads") for one in active), f"promotions on {active!r}")


@check("list-ads-content.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listAdsContent", "scored_project")
