"""Containers that checks make for themselves, found in the lists of their projects."""

from contextlib import suppress
from datetime import datetime
from typing import Any

from layers_mock.kit import Api, UnprovidedError

__all__ = ["cancel", "finished", "generated", "instant", "items", "let_pass", "listed", "own_project", "regenerated", "walk"]

CHEAPEST = "slideshow_remix"
_MOST_PAGES = 200


def own_project(api: Api) -> str:
    """A new project that holds nothing."""
    return str(api.made("createProject", body={"name": api.text("Content"), "timezone": "UTC"})["id"])


def generated(api: Api, project: str, **body: object) -> Any:
    """The 202 of a generation, of the cheapest format where none is given."""
    return api.made("generateContent", project, body={"format": CHEAPEST, **body})


def finished(api: Api, project: str, **body: object) -> str:
    """A new container whose job is completed."""
    accepted = generated(api, project, **body)
    _completed(api, accepted)
    return str(accepted["containerIds"][0])


def regenerated(api: Api, container: str) -> None:
    """Let a container be made anew, and wait until it is."""
    _completed(api, api.made("regenerateContent", container, body={}))


def _completed(api: Api, accepted: Any) -> None:
    status = api.finish(accepted)["status"]
    if status != "completed":
        raise UnprovidedError(f"the job that the check builds on is {status}")


def cancel(api: Api, accepted: Any) -> None:
    """Stop a job that has told what it was needed for, so that it costs nothing."""
    with suppress(UnprovidedError):
        api.call("cancelJob", accepted["jobId"])


def let_pass(api: Api, seconds: float) -> None:
    """Let time pass where the target can be told to; elsewhere it passes by itself, and slower."""
    with suppress(UnprovidedError):
        api.advance(seconds)


def instant(text: str) -> datetime:
    """The moment that a timestamp names. Raises :class:`ValueError` where it names none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment


def items(api: Api, project: str, **query: object) -> list[Any]:
    """The items of the first page of a project's list."""
    return list(api.call("listContent", project, query=query).succeeded(200)["items"])


def walk(api: Api, project: str, **query: object) -> list[list[Any]]:
    """The pages of a project's list to the last one."""
    pages, cursor = [], None
    for _ in range(_MOST_PAGES):
        following = query if cursor is None else {**query, "cursor": cursor}
        page = api.call("listContent", project, query=following).succeeded(200)
        pages.append(list(page["items"]))
        cursor = page["nextCursor"]
        if cursor is None:
            return pages
    raise UnprovidedError(f"the list of {project} does not end within {_MOST_PAGES} pages")


def listed(api: Api, container: str) -> Any:
    """The item of a container in the list of its project."""
    project = api.made("getContent", container)["projectId"]
    found = [item for page in walk(api, project, limit=200) for item in page if item["id"] == container]
    if not found:
        raise UnprovidedError(f"listContent does not list {container}")
    return found[0]
