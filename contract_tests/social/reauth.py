"""createSocialReauthUrl."""

from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from layers_mock.kit import Api, check, equal, holds

from ..influencers.persona import id_of
from .flow import account, accounts, ask, connect, connected, finished, ids, new_project, renewal, status

__all__: list[str] = []

_PAST_A_TOKEN = 400 * 86_400


def _expired(api: Api) -> tuple[str, str]:
    """A project of the check's own whose account's token is over."""
    project, own = connected(api)
    ends = account(api, project, own)["tokenExpiresAt"]
    begin = account(api, project, own)["connectedAt"]
    lasts = (datetime.fromisoformat(ends) - datetime.fromisoformat(begin)).total_seconds()
    api.advance(min(lasts + 60, _PAST_A_TOKEN))
    return project, own


@check("create-social-reauth-url.answer")
def the_answer_is_that_of_the_oauth_url(api: Api) -> None:
    """The same fields, on the platform of the account and with the state in the URL; the state is pending."""
    for platform in ("tiktok", "instagram"):
        project, own = connected(api, platform=platform)
        first = ask(api, project, platform=platform).succeeded(200)
        came = renewal(api, project, own).succeeded(200)
        equal(sorted(came), sorted(first), "fields of the answer")
        url = urlsplit(came["authorizeUrl"])
        holds(url.scheme == "https" and (url.hostname or "").endswith(f"{platform}.com"), f"authorizeUrl is {url.geturl()}")
        equal(parse_qs(url.query).get("state"), [came["state"]], "state in the query of authorizeUrl")
        holds(came["state"].startswith("st_"), f"state is {came['state']!r}")
        told = status(api, came["state"])
        equal((told["status"], told["expiresAt"]), ("pending", came["expiresAt"]), "status and expiresAt of the state")


@check("create-social-reauth-url.same-account")
def the_account_keeps_its_id(api: Api) -> None:
    """Whichever of several accounts it is: the state names it, and the project has as many as before."""
    project = new_project(api)
    made = [connect(api, project, platform=platform) for platform in ("tiktok", "instagram", "tiktok")]
    before = accounts(api, project)
    for own in made:
        state = renewal(api, project, own).succeeded(200)["state"]
        came = finished(api, state)
        equal((came["status"], id_of(came["socialAccountId"])), ("completed", id_of(own)), "status and socialAccountId")
        after = accounts(api, project)
        equal(ids(after), ids(before), "accounts of the project")
    same = [{name: item[name] for name in ("handle", "platform", "leased")} for item in before]
    equal(
        [{name: item[name] for name in ("handle", "platform", "leased")} for item in accounts(api, project)],
        same,
        "the accounts",
    )


@check("create-social-reauth-url.reconnects")
def consent_brings_a_token(api: Api) -> None:
    """An account whose token is over is connected again, and its token lasts longer than an hour from then on."""
    project, own = _expired(api)
    before = account(api, project, own)
    equal(before["status"], "reauth_required", "status when the token is over")
    finished(api, renewal(api, project, own).succeeded(200)["state"])
    after = account(api, project, own)
    equal(after["status"], "connected", "status after consent")
    ends = [datetime.fromisoformat(row["tokenExpiresAt"]) for row in (before, after)]
    holds(ends[1] > ends[0], f"tokenExpiresAt is {after['tokenExpiresAt']} after {before['tokenExpiresAt']}")
    api.advance(3600)
    equal(account(api, project, own)["status"], "connected", "status an hour after consent")


@check("create-social-reauth-url.changes-nothing-before")
def without_consent_the_account_stays(api: Api) -> None:
    """While a renewal is pending, and where it is refused or fails: connected or in need of consent as before."""
    for state_of, promised in ((connected, "connected"), (_expired, "reauth_required")):
        project, own = state_of(api)
        before = _told(account(api, project, own))
        equal(before["status"], promised, "status before")
        for outcome in ("deny", "fail"):
            state = renewal(api, project, own).succeeded(200)["state"]
            equal(_told(account(api, project, own)), before, "the account while a renewal is pending")
            equal(finished(api, state, outcome)["status"], "failed", "status without consent")
            equal(_told(account(api, project, own)), before, "the account after consent was refused")
        equal(len(accounts(api, project)), 1, "accounts of the project")


def _told(row: Any) -> dict[str, Any]:
    """A row without links, which may be signed anew each time it is read."""
    return {name: value for name, value in row.items() if name != "avatarUrl"}


@check("create-social-reauth-url.connected-account")
def a_connected_account_can_be_renewed(api: Api) -> None:
    """An attempt begins, also a second one beside it, and consent gives a token that lasts no less than the one before."""
    project, own = connected(api)
    before = account(api, project, own)["tokenExpiresAt"]
    api.let_pass(3600)
    first, second = (renewal(api, project, own).succeeded(200)["state"] for _ in range(2))
    for state in (second, first):
        came = finished(api, state)
        equal((came["status"], id_of(came["socialAccountId"])), ("completed", id_of(own)), "status and socialAccountId")
        row = account(api, project, own)
        equal(row["status"], "connected", "status after consent")
        holds(
            datetime.fromisoformat(row["tokenExpiresAt"]) >= datetime.fromisoformat(before),
            f"tokenExpiresAt is {row['tokenExpiresAt']}",
        )


@check("create-social-reauth-url.not-idempotent")
def every_call_makes_a_state(api: Api) -> None:
    """Equal calls, with the same Idempotency-Key and without: as many states, and each can be asked for."""
    project, own = connected(api)
    body = {"socialAccountId": own, "returnUrl": api.state("return_url")}
    repeated = api.uuid()
    sent: list[dict[str, str]] = [{}, {}, {"Idempotency-Key": repeated}, {"Idempotency-Key": repeated}]
    came = [api.call("createSocialReauthUrl", project, body=body, headers=headers).succeeded(200) for headers in sent]
    equal(len({answer["state"] for answer in came}), len(sent), f"different states of {len(sent)} calls")
    for answer in came:
        equal(status(api, answer["state"])["status"], "pending", "status of each")


@check("create-social-reauth-url.return-url-allowed")
def another_host_is_refused(api: Api) -> None:
    """403 RETURN_URL_NOT_ALLOWED, also for one that has the allowed host inside; an allowed URL is taken in any case."""
    project, own = connected(api)
    allowed = api.state("return_url")
    host = urlsplit(allowed).hostname or ""
    for url in (f"https://{api.text('host')}.example/x", f"https://{host}.evil.example/x", f"https://evil.example/?{host}"):
        renewal(api, project, own, returnUrl=url).refused(403, "RETURN_URL_NOT_ALLOWED")
    for url in (allowed, f"https://{host.upper()}/other"):
        renewal(api, project, own, returnUrl=url).succeeded(200)


@check("create-social-reauth-url.account-not-found")
def an_account_that_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's, one of another project, and one that was revoked meanwhile."""
    project, own = connected(api)
    elsewhere, other = connected(api)
    for account_id in (api.uuid(), api.state("foreign_account"), other):
        renewal(api, project, account_id).refused(404, "NOT_FOUND")
    renewal(api, elsewhere, other).succeeded(200)
    renewal(api, project, own).succeeded(200)
    api.made("revokeSocialAccount", own)
    renewal(api, project, own).refused(404, "NOT_FOUND")


@check("create-social-reauth-url.leased")
def a_leased_account_needs_no_consent(api: Api) -> None:
    """409 CONFLICT, and the account stays as it is; one that is not leased can be renewed."""
    project, leased = api.state("leasing_project"), api.state("leased_account")
    before = _told(account(api, project, leased))
    renewal(api, project, leased).refused(409, "CONFLICT")
    equal(_told(account(api, project, leased)), before, "the leased account")
    renewal(api, *connected(api)).succeeded(200)


@check("create-social-reauth-url.project-not-found")
def a_project_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one and another organisation's, be the account the caller's or that project's."""
    project, own = connected(api)
    for other in (api.uuid(), api.state("foreign_project")):
        for account_id in (own, api.state("foreign_account")):
            renewal(api, other, account_id).refused(404, "NOT_FOUND")
    renewal(api, project, own).succeeded(200)


@check("create-social-reauth-url.archived-project")
def an_archived_project_renews_nothing(api: Api) -> None:
    """409 CONFLICT; once the project is active again the account can be renewed."""
    project, own = connected(api)
    renewal(api, project, own).succeeded(200)
    api.made("archiveProject", project)
    renewal(api, project, own).refused(409, "CONFLICT")
    api.made("patchProject", project, body={"status": "active"})
    renewal(api, project, own).succeeded(200)
