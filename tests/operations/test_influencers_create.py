"""createInfluencer, rule by rule."""

from typing import Any

import pytest

from layers_mock.world.ids import parse
from tests.harness import Api
from tests.operations.influencers import FULL_IDENTITY, OWN_ID, create, names, read, upload

rule = pytest.mark.rule


@rule("create-influencer.accepted", "create-influencer.row-is-pending")
def test_a_new_influencer_is_pending_and_ready_when_its_job_is_completed(api: Api) -> None:
    answer = create(api, {"name": "Mia"})
    assert answer.status == 202
    assert answer.body["kind"] == "influencer_create"
    assert answer.body["status"] == "running"
    assert read(api, answer.body["influencerId"])["status"] == "pending"
    job = api.finish(answer)
    assert (job["status"], job["result"]) == ("completed", {"influencerId": answer.body["influencerId"]})
    assert read(api, answer.body["influencerId"])["status"] == "ready"


@rule("create-influencer.fields", "get-influencer.nulls")
def test_persona_fields_are_stored_as_sent_and_the_others_are_null(api: Api) -> None:
    full = read(api, create(api, {"name": "Mia", **FULL_IDENTITY}).body["influencerId"])
    assert {field: full[field] for field in FULL_IDENTITY} == FULL_IDENTITY
    bare = read(api, create(api, {"name": "Mia"}).body["influencerId"])
    assert [bare[field] for field in FULL_IDENTITY] == [None] * len(FULL_IDENTITY)
    assert bare["referenceImages"] == []


@rule("create-influencer.body")
@pytest.mark.parametrize(
    "body",
    [{}, {"name": ""}, {"name": "x" * 129}, {"name": 1}, {"name": "Mia", "gender": "cat"}, {"name": "Mia", "style": "x" * 257},
     {"name": "Mia", "influencerId": "no"}],
)  # fmt: skip
def test_a_body_beyond_its_bounds_is_refused(api: Api, body: object) -> None:
    answer = create(api, body)
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "create-influencer.body")


@rule("create-influencer.unknown-field")
def test_a_field_that_create_does_not_know_is_refused(api: Api) -> None:
    answer = create(api, {"name": "Mia", "archetype": "sage"})
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION", ["archetype"])


@rule("create-influencer.own-id", "create-influencer.id-taken")
def test_an_own_id_names_the_influencer_and_a_taken_one_is_a_conflict(api: Api) -> None:
    first = create(api, {"name": "Mia", "influencerId": OWN_ID})
    assert first.body["influencerId"] == f"inf_{OWN_ID.lower()}"
    again = create(api, {"name": "Mia", "influencerId": OWN_ID})
    assert (again.status, again.code) == (409, "CONFLICT")
    assert names(api).count("Mia") == 1


@rule("create-influencer.reference-images")
@pytest.mark.parametrize(("count", "status"), [(0, 422), (1, 202), (20, 202), (21, 422)])
def test_reference_images_are_1_to_20_media_of_the_project(api: Api, count: int, status: int) -> None:
    asset = upload(api)
    answer = create(api, {"name": "Mia", "referenceImages": {"assetIds": [asset] * count}})
    assert answer.status == status


@rule("create-influencer.reference-images")
def test_reference_images_are_the_starting_set(api: Api) -> None:
    assets = [upload(api) for _ in range(2)]
    answer = create(api, {"name": "Mia", "referenceImages": {"assetIds": assets}})
    images = read(api, answer.body["influencerId"])["referenceImages"]
    assert [parse(image["assetId"]) for image in images] == [parse(asset) for asset in assets]


@rule("create-influencer.reference-not-found")
def test_an_unknown_or_foreign_reference_image_is_not_found_and_nothing_is_made(api: Api) -> None:
    foreign = upload(api, project="polar-maps", key="other")
    elsewhere = upload(api, project="northwind-fit")
    for asset in (OWN_ID, foreign, elsewhere):
        answer = create(api, {"name": "Mia", "referenceImages": {"assetIds": [upload(api), asset]}})
        assert (answer.status, answer.code) == (404, "NOT_FOUND")
    assert "Mia" not in names(api)


@rule("create-influencer.project-not-found", "list-influencers.project-not-found")
def test_influencers_of_an_unknown_or_foreign_project_are_not_found(api: Api) -> None:
    for project in (OWN_ID, api.id("polar-maps")):
        for answer in (
            api.post(f"/v1/projects/{project}/influencers", {"name": "Mia"}),
            api.get(f"/v1/projects/{project}/influencers"),
        ):
            assert (answer.status, answer.code) == (404, "NOT_FOUND")


@rule("create-influencer.idempotency")
def test_a_repeated_create_makes_nothing(api: Api) -> None:
    options: dict[str, Any] = {"headers": {"Idempotency-Key": "k"}}
    first, second = create(api, {"name": "Mia"}, **options), create(api, {"name": "Mia"}, **options)
    assert first.raw == second.raw
    assert names(api).count("Mia") == 1
