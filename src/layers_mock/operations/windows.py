"""The window and the buckets that a call asks numbers for, as getMetrics and getAdsMetrics share them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call
from layers_mock.world.buckets import bucket_starts
from layers_mock.world.clock import iso, parse_instant

__all__ = ["Window", "window_of"]

_DAY = 86_400_000
_DEFAULT = 30 * _DAY
_MOST_BUCKETS = 2000
_YEAR_10000 = 253_402_300_800_000

Numbers = Mapping[str, float | None]


class Window(NamedTuple):
    """From ``since`` to ``until``, in buckets; ``told`` is where it is over by now."""

    since: int
    until: int
    told: int
    granularity: str

    def view(self, between: Callable[[Sequence[int]], list[Numbers]], names: Iterable[str]) -> JsonObject:
        """Granularity, window, series and totals; ``between`` gives the numbers from each edge to the next, by name."""
        starts, names = bucket_starts(self.granularity, self.since, self.told), tuple(names)
        buckets = between((self.since, *starts[1:], self.told)) if starts else []
        whole = between((min(self.since, self.told), self.told))[0]
        return {
            "granularity": self.granularity,
            "window": {"since": iso(self.since), "until": iso(self.until)},
            "series": [
                {"date": iso(start), **{name: numbers[name] for name in names}}
                for start, numbers in zip(starts, buckets, strict=True)
            ],
            "totals": {name: whole[name] for name in names},
        }


def window_of(call: Call, rules: str) -> Window:
    """The window that a call asks for. Raises a refusal, in the name of a rule of ``rules``, for one that is none."""
    since, until = _instant(call, "since", call.now - _DEFAULT), _instant(call, "until", call.now)
    if max(since, until) >= _YEAR_10000:
        raise _invalid("The year 9999 is the last one, in UTC too.", f"{rules}.instants")
    if since >= until:
        raise _invalid("The window has to end after it begins.", f"{rules}.window-order")
    granularity = cast("str", call.query["granularity"])
    if len(bucket_starts(granularity, since, until)) > _MOST_BUCKETS:
        raise _invalid(f"More than {_MOST_BUCKETS} buckets.", f"{rules}.bucket-limit")
    return Window(since, until, min(until, call.now), granularity)


def _instant(call: Call, name: str, default: int) -> int:
    text = cast("str | None", call.query.get(name))
    return default if text is None else parse_instant(text.upper())


def _invalid(message: str, rule: str) -> Refusal:
    details: JsonObject = {"issues": [{"path": "until", "message": message}]}
    return Refusal("VALIDATION", rule=rule, details=details)
