"""Reading the log for what a check did itself, while others add to it."""

from itertools import islice
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError
from layers_mock.kit.waiting import pause

from ..lists import pages

__all__ = ["log", "request_id", "stories", "types_of"]

_MOST_PAGES, _MOST_EVENTS = 10, 200
_TRIES = 3
_SECONDS = 2.0


def request_id(answer: Answer) -> str:
    """The id under which the log tells a call."""
    found = answer.header("X-Request-Id")
    if found is None:
        raise UnprovidedError("the answer has no X-Request-Id")
    return found


def log(api: Api, *, key: str = "full", **query: object) -> list[dict[str, Any]]:
    """The events that fit, newest first; of an account that was in use for long the newest ones alone."""
    asked = pages(api, "listAuditLog", key=key, **{"limit": _MOST_EVENTS, **query})
    return [event for page in islice(asked, _MOST_PAGES) for event in page]


def stories(api: Api, *answers: Answer, key: str = "full", **query: object) -> list[list[dict[str, Any]]]:
    """For each of the answers the events of its call, oldest first. A shared target is given some seconds to write them."""
    wanted = [request_id(answer) for answer in answers]
    found: list[list[dict[str, Any]]] = []
    for attempt in range(_TRIES if api.is_shared else 1):
        if attempt:
            pause(_SECONDS)
        events = log(api, key=key, **query)[::-1]
        found = [[event for event in events if event["requestId"] == id_] for id_ in wanted]
        if all(found):
            break
    return found


def types_of(events: list[dict[str, Any]]) -> list[str]:
    """The types of events, sorted."""
    return sorted(event["eventType"] for event in events)
