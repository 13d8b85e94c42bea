"""What ads spent and got for it: arithmetic on the world's clock, like posts and jobs. Source: reference/ads/ads-metrics.

An ad spends in the rhythm of days and weeks while it runs. Shows, clicks, conversions and revenue follow from that, at rates of
the ad's own which the world's seed decides and which sway around their mean. Everything counts up in whole numbers, so that
windows that meet add up, and what is told of a campaign is the sum of its parts. The curve is inferred.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import pi, sin
from typing import TYPE_CHECKING, NamedTuple

from layers_mock.world.ads import Ad
from layers_mock.world.ads_content import AdsContent
from layers_mock.world.ids import IdSource

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = ["AdNumbers", "ad_numbers_between", "ads_showing", "rates_of"]

_DAY = 86_400_000
_TURN = 2 * pi
_DAILY, _WEEKLY = 0.45, 0.2
"""How far spend sways within a day and within a week; together below 1, so that it never runs back."""
_SWAY = 0.35
"""How far a rate sways around its mean."""


class AdNumbers(NamedTuple):
    """What was gathered in some time. Money is in cents, everything else a count."""

    spend: int = 0
    impressions: int = 0
    clicks: int = 0
    conversions: int = 0
    reach: int = 0
    revenue: int = 0

    def plus(self, other: "AdNumbers") -> "AdNumbers":
        """Both together."""
        return AdNumbers(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))

    def minus(self, earlier: "AdNumbers") -> "AdNumbers":
        """What came since ``earlier``."""
        return AdNumbers(*(mine - theirs for mine, theirs in zip(self, earlier, strict=True)))


class _Traits(NamedTuple):
    """How one ad does: the cost of a thousand shows in cents, rates, the worth of a conversion in cents, and its phases."""

    thousand: float
    clicked: float
    bought: float
    seen: float
    worth: float
    phases: tuple[float, ...]


def ad_numbers_between(seed: int, ads: Iterable[Ad], edges: Sequence[int]) -> list[AdNumbers]:
    """What ads gathered together from each edge to the next, in a world of that seed. ``edges`` are instants in order."""
    ids = IdSource("ads", seed)
    totals = [AdNumbers()] * len(edges)
    for ad in ads:
        traits = _traits(ids.digest(f"ad/{ad.key:x}"))
        totals = [total.plus(_gathered(ad, traits, edge)) for total, edge in zip(totals, edges, strict=True)]
    return [later.minus(earlier) for earlier, later in pairwise(totals)]


def ads_showing(world: "World", organization: "Organization", content: AdsContent, now: int) -> Iterator[tuple[Ad, int]]:
    """The ads that show a creative and spent in the last 7 days, the newest first, with the cents they spent."""
    for _, ad in organization.ads.newest_first(content.creative.posts[0].project):
        if ad.content == content.key and ad.platform != "apple_ads":
            spend = ad_numbers_between(world.seed, [ad], (now - 7 * _DAY, now))[0].spend
            if spend:
                yield ad, spend


def rates_of(numbers: AdNumbers) -> Mapping[str, float | None]:
    """All metrics by the vendor's names; ``None`` where there is nothing to divide by."""
    return {
        "spend": numbers.spend,
        "impressions": numbers.impressions,
        "clicks": numbers.clicks,
        "conversions": numbers.conversions,
        "cpa": _per(numbers.spend, numbers.conversions, 2),
        "cpc": _per(numbers.spend, numbers.clicks, 2),
        "cpm": _per(1000 * numbers.spend, numbers.impressions, 2),
        "ctr": _per(numbers.clicks, numbers.impressions, 6),
        "roas": _per(numbers.revenue, numbers.spend, 6),
        "reach": numbers.reach,
        "frequency": _per(numbers.impressions, numbers.reach, 6),
    }


def _gathered(ad: Ad, traits: _Traits, at: int) -> AdNumbers:
    """All that an ad has gathered by an instant; never less later."""
    until = at if ad.ended_at is None else min(at, ad.ended_at)
    if until <= ad.created_at or not ad.daily_spend_cents:
        return AdNumbers()
    spend = ad.daily_spend_cents * (_paced(until, traits) - _paced(ad.created_at, traits))
    shown = 1000 / traits.thousand
    impressions = int(spend * shown)
    clicks = _share(impressions, traits.clicked, _period(ad, shown), traits.phases[2])
    conversions = _share(clicks, traits.bought, _period(ad, shown * traits.clicked), traits.phases[3])
    return AdNumbers(
        int(spend), impressions, clicks, conversions, int(impressions * traits.seen), int(conversions * traits.worth)
    )  # fmt: skip


def _per(part: int, whole: int, decimals: int) -> float | None:
    return round(part / whole, decimals) if whole else None


def _traits(digest: bytes) -> _Traits:
    shares = [byte / 255 for byte in digest[:9]]
    return _Traits(
        thousand=600 + 700 * shares[0], clicked=0.01 + 0.014 * shares[1], bought=0.015 + 0.02 * shares[2],
        seen=0.4 + 0.4 * shares[3], worth=2500 + 3500 * shares[4],
        phases=(*shares[5:7], *(_TURN * share for share in shares[7:9])),
    )  # fmt: skip


def _paced(at: int, traits: _Traits) -> float:
    """Days of average spend by an instant, counted from 1970."""
    days = at / _DAY
    return days + _wave(days, 1, _DAILY, traits.phases[0]) + _wave(days, 7, _WEEKLY, traits.phases[1])


def _wave(value: float, period: float, height: float, phase: float) -> float:
    """What a sway adds up to by some value: its slope stays within ``height``."""
    return height * period / _TURN * sin(_TURN * value / period + phase)


def _share(count: int, rate: float, period: float, phase: float) -> int:
    """A part of a count at a swaying rate; it grows with the count, and by one at most where that does."""
    return max(0, int(rate * (count + _wave(count, period, _SWAY, phase) - _wave(0, period, _SWAY, phase))))


def _period(ad: Ad, for_a_cent: float) -> float:
    """How many of something an ad gathers in about five days, at so many for a cent."""
    return max(1.0, 5 * ad.daily_spend_cents * for_a_cent)
