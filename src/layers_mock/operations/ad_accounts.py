"""The ads section: reference/ads/list-ad-accounts, ad-accounts-oauth-url and capi-status."""

from collections.abc import Iterable
from typing import cast
from urllib.parse import urlencode

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import project_of
from layers_mock.world.ad_accounts import is_token_valid, last_validated_at
from layers_mock.world.ads import AdAccount, AdPlatform
from layers_mock.world.clock import iso_seconds
from layers_mock.world.ids import ulid
from layers_mock.world.oauth import OauthState, Wish, ask_consent, is_allowed
from layers_mock.world.sdk_apps import CapiRelay, relay_of
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_MODE = "byo"
"""Customers bring their own accounts; there are no others yet."""
_CONNECT_AT: dict[str, str] = {
    "meta_ads": "https://www.facebook.com/v19.0/dialog/oauth",
    "tiktok_ads": "https://business-api.tiktok.com/portal/auth",
    "apple_ads": "https://appleid.apple.com/auth/oauth2/authorize",
}
_PERMISSIONS: dict[str, str] = {
    "meta_ads": "ads_read,business_management",
    "tiktok_ads": "ads.read",
    "apple_ads": "searchadsorg",
}
_RELAYS = {"meta_ads": "meta", "tiktok_ads": "tiktok"}
"""The platforms with a conversions API, and what SDK apps call them."""


def list_ad_accounts(_world: World, call: Call) -> Reply:
    """A project's ad accounts, newest first, on one page."""
    project = project_of(call, "list-ad-accounts.project-not-found")
    rows = call.organization.ad_accounts.newest_first(project.key)
    return Reply(200, {"items": [_view(row, call.now) for _, row in rows if _is_wanted(call, row)]})


def create_oauth_url(world: World, call: Call) -> Reply:
    """Where a person connects an ad account of theirs to the project."""
    project = project_of(call, "create-ad-account-oauth-url.project-not-found")
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule="create-ad-account-oauth-url.archived-project")
    url, platform = cast("str", call.body["redirectUrl"]), cast("AdPlatform", call.body["platform"])
    if not is_allowed(url, call.key.return_url_allowlist):
        message, rule = "The origin of redirectUrl is not registered.", "create-ad-account-oauth-url.redirect-allowed"
        raise Refusal("RETURN_URL_NOT_ALLOWED", message, rule=rule)
    wish = Wish(project.key, platform, url, (_PERMISSIONS[platform],), client_state=call.text("state"))
    state = ask_consent(world, call.organization, wish, call.key.key, call.now)
    return Reply(200, {"url": _authorize_url(world, state), "expiresAt": iso_seconds(state.expires_at)})


def get_capi_status(_world: World, call: Call) -> Reply:
    """Whether events of a project's apps reach the ad platforms, and whether the platforms take them."""
    project = project_of(call, "get-capi-status.project-not-found")
    wanted = cast("list[str] | None", call.query.get("platforms"))
    accounts = [row for _, row in call.organization.ad_accounts.newest_first(project.key)]
    apps = [row for _, row in call.organization.sdk_apps.newest_first(project.key)]
    entries = []
    for platform, short in _RELAYS.items():
        if wanted is None or platform in wanted:
            switched = [(app, relay) for app in apps if (relay := relay_of(app, short)) is not None]
            relays = [relay for _, relay in switched]
            pixel = next((found for app, _ in switched if (found := (app.pixels or {}).get(short)) is not None), None)
            own = [account for account in accounts if account.platform == platform]
            entries.append(_relay_view(platform, relays, pixel, own, call.now))
    return Reply(200, {"projectId": "prj_" + ulid(project.key), "platforms": entries})


def _is_wanted(call: Call, account: AdAccount) -> bool:
    platforms = cast("list[str] | None", call.query.get("platforms"))
    return (
        (platforms is None or account.platform in platforms)
        and call.query.get("credentialMode") in {None, _MODE}
        and (not call.query.get("healthy") or is_token_valid(account, call.now))
    )


def _view(account: AdAccount, now: int) -> JsonObject:
    return {
        "adAccountId": ulid(account.key),
        "platform": account.platform,
        "externalId": account.external_id,
        "name": account.name,
        "currency": account.currency,
        "timezone": account.timezone,
        "credentialMode": _MODE,
        "tokenStatus": "valid" if is_token_valid(account, now) else "expired",
        "tokenLastValidatedAt": iso_seconds(last_validated_at(account, now)),
        "walletBalance": None,
        "connectedAt": iso_seconds(account.created_at),
    }


def _authorize_url(world: World, state: OauthState) -> str:
    query = {
        "client_id": world.ids.digest(f"oauth-client/{state.platform}").hex()[:18],
        "response_type": "code",
        "scope": ",".join(state.scopes),
        "state": state.id,
    }
    return f"{_CONNECT_AT[state.platform]}?{urlencode(query)}"


def _relay_view(
    platform: str, relays: Iterable[CapiRelay], pixel: str | None, accounts: list[AdAccount], now: int
) -> JsonObject:
    is_enabled = any(relay.is_enabled for relay in relays)
    is_valid = any(is_token_valid(account, now) for account in accounts)
    validated = max((last_validated_at(account, now) for account in accounts), default=None)
    error = {"code": "CREDENTIAL_INVALID", "message": _fault(platform, accounts)} if is_enabled and not is_valid else None
    return {
        "platform": platform,
        "enabled": is_enabled,
        "status": "disabled" if not is_enabled else "healthy" if is_valid else "degraded",
        "pixelId": pixel,
        "accessTokenValid": is_valid,
        "accessTokenLastValidatedAt": None if validated is None else iso_seconds(validated),
        "eventsLast1h": None,
        "eventsLast24h": None,
        "lastEventAt": None,
        "lastError": error,
    }


def _fault(platform: str, accounts: list[AdAccount]) -> str:
    return f"The access token for {platform} expired." if accounts else f"No ad account on {platform} is connected."


HANDLERS: dict[str, Handler] = {
    "listAdAccounts": list_ad_accounts,
    "createAdAccountOauthUrl": create_oauth_url,
    "getCapiStatus": get_capi_status,
}
