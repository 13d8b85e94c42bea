"""The ads section: reference/ads/list-campaigns, list-adsets and list-ads."""

from collections.abc import Callable, Iterable
from typing import TypeVar, cast

from layers_mock.contract import JsonObject
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.ads import Ad, AdAccount, AdCampaign, AdSet
from layers_mock.world.clock import iso_seconds, parse_instant
from layers_mock.world.ids import Key, parse, ulid, uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

Row = TypeVar("Row", AdCampaign, AdSet, Ad)
Accounts = dict[Key, AdAccount]


def list_campaigns(_world: World, call: Call) -> Reply:
    """A page of a project's campaigns, newest first."""
    project = project_of(call, "list-campaigns.project-not-found")
    accounts = _accounts(call, project.key)
    since = cast("str | None", call.query.get("since"))
    earliest = None if since is None else parse_instant(since.upper())

    def is_wanted(row: AdCampaign) -> bool:
        return _fits(call, accounts, row) and (earliest is None or row.created_at >= earliest)

    rows = (row for _, row in call.organization.ad_campaigns.newest_first(project.key))
    return _page(call, rows, is_wanted, lambda row: _campaign_view(accounts, row))


def list_ad_sets(_world: World, call: Call) -> Reply:
    """A page of a project's ad sets, newest first."""
    project = project_of(call, "list-adsets.project-not-found")
    accounts = _accounts(call, project.key)
    campaign = _named(call, "campaignId")

    def is_wanted(row: AdSet) -> bool:
        return _fits(call, accounts, row) and campaign in {None, row.campaign}

    rows = (row for _, row in call.organization.ad_sets.newest_first(project.key))
    return _page(call, rows, is_wanted, lambda row: _ad_set_view(call, accounts, row))


def list_ads(_world: World, call: Call) -> Reply:
    """A page of a project's ads, newest first, without those on apple_ads."""
    project = project_of(call, "list-ads.project-not-found")
    accounts = _accounts(call, project.key)
    campaign, ad_set, content = (_named(call, name) for name in ("campaignId", "adsetId", "adsContentId"))

    def is_wanted(row: Ad) -> bool:
        return (
            _fits(call, accounts, row)
            and row.platform != "apple_ads"
            and campaign in {None, row.campaign}
            and ad_set in {None, row.ad_set}
            and content in {None, row.content}
        )

    rows = (row for _, row in call.organization.ads.newest_first(project.key))
    return _page(call, rows, is_wanted, lambda row: _ad_view(call, row))


def _accounts(call: Call, project: Key) -> Accounts:
    return {row.key: row for _, row in call.organization.ad_accounts.newest_first(project)}


def _named(call: Call, name: str) -> Key | None:
    text = cast("str | None", call.query.get(name))
    return None if text is None else key_of(text)


def _fits(call: Call, accounts: Accounts, row: AdCampaign | AdSet | Ad) -> bool:
    """Whether a row is what the filters ask for that all three lists have."""
    platforms, statuses = (cast("list[str] | None", call.query.get(name)) for name in ("platforms", "status"))
    return (
        (platforms is None or accounts[row.account].platform in platforms)
        and (statuses is None or row.status in statuses)
        and _named(call, "adAccountId") in {None, row.account}
    )


def _page(call: Call, rows: Iterable[Row], is_wanted: Callable[[Row], bool], view: Callable[[Row], JsonObject]) -> Reply:
    """The page behind what the cursor names. A cursor that names none of the rows is ignored."""
    everything = list(rows)
    cursor = parse(cast("str | None", call.query.get("cursor")) or "")
    begin = next((place for place, row in enumerate(everything, start=1) if row.key == cursor), 0)
    wanted, limit = list(filter(is_wanted, everything[begin:])), call.limit()
    following = uuid(wanted[limit - 1].key) if len(wanted) > limit else None
    return Reply(200, {"items": [view(row) for row in wanted[:limit]], "nextCursor": following})


def _campaign_view(accounts: Accounts, campaign: AdCampaign) -> JsonObject:
    return {
        "campaignId": campaign.id,
        "platform": accounts[campaign.account].platform,
        "adAccountId": ulid(campaign.account),
        "externalId": campaign.external_id,
        "name": campaign.name,
        "status": campaign.status,
        "objective": campaign.objective,
        "dailyBudgetCents": campaign.daily_budget_cents,
        "startsAt": iso_seconds(campaign.created_at),
        "endsAt": None if campaign.ends_at is None else iso_seconds(campaign.ends_at),
        "createdAt": iso_seconds(campaign.created_at),
        "metricsSnapshot7d": {},
    }


def _ad_set_view(call: Call, accounts: Accounts, ad_set: AdSet) -> JsonObject:
    campaign = call.organization.ad_campaigns.get(ad_set.campaign)
    return {
        "adsetId": ad_set.id,
        "campaignId": None if campaign is None else campaign.id,
        "platform": accounts[ad_set.account].platform,
        "adAccountId": ulid(ad_set.account),
        "externalId": ad_set.external_id,
        "name": ad_set.name,
        "status": ad_set.status,
        "optimizationGoal": ad_set.goal,
        "targetingSummary": ad_set.targeting,
        "dailyBudgetCents": ad_set.daily_budget_cents,
        "createdAt": iso_seconds(ad_set.created_at),
    }


def _ad_view(call: Call, ad: Ad) -> JsonObject:
    campaign, ad_set = call.organization.ad_campaigns.get(ad.campaign), call.organization.ad_sets.get(ad.ad_set)
    return {
        "adId": ad.id,
        "adsetId": None if ad_set is None else ad_set.id,
        "campaignId": None if campaign is None else campaign.id,
        "platform": ad.platform,
        "adAccountId": ulid(ad.account),
        "externalId": ad.external_id,
        "name": ad.name,
        "status": ad.status,
        **({} if ad.content is None else {"adsContentId": ulid(ad.content)}),
        "createdAt": iso_seconds(ad.created_at),
    }


HANDLERS: dict[str, Handler] = {"listCampaigns": list_campaigns, "listAdsets": list_ad_sets, "listAds": list_ads}
