"""The ads section: reference/ads/ads-metrics."""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple, cast

from layers_mock.contract import Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.operations.windows import window_of
from layers_mock.world.ad_numbers import ad_numbers_between, rates_of
from layers_mock.world.ads import Ad, AdAccount
from layers_mock.world.ids import Key, ulid
from layers_mock.world.organization import Organization
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_ALL = ("spend", "impressions", "clicks", "conversions", "cpa", "cpc", "cpm", "ctr", "roas", "reach", "frequency")
_OF_SEVERAL = tuple(name for name in _ALL if name not in {"reach", "frequency"})
"""The bundle of what holds several campaigns: whoever saw two of them would count twice."""
_BUNDLES: Mapping[str, tuple[str, ...]] = {"ad_account": _OF_SEVERAL, "project": _OF_SEVERAL}


class _Subject(NamedTuple):
    """What is told of: its id as it is printed, its accounts and its ads."""

    id: str
    accounts: tuple[AdAccount, ...]
    ads: tuple[Ad, ...]


Find = Callable[[Call, Key], _Subject | None]


def get_ads_metrics(world: World, call: Call) -> Reply:
    """Numbers of one thing over a window, in buckets and as a whole. Nothing is told of the time after now."""
    window = window_of(call, "get-ads-metrics")
    project_of(call, "get-ads-metrics.project-not-found")
    scope = cast("str", call.query["scope"])
    subject = _SUBJECTS[scope](call, key_of(cast("str", call.query["id"])))
    if subject is None:
        raise Refusal("NOT_FOUND", f"No such {scope}.", rule="get-ads-metrics.entity-not-found")
    names = cast("list[str] | None", call.query.get("metrics")) or _BUNDLES.get(scope, _ALL)
    told = window.view(lambda edges: list(map(rates_of, ad_numbers_between(world.seed, subject.ads, edges))), names)
    currencies = {account.currency for account in subject.accounts}
    currency = currencies.pop() if len(currencies) == 1 else None
    return Reply(200, {"scope": scope, "id": subject.id, "currency": currency, **told})


def _ad(call: Call, key: Key) -> _Subject | None:
    found = call.organization.ads.get(key)
    # Those on apple_ads are never told of one by one.
    if found is None or found.platform == "apple_ads":
        return None
    return _Subject(found.id, _account_of(call.organization, found.account), (found,))


def _ad_set(call: Call, key: Key) -> _Subject | None:
    found = call.organization.ad_sets.get(key)
    if found is None:
        return None
    ads = (ad for ad in _ads(call.organization, found.project) if ad.ad_set == key)
    return _Subject(found.id, _account_of(call.organization, found.account), tuple(ads))


def _campaign(call: Call, key: Key) -> _Subject | None:
    found = call.organization.ad_campaigns.get(key)
    if found is None:
        return None
    ads = (ad for ad in _ads(call.organization, found.project) if ad.campaign == key)
    return _Subject(found.id, _account_of(call.organization, found.account), tuple(ads))


def _account(call: Call, key: Key) -> _Subject | None:
    found = call.organization.ad_accounts.get(key)
    return None if found is None else _of_accounts(call, ulid(key), [found])


def _project(call: Call, key: Key) -> _Subject | None:
    found = call.organization.projects.get(key)
    if found is None:
        return None
    return _of_accounts(call, "prj_" + ulid(key), (row for _, row in call.organization.ad_accounts.newest_first(key)))


def _of_accounts(call: Call, printed: str, accounts: Iterable[AdAccount]) -> _Subject:
    """Several accounts, or those of them on the platforms that were asked for."""
    platforms = cast("list[str] | None", call.query.get("platforms"))
    kept = tuple(account for account in accounts if platforms is None or account.platform in platforms)
    keys = {account.key for account in kept}
    projects = dict.fromkeys(account.project for account in kept)
    ads = chain.from_iterable(_ads(call.organization, project) for project in projects)
    return _Subject(printed, kept, tuple(ad for ad in ads if ad.account in keys))


def _ads(organization: Organization, project: Key) -> Iterable[Ad]:
    return (row for _, row in organization.ads.newest_first(project))


def _account_of(organization: Organization, key: Key) -> tuple[AdAccount, ...]:
    found = organization.ad_accounts.get(key)
    return () if found is None else (found,)


_SUBJECTS: Mapping[str, Find] = {
    "ad": _ad,
    "adset": _ad_set,
    "campaign": _campaign,
    "ad_account": _account,
    "project": _project,
}

HANDLERS: dict[str, Handler] = {"getAdsMetrics": get_ads_metrics}
