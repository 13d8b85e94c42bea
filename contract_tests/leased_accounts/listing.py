"""listLeasedAccounts."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..influencers.persona import id_of
from ..social.flow import account, connect, new_project
from .flow import assigned, ids, instant, lease, leased, leases, request

__all__: list[str] = []

_PRICE_CENTS = 15_000


def _month_later(begin: datetime) -> datetime:
    """The same day of the next month, or that month's last day where it is shorter."""
    first = (begin.replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(begin.day, last.day))


@check("list-leased-accounts.item")
def an_item_tells_its_lease(api: Api) -> None:
    """Of accounts assigned just now, and of those that a project has."""
    project, made = leased(api, 2)
    items = leases(api, project)
    equal(ids([item["socialAccountId"] for item in items]), ids(made), "accounts that are listed")
    for item in items:
        _is_item(item, project)
        equal(item["status"], "assigned", "status")
    equal(len({item["handle"] for item in items}), 2, "different handles of two accounts")
    with suppress(UnprovidedError):
        place = api.state("leasing_project")
        for item in leases(api, place):
            _is_item(item, place)


def _is_item(item: Any, project: str) -> None:
    equal((id_of(item["projectId"]), item["platform"]), (id_of(project), "tiktok"), "projectId and platform")
    holds(str(item["socialAccountId"]).startswith("sa_"), f"socialAccountId is {item['socialAccountId']!r}")
    handle, followers = item["handle"], item["followers"]
    holds(isinstance(handle, str) and handle and "@" not in handle, f"handle is {handle!r}")
    holds(isinstance(followers, int) and not isinstance(followers, bool) and followers >= 0, f"followers is {followers!r}")
    price = item["monthlyPriceCents"]
    holds(isinstance(price, int) and price >= 0, f"monthlyPriceCents is {price!r}")
    holds(instant(item["nextRenewalAt"]) > instant(item["assignedAt"]), f"nextRenewalAt is {item['nextRenewalAt']!r}")


@check("list-leased-accounts.appears")
def accounts_appear_when_they_are_assigned(api: Api) -> None:
    """None while requests are open; then exactly those of the granted one, and no more when another is rejected."""
    project = new_project(api)
    first, second, third = (request(api, project, count) for count in (2, 1, 1))
    equal(leases(api, project), [], "accounts while requests are open")
    found: set[str] = set()
    for asked, count in ((first, None), (second, 0), (third, None)):
        api.decide_lease(asked, count)
        api.let_pass(30, elsewhere=30)
        named = ids(api.made("getLeaseRequest", project, asked["requestId"])["assignedSocialAccountIds"])
        found |= set(named)
        equal(ids([item["socialAccountId"] for item in leases(api, project)]), sorted(found), "accounts that are listed")
    equal(len(found), 3, "accounts in the end")
    equal(leases(api, new_project(api)), [], "accounts of another project")


@check("list-leased-accounts.social-account")
def a_leased_account_is_a_social_account(api: Api) -> None:
    """Of the same handle, connected on TikTok, and leased; an account connected beside it is not in the leased list."""
    project, made = leased(api, 2)
    own = connect(api, project)
    for each in made:
        row, item = account(api, project, each), lease(api, project, each)
        holds(row is not None, f"{each} is not among the social accounts")
        told = (row["handle"], row["platform"], row["status"], row["leased"])
        equal(told, (item["handle"], "tiktok", "connected", True), "handle, platform, status and leased")
    equal(lease(api, project, own), None, "the account that is not leased, in the leased list")
    equal(account(api, project, own)["leased"], False, "leased of the account that is not")


@check("list-leased-accounts.status")
def either_status_has_its_list(api: Api) -> None:
    """Without `status` and with assigned those that there are, with disconnected those that were released; in none both."""
    project, (first, second, third) = leased(api, 3)
    equal(leases(api, project, status="disconnected"), [], "disconnected accounts before a release")
    for gone, kept, left in ((first, [second, third], [first]), (second, [third], [first, second])):
        api.made("releaseLeasedAccount", gone)
        for query in ({}, {"status": "assigned"}):
            rows = leases(api, project, **query)
            equal(ids([row["socialAccountId"] for row in rows]), ids(kept), f"accounts with the query {query}")
            equal({row["status"] for row in rows}, {"assigned"}, f"status with the query {query}")
        rows = leases(api, project, status="disconnected")
        equal(ids([row["socialAccountId"] for row in rows]), ids(left), "accounts with status=disconnected")
        equal({row["status"] for row in rows}, {"disconnected"}, "status with status=disconnected")


@check("list-leased-accounts.renewal")
def a_lease_renews_a_month_after_its_assignment(api: Api) -> None:
    """The same day and time of the next month, for leases assigned on several days of the month."""
    project = new_project(api)
    for days in (0, 4, 3, 11):
        api.let_pass(days * 86_400)
        for own in assigned(api, project):
            item = lease(api, project, own)
            begin = instant(item["assignedAt"])
            equal(instant(item["nextRenewalAt"]), _month_later(begin), f"nextRenewalAt of an account assigned at {begin}")


@check("list-leased-accounts.renews")
def a_renewal_moves_on(api: Api) -> None:
    """The same until it has come; then a month later, and so again; assignedAt stays. One that was released does not move."""
    project, (own, gone) = leased(api, 2)
    begin = lease(api, project, own)
    api.made("releaseLeasedAccount", gone)
    before = lease(api, project, gone, status="disconnected")
    due = instant(begin["nextRenewalAt"])
    seconds = (due - instant(begin["assignedAt"])).total_seconds()
    api.advance(seconds - 3600)
    equal(lease(api, project, own), begin, "the lease an hour before its renewal")
    api.advance(7200)
    for _ in range(2):
        row = lease(api, project, own)
        moved = instant(row["nextRenewalAt"])
        holds(timedelta(days=28) <= moved - due <= timedelta(days=31), f"nextRenewalAt is {moved} after {due}")
        equal(moved.day, due.day, "day of the month of nextRenewalAt")
        equal((row["status"], row["assignedAt"]), ("assigned", begin["assignedAt"]), "status and assignedAt")
        api.advance((moved - due).total_seconds())
        due = moved
    after = lease(api, project, gone, status="disconnected")
    equal(after["nextRenewalAt"], before["nextRenewalAt"], "nextRenewalAt of the account that was released")


@check("list-leased-accounts.price")
def a_new_account_costs_150_dollars(api: Api) -> None:
    """15000 cents a month, of one assigned alone, of several, and of a partial grant."""
    project = new_project(api)
    for made in (assigned(api, project), assigned(api, project, 2), assigned(api, project, 1, of=3)):
        for own in made:
            equal(lease(api, project, own)["monthlyPriceCents"], _PRICE_CENTS, "monthlyPriceCents")


@check("list-leased-accounts.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and another organisation's, for either status; its own key sees the list."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        for query in ({}, {"status": "disconnected"}):
            api.call("listLeasedAccounts", project, query=query).refused(404, "NOT_FOUND")
    holds(isinstance(leases(api, foreign, key="other"), list), "its own key sees no list")
