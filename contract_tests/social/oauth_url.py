"""createSocialOauthUrl."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..forms import is_on_host
from .flow import accounts, ask, begun, new_project, status

__all__: list[str] = []

_HOSTS = {"tiktok": "tiktok.com", "instagram": "instagram.com"}
_SLACK_SECONDS = 60


@check("create-social-oauth-url.answer")
def an_attempt_has_url_state_and_end(api: Api) -> None:
    """For either platform, with and without the fields that may be left out."""
    asked: tuple[dict[str, Any], ...] = (
        {"platform": "tiktok"}, {"platform": "instagram"}, {"platform": "tiktok", "scopes": ["video.publish"]},
        {"platform": "instagram", "usageNote": "a check"},
    )  # fmt: skip
    for fields in asked:
        answer = ask(api, **fields).succeeded(200)
        holds(isinstance(answer["authorizeUrl"], str), f"authorizeUrl is {answer['authorizeUrl']!r}")
        state = answer["state"]
        holds(isinstance(state, str) and state.startswith("st_") and len(state) >= 29, f"state is {state!r}")
        holds(datetime.fromisoformat(answer["expiresAt"]).tzinfo is not None, f"expiresAt is {answer['expiresAt']!r}")


@check("create-social-oauth-url.platform-host")
def the_url_is_the_platforms(api: Api) -> None:
    """https, on the host of the platform that was asked for or one below it."""
    for platform, host in _HOSTS.items():
        for project in (api.state("project"), new_project(api)):
            url = ask(api, project, platform=platform).succeeded(200)["authorizeUrl"]
            holds(is_on_host(url, host), f"authorizeUrl for {platform} is {url}")


@check("create-social-oauth-url.carries-state")
def the_url_carries_the_state(api: Api) -> None:
    """The one of its own answer, for either platform and with scopes."""
    asked: tuple[dict[str, Any], ...] = (
        {"platform": "tiktok"},
        {"platform": "instagram"},
        {"scopes": ["video.list", "a b&state=c"]},
    )
    for fields in asked:
        answer = ask(api, **fields).succeeded(200)
        query = parse_qs(urlsplit(answer["authorizeUrl"]).query)
        equal(query.get("state"), [answer["state"]], "state in the query of authorizeUrl")


@check("create-social-oauth-url.expires")
def an_attempt_ends_after_ten_minutes(api: Api) -> None:
    """600 seconds lie between expiresAt and a thing that was made at the same time; so again some time later."""
    for platform in _HOSTS:
        answer = ask(api, platform=platform).succeeded(200)
        made = api.made("createProject", body={"name": api.text("Clock"), "timezone": "UTC"})["createdAt"]
        lasts = (datetime.fromisoformat(answer["expiresAt"]) - datetime.fromisoformat(made)).total_seconds()
        holds(abs(lasts - 600) <= _SLACK_SECONDS, f"an attempt lasts {lasts:g} seconds")
        api.let_pass(3700)


@check("create-social-oauth-url.not-idempotent")
def every_call_makes_a_state(api: Api) -> None:
    """Equal calls, with the same Idempotency-Key, another and none: as many states, and each can be asked for."""
    body = {"platform": "tiktok", "returnUrl": api.state("return_url")}
    repeated = api.uuid()
    sent: list[dict[str, str]] = [{}, {}, *[{"Idempotency-Key": name} for name in (repeated, repeated, api.uuid())]]
    states = []
    for headers in sent:
        answer = api.call("createSocialOauthUrl", api.state("project"), body=body, headers=headers)
        states.append(answer.succeeded(200)["state"])
    equal(len(set(states)), len(sent), f"different states of {len(sent)} calls")
    for state in states:
        equal(status(api, state)["status"], "pending", "status of each")


@check("create-social-oauth-url.return-url-allowed")
def another_host_is_refused(api: Api) -> None:
    """403 RETURN_URL_NOT_ALLOWED for either platform; the same call with an allowed URL is taken."""
    for platform in _HOSTS:
        for url in (f"https://{api.text('host')}.example/connected", "https://elsewhere.example", "http://192.0.2.7/x"):
            ask(api, platform=platform, returnUrl=url).refused(403, "RETURN_URL_NOT_ALLOWED")
        ask(api, platform=platform).succeeded(200)


@check("create-social-oauth-url.return-url-host")
def the_whole_host_decides(api: Api) -> None:
    """Hosts that only begin, end or look like an allowed one are refused; case, port, path and query do not matter."""
    allowed = api.state("return_url")
    host = urlsplit(allowed).hostname
    if not host:
        raise UnprovidedError(f"return_url has no host: {allowed}")
    refused = (
        f"https://{host}.evil.example/x", f"https://evil-{host}/x", f"https://sub.{host}/x", f"https://{host}@evil.example/x",
        f"https://evil.example/{host}", f"https://evil.example/?next=https://{host}/", f"https://evil.example/#{host}",
        f"https://evil.example:443/{host}",
    )  # fmt: skip
    for url in refused:
        answer = ask(api, returnUrl=url)
        equal((answer.status, answer.code), (403, "RETURN_URL_NOT_ALLOWED"), f"status and code for {url}")
    taken = (
        f"https://{host.upper()}/x", f"https://{host}", f"https://{host}/other/path?a=1&b=%20#part", f"https://{host}:8443/x",
    )  # fmt: skip
    for url in taken:
        holds(ask(api, returnUrl=url).is_success, f"{url} is refused")


@check("create-social-oauth-url.usage-note")
def a_note_changes_nothing(api: Api) -> None:
    """A short, a long and an odd one: the attempt begins all the same, and neither URL nor status shows the note."""
    plain = ask(api).succeeded(200)
    for note in (api.text("note"), "", "ñandú ✿ & <b>", f"{api.text('note')} " * 400):
        answer = ask(api, usageNote=note).succeeded(200)
        equal(sorted(answer), sorted(plain), "fields of the answer with a note")
        told = f"{answer} {status(api, answer['state'])}"
        holds(not note or note not in told, f"the note is told: {told}")
        queries = [set(parse_qs(urlsplit(each["authorizeUrl"]).query)) for each in (answer, plain)]
        equal(queries[0], queries[1], "fields in the query of authorizeUrl with a note")


@check("create-social-oauth-url.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and another organisation's, which lists what it did before."""
    foreign = api.state("foreign_project")
    before = accounts(api, foreign, key="other")
    for project in (api.uuid(), foreign):
        for platform in _HOSTS:
            ask(api, project, platform=platform).refused(404, "NOT_FOUND")
    equal(len(accounts(api, foreign, key="other")), len(before), "accounts of the other organisation's project")
    begun(api, foreign, key="other")


@check("create-social-oauth-url.archived-project")
def an_archived_project_takes_no_account(api: Api) -> None:
    """409 CONFLICT; before it was archived and once it is active again an attempt begins."""
    project = new_project(api)
    begun(api, project)
    api.made("archiveProject", project)
    for platform in _HOSTS:
        ask(api, project, platform=platform).refused(409, "CONFLICT")
    api.made("patchProject", project, body={"status": "active"})
    ask(api, project).succeeded(200)
