"""What posts have gathered so far: arithmetic on the world's clock, like jobs.

A post's numbers saturate toward the final ones of its fixture, so that they only ever grow and a window's numbers are
the difference of two totals. Source: reference/metrics/top-performers; the curve is inferred.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from layers_mock.world.rows import PlatformPost

__all__ = [
    "COUNTED",
    "LIFETIME",
    "Creative",
    "Numbers",
    "creatives",
    "gathered",
    "gathered_between",
    "gathered_by",
    "share_by",
]

_HALF_LIFE = 5 * 86_400_000
"""Milliseconds until half of what a post will ever gather is there."""
LIFETIME = 20 * _HALF_LIFE
"""At this age a post has gathered all that it ever will: what is older tells nothing of a window."""
_DECIMALS = 6

COUNTED = ("views", "likes", "comments", "shares", "watch_time_ms", "conversions")
_ALSO_COUNTED = {"reach": ("views", 0.82), "impressions": ("views", 1.15), "saves": ("likes", 0.09)}
"""Counts with what they are a share of where a fixture does not tell them."""
_CENTS = ("spend", "revenue")


class Numbers(NamedTuple):
    """What one creative gathered in some time. Money is in cents, everything else is a count."""

    views: int = 0
    likes: int = 0
    comments: int = 0
    shares: int = 0
    watch_time_ms: int = 0
    conversions: int = 0
    spend: int = 0
    revenue: int = 0
    reach: int = 0
    impressions: int = 0
    saves: int = 0

    @property
    def engagement_rate(self) -> float:
        """Likes, comments and shares per view; 0 where nobody looked."""
        engagements = self.likes + self.comments + self.shares
        return round(engagements / self.views, _DECIMALS) if self.views else 0.0

    @property
    def roas(self) -> float | None:
        """Revenue per spend; ``None`` where nothing was spent."""
        return round(self.revenue / self.spend, _DECIMALS) if self.spend else None

    def metric(self, name: str) -> float | None:
        """The value of a metric by the vendor's name."""
        value: float | None = getattr(self, name)
        return value

    def plus(self, other: "Numbers") -> "Numbers":
        """Both together."""
        return Numbers(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, earlier: "Numbers") -> "Numbers":
        """What came since ``earlier``."""
        return Numbers(*(mine - theirs for mine, theirs in zip(self, earlier, strict=True)))


class Creative(NamedTuple):
    """One creative with its posts, newest first: all posts of one container, or a single other post."""

    source_type: str
    source_id: str
    posts: tuple[PlatformPost, ...]

    def between(self, since: int, until: int) -> Numbers:
        """What its posts gathered from ``since`` to ``until``."""
        numbers = Numbers()
        for post in self.posts:
            numbers = numbers.plus(gathered_between(post, since, until))
        return numbers

    def tally(self, name: str, since: int, until: int) -> int:
        """As :meth:`between`, of one of :data:`COUNTED` or of the money alone."""
        total, unit = 0, 100 if name in _CENTS else 1
        for post in self.posts:
            whole = post.metrics.get(name, 0) * unit if post.metrics else 0
            if whole:
                total += int(whole * share_by(until - post.created_at)) - int(whole * share_by(since - post.created_at))
        return total


def share_by(age: int) -> float:
    """Which share of its final numbers a post has gathered at an age in milliseconds."""
    if age >= LIFETIME:
        return 1.0
    return 1 - 2.0 ** (-age / _HALF_LIFE) if age > 0 else 0.0


def gathered(post: PlatformPost, at: int) -> Numbers:
    """All that a post has gathered by an instant; never less later, never more than its final numbers."""
    share = share_by(at - post.created_at)
    return Numbers(*(int(whole * share) for whole in _wholes(post)))


def gathered_by(posts: Iterable[PlatformPost], instants: Sequence[int]) -> list[Numbers]:
    """All that posts together have gathered by each of the instants, which come in order."""
    totals = [[0] * len(Numbers._fields) for _ in instants]
    for post in posts:
        wholes = [(field, whole) for field, whole in enumerate(_wholes(post)) if whole]
        for number in range(bisect_right(instants, post.created_at), len(instants)):
            share, total = share_by(instants[number] - post.created_at), totals[number]
            for field, whole in wholes:
                total[field] += int(whole * share)
    return [Numbers(*total) for total in totals]


def _wholes(post: PlatformPost) -> tuple[float, ...]:
    """What a post will have gathered in the end, in the order of the fields of :class:`Numbers`."""
    final: Mapping[str, float] = post.metrics or {}
    return (
        *(final.get(name, 0) for name in COUNTED),
        *(final.get(name, 0) * 100 for name in _CENTS),
        *(final.get(name, final.get(source, 0) * part) for name, (source, part) in _ALSO_COUNTED.items()),
    )


def gathered_between(post: PlatformPost, since: int, until: int) -> Numbers:
    """What a post gathered from ``since`` to ``until``. Adjacent times add up."""
    return gathered(post, until).minus(gathered(post, since))


def creatives(posts: Iterable[PlatformPost]) -> list[Creative]:
    """Posts pooled by what they show, in the order in which the creatives are met first."""
    pooled: dict[str, list[PlatformPost]] = {}
    for post in posts:
        container = post.container if post.source_type == "content_container" else None
        pooled.setdefault(container or post.id, []).append(post)
    return [Creative(pool[0].source_type, source_id, tuple(pool)) for source_id, pool in pooled.items()]
