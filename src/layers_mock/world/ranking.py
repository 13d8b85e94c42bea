"""The best creatives of a window by one metric, without all numbers of every post there ever was.

Posts that were over before the window have gathered nothing in it, so they are not even looked at unless the others are too
few; of the others only what the metric is made of is computed, and all numbers of those alone that are shown.
"""

from collections.abc import Iterable, Iterator
from heapq import nlargest
from itertools import chain, islice
from typing import NamedTuple

from layers_mock.world.index import Index
from layers_mock.world.metrics import LIFETIME, Creative, Numbers, creatives
from layers_mock.world.rows import PlatformPost

__all__ = ["BY_PLATFORM_AND_SOURCE", "Ranked", "best"]

_PARTS = {"engagement_rate": ("views", "likes", "comments", "shares"), "roas": ("spend", "revenue")}


def _facets(post: PlatformPost) -> tuple[object, ...]:
    return post.platform, post.source_type


BY_PLATFORM_AND_SOURCE: Index[PlatformPost] = Index(_facets)
"""A project's posts."""


class Ranked(NamedTuple):
    """A creative with the value it is ranked by and all that it gathered in the window."""

    value: float
    creative: Creative
    numbers: Numbers


def best(posts: Iterable[PlatformPost], metric: str, since: int, now: int, limit: int) -> list[Ranked]:
    """The first so many creatives by a metric over a window, the best first; of equal ones the newest first.

    ``posts`` come newest first. A creative has those of its posts that count in the window, its newest one at least; one for
    which the metric does not exist is left out.
    """
    rows = iter(posts)
    recent: list[PlatformPost] = []
    for post in rows:
        if post.created_at + LIFETIME <= since:
            rows = chain((post,), rows)
            break
        recent.append(post)
    pooled = creatives(recent)
    valued = ((value, creative) for creative in pooled if (value := _value(creative, metric, since, now)) is not None)
    found = [creative for _, creative in nlargest(limit, valued, key=lambda row: row[0])]
    if Numbers().metric(metric) is not None:
        found += islice(_over(rows, {creative.source_id for creative in pooled}), limit - len(found))
    numbers = [creative.between(since, now) for creative in found]
    return [Ranked(one.metric(metric) or 0, creative, one) for creative, one in zip(found, numbers, strict=True)]


def _over(posts: Iterable[PlatformPost], known: set[str]) -> Iterator[Creative]:
    """The creatives of older posts, each once and with its newest post, but for those that are known."""
    for post in posts:
        (creative,) = creatives((post,))
        if creative.source_id not in known:
            known.add(creative.source_id)
            yield creative


def _value(creative: Creative, metric: str, since: int, now: int) -> float | None:
    """What :attr:`Creative.between` says of one metric, computed from its parts alone."""
    parts = _PARTS.get(metric)
    if parts is None:
        return creative.tally(metric, since, now)
    return Numbers(**{part: creative.tally(part, since, now) for part in parts}).metric(metric)
