"""createProject: the partner's own handle, customerExternalId."""

from layers_mock.kit import Api, check, equal, holds

from ..making import new_project, project_now, project_row
from .rows import create, named

__all__: list[str] = []


def _of_handle(api: Api, handle: str, key: str = "full") -> list[str]:
    """The names of the projects that a handle finds."""
    page = api.call("listProjects", query={"customerExternalId": handle}, key=key).succeeded(200)
    return [item["name"] for item in page["items"]]


@check("create-project.external-id")
def a_handle_finds_its_project(api: Api) -> None:
    """The row tells the handle as it was sent, and listProjects finds the project by it, whatever characters it has."""
    for handle in (api.text("handle"), api.text("Fern & Co/1+2 #") + "?é%", api.text("UPPER_lower.dots")):
        name = api.text("Project")
        row = create(api, name=name, customerExternalId=handle).succeeded(201)
        equal(row["customerExternalId"], handle, "customerExternalId")
        equal(project_now(api, row["id"])["customerExternalId"], handle, "customerExternalId when it is read")
        equal(_of_handle(api, handle), [name], f"names of the projects found by {handle!r}")


@check("create-project.external-id-unique")
def a_handle_is_had_once(api: Api) -> None:
    """409 CONFLICT for a handle that another project has, and no project is made; a handle that nobody has is taken."""
    handle, tag = api.text("handle"), api.text()
    first = project_row(api, customerExternalId=handle)
    own = api.uuid()
    for fields in ({}, {"id": own}):
        create(api, name=tag, customerExternalId=handle, **fields).refused(409, "CONFLICT")
    left = api.call("getProject", own)
    holds(not left.is_success, f"the refused call made a project: {left.told}")
    equal(named(api, tag), [], "projects made by refused calls")
    equal(_of_handle(api, handle), [first["name"]], "names of the projects of the handle")
    create(api, id=own, name=tag, customerExternalId=api.text("handle")).succeeded(201)


@check("create-project.external-id-unique")
def an_archived_project_keeps_its_handle(api: Api) -> None:
    """409 CONFLICT for the handle of an archived project, as long as its row tells it."""
    handle = api.text("handle")
    first = project_row(api, customerExternalId=handle)
    api.made("archiveProject", first["id"])
    if project_now(api, first["id"])["customerExternalId"] == handle:
        create(api, customerExternalId=handle).refused(409, "CONFLICT")
    create(api, customerExternalId=api.text("handle")).succeeded(201)


@check("create-project.external-id-unique")
def a_handle_is_had_once_whichever_key_asks(api: Api) -> None:
    """409 CONFLICT for another key of the organisation."""
    handle = api.text("handle")
    new_project(api, customerExternalId=handle)
    create(api, key="second", customerExternalId=handle).refused(409, "CONFLICT")
    create(api, key="second", customerExternalId=api.text("handle")).succeeded(201)


@check("create-project.external-id-per-organization")
def two_organisations_use_the_same_handle(api: Api) -> None:
    """Whichever comes first: both have it, and each finds its own project by it."""
    for first, second in (("full", "other"), ("other", "full")):
        handle = api.text("handle")
        there = project_row(api, key=first, customerExternalId=handle)
        here = create(api, key=second, customerExternalId=handle).succeeded(201)
        equal(here["customerExternalId"], handle, "customerExternalId of the second organisation")
        equal(_of_handle(api, handle, second), [here["name"]], "names of the projects that the second organisation finds")
        equal(_of_handle(api, handle, first), [there["name"]], "names of the projects that the first organisation finds")
