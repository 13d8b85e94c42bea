"""createProject: the client's own id."""

from layers_mock.kit import Api, as_ulid, check, equal, holds

from ..making import project_now, project_row
from .rows import create, named

__all__: list[str] = []


@check("create-project.own-id")
def an_own_id_names_the_project(api: Api) -> None:
    """The id that was sent is the project's; left out, each project gets one of its own."""
    own, name = api.uuid(), api.text("Project")
    equal(create(api, id=own, name=name).succeeded(201)["id"], own, "id")
    equal(api.call("getProject", own).succeeded(200)["name"], name, "name of the project with the id that was sent")
    rows = [create(api).succeeded(201) for _ in range(3)]
    ids = {row["id"] for row in rows}
    equal(len(ids | {own}), 4, "different ids of four projects")
    for row in rows:
        equal(
            api.call("getProject", row["id"]).succeeded(200)["name"], row["name"], "name of a project whose id the server made"
        )


@check("create-project.own-id-form")
def an_own_id_has_several_forms(api: Api) -> None:
    """A UUID, and a ULID with either prefix or without: printed as the bare UUID of the same 128 bits."""
    uuids = [api.uuid() for _ in range(5)]
    plain, upper, bare, short, long = uuids
    forms = [plain, upper.upper(), as_ulid(bare), "prj_" + as_ulid(short), "proj_" + as_ulid(long)]
    for form, uuid in zip(forms, uuids, strict=True):
        name = api.text("Project")
        equal(create(api, id=form, name=name).succeeded(201)["id"], uuid, f"id of a project made with the id {form}")
        row = project_now(api, uuid)
        equal((row["id"], row["name"]), (uuid, name), f"id and name, when it is read, of a project made with the id {form}")


@check("create-project.own-id-repeat")
def the_same_call_under_an_own_id_finds_its_project(api: Api) -> None:
    """Answered 201 with the row as it is now: unchanged, renamed, archived. There is one project all the time."""
    own, tag = api.uuid(), api.text()
    body = {"id": own, "name": tag, "timezone": "UTC", "metadata": {"plan": "growth"}}
    first = api.made("createProject", body=body)
    equal(api.call("createProject", body=body).succeeded(201), first, "the row of a repeat")
    api.let_pass(1)
    api.made("patchProject", own, body={"name": f"{tag} renamed"})
    row = api.call("createProject", body=body).succeeded(201)
    equal(row["name"], f"{tag} renamed", "name in a repeat after a change")
    equal(row["createdAt"], first["createdAt"], "createdAt in a repeat")
    api.made("archiveProject", own)
    row = api.call("createProject", body=body).succeeded(201)
    equal(row["status"], "archived", "status in a repeat after archiving")
    equal(row, project_now(api, own), "the row of a repeat, beside that of getProject,")
    equal(len(named(api, tag)), 1, "projects made by four equal calls")


@check("create-project.own-id-taken")
def another_body_under_a_taken_id_is_a_conflict(api: Api) -> None:
    """409 CONFLICT where any field differs, was added or left out; the project stays as it is and nothing is made."""
    own, tag = api.uuid(), api.text()
    body: dict[str, object] = {"id": own, "name": tag, "timezone": "UTC", "metadata": {"plan": {"seats": 3}}}
    first = api.made("createProject", body=body)
    api.let_pass(1)
    others: list[dict[str, object]] = [
        {**body, "name": f"{tag} other"}, {**body, "timezone": "Europe/Paris"}, {**body, "metadata": {"plan": {"seats": 4}}},
        {**body, "customerExternalId": api.text("handle")}, {name: body[name] for name in ("id", "name", "timezone")},
    ]  # fmt: skip
    for other in others:
        api.call("createProject", body=other).refused(409, "CONFLICT")
        equal(project_now(api, own), first, "the project whose id was taken")
    equal([item["name"] for item in named(api, tag)], [tag], "names of the projects that there are")


@check("create-project.own-id-taken")
def an_id_that_the_server_made_is_taken_too(api: Api) -> None:
    """409 CONFLICT for the id of a project that was made without one, also once it is archived."""
    first = project_row(api)
    body = {"id": first["id"], "name": first["name"], "timezone": first["timezone"]}
    api.call("createProject", body=body).refused(409, "CONFLICT")
    equal(project_now(api, first["id"]), first, "the project whose id was taken")
    api.made("archiveProject", first["id"])
    api.call("createProject", body=body).refused(409, "CONFLICT")
    holds(project_now(api, first["id"])["status"] == "archived", "the archived project is not archived any more")
