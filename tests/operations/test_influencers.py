"""Influencers are read, listed, changed and deleted, and get reference images, rule by rule."""

import pytest

from layers_mock.world.ids import parse, ulid, uuid
from tests.harness import Api
from tests.operations.influencers import FULL_IDENTITY, OWN_ID, clone, create, names, read, upload

rule = pytest.mark.rule


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
