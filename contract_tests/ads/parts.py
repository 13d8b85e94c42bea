"""getAdsMetrics: what is told of a whole is the sum of its parts, and what ended gathers nothing more."""

from collections import Counter
from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..metrics.windows import instant, over
from .adsets import ADSETS
from .listed import ADS
from .listing import PLATFORMS, STATE, Listing, accounts
from .numbers import COUNTS, NUMBERS

__all__: list[str] = []

_CAMPAIGNS = Listing("listCampaigns", "campaignId")
_LONG = timedelta(days=400)


def _window(api: Api) -> dict[str, str]:
    """All the time until a day ago, in weeks."""
    until = NUMBERS.past(api)[1]
    return {**over((until - _LONG, until)), "granularity": "week"}


def _counts(api: Api, scope: str, id_: str, **query: Any) -> Counter[str]:
    body = NUMBERS.ask(api, scope, id_, metrics=list(COUNTS), **query).succeeded(200)
    return Counter({name: body["totals"][name] for name in COUNTS})


def _is_sum(api: Api, scope: str, parts: dict[str, list[str]], of: str) -> None:
    """Break the rule unless each whole has what its parts have together; ``parts`` are the ids of them by that of the whole."""
    window, several = _window(api), 0
    for id_, within in parts.items():
        summed: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
        for part in within:
            summed.update(_counts(api, of, part, **window))
        equal(dict(_counts(api, scope, id_, **window)), dict(summed), f"the {scope} {id_}, as the sum of {len(within)} parts")
        several += len(within) > 1 and summed["spend"] > 0
    if not several:
        raise UnprovidedError(f"no {scope} of the advertising project has two parts, and spend")


def _grouped(items: list[Any], whole: str, part: str, known: list[str]) -> dict[str, list[str]]:
    return {id_: [item[part] for item in items if item[whole] == id_] for id_ in known}


@check("get-ads-metrics.adset")
def an_ad_set_is_the_sum_of_its_ads(api: Api) -> None:
    """Each ad set but those on apple_ads, whose ads are not listed."""
    sets = [item["adsetId"] for item in ADSETS.some(api) if item["platform"] != "apple_ads"]
    _is_sum(api, "adset", _grouped(ADS.some(api), "adsetId", "adId", sets), "ad")


@check("get-ads-metrics.campaign")
def a_campaign_is_the_sum_of_its_ad_sets(api: Api) -> None:
    """Each campaign, those without ad sets among them."""
    campaigns = _CAMPAIGNS.ids(_CAMPAIGNS.some(api))
    _is_sum(api, "campaign", _grouped(ADSETS.some(api), "campaignId", "adsetId", campaigns), "adset")


@check("get-ads-metrics.account")
def an_account_is_the_sum_of_its_campaigns(api: Api) -> None:
    """Each account, on each platform."""
    own = [account["adAccountId"] for account in accounts(api)]
    _is_sum(api, "ad_account", _grouped(_CAMPAIGNS.some(api), "adAccountId", "campaignId", own), "campaign")


@check("get-ads-metrics.project")
def a_project_is_the_sum_of_its_accounts(api: Api) -> None:
    """The project with ads, and one without any."""
    parts = {api.state(STATE): [account["adAccountId"] for account in accounts(api)], api.state("empty_project"): []}
    _is_sum(api, "project", parts, "ad_account")


@check("get-ads-metrics.platforms")
def platforms_keep_accounts(api: Api) -> None:
    """Of a project, each platform alone, two, and all; of an account, its own and another; of other scopes, all the same."""
    window, project, listed = _window(api), api.state(STATE), accounts(api)
    own = {account["adAccountId"]: _counts(api, "ad_account", account["adAccountId"], **window) for account in listed}
    for wanted in (*([one] for one in PLATFORMS), ["meta_ads", "apple_ads"], ["tiktok_ads", "apple_ads"], list(PLATFORMS)):
        summed: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
        for account in listed:
            if account["platform"] in wanted:
                summed.update(own[account["adAccountId"]])
        equal(dict(_counts(api, "project", project, platforms=wanted, **window)), dict(summed), f"the project on {wanted}")
        holds(summed["spend"], f"nothing was spent on {wanted}")
    for account in listed:
        for platform in PLATFORMS:
            promised = own[account["adAccountId"]] if platform == account["platform"] else Counter(dict.fromkeys(COUNTS, 0))
            came = _counts(api, "ad_account", account["adAccountId"], platforms=platform, **window)
            equal(dict(came), dict(promised), f"an account on {account['platform']} with {platform}")
    for scope in ("ad", "adset", "campaign"):
        whole = NUMBERS.told(api, scope, **window)
        for platform in PLATFORMS:
            equal(NUMBERS.told(api, scope, platforms=platform, **window), whole, f"the {scope} with {platform}")


@check("get-ads-metrics.ended")
def what_ended_gathers_nothing_more(api: Api) -> None:
    """A month later, ads that are paused, archived or deleted have what they had; those never let through have nothing."""
    window, later = _window(api), timedelta(days=30)
    found = [item for item in ADS.some(api) if item["status"] != "active"]
    before = {item["adId"]: _counts(api, "ad", item["adId"], **window) for item in found}
    holds(any(counts["spend"] for counts in before.values()), "no ad that ended has ever spent anything")
    until = instant(window["until"]) + timedelta(days=1)
    now = {item["adId"]: _counts(api, "ad", item["adId"], since=window["since"], granularity="week") for item in found}
    api.advance(later.total_seconds())
    for item in found:
        counts = _counts(api, "ad", item["adId"], since=window["since"], granularity="week")
        equal(dict(counts), dict(now[item["adId"]]), f"the numbers of an ad that is {item['status']}, a month later")
        after = over((until + timedelta(days=1), until + later))
        equal(
            dict(_counts(api, "ad", item["adId"], **after)),
            dict.fromkeys(COUNTS, 0),
            f"what came after it was {item['status']}",
        )
        if item["status"] in ("in_review", "rejected"):
            equal(dict(counts), dict.fromkeys(COUNTS, 0), f"the numbers of an ad that is {item['status']}")
    if {"in_review", "rejected"}.isdisjoint(item["status"] for item in found):
        raise UnprovidedError("the advertising project has no ad that never ran")
