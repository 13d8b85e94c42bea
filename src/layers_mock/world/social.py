"""Social accounts: how they are connected, lose their token and are disconnected.

Source: concepts/social-accounts, reference/social-accounts/*. What the platforms would decide (handle, followers, how long a
token lasts) is made up here, the same for equal worlds and equal calls.
"""

from typing import TYPE_CHECKING, NamedTuple, cast
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from layers_mock.contract import JsonObject
from layers_mock.world.announcements import announce
from layers_mock.world.clock import iso
from layers_mock.world.handles import free_handle, slug
from layers_mock.world.ids import Key, ulid
from layers_mock.world.oauth import OauthState, end_state
from layers_mock.world.publishing import cancel_posts, queued_posts
from layers_mock.world.rows import SocialAccount, SocialPlatform
from layers_mock.world.webhooks import EventType

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "TOKEN_MILLISECONDS",
    "TokenExpiry",
    "complete_consent",
    "disconnect",
    "fail_consent",
    "live_account",
    "return_link",
]

TOKEN_MILLISECONDS = 30 * 86_400_000
"""How long a fresh token lasts, as the sample of the list page shows it."""
_FEWEST_FOLLOWERS, _FOLLOWER_SPREAD = 120, 24_000


class TokenExpiry(NamedTuple):
    """The end of an account's token, on the timeline.

    It comes by itself and nobody waits for it, so that it counts as recurring: it never keeps a world from being idle.
    """

    organization: Key
    account: Key
    is_recurring: bool = True

    def apply(self, world: "World", at: int) -> None:
        """The account has to be authorised again, unless its token was renewed or it is gone."""
        organization = world.organizations[self.organization]
        account = organization.social_accounts.get(self.account)
        if account is not None and _expires(account, at):
            organization.social_accounts.replace(account._replace(status="reauth_required"))
            _announce(world, organization, "social_account.needs_reauth", account, at)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """An account needs its person's consent again."""
        account = world.organizations[self.organization].social_accounts.get(self.account)
        if account is None or not _expires(account, at):
            return None
        return {"at": iso(at), "event": "social_account.needs_reauth", "socialAccountId": account.id}


def _expires(account: SocialAccount, at: int) -> bool:
    return account.status == "connected" and account.token_expires_at is not None and account.token_expires_at <= at


def live_account(organization: "Organization", key: Key) -> SocialAccount | None:
    """An account of the organisation that is not disconnected."""
    account = organization.social_accounts.get(key)
    return None if account is None or account.status == "disconnected" else account


def complete_consent(
    world: "World", organization: "Organization", state: OauthState, now: int, handle: str | None = None
) -> OauthState:
    """A person consented to a pending state.

    A renewed account stays the one it is, and so does one whose ``handle`` the project is connected to already (inferred);
    else a new account is connected. Consent for an account that was disconnected meanwhile fails.
    """
    if state.account is not None:
        renewed = live_account(organization, state.account)
        if renewed is None:
            return end_state(organization, state, message="The account was disconnected meanwhile.")
        return end_state(organization, state, account=_with_token(world, organization, renewed, now).key)
    rows = organization.social_accounts.newest_first(state.project)
    known = (account for _, account in rows if _is_known(account, state, handle))
    account = next(known, None) or _add(world, organization, state, now, handle)
    return end_state(organization, state, account=_with_token(world, organization, account, now).key)


def fail_consent(organization: "Organization", state: OauthState, message: str) -> OauthState:
    """A pending state ends without consent."""
    return end_state(organization, state, message=message)


def disconnect(world: "World", organization: "Organization", account: SocialAccount, reason: str, now: int) -> int:
    """Let go of an account with its token: its queued posts are canceled in the same step. Gives how many."""
    waiting = queued_posts(organization, account.project, account.key)
    gone = account._replace(
        status="disconnected", disconnected_at=now, disconnected_reason=reason, token_expires_at=None
    )  # fmt: skip
    organization.social_accounts.replace(gone)
    more = {"disconnectedReason": reason, "disconnectedAt": iso(now)}
    _announce(world, organization, "social_account.revoked", gone, now, **more)
    return cancel_posts(world, organization, waiting, now)


def _announce(
    world: "World", organization: "Organization", event_type: EventType, account: SocialAccount, at: int, **more: object
) -> None:
    """Announce what became of an account. Its handle is all there is to call it by."""
    told: JsonObject = {"socialAccountId": account.id, "platform": account.platform, "displayName": account.handle, **more}
    announce(world, organization, event_type, told, at, project=account.project)


def return_link(state: OauthState, now: int) -> str:
    """Where the browser is sent after consent: the client's own URL with the state and its outcome.

    concepts/social-accounts shows ``status=success``; what a failure adds is inferred.
    """
    parts = urlsplit(state.return_url)
    outcome = "success" if state.status(now) == "completed" else "failed"
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("layers_state", state.id), ("status", outcome)]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _is_known(account: SocialAccount, state: OauthState, handle: str | None) -> bool:
    is_live = account.status != "disconnected" and not account.is_leased
    return is_live and (account.platform, account.handle) == (state.platform, handle)


def _add(world: "World", organization: "Organization", state: OauthState, now: int, handle: str | None) -> SocialAccount:
    key = world.ids.fresh(now)
    project = organization.projects.get(state.project)
    wanted = slug(project.name if project is not None else "", "account")
    account = SocialAccount(
        key=key, id="sa_" + ulid(key), created_at=now, project=state.project, platform=cast("SocialPlatform", state.platform),
        handle=handle or free_handle(organization, state.project, wanted), connected_at=now,
        followers=_FEWEST_FOLLOWERS + int(key) % _FOLLOWER_SPREAD,
    )  # fmt: skip
    organization.social_accounts.add(account)
    return account


def _with_token(world: "World", organization: "Organization", account: SocialAccount, now: int) -> SocialAccount:
    """The account with a fresh token, connected, and its expiry on the timeline."""
    expires = now + TOKEN_MILLISECONDS
    renewed = account._replace(status="connected", token_expires_at=expires)
    organization.social_accounts.replace(renewed)
    _announce(world, organization, "social_account.connected", renewed, now, connectedAt=iso(renewed.connected_at))
    world.schedule(expires, TokenExpiry(organization.key, account.key))
    return renewed
