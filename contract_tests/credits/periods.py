"""getCredits: what the end of a period changes."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..jobs.story import instant
from .wallet import generated, now, wallet

__all__: list[str] = []

_ROLLS = "get-credits.rolls-over"
_STAYS = "get-credits.prepaid-stays"
_LATE = "get-credits.late-return"
_USED = "get-credits.used-credits"


def _seconds_left(api: Api, told: Any) -> float:
    """Seconds to the end of the period of the wallet of `frugal`."""
    return (instant(told["currentPeriod"]["end"]) - now(api, "frugal")).total_seconds()


def _length(told: Any) -> float:
    period = told["currentPeriod"]
    return (instant(period["end"]) - instant(period["start"])).total_seconds()


@check(_ROLLS, _STAYS, _USED, alone=True)
def a_new_period_begins_where_the_last_one_ended(api: Api) -> None:
    """Until the end nothing changes; from it on included credits are full, what was left is gone, and prepaid ones stay."""
    before = wallet(api, "frugal")
    if not before["includedRemaining"] or not before["prepaidBalance"]:
        raise UnprovidedError("the wallet has no included credits left, or no prepaid ones")
    left = _seconds_left(api, before)
    api.advance(left - 1)
    equal(wallet(api, "frugal"), before, "the wallet a second before the end", rule=_ROLLS)
    api.advance(1)
    after = wallet(api, "frugal")
    _is_fresh(before, after)
    equal(after["currentPeriod"]["usedCredits"], 0, "usedCredits in a new period", rule=_USED)
    equal(after["currentPeriod"]["start"], before["currentPeriod"]["end"], "start", rule=_ROLLS)


def _is_fresh(before: Any, after: Any) -> None:
    """Included credits are those of a whole period and nothing more, and the period is as long as the last one."""
    told = f"prepaidBalance fell from {before['prepaidBalance']} to {after['prepaidBalance']}"
    holds(after["prepaidBalance"] >= before["prepaidBalance"], told, rule=_STAYS)
    full = before["includedThisPeriod"]
    promised = {
        "includedRemaining": full,
        "includedThisPeriod": full,
        "usedThisPeriod": 0,
        "balance": full + before["prepaidBalance"],
    }
    equal({name: after[name] for name in promised}, promised, "the wallet in a new period", rule=_ROLLS)
    equal(_length(after), _length(before), "seconds that the period lasts", rule=_ROLLS)


@check(_ROLLS, _STAYS, alone=True)
def periods_that_nobody_watched_are_over_all_the_same(api: Api) -> None:
    """Looked at in the midst of the third period from now, the wallet is full and knows its period."""
    before = wallet(api, "frugal")
    left, length = _seconds_left(api, before), _length(before)
    api.advance(left + 2.5 * length)
    after = wallet(api, "frugal")
    _is_fresh(before, after)
    gap = (instant(after["currentPeriod"]["start"]) - instant(before["currentPeriod"]["end"])).total_seconds()
    equal(gap, 2 * length, "seconds from the end of one period to the start of the third behind it", rule=_ROLLS)


@check(_STAYS, alone=True)
def prepaid_credits_outlast_a_period_in_which_they_were_spent(api: Api) -> None:
    """What is left of prepaid credits after some were spent is there in the next period and the one behind it."""
    # Nothing is spent where no period will end.
    api.advance(0)
    for _ in range(2):
        generated(api, "video_remix", key="frugal")
    before = wallet(api, "frugal")
    left, length = _seconds_left(api, before), _length(before)
    for seconds in (left, length):
        api.advance(seconds)
        equal(wallet(api, "frugal")["prepaidBalance"], before["prepaidBalance"], "prepaidBalance in a new period")


@check(_LATE, alone=True)
def credits_that_come_back_late_come_back_as_prepaid(api: Api) -> None:
    """A job that took credits of both kinds in one period and is canceled in the next gives all of them back as prepaid."""
    first = wallet(api, "frugal")
    api.advance(_seconds_left(api, first) - 100)
    before = wallet(api, "frugal")
    job = generated(api, "video_remix", 2, key="frugal")
    held = wallet(api, "frugal")
    included, prepaid = (before[name] - held[name] for name in ("includedRemaining", "prepaidBalance"))
    if included <= 0 or prepaid <= 0:
        raise UnprovidedError(f"the job took {included} included and {prepaid} prepaid credits, not some of both")
    api.advance(30)
    api.made("cancelJob", job["jobId"], key="frugal")
    api.advance(71)
    between = wallet(api, "frugal")
    if api.made("getJob", job["jobId"], key="frugal")["status"] != "running":
        raise UnprovidedError("the job was over before the period was")
    equal(between["prepaidBalance"], held["prepaidBalance"], "prepaidBalance in the new period, while the job runs")
    end = api.finish(job, key="frugal")
    if end.get("status") != "canceled":
        raise UnprovidedError(f"the job ended as {end.get('status')}, not canceled")
    after = wallet(api, "frugal")
    equal(after["prepaidBalance"], held["prepaidBalance"] + included + prepaid, "prepaidBalance when all came back")
    equal(after["includedRemaining"], first["includedThisPeriod"], "includedRemaining when all came back")
    holds(after["includedRemaining"] <= after["includedThisPeriod"], "more included credits than a period has")
