"""The events of SDK apps: arithmetic on the world's clock and seed, like jobs. Nothing of them is stored.

An app with traffic has so many sessions in each hour, and a session so many events, that all derive from the app and the
hour; so the past never changes and the future is not there yet. An app without traffic has none. Sources:
reference/telemetry/events, docs/sdk/standard-events; the traffic itself is inferred.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.ids import IdSource, ulid
from layers_mock.world.sdk_apps import CapiRelay, SdkApp

__all__ = ["REDACTED", "SdkEvent", "event_id", "events", "last_event_at", "last_forward_at", "redacted", "traffic"]

_HOUR = 3_600_000
_LONGEST = 3 * 365 * 86_400_000
"""How long an app's traffic lasts: a world that is moved ahead by centuries can still be read."""
_LATEST_START = 45 * 60_000
"""Sessions begin in the first three quarters of an hour, and are over with it."""
_PLACES = 20
"""Bits of a place that count the events of one hour."""
_RHYTHM = (3, 2, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 16, 15, 13, 12, 12, 13, 15, 18, 19, 15, 10, 6)
"""How a day's sessions divide among its hours, UTC."""
_SESSIONS: tuple[tuple[int, tuple[str, ...]], ...] = (
    (80, ("app_open", "screen_view", "content_open")),
    (130, ("app_open", "search", "content_open", "bookmark_add")),
    (165, ("app_open", "sign_up", "screen_view")),
    (190, ("app_open", "screen_view", "trial_start")),
    (215, ("app_open", "screen_view", "purchase_attempt", "subscribe_success")),
    (256, ("app_open", "content_open", "add_to_cart", "purchase_attempt", "purchase_success")),
)
"""What happens in a session, by a number below 256."""
_PRICES = (4.99, 9.99, 19.0, 24.5, 49.0)
_SCREENS = ("home", "catalog", "profile", "settings")
_SEARCHES = ("gift", "starter set", "refill", "sale")
_SOLD = frozenset({"purchase_success", "subscribe_success"})
_EURO_USERS = 4
"""Every fourth user pays in euro."""
_TEXT_VALUES = 6
"""One session in so many sends its value as text, as old versions of programs do."""
_PERSONAL = frozenset({"email", "phone", "ip"})
REDACTED = "[redacted]"
_RELAYED: Mapping[str, frozenset[str]] = {
    "meta": frozenset({
        "purchase_success", "paywall_purchased", "subscription_start", "subscription_renew", "trial_start", "trial_convert",
        "sign_up", "add_to_cart", "content_open", "search", "purchase_attempt", "bookmark_add",
    }),
    "tiktok": frozenset({
        "purchase_success", "paywall_purchased", "subscription_start", "trial_start", "add_to_cart", "content_open",
        "screen_view", "search", "sign_up",
    }),
}  # fmt: skip
"""The standard events that an ad platform has a name for; others are kept and not forwarded (docs/sdk/standard-events)."""
_SENT_AS = {"expo": "react-native"}
"""The platform that an event names, where it is not that of the app."""


class SdkEvent(NamedTuple):
    """One event. ``session`` and ``step`` name it within its app and hour."""

    occurred_at: int
    app: SdkApp
    session: int
    step: int
    name: str
    user: int
    digest: bytes
    """What its session derives from."""

    @property
    def platform(self) -> str:
        """The platform it came from, in the words of events."""
        return _SENT_AS.get(self.app.platform, self.app.platform)

    @property
    def user_id(self) -> str:
        """The app's own word for its user."""
        return f"user_{self.user:04d}"

    @property
    def value(self) -> float | str | None:
        """What was paid; a text where an old version of the program sent it so."""
        if self.name not in _SOLD:
            return None
        price = _PRICES[self.digest[20] % len(_PRICES)]
        return f"{price:.2f}" if self.digest[21] % _TEXT_VALUES == 0 else price

    @property
    def currency(self) -> str | None:
        """What it was paid in."""
        if self.name not in _SOLD:
            return None
        return "EUR" if self.user % _EURO_USERS == 0 else "USD"

    @property
    def properties(self) -> JsonObject:
        """What was sent along, personal data included."""
        if self.name in _SOLD:
            return {"value": self.value, "currency": self.currency, "product_id": f"sku_{self.digest[20] % len(_PRICES) + 1}"}
        person = f"{self.user_id}@customers.example"
        told: Mapping[str, JsonObject] = {
            "app_open": {"ip": f"203.0.113.{self.user % 254 + 1}"},
            "sign_up": {"method": "email", "email": person, "phone": f"+1555010{self.user % 100:02d}"},
            "screen_view": {"screen": _SCREENS[self.digest[22] % len(_SCREENS)]},
            "trial_start": {"plan": "monthly"},
            "search": {"query": _SEARCHES[self.digest[22] % len(_SEARCHES)]},
        }
        return told.get(self.name) or {"content_id": f"item_{self.digest[23] % 40 + 1}"}


def traffic(seed: int) -> IdSource:
    """What the events of a world derive from: its seed alone, so that worlds of one seed and fixture tell the same story."""
    return IdSource("traffic", seed)


def event_id(ids: IdSource, event: SdkEvent) -> str:
    """The id of an event: ``evt_`` and a ULID that begins with its time."""
    label = f"event/{event.app.key:x}/{event.occurred_at // _HOUR}/{event.session}/{event.step}"
    return "evt_" + ulid(ids.derived(label, event.occurred_at))


def redacted(properties: JsonObject) -> JsonObject:
    """The properties without what says who somebody is."""
    return {name: REDACTED if name in _PERSONAL else value for name, value in properties.items()}


def events(
    ids: IdSource, apps: Iterable[SdkApp], since: int | None, until: int, below: int | None = None
) -> Iterator[tuple[int, SdkEvent]]:
    """The events from ``since`` to before ``until`` with their places, newest first, from just below the place ``below``.

    A place depends on the hour and on what came before within it, so that what comes later moves nobody.
    """
    busy = [app for app in apps if app.daily_sessions]
    if not busy:
        return
    first = max(min(app.created_at for app in busy), since or 0)
    hour = (min(until, max(app.created_at for app in busy) + _LONGEST) - 1) // _HOUR
    if below is not None:
        hour = min(hour, below >> _PLACES)
    while hour >= first // _HOUR:
        found = sorted(event for app in busy for event in _in_hour(ids, app, hour))
        for number in range(len(found) - 1, -1, -1):
            place, event = hour << _PLACES | number, found[number]
            if first <= event.occurred_at < until and (below is None or place < below):
                yield place, event
        hour -= 1


def last_event_at(ids: IdSource, app: SdkApp, now: int) -> int | None:
    """When an app's newest event came; ``None`` where there is none."""
    return next((event.occurred_at for _, event in events(ids, (app,), None, now + 1)), None)


def last_forward_at(ids: IdSource, app: SdkApp, relay: CapiRelay, now: int) -> int | None:
    """When the relay to an ad platform last forwarded an event.

    It forwards what the platform has a name for, while it is on and a pixel is on file.
    """
    if not relay.is_enabled or relay.since is None or relay.platform not in (app.pixels or {}):
        return relay.forwarded_at
    known = _RELAYED.get(relay.platform, frozenset())
    found = (event.occurred_at for _, event in events(ids, (app,), relay.since, now + 1) if event.name in known)
    return next(found, relay.forwarded_at)


def _in_hour(ids: IdSource, app: SdkApp, hour: int) -> Iterator[SdkEvent]:
    """All events of an app in one hour of the world, whether or not it is over."""
    begins = hour * _HOUR
    if not app.created_at - _HOUR < begins < app.created_at + _LONGEST:
        return
    for session in range(_sessions(ids, app, hour)):
        digest = ids.digest(f"session/{app.key:x}/{hour}/{session}")
        at = begins + int.from_bytes(digest[:4]) % _LATEST_START
        steps = next(steps for below, steps in _SESSIONS if digest[4] < below)
        user = int.from_bytes(digest[5:8]) % app.users + 1
        for step, name in enumerate(steps):
            if at >= app.created_at:
                yield SdkEvent(at, app, session, step, name, user, digest)
            at += 2_000 + int.from_bytes(digest[8 + 2 * step : 10 + 2 * step]) % 120_000


def _sessions(ids: IdSource, app: SdkApp, hour: int) -> int:
    """How many sessions begin in an hour: what the day's rhythm says, the rest by chance."""
    whole, rest = divmod(app.daily_sessions * _RHYTHM[hour % 24], sum(_RHYTHM))
    chance = int.from_bytes(ids.digest(f"sessions/{app.key:x}/{hour}")[:4])
    return whole + (chance % sum(_RHYTHM) < rest)
