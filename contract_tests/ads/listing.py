"""The lists of what ad accounts hold: campaigns, ad sets and ads. What one filter keeps is the same in each of them."""

from typing import Any, NamedTuple

from layers_mock.kit import Api, UnprovidedError, equal, holds

__all__ = ["PLATFORMS", "STATE", "STATUSES", "Listing", "accounts"]

STATE = "advertising_project"
PLATFORMS = ("meta_ads", "tiktok_ads", "apple_ads")
STATUSES = ("active", "paused", "archived", "deleted", "in_review", "rejected")
_MOST = 200


def accounts(api: Api) -> list[Any]:
    """The ad accounts of the project that the lists are of."""
    return list(api.made("listAdAccounts", api.state(STATE))["items"])


class Listing(NamedTuple):
    """One list: its operation, the field of its items' ids, the platforms that it shows, and how many statuses it needs."""

    operation: str
    id: str
    platforms: tuple[str, ...] = PLATFORMS
    statuses: int = 3

    def found(self, api: Api, state: str = STATE, **query: Any) -> list[Any]:
        """The items of the project of a state, on one page."""
        page = api.call(self.operation, api.state(state), query={"limit": _MOST, **query}).succeeded(200)
        if page["nextCursor"] is not None:
            raise UnprovidedError(f"{self.operation} has more items than one page")
        return list(page["items"])

    def some(self, api: Api) -> list[Any]:
        """All items. Raises :class:`UnprovidedError` where a platform has none, or there are too few statuses."""
        found = self.found(api)
        lacking = set(self.platforms) - {item["platform"] for item in found}
        if lacking or len({item["status"] for item in found}) < self.statuses:
            raise UnprovidedError(f"{self.operation} lacks items on {sorted(lacking)}, or of {self.statuses} statuses")
        return found

    def ids(self, found: list[Any]) -> list[str]:
        """The ids of items."""
        return [item[self.id] for item in found]

    def keeps(self, api: Api, promised: list[Any], what: str, **query: Any) -> None:
        """Break the rule unless a query finds exactly these items, also where the limit cuts."""
        equal(self.ids(self.found(api, **query)), self.ids(promised), f"items {what}")
        page = api.call(self.operation, api.state(STATE), query={**query, "limit": 1}).succeeded(200)
        equal(self.ids(page["items"]), self.ids(promised[:1]), f"the first item {what}")

    def filters_platforms(self, api: Api) -> None:
        """Break the rule unless each platform alone, two, and all three keep theirs in the order of the whole list."""
        found = self.some(api)
        several = (["meta_ads", "apple_ads"], ["apple_ads", "tiktok_ads"], ["tiktok_ads", "meta_ads"], list(PLATFORMS))
        for wanted in (*([one] for one in PLATFORMS), *several):
            kept = [item for item in found if item["platform"] in wanted]
            self.keeps(api, kept, f"on {wanted}", platforms=wanted)

    def filters_statuses(self, api: Api) -> None:
        """Break the rule unless each status alone, several, and all six keep theirs in the order of the whole list."""
        found = self.some(api)
        several = (["active", "deleted"], ["in_review", "paused", "archived"], ["rejected", "active"], list(STATUSES))
        for wanted in (*([one] for one in STATUSES), *several):
            self.keeps(api, [item for item in found if item["status"] in wanted], f"that are {wanted}", status=wanted)

    def filters(self, api: Api, name: str, named: list[str], others: list[str]) -> None:
        """Break the rule unless a field keeps the items that have each of the ids there, and none for each of the others.

        Raises :class:`UnprovidedError` where no two of the ids have different items.
        """
        found = self.some(api)
        kept = {id_: [item for item in found if item.get(name) == id_] for id_ in named}
        if sum(bool(items) for items in kept.values()) < 2:
            raise UnprovidedError(f"{self.operation} has items of one {name} alone")
        for id_, items in kept.items():
            self.keeps(api, items, f"with {name} {id_}", **{name: id_})
        for id_ in others:
            equal(self.found(api, **{name: id_}), [], f"items with a {name} that is not in the project")

    def filters_accounts(self, api: Api) -> None:
        """Break the rule unless each account has its own items; one that nobody has and one of others have none."""
        foreign = api.made("listAdAccounts", api.state("foreign_project"), key="other")["items"]
        own = [account["adAccountId"] for account in accounts(api)]
        self.filters(api, "adAccountId", own, [api.uuid(), *(account["adAccountId"] for account in foreign)])

    def filters_campaigns(self, api: Api) -> None:
        """Break the rule unless each campaign has its own items; one that nobody has and one of others have none."""
        foreign = api.made("listCampaigns", api.state("foreign_project"), key="other")["items"]
        own = [item["campaignId"] for item in api.made("listCampaigns", api.state(STATE), query={"limit": _MOST})["items"]]
        self.filters(api, "campaignId", own, [api.uuid(), *(campaign["campaignId"] for campaign in foreign)])

    def is_newest_first(self, api: Api) -> None:
        """Break the rule unless items come by createdAt, over all accounts, with deleted ones at their place."""
        found = self.some(api)
        times = [item["createdAt"] for item in found]
        equal(times, sorted(times, reverse=True), "createdAt of the items")
        if "deleted" not in [item["status"] for item in self.found(api, status=list(STATUSES))]:
            raise UnprovidedError(f"{self.operation} has nothing that is deleted")
        holds("deleted" in [item["status"] for item in found], "what is deleted shows where its status is asked for alone")

    def combines(self, api: Api, *pairs: tuple[str, str]) -> None:
        """Break the rule unless two fields together keep the items that fit both, for all values that there are."""
        found, told = self.some(api), 0
        for one, other in pairs:
            for first in dict.fromkeys(item[_field(one)] for item in found):
                for second in dict.fromkeys(item[_field(other)] for item in found):
                    kept = [item for item in found if (item[_field(one)], item[_field(other)]) == (first, second)]
                    query = {one: first, other: second}
                    equal(self.ids(self.found(api, **query)), self.ids(kept), f"items with {query}")
                    told += bool(kept)
        holds(told, "no two filters keep anything together")

    def is_of_the_project(self, api: Api, fresh: str) -> None:
        """Break the rule unless a project just made and one without accounts have none, while another has."""
        holds(self.some(api), "no items")
        equal(api.call(self.operation, fresh).succeeded(200)["items"], [], "items of a project just made")
        equal(self.found(api, "empty_project"), [], "items of a project without accounts")


def _field(name: str) -> str:
    """The field of an item that a filter looks at."""
    return "platform" if name == "platforms" else name
