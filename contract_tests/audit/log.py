"""Reading the log for what a check did itself, while others add to it."""

from collections.abc import Iterator
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError
from layers_mock.kit.waiting import pause

__all__ = ["id_of", "log", "project", "request_id", "stories", "types_of"]

_MOST_PAGES = 10
_TRIES = 3
_SECONDS = 2.0


def project(api: Api) -> str:
    """A new project, which nobody else does anything to."""
    return str(api.made("createProject", body={"name": api.text("Audited"), "timezone": "UTC"})["id"])


def id_of(api: Api, role: str) -> str:
    """The id of a role's key."""
    return str(api.made("getWhoami", key=role)["apiKeyId"])


def request_id(answer: Answer) -> str:
    """The id under which the log tells a call."""
    found = answer.header("X-Request-Id")
    if found is None:
        raise UnprovidedError("the answer has no X-Request-Id")
    return found


def log(api: Api, *, key: str = "full", **query: object) -> list[dict[str, Any]]:
    """The events that fit, newest first, as one page or several tell them."""
    return [event for page in _pages(api, key, query) for event in page]


def _pages(api: Api, key: str, query: dict[str, object]) -> Iterator[list[dict[str, Any]]]:
    asked = {"limit": 200, **query}
    for _ in range(_MOST_PAGES):
        page = api.call("listAuditLog", query=asked, key=key).succeeded(200)
        yield page["items"]
        if page["nextCursor"] is None:
            return
        asked = {**asked, "cursor": page["nextCursor"]}


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
