"""What of a project can be promoted: its creatives, scored once a day by what they gathered. reference/metrics/ads-content.

The vendor's score is not public; this one grows with the views and with the share of viewers who did something (inferred).
Scores are made at the full hour, so that those of an hour serve every answer in it.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from math import log10
from operator import add
from typing import NamedTuple

from layers_mock.world.ads import AdsOverride
from layers_mock.world.ids import Key, parse
from layers_mock.world.metrics import Creative, Numbers, creatives, gathered_between, share_by
from layers_mock.world.organization import Organization
from layers_mock.world.rows import PlatformPost

__all__ = ["AdsContent", "Board", "ads_content", "ads_key", "as_said", "board", "overridden", "promotions"]

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_MARK = 0x5EED_AD50_C0DE_5EED_AD50
"""What makes the id of an ads content out of that of its source: the time in it stays, all else differs."""
_THRESHOLD = 4.0
_HIGHEST = 10.0
_NOTHING = Numbers()
_COUNTING = ("views", "likes", "comments", "shares")
"""What a score is made of: the first fields of :class:`Numbers`."""
_POOLS: Mapping[str, str] = {"content_container": "generated", "platform_post": "ugc", "manual": "manual"}


class AdsContent(NamedTuple):
    """One creative as it stands with ads."""

    key: Key
    creative: Creative
    score: float
    scored_at: int
    said: AdsOverride | None = None

    @property
    def pool(self) -> str:
        """The vendor's word for where it comes from."""
        return _POOLS[self.creative.source_type]

    @property
    def override(self) -> str | None:
        """What somebody said of it, where that was looked up."""
        return None if self.said is None else self.said.override

    @property
    def clears_score(self) -> bool:
        """Whether its score alone lets it be promoted."""
        return self.score >= _THRESHOLD

    @property
    def is_eligible(self) -> bool:
        """Whether it may be promoted."""
        return self.override == "include" or (self.override is None and self.clears_score)


def ads_key(source: Key) -> Key:
    """The key of the ads content of a container or a post."""
    return Key(source ^ _MARK)


_SORTS: Mapping[str, Callable[[AdsContent], float]] = {
    "score_desc": lambda content: -content.score,
    "score_asc": lambda content: content.score,
    "scored_at_desc": lambda content: -content.scored_at,
}


class Board:
    """The creatives of a project, newest first, with the scores they have in one hour; nothing is said of any."""

    __slots__ = ("_orders", "_stamp", "contents")

    def __init__(self, stamp: tuple[int, int], contents: list[AdsContent]) -> None:
        self._stamp = stamp
        self.contents = contents
        self._orders: dict[str, tuple[list[AdsContent], dict[Key, int]]] = {}

    def is_of(self, stamp: tuple[int, int]) -> bool:
        """Whether it holds still: for the same version of the posts in the same hour."""
        return self._stamp == stamp

    def behind(self, sort: str, key: Key | None) -> Iterator[AdsContent]:
        """The creatives in one of the orders, equal ones newest first, behind that of a key; all where it is none's."""
        if sort not in self._orders:
            order = sorted(self.contents, key=_SORTS[sort])
            self._orders[sort] = order, {content.key: place for place, content in enumerate(order)}
        order, places = self._orders[sort]
        return islice(order, 0 if key is None else places.get(key, -1) + 1, None)


def board(organization: Organization, project: Key, now: int) -> Board:
    """A project's creatives as they stand now; made again when a post came or changed, or an hour began."""
    stamp = organization.posts.version, now // _HOUR
    found = organization.boards.get(project)
    if not isinstance(found, Board) or not found.is_of(stamp):
        posts = (post for _, post in organization.posts.newest_first(project))
        found = organization.boards[project] = Board(stamp, [_scored(creative, now) for creative in creatives(posts)])
    return found


def ads_content(organization: Organization, project: Key, now: int) -> list[AdsContent]:
    """All creatives of a project, newest first, with the scores they have now; nothing is said of any."""
    return board(organization, project, now).contents


def as_said(organization: Organization, content: AdsContent) -> AdsContent:
    """The content with what somebody said of it."""
    said = organization.ads_overrides.get(content.key)
    return content if said is None else content._replace(said=said)


def overridden(organization: Organization, content: AdsContent, said: AdsOverride) -> AdsContent:
    """The content as it is once somebody said that of it."""
    overrides = organization.ads_overrides
    (overrides.add if overrides.get(content.key) is None else overrides.replace)(said)
    return content._replace(said=said)


def promotions(content: AdsContent, now: int) -> list[tuple[PlatformPost, Numbers]]:
    """The posts of a creative on which money was spent in the last 7 days, with what they gathered since."""
    recent = ((post, gathered_between(post, now - 7 * _DAY, now)) for post in content.creative.posts)
    return [(post, numbers) for post, numbers in recent if numbers.spend > 0]


def _source(creative: Creative) -> Key:
    """The key of what a creative is: its container where it has one that is known by an id, else its newest post."""
    container = parse(creative.source_id) if creative.source_type == "content_container" else None
    return creative.posts[0].key if container is None else container


def _scored(creative: Creative, now: int) -> AdsContent:
    """Scored when its first post came, and in the same hour of every day since."""
    first = min(post.created_at for post in creative.posts)
    days = max(0, now - first // _HOUR * _HOUR) // _DAY
    scored_at = first // _HOUR * _HOUR + days * _DAY if days else first
    return AdsContent(ads_key(_source(creative)), creative, _score(creative, scored_at), scored_at)


def _score(creative: Creative, at: int) -> float:
    numbers = _NOTHING
    for post in creative.posts:
        if post.metrics and (share := share_by(at - post.created_at)):
            gathered = (int(post.metrics.get(name, 0) * share) for name in _COUNTING)
            numbers = Numbers(*map(add, numbers, gathered))
    return round(min(_HIGHEST, 1.2 * log10(1 + numbers.views) + 20 * numbers.engagement_rate), 1)
