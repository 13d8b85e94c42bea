"""listCampaigns."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import ignores_cursors, needs_its_project, pages_agree
from ..making import new_project

__all__: list[str] = []

_PLATFORMS = ("meta_ads", "tiktok_ads", "apple_ads")
_STATUSES = ("active", "paused", "archived", "deleted", "in_review", "rejected")
_FIELDS = (
    "campaignId", "platform", "adAccountId", "externalId", "name", "status", "objective", "dailyBudgetCents", "startsAt",
    "endsAt", "createdAt",
)  # fmt: skip
_MOST = 200


def _campaigns(api: Api, state: str = "advertising_project", **query: Any) -> list[Any]:
    page = api.call("listCampaigns", api.state(state), query={"limit": _MOST, **query}).succeeded(200)
    if page["nextCursor"] is not None:
        raise UnprovidedError("the project has more campaigns than one page")
    return list(page["items"])


def _some(api: Api) -> list[Any]:
    """All campaigns. Raises :class:`UnprovidedError` where a platform has none, or all are of one status."""
    found = _campaigns(api)
    if {item["platform"] for item in found} != set(_PLATFORMS) or len({item["status"] for item in found}) < 3:
        raise UnprovidedError("the advertising project lacks campaigns on a platform, or of three statuses")
    return found


def _ids(found: list[Any]) -> list[str]:
    return [item["campaignId"] for item in found]


@check("list-campaigns.items")
def campaigns_have_their_fields(api: Api) -> None:
    """All of them in each campaign, whatever is null, with ids that are different."""
    found = _some(api)
    for item in found:
        equal(sorted(set(_FIELDS) - set(item)), [], "fields that a campaign lacks")
        holds(str(item["campaignId"]).startswith("cmp_"), f"campaignId {item['campaignId']!r}")
        holds(item["status"] in _STATUSES, f"status {item['status']!r}")
        budget = item["dailyBudgetCents"]
        holds(budget is None or (isinstance(budget, int) and budget >= 0), f"dailyBudgetCents {budget!r}")
        begins, ends = item["startsAt"], item["endsAt"]
        holds(
            ends is None or datetime.fromisoformat(begins) < datetime.fromisoformat(ends), f"a campaign from {begins} to {ends}"
        )
    equal(len(set(_ids(found))), len(found), "different ids")


@check("list-campaigns.metrics-snapshot")
def the_snapshot_is_empty(api: Api) -> None:
    """An object without fields, whatever the campaign's status."""
    for item in _some(api):
        equal(item.get("metricsSnapshot7d"), {}, f"metricsSnapshot7d of a campaign that is {item['status']}")


@check("list-campaigns.accounts")
def campaigns_belong_to_accounts(api: Api) -> None:
    """Each adAccountId is that of an account of the project, on the campaign's platform."""
    accounts = api.made("listAdAccounts", api.state("advertising_project"))["items"]
    platforms = {item["adAccountId"]: item["platform"] for item in accounts}
    for item in _some(api):
        equal(item["platform"], platforms.get(item["adAccountId"]), f"platform of the account {item['adAccountId']}")


@check("list-campaigns.newest-first")
def the_latest_campaign_comes_first(api: Api) -> None:
    """By createdAt, over all accounts, with deleted ones at their place."""
    found = _some(api)
    times = [item["createdAt"] for item in found]
    equal(times, sorted(times, reverse=True), "createdAt of the campaigns")
    if "deleted" not in [item["status"] for item in _campaigns(api, status=list(_STATUSES))]:
        raise UnprovidedError("the advertising project has no deleted campaign")
    holds("deleted" in [item["status"] for item in found], "the deleted campaign shows where its status is asked for alone")


@check("list-campaigns.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, two, and all three: their campaigns in the order of the whole list, before the limit cuts."""
    found = _some(api)
    for wanted in (*([one] for one in _PLATFORMS), ["meta_ads", "apple_ads"], ["apple_ads", "tiktok_ads"], list(_PLATFORMS)):
        promised = [item["campaignId"] for item in found if item["platform"] in wanted]
        equal(_ids(_campaigns(api, platforms=wanted)), promised, f"campaigns on {wanted}")
        query = {"platforms": wanted, "limit": 1}
        page = api.call("listCampaigns", api.state("advertising_project"), query=query).succeeded(200)
        equal(_ids(page["items"]), promised[:1], f"the first campaign on {wanted}")


@check("list-campaigns.account")
def accounts_filter(api: Api) -> None:
    """Each account has its own campaigns; one without, one that nobody has and one of others have none."""
    found = _some(api)
    for account in api.made("listAdAccounts", api.state("advertising_project"))["items"]:
        promised = [item["campaignId"] for item in found if item["adAccountId"] == account["adAccountId"]]
        equal(
            _ids(_campaigns(api, adAccountId=account["adAccountId"])),
            promised,
            f"campaigns of an account on {account['platform']}",
        )
    foreign = api.made("listAdAccounts", api.state("foreign_project"), key="other")["items"]
    for account_id in (api.uuid(), *(account["adAccountId"] for account in foreign)):
        equal(_campaigns(api, adAccountId=account_id), [], "campaigns of an account that is not in the project")


@check("list-campaigns.status")
def statuses_filter(api: Api) -> None:
    """Each alone, several, and all six: theirs in the order of the whole list."""
    found = _some(api)
    for wanted in (*([one] for one in _STATUSES), ["active", "deleted"], ["in_review", "paused", "archived"], list(_STATUSES)):
        promised = [item["campaignId"] for item in found if item["status"] in wanted]
        equal(_ids(_campaigns(api, status=wanted)), promised, f"campaigns that are {wanted}")


@check("list-campaigns.since")
def older_campaigns_are_left_out(api: Api) -> None:
    """From the moment each was created it is there, a second later no more."""
    found = _some(api)
    for item in found:
        at = datetime.fromisoformat(item["createdAt"])
        for since in (at, at + timedelta(seconds=1)):
            promised = [one["campaignId"] for one in found if datetime.fromisoformat(one["createdAt"]) >= since]
            equal(_ids(_campaigns(api, since=since.isoformat())), promised, f"campaigns since {since}")


@check("list-campaigns.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does, filtered alike, each campaign once."""
    queries: tuple[dict[str, object], ...] = ({}, {"platforms": "meta_ads"}, {"status": ["active", "paused"]})
    pages_agree(api, "listCampaigns", api.state("advertising_project"), "campaignId", *queries)


@check("list-campaigns.cursor-ignored")
def what_is_no_cursor_gets_the_first_page(api: Api) -> None:
    """No text at all, an id of nothing, one of something else: the first page comes, as without one."""
    ignores_cursors(api, "listCampaigns", api.state("advertising_project"))


@check("list-campaigns.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made and one without accounts have none, while another has."""
    holds(_some(api), "no campaigns")
    equal(api.call("listCampaigns", new_project(api)).succeeded(200)["items"], [], "campaigns of a project just made")
    equal(_campaigns(api, "empty_project"), [], "campaigns of a project without accounts")


@check("list-campaigns.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listCampaigns", "advertising_project")
