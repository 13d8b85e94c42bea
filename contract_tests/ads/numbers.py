"""getAdsMetrics: buckets, totals and windows, and the rates that follow from counts."""

from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import new_project
from ..metrics.windows import Telling, instant, over, text, window_of
from .adsets import ADSETS
from .listed import ADS
from .listing import STATE, accounts

__all__ = ["COUNTS", "NUMBERS", "running"]

COUNTS = ("spend", "impressions", "clicks", "conversions", "reach")
_ALL = ("spend", "impressions", "clicks", "conversions", "cpa", "cpc", "cpm", "ctr", "roas", "reach", "frequency")
_SCOPES = ("ad", "adset", "campaign", "ad_account", "project")
_BUNDLES = {
    **{scope: set(_ALL) for scope in _SCOPES},
    "ad_account": set(_ALL) - {"reach", "frequency"},
    "project": set(_ALL) - {"reach", "frequency"},
}
_RATES = {
    "cpa": ("spend", "conversions", 1),
    "cpc": ("spend", "clicks", 1),
    "cpm": ("spend", "impressions", 1000),
    "ctr": ("clicks", "impressions", 1),
    "frequency": ("impressions", "reach", 1),
}
_ROUNDING = 0.01
_LISTS = {"ad": "listAds", "adset": "listAdsets", "campaign": "listCampaigns", "ad_account": "listAdAccounts"}
_FIELDS = {"ad": "adId", "adset": "adsetId", "campaign": "campaignId", "ad_account": "adAccountId"}


def running(api: Api) -> Any:
    """The oldest active ad of the advertising project that spends. Raises :class:`UnprovidedError` where there is none."""
    for item in reversed(ADS.some(api)):
        query = {"scope": "ad", "id": item["adId"], "metrics": "spend", "since": item["createdAt"]}
        if item["status"] == "active" and api.made("getAdsMetrics", api.state(STATE), query=query)["totals"]["spend"]:
            return item
    raise UnprovidedError("the advertising project has no active ad that spends")


def _id(api: Api, scope: str) -> str:
    return api.state(STATE) if scope == "project" else str(running(api)[_FIELDS[scope]])


NUMBERS = Telling(
    "getAdsMetrics", STATE, _SCOPES, _id, metrics=_ALL, sums=COUNTS, growing=COUNTS[:4], sign="spend",
    steps={"day": timedelta(days=1), "week": timedelta(weeks=1)},
)  # fmt: skip


@check("get-ads-metrics.parts")
def both_parts_are_always_there(api: Api) -> None:
    """Series and totals for each scope, and for a project without ads."""
    NUMBERS.has_parts(api, new_project(api), api.state("empty_project"))


@check("get-ads-metrics.metrics")
def the_numbers_asked_for_are_told(api: Api) -> None:
    """Each metric alone, two together and all of them: these in the totals and in each bucket, with the values of the whole."""
    NUMBERS.keeps_metrics(api, ["clicks", "spend"], ["roas", "frequency", "cpa"])


@check("get-ads-metrics.default-bundle")
def each_scope_has_its_bundle(api: Api) -> None:
    """Without metrics, those of the scope's bundle in the totals and in each bucket."""
    NUMBERS.has_bundles(api, _BUNDLES)


@check("get-ads-metrics.default-window")
def the_last_30_days_are_told(api: Api) -> None:
    """Without since and until: 30 days to now. Either alone leaves the other where it was."""
    NUMBERS.has_default_window(api)


@check("get-ads-metrics.default-window")
def now_is_the_targets_own(api: Api) -> None:
    """As time passes, the window where none is sent moves on with it."""
    NUMBERS.goes_with_time(api)


@check("get-ads-metrics.plain-date")
def a_date_is_its_midnight(api: Api) -> None:
    """As since, as until and as both: the same window and numbers as with midnight in UTC."""
    since, until = (moment.replace(hour=0, minute=0, second=0) for moment in NUMBERS.past(api))
    midnights = over((since, until))
    whole = NUMBERS.told(api, "project", **midnights)
    equal(window_of(whole), (since, until), "the window of two midnights")
    for name in ("since", "until"):
        for query in ({**midnights, name: midnights[name][:10]}, {end: written[:10] for end, written in midnights.items()}):
            came = NUMBERS.told(api, "project", **query)
            equal(window_of(came), (since, until), f"the window of {query}")
            equal((came["series"], came["totals"]), (whole["series"], whole["totals"]), f"the numbers of {query}")
    holds(whole["totals"]["spend"], "no spend in the window")


@check("get-ads-metrics.window-told")
def the_answer_tells_its_question(api: Api) -> None:
    """scope, granularity and window as they were sent, and the id of the thing."""
    NUMBERS.tells_its_question(api)
    for scope, id_ in NUMBERS.subjects(api):
        equal(NUMBERS.ask(api, scope, id_).succeeded(200)["id"], id_, f"id of the {scope}")


@check("get-ads-metrics.window")
def windows_that_meet_add_up(api: Api) -> None:
    """A window cut in two has in both together what it has as a whole, wherever it is cut."""
    NUMBERS.adds_up(api)


@check("get-ads-metrics.window-order")
def a_window_ends_after_it_begins(api: Api) -> None:
    """One that ends as it begins or before is VALIDATION, also where an end is left out; the shortest one is taken."""
    NUMBERS.needs_an_order(api)


@check("get-ads-metrics.granularity")
def buckets_are_as_long_as_asked(api: Api) -> None:
    """A day or a week; a day where nothing is sent."""
    NUMBERS.has_granularity(api)


@check("get-ads-metrics.buckets")
def buckets_cover_the_window(api: Api) -> None:
    """From midnight or Monday before `since` to the last before `until`; those without numbers are there too."""
    NUMBERS.covers_the_window(api)


@check("get-ads-metrics.bucket-limit")
def a_series_has_2000_buckets_at_most(api: Api) -> None:
    """2000 of each length are answered; one more is VALIDATION."""
    NUMBERS.has_a_limit(api)


@check("get-ads-metrics.no-future")
def nothing_is_told_of_the_future(api: Api) -> None:
    """With `until` weeks ahead there are no buckets after that of now, and no other totals."""
    NUMBERS.tells_no_future(api)


@check("get-ads-metrics.totals")
def totals_are_the_sum_of_the_buckets(api: Api) -> None:
    """Each count, for each scope and length of bucket, with ends in the middle of one."""
    NUMBERS.has_totals(api)


@check("get-ads-metrics.cents")
def spend_is_whole_cents(api: Api) -> None:
    """A whole number in buckets and totals; in a week an active ad set spends within its budget, which is told in cents."""
    window = over(NUMBERS.past(api))
    for scope in _SCOPES:
        body = NUMBERS.told(api, scope, metrics="spend", **window)
        for numbers in (body["totals"], *body["series"]):
            holds(isinstance(numbers["spend"], int) and numbers["spend"] >= 0, f"spend {numbers['spend']!r} of {scope}")
    week, told = over((instant(window["until"]) - timedelta(days=7), instant(window["until"]))), 0
    for item in ADSETS.some(api):
        if item["status"] == "active" and item["dailyBudgetCents"] and item["createdAt"] < week["since"]:
            answer = NUMBERS.ask(api, "adset", item["adsetId"], metrics="spend", **week)
            spent = answer.succeeded(200)["totals"]["spend"] / 7 / item["dailyBudgetCents"]
            holds(not spent or 0.05 <= spent <= 1.5, f"{spent} times its daily budget was spent on {item['name']}")
            told += spent > 0
    if not told:
        raise UnprovidedError("the advertising project has no active ad set with a budget that is a week old and spends")


@check("get-ads-metrics.rates")
def rates_are_those_of_their_counts(api: Api) -> None:
    """In each bucket and in the totals; null where there is nothing to divide by, as before an ad began."""
    window, told = over(NUMBERS.past(api)), 0
    early = instant(running(api)["createdAt"]) - timedelta(days=400)
    windows: tuple[dict[str, str], ...] = (window, over((early - timedelta(days=3), early)))
    for scope in _SCOPES:
        for asked in windows:
            body = NUMBERS.told(api, scope, metrics=list(_ALL), **asked)
            for numbers in (body["totals"], *body["series"]):
                for name, (part, whole, factor) in _RATES.items():
                    if not numbers[whole]:
                        equal(numbers[name], None, f"{name} of {scope} without {whole}")
                        continue
                    rate = factor * numbers[part] / numbers[whole]
                    holds(
                        abs(numbers[name] - rate) <= max(_ROUNDING * rate, 1e-6),
                        f"{name} {numbers[name]} of {scope}, not {rate}",
                    )
                    told += 1
                holds(
                    (numbers["roas"] is None) == (not numbers["spend"]),
                    f"roas {numbers['roas']!r} with spend {numbers['spend']}",
                )
                holds(numbers["roas"] is None or numbers["roas"] >= 0, f"roas {numbers['roas']!r}")
    holds(told, "nothing to divide in the window")


@check("get-ads-metrics.currency")
def the_currency_is_that_of_the_accounts(api: Api) -> None:
    """That of its account for an ad, a set, a campaign and an account; null for accounts with several."""
    listed = {account["adAccountId"]: account for account in accounts(api)}
    own = listed[running(api)["adAccountId"]]["currency"]
    for scope in ("ad", "adset", "campaign"):
        equal(NUMBERS.told(api, scope)["currency"], own, f"currency of the {scope}")
    for id_, account in listed.items():
        equal(NUMBERS.ask(api, "ad_account", id_).succeeded(200)["currency"], account["currency"], "currency of an account")
    by_platform: dict[str, set[str]] = {}
    for account in listed.values():
        by_platform.setdefault(account["platform"], set()).add(account["currency"])
    if not {len(found) > 1 for found in by_platform.values()} == {True, False}:
        raise UnprovidedError("the advertising project has no platform with two currencies, or none with one")
    for platform, found in by_platform.items():
        told = NUMBERS.told(api, "project", platforms=platform)["currency"]
        equal(told, next(iter(found)) if len(found) == 1 else None, f"currency of accounts on {platform}")
    equal(NUMBERS.told(api, "project")["currency"], None, "currency of accounts with several")


@check("get-ads-metrics.project-not-found")
def the_project_in_the_path_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation, whatever is asked of."""
    NUMBERS.needs_its_project(api)


@check("get-ads-metrics.other-project")
def any_project_of_the_organization_is_a_guard(api: Api) -> None:
    """What is told is the same, whichever project of the organisation is in the path."""
    NUMBERS.has_guards(api)


@check("get-ads-metrics.entity-not-found")
def things_of_others_and_of_other_kinds_are_not_found(api: Api) -> None:
    """An id that nothing has, one of another organisation, and one of another kind than the scope says."""
    NUMBERS.needs_its_kind(api)
    project, foreign = api.state("foreign_project"), {}
    for scope, operation in (
        ("campaign", "listCampaigns"),
        ("adset", "listAdsets"),
        ("ad", "listAds"),
        ("ad_account", "listAdAccounts"),
    ):
        items = api.made(operation, project, key="other")["items"]
        if not items:
            raise UnprovidedError(f"{operation} has nothing for the other organisation")
        foreign[scope] = items[0][_FIELDS[scope]]
    for scope, id_ in {**foreign, "project": project}.items():
        NUMBERS.ask(api, scope, id_).refused(404, "NOT_FOUND")
        NUMBERS.ask(api, scope, id_, project=project, key="other").succeeded(200)


@check("get-ads-metrics.grows")
def active_ads_go_on(api: Api) -> None:
    """An hour, a day and a week later an active ad has more of everything that is counted, and what was told stays."""
    ad = running(api)
    began = {"since": ad["createdAt"], "metrics": list(COUNTS)}
    before = NUMBERS.ask(api, "ad", ad["adId"], **began).succeeded(200)
    kept = {**began, "until": text(window_of(before)[1])}
    totals = before["totals"]
    for hours, names in ((1, COUNTS[:2]), (24, COUNTS[:3]), (168, COUNTS)):
        api.advance(hours * 3600)
        later = NUMBERS.ask(api, "ad", ad["adId"], **began).succeeded(200)["totals"]
        for name in names:
            holds(later[name] > totals[name], f"{later[name]} {name} after {hours} hours more, {totals[name]} before")
        totals = later
        again = NUMBERS.ask(api, "ad", ad["adId"], **kept).succeeded(200)
        equal(again["totals"], before["totals"], "what was told of the window before")
