"""cloneInfluencer, rule by rule."""

from typing import Any

import pytest

from tests.harness import Api
from tests.operations.influencers import FULL_IDENTITY, OWN_ID, clone, create, names, read

rule = pytest.mark.rule


@rule("clone-influencer.accepted", "clone-influencer.job-kind")
def test_a_clone_is_answered_with_the_five_fields_of_the_page(api: Api) -> None:
    answer = clone(api, {"name": "Ava Chen (EU)", "overrides": {"vibe": "sharper, more deadpan"}})
    assert answer.status == 202
    assert list(answer.body) == ["jobId", "kind", "status", "influencerId", "locationUrl"]
    assert answer.body["kind"] == "influencer_create"
    assert answer.body["status"] == "running"
    assert answer.body["locationUrl"] == f"/v1/jobs/{answer.body['jobId']}"
    assert api.get(answer.body["locationUrl"]).body["kind"] == "influencer_create"


@rule("clone-influencer.answers-the-clone")
def test_the_answer_names_the_clone_not_the_source(api: Api) -> None:
    answer = clone(api, {"name": "Ava Chen (EU)"})
    assert answer.body["influencerId"] != api.id("ava")
    assert read(api, answer.body["influencerId"])["name"] == "Ava Chen (EU)"


@rule("clone-influencer.row-is-pending", "clone-influencer.becomes-ready", "jobs.effects-at-their-time")
def test_a_clone_is_pending_at_once_and_ready_exactly_when_its_job_is_completed(api: Api) -> None:
    answer = clone(api, {"name": "Ava Chen (EU)"})
    assert read(api, answer.body["influencerId"])["status"] == "pending"
    for _ in range(70):
        api.advance(1)
        status = api.get(answer.body["locationUrl"]).body["status"]
        is_ready = read(api, answer.body["influencerId"])["status"] == "ready"
        assert is_ready == (status == "completed")
    assert status == "completed"


@rule("clone-influencer.source-is-the-path", "clone-influencer.no-image-url", "clone-influencer.unknown-field")
@pytest.mark.parametrize("field", ["influencerId", "sourceInfluencerId", "imageUrl", "referenceImages", "nam"])
def test_a_field_the_page_does_not_have_is_refused_and_named(api: Api, field: str) -> None:
    answer = clone(api, {"name": "Ava", field: "x"})
    assert (answer.status, answer.code) == (422, "VALIDATION")
    assert answer.issue_paths == [field]
    assert answer.rule == "clone-influencer.unknown-field"


@rule("clone-influencer.name-required")
def test_a_clone_without_a_name_is_refused(api: Api) -> None:
    answer = clone(api, {"overrides": {}})
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["name"])
    assert clone(api, None).status == 422


@rule("clone-influencer.name-length")
@pytest.mark.parametrize(("length", "status"), [(0, 422), (1, 202), (128, 202), (129, 422)])
def test_a_name_has_1_to_128_characters(api: Api, length: int, status: int) -> None:
    assert clone(api, {"name": "é" * length}).status == status


@rule("clone-influencer.new-id", "clone-influencer.new-id-form", "ids.own-id-printed")
def test_a_clones_own_id_names_it_and_is_made_where_left_out(api: Api) -> None:
    named = clone(api, {"name": "Ava", "newInfluencerId": OWN_ID})
    assert named.body["influencerId"] == f"inf_{OWN_ID.lower()}"
    assert read(api, OWN_ID)["influencerId"] == named.body["influencerId"]
    made = {clone(api, {"name": "Ava"}).body["influencerId"] for _ in range(3)}
    assert len(made) == 3
    refused = clone(api, {"name": "Ava", "newInfluencerId": "my-own-id"})
    assert (refused.status, refused.code, refused.issue_paths) == (422, "VALIDATION", ["newInfluencerId"])


@rule("clone-influencer.new-id-taken", "validation.nothing-changes")
def test_a_taken_id_is_a_conflict_and_nothing_is_made(api: Api) -> None:
    body = {"name": "Ava", "newInfluencerId": OWN_ID}
    assert clone(api, body).status == 202
    before = names(api)
    for taken in (OWN_ID, OWN_ID.lower(), f"inf_{OWN_ID}", api.id("ava")):
        answer = clone(api, {"name": "Other", "newInfluencerId": taken})
        assert (answer.status, answer.code) == (409, "CONFLICT")
    assert clone(api, body).status == 409
    assert names(api) == before


@rule("tenancy.ids-collide-within")
def test_the_same_own_id_can_exist_in_two_organisations(api: Api) -> None:
    body = {"name": "Twin", "newInfluencerId": OWN_ID}
    assert clone(api, body).status == 202
    assert clone(api, body, source="sunniva", key="other").status == 202
    assert api.get(f"/v1/influencers/{OWN_ID}", key="other").body["projectId"] != read(api, OWN_ID)["projectId"]


@rule("clone-influencer.overrides", "clone-influencer.overrides-personality")
def test_overrides_replace_fields_of_the_source_and_leave_the_others(api: Api) -> None:
    source = read(api, api.id("ava"))
    answer = clone(api, {"name": "Ava", "overrides": {"vibe": "sharper", "personality": {"tone": "cool"}}})
    copy = read(api, answer.body["influencerId"])
    assert copy["vibe"] == "sharper"
    assert copy["personality"] == {**source["personality"], "tone": "cool"}
    for field in set(FULL_IDENTITY) - {"vibe", "personality"}:
        assert copy[field] == source[field]


@rule("clone-influencer.overrides-shape")
def test_overrides_take_everything_that_create_takes(api: Api) -> None:
    answer = clone(api, {"name": "Ava", "overrides": FULL_IDENTITY}, source="noah")
    copy = read(api, answer.body["influencerId"])
    assert {field: copy[field] for field in FULL_IDENTITY} == FULL_IDENTITY


@rule("clone-influencer.overrides-shape", "clone-influencer.wrong-type")
@pytest.mark.parametrize(
    ("overrides", "path"),
    [
        ({"gender": "robot"}, "overrides.gender"),
        ({"ageRange": "x" * 17}, "overrides.ageRange"),
        ({"hairColor": "x" * 65}, "overrides.hairColor"),
        ({"voiceDescription": "x" * 1025}, "overrides.voiceDescription"),
        ({"vibe": 3}, "overrides.vibe"),
        ({"vibe": None}, "overrides.vibe"),
        ({"personality": {"traits": "curious"}}, "overrides.personality.traits"),
        ({"personality": {"traits": ["a", 1]}}, "overrides.personality.traits.1"),
        ("loud", "overrides"),
    ],
)
def test_overrides_keep_the_bounds_and_types_of_create(api: Api, overrides: object, path: str) -> None:
    answer = clone(api, {"name": "Ava", "overrides": overrides})
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", [path])


@rule("clone-influencer.unknown-override", "clone-influencer.overrides-shape")
@pytest.mark.parametrize("field", ["name", "influencerId", "referenceImages", "archetype", "projectId", "viibe"])
def test_an_override_that_create_does_not_know_is_refused_and_named(api: Api, field: str) -> None:
    answer = clone(api, {"name": "Ava", "overrides": {field: "x"}})
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", [f"overrides.{field}"])
    assert answer.rule == "clone-influencer.unknown-override"


def test_a_misspelt_field_is_hinted_at(api: Api) -> None:
    answer = clone(api, {"name": "Ava", "overrides": {"viibe": "x"}})
    assert answer.headers["X-Layers-Mock-Hint"] == "overrides.viibe is no field of cloneInfluencer. Did you mean vibe?"


@rule("clone-influencer.wrong-type")
@pytest.mark.parametrize("body", [{"name": 1}, {"name": None}, [], "Ava", 7, True])
def test_a_value_of_another_type_is_refused(api: Api, body: object) -> None:
    answer = clone(api, body)
    assert (answer.status, answer.code) == (422, "VALIDATION")


@rule("clone-influencer.source-not-found", "tenancy.foreign-is-not-found")
def test_a_source_that_is_unknown_foreign_or_deleted_is_not_found(api: Api) -> None:
    api.delete(f"/v1/influencers/{api.id('noah')}")
    unknown = api.post(f"/v1/influencers/{OWN_ID}/clone", {"name": "Ava"})
    foreign = clone(api, {"name": "Ava"}, source="sunniva")
    deleted = clone(api, {"name": "Ava"}, source="noah")
    for answer in (unknown, foreign, deleted):
        assert (answer.status, answer.code) == (404, "NOT_FOUND")
        assert answer.body["error"]["message"] == "Influencer not found."


@rule("clone-influencer.scope")
def test_a_key_without_the_scope_may_not_clone(api: Api) -> None:
    answer = clone(api, {"name": "Ava"}, key="limited")
    assert (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")
    assert names(api) == names(api)


@rule("clone-influencer.inherits-project")
def test_a_clone_lives_in_the_project_of_its_source(api: Api) -> None:
    copy = read(api, clone(api, {"name": "Zoe"}, source="zoe").body["influencerId"])
    assert copy["projectId"] == read(api, api.id("zoe"))["projectId"]
    assert names(api, project="northwind-fit").count("Zoe") == 1
    assert clone(api, {"name": "Zoe", "projectId": api.id("harbor-tea")}).issue_paths == ["projectId"]


@rule("clone-influencer.leaves-the-source")
def test_the_source_is_the_same_after_the_clone(api: Api) -> None:
    before = read(api, api.id("ava"))
    answer = clone(api, {"name": "Ava", "overrides": FULL_IDENTITY})
    assert read(api, api.id("ava")) == before
    api.finish(answer)
    assert read(api, api.id("ava")) == before


@rule("clone-influencer.copies-images", "clone-influencer.renders-images", "get-influencer.reference-images")
def test_a_clone_starts_with_the_images_of_its_source_and_gets_its_own(api: Api) -> None:
    source = read(api, api.id("ava"))["referenceImages"]
    answer = clone(api, {"name": "Ava"})
    assert read(api, answer.body["influencerId"])["referenceImages"] == source
    api.finish(answer)
    rendered = read(api, answer.body["influencerId"])["referenceImages"]
    assert rendered
    assert not {image["assetId"] for image in rendered} & {image["assetId"] for image in source}
    assert all(set(image) == {"assetId", "url", "thumbnailUrl", "addedAt"} for image in rendered)


@rule("clone-influencer.envelope-of-create")
def test_create_and_clone_answer_with_the_same_shape(api: Api) -> None:
    assert list(clone(api, {"name": "Ava"}).body) == list(create(api, {"name": "Ava"}).body)


@rule("clone-influencer.idempotency", "idempotency.replay")
def test_a_repeated_clone_makes_nothing_and_answers_the_same(api: Api) -> None:
    options: dict[str, Any] = {"headers": {"Idempotency-Key": "8d2f1a3e-0b4c-4a11-9f7e-33c0a2c1bd55"}}
    first = clone(api, {"name": "Ava Chen (EU)"}, **options)
    api.finish(first)
    second = clone(api, {"name": "Ava Chen (EU)"}, **options)
    assert (second.status, second.raw) == (first.status, first.raw)
    assert names(api).count("Ava Chen (EU)") == 1


@rule("clone-influencer.is-patchable")
def test_a_clone_can_be_patched(api: Api) -> None:
    copy = clone(api, {"name": "Ava"}).body["influencerId"]
    assert api.patch(f"/v1/influencers/{copy}", {"vibe": "warmer"}).body["vibe"] == "warmer"


@rule("clone-influencer.free")
def test_cloning_costs_nothing(api: Api) -> None:
    before = api.get("/v1/credits").body["balance"]
    api.finish(clone(api, {"name": "Ava"}))
    assert api.get("/v1/credits").body["balance"] == before
    assert clone(api, {"name": "Sunniva"}, source="sunniva", key="broke").status == 202


@rule("clone-influencer.archived-project", "create-influencer.archived-project")
def test_nothing_is_made_in_an_archived_project(api: Api) -> None:
    api.delete(f"/v1/projects/{api.id('harbor-tea')}")
    for answer in (clone(api, {"name": "Ava"}), create(api, {"name": "Ava"})):
        assert (answer.status, answer.code) == (409, "CONFLICT")
