"""Rate limits by key and class, on the world's clock.

One independent bucket per class: so many requests in a minute that begins with the first of them, and for some a cap
per day. A refused request takes nothing. Source: operational/rate-limits; window shape and header units are inferred.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from layers_mock.contract import Tier
from layers_mock.world.ids import Key

__all__ = ["RateLimits", "RateState", "Window"]

_MINUTE = 60_000
_DAY = 86_400_000


class RateState(NamedTuple):
    """A bucket after a request: ``reset`` and ``retry_after`` in whole seconds; ``retry_after`` only where refused."""

    limit: int
    remaining: int
    reset: int
    retry_after: int | None


class Window(NamedTuple):
    """A bucket as it is: ``length`` in milliseconds, ``begins`` an instant."""

    key: Key
    rate_class: str
    length: int
    begins: int
    taken: int


@dataclass(slots=True)
class _Window:
    begins: int
    taken: int = 0


class RateLimits:
    """The buckets of one world."""

    __slots__ = ("_windows",)

    def __init__(self) -> None:
        self._windows: dict[tuple[Key, str, int], _Window] = {}

    def take(self, key: Key, tier: Tier, rate_class: str, now: int) -> RateState:
        """Take one request out of a bucket, or say how long to wait."""
        per_minute, per_day = tier.limits[rate_class]
        place = (key, rate_class, _MINUTE)
        minute = self._window(place, now)
        reset = _seconds_left(minute, _MINUTE, now)
        if per_day is not None:
            day = self._window((key, rate_class, _DAY), now)
            if day.taken >= per_day and not tier.is_unlimited:
                return RateState(per_minute, 0, reset, _seconds_left(day, _DAY, now))
        if minute.taken >= per_minute and not tier.is_unlimited:
            return RateState(per_minute, 0, reset, reset)
        minute.taken += 1
        self._windows[place] = minute
        if per_day is not None:
            day.taken += 1
            self._windows[key, rate_class, _DAY] = day
        return RateState(per_minute, max(0, per_minute - minute.taken), reset, None)

    def windows(self) -> list[Window]:
        """Every bucket that anything was taken out of."""
        return [Window(*place, window.begins, window.taken) for place, window in self._windows.items()]

    def restore(self, windows: Iterable[Window]) -> None:
        """Go on from buckets kept elsewhere."""
        self._windows = {(w.key, w.rate_class, w.length): _Window(w.begins, w.taken) for w in windows}

    def _window(self, place: tuple[Key, str, int], now: int) -> _Window:
        """The window that a request of this moment falls into; one that a refused request would begin is not kept."""
        window = self._windows.get(place)
        return _Window(now) if window is None or now >= window.begins + place[2] else window


def _seconds_left(window: _Window, length: int, now: int) -> int:
    return max(1, -((now - window.begins - length) // 1000))
