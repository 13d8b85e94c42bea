"""revokeSocialAccount."""

from datetime import datetime
from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..influencers.persona import id_of
from .flow import account, accounts, connect, connected, ids, new_project

__all__: list[str] = []

_WAITING = 2


@check("revoke-social-account.answer")
def a_revocation_tells_what_it_did(api: Api) -> None:
    """The five fields, for either platform and for an account whose consent was renewed."""
    for platform in ("tiktok", "instagram"):
        project, own = connected(api, platform=platform)
        _tells(api.call("revokeSocialAccount", own).succeeded(200), own)
        other = connect(api, project, platform=platform)
        state = api.made(
            "createSocialReauthUrl", project, body={"socialAccountId": other, "returnUrl": api.state("return_url")}
        )
        api.consent(state["state"])
        _tells(api.call("revokeSocialAccount", other).succeeded(200), other)


def _tells(came: Any, own: str) -> None:
    told = (id_of(came["socialAccountId"]), came["status"], came["disconnectedReason"])
    equal(told, (id_of(own), "disconnected", "revoked_by_partner"), "socialAccountId, status and disconnectedReason")
    equal(came["canceledScheduledPosts"], 0, "canceledScheduledPosts of an account without posts")
    holds(datetime.fromisoformat(came["disconnectedAt"]).tzinfo is not None, f"disconnectedAt is {came['disconnectedAt']!r}")


@check("revoke-social-account.disconnects")
def a_revoked_account_is_disconnected(api: Api) -> None:
    """In the list, at once and later; the other accounts of the project stay connected, and it comes back by no consent."""
    project = new_project(api)
    made = [connect(api, project, platform=platform) for platform in ("tiktok", "tiktok", "instagram")]
    pending = api.made(
        "createSocialReauthUrl", project, body={"socialAccountId": made[1], "returnUrl": api.state("return_url")}
    )  # fmt: skip
    api.made("revokeSocialAccount", made[1])
    promised = {id_of(made[0]): "connected", id_of(made[1]): "disconnected", id_of(made[2]): "connected"}
    equal(_statuses(api, project), promised, "accounts and their status")
    api.consent(pending["state"])
    api.let_pass(120)
    equal(_statuses(api, project), promised, "accounts and their status after consent that came too late")
    equal(ids(accounts(api, project, status="disconnected")), [id_of(made[1])], "accounts that are disconnected")


@check("revoke-social-account.disconnects")
def an_account_that_needs_consent_can_be_revoked(api: Api) -> None:
    """Once its token is over it is disconnected all the same."""
    project, own = connected(api)
    row = account(api, project, own)
    lasts = datetime.fromisoformat(row["tokenExpiresAt"]) - datetime.fromisoformat(row["connectedAt"])
    api.advance(lasts.total_seconds() + 60)
    equal(account(api, project, own)["status"], "reauth_required", "status before it is revoked")
    api.call("revokeSocialAccount", own).succeeded(200)
    equal(account(api, project, own)["status"], "disconnected", "status after it was revoked")


def _statuses(api: Api, project: str) -> dict[str, str]:
    return {id_of(item["socialAccountId"]): item["status"] for item in accounts(api, project)}


@check("revoke-social-account.canceled-count")
def waiting_posts_are_counted(api: Api) -> None:
    """Two on an account where two posts wait, none on one without posts beside it."""
    busy = api.state("busy_account")
    idle = connect(api, api.state("project"))
    equal(api.call("revokeSocialAccount", idle).succeeded(200)["canceledScheduledPosts"], 0, "posts canceled where none waits")
    came = api.call("revokeSocialAccount", busy)
    if came.status == 404:
        raise UnprovidedError("the account where two posts wait was revoked before")
    equal(came.succeeded(200)["canceledScheduledPosts"], _WAITING, "posts canceled where two wait")


@check("revoke-social-account.again")
def a_second_revocation_finds_nothing(api: Api) -> None:
    """404 NOT_FOUND at once and later, and the account stays disconnected."""
    project, own = connected(api)
    api.call("revokeSocialAccount", own).succeeded(200)
    for seconds in (0, 90, 86_400):
        api.let_pass(seconds)
        api.call("revokeSocialAccount", own).refused(404, "NOT_FOUND")
    equal(account(api, project, own)["status"], "disconnected", "status after revoking again")


@check("revoke-social-account.not-found")
def an_account_that_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, and another organisation's, which stays connected."""
    project, foreign = api.state("foreign_project"), api.state("foreign_account")
    before = account(api, project, foreign, key="other")
    for own in (api.uuid(), foreign):
        api.call("revokeSocialAccount", own).refused(404, "NOT_FOUND")
    after = account(api, project, foreign, key="other")
    equal((after["status"], after["handle"]), (before["status"], before["handle"]), "the account of another organisation")
    _, own = connected(api)
    api.call("revokeSocialAccount", own).succeeded(200)


@check("revoke-social-account.leased")
def a_leased_account_is_released_and_not_revoked(api: Api) -> None:
    """409 CONFLICT with a message that names the release, again and again; the account stays connected and leased."""
    leased = api.state("leased_account")
    for _ in range(2):
        came = api.call("revokeSocialAccount", leased).refused(409, "CONFLICT")
        holds("leased-accounts" in str(came.error.get("message")), f"the message is {came.error.get('message')!r}")
        row = account(api, api.state("leasing_project"), leased)
        equal((row["status"], row["leased"]), ("connected", True), "status and leased")
