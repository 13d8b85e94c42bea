"""Rows of projects before and behind a change, and time between two calls."""

from collections.abc import Iterator
from typing import Any

from layers_mock.kit import Api, UnprovidedError, as_ulid

from ..making import new_project, project_now, project_row

__all__ = ["but", "changes", "has_no_unknown_project", "projects"]


def projects(api: Api, *states: str) -> Iterator[Any]:
    """The row of a new project, and those of the states that the target has."""
    yield project_row(api)
    for state in states:
        try:
            project = api.state(state)
        except UnprovidedError:
            continue
        yield project_now(api, project)


def changes(api: Api) -> dict[str, Any]:
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


def has_no_unknown_project(api: Api, operation: str) -> None:
    """Break the rule unless an operation succeeds for a new project, and no form of an id that nothing has is found."""
    api.call(operation, new_project(api)).succeeded(200)
    unknown = api.uuid()
    for form in (unknown, f"prj_{as_ulid(unknown)}"):
        api.call(operation, form).refused(404, "NOT_FOUND")
