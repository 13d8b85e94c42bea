"""The way to an installation: install URLs, their states, and registering."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..forms import instant
from ..jobs.story import is_still
from ..making import project_row

__all__: list[str] = []

_STATE = re.compile(r"[A-Za-z0-9_-]{32}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_INSTALL_PAGE = re.compile(r"/apps/[^/]+/installations/new")
_LIFE = timedelta(minutes=15)
_BOUND = ("installationId", "githubAccount", "orgLogin", "status", "registeredAt")


def _url(api: Api, key: str = "full", **query: object) -> Any:
    """What an install URL is answered."""
    wanted = {"returnUrl": api.state("return_url"), **query}
    return api.call("getGithubInstallUrl", query=wanted, key=key).succeeded(200)


def _state(api: Api, key: str = "full", **query: object) -> str:
    wanted = {"returnUrl": api.state("return_url"), **query}
    return str(api.made("getGithubInstallUrl", query=wanted, key=key)["state"])


@check("get-github-install-url.answer")
def an_install_url_tells_four_things(api: Api) -> None:
    """authUrl, installUrl that is the same, state and expiresAt, with and without a state of one's own."""
    for query in ({}, {"state": api.text("state")}):
        told = _url(api, **query)
        missing = [name for name in ("authUrl", "installUrl", "state", "expiresAt") if not told.get(name)]
        equal(missing, [], "fields that are missing")
        equal(told["installUrl"], told["authUrl"], "installUrl")


@check("get-github-install-url.auth-url")
def the_url_is_githubs_installation_page(api: Api) -> None:
    """https, github.com, the page of an app; its query carries state and, as redirect_uri, the whole returnUrl."""
    back = api.state("return_url")
    for return_url in (back, f"{back}?customer=a%26b&step=2"):
        told = _url(api, returnUrl=return_url)
        parts = urlsplit(told["authUrl"])
        equal((parts.scheme, parts.hostname), ("https", "github.com"), "scheme and host of authUrl")
        holds(_INSTALL_PAGE.fullmatch(parts.path), f"the path {parts.path}")
        query = parse_qs(parts.query)
        equal(query.get("state"), [told["state"]], "state in authUrl")
        equal(query.get("redirect_uri"), [return_url], "redirect_uri in authUrl")


@check("get-github-install-url.made-state")
def the_server_makes_a_new_state_each_time(api: Api) -> None:
    """32 characters that a URL can carry, and no two alike."""
    states = [_url(api)["state"] for _ in range(4)]
    for state in states:
        holds(isinstance(state, str) and _STATE.fullmatch(state), f"the state {state!r}")
    equal(len(set(states)), len(states), "different states")


@check("get-github-install-url.own-state")
def a_state_of_ones_own_comes_back(api: Api) -> None:
    """Unchanged, whatever characters it has and however often it is sent."""
    for state in (api.text("state"), "a b&c=d/ü%2B+", "x"):
        for _ in range(2):
            told = _url(api, state=state)
            equal(told["state"], state, "state")
            equal(parse_qs(urlsplit(told["authUrl"]).query).get("state"), [state], "state in authUrl")


@check("get-github-install-url.expires-at")
def the_url_is_good_for_a_quarter_of_an_hour(api: Api) -> None:
    """ExpiresAt is 15 minutes behind the call, in UTC with milliseconds and Z; a later call's is later."""
    stands_still = is_still(api)
    for query in ({}, {"state": "mine"}, {"state": "mine"}):
        text = _url(api, **query)["expiresAt"]
        holds(_INSTANT.fullmatch(str(text)), f"expiresAt is {text!r}")
        project = project_row(api)
        apart = instant(text) - instant(project["createdAt"])
        slack = timedelta(0) if stands_still else timedelta(minutes=1)
        holds(abs(apart - _LIFE) <= slack, f"expiresAt is {apart} ahead")
        if stands_still:
            api.advance(61)


@check("get-github-install-url.return-url-allowed")
def a_foreign_domain_is_refused(api: Api) -> None:
    """403 RETURN_URL_NOT_ALLOWED for domains that nobody put on a list, while the one that is on it is taken."""
    for host in ("nobody.example", "github.com", f"{api.text('host')}.example"):
        for url in (f"https://{host}", f"https://{host}/connected?x={api.state('return_url')}"):
            _asked(api, url).refused(403, "RETURN_URL_NOT_ALLOWED")
    _asked(api, api.state("return_url")).succeeded(200)


@check("get-github-install-url.return-url-host")
def a_host_that_looks_alike_is_refused(api: Api) -> None:
    """403 for hosts that begin or end with one on the list; capital letters, a port and another page make no difference."""
    host = str(urlsplit(api.state("return_url")).hostname)
    for other in (f"{host}.evil.example", f"evil-{host}", f"evil{host}", f"{host}x", f"deeper.{host}"):
        _asked(api, f"https://{other}/connected").refused(403, "RETURN_URL_NOT_ALLOWED")
    for url in (f"https://{host}/another/page?x=1", f"https://{host}", f"https://{host}:8443/x", f"https://{host.upper()}/x"):
        _asked(api, url).succeeded(200)


def _asked(api: Api, url: str) -> Answer:
    return api.call("getGithubInstallUrl", query={"returnUrl": url})


# --- registering


def _register(api: Api, installation: int, state: str, key: str = "broke") -> Answer:
    return api.call("registerGithubInstallation", body={"installationId": installation, "state": state}, key=key)


def _new(api: Api) -> int:
    """An installation that the organisation of `broke` may register; for good, so not where others use it as well."""
    if api.is_shared:
        raise UnprovidedError("an installation can be registered once, and nothing takes it back")
    return int(api.state("new_installation"))


def _bound(api: Api, key: str = "full") -> Any:
    told = api.made("getGithubInstallation", key=key)
    return {name: told.get(name) for name in _BOUND}


@check("register-github-installation.created")
def a_new_installation_is_bound(api: Api) -> None:
    """201 with number, account, orgLogin, `active` and registeredAt of that moment, with either kind of state."""
    number = _new(api)
    for query in ({"state": api.text("state")}, {}):
        with api.anew() as again:
            again.advance(120)
            told = _register(again, number, _state(again, "broke", **query)).succeeded(201)
            equal((told.get("installationId"), told.get("status")), (number, "active"), "installationId and status")
            account = told.get("githubAccount") or {}
            holds(account.get("login") and account.get("type") in {"Organization", "User"}, f"githubAccount {account!r}")
            equal(told.get("orgLogin"), account["login"], "orgLogin")
            now = project_row(again, key="broke")["createdAt"]
            equal(told.get("registeredAt"), now, "registeredAt")


@check("register-github-installation.binds")
def what_is_registered_is_there(api: Api) -> None:
    """Nothing before; behind it the installation and its repositories are read, and one of them is ingested."""
    number = _new(api)
    api.call("getGithubInstallation", key="broke").refused(404, "NOT_FOUND")
    told = _register(api, number, _state(api, "broke")).succeeded(201)
    read = api.call("getGithubInstallation", key="broke").succeeded(200)
    equal({name: read.get(name) for name in _BOUND}, {name: told.get(name) for name in _BOUND}, "the installation")
    items = api.call("listGithubRepos", key="broke").succeeded(200)["items"]
    equal({item["owner"] for item in items} - {told["githubAccount"]["login"]}, set(), "owners that are another account")
    for item in items[:1]:
        body = {"repoFullName": item["fullName"]}
        api.call("ingestGithub", api.state("broke_project"), body=body, key="broke").succeeded(202)


@check("register-github-installation.repeat")
def registering_again_changes_nothing(api: Api) -> None:
    """201 with the row as it is, time and again, with a new state and with a spent one; registeredAt is the first grant's."""
    before = _bound(api)
    number = int(api.state("installation"))
    state = _state(api)
    for text in (state, state, _state(api)):
        api.let_pass(90)
        told = _register(api, number, text, "full").succeeded(201)
        equal({name: told.get(name) for name in _BOUND}, before, "the answer")
        equal(_bound(api), before, "the installation")


@check("register-github-installation.repeat")
def a_first_grant_is_kept(api: Api) -> None:
    """The same answer again an hour after the first registration, with the state of that one."""
    number, state = _new(api), _state(api, "broke")
    first = _register(api, number, state).succeeded(201)
    api.advance(3600)
    for text in (state, _state(api, "broke")):
        equal(_register(api, number, text).succeeded(201), first, "the answer")
    equal(_bound(api, "broke"), {name: first[name] for name in _BOUND}, "the installation")


@check("register-github-installation.one-per-organization")
def a_second_installation_is_a_conflict(api: Api) -> None:
    """409 CONFLICT for another number, whatever the state, and the bound one stays; the state is not spent by that."""
    before, number = _bound(api), int(api.state("installation"))
    for other in (int(api.state("new_installation")), number + 1):
        state = _state(api)
        for _ in range(2):
            _register(api, other, state, "full").refused(409, "CONFLICT")
            equal(_bound(api), before, "the installation")
        _register(api, number, state, "full").succeeded(201)


@check("register-github-installation.state-unknown")
def a_state_that_nobody_was_given_is_refused(api: Api) -> None:
    """422 that names state for one that is made up and for another organisation's, and nothing is bound."""
    number = _new(api)
    for state in (api.text("state"), "x", _state(api, "full"), _state(api, "broke") + "x"):
        _register(api, number, state).refused(422, "VALIDATION", path="state")
        api.call("getGithubInstallation", key="broke").refused(404, "NOT_FOUND")
    _register(api, number, _state(api, "broke")).succeeded(201)


@check("register-github-installation.state-unknown")
def a_bound_installation_needs_a_state_all_the_same(api: Api) -> None:
    """422 that names state for the installation that is bound already, where the state is made up."""
    number = int(api.state("installation"))
    _register(api, number, api.text("state"), "full").refused(422, "VALIDATION", path="state")
    _register(api, number, _state(api), "full").succeeded(201)


@check("register-github-installation.state-expired")
def a_state_is_good_for_a_quarter_of_an_hour(api: Api) -> None:
    """Behind 14 minutes it is taken, behind 15 it is 422 that names state; a state that was sent anew is good again."""
    number, mine = _new(api), api.text("state")
    for query in ({}, {"state": mine}):
        state = _state(api, "broke", **query)
        api.advance(15 * 60 + 1)
        _register(api, number, state).refused(422, "VALIDATION", path="state")
        api.call("getGithubInstallation", key="broke").refused(404, "NOT_FOUND")
    state = _state(api, "broke", state=mine)
    api.advance(14 * 60)
    _register(api, number, state).succeeded(201)


@check("register-github-installation.state-once")
def a_spent_state_serves_no_other_installation(api: Api) -> None:
    """422 that names state for another number, at once and later; the number it was spent on stays bound."""
    number, state = _new(api), _state(api, "broke")
    _register(api, number, state).succeeded(201)
    for other in (number + 1, int(api.state("installation"))):
        _register(api, other, state).refused(422, "VALIDATION", path="state")
        api.advance(3600)
    equal(_bound(api, "broke")["installationId"], number, "the installation")
