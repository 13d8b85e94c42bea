"""createAdAccountOauthUrl: where consent is asked for, and the accounts that come of it."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from ..forms import is_on_host
from ..making import new_project

__all__ = ["asked", "consented"]

_HOSTS = {"meta_ads": "facebook.com", "tiktok_ads": "tiktok.com", "apple_ads": "apple.com"}
_TO_THE_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_SLACK_SECONDS = 60


def _redirect(api: Api) -> str:
    """An https URL that the key may return to."""
    return api.state("return_url").replace("http://", "https://", 1)


def asked(api: Api, project: str, *, platform: str = "meta_ads", key: str = "full", **fields: object) -> Answer:
    """Ask for a URL."""
    body = {"platform": platform, "redirectUrl": _redirect(api), **fields}
    return api.call("createAdAccountOauthUrl", project, body=body, key=key)


def consented(api: Api, project: str, *, platform: str, outcome: str = "complete") -> None:
    """Decide on the platform, as a person would. Raises :class:`UnprovidedError` where nobody is there to do it."""
    body = {"platform": platform, "redirectUrl": _redirect(api)}
    url = api.made("createAdAccountOauthUrl", project, body=body)["url"]
    states = parse_qs(urlsplit(url).query).get("state")
    if not states:
        raise UnprovidedError(f"nobody can consent: {url} carries no state")
    api.consent(states[0], outcome)


def _accounts(api: Api, project: str) -> list[Any]:
    return list(api.call("listAdAccounts", project).succeeded(200)["items"])


@check("create-ad-account-oauth-url.answer")
def an_attempt_has_url_and_end(api: Api) -> None:
    """For each platform, with and without a state of the client's."""
    for platform in _HOSTS:
        for fields in ({}, {"state": api.text("state")}):
            answer = asked(api, api.state("project"), platform=platform, **fields).succeeded(200)
            holds(isinstance(answer.get("url"), str) and answer["url"], f"url is {answer.get('url')!r}")
            holds(isinstance(answer.get("expiresAt"), str), f"expiresAt is {answer.get('expiresAt')!r}")


@check("create-ad-account-oauth-url.platform-host")
def the_url_is_the_platforms(api: Api) -> None:
    """https, on the host of the platform that was asked for or one below it."""
    for platform, host in _HOSTS.items():
        for project in (api.state("project"), new_project(api)):
            url = asked(api, project, platform=platform).succeeded(200)["url"]
            holds(is_on_host(url, host), f"url for {platform} is {url}")


@check("create-ad-account-oauth-url.expires")
def an_attempt_ends_after_ten_minutes(api: Api) -> None:
    """600 seconds lie between expiresAt and a thing that was made at the same time; so again some time later."""
    for platform in _HOSTS:
        expires = asked(api, api.state("project"), platform=platform).succeeded(200)["expiresAt"]
        holds(_TO_THE_SECOND.fullmatch(expires), f"expiresAt {expires!r}")
        made = api.made("createProject", body={"name": api.text("Clock"), "timezone": "UTC"})["createdAt"]
        lasts = (datetime.fromisoformat(expires) - datetime.fromisoformat(made)).total_seconds()
        holds(abs(lasts - 600) <= _SLACK_SECONDS, f"an attempt lasts {lasts:g} seconds")
        api.let_pass(3700)


@check("create-ad-account-oauth-url.own-url")
def every_call_makes_a_url(api: Api) -> None:
    """Equal calls, and those for other platforms and projects: as many URLs."""
    project = api.state("project")
    urls = [asked(api, project, platform=platform).succeeded(200)["url"] for platform in ("meta_ads", *_HOSTS, "meta_ads")]
    urls += [asked(api, new_project(api)).succeeded(200)["url"], asked(api, project, state="one").succeeded(200)["url"]]
    urls.append(asked(api, project, state="one").succeeded(200)["url"])
    equal(len(set(urls)), len(urls), "different URLs")


@check("create-ad-account-oauth-url.redirect-allowed")
def another_host_is_refused(api: Api) -> None:
    """403 RETURN_URL_NOT_ALLOWED for each platform; the same call with an allowed URL is taken."""
    for platform in _HOSTS:
        for url in (f"https://{api.text('host')}.example/connected", "https://elsewhere.example", "https://192.0.2.7/x"):
            asked(api, api.state("project"), platform=platform, redirectUrl=url).refused(403, "RETURN_URL_NOT_ALLOWED")
        asked(api, api.state("project"), platform=platform).succeeded(200)


@check("create-ad-account-oauth-url.redirect-host")
def the_whole_host_decides(api: Api) -> None:
    """Hosts that only begin, end or look like an allowed one are refused; case, path and query do not matter."""
    host = urlsplit(_redirect(api)).hostname
    if not host:
        raise UnprovidedError("return_url has no host")
    for url in (
        f"https://{host}.evil.example/x", f"https://evil-{host}/x", f"https://sub.{host}/x", f"https://{host}@evil.example/x",
        f"https://evil.example/{host}", f"https://evil.example/?next=https://{host}/", f"https://evil.example/#{host}",
    ):  # fmt: skip
        answer = asked(api, api.state("project"), redirectUrl=url)
        equal((answer.status, answer.code), (403, "RETURN_URL_NOT_ALLOWED"), f"status and code for {url}")
    for url in (f"https://{host.upper()}/x", f"https://{host}", f"https://{host}/other/path?a=1&b=%20#part"):
        holds(asked(api, api.state("project"), redirectUrl=url).is_success, f"{url} is refused")


@check("create-ad-account-oauth-url.state")
def the_clients_state_is_the_clients(api: Api) -> None:
    """A short, a long and an odd one: taken, and no part of the URL, whose fields are those of one without."""
    project = api.state("project")
    plain = set(parse_qs(urlsplit(asked(api, project).succeeded(200)["url"]).query))
    for state in (api.text("state"), "", "\u00f1and\u00fa & <b>=1", f"{api.text('state')} " * 200):
        url = asked(api, project, state=state).succeeded(200)["url"]
        query = parse_qs(urlsplit(url).query)
        equal(set(query), plain, "fields in the query of the URL with a state")
        holds(not state or all(state not in text for texts in query.values() for text in texts), f"the state is told: {url}")


@check("create-ad-account-oauth-url.connects")
def consent_connects_an_account(api: Api) -> None:
    """On each platform, one more each time, with a valid token, on top of the list; other projects have none of it."""
    project, other, before = new_project(api), new_project(api), []
    for platform in (*_HOSTS, "meta_ads"):
        consented(api, project, platform=platform)
        found = _accounts(api, project)
        new = [item for item in found if item["adAccountId"] not in before]
        equal(
            [(item["platform"], item["tokenStatus"]) for item in new],
            [(platform, "valid")],
            "platform and token of what is new",
        )
        holds(new[0]["externalId"] not in [item["externalId"] for item in found if item is not new[0]], "an account twice")
        before = [item["adAccountId"] for item in found]
    equal(len(before), 4, "accounts of the project")
    equal(_accounts(api, other), [], "accounts of another project")


@check("create-ad-account-oauth-url.without-consent")
def nothing_is_connected_without_consent(api: Api) -> None:
    """Neither by asking, nor where a person refuses or the platform fails; afterwards consent connects all the same."""
    project = new_project(api)
    for platform in _HOSTS:
        asked(api, project, platform=platform).succeeded(200)
        for outcome in ("deny", "fail"):
            consented(api, project, platform=platform, outcome=outcome)
    equal(_accounts(api, project), [], "accounts without consent")
    consented(api, project, platform="apple_ads")
    equal(len(_accounts(api, project)), 1, "accounts after consent")


@check("create-ad-account-oauth-url.project-not-found")
def the_project_has_to_be_there(api: Api) -> None:
    """An id that no project has, and a project of another organisation."""
    for project in (api.uuid(), api.state("foreign_project")):
        for platform in _HOSTS:
            asked(api, project, platform=platform).refused(404, "NOT_FOUND")
    asked(api, api.state("foreign_project"), key="other").succeeded(200)


@check("create-ad-account-oauth-url.archived-project")
def an_archived_project_takes_no_account(api: Api) -> None:
    """409 CONFLICT; before it was archived and once it is active again an attempt begins."""
    project = new_project(api)
    asked(api, project).succeeded(200)
    api.made("archiveProject", project)
    for platform in _HOSTS:
        asked(api, project, platform=platform).refused(409, "CONFLICT")
    api.made("patchProject", project, body={"status": "active"})
    asked(api, project).succeeded(200)
