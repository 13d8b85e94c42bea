"""listAds."""

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..lists import ignores_cursors, needs_its_project, pages_agree
from ..making import new_project
from .adsets import ADSETS
from .listing import STATE, STATUSES, Listing

__all__ = ["ADS"]

ADS = Listing("listAds", "adId", platforms=("meta_ads", "tiktok_ads"), statuses=4)
_FIELDS = ("adId", "adsetId", "campaignId", "adAccountId", "platform", "externalId", "name", "status", "createdAt")


@check("list-ads.items")
def ads_have_their_fields(api: Api) -> None:
    """All of them in each ad, with ids that are different."""
    found = ADS.some(api)
    for item in found:
        equal(sorted(set(_FIELDS) - set(item)), [], "fields that an ad lacks")
        holds(item["status"] in STATUSES, f"status {item['status']!r}")
        holds(str(item["adId"]).startswith("ad_"), f"adId {item['adId']!r}")
        for name in ("externalId", "name"):
            holds(isinstance(item[name], str) and item[name], f"{name} {item[name]!r}")
    equal(len(set(ADS.ids(found))), len(found), "different ids")


@check("list-ads.parents")
def ads_belong_to_ad_sets(api: Api) -> None:
    """Each is in an ad set of the project, in that one's campaign and account, on its platform, and no older than it."""
    ad_sets = {item["adsetId"]: item for item in api.made("listAdsets", api.state(STATE), query={"limit": 200})["items"]}
    for item in ADS.some(api):
        ad_set = ad_sets.get(item["adsetId"])
        holds(ad_set is not None, f"adsetId {item['adsetId']!r} is no ad set of the project")
        if ad_set is not None:
            for name in ("campaignId", "adAccountId", "platform"):
                equal(item[name], ad_set[name], f"{name} of an ad in {ad_set['name']}")
            holds(ad_set["createdAt"] <= item["createdAt"], f"an ad older than {ad_set['name']}")


@check("list-ads.ads-content")
def ads_name_what_they_show(api: Api) -> None:
    """An adsContentId is that of an item of listAdsContent; ads that show nothing of the project's have no such field."""
    known = {item["adsContentId"] for item in api.made("listAdsContent", api.state(STATE), query={"limit": 200})["items"]}
    found = ADS.some(api)
    named = [item["adsContentId"] for item in found if "adsContentId" in item]
    if not named or len(named) == len(found):
        raise UnprovidedError("no ad shows a creative of the project, or all do")
    equal(sorted(set(named) - known), [], "creatives that listAdsContent does not know")


@check("list-ads.no-apple")
def ads_on_apple_are_not_listed(api: Api) -> None:
    """Neither in the whole list nor under their platform, though there are ad sets on it."""
    if not ADSETS.found(api, platforms="apple_ads"):
        raise UnprovidedError("the advertising project has no ad set on apple_ads")
    found = ADS.some(api)
    equal([item["adId"] for item in found if item["platform"] == "apple_ads"], [], "ads on apple_ads")
    equal(ADS.found(api, platforms="apple_ads"), [], "ads asked for by apple_ads")
    meta = [item for item in found if item["platform"] == "meta_ads"]
    ADS.keeps(api, meta, "on meta_ads and apple_ads", platforms=["meta_ads", "apple_ads"])


@check("list-ads.newest-first")
def the_latest_ad_comes_first(api: Api) -> None:
    """By createdAt, over all accounts, with deleted ones at their place."""
    ADS.is_newest_first(api)


@check("list-ads.platforms")
def platforms_filter(api: Api) -> None:
    """Each alone, two, and all three: theirs in the order of the whole list, before the limit cuts."""
    ADS.filters_platforms(api)


@check("list-ads.account")
def accounts_filter(api: Api) -> None:
    """Each account has its own ads; one that nobody has and one of others have none."""
    ADS.filters_accounts(api)


@check("list-ads.campaign")
def campaigns_filter(api: Api) -> None:
    """Each campaign has its own ads; one that nobody has and one of others have none."""
    ADS.filters_campaigns(api)


@check("list-ads.adset")
def ad_sets_filter(api: Api) -> None:
    """Each ad set has its own ads; one that nobody has and one of others have none."""
    foreign = api.made("listAdsets", api.state("foreign_project"), key="other")["items"]
    ADS.filters(api, "adsetId", ADSETS.ids(ADSETS.some(api)), [api.uuid(), *(item["adsetId"] for item in foreign)])


@check("list-ads.content")
def creatives_filter(api: Api) -> None:
    """Each creative has the ads that show it; one that no ad shows and one of others have none."""
    query = {"limit": 200}
    own = [item["adsContentId"] for item in api.made("listAdsContent", api.state(STATE), query=query)["items"]]
    foreign = api.made("listAdsContent", api.state("foreign_project"), query=query, key="other")["items"]
    ADS.filters(api, "adsContentId", own, [api.uuid(), *(item["adsContentId"] for item in foreign)])


@check("list-ads.status")
def statuses_filter(api: Api) -> None:
    """Each alone, several, and all six: theirs in the order of the whole list."""
    ADS.filters_statuses(api)


@check("list-ads.filters-combine")
def filters_combine(api: Api) -> None:
    """A platform, an account, a campaign or an ad set together with a status."""
    ADS.combines(api, ("platforms", "status"), ("adAccountId", "status"), ("campaignId", "status"), ("adsetId", "status"))


@check("list-ads.pages")
def pages_make_the_whole_list(api: Api) -> None:
    """Following nextCursor, in pages of any size, shows the list as one page does, filtered alike, each ad once."""
    queries: tuple[dict[str, object], ...] = ({}, {"platforms": "meta_ads"}, {"status": ["active", "paused"]})
    pages_agree(api, "listAds", api.state(STATE), "adId", *queries)


@check("list-ads.cursor-ignored")
def what_is_no_cursor_gets_the_first_page(api: Api) -> None:
    """No text at all, an id of nothing, one of something else: the first page comes, as without one."""
    ignores_cursors(api, "listAds", api.state(STATE))


@check("list-ads.own-project")
def other_projects_do_not_show(api: Api) -> None:
    """A project just made and one without accounts have none, while another has."""
    ADS.is_of_the_project(api, new_project(api))


@check("list-ads.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, either way."""
    needs_its_project(api, "listAds", STATE)
