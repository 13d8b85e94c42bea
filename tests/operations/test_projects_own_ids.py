"""createProject under ids of the client's own."""

import pytest

from layers_mock.world.ids import ulid
from tests.acme import key_of
from tests.harness import Api
from tests.operations.projects import BARE_UUID, OWN, create, get, names, refusal

rule = pytest.mark.rule


@rule("create-project.own-id")
def test_the_server_makes_an_id_where_none_is_sent(api: Api) -> None:
    ids = {create(api).body["id"] for _ in range(5)}
    assert len(ids) == 5
    assert all(BARE_UUID.match(project) for project in ids)


@rule("create-project.own-id", "create-project.own-id-form")
@pytest.mark.parametrize(
    "form",
    [OWN, OWN.upper(), ulid(key_of(OWN)), "prj_" + ulid(key_of(OWN)), "proj_" + OWN],
)
def test_a_clients_own_id_names_the_project_in_any_form(api: Api, form: str) -> None:
    assert create(api, id=form).body["id"] == OWN
    assert api.get(f"/v1/projects/{OWN}").body["name"] == "Fern & Co"


@rule("create-project.own-id-form")
@pytest.mark.parametrize("form", ["", "mine", "prj_1", "inf_" + OWN, "8" + "Z" * 25])
def test_anything_else_is_no_id(api: Api, form: str) -> None:
    answer = create(api, id=form)
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == (["id"], "create-project.own-id-form")


@rule("create-project.own-id-repeat")
def test_the_same_body_under_the_same_id_finds_the_project_it_made(api: Api) -> None:
    first = create(api, id=OWN, customerExternalId="fern")
    api.advance(60)
    api.patch(f"/v1/projects/{OWN}", {"name": "Renamed since"})
    count = len(names(api))
    again = create(api, id=OWN, customerExternalId="fern")
    assert again.status == 201
    assert again.body["name"] == "Renamed since"
    assert again.body["createdAt"] == first.body["createdAt"]
    assert len(names(api)) == count


@rule("create-project.own-id-taken")
def test_another_body_under_a_taken_id_is_a_conflict(api: Api) -> None:
    first = create(api, id=OWN)
    for answer in (create(api, id=OWN, name="Other"), create(api, id=OWN, metadata={}), create(api, id=api.id("harbor-tea"))):
        assert refusal(answer) == (409, "CONFLICT")
        assert answer.rule == "create-project.own-id-taken"
    assert api.get(f"/v1/projects/{OWN}").body == first.body
    assert get(api)["name"] == "Harbor Tea"


@rule("create-project.own-id-taken", "tenancy.ids-collide-within")
def test_an_id_of_another_organisation_is_free_here(api: Api) -> None:
    there = create(api, id=OWN, options={"key": "other"})
    here = create(api, id=OWN, name="Ours")
    assert (there.status, here.status) == (201, 201)
    assert api.get(f"/v1/projects/{OWN}").body["name"] == "Ours"
    assert api.get(f"/v1/projects/{OWN}", key="other").body["name"] == "Fern & Co"
