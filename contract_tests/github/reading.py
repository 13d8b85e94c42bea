"""getGithubInstallation and listGithubRepos."""

import re
from typing import Any

from layers_mock.contract import OperationId
from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..lists import every_item
from ..valid import valid_call

__all__: list[str] = []

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00")
_ITEM = ("repoId", "fullName", "owner", "private", "defaultBranch", "language", "primaryLanguage", "htmlUrl")


def _installation(api: Api, key: str = "full") -> Any:
    return api.call("getGithubInstallation", key=key).succeeded(200)


def _repos(api: Api, **query: object) -> list[Any]:
    """Every repository that fits the query, of which there have to be some."""
    items = every_item(api, "listGithubRepos", **{"limit": 200, **query})
    if not items:
        raise UnprovidedError("the installation sees no repository")
    return items


@check("get-github-installation.fields")
def an_installation_tells_all_its_fields(api: Api) -> None:
    """Number, account, orgLogin, status and both instants, of an active one and of an uninstalled one."""
    for key in ("full", "frugal"):
        told = _installation(api, key)
        holds(type(told.get("installationId")) is int, f"installationId is {told.get('installationId')!r}")
        account = told.get("githubAccount")
        holds(isinstance(account, dict) and account.get("login") and account.get("type"), f"githubAccount is {account!r}")
        for name in ("orgLogin", "status", "registeredAt", "lastVerifiedAt"):
            holds(isinstance(told.get(name), str) and told[name], f"{name} is {told.get(name)!r}")
    equal(_installation(api)["installationId"], int(api.state("installation")), "installationId")
    equal(_installation(api)["status"], "active", "status")


@check("get-github-installation.org-login")
def the_account_is_told_twice(api: Api) -> None:
    """OrgLogin is githubAccount.login, and the type is Organization or User, for each organisation."""
    for key in ("full", "other", "frugal"):
        told = _installation(api, key)
        equal(told["orgLogin"], told["githubAccount"]["login"], "orgLogin")
        holds(told["githubAccount"]["type"] in {"Organization", "User"}, f"type {told['githubAccount']['type']!r}")


@check("get-github-installation.times")
def instants_have_microseconds_and_an_offset(api: Api) -> None:
    """Six digits behind the second and +00:00, of an active installation, of an uninstalled one, and once it was verified."""
    for key in ("full", "frugal", "full"):
        told = _installation(api, key)
        for name in ("registeredAt", "lastVerifiedAt"):
            holds(_INSTANT.fullmatch(str(told[name])), f"{name} is {told[name]!r}")
        call = valid_call(api, "ingestGithub")
        api.made("ingestGithub", *call.path, body=call.body)


@check("get-github-installation.last-verified")
def an_ingest_verifies_the_installation(api: Api) -> None:
    """LastVerifiedAt moves with each repository's ingest, never stands before registeredAt, and registeredAt stays."""
    call = valid_call(api, "ingestGithub")
    for key in ("full", "frugal"):
        told = _installation(api, key)
        holds(instant(told["lastVerifiedAt"]) >= instant(told["registeredAt"]), f"verified at {told['lastVerifiedAt']}")
    for _ in range(2):
        before = _installation(api)
        api.let_pass(5, elsewhere=1)
        api.made("ingestGithub", *call.path, body=call.body)
        after = _installation(api)
        moved = instant(after["lastVerifiedAt"]) > instant(before["lastVerifiedAt"])
        holds(moved, f"lastVerifiedAt {after['lastVerifiedAt']} behind {before['lastVerifiedAt']}")
        equal(after["registeredAt"], before["registeredAt"], "registeredAt")


@check("get-github-installation.status-uninstalled")
def an_uninstalled_app_says_so(api: Api) -> None:
    """200 with status `uninstalled` for the organisation whose app was uninstalled, `active` for the other one."""
    equal(_installation(api, "frugal")["status"], "uninstalled", "status")
    equal(_installation(api)["status"], "active", "status of the other one")


@check("get-github-installation.not-found")
def an_organisation_without_an_installation(api: Api) -> None:
    """404 NOT_FOUND, also once it asked for an install URL; another organisation's is there meanwhile."""
    api.call("getGithubInstallation", key="broke").refused(404, "NOT_FOUND")
    api.made("getGithubInstallUrl", query={"returnUrl": api.state("return_url")}, key="broke")
    api.call("getGithubInstallation", key="broke").refused(404, "NOT_FOUND")
    _installation(api)


@check("list-github-repos.item")
def an_item_tells_all_its_fields(api: Api) -> None:
    """Eight fields, a number, texts, a truth value; a language may be null."""
    for item in _repos(api):
        equal([name for name in _ITEM if name not in item], [], f"fields that {item.get('fullName')} lacks")
        holds(type(item["repoId"]) is int, f"repoId is {item['repoId']!r}")
        holds(isinstance(item["private"], bool), f"private is {item['private']!r}")
        for name in ("fullName", "owner", "defaultBranch", "htmlUrl"):
            holds(isinstance(item[name], str) and item[name], f"{name} is {item[name]!r}")
        holds(item["language"] is None or isinstance(item["language"], str), f"language is {item['language']!r}")
    branches = {item["fullName"].casefold(): item["defaultBranch"] for item in _repos(api)}
    equal(branches.get(api.state("branched_repo").casefold()), api.state("default_branch"), "defaultBranch")


@check("list-github-repos.names")
def names_fit_together(api: Api) -> None:
    """FullName is owner/name, owner the installation's account, htmlUrl the page of that name; no two are alike."""
    login, items = api.made("getGithubInstallation")["githubAccount"]["login"], _repos(api)
    for item in items:
        owner, _, name = item["fullName"].partition("/")
        equal((owner, item["owner"]), (login, login), f"owner of {item['fullName']}")
        holds(name and "/" not in name, f"fullName {item['fullName']}")
        equal(item["htmlUrl"], f"https://github.com/{item['fullName']}", "htmlUrl")
    equal(len({item["fullName"] for item in items}), len(items), "different repositories")


@check("list-github-repos.language-twice")
def the_language_is_told_twice(api: Api) -> None:
    """PrimaryLanguage is language, null where that is null."""
    for item in _repos(api):
        equal(item.get("primaryLanguage", "absent"), item.get("language", "absent"), f"primaryLanguage of {item['fullName']}")


@check("list-github-repos.by-name")
def repositories_are_listed_by_name(api: Api) -> None:
    """On one page, on small pages and among those that were searched for."""
    whole = [item["fullName"] for item in _repos(api)]
    equal(whole, sorted(whole, key=str.casefold), "the order")
    small = [item["fullName"] for item in _repos(api, limit=7)]
    equal(small, sorted(small, key=str.casefold), "the order on small pages")
    found = [item["fullName"] for item in every_item(api, "listGithubRepos", limit=200, search="-")]
    equal(found, sorted(found, key=str.casefold), "the order of what was searched for")


@check("list-github-repos.default-limit")
def thirty_are_on_a_page(api: Api) -> None:
    """As many as there are, and 30 where there are more."""
    there = len(_repos(api))
    page = api.call("listGithubRepos").succeeded(200)
    equal(len(page["items"]), min(30, there), f"items of {there} without a limit")
    if there <= 30:
        raise UnprovidedError("the installation sees no more than 30 repositories")
    holds(page["nextCursor"] is not None, "no nextCursor where more follow")
    equal(_default(api), 30, "the default in the document")


def _default(api: Api) -> object:
    parameters = api.contract.operations[OperationId("listGithubRepos")].parameters
    return next(parameter.schema["default"] for parameter in parameters if parameter.name == "limit")


@check("list-github-repos.pages")
def following_the_cursor_shows_each_once(api: Api) -> None:
    """Pages of any size hold the same repositories, with a search as well; the last has no cursor."""
    owner, _, name = api.state("repo").partition("/")
    texts = ("", owner.upper(), name[:5].upper())
    for text in texts:
        query: dict[str, object] = {"search": text} if text else {}
        whole = [item["fullName"] for item in _repos(api) if text.casefold() in item["fullName"].casefold()]
        for limit in (1, 2, max(1, len(whole) - 1), min(200, len(whole)), 200):
            seen = _seen(api, {**query, "limit": limit}, len(whole))
            equal(seen, whole, f"repositories in pages of {limit}, searching for {text!r}")


def _seen(api: Api, query: dict[str, object], most: int) -> list[str]:
    """What following the cursor shows; no page is larger than its limit."""
    seen: list[str] = []
    for _ in range(most + 2):
        page = api.call("listGithubRepos", query=query).succeeded(200)
        holds(len(page["items"]) <= int(str(query["limit"])), f"{len(page['items'])} items with limit {query['limit']}")
        seen += [item["fullName"] for item in page["items"]]
        if page["nextCursor"] is None:
            return seen
        query = {**query, "cursor": page["nextCursor"]}
    return seen


@check("list-github-repos.search")
def a_search_looks_into_the_full_name(api: Api) -> None:
    """Parts of owner and name, in whatever case, keep exactly those that hold them; what nothing holds gives an empty page."""
    names = [item["fullName"] for item in _repos(api)]
    wanted = api.state("repo")
    owner, _, name = wanted.partition("/")
    for text in (name, name.upper(), name[:3].swapcase(), f"{owner[-2:]}/{name[:2]}".upper(), owner, "-", "/"):
        found = {item["fullName"] for item in every_item(api, "listGithubRepos", limit=200, search=text)}
        equal(sorted(found), sorted(_fit(names, text)), f"repositories with {text!r}")
    nothing = api.text("nothing")
    equal(
        api.call("listGithubRepos", query={"search": nothing}).succeeded(200),
        {"items": [], "nextCursor": None},
        "an empty page",
    )


def _fit(names: list[str], text: str) -> list[str]:
    return [name for name in names if text.casefold() in name.casefold()]


@check("list-github-repos.uninstalled")
def an_uninstalled_app_lists_nothing(api: Api) -> None:
    """422 VALIDATION for the organisation whose app was uninstalled, with a search and a limit as well."""
    if api.made("getGithubInstallation", key="frugal").get("status") != "uninstalled":
        raise UnprovidedError("the app of `frugal` is not uninstalled")
    for query in ({}, {"search": "x"}, {"limit": 200}):
        api.call("listGithubRepos", query=query, key="frugal").refused(422, "VALIDATION")
    _repos(api)


@check("list-github-repos.no-installation")
def nothing_registered_lists_nothing(api: Api) -> None:
    """404 NOT_FOUND for the organisation that registered none, with a search and a limit as well."""
    for query in ({}, {"search": "x"}, {"limit": 200}):
        api.call("listGithubRepos", query=query, key="broke").refused(404, "NOT_FOUND")
    _repos(api)
