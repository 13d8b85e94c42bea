"""listCampaigns."""

from datetime import datetime, timedelta

from layers_mock.kit import Api, check, equal, holds

from ..lists import ignores_cursors, needs_its_project, pages_agree
from ..making import new_project
from .listing import STATE, STATUSES, Listing, accounts

__all__: list[str] = []

_FIELDS = (
    "campaignId", "platform", "adAccountId", "externalId", "name", "status", "objective", "dailyBudgetCents", "startsAt",
    "endsAt", "createdAt",
)  # fmt: skip
_LIST = Listing("listCampaigns", "campaignId")


@check("list-campaigns.items")
def campaigns_have_their_fields(api: Api) -> None:
    """All of them in each campaign, whatever is null, with ids that are different."""
    found = _LIST.some(api)
    for item in found:
        equal(sorted(set(_FIELDS) - set(item)), [], "fields that a campaign lacks")
        holds(str(item["campaignId"]).startswith("cmp_"), f"campaignId {item['campaignId']!r}")
        holds(item["status"] in STATUSES, f"status {item['status']!r}")
        budget = item["dailyBudgetCents"]
        holds(budget is None or (isinstance(budget, int) and budget >= 0), f"dailyBudgetCents {budget!r}")
        begins, ends = item["startsAt"], item["endsAt"]
        holds(
            ends is None or datetime.fromisoformat(begins) < datetime.fromisoformat(ends), f"a campaign from {begins} to {ends}"
        )
    equal(len(set(_LIST.ids(found))), len(found), "different ids")


@check("list-campaigns.metrics-snapshot")
def the_snapshot_is_empty(api: Api) -> None:
    """An object without fields, whatever the campaign's status."""
    for item in _LIST.some(api):
        equal(item.get("metricsSnapshot7d"), {}, f"metricsSnapshot7d of a campaign that is {item['status']}")


@check("list-campaigns.accounts")
def campaigns_belong_to_accounts(api: Api) -> None:
    """Each adAccountId is that of an account of the project, on the campaign's platform."""
    platforms = {item["adAccountId"]: item["platform"] for item in accounts(api)}
    for item in _LIST.some(api):
        equal(item["platform"], platforms.get(item["adAccountId"]), f"platform of the account {item['adAccountId']}")


@check("list-campaigns.newest-first")
def the_latest_campaign_comes_first(api: Api) -> None:
    """By createdAt, over all accounts, with deleted ones at their place."""
    _LIST.is_newest_first(api)


@check("list-campaigns.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, two, and all three: their campaigns in the order of the whole list, before the limit cuts."""
    _LIST.filters_platforms(api)


@check("list-campaigns.account")
def accounts_filter(api: Api) -> None:
    """Each account has its own campaigns; one without, one that nobody has and one of others have none."""
    _LIST.filters_accounts(api)


@check("list-campaigns.status")
def statuses_filter(api: Api) -> None:
    """Each alone, several, and all six: theirs in the order of the whole list."""
    _LIST.filters_statuses(api)


@check("list-campaigns.since")
def older_campaigns_are_left_out(api: Api) -> None:
    """From the moment each was created it is there, a second later no more."""
    found = _LIST.some(api)
    for item in found:
        at = datetime.fromisoformat(item["createdAt"])
        for since in (at, at + timedelta(seconds=1)):
            promised = [one["campaignId"] for one in found if datetime.fromisoformat(one["createdAt"]) >= since]
            equal(_LIST.ids(_LIST.found(api, since=since.isoformat())), promised, f"campaigns since {since}")


@check("list-campaigns.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does, filtered alike, each campaign once."""
    queries: tuple[dict[str, object], ...] = ({}, {"platforms": "meta_ads"}, {"status": ["active", "paused"]})
    pages_agree(api, "listCampaigns", api.state(STATE), "campaignId", *queries)


@check("list-campaigns.cursor-ignored")
def what_is_no_cursor_gets_the_first_page(api: Api) -> None:
    """No text at all, an id of nothing, one of something else: the first page comes, as without one."""
    ignores_cursors(api, "listCampaigns", api.state(STATE))


@check("list-campaigns.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made and one without accounts have none, while another has."""
    _LIST.is_of_the_project(api, new_project(api))


@check("list-campaigns.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listCampaigns", STATE)
