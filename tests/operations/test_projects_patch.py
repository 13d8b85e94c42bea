"""patchProject, rule by rule."""

import pytest

from tests.harness import Api
from tests.operations.projects import OWN, ROW, create, get, names, path, refusal

rule = pytest.mark.rule
READ_ONLY: dict[str, object] = {
    "id": OWN, "organizationId": OWN, "createdAt": "2026-04-24T12:00:00Z", "ingestState": {"github": None},
    "brandContext": {"tagline": "Mine"},
}  # fmt: skip


@rule("patch-project.partial", "patch-project.answers-the-row")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Harbor"), ("timezone", "Europe/Lisbon"), ("primaryLanguage", "pt"), ("ownerEmail", "new@harbor.example"),
        ("customerExternalId", "harbor"), ("metadata", {"a": [1]}), ("status", "archived"),
    ],
)  # fmt: skip
def test_a_field_that_is_sent_changes_and_no_other(api: Api, field: str, value: object) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: value})
    assert answer.status == 200
    assert list(answer.body) == ROW
    assert answer.body == {**before, field: value, "updatedAt": "2026-04-24T12:00:00.000000+00:00"}
    assert get(api) == answer.body


@rule("patch-project.partial")
def test_several_fields_change_at_once(api: Api) -> None:
    sent = {"name": "Harbor", "status": "archived", "customerExternalId": "h", "metadata": None}
    body = api.patch(path(api), sent).body
    assert {name: body[name] for name in sent} == sent
    assert get(api) == body


@rule("patch-project.name-length")
def test_a_new_name_has_1_to_128_characters(api: Api) -> None:
    assert api.patch(path(api), {"name": "x" * 128}).status == 200
    for name in ("", "x" * 129):
        answer = api.patch(path(api), {"name": name})
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "patch-project.name-length"


@rule("patch-project.status")
@pytest.mark.parametrize("word", ["deleted", "ARCHIVED", "", "paused"])
def test_a_status_is_active_or_archived(api: Api, word: str) -> None:
    answer = api.patch(path(api), {"status": word})
    assert refusal(answer) == (422, "VALIDATION")
    assert answer.rule == "patch-project.status"
    assert get(api)["status"] == "active"


@rule("patch-project.archives", "patch-project.restores")
def test_a_status_archives_and_restores(api: Api) -> None:
    influencers = f"{path(api)}/influencers"
    listed = api.get(influencers).body
    assert api.patch(path(api), {"status": "archived"}).body["status"] == "archived"
    assert api.post(influencers, {"name": "Too late"}).code == "CONFLICT"
    assert api.get(influencers).body == listed
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"
    assert api.post(influencers, {"name": "In time"}).status == 202


@rule("patch-project.restores")
def test_restoring_an_active_project_leaves_it_active(api: Api) -> None:
    assert api.patch(path(api), {"status": "active"}).body["status"] == "active"


@rule("patch-project.archived-is-patchable")
def test_an_archived_project_is_changed_and_stays_archived(api: Api) -> None:
    api.delete(path(api))
    body = api.patch(path(api), {"name": "Harbor (old)"}).body
    assert (body["name"], body["status"]) == ("Harbor (old)", "archived")


@rule("patch-project.owner-email", "patch-project.timezone", "patch-project.primary-language")
@pytest.mark.parametrize(
    ("field", "value", "name"),
    [
        ("ownerEmail", "nobody", "patch-project.owner-email"), ("ownerEmail", "", "patch-project.owner-email"),
        ("timezone", "Paris", "patch-project.timezone"), ("timezone", "", "patch-project.timezone"),
        ("primaryLanguage", "English", "patch-project.primary-language"),
        ("primaryLanguage", "", "patch-project.primary-language"),
    ],
)  # fmt: skip
def test_fields_keep_the_form_they_have_on_creation(api: Api, field: str, value: str, name: str) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: value})
    assert refusal(answer) == (422, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == ([field], name)
    assert get(api) == before


@rule("patch-project.external-id-unique")
def test_a_handle_of_another_project_is_a_conflict(api: Api) -> None:
    before = get(api)
    answer = api.patch(path(api), {"customerExternalId": "northwind", "name": "Harbor", "status": "archived"})
    assert refusal(answer) == (409, "CONFLICT")
    assert answer.rule == "patch-project.external-id-unique"
    assert get(api) == before


@rule("patch-project.external-id-own")
def test_a_project_may_send_its_own_handle_again(api: Api) -> None:
    assert api.patch(path(api), {"customerExternalId": "harbor-tea"}).status == 200
    assert names(api, "?customerExternalId=harbor-tea") == ["Harbor Tea"]
    assert create(api, customerExternalId="harbor-tea").code == "CONFLICT"


@rule("patch-project.external-id-moves")
def test_a_handle_that_was_given_up_is_free(api: Api) -> None:
    api.patch(path(api), {"customerExternalId": "harbor"})
    assert api.patch(path(api, "northwind-fit"), {"customerExternalId": "harbor-tea"}).status == 200
    assert names(api, "?customerExternalId=harbor-tea") == ["Northwind Fit"]
    assert names(api, "?customerExternalId=harbor") == ["Harbor Tea"]
    assert create(api, customerExternalId="northwind").status == 201


@rule("patch-project.external-id-clears")
def test_null_clears_a_handle(api: Api) -> None:
    assert api.patch(path(api), {"customerExternalId": None}).body["customerExternalId"] is None
    assert names(api, "?customerExternalId=harbor-tea") == []
    assert create(api, customerExternalId="harbor-tea").status == 201
    assert api.patch(path(api, "northwind-fit"), {"customerExternalId": None}).status == 200
    for handle in ("", "x" * 256, 7):
        answer = api.patch(path(api), {"customerExternalId": handle})
        assert refusal(answer) == (422, "VALIDATION")
        assert answer.rule == "patch-project.external-id-clears"


@rule("patch-project.metadata-replaces", "patch-project.metadata-clears")
def test_metadata_is_replaced_whole_and_cleared_by_null(api: Api) -> None:
    assert api.patch(path(api), {"metadata": {"plan": {"name": "pro"}}}).body["metadata"] == {"plan": {"name": "pro"}}
    assert api.patch(path(api), {"metadata": {"plan": {}}}).body["metadata"] == {"plan": {}}
    assert api.patch(path(api), {"metadata": {}}).body["metadata"] == {}
    assert api.patch(path(api), {"metadata": None}).body["metadata"] is None
    answer = api.patch(path(api), {"metadata": "text"})
    assert (refusal(answer), answer.rule) == ((422, "VALIDATION"), "patch-project.metadata-clears")


@rule("patch-project.nulls")
@pytest.mark.parametrize("field", ["name", "status", "ownerEmail", "timezone", "primaryLanguage"])
def test_null_clears_no_other_field(api: Api, field: str) -> None:
    before = get(api)
    answer = api.patch(path(api), {field: None})
    assert refusal(answer) == (422, "VALIDATION")
    assert set(answer.issue_paths) == {field}
    assert get(api) == before


@rule("patch-project.read-only")
@pytest.mark.parametrize("field", READ_ONLY)
@pytest.mark.parametrize("is_null", [False, True])
def test_a_read_only_field_is_400_and_changes_nothing(api: Api, field: str, is_null: bool) -> None:
    before = get(api)
    answer = api.patch(path(api), {"name": "Harbor", field: None if is_null else READ_ONLY[field]})
    assert refusal(answer) == (400, "VALIDATION")
    assert (answer.issue_paths, answer.rule) == ([field], "patch-project.read-only")
    assert get(api) == before


@rule("patch-project.read-only")
def test_even_the_value_a_read_only_field_has_is_refused(api: Api) -> None:
    row = get(api)
    for field in READ_ONLY:
        assert refusal(api.patch(path(api), {field: row[field]})) == (400, "VALIDATION")
    assert sorted(api.patch(path(api), row).issue_paths) == sorted(READ_ONLY)


@rule("patch-project.read-only-first")
def test_a_read_only_field_wins_over_other_faults(api: Api) -> None:
    for beside in ({"name": ""}, {"status": "gone"}, {"customerExternalId": "northwind"}):
        assert refusal(api.patch(path(api), {"createdAt": "now", **beside})) == (400, "VALIDATION")


@rule("patch-project.other-faults")
@pytest.mark.parametrize("body", [[], "text", 7, {"name": 7}, {"metadata": []}, {"timezone": {}}])
def test_every_other_fault_is_422(api: Api, body: object) -> None:
    assert refusal(api.patch(path(api), body)) == (422, "VALIDATION")


@rule("patch-project.other-faults")
def test_a_patch_needs_a_body(api: Api) -> None:
    assert refusal(api.patch(path(api))) == (422, "VALIDATION")


@rule("patch-project.dotted-name", "patch-project.unknown-field", "patch-project.approval-elsewhere")
@pytest.mark.parametrize(
    "body",
    [
        {"brandContext.tagline": "Mine"}, {"colour": "green"}, {"requiresApproval": True}, {"firstNPostsBlocked": 3},
        {"currentBlockedCount": 2}, {"updatedAt": "2020-01-01T00:00:00Z"}, {"brand": {"name": "Mine"}},
    ],
)  # fmt: skip
def test_fields_it_does_not_know_are_ignored(api: Api, body: dict[str, object]) -> None:
    before = get(api)
    answer = api.patch(path(api), body)
    assert (answer.status, answer.body) == (200, before)
    assert api.patch(path(api), {**body, "name": "Harbor"}).body["name"] == "Harbor"


@rule("patch-project.empty")
def test_an_empty_patch_answers_the_row_as_it_is(api: Api) -> None:
    before = get(api)
    api.advance(60)
    answer = api.patch(path(api), {})
    assert (answer.status, answer.body) == (200, before)
