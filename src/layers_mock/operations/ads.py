"""The ads section, as far as it reads: reference/ads/list-ad-accounts and list-campaigns."""

from typing import cast

from layers_mock.contract import JsonObject
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.ad_accounts import is_token_valid, last_validated_at
from layers_mock.world.ads import AdAccount, AdCampaign
from layers_mock.world.clock import iso_seconds, parse_instant
from layers_mock.world.ids import Key, parse, ulid, uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_MODE = "byo"
"""Customers bring their own accounts; there are no others yet."""


def list_ad_accounts(_world: World, call: Call) -> Reply:
    """A project's ad accounts, newest first, on one page."""
    project = project_of(call, "list-ad-accounts.project-not-found")
    rows = call.organization.ad_accounts.newest_first(project.key)
    return Reply(200, {"items": [_view(row, call.now) for _, row in rows if _is_wanted(call, row)]})


def _is_wanted(call: Call, account: AdAccount) -> bool:
    platforms = cast("list[str] | None", call.query.get("platforms"))
    return (
        (platforms is None or account.platform in platforms)
        and call.query.get("credentialMode") in {None, _MODE}
        and (not call.query.get("healthy") or is_token_valid(account, call.now))
    )


def _view(account: AdAccount, now: int) -> JsonObject:
    return {
        "adAccountId": ulid(account.key),
        "platform": account.platform,
        "externalId": account.external_id,
        "name": account.name,
        "currency": account.currency,
        "timezone": account.timezone,
        "credentialMode": _MODE,
        "tokenStatus": "valid" if is_token_valid(account, now) else "expired",
        "tokenLastValidatedAt": iso_seconds(last_validated_at(account, now)),
        "walletBalance": None,
        "connectedAt": iso_seconds(account.created_at),
    }


def list_campaigns(_world: World, call: Call) -> Reply:
    """A page of a project's campaigns, newest first. A cursor that names none of them is ignored."""
    project = project_of(call, "list-campaigns.project-not-found")
    accounts = {row.key: row for _, row in call.organization.ad_accounts.newest_first(project.key)}
    everything = [row for _, row in call.organization.ad_campaigns.newest_first(project.key)]
    cursor = parse(cast("str | None", call.query.get("cursor")) or "")
    begin = next((place for place, row in enumerate(everything, start=1) if row.key == cursor), 0)
    wanted = [row for row in everything[begin:] if _is_wanted_campaign(call, accounts, row)]
    limit = call.limit()
    following = uuid(wanted[limit - 1].key) if len(wanted) > limit else None
    return Reply(200, {"items": [_campaign_view(accounts, row) for row in wanted[:limit]], "nextCursor": following})


def _is_wanted_campaign(call: Call, accounts: dict[Key, AdAccount], campaign: AdCampaign) -> bool:
    platforms, statuses = (cast("list[str] | None", call.query.get(name)) for name in ("platforms", "status"))
    account, since = (cast("str | None", call.query.get(name)) for name in ("adAccountId", "since"))
    return (
        (platforms is None or accounts[campaign.account].platform in platforms)
        and (statuses is None or campaign.status in statuses)
        and (account is None or campaign.account == key_of(account))
        and (since is None or campaign.created_at >= parse_instant(since.upper()))
    )


def _campaign_view(accounts: dict[Key, AdAccount], campaign: AdCampaign) -> JsonObject:
    account = accounts[campaign.account]
    return {
        "campaignId": campaign.id,
        "platform": account.platform,
        "adAccountId": ulid(account.key),
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


HANDLERS: dict[str, Handler] = {"listAdAccounts": list_ad_accounts, "listCampaigns": list_campaigns}
