"""Time never goes back, and no change of mode or speed makes it jump."""

from email.utils import parsedate_to_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from layers_mock.world.clock import LATEST, Clock, ClockMode, http_date, iso, iso_offset, parse_instant

INSTANTS = st.integers(0, LATEST)
SPEEDS = st.floats(0.001, 1_000_000)
MODES: st.SearchStrategy[ClockMode] = st.sampled_from(["real", "manual"])


class ClockMachine(RuleBasedStateMachine):
    """A clock on real seconds that the machine lets pass."""

    @initialize(start=INSTANTS, mode=MODES, speed=SPEEDS)
    def begin(self, start: int, mode: ClockMode, speed: float) -> None:
        self.seconds = 0.0
        self.clock = Clock(start, mode=mode, speed=speed, monotonic=lambda: self.seconds)
        self.seen = start
        assert self.clock.now() == start

    @rule(seconds=st.floats(0, 1e6))
    def real_time_passes(self, seconds: float) -> None:
        before = self.clock.now()
        self.seconds += seconds
        if self.clock.mode == "manual":
            assert self.clock.now() == before

    @rule(milliseconds=st.integers(0, 10**12))
    def it_is_advanced(self, milliseconds: int) -> None:
        before = self.clock.now()
        self.clock.advance(milliseconds)
        assert self.clock.now() == before + milliseconds

    @rule(mode=st.none() | MODES, speed=st.none() | SPEEDS)
    def it_is_changed(self, mode: ClockMode | None, speed: float | None) -> None:
        before = self.clock.now()
        self.clock.change(mode=mode, speed=speed)
        assert self.clock.now() == before
        assert mode in {None, self.clock.mode}
        assert speed in {None, self.clock.speed}

    @precondition(lambda self: self.clock.mode == "real")
    @rule(distance=st.integers(1, 10**9))
    def it_gets_where_it_says_it_will(self, distance: int) -> None:
        target = self.clock.now() + distance
        left = self.clock.real_seconds_until(target)
        assert left is not None
        self.seconds += left
        assert abs(self.clock.now() - target) <= 1 + self.clock.speed

    @invariant()
    def it_never_goes_back(self) -> None:
        if hasattr(self, "clock"):
            assert self.clock.now() >= self.seen
            self.seen = self.clock.now()


TestClock = ClockMachine.TestCase


def test_a_clock_is_not_moved_back() -> None:
    with pytest.raises(ValueError, match="forward"):
        Clock(0).advance(-1)


def test_a_manual_clock_gets_nowhere_by_itself() -> None:
    assert Clock(0).real_seconds_until(1) is None
    assert Clock(5, mode="real").real_seconds_until(1) == 0


@given(INSTANTS)
def test_an_instant_that_was_printed_is_read_as_it_was(instant: int) -> None:
    assert parse_instant(iso(instant)) == parse_instant(iso_offset(instant)) == instant
    assert parse_instant(iso(instant).removesuffix("Z")) == instant


@given(INSTANTS, st.integers(-14 * 60 + 1, 14 * 60 - 1))
def test_an_offset_is_taken_into_account(instant: int, minutes: int) -> None:
    sign, distance = "-" if minutes < 0 else "+", abs(minutes)
    shown = iso(instant)[:-1] + f"{sign}{distance // 60:02d}:{distance % 60:02d}"
    assert parse_instant(shown) == instant - minutes * 60_000


@given(st.integers(0, LATEST // 1000))
def test_an_http_date_is_one_to_anybody(seconds: int) -> None:
    assert parsedate_to_datetime(http_date(seconds)).timestamp() == seconds


@pytest.mark.parametrize("text", ["", "x", "2026-13-01", "2026-02-30T00:00:00Z", "12:00", "1777032000", "٢٠٢٦-01-01T00:00:00Z"])
def test_what_is_no_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_instant(text)
