"""Wallets that tell wrong things."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, json_of, refuses, replies, with_json

__all__ = ["MUTANTS"]

_WALLET = "getCredits"


def _known(change: Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], Any]) -> Callable[[], Server]:
    """Wallets told wrongly by who remembers: ``change`` is given the first wallet of this key, the one now, and notes of the key."""

    def make() -> Server:
        first: dict[str | None, dict[str, Any]] = {}
        notes: dict[str | None, dict[str, Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation != _WALLET or came.status != 200:
                return came
            kept = notes.setdefault(asked.key, {})
            kept["passed"] = asked.memory.notes.get("passed", 0)
            told = change(first.setdefault(asked.key, json_of(came)), now := json_of(came), kept)
            return with_json(came, now if told is None else told)

        return server

    return make


def _moved(wallet: dict[str, Any], included: int, prepaid: int = 0) -> None:
    """More or fewer credits of either kind; what depends on them follows."""
    wallet["includedRemaining"] += included
    wallet["usedThisPeriod"] -= included
    wallet["prepaidBalance"] += prepaid
    wallet["balance"] += included + prepaid


def _is_later(first: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether another period is under way than at first."""
    return bool(first["currentPeriod"]["start"] != now["currentPeriod"]["start"])


def _lags(name: str) -> Callable[[dict[str, Any], dict[str, Any], dict[str, Any]], None]:
    """A number that is always that of the time before."""

    def change(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
        now[name], notes["last"] = notes.get("last", now[name]), now[name]

    return change


def _prepaid_first(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """Prepaid credits pay as long as there are any."""
    taken = first["balance"] - now["balance"]
    prepaid = max(0, first["prepaidBalance"] - taken)
    shift = prepaid - now["prepaidBalance"]
    _moved(now, -shift, shift)


def _all_or_none(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """Where included credits do not suffice, prepaid ones pay the whole price."""
    included, balance = notes.get("included", first["includedRemaining"]), notes.get("balance", first["balance"])
    taken = balance - now["balance"]
    included -= taken if taken <= included else 0
    notes.update(included=included, balance=now["balance"])
    shift = included - now["includedRemaining"]
    _moved(now, shift, -shift)


def _never_counted_again(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """usedCredits goes on counting in the next period."""
    if _is_later(first, now):
        now["currentPeriod"]["usedCredits"] += first["currentPeriod"]["usedCredits"]


def _carried_over(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    if _is_later(first, now):
        now["includedThisPeriod"] += first["includedRemaining"]
        now["includedRemaining"] += first["includedRemaining"]
        now["balance"] += first["includedRemaining"]


def _bought_over(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    if _is_later(first, now):
        _moved(now, 0, first["includedRemaining"])


def _a_day_late(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> Any:
    if not _is_later(first, now):
        return None
    begun = notes.setdefault("begun", notes["passed"])
    return first if notes["passed"] - begun < 86_400 else None


def _one_period_at_a_time(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """The period behind the first one is under way for good."""
    if _is_later(first, now):
        end, length = _at(first["currentPeriod"]["end"]), _length(first)
        now["currentPeriod"].update(start=_text(end), end=_text(end + length))


def _a_day_longer(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    if _is_later(first, now):
        now["currentPeriod"]["end"] = _text(_at(now["currentPeriod"]["end"]) + timedelta(days=1))


def _not_filled(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    if _is_later(first, now):
        _moved(now, first["includedRemaining"] - now["includedRemaining"])


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _length(wallet: dict[str, Any]) -> timedelta:
    period = wallet["currentPeriod"]
    return _at(period["end"]) - _at(period["start"])


def _expired(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    if _is_later(first, now):
        _moved(now, 0, -now["prepaidBalance"])


def _expired_later(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """Prepaid credits live through one end of a period, not through two."""
    if now["currentPeriod"]["start"] > first["currentPeriod"]["end"]:
        _moved(now, 0, -now["prepaidBalance"])


def _filled_again(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    """Prepaid credits that were spent are there again in the next period."""
    notes["most"] = max(now["prepaidBalance"], notes.get("most", 1000))
    if _is_later(first, now):
        _moved(now, 0, notes["most"] - now["prepaidBalance"])


def _late(change: Callable[[dict[str, Any], int, int], Any]) -> Callable[[], Server]:
    """What comes back in a later period comes wrongly: ``change(wallet, included, prepaid)``, by where it had been taken from."""

    def remember(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
        if not _is_later(first, now):
            return
        before = notes.setdefault("prepaid", now["prepaidBalance"])
        if now["prepaidBalance"] > before:
            included = first["includedRemaining"]
            change(now, included, now["prepaidBalance"] - before - included)

    return _known(remember)


def _as_other(came: Came, ask: Ask) -> Response:
    """The numbers of one organisation under the id of another."""
    told = json_of(ask(came.asked.with_key("full")))
    return with_json(came.response, told | {"organizationId": came.body["organizationId"]})


def _period(name: str, change: Callable[[str], str]) -> Callable[[dict[str, Any]], None]:
    return lambda told: told["currentPeriod"].update({name: change(told["currentPeriod"][name])})


def _without(*names: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda told: {name: value for name, value in told.items() if name not in names}


def _lacking(part: str, name: str) -> Callable[[dict[str, Any]], None]:
    def edit(told: dict[str, Any]) -> None:
        del told[part][name]

    return edit


def _same_period(first: dict[str, Any], now: dict[str, Any], notes: dict[str, Any]) -> None:
    now["currentPeriod"].update(start=first["currentPeriod"]["start"], end=first["currentPeriod"]["end"])


def _estimate(**changes: int) -> Callable[[dict[str, Any]], None]:
    return lambda told: told["estimatedCreditsPerFormat"].update(changes)


def _is(*keys: str) -> Callable[[Asked], bool]:
    return lambda asked: asked.key in keys


MUTANTS = (
    Mutant("get-credits.fields", "currentPeriod has no usedCredits.", answers(_WALLET, _lacking("currentPeriod", "usedCredits"))),
    Mutant("get-credits.fields", "An organisation with all of its included credits has no usedThisPeriod.", answers(
        _WALLET, lambda told: _without("usedThisPeriod")(told) if not told["usedThisPeriod"] else None)),
    Mutant("get-credits.fields", "The tier is null.", answers(_WALLET, lambda told: told.update(subscriptionTier=None))),
    Mutant("get-credits.organization", "organizationId carries a prefix.", answers(
        _WALLET, lambda told: told.update(organizationId="org_" + told["organizationId"]))),
    Mutant("get-credits.organization", "The numbers of one organisation come under the id of another.", replies(
        _WALLET, _as_other, when=_is("other"))),
    Mutant("get-credits.organization", "All organisations have the wallet of the first.", replies(
        _WALLET, lambda came, ask: ask(came.asked.with_key("full")), when=_is("other"))),
    Mutant("get-credits.balance", "balance is what is included.", answers(
        _WALLET, lambda told: told.update(balance=told["includedRemaining"]))),
    Mutant("get-credits.balance", "balance lags behind by one look.", _known(_lags("balance"))),
    Mutant("get-credits.balance", "Without included credits there is no balance.", answers(
        _WALLET, lambda told: told.update(balance=0) if not told["includedRemaining"] else None)),
    Mutant("get-credits.used", "usedThisPeriod counts prepaid credits too.", answers(
        _WALLET, lambda told: told.update(usedThisPeriod=told["currentPeriod"]["usedCredits"]))),
    Mutant("get-credits.used", "usedThisPeriod lags behind by one look.", _known(_lags("usedThisPeriod"))),
    Mutant("get-credits.used-credits", "usedCredits counts included credits alone.", answers(
        _WALLET, lambda told: told["currentPeriod"].update(usedCredits=told["usedThisPeriod"]))),
    Mutant("get-credits.used-credits", "usedCredits goes on counting in the next period.", _known(_never_counted_again)),
    Mutant("get-credits.period", "The instants have no milliseconds.", answers(
        _WALLET, _period("start", lambda text: text.replace(".000Z", "Z")))),
    Mutant("get-credits.period", "The end has an offset.", answers(
        _WALLET, _period("end", lambda text: text.replace("Z", "+00:00")))),
    Mutant("get-credits.period", "The first period is told for good.", _known(_same_period)),
    Mutant("get-credits.period", "The next period is told.", answers(_WALLET, lambda told: told["currentPeriod"].update(
        start=told["currentPeriod"]["end"], end=_text(_at(told["currentPeriod"]["end"]) + _length(told))))),
    Mutant("get-credits.rolls-over", "What is left is carried over.", _known(_carried_over)),
    Mutant("get-credits.rolls-over", "What is left becomes prepaid.", _known(_bought_over)),
    Mutant("get-credits.rolls-over", "A period ends a day late.", _known(_a_day_late)),
    Mutant("get-credits.rolls-over", "The next period is a day longer.", _known(_a_day_longer)),
    Mutant("get-credits.rolls-over", "After a long time the period behind the first one is under way.", _known(_one_period_at_a_time)),
    Mutant("get-credits.rolls-over", "A new period begins with what was left.", _known(_not_filled)),
    Mutant("get-credits.prepaid-stays", "Prepaid credits expire with the period.", _known(_expired)),
    Mutant("get-credits.prepaid-stays", "Prepaid credits live through one end of a period.", _known(_expired_later)),
    Mutant("get-credits.prepaid-stays", "Spent prepaid credits are there again in the next period.", _known(_filled_again)),
    Mutant("get-credits.estimates", "A slideshow is estimated like a video.", answers(_WALLET, _estimate(slideshow_remix=120))),
    Mutant("get-credits.estimates", "auto is estimated as the mean.", answers(_WALLET, _estimate(auto=97))),
    Mutant("get-credits.estimates", "Another organisation has estimates of its own.", answers(
        _WALLET, _estimate(ugc_remix=100), when=_is("other"))),
    Mutant("get-credits.ingest-free", "github is billed.", answers(
        _WALLET, lambda told: told["ingestCostsBilled"].update(github=True))),
    Mutant("get-credits.ingest-free", "appstore is not told.", answers(_WALLET, _lacking("ingestCostsBilled", "appstore"))),
    Mutant("get-credits.ingest-free", "Flags are texts.", answers(
        _WALLET, lambda told: told.update(ingestCostsBilled=dict.fromkeys(told["ingestCostsBilled"], "false")))),
    Mutant("get-credits.included-first", "Prepaid credits are spent first.", _known(_prepaid_first)),
    Mutant("get-credits.included-first", "Prepaid credits pay the whole price where included ones do not suffice.", _known(_all_or_none)),
    Mutant("get-credits.late-return", "Included credits of an earlier period do not come back.", _late(
        lambda told, included, prepaid: _moved(told, 0, -included))),
    Mutant("get-credits.late-return", "Included credits of an earlier period come back as included ones.", _late(
        lambda told, included, prepaid: _moved(told, included, -included))),
    Mutant("get-credits.late-return", "Prepaid credits of an earlier period do not come back.", _late(
        lambda told, included, prepaid: _moved(told, 0, -prepaid))),
    Mutant("get-credits.any-key", "A key needs a scope that lets it write content.", refuses(
        _WALLET, 403, "FORBIDDEN_SCOPE", when=_is("limited"))),
    Mutant("get-credits.any-key", "A key needs a scope that lets it read.", refuses(
        _WALLET, 403, "FORBIDDEN_SCOPE", when=_is("writer"))),
    Mutant("get-credits.any-key", "A key with scopes does not see prepaid credits.", answers(
        _WALLET, lambda told: told.update(prepaidBalance=0, balance=told["includedRemaining"]), when=_is("limited"))),
)  # fmt: skip
