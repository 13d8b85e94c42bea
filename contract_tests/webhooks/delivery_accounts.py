"""What webhooks tell of social accounts and lease requests."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal

from ..leased_accounts.flow import leased, leases, request, seen
from ..social.flow import account, connected, new_project, renewal
from .receiving import came, data_of, events, hook, of, one, told

__all__: list[str] = []

_ACCOUNTS = ("social_account.connected", "social_account.needs_reauth", "social_account.revoked")
_LEASES = ("lease_request.assigned", "lease_request.rejected")
_DAY = 86_400.0


def _named(row: Any) -> dict[str, Any]:
    """How an event names an account that is listed."""
    return {"socialAccountId": row["socialAccountId"], "platform": row["platform"], "displayName": row["handle"]}


def _renewed(api: Api, project: str, id_: str) -> None:
    """A person consents to an account once more."""
    answer = renewal(api, project, id_)
    if not answer.is_success:
        raise UnprovidedError(f"createSocialReauthUrl, which the check builds on, answered {answer.told[:200]}")
    api.consent(answer.json["state"])


def _lapsed(api: Api, project: str, id_: str) -> None:
    """Let the token of an account run out. Raises :class:`UnprovidedError` where it does not."""
    for _ in range(3):
        api.advance(31 * _DAY)
        if account(api, project, id_)["status"] == "reauth_required":
            return
    raise UnprovidedError("the token of an account did not run out in three months")


@check("events.social-account-connected.cause")
def a_connected_account_is_announced(api: Api) -> None:
    """By one event, of either platform; a consent that was denied announces nothing."""
    to = hook(api, *_ACCOUNTS)
    for platform in ("tiktok", "instagram"):
        _, id_ = connected(api, platform=platform)
        equal(events(api, to, socialAccountId=id_), ["social_account.connected"], f"events of an account of {platform}")
    body = {"platform": "tiktok", "returnUrl": api.state("return_url")}
    before = len(came(api, to))
    api.consent(api.made("createSocialOauthUrl", new_project(api), body=body)["state"], "deny")
    equal(len(came(api, to)), before, "events behind a consent that was denied")


@check("events.social-account-connected.renewed")
def a_renewed_account_is_announced_again(api: Api) -> None:
    """Once for each consent."""
    to = hook(api, *_ACCOUNTS)
    project, id_ = connected(api)
    for count in (2, 3):
        _renewed(api, project, id_)
        equal(events(api, to, socialAccountId=id_), ["social_account.connected"] * count, "events of a renewed account")


@check("events.social-account-connected.data")
def a_connected_account_is_told_as_it_is_listed(api: Api) -> None:
    """socialAccountId, platform, displayName and connectedAt."""
    to = hook(api, *_ACCOUNTS)
    for platform in ("tiktok", "instagram"):
        project, id_ = connected(api, platform=platform)
        row = account(api, project, id_)
        told(one(api, to, "social_account.connected", socialAccountId=id_), {**_named(row), "connectedAt": row["connectedAt"]})


@check("events.social-account-needs-reauth.cause")
def an_account_whose_token_runs_out_is_announced(api: Api) -> None:
    """Nothing while it lasts, one event when it runs out and none later; a renewed one is announced when that runs out too."""
    to = hook(api, *_ACCOUNTS)
    project, id_ = connected(api)
    api.advance(_DAY)
    equal(events(api, to, socialAccountId=id_), ["social_account.connected"], "events while the token lasts")
    for count in (1, 2):
        _lapsed(api, project, id_)
        api.advance(31 * _DAY)
        found = of(came(api, to), "social_account.needs_reauth", socialAccountId=id_)
        equal(len(found), count, "social_account.needs_reauth when the token ran out")
        _renewed(api, project, id_)


@check("events.social-account-needs-reauth.data")
def an_account_whose_token_runs_out_is_told_as_it_is_listed(api: Api) -> None:
    """socialAccountId, platform and displayName."""
    to = hook(api, *_ACCOUNTS)
    for platform in ("tiktok", "instagram"):
        project, id_ = connected(api, platform=platform)
        _lapsed(api, project, id_)
        told(one(api, to, "social_account.needs_reauth", socialAccountId=id_), _named(account(api, project, id_)))


@check("events.social-account-revoked.cause")
def a_revoked_account_is_announced(api: Api) -> None:
    """By one event, and nothing of its neighbour."""
    to = hook(api, *_ACCOUNTS)
    (_, gone), (_, left) = connected(api), connected(api)
    api.made("revokeSocialAccount", gone)
    equal(events(api, to, socialAccountId=gone)[1:], ["social_account.revoked"], "events of a revoked account")
    equal(events(api, to, socialAccountId=left)[1:], [], "events of its neighbour")


@check("events.social-account-revoked.released")
def a_released_account_is_announced(api: Api) -> None:
    """By one event, told as the release answers it."""
    to = hook(api, *_ACCOUNTS)
    _, (gone, left) = leased(api, 2)
    answer = api.made("releaseLeasedAccount", gone)
    data = one(api, to, "social_account.revoked", socialAccountId=gone)
    told(data, {name: answer[name] for name in ("socialAccountId", "disconnectedReason", "disconnectedAt")})
    equal(events(api, to, socialAccountId=left), [], "events of its neighbour")


@check("events.social-account-revoked.data")
def a_revoked_account_is_told_as_it_is_answered(api: Api) -> None:
    """socialAccountId, platform, displayName, disconnectedReason and disconnectedAt."""
    to = hook(api, *_ACCOUNTS)
    for platform in ("tiktok", "instagram"):
        project, id_ = connected(api, platform=platform)
        row = account(api, project, id_)
        api.let_pass(61.5)
        answer = api.made("revokeSocialAccount", id_)
        promised = {name: answer[name] for name in ("disconnectedReason", "disconnectedAt")}
        told(one(api, to, "social_account.revoked", socialAccountId=id_), {**_named(row), **promised})


@check("events.lease-request-assigned.cause")
def a_granted_request_is_announced(api: Api) -> None:
    """One that gets all and one that gets some of the accounts: one event each; nothing while it waits."""
    to, project = hook(api, *_LEASES), new_project(api)
    for count in (2, 1):
        asked = request(api, project, 2)
        equal(events(api, to, requestId=asked["requestId"]), [], "events of a request that waits")
        api.decide_lease(asked, count)
        equal(events(api, to, requestId=asked["requestId"]), ["lease_request.assigned"], f"events of {count} of 2 accounts")


@check("events.lease-request-assigned.data")
def a_granted_request_is_told_as_it_reads(api: Api) -> None:
    """Status, moment, accounts and note, of one that gets all and of one that gets some."""
    to, project = hook(api, *_LEASES), new_project(api)
    for count in (2, 1):
        asked = request(api, project, 2)
        api.let_pass(61.5)
        api.decide_lease(asked, count)
        row = seen(api, project, asked["requestId"])
        names = ("requestId", "status", "assignedAt", "assignedSocialAccountIds", "note")
        data = one(api, to, "lease_request.assigned", requestId=asked["requestId"])
        told(data, {**{name: row[name] for name in names}, "projectId": project})
        equal(len(data["assignedSocialAccountIds"]), count, "accounts that the event tells")
    equal(len(leases(api, project, status="assigned")), 3, "accounts that were assigned")


@check("events.lease-request-rejected.cause", "events.lease-request-rejected.data")
def a_rejected_request_is_announced_as_it_reads(api: Api) -> None:
    """By one event and by no other; with project, status and note."""
    to, project = hook(api, *_LEASES), new_project(api)
    asked, other = request(api, project, 2), request(api, project, 1)
    api.decide_lease(asked, 0)
    found = of(came(api, to), requestId=asked["requestId"])
    equal([each.type for each in found], ["lease_request.rejected"], "events of a request that was turned down")
    equal(events(api, to, requestId=other["requestId"]), [], "events of a request that waits")
    row, data = seen(api, project, asked["requestId"]), data_of(found[0])
    names = ("requestId", "status", "note")
    shown = {name: data.get(name) for name in names}
    equal(shown, {name: row[name] for name in names}, "the event", rule="events.lease-request-rejected.data")
    equal(len(of(found, projectId=project)), 1, "events that name the project", rule="events.lease-request-rejected.data")
