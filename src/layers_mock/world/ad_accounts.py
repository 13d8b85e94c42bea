"""Ad accounts: how they are connected, and their tokens. Source: reference/ads/list-ad-accounts, ad-accounts-oauth-url.

When tokens are looked at is inferred, and so is what a platform would decide of a new account.
"""

from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from layers_mock.world.ads import AdAccount, AdPlatform
from layers_mock.world.ids import ulid
from layers_mock.world.oauth import OauthState, end_state

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = ["connect_ad_account", "is_token_valid", "last_validated_at", "return_link_of_ads"]

_DAY = 86_400_000
_IDS = {"meta_ads": ("act_", 15), "tiktok_ads": ("", 16), "apple_ads": ("org-", 7)}
"""How each platform's ids begin, and how many digits follow."""


def is_token_valid(account: AdAccount, now: int) -> bool:
    """Whether the platform still takes the account's token."""
    return account.token_expires_at is None or now < account.token_expires_at


def last_validated_at(account: AdAccount, now: int) -> int:
    """When the token was last seen to work: once a day from the day it was connected, until it ended."""
    last = now if account.token_expires_at is None else min(now, account.token_expires_at - 1)
    return account.created_at + max(0, last - account.created_at) // _DAY * _DAY


def connect_ad_account(
    world: "World", organization: "Organization", state: OauthState, now: int, name: str | None = None
) -> OauthState:
    """A person consented to a pending state: one more account, under a name of theirs or the project's."""
    key, project = world.ids.fresh(now), organization.projects.get(state.project)
    account = AdAccount(
        key=key, created_at=now, project=state.project, platform=cast("AdPlatform", state.platform),
        external_id=_external_id(world, state), name=name or (project.name if project is not None else "Ads"),
    )  # fmt: skip
    organization.ad_accounts.add(account)
    return end_state(organization, state, account=key)


def return_link_of_ads(state: OauthState, now: int) -> str:
    """Where the browser is sent: the client's URL with the outcome, the account and the client's own state.

    What a failure adds is inferred.
    """
    parts, status = urlsplit(state.return_url), state.status(now)
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("status", "connected" if status == "completed" else "failed")]
    if status == "completed" and state.account is not None:
        query.append(("accountId", ulid(state.account)))
    if state.client_state is not None:
        query.append(("state", state.client_state))
    return urlunsplit(parts._replace(query=urlencode(query)))


def _external_id(world: "World", state: OauthState) -> str:
    prefix, digits = _IDS[state.platform]
    number = int.from_bytes(world.ids.digest(f"ad-account/{state.key:x}")[:12])
    return f"{prefix}{10 ** (digits - 1) + number % (9 * 10 ** (digits - 1))}"
