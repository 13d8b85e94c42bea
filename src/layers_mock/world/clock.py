"""A world's clock: the one place where time enters a world.

World time is whole milliseconds since 1970. A real clock runs at a speed from where it started; a manual clock stands
still until it is moved. Neither ever goes back.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

__all__ = [
    "LATEST",
    "Clock",
    "ClockMode",
    "http_date",
    "iso",
    "iso_offset",
    "iso_seconds",
    "parse_instant",
    "stopwatch",
    "wall_seconds",
]

LATEST = 250_246_627_200_000
"""The year 9900 as an instant: how far a clock can be moved. What is planned from there still has a year of four digits."""

ClockMode = Literal["real", "manual"]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Clock:
    """Tells a world's time. ``speed`` is world seconds per real second; a manual clock's speed counts only once it runs.

    ``monotonic`` gives real seconds and is there to be replaced in tests.
    """

    __slots__ = ("_anchor", "_base", "_monotonic", "mode", "speed")

    def __init__(
        self,
        start: int,
        *,
        mode: ClockMode = "manual",
        speed: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._base = start
        self._monotonic = monotonic
        self._anchor = monotonic()
        self.mode: ClockMode = mode
        self.speed = speed

    def now(self) -> int:
        """The world's time in milliseconds since 1970."""
        if self.mode == "manual":
            return self._base
        return self._base + int((self._monotonic() - self._anchor) * 1000 * self.speed)

    def advance(self, milliseconds: int) -> None:
        """Move forward. Raises :class:`ValueError` for a negative distance: time never goes back."""
        if milliseconds < 0:
            raise ValueError("A clock only moves forward.")
        self._base += milliseconds

    def change(self, *, mode: ClockMode | None = None, speed: float | None = None) -> None:
        """Another mode or speed from this moment on; the time shown does not jump."""
        self._base, self._anchor = self.now(), self._monotonic()
        self.mode = mode or self.mode
        self.speed = self.speed if speed is None else speed

    def real_seconds_until(self, instant: int) -> float | None:
        """Real seconds until the world's time reaches ``instant``; ``None`` where it never does by itself."""
        if self.mode == "manual" or self.speed <= 0:
            return None
        return max(0.0, (instant - self.now()) / 1000 / self.speed)


def wall_seconds() -> int:
    """Real Unix seconds: what a receiver's own clock shows. Signatures bear them, for receivers refuse what is minutes old."""
    return int(time.time())


def stopwatch() -> int:
    """Real microseconds, to tell how long something took."""
    return time.perf_counter_ns() // 1000


@lru_cache(maxsize=4096)
def iso(instant: int) -> str:
    """``2026-04-24T12:00:00.000Z``: the form of the jobs pages, used wherever a page prints no other one."""
    seconds, rest = divmod(instant, 1000)
    y, mo, d, h, mi, s, *_ = time.gmtime(seconds)
    return f"{y:04d}-{mo:02d}-{d:02d}T{h:02d}:{mi:02d}:{s:02d}.{rest:03d}Z"


def iso_offset(instant: int) -> str:
    """``2026-04-24T12:00:00.000000+00:00``: the form of the project pages."""
    return iso(instant)[:-1] + "000+00:00"


def iso_seconds(instant: int) -> str:
    """``2026-04-24T12:00:00Z``: the form of the SDK app pages."""
    return iso(instant)[:-5] + "Z"


@lru_cache(maxsize=256)
def http_date(seconds: int) -> str:
    """Seconds since 1970 as an HTTP date, whatever the locale."""
    y, mo, d, h, mi, s, weekday, *_ = time.gmtime(seconds)
    return f"{_WEEKDAYS[weekday]}, {d:02d} {_MONTHS[mo - 1]} {y:04d} {h:02d}:{mi:02d}:{s:02d} GMT"


def parse_instant(text: str) -> int:
    """Whole milliseconds since 1970 of an ISO 8601 instant; one without an offset is UTC. Raises :class:`ValueError`."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return (moment - _EPOCH) // timedelta(milliseconds=1)
