"""listSocialAccounts, and accounts as time passes."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..influencers.persona import id_of
from .flow import account, accounts, connect, connected, ids, new_project

__all__: list[str] = []

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF")
_MANY = 27


@check("list-social-accounts.item")
def an_item_tells_its_account(api: Api) -> None:
    """Of accounts that were connected just now, and of every kind that a project has."""
    project = new_project(api)
    made = {id_of(connect(api, project, platform=platform)): platform for platform in ("tiktok", "instagram")}
    items = accounts(api, project)
    equal({id_of(item["socialAccountId"]): item["platform"] for item in items}, made, "the accounts and their platforms")
    for item in items:
        _is_item(item)
        equal((item["status"], item["leased"]), ("connected", False), "status and leased")
        ends = datetime.fromisoformat(item["tokenExpiresAt"])
        holds(ends > datetime.fromisoformat(item["connectedAt"]), f"a token that ends at {item['tokenExpiresAt']}")
    with suppress(UnprovidedError):
        for item in accounts(api, api.state("leasing_project")):
            _is_item(item)


def _is_item(item: Any) -> None:
    holds(item["platform"] in {"tiktok", "instagram"}, f"platform is {item['platform']!r}")
    holds(item["status"] in {"connected", "reauth_required", "disconnected"}, f"status is {item['status']!r}")
    handle, url = item["handle"], item["avatarUrl"]
    holds(isinstance(handle, str) and handle and "@" not in handle, f"handle is {handle!r}")
    holds(isinstance(url, str) and url.startswith(("https://", "http://")), f"avatarUrl is {url!r}")
    holds(item["leased"] in {True, False} and isinstance(item["leased"], bool), f"leased is {item['leased']!r}")
    datetime.fromisoformat(item["connectedAt"])
    holds("tokenExpiresAt" in item and "id" not in item, f"the fields are {sorted(item)}")


@check("list-social-accounts.avatar")
def an_avatar_is_a_picture(api: Api) -> None:
    """Of an account that was connected just now, and of a leased one."""
    project, _ = connected(api)
    for place in (project, api.state("leasing_project")):
        items = accounts(api, place)
        for item in [*items[:1], *[item for item in items if item["leased"]][:1]]:
            came = api.fetch(item["avatarUrl"])
            holds(came.status == 200 and came.content.startswith(_PICTURES), f"avatarUrl gives {came.status} and no picture")


@check("list-social-accounts.platform-filter", alone=True)
def a_platform_leaves_its_accounts(api: Api) -> None:
    """Exactly those of the whole list that are there, in its order; both lists have some."""
    for project in _mixed(api):
        whole = accounts(api, project)
        for platform in ("tiktok", "instagram"):
            promised = ids([item for item in whole if item["platform"] == platform])
            holds(promised, f"no account on {platform} to look for")
            equal(ids(accounts(api, project, platform=platform)), promised, f"accounts on {platform}")


@check("list-social-accounts.status-filter", alone=True)
def a_status_leaves_its_accounts(api: Api) -> None:
    """Exactly those of the whole list that have it; connected and disconnected ones are there, and it joins other filters."""
    for project in _mixed(api):
        whole = accounts(api, project)
        for status in ("connected", "reauth_required", "disconnected"):
            promised = [item for item in whole if item["status"] == status]
            holds(promised or status == "reauth_required", f"no account that is {status} to look for")
            equal(ids(accounts(api, project, status=status)), ids(promised), f"accounts that are {status}")
            both = ids([item for item in promised if item["platform"] == "tiktok"])
            equal(ids(accounts(api, project, status=status, platform="tiktok")), both, f"accounts on tiktok that are {status}")


@check("list-social-accounts.every-status")
def every_status_is_listed(api: Api) -> None:
    """Without a filter an account stays in the list when it is revoked, and when its token is over."""
    project = new_project(api)
    first, second, third = [connect(api, project) for _ in range(3)]
    api.made("revokeSocialAccount", second)
    statuses = {id_of(item["socialAccountId"]): item["status"] for item in accounts(api, project)}
    promised = {id_of(first): "connected", id_of(second): "disconnected", id_of(third): "connected"}
    equal(statuses, promised, "accounts and their status")
    with suppress(UnprovidedError):
        expired = id_of(api.state("expired_account"))
        holds(expired in ids(accounts(api, api.state("project"))), "an account that needs consent is not listed")


@check("list-social-accounts.leased-filter", alone=True)
def leased_accounts_are_told_apart(api: Api) -> None:
    """`true` leaves the leased ones, `false` the others; both are there, and together they are the whole list."""
    project = api.state("leasing_project")
    leased, others = (accounts(api, project, leased=value) for value in ("true", "false"))
    whole = accounts(api, project)
    holds(leased and others, "the project has no leased account, or no other")
    equal({item["leased"] for item in leased}, {True}, "leased with leased=true")
    equal({item["leased"] for item in others}, {False}, "leased with leased=false")
    equal(sorted(ids(leased) + ids(others)), sorted(ids(whole)), "accounts of both lists")
    holds(id_of(api.state("leased_account")) in ids(leased), "the leased account is not among them")
    project, own = connected(api)
    equal(ids(accounts(api, project, leased="false")), [id_of(own)], "accounts with leased=false where none is leased")
    equal(accounts(api, project, leased="true"), [], "accounts with leased=true where none is leased")


@check("list-social-accounts.whole")
def one_answer_holds_every_account(api: Api) -> None:
    """27 of them, whatever `limit` and `cursor` may be sent."""
    project = new_project(api)
    made = sorted(id_of(connect(api, project)) for _ in range(_MANY))
    asked: list[dict[str, str]] = [{}, {"limit": "1"}, {"limit": "5", "cursor": "x"}, {"platform": "tiktok"}]
    for query in asked:
        equal(sorted(ids(accounts(api, project, key="full", **query))), made, f"accounts listed with the query {query}")


@check("list-social-accounts.newest-first")
def the_last_one_comes_first(api: Api) -> None:
    """In the order in which they were connected, backwards, with a filter too, and also when one was revoked."""
    project = new_project(api)
    made: list[str] = []
    for number in range(5):
        made.insert(0, id_of(connect(api, project, platform=("tiktok", "instagram")[number % 2])))
        api.let_pass(3, elsewhere=1.1)
    equal(ids(accounts(api, project)), made, "accounts in their order")
    equal(ids(accounts(api, project, platform="tiktok")), made[::2], "accounts on tiktok in their order")
    api.made("revokeSocialAccount", made[2])
    equal(ids(accounts(api, project)), made, "accounts in their order after one was revoked")


@check("list-social-accounts.of-the-project")
def only_accounts_of_the_project_are_listed(api: Api) -> None:
    """Two projects list what was connected to each, and one without accounts an empty list."""
    first, one = connected(api)
    second, other = connected(api, platform="instagram")
    equal(ids(accounts(api, first)), [id_of(one)], "accounts of the first project")
    equal(ids(accounts(api, second)), [id_of(other)], "accounts of the second one")
    equal(accounts(api, new_project(api)), [], "accounts of a project without any")
    holds(id_of(one) not in ids(accounts(api, api.state("project"))), "an account shows in another project")


@check("list-social-accounts.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and another organisation's, with a filter and without; its own key sees the list."""
    foreign = api.state("foreign_project")
    for project in (api.uuid(), foreign):
        api.call("listSocialAccounts", project).refused(404, "NOT_FOUND")
        api.call("listSocialAccounts", project, query={"platform": "tiktok"}).refused(404, "NOT_FOUND")
    holds(isinstance(accounts(api, foreign, key="other"), list), "its own key sees no list")


@check("social-accounts.token-expires")
def an_account_needs_consent_when_its_token_is_over(api: Api) -> None:
    """Connected until just before tokenExpiresAt, `reauth_required` just after it and from then on; a leased one never."""
    project, own = connected(api)
    row = account(api, project, own)
    lasts = (datetime.fromisoformat(row["tokenExpiresAt"]) - datetime.fromisoformat(row["connectedAt"])).total_seconds()
    api.advance(lasts - 60)
    equal(account(api, project, own)["status"], "connected", "status a minute before the token is over")
    api.advance(120)
    equal(account(api, project, own)["status"], "reauth_required", "status a minute after the token is over")
    api.advance(40 * 86_400)
    equal(account(api, project, own)["status"], "reauth_required", "status forty days later")
    leased = account(api, api.state("leasing_project"), api.state("leased_account"))
    equal(leased["status"], "connected", "status of a leased account after that time")


def _mixed(api: Api) -> list[str]:
    """A project of the check's own with accounts of either platform and two statuses, and one with all three."""
    project = new_project(api)
    for platform in ("tiktok", "instagram", "tiktok", "tiktok"):
        made = connect(api, project, platform=platform)
    api.made("revokeSocialAccount", made)
    with suppress(UnprovidedError):
        return [project, api.state("leasing_project")]
    return [project]
