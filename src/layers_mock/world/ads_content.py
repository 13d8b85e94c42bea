"""What of a project can be promoted: its creatives, scored once a day by what they gathered. reference/metrics/ads-content.

The vendor's score is not public; this one grows with the views and with the share of viewers who did something (inferred).
"""

from collections.abc import Mapping
from math import log10
from typing import NamedTuple

from layers_mock.world.ads import AdsOverride
from layers_mock.world.ids import Key, parse
from layers_mock.world.metrics import Creative, Numbers, creatives, gathered_between, gathered_by
from layers_mock.world.organization import Organization
from layers_mock.world.rows import PlatformPost

__all__ = ["AdsContent", "ads_content", "ads_key", "overridden", "promotions"]

_DAY = 86_400_000
_MARK = 0x5EED_AD50_C0DE_5EED_AD50
"""What makes the id of an ads content out of that of its source: the time in it stays, all else differs."""
_THRESHOLD = 4.0
_HIGHEST = 10.0
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
        """What somebody said of it."""
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


def ads_content(organization: Organization, project: Key, now: int) -> list[AdsContent]:
    """All creatives of a project, newest first, with the scores they have now."""
    posts = (post for _, post in organization.posts.newest_first(project))
    return [_scored(organization, ads_key(_source(creative)), creative, now) for creative in creatives(posts)]


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


def _scored(organization: Organization, key: Key, creative: Creative, now: int) -> AdsContent:
    first = min(post.created_at for post in creative.posts)
    scored_at = first + max(0, now - first) // _DAY * _DAY
    return AdsContent(key, creative, _score(creative, scored_at), scored_at, organization.ads_overrides.get(key))


def _score(creative: Creative, at: int) -> float:
    (numbers,) = gathered_by(creative.posts, (at,))
    return round(min(_HIGHEST, 1.2 * log10(1 + numbers.views) + 20 * numbers.engagement_rate), 1)
