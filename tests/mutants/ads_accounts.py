"""Wrong listAdAccounts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from tests.mutants.lists import Listing, has
from tests.mutants.wrong import (
    Asked,
    Mutant,
    Server,
    answers,
    as_key,
    turns,
)

__all__ = ["MUTANTS"]

_LIST = "listAdAccounts"
_L = Listing(_LIST)


def _moved(name: str, **by: float) -> Callable[[dict[str, Any]], None]:
    def change(item: dict[str, Any]) -> None:
        moved = datetime.fromisoformat(item[name]) + timedelta(**by)
        item[name] = moved.isoformat().replace("+00:00", "Z")

    return change


def _once() -> Server:
    """A token is validated when somebody asks for the first time."""
    seen: dict[str, str] = {}

    def change(item: dict[str, Any]) -> None:
        item["tokenLastValidatedAt"] = seen.setdefault(item["adAccountId"], item["tokenLastValidatedAt"])

    return _L.each(change)()


def _counted(body: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """A limit cuts."""
    limit = asked.query.get("limit")
    return body | {"items": body["items"][: int(limit[0])]} if limit else body


MUTANTS = (
    Mutant("list-ad-accounts.items", "walletBalance is left out.", _L.each(lambda item: item.pop("walletBalance"))),
    Mutant("list-ad-accounts.items", "An account on apple_ads has no timezone.", _L.each(lambda item: item.pop("timezone"), platform="apple_ads")),
    Mutant("list-ad-accounts.items", "Accounts are known by their platform.", _L.each(lambda item: item.update(adAccountId=item["platform"]))),
    Mutant("list-ad-accounts.external-ids", "act_ is left out.", _L.each(
        lambda item: item.update(externalId=item["externalId"].removeprefix("act_")))),
    Mutant("list-ad-accounts.external-ids", "An id on apple_ads begins with org_.", _L.each(
        lambda item: item.update(externalId=item["externalId"].replace("org-", "org_")))),
    Mutant("list-ad-accounts.bring-your-own", "Accounts are the agency's on tiktok_ads.", _L.each(
        lambda item: item.update(credentialMode="agency"), platform="tiktok_ads")),
    Mutant("list-ad-accounts.bring-your-own", "An empty wallet is 0.", _L.each(lambda item: item.update(walletBalance=0))),
    Mutant("list-ad-accounts.times", "connectedAt is told to the millisecond.", _L.each(
        lambda item: item.update(connectedAt=item["connectedAt"][:-1] + ".000Z"))),
    Mutant("list-ad-accounts.times", "A token was validated a month before it was connected.", _L.each(
        _moved("tokenLastValidatedAt", days=-120))),
    Mutant("list-ad-accounts.times", "tokenLastValidatedAt has an offset.", _L.each(
        lambda item: item.update(tokenLastValidatedAt=item["tokenLastValidatedAt"][:-1] + "+00:00"))),
    Mutant("list-ad-accounts.validated-daily", "Tokens are validated when somebody asks for the first time.", _once),
    Mutant("list-ad-accounts.validated-daily", "Tokens were validated two days ago.", _L.each(_moved("tokenLastValidatedAt", days=-2))),
    Mutant("list-ad-accounts.validated-daily", "Tokens will have been validated tomorrow.", _L.each(
        _moved("tokenLastValidatedAt", days=1), platform="meta_ads")),
    Mutant("list-ad-accounts.newest-first", "The oldest account comes first.", _L.items(lambda items: items[::-1])),
    Mutant("list-ad-accounts.newest-first", "Healthy accounts come by their id.", _L.items(
        lambda items: sorted(items, key=lambda item: str(item["adAccountId"])), has("healthy", "true"))),
    Mutant("list-ad-accounts.one-page", "nextCursor is null.", answers(_LIST, lambda body: body | {"nextCursor": None})),
    Mutant("list-ad-accounts.one-page", "A limit cuts.", answers(_LIST, _counted)),
    Mutant("list-ad-accounts.platforms", "platforms is not looked at.", _L.asking(lambda asked: {"platforms": None})),
    Mutant("list-ad-accounts.platforms", "Of several platforms the last counts.", _L.asking(
        lambda asked: {"platforms": asked.query["platforms"][-1]}, has("platforms"))),
    Mutant("list-ad-accounts.platforms", "There is one account for each platform.", _L.items(
        lambda items: list({item["platform"]: item for item in items}.values()), has("platforms"))),
    Mutant("list-ad-accounts.credential-mode", "credentialMode is not looked at.", _L.asking(lambda asked: {"credentialMode": None})),
    Mutant("list-ad-accounts.credential-mode", "byo has none.", _L.asking(
        lambda asked: {"credentialMode": "agency"}, has("credentialMode", "byo"))),
    Mutant("list-ad-accounts.credential-mode", "With a credentialMode no platform is filtered.", _L.asking(
        lambda asked: {"platforms": None}, has("credentialMode"))),
    Mutant("list-ad-accounts.healthy", "healthy is not looked at.", _L.asking(lambda asked: {"healthy": None})),
    Mutant("list-ad-accounts.healthy", "On one platform healthy is not looked at.", _L.asking(
        lambda asked: {"healthy": None}, has("platforms"))),
    Mutant("list-ad-accounts.healthy", "Accounts in another currency are not healthy.", _L.items(
        lambda items: [item for item in items if item["currency"] == "USD"], has("healthy", "true"))),
    Mutant("list-ad-accounts.unhealthy", "healthy false keeps expired tokens.", _L.items(
        lambda items: [item for item in items if item["tokenStatus"] != "valid"], has("healthy", "false"))),
    Mutant("list-ad-accounts.unhealthy", "healthy is true whatever is sent.", _L.asking(lambda asked: {"healthy": "true"}, has("healthy"))),
    Mutant("list-ad-accounts.own-project", "A project without accounts has those of another.", _L.of_another("advertising-project", lambda items: not items)),
    Mutant("list-ad-accounts.own-project", "Every project of the organisation has all accounts.", _L.of_another("advertising-project")),
    Mutant("list-ad-accounts.project-not-found", "A project that is not there has none.", _L.empty({"items": []})),
    Mutant("list-ad-accounts.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-ad-accounts.project-not-found", "A project that is not there is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
