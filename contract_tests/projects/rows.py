"""Projects as the checks make and find them."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from layers_mock.kit import Answer, Api, UnprovidedError

__all__ = ["create", "later", "made", "named", "seen", "ulid_of"]

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def create(api: Api, key: str = "full", **fields: object) -> Answer:
    """Create a project: what came. ``name`` and ``timezone`` are made up where they are left out."""
    return api.call("createProject", body=_body(api, fields), key=key)


def made(api: Api, key: str = "full", **fields: object) -> Any:
    """The row of a project that only prepares what the check is about."""
    return api.made("createProject", body=_body(api, fields), key=key)


def seen(api: Api, project: str, key: str = "full") -> Any:
    """A project's row as it is now."""
    return api.made("getProject", project, key=key)


def named(api: Api, tag: str, key: str = "full", **query: object) -> list[Any]:
    """The items whose name holds the tag, from the first page of those that fit the query; it is no more than evidence."""
    page = api.made("listProjects", query={"limit": 200, "search": tag, **query}, key=key)
    return [item for item in page["items"] if tag in item["name"]]


def later(api: Api) -> None:
    """Let a moment pass. Where the clock cannot be moved, calls take long enough."""
    with suppress(UnprovidedError):
        api.advance(1)


def ulid_of(uuid: str) -> str:
    """The 128 bits of a UUID as a ULID."""
    number = UUID(uuid).int
    return "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(26)))


def _body(api: Api, fields: dict[str, object]) -> dict[str, object]:
    return {"name": api.text("Project"), "timezone": "Europe/Berlin", **fields}
