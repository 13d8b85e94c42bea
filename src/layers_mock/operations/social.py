"""The social section: reference/social-accounts/*, concepts/social-accounts."""

from typing import cast
from urllib.parse import urlencode

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import account_of, project_of
from layers_mock.world.clock import iso
from layers_mock.world.ids import ulid
from layers_mock.world.oauth import OauthState, Wish, ask_consent, find_state, is_allowed
from layers_mock.world.rows import Project, SocialAccount, SocialPlatform
from layers_mock.world.social import disconnect
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_FULL_SET = {
    "tiktok": ("user.info.basic", "user.info.profile", "user.info.stats", "video.list", "video.publish", "video.upload"),
    "instagram": (
        "instagram_business_basic", "instagram_business_content_publish", "instagram_business_manage_comments",
        "instagram_business_manage_insights",
    ),
}  # fmt: skip
"""What publishing and metrics need, as the platforms name it."""
_CLIENT = {"tiktok": "client_key", "instagram": "client_id"}
_CONNECT_AT = {"tiktok": "https://www.tiktok.com/auth/authorize", "instagram": "https://www.instagram.com/oauth/authorize"}
_RENEW_AT = {**_CONNECT_AT, "tiktok": "https://www.tiktok.com/v2/auth/authorize"}
"""The pages sample two addresses for TikTok; each is answered where its page has it."""


def create_oauth_url(world: World, call: Call) -> Reply:
    """Where a person connects an account of theirs to the project, and the state to poll meanwhile."""
    project = project_of(call, "create-social-oauth-url.project-not-found")
    _refuse_archived(project, "create-social-oauth-url.archived-project")
    return_url = _return_url(call, "create-social-oauth-url.return-url-allowed")
    platform = cast("SocialPlatform", call.body["platform"])
    wish = Wish(project.key, platform, return_url, _scopes(call, platform), usage_note=call.text("usageNote"))
    state = ask_consent(world, call.organization, wish, call.key.key, call.now)
    return Reply(200, _begun(world, state, _CONNECT_AT))


def create_reauth_url(world: World, call: Call) -> Reply:
    """Where a person renews the consent for an account; it stays the account that it is."""
    project = project_of(call, "create-social-reauth-url.project-not-found")
    account = account_of(call, "create-social-reauth-url.account-not-found", cast("str", call.body["socialAccountId"]))
    if account.project != project.key:
        raise Refusal("NOT_FOUND", "Social account not found.", rule="create-social-reauth-url.account-not-found")
    _refuse_archived(project, "create-social-reauth-url.archived-project")
    if account.is_leased:
        message = "Layers keeps leased accounts authorised; there is nobody to ask for consent."
        raise Refusal("CONFLICT", message, rule="create-social-reauth-url.leased")
    return_url = _return_url(call, "create-social-reauth-url.return-url-allowed")
    wish = Wish(project.key, account.platform, return_url, _scopes(call, account.platform), account=account.key)
    state = ask_consent(world, call.organization, wish, call.key.key, call.now)
    return Reply(200, _begun(world, state, _RENEW_AT))


def get_oauth_status(_world: World, call: Call) -> Reply:
    """How an attempt stands, for the key that began it."""
    state = find_state(call.organization, call.path["state"])
    if state is None or state.is_of_ads:
        raise Refusal("NOT_FOUND", "OAuth state not found.", rule="get-social-oauth-status.not-found")
    if state.api_key != call.key.key:
        raise Refusal("NOT_FOUND", "OAuth state not found.", rule="get-social-oauth-status.own-key")
    status = state.status(call.now)
    answer: JsonObject = {"state": state.id, "status": status, "expiresAt": iso(state.expires_at)}
    if status == "completed" and state.account is not None:
        answer["socialAccountId"] = "sa_" + ulid(state.account)
    elif status == "failed":
        answer["error"] = {"message": state.fault}
    return Reply(200, answer)


def list_accounts(world: World, call: Call) -> Reply:
    """A project's accounts, newest first, all at once."""
    project = project_of(call, "list-social-accounts.project-not-found")
    rows = call.organization.social_accounts.newest_first(project.key)
    return Reply(200, {"items": [_view(world, account) for _, account in rows if _is_wanted(call, account)]})


def revoke_account(world: World, call: Call) -> Reply:
    """Disconnect an account for good; its queued posts are canceled."""
    account = account_of(call, "revoke-social-account.not-found")
    if account.is_leased:
        message = f"This account is leased. Release it with DELETE /v1/leased-accounts/{account.id}."
        raise Refusal("CONFLICT", message, rule="revoke-social-account.leased")
    canceled = disconnect(world, call.organization, account, "revoked_by_partner", call.now)
    answer: JsonObject = {
        "socialAccountId": account.id,
        "status": "disconnected",
        "disconnectedReason": "revoked_by_partner",
        "canceledScheduledPosts": canceled,
        "disconnectedAt": iso(call.now),
    }
    return Reply(200, answer)


def _return_url(call: Call, rule: str) -> str:
    url = cast("str", call.body["returnUrl"])
    if not is_allowed(url, call.key.return_url_allowlist):
        raise Refusal("RETURN_URL_NOT_ALLOWED", "The host of returnUrl is not on this key's allowlist.", rule=rule)
    return url


def _refuse_archived(project: Project, rule: str) -> None:
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule=rule)


def _scopes(call: Call, platform: SocialPlatform) -> tuple[str, ...]:
    named = cast("list[str] | None", call.body.get("scopes"))
    return tuple(named) if named else _FULL_SET[platform]


def _begun(world: World, state: OauthState, addresses: dict[str, str]) -> JsonObject:
    client = world.ids.digest(f"oauth-client/{state.platform}").hex()[:18]
    query = {
        _CLIENT[state.platform]: client,
        "response_type": "code",
        "scope": ",".join(state.scopes),
        "state": state.id,
    }
    url = f"{addresses[state.platform]}?{urlencode(query)}"
    return {"authorizeUrl": url, "state": state.id, "expiresAt": iso(state.expires_at)}


def _is_wanted(call: Call, account: SocialAccount) -> bool:
    return (
        call.query.get("platform") in {None, account.platform}
        and call.query.get("status") in {None, account.status}
        and call.query.get("leased") in {None, account.is_leased}
    )


def _view(world: World, account: SocialAccount) -> JsonObject:
    expires = account.token_expires_at
    return {
        "socialAccountId": account.id,
        "platform": account.platform,
        "handle": account.handle,
        "avatarUrl": world.links.url(f"avatars/{account.id}.jpg"),
        "status": account.status,
        "leased": account.is_leased,
        "connectedAt": iso(account.connected_at),
        "tokenExpiresAt": None if expires is None else iso(expires),
    }


HANDLERS: dict[str, Handler] = {
    "createSocialOauthUrl": create_oauth_url,
    "getSocialOauthStatus": get_oauth_status,
    "listSocialAccounts": list_accounts,
    "createSocialReauthUrl": create_reauth_url,
    "revokeSocialAccount": revoke_account,
}
