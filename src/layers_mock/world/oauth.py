"""OAuth states: one attempt to connect an account, from the authorize URL to its outcome.

A state lives 10 minutes (reference/social-accounts/oauth-status). Nothing completes it by itself: a person consents on the
platform, here through the control API. How a state reads once its minutes are over is inferred.
"""

from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlsplit

from layers_mock.world.ids import Key, parse, ulid

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "STATE_MILLISECONDS",
    "OauthPlatform",
    "OauthState",
    "OauthStatus",
    "Wish",
    "ask_consent",
    "end_state",
    "find_state",
    "is_allowed",
]

STATE_MILLISECONDS = 10 * 60_000
"""How long a state lives."""
_EXPIRED = "The state expired before anybody consented."

OauthPlatform = Literal["tiktok", "instagram", "meta_ads", "tiktok_ads", "apple_ads"]
"""Where consent is asked for: of social accounts, or of ad accounts."""
OauthStatus = Literal["pending", "completed", "failed"]


class OauthState(NamedTuple):
    """One attempt. ``account`` is the account it renews, or the one it connected; ``api_key`` the key that made it.

    Accounts are social ones or ad accounts, as the platform says.
    """

    key: Key
    id: str
    created_at: int
    project: Key
    api_key: Key
    platform: OauthPlatform
    return_url: str
    expires_at: int
    scopes: tuple[str, ...] = ()
    usage_note: str | None = None
    account: Key | None = None
    outcome: Literal["completed", "failed"] | None = None
    message: str | None = None
    """Why it failed."""
    client_state: str | None = None
    """What the client gave along, to have it back on the redirect."""

    @property
    def group(self) -> Key:
        """States belong to a project."""
        return self.project

    def status(self, now: int) -> OauthStatus:
        """``pending`` until somebody decides or its time is over; an outcome stays."""
        return self.outcome or ("pending" if now < self.expires_at else "failed")

    @property
    def is_of_ads(self) -> bool:
        """Whether it connects an ad account."""
        return self.platform.endswith("_ads")

    @property
    def fault(self) -> str:
        """Why a failed state failed."""
        return self.message or _EXPIRED


class Wish(NamedTuple):
    """What a client asks consent for; ``account`` is the account whose consent is renewed."""

    project: Key
    platform: OauthPlatform
    return_url: str
    scopes: tuple[str, ...]
    usage_note: str | None = None
    account: Key | None = None
    client_state: str | None = None


def is_allowed(return_url: str, hosts: tuple[str, ...]) -> bool:
    """Whether the host of a URL is one of those that a key may return to, whole and in any case."""
    return urlsplit(return_url).hostname in {host.lower() for host in hosts}


def ask_consent(world: "World", organization: "Organization", wish: Wish, api_key: Key, now: int) -> OauthState:
    """A new pending state."""
    key = world.ids.fresh(now)
    state = OauthState(
        key=key, id="st_" + ulid(key), created_at=now, project=wish.project, api_key=api_key, platform=wish.platform,
        return_url=wish.return_url, expires_at=now + STATE_MILLISECONDS, scopes=wish.scopes, usage_note=wish.usage_note,
        account=wish.account, client_state=wish.client_state,
    )  # fmt: skip
    organization.oauth_states.add(state)
    return state


def find_state(organization: "Organization", text: str) -> OauthState | None:
    """The state of exactly that text: states are opaque, and case counts."""
    key = parse(text)
    found = None if key is None else organization.oauth_states.get(key)
    return found if found is not None and found.id == text else None


def end_state(
    organization: "Organization", state: OauthState, *, account: Key | None = None, message: str | None = None
) -> OauthState:
    """The state as it ends: completed with its account, or failed with a reason."""
    outcome: Literal["completed", "failed"] = "completed" if message is None else "failed"
    ended = state._replace(outcome=outcome, account=account if account is not None else state.account, message=message)
    organization.oauth_states.replace(ended)
    return ended
