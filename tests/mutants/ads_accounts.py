"""Wrong listAdAccounts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.metrics import again
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    as_key,
    json_of,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_LIST = "listAdAccounts"
Items = list[dict[str, Any]]


def _asking(
    change: Callable[[Asked], dict[str, object]], when: Callable[[Asked], object] | None = None
) -> Callable[[], Server]:
    return when_asked(_LIST, lambda asked: again(asked, **change(asked)), when=when)


def _has(name: str, *texts: str) -> Callable[[Asked], bool]:
    return lambda asked: name in asked.query and (not texts or asked.query[name][0] in texts)


def _items(change: Callable[[Items], Items], when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
    """The accounts are others."""
    return answers(_LIST, lambda body: body | {"items": change(body["items"])}, when=when)


def _each(change: Callable[[dict[str, Any]], Any], platform: str | None = None) -> Callable[[], Server]:
    """Each account, or each on a platform, is spoilt in place."""

    def edit(body: dict[str, Any]) -> None:
        for item in body["items"]:
            if platform in (None, item["platform"]):
                change(item)

    return answers(_LIST, edit)


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

    return _each(change)()


def _counted(body: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """A limit cuts."""
    limit = asked.query.get("limit")
    return body | {"items": body["items"][: int(limit[0])]} if limit else body


def _elsewhere(when: Callable[[Items], object]) -> Callable[[], Server]:
    """The accounts of another project are listed as well, where ``when`` says so of the own ones."""

    def server(came: Came, ask: Ask) -> Response:
        if came.status != 200 or came.asked.key == "other" or not when(came.body["items"]):
            return came.response
        more = json_of(ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids["advertising-project"])))
        return with_json(came.response, more)

    return replies(_LIST, server)


def _empty(came: Came, ask: Ask) -> Response:
    """A project that is not there has none."""
    return with_json(came.response, {"items": []}, 200) if came.status == 404 else came.response


MUTANTS = (
    Mutant("list-ad-accounts.items", "walletBalance is left out.", _each(lambda item: item.pop("walletBalance"))),
    Mutant("list-ad-accounts.items", "An account on apple_ads has no timezone.", _each(lambda item: item.pop("timezone"), "apple_ads")),
    Mutant("list-ad-accounts.items", "Accounts are known by their platform.", _each(lambda item: item.update(adAccountId=item["platform"]))),
    Mutant("list-ad-accounts.external-ids", "act_ is left out.", _each(
        lambda item: item.update(externalId=item["externalId"].removeprefix("act_")))),
    Mutant("list-ad-accounts.external-ids", "An id on apple_ads begins with org_.", _each(
        lambda item: item.update(externalId=item["externalId"].replace("org-", "org_")))),
    Mutant("list-ad-accounts.bring-your-own", "Accounts are the agency's on tiktok_ads.", _each(
        lambda item: item.update(credentialMode="agency"), "tiktok_ads")),
    Mutant("list-ad-accounts.bring-your-own", "An empty wallet is 0.", _each(lambda item: item.update(walletBalance=0))),
    Mutant("list-ad-accounts.times", "connectedAt is told to the millisecond.", _each(
        lambda item: item.update(connectedAt=item["connectedAt"][:-1] + ".000Z"))),
    Mutant("list-ad-accounts.times", "A token was validated a month before it was connected.", _each(
        _moved("tokenLastValidatedAt", days=-120))),
    Mutant("list-ad-accounts.times", "tokenLastValidatedAt has an offset.", _each(
        lambda item: item.update(tokenLastValidatedAt=item["tokenLastValidatedAt"][:-1] + "+00:00"))),
    Mutant("list-ad-accounts.validated-daily", "Tokens are validated when somebody asks for the first time.", _once),
    Mutant("list-ad-accounts.validated-daily", "Tokens were validated two days ago.", _each(_moved("tokenLastValidatedAt", days=-2))),
    Mutant("list-ad-accounts.validated-daily", "Tokens will have been validated tomorrow.", _each(
        _moved("tokenLastValidatedAt", days=1), "meta_ads")),
    Mutant("list-ad-accounts.newest-first", "The oldest account comes first.", _items(lambda items: items[::-1])),
    Mutant("list-ad-accounts.newest-first", "Healthy accounts come by their id.", _items(
        lambda items: sorted(items, key=lambda item: str(item["adAccountId"])), _has("healthy", "true"))),
    Mutant("list-ad-accounts.one-page", "nextCursor is null.", answers(_LIST, lambda body: body | {"nextCursor": None})),
    Mutant("list-ad-accounts.one-page", "A limit cuts.", answers(_LIST, _counted)),
    Mutant("list-ad-accounts.platforms", "platforms is not looked at.", _asking(lambda asked: {"platforms": None})),
    Mutant("list-ad-accounts.platforms", "Of several platforms the last counts.", _asking(
        lambda asked: {"platforms": asked.query["platforms"][-1]}, _has("platforms"))),
    Mutant("list-ad-accounts.platforms", "There is one account for each platform.", _items(
        lambda items: list({item["platform"]: item for item in items}.values()), _has("platforms"))),
    Mutant("list-ad-accounts.credential-mode", "credentialMode is not looked at.", _asking(lambda asked: {"credentialMode": None})),
    Mutant("list-ad-accounts.credential-mode", "byo has none.", _asking(
        lambda asked: {"credentialMode": "agency"}, _has("credentialMode", "byo"))),
    Mutant("list-ad-accounts.credential-mode", "With a credentialMode no platform is filtered.", _asking(
        lambda asked: {"platforms": None}, _has("credentialMode"))),
    Mutant("list-ad-accounts.healthy", "healthy is not looked at.", _asking(lambda asked: {"healthy": None})),
    Mutant("list-ad-accounts.healthy", "On one platform healthy is not looked at.", _asking(
        lambda asked: {"healthy": None}, _has("platforms"))),
    Mutant("list-ad-accounts.healthy", "Accounts in another currency are not healthy.", _items(
        lambda items: [item for item in items if item["currency"] == "USD"], _has("healthy", "true"))),
    Mutant("list-ad-accounts.unhealthy", "healthy false keeps expired tokens.", _items(
        lambda items: [item for item in items if item["tokenStatus"] != "valid"], _has("healthy", "false"))),
    Mutant("list-ad-accounts.unhealthy", "healthy is true whatever is sent.", _asking(lambda asked: {"healthy": "true"}, _has("healthy"))),
    Mutant("list-ad-accounts.own-project", "A project without accounts has those of another.", _elsewhere(lambda items: not items)),
    Mutant("list-ad-accounts.own-project", "Every project of the organisation has all accounts.", _elsewhere(lambda items: True)),
    Mutant("list-ad-accounts.project-not-found", "A project that is not there has none.", replies(_LIST, _empty)),
    Mutant("list-ad-accounts.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-ad-accounts.project-not-found", "A project that is not there is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
