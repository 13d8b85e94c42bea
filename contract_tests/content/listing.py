"""Containers as listContent shows them."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError

from ..lists import every_item
from ..making import container_now

__all__ = ["ids", "items", "listed"]


def items(api: Api, project: str, **query: object) -> list[Any]:
    """The items of the first page of a project's list."""
    return list(api.call("listContent", project, query=query).succeeded(200)["items"])


def ids(api: Api, project: str, **query: object) -> list[str]:
    """The ids of those items, in their order."""
    return [item["id"] for item in items(api, project, **query)]


def listed(api: Api, container: str) -> Any:
    """The item of a container in the list of its project."""
    project = container_now(api, container)["projectId"]
    found = [item for item in every_item(api, "listContent", project, limit=200) if item["id"] == container]
    if not found:
        raise UnprovidedError(f"listContent does not list {container}")
    return found[0]
