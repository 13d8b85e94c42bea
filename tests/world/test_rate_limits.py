"""Buckets let through what their tier allows, say how long to wait, and are none of another's business."""

from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from layers_mock.contract import Tier
from layers_mock.contract.model import TierLimit
from layers_mock.world.ids import Key
from layers_mock.world.rate_limits import RateLimits, RateState

CLASSES = ("read", "write")
MINUTE, DAY = 60_000, 86_400_000
TIER = Tier("small", {"read": TierLimit(3, None), "write": TierLimit(2, 5)}, is_unlimited=False)
COUNTING = Tier("free", {"read": TierLimit(3, None), "write": TierLimit(2, 5)}, is_unlimited=True)
STEPS = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 999, 1000, 20_000, 59_999, MINUTE, 3_600_000, DAY - 1]) | st.integers(0, DAY),
        st.integers(0, 1).map(Key), st.sampled_from(CLASSES),
    ),
    max_size=60,
)  # fmt: skip


class Model:
    """The requests that were let through, and nothing else."""

    def __init__(self) -> None:
        self.taken: dict[tuple[Key, str], list[int]] = defaultdict(list)

    def take(self, key: Key, rate_class: str, now: int) -> tuple[bool, int]:
        """Whether a request passes, and in how many milliseconds the next one would."""
        taken, limit = self.taken[key, rate_class], TIER.limits[rate_class]
        waits = [
            begin + length - now
            for length, most in ((MINUTE, limit.per_minute), (DAY, limit.per_day))
            for begin, count in [self.window(taken, length, now)]
            if most is not None and count >= most
        ]
        if not waits:
            taken.append(now)
        return not waits, max(waits, default=0)

    @staticmethod
    def window(taken: list[int], length: int, now: int) -> tuple[int, int]:
        """When the current window began, and how many requests were let through in it."""
        begin, count = now, 0
        for number, moment in enumerate(taken):
            if number == 0 or moment >= begin + length:
                begin, count = moment, 0
            count += 1
        return (begin, count) if taken and now < begin + length else (now, 0)


@given(STEPS)
def test_limits_let_through_what_a_list_of_requests_says(steps: list[tuple[int, Key, str]]) -> None:
    limits, model, now = RateLimits(), Model(), 1_777_032_000_000
    for passed, key, rate_class in steps:
        now += passed
        state = limits.take(key, TIER, rate_class, now)
        is_let_through, wait = model.take(key, rate_class, now)
        assert (state.retry_after is None) == is_let_through
        assert state.limit == TIER.limits[rate_class].per_minute
        assert 1 <= state.reset <= 60
        if state.retry_after is not None:
            assert state.remaining == 0
            assert state.retry_after * 1000 - 1000 < wait <= state.retry_after * 1000


@given(STEPS, st.integers(0, 1).map(Key), st.sampled_from(CLASSES))
def test_after_the_wait_that_was_asked_for_a_request_passes(
    steps: list[tuple[int, Key, str]], key: Key, rate_class: str
) -> None:
    limits, now = RateLimits(), 0
    for passed, other_key, other_class in steps:
        now += passed
        limits.take(other_key, TIER, other_class, now)
    state = limits.take(key, TIER, rate_class, now)
    if state.retry_after is not None:
        assert limits.take(key, TIER, rate_class, now + state.retry_after * 1000).retry_after is None


@given(STEPS)
def test_the_unlimited_tier_counts_and_refuses_nothing(steps: list[tuple[int, Key, str]]) -> None:
    limits, now = RateLimits(), 0
    for passed, key, rate_class in steps:
        now += passed
        state = limits.take(key, COUNTING, rate_class, now)
        assert state.retry_after is None
        assert 0 <= state.remaining < state.limit


def test_what_is_left_falls_by_one_until_the_window_is_over() -> None:
    limits = RateLimits()
    assert [limits.take(Key(1), TIER, "read", 500 * number) for number in range(4)] == [
        RateState(3, 2, 60, None), RateState(3, 1, 60, None), RateState(3, 0, 59, None), RateState(3, 0, 59, 59),
    ]  # fmt: skip
    assert limits.take(Key(1), TIER, "read", MINUTE) == RateState(3, 2, 60, None)


def test_a_refused_request_begins_no_window() -> None:
    limits = RateLimits()
    for number in range(5):
        assert limits.take(Key(1), TIER, "write", number * MINUTE).retry_after is None
    assert limits.take(Key(1), TIER, "write", DAY - 30_000).retry_after == 30
    assert limits.take(Key(1), TIER, "write", DAY) == RateState(2, 1, 60, None)
