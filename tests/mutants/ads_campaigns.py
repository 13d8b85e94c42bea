"""Wrong listCampaigns."""

from layers_mock.kit.exchange import Response
from tests.mutants.lists import Items, Listing, has
from tests.mutants.wrong import (
    Ask,
    Came,
    Mutant,
    as_key,
    replies,
    turns,
)

__all__ = ["MUTANTS"]

_LIST = "listCampaigns"
_L = Listing(_LIST)


def _by_account(items: Items) -> Items:
    """Campaigns come account by account."""
    return sorted(items, key=lambda item: str(item["adAccountId"]))


def _any_account(came: Came, ask: Ask) -> Response:
    """An account that nobody has has all campaigns."""
    if came.status != 200 or came.body["items"] or "adAccountId" not in came.asked.query:
        return came.response
    return ask(came.asked.with_query(adAccountId=None))


MUTANTS = (
    Mutant("list-campaigns.items", "A campaign without a budget does not say so.", _L.each(
        lambda item: item.pop("dailyBudgetCents"), dailyBudgetCents=None)),
    Mutant("list-campaigns.items", "Budgets are in whole units.", _L.each(lambda item: item.update(
        dailyBudgetCents=item["dailyBudgetCents"] and item["dailyBudgetCents"] / 100))),
    Mutant("list-campaigns.items", "Ids have no prefix.", _L.each(lambda item: item.update(campaignId=item["campaignId"][4:]))),
    Mutant("list-campaigns.items", "A campaign ends before it starts.", _L.each(lambda item: item.update(
        startsAt=item["endsAt"] or item["startsAt"]))),
    Mutant("list-campaigns.metrics-snapshot", "The snapshot is null.", _L.each(lambda item: item.update(metricsSnapshot7d=None))),
    Mutant("list-campaigns.metrics-snapshot", "Active campaigns have spend in their snapshot.", _L.each(
        lambda item: item["metricsSnapshot7d"].update(spendCents=0), status="active")),
    Mutant("list-campaigns.accounts", "An account is named as its platform does.", _L.each(
        lambda item: item.update(adAccountId="act_104882771934002"), platform="meta_ads")),
    Mutant("list-campaigns.accounts", "Paused campaigns are on another platform.", _L.each(
        lambda item: item.update(platform="meta_ads"), status="paused")),
    Mutant("list-campaigns.newest-first", "The oldest campaign comes first.", _L.items(lambda items: items[::-1])),
    Mutant("list-campaigns.newest-first", "Campaigns come account by account.", _L.items(_by_account)),
    Mutant("list-campaigns.newest-first", "Deleted campaigns show where somebody asks for them alone.", _L.items(
        lambda items: [item for item in items if item["status"] != "deleted"], lambda asked: "status" not in asked.query)),
    Mutant("list-campaigns.platforms", "platforms is not looked at.", _L.asking(lambda asked: {"platforms": None})),
    Mutant("list-campaigns.platforms", "Of several platforms the last counts.", _L.asking(
        lambda asked: {"platforms": asked.query["platforms"][-1]}, has("platforms"))),
    Mutant("list-campaigns.platforms", "The limit cuts before the platform filters.", _L.filtered("platforms", lambda items, asked: [
        item for item in items if item["platform"] in asked.query["platforms"]])),
    Mutant("list-campaigns.account", "adAccountId is not looked at.", _L.asking(lambda asked: {"adAccountId": None})),
    Mutant("list-campaigns.account", "An account that nobody has has all campaigns.", replies(_LIST, _any_account)),
    Mutant("list-campaigns.account", "Only active campaigns of an account are listed.", _L.items(
        lambda items: [item for item in items if item["status"] == "active"], has("adAccountId"))),
    Mutant("list-campaigns.status", "status is not looked at.", _L.asking(lambda asked: {"status": None})),
    Mutant("list-campaigns.status", "Of several statuses the first counts.", _L.asking(
        lambda asked: {"status": asked.query["status"][0]}, has("status"))),
    Mutant("list-campaigns.status", "Paused campaigns are active too.", _L.asking(
        lambda asked: {"status": [*asked.query["status"], "paused"]}, has("status", "active"))),
    Mutant("list-campaigns.since", "since is not looked at.", _L.asking(lambda asked: {"since": None})),
    Mutant("list-campaigns.since", "What was created at since is left out.", _L.filtered("since", lambda items, asked: [
        item for item in items if item["createdAt"][:19] > asked.query["since"][0][:19]])),
    Mutant("list-campaigns.since", "since counts whole days.", _L.asking(
        lambda asked: {"since": asked.query["since"][0][:10] + "T00:00:00Z"}, has("since"))),
    Mutant("list-campaigns.pages", "The next page begins one late.", _L.one_too_far()),
    Mutant("list-campaigns.pages", "Behind the first page no status is filtered.", _L.asking(lambda asked: {"status": None}, has("cursor"))),
    Mutant("list-campaigns.cursor-ignored", "What is no UUID is refused.", _L.refused_cursor()),
    Mutant("list-campaigns.cursor-ignored", "Behind a UUID of nothing there is nothing.", _L.nothing_behind()),
    Mutant("list-campaigns.own-project", "A project without campaigns has those of another.", _L.of_another("advertising-project", lambda items: not items)),
    Mutant("list-campaigns.own-project", "Every project of the organisation has all campaigns.", _L.of_another("advertising-project")),
    Mutant("list-campaigns.project-not-found", "A project that is not there has none.", _L.empty({"items": [], "nextCursor": None})),
    Mutant("list-campaigns.project-not-found", "Another organisation's key is as good.", as_key(_LIST, "other", "full")),
    Mutant("list-campaigns.project-not-found", "A project that is not there is 403.", turns(
        _LIST, 404, "NOT_FOUND", to=(403, "NOT_FOUND"))),
)  # fmt: skip
