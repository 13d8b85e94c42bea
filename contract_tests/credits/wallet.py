"""getCredits: what the wallet tells."""

import re
from datetime import datetime
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..jobs.story import instant, read, started

__all__ = ["generated", "give_back", "now", "price", "wallet"]

_BALANCE = "get-credits.balance"
_USED = "get-credits.used"
_ESTIMATES = {"video_remix": 120, "ugc_remix": 120, "auto": 120, "slideshow_remix": 50}
_SOURCES = ("github", "website", "appstore")
_COUNTS = ("balance", "includedRemaining", "prepaidBalance", "includedThisPeriod", "usedThisPeriod")
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")


def wallet(api: Api, key: str = "full") -> Any:
    """The wallet of a key's organisation as it is now."""
    return api.call("getCredits", key=key).succeeded(200)


def price(api: Api, format_: str, variants: int = 1) -> int:
    """What the document says that so many variants of a format cost."""
    return api.contract.prices[format_] * variants


def generated(api: Api, format_: str, variants: int = 1, key: str = "full") -> Any:
    """The 202 of a generation in a project of the key's organisation."""
    body = {"format": format_, "variantCount": variants}
    state = "project" if key == "full" else f"{key}_project"
    return api.made("generateContent", api.state(state), body=body, key=key)


def give_back(api: Api, jobs: list[Any], key: str) -> None:
    """Cancel what was started only to spend, so that as many credits are left for others."""
    for job in jobs:
        api.call("cancelJob", job["jobId"], key=key)
    for job in jobs:
        api.finish(job, key=key)


def now(api: Api, key: str = "full") -> datetime:
    """The target's time: when a job that is started now says that it started."""
    if key == "full":
        job = started(api, "createInfluencer")
    else:
        job = api.made("createInfluencer", api.state(f"{key}_project"), body={"name": api.text("Influencer")}, key=key)
    return instant(read(api, job, key)["startedAt"])


@check("get-credits.fields")
def the_wallet_is_told_in_full(api: Api) -> None:
    """Every field is there with its type, for an organisation with credits and for another one."""
    for key in ("full", "other"):
        told = wallet(api, key)
        for name in _COUNTS:
            _is_count(told.get(name), name)
        for name in ("organizationId", "subscriptionTier", "billingStatus"):
            holds(isinstance(told.get(name), str) and told[name], f"{name} is {told.get(name)!r}")
        period = told.get("currentPeriod")
        holds(isinstance(period, dict), f"currentPeriod is {period!r}")
        for name in ("start", "end"):
            holds(isinstance(period.get(name), str), f"currentPeriod.{name} is {period.get(name)!r}")
        _is_count(period.get("usedCredits"), "currentPeriod.usedCredits")
        for name in ("estimatedCreditsPerFormat", "ingestCostsBilled"):
            holds(isinstance(told.get(name), dict), f"{name} is {told.get(name)!r}")


def _is_count(value: object, name: str) -> None:
    holds(isinstance(value, int) and not isinstance(value, bool) and value >= 0, f"{name} is {value!r}")


@check("get-credits.organization", alone=True)
def each_organisation_sees_its_own_wallet(api: Api) -> None:
    """The organizationId is the bare UUID of getWhoami; what one organisation spends does not show to another."""
    seen = []
    for key in ("full", "second", "other"):
        id_ = wallet(api, key)["organizationId"]
        holds(isinstance(id_, str) and _UUID.fullmatch(id_), f"organizationId is {id_!r}")
        equal(id_, api.made("getWhoami", key=key)["organizationId"], f"organizationId for the key {key}")
        seen.append(id_)
    holds(seen[0] != seen[2], f"two organisations under the id {seen[0]}")
    before, own = wallet(api, "other"), wallet(api)
    generated(api, "slideshow_remix")
    equal(wallet(api, "other"), before, "the wallet of an organisation that spent nothing")
    holds(wallet(api) != own, "a wallet that does not change when its organisation spends")


@check(_BALANCE, _USED)
def the_numbers_of_a_wallet_agree(api: Api) -> None:
    """Balance and usedThisPeriod follow from the other numbers, before and after a generation."""
    for key in ("full", "other"):
        _agree(wallet(api, key))
    generated(api, "slideshow_remix")
    _agree(wallet(api))


@check(_BALANCE, _USED)
def the_numbers_agree_where_included_credits_run_out(api: Api) -> None:
    """Balance and usedThisPeriod follow from the other numbers while prepaid credits pay a part, and then all."""
    jobs = []
    for _ in range(3):
        _agree(wallet(api, "frugal"))
        jobs.append(generated(api, "video_remix", key="frugal"))
    _agree(wallet(api, "frugal"))
    give_back(api, jobs, "frugal")


def _agree(told: Any) -> None:
    equal(told["balance"], told["includedRemaining"] + told["prepaidBalance"], "balance", rule=_BALANCE)
    used = told["includedThisPeriod"] - told["includedRemaining"]
    equal(told["usedThisPeriod"], used, "usedThisPeriod", rule=_USED)


@check("get-credits.period")
def now_is_in_the_period(api: Api) -> None:
    """Both ends are instants in UTC with milliseconds, and now lies between them, months later too."""
    _is_now(api)
    for days in (20, 100):
        try:
            api.advance(days * 86_400)
        except UnprovidedError:
            return
        _is_now(api)


def _is_now(api: Api) -> None:
    moment, period = now(api), wallet(api)["currentPeriod"]
    for name in ("start", "end"):
        holds(_INSTANT.fullmatch(period[name]), f"{name} is {period[name]!r}")
    told = f"a period from {period['start']} to {period['end']} at {moment}"
    holds(instant(period["start"]) <= moment < instant(period["end"]), told)


@check("get-credits.estimates")
def formats_are_estimated(api: Api) -> None:
    """120 credits for video_remix, ugc_remix and auto, and 50 for slideshow_remix."""
    for key in ("full", "other"):
        told = wallet(api, key)["estimatedCreditsPerFormat"]
        equal({name: told.get(name) for name in _ESTIMATES}, _ESTIMATES, f"estimatedCreditsPerFormat for the key {key}")


@check("get-credits.ingest-free")
def ingest_is_not_billed(api: Api) -> None:
    """The flags of all three sources are false."""
    for key in ("full", "other"):
        told = wallet(api, key)["ingestCostsBilled"]
        equal({name: told.get(name) for name in _SOURCES}, dict.fromkeys(_SOURCES, False), f"flags for the key {key}")


@check("get-credits.any-key", alone=True)
def any_key_is_answered(api: Api) -> None:
    """Keys of one organisation see one wallet, whatever scopes they have."""
    told = wallet(api)
    for key in ("second", "limited", "writer"):
        equal(wallet(api, key), told, f"the wallet for the key {key}")
