"""Wrong listCampaigns."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

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
    refusal,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_LIST = "listCampaigns"
Items = list[dict[str, Any]]


def _asking(
    change: Callable[[Asked], dict[str, object]], when: Callable[[Asked], object] | None = None
) -> Callable[[], Server]:
    return when_asked(_LIST, lambda asked: again(asked, **change(asked)), when=when)


def _has(name: str, *texts: str) -> Callable[[Asked], bool]:
    return lambda asked: name in asked.query and (not texts or asked.query[name][0] in texts)


def _items(change: Callable[[Items], Items], when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
    """The campaigns are others."""
    return answers(_LIST, lambda body: body | {"items": change(body["items"])}, when=when)


def _each(change: Callable[[dict[str, Any]], Any], **having: object) -> Callable[[], Server]:
    """Each campaign, or each that has these fields, is spoilt in place."""

    def edit(body: dict[str, Any]) -> None:
        for item in body["items"]:
            if all(item.get(name) == value for name, value in having.items()):
                change(item)

    return answers(_LIST, edit)


def _filtered(name: str, change: Callable[[Items, Asked], Items]) -> Callable[[], Server]:
    """With a filter, the campaigns of the unfiltered list that ``change`` keeps."""

    def server(came: Came, ask: Ask) -> Response:
        if came.status != 200 or name not in came.asked.query:
            return came.response
        whole = json_of(ask(again(came.asked, **{name: None})))
        return with_json(came.response, came.body | {"items": change(whole["items"], came.asked)})

    return replies(_LIST, server)


def _by_account(items: Items) -> Items:
    """Campaigns come account by account."""
    return sorted(items, key=lambda item: str(item["adAccountId"]))


def _any_account(came: Came, ask: Ask) -> Response:
    """An account that nobody has has all campaigns."""
    if came.status != 200 or came.body["items"] or "adAccountId" not in came.asked.query:
        return came.response
    return ask(again(came.asked, adAccountId=None))


def _one_too_far(came: Came, ask: Ask) -> Response:
    """The next page begins one late."""
    if came.status != 200 or came.body["nextCursor"] is None:
        return came.response
    longer = json_of(ask(again(came.asked, limit=int(came.asked.query.get("limit", ["100"])[0]) + 1)))
    return with_json(came.response, came.body | {"nextCursor": longer["nextCursor"]})


def _refused_cursor(came: Came, ask: Ask) -> Response:
    """What is no UUID is no cursor."""
    cursor = parse_qs(urlsplit(came.asked.request.url).query, keep_blank_values=True).get("cursor", [None])[0]
    return refusal(came.response, 422, "VALIDATION") if cursor is not None and cursor.count("-") != 4 else came.response


def _end_of(came: Came, ask: Ask) -> Response:
    """Behind what nothing has there is nothing."""
    is_uuid = came.asked.query.get("cursor", [""])[0].count("-") == 4
    if came.status == 200 and is_uuid and json_of(ask(again(came.asked, cursor=None))) == came.body:
        return with_json(came.response, {"items": [], "nextCursor": None})
    return came.response


def _elsewhere(when: Callable[[Items], object]) -> Callable[[], Server]:
    """The campaigns are those of another project, where ``when`` says so of the own ones."""

    def server(came: Came, ask: Ask) -> Response:
        if came.status != 200 or came.asked.key == "other" or not when(came.body["items"]):
            return came.response
        return ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids["advertising-project"]))

    return replies(_LIST, server)


def _empty(came: Came, ask: Ask) -> Response:
    """A project that is not there has none."""
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == 404 else came.response


MUTANTS = (
    Mutant("list-campaigns.items", "A campaign without a budget does not say so.", _each(
        lambda item: item.pop("dailyBudgetCents"), dailyBudgetCents=None)),
    Mutant("list-campaigns.items", "Budgets are in whole units.", _each(lambda item: item.update(
        dailyBudgetCents=item["dailyBudgetCents"] and item["dailyBudgetCents"] / 100))),
    Mutant("list-campaigns.items", "Ids have no prefix.", _each(lambda item: item.update(campaignId=item["campaignId"][4:]))),
    Mutant("list-campaigns.items", "A campaign ends before it starts.", _each(lambda item: item.update(
        startsAt=item["endsAt"] or item["startsAt"]))),
    Mutant("list-campaigns.metrics-snapshot", "The snapshot is null.", _each(lambda item: item.update(metricsSnapshot7d=None))),
    Mutant("list-campaigns.metrics-snapshot", "Active campaigns have spend in their snapshot.", _each(
        lambda item: item["metricsSnapshot7d"].update(spendCents=0), status="active")),
    Mutant("list-campaigns.accounts", "An account is named as its platform does.", _each(
        lambda item: item.update(adAccountId="act_104882771934002"), platform="meta_ads")),
    Mutant("list-campaigns.accounts", "Paused campaigns are on another platform.", _each(
        lambda item: item.update(platform="meta_ads"), status="paused")),
    Mutant("list-campaigns.newest-first", "The oldest campaign comes first.", _items(lambda items: items[::-1])),
    Mutant("list-campaigns.newest-first", "Campaigns come account by account.", _items(_by_account)),
    Mutant("list-campaigns.newest-first", "Deleted campaigns show where somebody asks for them alone.", _items(
        lambda items: [item for item in items if item["status"] != "deleted"], lambda asked: "status" not in asked.query)),
    Mutant("list-campaigns.platforms", "platforms is not looked at.", _asking(lambda asked: {"platforms": None})),
    Mutant("list-campaigns.platforms", "Of several platforms the last counts.", _asking(
        lambda asked: {"platforms": asked.query["platforms"][-1]}, _has("platforms"))),
    Mutant("list-campaigns.platforms", "The limit cuts before the platform filters.", _filtered("platforms", lambda items, asked: [
        item for item in items if item["platform"] in asked.query["platforms"]])),
    Mutant("list-campaigns.account", "adAccountId is not looked at.", _asking(lambda asked: {"adAccountId": None})),
    Mutant("list-campaigns.account", "An account that nobody has has all campaigns.", replies(_LIST, _any_account)),
    Mutant("list-campaigns.account", "Only active campaigns of an account are listed.", _items(
        lambda items: [item for item in items if item["status"] == "active"], _has("adAccountId"))),
    Mutant("list-campaigns.status", "status is not looked at.", _asking(lambda asked: {"status": None})),
    Mutant("list-campaigns.status", "Of several statuses the first counts.", _asking(
        lambda asked: {"status": asked.query["status"][0]}, _has("status"))),
    Mutant("list-campaigns.status", "Paused campaigns are active too.", _asking(
        lambda asked: {"status": [*asked.query["status"], "paused"]}, _has("status", "active"))),
    Mutant("list-campaigns.since", "since is not looked at.", _asking(lambda asked: {"since": None})),
    Mutant("list-campaigns.since", "What was created at since is left out.", _filtered("since", lambda items, asked: [
        item for item in items if item["createdAt"][:19] > asked.query["since"][0][:19]])),
    Mutant("list-campaigns.since", "since counts whole days.", _asking(
        lambda asked: {"since": asked.query["since"][0][:10] + "T00:00:00Z"}, _has("since"))),
    Mutant("list-campaigns.pages", "The next page begins one late.", replies(_LIST, _one_too_far)),
    Mutant("list-campaigns.pages", "Behind the first page no status is filtered.", _asking(lambda asked: {"status": None}, _has("cursor"))),
    Mutant("list-campaigns.cursor-ignored", "What is no UUID is refused.", replies(_LIST, _refused_cursor)),
    Mutant("list-campaigns.cursor-ignored", "Behind a UUID of nothing there is nothing.", replies(_LIST, _end_of)),
    Mutant("list-campaigns.own-project", "A project without campaigns has those of another.", _elsewhere(lambda items: not items)),
    Mutant("list-campaigns.own-project", "Every project of the organisation has all campaigns.", _elsewhere(lambda items: True)),
    Mutant("list-campaigns.project-not-found", "A project that is not there has none.", replies(_LIST, _empty)),
    Mutant("list-campaigns.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-campaigns.project-not-found", "A project that is not there is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
