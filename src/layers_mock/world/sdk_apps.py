"""SDK apps: the rows, their API keys, and what is relayed of their events. Source: reference/sdk-apps/*."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from layers_mock.world.ids import IdSource, Key, ulid

__all__ = [
    "IDENTIFIERS",
    "MOST_SESSIONS",
    "MOST_USERS",
    "CapiPlatform",
    "CapiRelay",
    "SdkApp",
    "SdkPlatform",
    "app_id",
    "app_key",
    "relay_of",
    "shortened",
    "with_relay",
]

SdkPlatform = Literal["ios", "android", "web", "react-native", "flutter", "expo"]
CapiPlatform = Literal["meta", "tiktok", "apple"]
IDENTIFIERS: Mapping[str, str] = {"ios": "bundleId", "android": "androidPackage", "web": "webDomain"}
"""The field that says which program an app of a platform is; the cross-platform kits have none."""
MOST_SESSIONS = 500
"""Of one app and day: what is read of its events takes so long as there are many."""
MOST_USERS = 9999
_BITS = 96
"""An app's id is printed with 24 hexadecimal digits, so that its key has so many bits."""


class CapiRelay(NamedTuple):
    """The relay of an app's events to one ad platform, from when it was switched on."""

    platform: CapiPlatform
    is_enabled: bool
    since: int | None = None
    forwarded_at: int | None = None
    """When it last forwarded one, as far as it was known when the relay was switched off."""


class SdkApp(NamedTuple):
    """One app that sends its events. Its API key is never stored: it derives from the number of its rotations."""

    key: Key
    id: str
    created_at: int
    project: Key
    name: str
    platform: SdkPlatform
    rotated_at: int
    identifier: str | None = None
    """bundleId, androidPackage or webDomain, as the platform has it."""
    rotations: int = 0
    capi: tuple[CapiRelay, ...] = ()
    pixels: Mapping[str, str] | None = None
    """The pixel ids on file with ad platforms."""
    daily_sessions: int = 0
    users: int = 1

    @property
    def group(self) -> Key:
        """Apps are listed by project."""
        return self.project


def app_id(key: Key) -> str:
    """An app's id as every page but one prints it: ``app_`` and 24 hexadecimal digits."""
    return f"app_{key:024x}"


def shortened(key: Key) -> Key:
    """The key of an app from one of 128 bits: its upper bits, that begin with the time as in every id."""
    return Key(key >> (128 - _BITS))


def app_key(ids: IdSource, app: SdkApp) -> str:
    """The API key with which an app's events come in. Every rotation makes another one (its form is inferred)."""
    digest = ids.digest(f"sdk-app-key/{app.key:x}/{app.rotations}")
    return f"lsk_{ulid(Key(int.from_bytes(digest[:16]) >> 1))}"


def relay_of(app: SdkApp, platform: str) -> CapiRelay | None:
    """The relay to an ad platform, where it was ever switched."""
    return next((relay for relay in app.capi if relay.platform == platform), None)


def with_relay(app: SdkApp, changed: CapiRelay) -> SdkApp:
    """The app with one relay as it is from now on; the others stay as they are."""
    relays = [relay for relay in app.capi if relay.platform != changed.platform]
    return app._replace(capi=tuple(sorted([*relays, changed], key=lambda relay: _ORDER.index(relay.platform))))


_ORDER = ("meta", "tiktok", "apple")
