"""Wrong getAdsMetrics: windows, rates, parts that do not make the whole, and ads that go on when they ended."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.windows import Telling, each, sent, sent_is, with_changes
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, replies, turns, with_json

__all__ = ["MUTANTS"]

_GET = "getAdsMetrics"
_T = Telling(_GET, "get-ads-metrics", "spend", "clicks", ("day", "week"), {"minutes": 10})
_COUNTS = ("spend", "impressions", "clicks", "conversions", "reach")


def _of(scope: str, **changes: Callable[[Any], Any]) -> Callable[[], Server]:
    """The totals of a scope, changed."""
    return answers(_GET, lambda body: with_changes(body["totals"], **changes), when=sent_is("scope", scope))


def _divided(name: str, part: str, whole: str, factor: float = 1) -> Callable[[], Server]:
    """A rate is that of other counts."""

    def edit(numbers: dict[str, Any]) -> None:
        if {name, part, whole} <= numbers.keys() and numbers[whole]:
            numbers[name] = factor * numbers[part] / numbers[whole]

    return answers(_GET, each(edit))


def _found(came: Came, ask: Ask) -> Response:
    """What is not there has no numbers."""
    return with_json(came.response, {"series": [], "totals": {}}, 200) if came.status == 404 else came.response


def _lost(came: Came, ask: Ask) -> Response:
    """Only what lies in the advertising project itself is found, and only by way of it."""
    if came.status == 200 and came.asked.path[0] != came.asked.memory.ids["advertising-project"]:
        return refusal(came.response, 404, "NOT_FOUND")
    return came.response


def _project_of_path(came: Came, ask: Ask) -> Response:
    """A project id under any scope is that project."""
    other = ask(came.asked.with_query(scope="project")) if came.status == 404 else came.response
    return other if other.status == 200 else came.response


def _without_one(scope: str) -> Callable[[], Server]:
    """A whole lacks what was spent on its platform, where that is tiktok_ads or apple_ads."""

    def server(came: Came, ask: Ask) -> Response:
        asked = came.asked
        if came.status != 200 or sent(asked, "scope") != scope or "platforms" in asked.query:
            return came.response
        return ask(asked.with_query(platforms="meta_ads"))

    return replies(_GET, server)


def _growing(
    change: Callable[[dict[str, Any], float], Any], statuses: Callable[[dict[str, Any], float], bool]
) -> Callable[[], Server]:
    """Totals change with the time that has passed."""

    def edit(body: dict[str, Any], asked: Asked) -> None:
        if sent(asked, "scope") == "ad" and statuses(body, asked.passed):
            change(body["totals"], asked.passed)

    return answers(_GET, edit)


def _more(totals: dict[str, Any], passed: float) -> None:
    """One more of each number for every day."""
    for name in _COUNTS:
        if name in totals:
            totals[name] += int(passed // 86_400)


def _frozen_ad() -> Server:
    """What an ad has on the first day stays all it has."""
    seen: dict[str, Any] = {}

    def edit(body: dict[str, Any], asked: Asked) -> dict[str, Any]:
        if sent(asked, "scope") != "ad" or "until" in asked.query:
            return body
        return body | {"totals": seen.setdefault(str(asked.query), body["totals"])}

    return answers(_GET, edit)()


def _whole_days(asked: Asked) -> dict[str, object]:
    """A plain date is the end of its day."""
    return {name: f"{sent(asked, name)}T23:59:59Z" for name in ("since", "until") if len(sent(asked, name)) == 10}


def _here(asked: Asked) -> dict[str, object]:
    """A plain date is midnight in California."""
    return {name: f"{sent(asked, name)}T00:00:00-07:00" for name in ("since", "until") if len(sent(asked, name)) == 10}


def _plain(asked: Asked) -> bool:
    return any(len(sent(asked, name)) == 10 for name in ("since", "until"))


def _no_parts(scope: str, *names: str) -> Callable[[], Server]:
    return _of(scope, **{name: lambda value: value - min(value, 1) for name in names})


def _unfiltered(came: Came, ask: Ask) -> Response:
    """Platforms filter the ads of a campaign too."""
    platforms = came.asked.query.get("platforms")
    if came.status != 200 or sent(came.asked, "scope") != "campaign" or not platforms or "meta_ads" in platforms:
        return came.response
    body = came.body
    each(lambda numbers: with_changes(numbers, **{name: lambda value: 0 for name in _COUNTS}))(body)
    return with_json(came.response, body)


def _own_platform(came: Came, ask: Ask) -> Response:
    """An account is told of whatever platform is asked for."""
    if sent(came.asked, "scope") == "ad_account" and "platforms" in came.asked.query:
        return ask(came.asked.with_query(platforms=None))
    return came.response


def _first_currency(body: dict[str, Any]) -> None:
    body["currency"] = body["currency"] or "USD"


def _always(name: str) -> Callable[[], Server]:
    """What cannot be divided is 0."""
    return answers(_GET, each(lambda numbers: numbers.update({name: numbers[name] or 0}) if name in numbers else None))


def _has_ended(body: dict[str, Any], passed: float) -> bool:
    """Ads that spent nothing on their last days."""
    return passed > 0 and all(not bucket.get("spend") for bucket in body["series"][-2:])


MUTANTS = (
    *_T.mutants(),
    Mutant("get-ads-metrics.default-bundle", "The bundle of a project tells reach.", _T.other(
        lambda asked: {"metrics": ["spend", "reach"]}, lambda body, other, asked: body | {"totals": {
            **body["totals"], "reach": other["totals"]["reach"]}} if sent(asked, "scope") == "project" and "metrics" not in asked.query else body)),
    Mutant("get-ads-metrics.plain-date", "A plain date is midnight in California.", _T.asking(_here, _plain)),
    Mutant("get-ads-metrics.plain-date", "A plain date is the end of its day.", _T.asking(_whole_days, _plain)),
    Mutant("get-ads-metrics.plain-date", "A plain until counts its day.", _T.asking(
        lambda asked: {"until": f"{sent(asked, 'until')}T23:59:59Z"}, lambda asked: len(sent(asked, "until")) == 10)),
    Mutant("get-ads-metrics.window-told", "The id is that of the project in the path.", answers(
        _GET, lambda body, asked: body | {"id": asked.path[0]})),
    Mutant("get-ads-metrics.cents", "Spend is told in whole units.", answers(_GET, each(lambda n: with_changes(
        n, spend=lambda spend: spend // 100)))),
    Mutant("get-ads-metrics.cents", "Spend is told in units with two decimals.", answers(_GET, each(lambda n: with_changes(
        n, spend=lambda spend: spend / 100)))),
    Mutant("get-ads-metrics.cents", "An account's spend is a text.", answers(_GET, each(lambda n: with_changes(
        n, spend=str)), when=sent_is("scope", "ad_account"))),
    Mutant("get-ads-metrics.rates", "cpa counts clicks.", _divided("cpa", "spend", "clicks")),
    Mutant("get-ads-metrics.rates", "cpm is the cost of one show.", _divided("cpm", "spend", "impressions")),
    Mutant("get-ads-metrics.rates", "ctr is per cent.", _divided("ctr", "clicks", "impressions", 100)),
    Mutant("get-ads-metrics.rates", "frequency is the other way round.", _divided("frequency", "reach", "impressions")),
    Mutant("get-ads-metrics.rates", "cpc is 0 without clicks.", _always("cpc")),
    Mutant("get-ads-metrics.rates", "roas is 0 without spend.", _always("roas")),
    Mutant("get-ads-metrics.currency", "Accounts with several currencies have that of the first.", answers(_GET, _first_currency)),
    Mutant("get-ads-metrics.currency", "Everything is told in dollars.", answers(
        _GET, lambda body: body | {"currency": body["currency"] and "USD"})),
    Mutant("get-ads-metrics.currency", "An ad has no currency.", answers(
        _GET, lambda body: body | {"currency": None}, when=sent_is("scope", "ad"))),
    Mutant("get-ads-metrics.grows", "What an ad has on the first day stays all it has.", _frozen_ad),
    Mutant("get-ads-metrics.grows", "The past grows as well.", _growing(_more, lambda body, passed: passed > 0)),
    Mutant("get-ads-metrics.ended", "What ended goes on.", _growing(_more, _has_ended)),
    Mutant("get-ads-metrics.ended", "What was never let through has spent a cent.", _T.answering(
        lambda body: body["totals"].update(spend=1) if body["totals"].get("spend") == 0 and "reach" in body["totals"] else None,
        sent_is("scope", "ad"))),
    Mutant("get-ads-metrics.adset", "An ad set has one click less than its ads.", _no_parts("adset", "clicks")),
    Mutant("get-ads-metrics.adset", "The reach of an ad set counts nobody twice.", _of("adset", reach=lambda reach: int(reach * 0.9))),
    Mutant("get-ads-metrics.campaign", "A campaign has a conversion less than its ad sets.", _no_parts("campaign", "conversions")),
    Mutant("get-ads-metrics.campaign", "A campaign's spend is that of a third of it.", _of("campaign", spend=lambda spend: spend // 3)),
    Mutant("get-ads-metrics.account", "An account has one show less than its campaigns.", _no_parts("ad_account", "impressions")),
    Mutant("get-ads-metrics.account", "An account has twice the spend.", _of("ad_account", spend=lambda spend: spend * 2)),
    Mutant("get-ads-metrics.project", "A project has what it has on meta_ads.", _without_one("project")),
    Mutant("get-ads-metrics.project", "A project has a cent less than its accounts.", _no_parts("project", "spend")),
    Mutant("get-ads-metrics.platforms", "platforms is not looked at.", _T.asking(lambda asked: {"platforms": None})),
    Mutant("get-ads-metrics.platforms", "Of several platforms the first counts.", _T.asking(
        lambda asked: {"platforms": sent(asked, "platforms")}, lambda asked: "platforms" in asked.query)),
    Mutant("get-ads-metrics.platforms", "An account is told of whatever platform is asked for.", replies(_GET, _own_platform)),
    Mutant("get-ads-metrics.platforms", "Platforms filter campaigns too.", replies(_GET, _unfiltered)),
    Mutant("get-ads-metrics.other-project", "Things are found by way of their own project alone.", replies(_GET, _lost)),
    Mutant("get-ads-metrics.other-project", "A campaign has no spend by way of another project.", answers(
        _GET, lambda body, asked: with_changes(body["totals"], spend=lambda spend: 0)
        if sent(asked, "scope") == "campaign" and asked.path[0] == asked.memory.ids["archived-project"] else None)),
    Mutant("get-ads-metrics.entity-not-found", "What is not there has no numbers.", replies(_GET, _found)),
    Mutant("get-ads-metrics.entity-not-found", "A project is found under any scope.", replies(_GET, _project_of_path)),
    Mutant("get-ads-metrics.entity-not-found", "What is not there is 403.", turns(
        _GET, 404, "NOT_FOUND", to=(403, "NOT_FOUND"), when=lambda came: came.asked.path[0] == came.asked.memory.ids["advertising-project"])),
    Mutant("get-ads-metrics.project-not-found", "A project in the path that is not there does not matter.", replies(_GET, _found)),
    Mutant("get-ads-metrics.project-not-found", "A project in the path that is not there is 400.", turns(
        _GET, 404, "NOT_FOUND", to=(400, "NOT_FOUND"))),
    Mutant("list-ads-content.promotions-of-ads", "Ads are no promotions.", answers("listAdsContent", lambda body: [
        item.update(activePromotions=[]) for item in body["items"]] and None)),
    Mutant("list-ads-content.promotions-of-ads", "An ad is told by an id of its own.", answers("listAdsContent", lambda body: [
        entry.update(externalId="ad_" + entry["externalId"]) for item in body["items"] for entry in item["activePromotions"]] and None)),
    Mutant("list-ads-content.promotions-of-ads", "The spend of ads is told in whole units.", answers("listAdsContent", lambda body: [
        entry.update(spendCents=entry["spendCents"] // 100) for item in body["items"] for entry in item["activePromotions"]] and None)),
)  # fmt: skip
