"""Laws of metrics: numbers only grow, never beyond the final ones, and parts add up."""

from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from layers_mock.world.ids import Key
from layers_mock.world.metrics import Numbers, creatives, gathered, gathered_between, gathered_by
from layers_mock.world.rows import PlatformPost

DAY = 86_400_000
BORN = 400 * DAY
MOMENTS = st.integers(min_value=0, max_value=1200 * DAY)
NAMES = ("views", "likes", "comments", "shares", "watch_time_ms", "conversions", "spend", "revenue")
FINALS = st.fixed_dictionaries({}, optional={name: st.integers(0, 10**12) for name in NAMES})


def post(metrics: dict[str, int], number: int = 1) -> PlatformPost:
    return PlatformPost(
        Key(number), f"pp_{number}", str(number), BORN, Key(0), "tiktok", "platform_post", "video_remix", "x", metrics=metrics
    )


@given(FINALS, MOMENTS, MOMENTS)
def test_numbers_never_fall(final: dict[str, int], one: int, other: int) -> None:
    early, late = sorted((one, other))
    grown = gathered(post(final), late).minus(gathered(post(final), early))
    assert min(grown) >= 0


@given(FINALS, MOMENTS)
def test_numbers_begin_at_zero_and_stay_within_the_final_ones(final: dict[str, int], at: int) -> None:
    numbers = gathered(post(final), at)
    cents = {"spend": 100, "revenue": 100}
    assert all(0 <= getattr(numbers, name) <= final.get(name, 0) * cents.get(name, 1) for name in NAMES)
    if at <= BORN:
        assert numbers == Numbers()


def test_half_of_it_is_there_after_five_days_and_nearly_all_after_a_year() -> None:
    final = {"views": 1000, "spend": 10}
    assert gathered(post(final), BORN + 5 * DAY) == Numbers(views=500, spend=500, reach=410, impressions=575)
    assert gathered(post(final), BORN + 365 * DAY).views >= 999


@given(FINALS, st.lists(MOMENTS, min_size=2, max_size=6).map(sorted))
def test_the_parts_of_a_time_add_up_to_the_whole(final: dict[str, int], moments: list[int]) -> None:
    total = Numbers()
    for since, until in pairwise(moments):
        total = total.plus(gathered_between(post(final), since, until))
    assert total == gathered_between(post(final), moments[0], moments[-1])


@given(st.lists(st.tuples(FINALS, st.integers(-90, 900)), max_size=5), st.lists(MOMENTS, max_size=5).map(sorted))
def test_what_many_posts_gather_by_many_instants_is_what_each_does(
    plan: list[tuple[dict[str, int], int]], moments: list[int]
) -> None:
    posts = [post(final)._replace(created_at=BORN + days * DAY) for final, days in plan]
    for moment, found in zip(moments, gathered_by(posts, moments), strict=True):
        total = Numbers()
        for one in posts:
            total = total.plus(gathered(one, moment))
        assert found == total


@given(FINALS, MOMENTS, st.lists(st.integers(0, 1200 * DAY), min_size=2, max_size=2).map(sorted))
def test_a_longer_window_holds_a_shorter_one(final: dict[str, int], now: int, lengths: list[int]) -> None:
    short, long = (gathered_between(post(final), now - length, now) for length in lengths)
    assert min(long.minus(short)) >= 0


@example(Numbers(views=1, likes=1, spend=1, revenue=3))
@given(st.builds(Numbers, *[st.integers(0, 10**12)] * len(NAMES)))
def test_ratios_follow_from_counts_and_divide_by_nothing(numbers: Numbers) -> None:
    engagements = numbers.likes + numbers.comments + numbers.shares
    assert numbers.metric("engagement_rate") == (round(engagements / numbers.views, 6) if numbers.views else 0)
    assert numbers.metric("roas") == (round(numbers.revenue / numbers.spend, 6) if numbers.spend else None)
    assert numbers.metric("watch_time_ms") == numbers.watch_time_ms


@given(st.lists(st.tuples(FINALS, st.sampled_from([None, "cnt_a", "cnt_b"]), st.booleans()), max_size=8), MOMENTS)
def test_every_post_is_in_one_creative_and_creatives_hold_what_their_posts_do(
    plan: list[tuple[dict[str, int], str | None, bool]], now: int
) -> None:
    posts = [
        post(final, number)._replace(container=container, source_type="content_container" if is_ours else "platform_post")
        for number, (final, container, is_ours) in enumerate(plan)
    ]
    pooled = creatives(posts)
    assert sorted(member.key for creative in pooled for member in creative.posts) == [row.key for row in posts]
    assert len({creative.source_id for creative in pooled}) == len(pooled)
    for creative in pooled:
        total = Numbers()
        for member in creative.posts:
            total = total.plus(gathered_between(member, 0, now))
            is_ours = member.source_type == "content_container" and member.container is not None
            assert creative.source_id == (member.container if is_ours else member.id)
        assert creative.between(0, now) == total
