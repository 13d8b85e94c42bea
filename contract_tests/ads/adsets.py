"""listAdsets."""

from layers_mock.kit import Api, check, equal, holds

from ..lists import ignores_cursors, needs_its_project, pages_agree
from ..making import new_project
from .listing import STATE, STATUSES, Listing

__all__ = ["ADSETS"]

ADSETS = Listing("listAdsets", "adsetId")
_FIELDS = (
    "adsetId", "campaignId", "adAccountId", "platform", "externalId", "name", "status", "optimizationGoal", "targetingSummary",
    "dailyBudgetCents", "createdAt",
)  # fmt: skip


@check("list-adsets.items")
def ad_sets_have_their_fields(api: Api) -> None:
    """All of them in each ad set, whatever is null, with ids that are different."""
    found = ADSETS.some(api)
    for item in found:
        equal(sorted(set(_FIELDS) - set(item)), [], "fields that an ad set lacks")
        holds(item["status"] in STATUSES, f"status {item['status']!r}")
        for name in ("externalId", "name", "optimizationGoal", "targetingSummary"):
            holds(isinstance(item[name], str) and item[name], f"{name} {item[name]!r}")
        budget = item["dailyBudgetCents"]
        holds(budget is None or (isinstance(budget, int) and budget >= 0), f"dailyBudgetCents {budget!r}")
    equal(len(set(ADSETS.ids(found))), len(found), "different ids")


@check("list-adsets.id")
def ids_have_their_prefix(api: Api) -> None:
    """adg_, on each platform."""
    for item in ADSETS.some(api):
        holds(str(item["adsetId"]).startswith("adg_"), f"adsetId {item['adsetId']!r} on {item['platform']}")


@check("list-adsets.parents")
def ad_sets_belong_to_campaigns(api: Api) -> None:
    """Each is in a campaign of the project, in that one's account and on its platform, and no older than it."""
    campaigns = {
        item["campaignId"]: item for item in api.made("listCampaigns", api.state(STATE), query={"limit": 200})["items"]
    }
    for item in ADSETS.some(api):
        campaign = campaigns.get(item["campaignId"])
        holds(campaign is not None, f"campaignId {item['campaignId']!r} is no campaign of the project")
        if campaign is not None:
            for name in ("adAccountId", "platform"):
                equal(item[name], campaign[name], f"{name} of an ad set in {campaign['name']}")
            holds(campaign["createdAt"] <= item["createdAt"], f"an ad set older than {campaign['name']}")


@check("list-adsets.newest-first")
def the_latest_ad_set_comes_first(api: Api) -> None:
    """By createdAt, over all accounts, with deleted ones at their place."""
    ADSETS.is_newest_first(api)


@check("list-adsets.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, two, and all three: theirs in the order of the whole list, before the limit cuts."""
    ADSETS.filters_platforms(api)


@check("list-adsets.account")
def accounts_filter(api: Api) -> None:
    """Each account has its own ad sets; one that nobody has and one of others have none."""
    ADSETS.filters_accounts(api)


@check("list-adsets.campaign")
def campaigns_filter(api: Api) -> None:
    """Each campaign has its own ad sets; one that nobody has and one of others have none."""
    ADSETS.filters_campaigns(api)


@check("list-adsets.status")
def statuses_filter(api: Api) -> None:
    """Each alone, several, and all six: theirs in the order of the whole list."""
    ADSETS.filters_statuses(api)


@check("list-adsets.filters-combine")
def filters_combine(api: Api) -> None:
    """A platform, an account or a campaign together with a status."""
    ADSETS.combines(api, ("platforms", "status"), ("adAccountId", "status"), ("campaignId", "status"))


@check("list-adsets.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does, filtered alike, each ad set once."""
    queries: tuple[dict[str, object], ...] = ({}, {"platforms": "meta_ads"}, {"status": ["active", "paused"]})
    pages_agree(api, "listAdsets", api.state(STATE), "adsetId", *queries)


@check("list-adsets.cursor-ignored")
def what_is_no_cursor_gets_the_first_page(api: Api) -> None:
    """No text at all, an id of nothing, one of something else: the first page comes, as without one."""
    ignores_cursors(api, "listAdsets", api.state(STATE))


@check("list-adsets.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made and one without accounts have none, while another has."""
    ADSETS.is_of_the_project(api, new_project(api))


@check("list-adsets.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listAdsets", STATE)
