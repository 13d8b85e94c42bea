"""Wrong listAdsets and listAds: what they say of their items, whose they are, and how they are filtered."""

from collections.abc import Callable, Iterator
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.lists import Items, Listing, has
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, as_key, json_of, replies, turns, with_json

__all__ = ["MUTANTS"]

_SETS, _ADS = Listing("listAdsets"), Listing("listAds")


def _anybody(name: str) -> Callable[[Came, Ask], Response]:
    """What nobody has has all items."""

    def server(came: Came, ask: Ask) -> Response:
        if came.status != 200 or came.body["items"] or name not in came.asked.query:
            return came.response
        return ask(came.asked.with_query(**{name: None}))

    return server


def _dropped(name: str) -> Callable[[Asked], dict[str, object]]:
    return lambda asked: {name: None}


def _last_of(name: str) -> Callable[[Asked], dict[str, object]]:
    return lambda asked: {name: asked.query[name][-1]}


def _cut_before(name: str, field: str) -> Callable[[Items, Any], Items]:
    return lambda items, asked: [item for item in items if item.get(field) in asked.query[name]]


def _of_any(listing: Listing, rules: str) -> Iterator[Mutant]:
    """What can be wrong with either list."""
    operation = str(listing.operation)

    def mutant(rule: str, wrong: str, make: Callable[[], Server]) -> Mutant:
        return Mutant(f"{rules}.{rule}", wrong, make)

    yield mutant("newest-first", "The oldest item comes first.", listing.items(lambda items: items[::-1]))
    yield mutant(
        "newest-first",
        "Items come account by account.",
        listing.items(lambda items: sorted(items, key=lambda item: str(item["adAccountId"]))),
    )
    yield mutant(
        "newest-first",
        "What is deleted shows where somebody asks for it alone.",
        listing.items(
            lambda items: [item for item in items if item["status"] != "deleted"], lambda asked: "status" not in asked.query
        ),
    )
    for rule, name in (
        ("platforms", "platforms"),
        ("account", "adAccountId"),
        ("campaign", "campaignId"),
        ("status", "status"),
    ):
        yield mutant(rule, f"{name} is not looked at.", listing.asking(_dropped(name), has(name)))
    for name in ("platforms", "status"):
        yield mutant(name, f"Of several {name} the last counts.", listing.asking(_last_of(name), has(name)))
    yield mutant(
        "platforms",
        "The limit cuts before the platform filters.",
        listing.filtered("platforms", _cut_before("platforms", "platform")),
    )
    yield mutant(
        "status", "The limit cuts before the status filters.", listing.filtered("status", _cut_before("status", "status"))
    )
    for rule, name in (("account", "adAccountId"), ("campaign", "campaignId")):
        yield mutant(rule, f"A {name} that nobody has finds everything.", replies(operation, _anybody(name)))
    yield mutant(
        "account",
        "Only active items of an account are listed.",
        listing.items(lambda items: [item for item in items if item["status"] == "active"], has("adAccountId")),
    )
    yield mutant(
        "filters-combine",
        "With an account the status is not looked at.",
        listing.asking(lambda asked: {"status": None}, has("adAccountId")),
    )
    yield mutant(
        "filters-combine",
        "With a status the campaign is not looked at.",
        listing.asking(lambda asked: {"campaignId": None}, has("status")),
    )
    yield mutant(
        "filters-combine",
        "With a status the platform is not looked at.",
        listing.asking(lambda asked: {"platforms": None}, has("status")),
    )
    yield mutant("pages", "The next page begins one late.", listing.one_too_far())
    yield mutant(
        "pages", "Behind the first page no status is filtered.", listing.asking(lambda asked: {"status": None}, has("cursor"))
    )
    yield mutant("cursor-ignored", "What is no UUID is refused.", listing.refused_cursor())
    yield mutant("cursor-ignored", "Behind a UUID of nothing there is nothing.", listing.nothing_behind())
    yield mutant(
        "own-project",
        "A project without items has those of another.",
        listing.of_another("advertising-project", lambda items: not items),
    )
    yield mutant("own-project", "Every project of the organisation has all items.", listing.of_another("advertising-project"))
    yield mutant("project-not-found", "A project that is not there has none.", listing.empty({"items": [], "nextCursor": None}))
    yield mutant("project-not-found", "Another organisation's key is as good.", as_key(operation, "other", "full"))
    yield mutant(
        "project-not-found", "A project that is not there is 403.", turns(operation, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))
    )


def _with_apple(came: Came, ask: Ask) -> Response:
    """An ad on apple_ads is listed where somebody asks for that platform."""
    if came.status != 200 or "apple_ads" not in came.asked.query.get("platforms", []):
        return came.response
    whole = json_of(ask(came.asked.with_query(platforms=None)))
    items = [item | {"platform": "apple_ads"} for item in whole["items"][:1]]
    return with_json(came.response, came.body | {"items": [*came.body["items"], *items]})


def _as_apple(items: Items) -> Items:
    """The last ad is on apple_ads."""
    return [*items[:-1], *(item | {"platform": "apple_ads"} for item in items[-1:])]


MUTANTS = (
    *_of_any(_SETS, "list-adsets"),
    *_of_any(_ADS, "list-ads"),
    Mutant("list-adsets.items", "An ad set without a budget does not say so.", _SETS.each(
        lambda item: item.pop("dailyBudgetCents"), dailyBudgetCents=None)),
    Mutant("list-adsets.items", "Budgets are in whole units.", _SETS.each(lambda item: item.update(
        dailyBudgetCents=item["dailyBudgetCents"] and item["dailyBudgetCents"] / 100))),
    Mutant("list-adsets.items", "On apple_ads nobody is targeted.", _SETS.each(
        lambda item: item.update(targetingSummary=""), platform="apple_ads")),
    Mutant("list-adsets.id", "Ids begin with adset_.", _SETS.each(lambda item: item.update(adsetId="adset_" + item["adsetId"][4:]))),
    Mutant("list-adsets.id", "Ad groups on apple_ads have bare ids.", _SETS.each(
        lambda item: item.update(adsetId=item["adsetId"][4:]), platform="apple_ads")),
    Mutant("list-adsets.parents", "A campaign is named as its platform does.", _SETS.each(
        lambda item: item.update(campaignId="23850000000000101"), platform="meta_ads")),
    Mutant("list-adsets.parents", "Paused ad sets are in another account.", _SETS.each(
        lambda item: item.update(adAccountId="01HXA1NHKJZXPV8RABCDEFGH12"), status="paused")),
    Mutant("list-ads.items", "An ad has no name.", _ADS.each(lambda item: item.pop("name"))),
    Mutant("list-ads.items", "What was rejected has no id of its platform.", _ADS.each(
        lambda item: item.update(externalId=None), status="rejected")),
    Mutant("list-ads.items", "Ids have no prefix.", _ADS.each(lambda item: item.update(adId=item["adId"][3:]))),
    Mutant("list-ads.parents", "The ad set is left out of ads in review.", _ADS.each(
        lambda item: item.update(adsetId=None), status="in_review")),
    Mutant("list-ads.parents", "The campaign is that of the first ad.", _ADS.items(
        lambda items: [item | {"campaignId": items[0]["campaignId"]} for item in items])),
    Mutant("list-ads.ads-content", "The creative is the ad's own id.", _ADS.each(
        lambda item: item.update(adsContentId=item["adId"][3:]) if "adsContentId" in item else None)),
    Mutant("list-ads.ads-content", "What was rejected shows a creative that nobody knows.", _ADS.each(
        lambda item: item.setdefault("adsContentId", "01HXA1NHKJZXPV8RABCDEFGH12"), status="rejected")),
    Mutant("list-ads.no-apple", "An ad on apple_ads is there where somebody asks for it.", replies("listAds", _with_apple)),
    Mutant("list-ads.no-apple", "The oldest ad is on apple_ads.", _ADS.items(_as_apple, lambda asked: "platforms" not in asked.query)),
    Mutant("list-ads.adset", "adsetId is not looked at.", _ADS.asking(lambda asked: {"adsetId": None})),
    Mutant("list-ads.adset", "An adsetId that nobody has finds everything.", replies("listAds", _anybody("adsetId"))),
    Mutant("list-ads.adset", "The first ad of an ad set is listed.", _ADS.items(lambda items: items[:1], has("adsetId"))),
    Mutant("list-ads.content", "adsContentId is not looked at.", _ADS.asking(lambda asked: {"adsContentId": None})),
    Mutant("list-ads.content", "A creative that no ad shows has those that show none.", _ADS.filtered(
        "adsContentId", lambda items, asked: [item for item in items if item.get("adsContentId", asked.query["adsContentId"][0])
        == asked.query["adsContentId"][0]])),
)  # fmt: skip
