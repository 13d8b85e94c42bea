"""getProject, rule by rule; what it shares with patchProject and archiveProject."""

import re

import pytest

from layers_mock.world.ids import ulid, uuid
from tests.acme import key_of
from tests.harness import Api
from tests.operations.projects import BARE_UUID, OWN, ROW, get, path, refusal

rule = pytest.mark.rule
UNKNOWN = "prj_01HXA1NHKJZXPV8RABCDEFGH12"
WITH_MICROSECONDS = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00\Z")
MALFORMED = ["nonsense", "prj_", "inf_01HXA1NHKJZXPV8RABCDEFGH12", "8b3f6c1e", OWN + "0"]


@rule("get-project.row", "get-project.bare-ids", "get-project.times", "get-project.brand", "get-project.brand-context")
def test_the_full_row_is_read(api: Api) -> None:
    answer = api.get(path(api))
    assert answer.status == 200
    body = answer.body
    assert list(body) == ROW
    assert BARE_UUID.match(body["id"])
    assert body["organizationId"] == api.get("/v1/whoami").body["organizationId"]
    assert (body["name"], body["timezone"], body["customerExternalId"]) == ("Harbor Tea", "Europe/Paris", "harbor-tea")
    assert (body["primaryLanguage"], body["ownerEmail"]) == ("en", "mara@harbortea.example")
    assert body["metadata"] == {"accountManager": "Mara", "plan": "growth"}
    assert body["brand"] is None
    assert list(body["brandContext"]) == [
        "appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl",
    ]  # fmt: skip
    assert body["createdAt"] == "2025-10-26T12:00:00.000000+00:00"
    assert WITH_MICROSECONDS.match(body["createdAt"])


@rule("get-project.row", "get-project.ingest-state", "get-project.brand-context")
def test_what_is_not_set_is_null_and_not_absent(api: Api) -> None:
    body = get(api, "quiet-ledger")
    assert list(body) == ROW
    assert body["metadata"] is None
    assert body["brandContext"] is None
    assert body["ingestState"] == {"github": None, "website": None, "appstore": None}


@rule("get-project.row")
def test_the_row_tells_its_approval_settings(api: Api) -> None:
    assert get(api, "northwind-fit")["requiresApproval"] is True
    assert get(api)["requiresApproval"] is False


@rule("get-project.no-layers")
def test_neither_layers_nor_a_policy_are_in_the_row(api: Api) -> None:
    for label in ("harbor-tea", "northwind-fit"):
        assert not {"layers", "projectLayers", "approvalPolicy"} & set(get(api, label))


@rule("get-project.id-forms", "ids.both-forms")
def test_every_form_of_an_id_reads_the_same_project(api: Api) -> None:
    key = key_of(api.id("harbor-tea"))
    forms = [uuid(key), uuid(key).upper(), ulid(key), "prj_" + ulid(key), "proj_" + ulid(key), "prj_" + uuid(key)]
    bodies = [api.get(f"/v1/projects/{form}").body for form in forms]
    assert [body == bodies[0] for body in bodies] == [True] * 6
    assert bodies[0]["name"] == "Harbor Tea"


@rule("get-project.updated-at", "patch-project.updated-at")
def test_updated_at_tells_the_last_change(api: Api) -> None:
    created = get(api)["createdAt"]
    api.advance(90.5)
    body = api.patch(path(api), {"name": "Harbor"}).body
    assert body["createdAt"] == created
    assert body["updatedAt"] == "2026-04-24T12:01:30.500000+00:00"
    api.advance(10)
    assert get(api) == body


@rule("get-project.not-found", "patch-project.not-found", "archive-project.not-found")
def test_unknown_and_foreign_projects_are_not_found(api: Api) -> None:
    for target in (f"/v1/projects/{UNKNOWN}", path(api, "polar-maps")):
        for answer in (api.get(target), api.patch(target, {"name": "Mine"}), api.delete(target)):
            assert refusal(answer) == (404, "NOT_FOUND")
            assert answer.body["error"]["message"] == "Project not found."
    for method in ("GET", "PATCH", "DELETE"):
        unknown = api.request(method, f"/v1/projects/{UNKNOWN}", {"status": "archived"} if method == "PATCH" else None)
        assert (unknown.rule or "").endswith("-project.not-found")
    theirs = api.get(path(api, "polar-maps"), key="other").body
    assert (theirs["name"], theirs["status"]) == ("Polar Maps", "active")


@rule("validation.path-id", "archive-project.malformed-id")
@pytest.mark.parametrize("text", MALFORMED)
def test_a_malformed_id_is_refused(api: Api, text: str) -> None:
    target = f"/v1/projects/{text}"
    for answer in (api.get(target), api.patch(target, {"name": "Mine"}), api.delete(target)):
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.issue_paths == ["projectId"]


@rule("get-project.scope", "patch-project.scope", "archive-project.scope")
def test_reading_and_writing_need_their_scopes(api: Api) -> None:
    target = path(api)
    assert api.get(target, key="limited").status == 200
    before = get(api)
    assert refusal(api.patch(target, {"name": "Mine"}, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert refusal(api.delete(target, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert get(api) == before
    api.world.keys[api.key("limited")] = api.world.keys[api.key("limited")]._replace(scopes=("projects:write",))
    assert refusal(api.get(target, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert api.patch(target, {"name": "Mine"}, key="limited").status == 200
