"""patchProject: the partner's own handle of a project."""

from layers_mock.kit import Api, check, equal

from ..making import later, new_project, project_body, project_now, project_row
from .own import but

__all__: list[str] = []


@check("patch-project.external-id-unique")
def a_taken_handle_is_a_conflict(api: Api) -> None:
    """409 CONFLICT, and neither project changes, not even in what was sent beside it; archived ones keep their handle."""
    holder = project_row(api, customerExternalId=api.text("handle"))
    before = project_row(api, customerExternalId=api.text("handle"))
    handle = holder["customerExternalId"]
    later(api)
    for body in ({}, {"name": api.text("Renamed"), "status": "archived"}):
        api.call("patchProject", before["id"], body={**body, "customerExternalId": handle}).refused(409, "CONFLICT")
        equal(project_now(api, before["id"]), before, "the row behind the conflict")
    equal(project_now(api, holder["id"]), holder, "the row of the project that has the handle")
    api.made("archiveProject", holder["id"])
    api.call("patchProject", before["id"], body={"customerExternalId": handle}).refused(409, "CONFLICT")


@check("patch-project.external-id-unique")
def a_handle_of_another_organisation_is_free(api: Api) -> None:
    """A handle that only another organisation's project has can be taken."""
    handle = api.text("handle")
    new_project(api, key="other", customerExternalId=handle)
    project = new_project(api)
    came = api.call("patchProject", project, body={"customerExternalId": handle}).succeeded(200)
    equal(came["customerExternalId"], handle, "customerExternalId")


@check("patch-project.external-id-own")
def a_project_may_send_its_own_handle_again(api: Api) -> None:
    """Taken, alone and beside a field that changes."""
    before = project_row(api, customerExternalId=api.text("handle"))
    handle, name = before["customerExternalId"], api.text("Renamed")
    api.call("patchProject", before["id"], body={"customerExternalId": handle}).succeeded(200)
    api.call("patchProject", before["id"], body={"customerExternalId": handle, "name": name}).succeeded(200)
    equal(but(project_now(api, before["id"]), "updatedAt"), {**but(before, "updatedAt"), "name": name}, "the row")


@check("patch-project.external-id-moves")
def a_handle_that_was_given_up_is_free(api: Api) -> None:
    """Once a project has another handle or none, its old one can be had: by a patch, by a new project and by itself again."""
    first, second = api.text("handle"), api.text("handle")
    giver, taker = new_project(api, customerExternalId=first), new_project(api)
    api.made("patchProject", giver, body={"customerExternalId": second})
    came = api.call("patchProject", taker, body={"customerExternalId": first}).succeeded(200)
    equal(
        (came["customerExternalId"], project_now(api, giver)["customerExternalId"]),
        (first, second),
        "the handles of both projects",
    )
    api.made("patchProject", taker, body={"customerExternalId": None})
    api.call("patchProject", giver, body={"customerExternalId": first}).succeeded(200)
    body = project_body(api, customerExternalId=second)
    equal(api.call("createProject", body=body).succeeded(201)["customerExternalId"], second, "the handle of a new project")


@check("patch-project.external-id-clears")
def null_clears_a_handle(api: Api) -> None:
    """`null` is stored as null and clears nothing else; any number of projects may be without a handle."""
    for _ in range(2):
        before = project_row(api, customerExternalId=api.text("handle"), metadata={"plan": "pro"})
        came = api.call("patchProject", before["id"], body={"customerExternalId": None}).succeeded(200)
        equal(came["customerExternalId"], None, "customerExternalId in the answer")
        after = but(project_now(api, before["id"]), "updatedAt")
        equal(after, {**but(before, "updatedAt"), "customerExternalId": None}, "the row without a handle")
