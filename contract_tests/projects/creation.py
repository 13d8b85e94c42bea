"""createProject: the row of a new project, and what comes with it."""

from typing import Any

from layers_mock.kit import Api, UnprovidedError, check, equal, holds

from ..making import new_project, project_now, project_row, purses
from .rows import create

__all__: list[str] = []

_NOT_OURS = {402, 403, 429, 503}


@check("create-project.created")
def a_new_project_is_answered_with_its_row(api: Api) -> None:
    """201 with what was sent and all that getProject tells, and no job."""
    sent: dict[str, Any] = {
        "name": api.text("Project"), "timezone": "Asia/Tokyo", "primaryLanguage": "ja", "ownerEmail": "yuki@moss.example",
        "customerExternalId": api.text("handle"), "metadata": {"plan": "growth"},
    }  # fmt: skip
    for fields in (sent, {}):
        row = create(api, **fields).succeeded(201)
        holds("jobId" not in row, f"a job {row.get('jobId')!r}")
        for name, value in fields.items():
            equal(row[name], value, name)
        again = api.call("getProject", row["id"]).succeeded(200)
        equal(row, again, "the row, beside that of getProject,")


@check("create-project.required")
def nothing_is_made_without_name_and_timezone(api: Api) -> None:
    """Refused without either, and neither the id nor the handle leads anywhere; the whole body is taken after that."""
    for missing in (("name",), ("timezone",), ("name", "timezone")):
        body: dict[str, object] = {
            "id": api.uuid(), "customerExternalId": api.text("handle"), "name": api.text("Project"), "timezone": "UTC",
        }  # fmt: skip
        part = {name: value for name, value in body.items() if name not in missing}
        api.call("createProject", body=part).refused(422, "VALIDATION")
        left = api.call("getProject", str(body["id"]))
        holds(not left.is_success, f"a project was made without {missing[0]}: {left.told}")
        found = api.made("listProjects", query={"customerExternalId": body["customerExternalId"]})["items"]
        equal(found, [], f"projects of the handle that was sent without {missing[0]}")
        equal(api.call("createProject", body=body).succeeded(201)["name"], body["name"], "name")


@check("create-project.unknown-field")
def unknown_fields_are_ignored(api: Api) -> None:
    """Fields that the body does not know are taken, stay out of the row and change nothing in it."""
    unknown: dict[str, object] = {
        "nickname": "Fern", "status": "archived", "requiresApproval": True, "brandContext": {"appName": "Fern"},
        "organizationId": api.uuid(), "firstNPostsBlocked": 3, "createdAt": "2020-01-01T00:00:00.000000+00:00",
    }  # fmt: skip
    plain = project_row(api)
    for fields in ({"nickname": "Fern"}, unknown):
        row = create(api, **fields).succeeded(201)
        for came in (row, project_now(api, row["id"])):
            equal(_general(came), _general(plain), "the row of a project with unknown fields")
            holds(not came["createdAt"].startswith("2020-01-01"), f"createdAt {came['createdAt']}")


def _general(row: Any) -> Any:
    """A row without what differs between any two projects."""
    return {name: value for name, value in row.items() if name not in {"id", "name", "createdAt", "updatedAt"}}


@check("create-project.shell")
def a_new_project_is_a_shell(api: Api) -> None:
    """No brand, no brandContext and no ingest, in the answer and when it is read."""
    made_row = create(api, metadata={"website": "https://moss.example"}, primaryLanguage="fr").succeeded(201)
    for row in (made_row, project_now(api, made_row["id"])):
        equal(row["brand"], None, "brand")
        equal(row["brandContext"], None, "brandContext")
        for source, entry in (row["ingestState"] or {}).items():
            equal(entry, None, f"ingestState.{source}")


@check("create-project.active")
def a_new_project_is_active_and_unchanged(api: Api) -> None:
    """The status is active and updatedAt is createdAt, with and without an own id."""
    for fields in ({}, {"id": api.uuid()}):
        made_row = create(api, **fields).succeeded(201)
        for row in (made_row, project_now(api, made_row["id"])):
            equal(row["status"], "active", "status")
            equal(row["updatedAt"], row["createdAt"], "updatedAt")


@check("create-project.approval-defaults")
def a_new_project_lets_everything_through(api: Api) -> None:
    """No approval is required and no posts are blocked."""
    made_row = create(api).succeeded(201)
    for row in (made_row, project_now(api, made_row["id"])):
        equal(row["requiresApproval"], False, "requiresApproval")
        equal(row["firstNPostsBlocked"], 0, "firstNPostsBlocked")
        equal(row["currentBlockedCount"], 0, "currentBlockedCount")


@check("create-project.content-layer")
def content_is_made_in_a_new_project(api: Api) -> None:
    """Content can be generated in a new project without naming a layer."""
    for fields in ({}, {"id": api.uuid()}):
        project = new_project(api, **fields)
        answer = api.call("generateContent", project, body={"format": "slideshow_remix"})
        if answer.status in _NOT_OURS:
            raise UnprovidedError(f"nothing can be generated: {answer.told}")
        answer.succeeded(202)


@check("create-project.free", alone=True)
def creating_leaves_the_wallet_alone(api: Api) -> None:
    """The wallet holds as much after creating projects as before."""
    before = purses(api)
    create(api).succeeded(201)
    create(api, id=api.uuid(), customerExternalId=api.text("handle")).succeeded(201)
    equal(purses(api), before, "the wallet")


@check("create-project.free")
def creating_needs_no_credits(api: Api) -> None:
    """An organisation without credits may create projects."""
    create(api, key="broke").succeeded(201)
