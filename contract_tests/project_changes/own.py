"""Projects of a check's own, their rows, and time between two calls."""

import re
from collections.abc import Iterator
from datetime import datetime

# The clock of a target that is not ours cannot be moved, and moves by itself.
from time import sleep  # noqa: TID251
from typing import Any
from uuid import UUID

from layers_mock.kit import Api, UnprovidedError

__all__ = [
    "but",
    "changes",
    "generation",
    "instant",
    "is_bare_uuid",
    "later",
    "new_influencer",
    "new_project",
    "projects",
    "row",
    "ulid",
    "wait",
]

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_BARE_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")
_TIME_PASSED = 61.5
_TIME_WAITED = 1.1


def new_project(api: Api, **fields: object) -> Any:
    """The row of a new project with these fields."""
    return row(api, api.made("createProject", body={"name": api.text("Project"), "timezone": "Europe/Berlin", **fields})["id"])


def new_influencer(api: Api, project: str) -> Any:
    """The accepted job that makes an influencer in a project."""
    return api.made("createInfluencer", project, body={"name": api.text("Influencer")})


def generation(api: Api, project: str) -> Any:
    """The accepted job that makes content in a project, of the cheapest format."""
    return api.made("generateContent", project, body={"format": "slideshow_remix"})


def row(api: Api, project: str) -> Any:
    """The row of a project as it is now."""
    return api.made("getProject", project)


def projects(api: Api, *states: str) -> Iterator[Any]:
    """The row of a new project, and those of the states that the target has."""
    yield new_project(api)
    for state in states:
        try:
            project = api.state(state)
        except UnprovidedError:
            continue
        yield row(api, project)


def changes(api: Api) -> dict[str, object]:
    """A value for each field that a patch takes but `status`, that no project of the check's has yet."""
    return {
        "name": api.text("Renamed"),
        "ownerEmail": f"{api.text('owner')}@checked.example",
        "timezone": "Pacific/Auckland",
        "primaryLanguage": "pt-BR",
        "customerExternalId": api.text("handle"),
        "metadata": {"note": api.text("note"), "list": [1, None, {"deep": True}]},
    }


def but(row: Any, *names: str) -> dict[str, Any]:
    """A row without some of its fields."""
    return {name: value for name, value in row.items() if name not in names}


def later(api: Api) -> None:
    """Let a minute pass where the target's clock can be moved; elsewhere wait until even a clock of whole seconds has moved."""
    wait(api, _TIME_PASSED, _TIME_WAITED)


def wait(api: Api, seconds: float, elsewhere: float | None = None) -> None:
    """Let seconds pass on the target's clock, or wait for as many, or for those named, where it cannot be moved."""
    try:
        api.advance(seconds)
    except UnprovidedError:
        sleep(seconds if elsewhere is None else elsewhere)


def instant(text: str) -> datetime:
    """A printed instant. Raises :class:`ValueError` where the text is none."""
    return datetime.fromisoformat(text)


def is_bare_uuid(text: object) -> bool:
    """Whether this is a UUID in lower case without a prefix."""
    return isinstance(text, str) and _BARE_UUID.fullmatch(text) is not None


def ulid(uuid: str) -> str:
    """The 26 characters of the ULID that has the 128 bits of a UUID."""
    number = UUID(uuid).int
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))
