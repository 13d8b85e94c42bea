"""The buckets that numbers over time come in. How long one is and where it begins is inferred."""

from collections.abc import Mapping

__all__ = ["bucket_starts"]

_HOUR = 3_600_000
_DAY = 24 * _HOUR
_FIRST_MONDAY = 4 * _DAY
"""1970 began on a Thursday."""
_STEPS: Mapping[str, int] = {"hour": _HOUR, "day": _DAY, "week": 7 * _DAY}
_OFFSETS: Mapping[str, int] = {"hour": 0, "day": 0, "week": _FIRST_MONDAY}


def bucket_starts(granularity: str, since: int, until: int) -> range:
    """Where the buckets of a window begin: the first at or before ``since``, the last before ``until``."""
    step, offset = _STEPS[granularity], _OFFSETS[granularity]
    return range((since - offset) // step * step + offset, until, step) if since < until else range(0)
