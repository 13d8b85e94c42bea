"""What events were worth: counts and sums of values, whole and by groups. Source: reference/telemetry/conversions."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from layers_mock.contract import JsonObject
from layers_mock.world.clock import iso_seconds
from layers_mock.world.telemetry import SdkEvent

__all__ = ["Tally", "grouped", "tallied"]

_HOUR = 3_600_000


class Tally:
    """Events counted. Values are added as decimals, so that parts give their whole to the cent."""

    def __init__(self) -> None:
        self.count = 0
        self._value = Decimal(0)
        self._currencies: set[str] = set()

    def add(self, event: SdkEvent) -> None:
        """Count one event; only a value that is a number adds to the sum."""
        self.count += 1
        if isinstance(event.value, float):
            self._value += Decimal(str(event.value))
            if event.currency is not None:
                self._currencies.add(event.currency)

    def view(self) -> JsonObject:
        """Count, value and the one currency of the values; ``None`` where there are several, or none."""
        currency = next(iter(self._currencies)) if len(self._currencies) == 1 else None
        return {"count": self.count, "value": float(self._value), "currency": currency}


def tallied(events: Iterable[SdkEvent]) -> Tally:
    """All of them counted."""
    tally = Tally()
    for event in events:
        tally.add(event)
    return tally


def grouped(events: Iterable[SdkEvent], fields: Sequence[str]) -> list[JsonObject]:
    """The events counted by what they share, sorted by that; groups without events are not there."""
    tallies: dict[tuple[str, ...], Tally] = {}
    for event in events:
        shared = tuple(_shared(event, field) for field in fields)
        tallies.setdefault(shared, Tally()).add(event)
    return [{**dict(zip(fields, shared, strict=True)), **tally.view()} for shared, tally in sorted(tallies.items(), key=_first)]


def _first(entry: tuple[tuple[str, ...], Tally]) -> tuple[str, ...]:
    return entry[0]


def _shared(event: SdkEvent, field: str) -> str:
    if field == "platform":
        return event.platform
    if field == "appId":
        return event.app.id
    if field == "eventName":
        return event.name
    day = iso_seconds(event.occurred_at - event.occurred_at % _HOUR)
    return day if field == "hour" else day[:10]
