"""The influencers section, rule by rule."""

from typing import Any

import pytest

from layers_mock.world.ids import parse, ulid, uuid
from tests.harness import Answer, Api

rule = pytest.mark.rule
OWN_ID = "0B9F6A4E-52E5-4A6E-9E0B-2C1F5D7A9E10"
FULL_IDENTITY = {
    "gender": "nonbinary",
    "ageRange": "35-44",
    "ethnicity": "Nordic",
    "bodyType": "tall",
    "hairColor": "silver",
    "hairStyle": "braid",
    "style": "European minimalist",
    "vibe": "sharper, more deadpan",
    "voiceDescription": "dry",
    "personality": {"traits": ["blunt"], "tone": "cool"},
}


def clone(api: Api, body: object, source: str = "ava", **options: Any) -> Answer:
    return api.post(f"/v1/influencers/{api.id(source)}/clone", body, **options)


def create(api: Api, body: object, project: str = "harbor-tea", **options: Any) -> Answer:
    return api.post(f"/v1/projects/{api.id(project)}/influencers", body, **options)


def read(api: Api, influencer_id: str) -> Any:
    return api.get(f"/v1/influencers/{influencer_id}").body


def names(api: Api, query: str = "", project: str = "harbor-tea") -> list[str]:
    page = api.get(f"/v1/projects/{api.id(project)}/influencers{query}").body
    return [item["name"] for item in page["items"]]


def upload(api: Api, project: str = "harbor-tea", **options: Any) -> str:
    body = {"kind": "reference_image", "mimeType": "image/png", "dataBase64": "iVBORw0KGgo="}
    answer = api.post(f"/v1/projects/{api.id(project)}/media", body, **options)
    assert answer.status == 201
    return str(answer.body["assetId"])


# --- clone: the seed page ---------------------------------------------------------------------------------------------


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


# --- create -----------------------------------------------------------------------------------------------------------


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


# --- read, change, delete ---------------------------------------------------------------------------------------------


@rule("get-influencer.not-found", "tenancy.foreign-is-not-found")
def test_reading_a_foreign_influencer_looks_like_reading_an_unknown_one(api: Api) -> None:
    unknown = api.get(f"/v1/influencers/{OWN_ID}")
    foreign = api.get(f"/v1/influencers/{api.id('sunniva')}")
    for answer in (unknown, foreign):
        answer.body["error"].pop("requestId")
        assert answer.status == 404
    assert unknown.body == foreign.body


@rule("ids.both-forms")
def test_every_form_of_an_id_names_the_same_influencer(api: Api) -> None:
    printed = api.id("ava")
    key = parse(printed)
    assert key is not None
    forms = [printed, ulid(key), uuid(key), f"inf_{uuid(key)}", uuid(key).upper()]
    assert {read(api, form)["influencerId"] for form in forms} == {printed}


@rule("list-influencers.newest-first", "list-influencers.slim")
def test_influencers_are_listed_newest_first_and_slim(api: Api) -> None:
    create(api, {"name": "First"})
    create(api, {"name": "Second"})
    assert names(api) == ["Second", "First", "Iris Lindqvist", "Leo Marchetti", "Noah Okafor", "Ava Chen"]
    items = api.get(f"/v1/projects/{api.id('harbor-tea')}/influencers").body["items"]
    slim = {"influencerId", "name", "gender", "ageRange", "status", "thumbnailUrl", "createdAt"}
    assert all(set(item) == slim for item in items)


@rule("list-influencers.status-filter")
def test_a_status_keeps_the_influencers_of_that_status(api: Api) -> None:
    assert names(api, "?status=ready") == ["Noah Okafor", "Ava Chen"]
    assert names(api, "?status=pending") == ["Iris Lindqvist"]
    assert names(api, "?status=draft") == []
    refused = api.get(f"/v1/projects/{api.id('harbor-tea')}/influencers?status=happy")
    assert (refused.status, refused.code, refused.issue_paths) == (422, "VALIDATION", ["status"])


@rule("list-influencers.no-deleted", "delete-influencer.answer", "delete-influencer.gone")
def test_a_deleted_influencer_is_gone_for_every_call(api: Api) -> None:
    path = f"/v1/influencers/{api.id('ava')}"
    answer = api.delete(path, {"reason": "left the agency"})
    assert answer.body == {"influencerId": api.id("ava"), "status": "deleted", "deletedAt": "2026-04-24T12:00:00.000Z"}
    assert "Ava Chen" not in names(api)
    later = [
        api.get(path), api.patch(path, {"vibe": "x"}), api.delete(path), clone(api, {"name": "Ava"}),
        api.post(f"{path}/reference-images", {"assetIds": [OWN_ID]}),
    ]  # fmt: skip
    assert [(a.status, a.code) for a in later] == [(404, "NOT_FOUND")] * 5
    assert clone(api, {"name": "Ava", "newInfluencerId": api.id("ava")}, source="noah").status == 409


@rule("delete-influencer.reason")
@pytest.mark.parametrize(
    ("content", "status"),
    [(b"", 200), (b"{}", 200), (b'{"reason": "x"}', 200), (b'{"reason": 1}', 422), (b"[]", 422), (b"nope", 400),
     (b'{"reason": "' + b"x" * 1024 + b'"}', 200), (b'{"reason": "' + b"x" * 1025 + b'"}', 422)],
)  # fmt: skip
def test_a_deletion_takes_a_reason_or_none(api: Api, content: bytes, status: int) -> None:
    assert api.delete(f"/v1/influencers/{api.id('ava')}", content=content).status == status


@rule("delete-influencer.not-found", "patch-influencer.not-found", "attach-reference-images.not-found")
def test_changing_an_unknown_or_foreign_influencer_is_not_found(api: Api) -> None:
    for influencer in (OWN_ID, api.id("sunniva")):
        path = f"/v1/influencers/{influencer}"
        answers = [
            api.delete(path),
            api.patch(path, {"vibe": "x"}),
            api.post(f"{path}/reference-images", {"assetIds": [OWN_ID]}),
        ]
        assert [(a.status, a.code) for a in answers] == [(404, "NOT_FOUND")] * 3
    assert api.get(f"/v1/influencers/{api.id('sunniva')}", key="other").body["vibe"] is None


@rule("patch-influencer.partial", "patch-influencer.answers-the-row")
def test_a_patch_changes_what_it_sends_and_answers_the_row(api: Api) -> None:
    before = read(api, api.id("ava"))
    api.advance(5)
    answer = api.patch(f"/v1/influencers/{api.id('ava')}", {"vibe": "warmer", "name": "Ava C."})
    changed = {"vibe": "warmer", "name": "Ava C.", "updatedAt": "2026-04-24T12:00:05.000Z"}
    assert answer.body == {**before, **changed}
    assert read(api, api.id("ava")) == answer.body


@rule("patch-influencer.null-clears")
@pytest.mark.parametrize("field", sorted(set(FULL_IDENTITY) - {"personality"}))
def test_null_clears_a_persona_field(api: Api, field: str) -> None:
    assert api.patch(f"/v1/influencers/{api.id('ava')}", {field: None}).body[field] is None


@rule("patch-influencer.personality-merges")
def test_a_patched_personality_is_merged_key_by_key(api: Api) -> None:
    before = read(api, api.id("ava"))["personality"]
    after = api.patch(f"/v1/influencers/{api.id('ava')}", {"personality": {"humor": "loud"}}).body["personality"]
    assert after == {**before, "humor": "loud"}


@rule("patch-influencer.at-least-one")
def test_a_patch_without_a_field_is_refused(api: Api) -> None:
    answer = api.patch(f"/v1/influencers/{api.id('ava')}", {})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "patch-influencer.at-least-one")


@rule("patch-influencer.body")
@pytest.mark.parametrize(
    "body", [{"referenceImages": {}}, {"name": ""}, {"name": None}, {"gender": "cat"}, {"vibe": "x" * 257}]
)
def test_a_patch_beyond_its_bounds_is_refused(api: Api, body: object) -> None:
    answer = api.patch(f"/v1/influencers/{api.id('ava')}", body)
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "patch-influencer.body")


# --- reference images -------------------------------------------------------------------------------------------------


@rule("attach-reference-images.merges")
def test_attached_images_join_those_there_are_and_stay_once(api: Api) -> None:
    path = f"/v1/influencers/{api.id('ava')}/reference-images"
    before = read(api, api.id("ava"))["referenceImages"]
    first, second = upload(api), upload(api)
    api.post(path, {"assetIds": [first]})
    answer = api.post(path, {"assetIds": [first, second, second]})
    added = answer.body["referenceImages"][len(before) :]
    assert answer.body["referenceImages"][: len(before)] == before
    assert [parse(image["assetId"]) for image in added] == [parse(first), parse(second)]
    assert read(api, api.id("ava"))["referenceImages"] == answer.body["referenceImages"]


@rule("attach-reference-images.drops-foreign")
def test_assets_of_other_projects_drop_out_silently(api: Api) -> None:
    elsewhere, foreign = upload(api, project="northwind-fit"), upload(api, project="polar-maps", key="other")
    before = read(api, api.id("ava"))["referenceImages"]
    answer = api.post(f"/v1/influencers/{api.id('ava')}/reference-images", {"assetIds": [elsewhere, foreign, OWN_ID]})
    assert (answer.status, answer.body["referenceImages"]) == (200, before)


@rule("attach-reference-images.body")
@pytest.mark.parametrize(
    "body", [{}, {"assetIds": []}, {"assetIds": [OWN_ID] * 21}, {"assetIds": ["x"]}, {"assetIds": [OWN_ID], "x": 1}]
)
def test_attaching_takes_1_to_20_asset_ids_and_nothing_else(api: Api, body: object) -> None:
    answer = api.post(f"/v1/influencers/{api.id('ava')}/reference-images", body)
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "attach-reference-images.body")
