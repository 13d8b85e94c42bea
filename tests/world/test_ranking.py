"""The best creatives are those that all numbers of all posts would make the best; old posts are not looked at for it."""

from collections.abc import Iterator

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from layers_mock.world.ids import Key
from layers_mock.world.metrics import LIFETIME, Numbers, creatives
from layers_mock.world.ranking import best
from layers_mock.world.rows import PlatformPost

DAY = 86_400_000
NOW = 2000 * DAY
METRICS = ("views", "watch_time_ms", "conversions", "engagement_rate", "roas")
NAMES = ("views", "likes", "comments", "shares", "watch_time_ms", "conversions", "spend", "revenue")
FINALS = st.fixed_dictionaries({}, optional={name: st.integers(0, 10**6) for name in NAMES})
PLAN = st.lists(st.tuples(st.integers(-5, 400), st.sampled_from([None, "cnt_a", "cnt_b"]), FINALS), max_size=12)


def post(number: int, age: int, container: str | None = None, final: dict[str, int] | None = None) -> PlatformPost:
    return PlatformPost(
        Key(number), f"pp_{number}", str(number), NOW - age * DAY, Key(0), "tiktok",
        "platform_post" if container is None else "content_container", "video_remix", "x", container=container, metrics=final,
    )  # fmt: skip


@example([(0, None, {}), (300, None, {"views": 5}), (400, "cnt_a", {}), (1, "cnt_a", {})], "views", 7, 3)
@given(PLAN, st.sampled_from(METRICS), st.sampled_from((7, 30, 90)), st.integers(1, 6))
def test_the_ranking_is_that_of_everything(
    plan: list[tuple[int, str | None, dict[str, int]]], metric: str, window: int, limit: int
) -> None:
    ordered = sorted(plan, key=lambda row: row[0])
    posts = [post(number, *row) for number, row in enumerate(ordered)]
    since = NOW - window * DAY
    rows = [(creative, creative.between(since, NOW)) for creative in creatives(posts)]
    known = [(value, creative, numbers) for creative, numbers in rows if (value := numbers.metric(metric)) is not None]
    expected = sorted(known, key=lambda row: -row[0])[:limit]
    found = best(posts, metric, since, NOW, limit)
    assert [(row.value, row.creative.source_id, row.creative.posts[0], row.numbers) for row in found] == [
        (value, creative.source_id, creative.posts[0], numbers) for value, creative, numbers in expected
    ]


def test_what_was_over_before_the_window_gathers_nothing_in_it() -> None:
    lifetime = LIFETIME // DAY
    for age, gathered in ((lifetime + 30, 0), (lifetime + 29, 1)):
        (found,) = best([post(1, age, final={"views": 10**12})], "views", NOW - 30 * DAY, NOW, 5)
        assert (found.numbers.views > 0) is bool(gathered)
    assert found.numbers._replace(views=0, reach=0, impressions=0) == Numbers()


@pytest.mark.parametrize("metric", ["views", "roas"])
def test_old_posts_are_left_alone_where_there_are_enough_others(metric: str) -> None:
    read: list[int] = []

    def rows() -> Iterator[PlatformPost]:
        for age in range(1000):
            read.append(age)
            yield post(age, age, final={"views": 100, "spend": 1, "revenue": 1})

    assert len(best(rows(), metric, NOW - 7 * DAY, NOW, 20)) == 20
    assert len(read) == LIFETIME // DAY + 7 + 1
