"""What servers whose audit log is wrong are made of."""

from collections.abc import Callable
from typing import Any

from tests.mutants.wrong import Server, answers

__all__ = [
    "LIST",
    "Event",
    "When",
    "always",
    "beside_lonely",
    "both",
    "copied",
    "each",
    "is_change",
    "left_out",
    "method",
    "of_type",
    "path_has",
    "told_with",
]

LIST = "listAuditLog"
Event = dict[str, Any]
When = Callable[[Event], object]


def always(event: Event) -> bool:
    """Any event fits."""
    return True


def each(edit: Callable[[Event], Any], when: When = always) -> Callable[[], Server]:
    """Events that fit are told otherwise: ``edit`` changes one in place."""

    def change(page: Any) -> None:
        for event in page["items"]:
            if when(event):
                edit(event)

    return answers(LIST, change)


def told_with(when: When = always, **fields: Any) -> Callable[[], Server]:
    """Events that fit are told with other fields."""
    return each(lambda event: event.update(fields), when)


def left_out(when: When) -> Callable[[], Server]:
    """Events that fit are left out."""
    return answers(LIST, lambda page: page | {"items": [event for event in page["items"] if not when(event)]})


def beside_lonely(when: When, kind: str) -> Callable[[], Server]:
    """Beside each event that fits another one stands, of the same call, where no change is told of that call."""

    def change(page: Any) -> None:
        told = [event["requestId"] for event in page["items"]]
        page["items"] = [
            one
            for event in page["items"]
            for one in ([copied(event, kind), event] if when(event) and told.count(event["requestId"]) == 1 else [event])
        ]

    return answers(LIST, change)


def copied(event: Event, kind: str) -> Event:
    """Another event of the same call."""
    return {**event, "eventType": kind, "eventId": event["eventId"][:-4] + "aaaa"}


def of_type(kind: str) -> When:
    """Events of a type."""
    return lambda event: event["eventType"] == kind


def is_change(event: Event) -> bool:
    """Whether an event tells a change and not a call."""
    return "status" not in event["data"]


def method(name: str, end: str = "") -> When:
    """Calls with that method whose path ends so."""
    return lambda event: event["data"]["method"] == name and event["data"]["path"].endswith(end) and not is_change(event)


def path_has(part: str) -> When:
    """Events whose path has that part."""
    return lambda event: part in event["data"]["path"]


def both(one: When, other: When) -> When:
    """Events that fit both."""
    return lambda event: one(event) and other(event)
