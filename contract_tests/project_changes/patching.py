"""patchProject: what changes, what stays, and how it is answered."""

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..forms import instant
from ..making import later, new_project, project_now, project_row
from .own import but, changes

__all__: list[str] = []


@check("patch-project.partial")
def a_field_that_is_sent_changes_alone(api: Api) -> None:
    """Each field alone, in a project where every field is set: it changes and all others stay."""
    before = project_row(api, **changes(api))
    for name, value in {**changes(api), "status": "archived"}.items():
        api.call("patchProject", before["id"], body={name: value}).succeeded(200)
        after = project_now(api, before["id"])
        equal(but(after, "updatedAt"), {**but(before, "updatedAt"), name: value}, f"the row after a patch of {name}")
        before = after


@check("patch-project.partial")
def fields_that_are_sent_together_change_together(api: Api) -> None:
    """All fields at once."""
    before = project_row(api)
    sent = {**changes(api), "status": "archived"}
    api.call("patchProject", before["id"], body=sent).succeeded(200)
    equal(
        but(project_now(api, before["id"]), "updatedAt"),
        {**but(before, "updatedAt"), **sent},
        "the row after a patch of all fields",
    )


@check("patch-project.answers-the-row")
def the_answer_is_the_row(api: Api) -> None:
    """200 with what getProject answers right behind it, whatever was sent."""
    project = new_project(api, **changes(api))
    bodies: list[dict[str, object]] = [{name: value} for name, value in changes(api).items()]
    bodies += [{"status": "archived"}, {"status": "active", **changes(api)}, {}]
    for body in bodies:
        later(api)
        came = api.call("patchProject", project, body=body).succeeded(200)
        equal(came, project_now(api, project), f"the answer to a patch of {', '.join(body) or 'nothing'}")


@check("patch-project.archived-is-patchable")
def an_archived_project_can_be_changed(api: Api) -> None:
    """Each field of an archived project changes, and it stays archived."""
    project = new_project(api, **changes(api))
    api.made("archiveProject", project)
    for name, value in changes(api).items():
        api.call("patchProject", project, body={name: value}).succeeded(200)
        after = project_now(api, project)
        equal((after[name], after["status"]), (value, "archived"), f"{name} and status of an archived project")


@check("patch-project.updated-at")
def a_change_moves_updated_at(api: Api) -> None:
    """Whichever field changes, updatedAt is later than before, and createdAt stays."""
    made = project_row(api)
    project, before = made["id"], made["updatedAt"]
    bodies = [{name: value} for name, value in changes(api).items()]
    for body in (*bodies, {"status": "archived"}, {"status": "active"}):
        later(api)
        api.call("patchProject", project, body=body).succeeded(200)
        after = project_now(api, project)
        holds(
            instant(after["updatedAt"]) > instant(before), f"updatedAt is {after['updatedAt']} behind {body}, and was {before}"
        )
        equal(after["createdAt"], made["createdAt"], f"createdAt behind {body}")
        before = after["updatedAt"]


@check("patch-project.empty")
def nothing_to_change_changes_nothing(api: Api) -> None:
    """A body without a field that can be changed is answered 200 with the row as it is, updatedAt included."""
    before = project_row(api, **changes(api))
    for body in ({}, {"notAFieldOfTheDocument": 1}, {"requiresApproval": True}):
        later(api)
        came = api.call("patchProject", before["id"], body=body).succeeded(200)
        equal(came, before, f"the answer to {body}")
        equal(project_now(api, before["id"]), before, f"the row after {body}")


@check("patch-project.metadata-replaces")
def metadata_is_replaced_whole(api: Api) -> None:
    """Nothing of the old object is left, at no depth, and an empty object empties it."""
    project = new_project(api, metadata={"plan": {"name": "pro", "seats": 3}, "tags": ["a"], "manager": "Mara"})
    new: tuple[dict[str, object], ...] = ({"plan": {"name": "free"}}, {"tags": []}, {"plan": {}, "tags": ["b"]}, {})
    for metadata in new:
        came = api.call("patchProject", project, body={"metadata": metadata}).succeeded(200)
        equal(came["metadata"], metadata, "metadata in the answer")
        equal(project_now(api, project)["metadata"], metadata, "metadata in the row")


@check("patch-project.metadata-clears")
def null_clears_metadata(api: Api) -> None:
    """`null` is stored as null, and clears nothing else; an object can follow it."""
    before = project_row(api, **changes(api))
    for metadata in (None, {"again": 1}, None):
        api.call("patchProject", before["id"], body={"metadata": metadata}).succeeded(200)
        after = but(project_now(api, before["id"]), "updatedAt")
        equal(after, {**but(before, "updatedAt"), "metadata": metadata}, f"the row after metadata {metadata}")


def _ignored(api: Api, *bodies: dict[str, object]) -> None:
    """Each of these bodies is taken and has no effect, alone and beside a field that changes."""
    for body in bodies:
        before = but(project_row(api, **changes(api)), "updatedAt")
        came = api.call("patchProject", before["id"], body=body).succeeded(200)
        equal(but(came, "updatedAt"), before, f"the answer to {body}")
        name = api.text("Renamed")
        api.call("patchProject", before["id"], body={**body, "name": name}).succeeded(200)
        equal(but(project_now(api, before["id"]), "updatedAt"), {**before, "name": name}, f"the row after {body} beside a name")


@check("patch-project.unknown-field")
def an_unknown_field_is_ignored(api: Api) -> None:
    """Taken without effect: made-up fields, those of other resources, and those of the row that cannot be changed."""
    _ignored(api, {"notAFieldOfTheDocument": 1}, {"appName": "Mine", "archivedAt": None}, {"brand": {"name": "Mine"}})
    project = new_project(api)
    later(api)
    came = api.call("patchProject", project, body={"name": api.text("Renamed"), "updatedAt": "2020-01-01T00:00:00Z"}).succeeded(
        200
    )
    holds(instant(came["updatedAt"]).year != 2020, f"updatedAt is {came['updatedAt']}, as it was sent")


@check("patch-project.dotted-name")
def a_dotted_name_is_ignored(api: Api) -> None:
    """`brandContext.tagline` as the name of a field is taken without effect."""
    _ignored(api, {"brandContext.tagline": "Mine"}, {"brandContext.tagline": None})


@check("patch-project.approval-elsewhere")
def approval_settings_are_not_changed(api: Api) -> None:
    """`requiresApproval` and the counts of blocked posts are taken without effect."""
    _ignored(api, {"requiresApproval": True}, {"firstNPostsBlocked": 3}, {"requiresApproval": True, "currentBlockedCount": 2})


@check("patch-project.not-found")
def an_unknown_project_cannot_be_changed(api: Api) -> None:
    """404 NOT_FOUND for an id that nothing has, while a project of the organisation is changed."""
    api.call("patchProject", new_project(api), body={"name": api.text("Renamed")}).succeeded(200)
    unknown = api.uuid()
    for form in (unknown, f"prj_{as_ulid(unknown)}"):
        for body in ({"name": api.text("Renamed")}, {}):
            api.call("patchProject", form, body=body).refused(404, "NOT_FOUND")


@check("patch-project.not-found")
def a_foreign_project_cannot_be_changed(api: Api) -> None:
    """404 NOT_FOUND for a project of another organisation, which stays as it is."""
    before = project_row(api, key="other")
    for sent in ({"name": api.text("Renamed")}, {"status": "archived"}, {}):
        api.call("patchProject", before["id"], body=sent).refused(404, "NOT_FOUND")
    equal(project_now(api, before["id"], key="other"), before, "the row of the foreign project")
