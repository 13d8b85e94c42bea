"""Projects as the checks ask for them and find them."""

from typing import Any

from layers_mock.kit import Answer, Api

from ..making import project_body

__all__ = ["create", "named"]


def create(api: Api, key: str = "full", **fields: object) -> Answer:
    """Ask for a project; ``name`` and ``timezone`` are made up where they are left out."""
    return api.call("createProject", body=project_body(api, **fields), key=key)


def named(api: Api, tag: str, key: str = "full", **query: object) -> list[Any]:
    """The items whose name holds the tag, from the first page of those that fit the query; it is no more than evidence."""
    page = api.made("listProjects", query={"limit": 200, "search": tag, **query}, key=key)
    return [item for item in page["items"] if tag in item["name"]]
