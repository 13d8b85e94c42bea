"""cloneFromPost under the ids of containers: their forms, repeats and conflicts."""

from typing import Any

import pytest

from layers_mock.world.ids import ulid, uuid
from tests.acme import archive, balance, content, key_of, organization, project_row, spend_all_but
from tests.harness import Api
from tests.operations.cloning import TARGET, clone, count, refused

EXTERNAL_ID = "7361245098812345601"


@pytest.mark.rule("clone-from-post.container-id-forms")
@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        (TARGET.upper(), f"cnt_{TARGET}"),
        (f"cnt_{TARGET}", f"cnt_{TARGET}"),
        ("01HXZ9G7KMV2QX8Y1S5RJW3B7T", "cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T"),
        ("cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T", "cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T"),
        ("00000000-0000-0000-0000-000000000000", "cnt_00000000-0000-0000-0000-000000000000"),
    ],
)
def test_a_container_id_is_printed_in_the_form_in_which_it_came(api: Api, sent: str, printed: str) -> None:
    assert clone(api, sent).body["containerId"] == printed
    assert content(api, sent)["id"] == printed


@pytest.mark.rule("clone-from-post.container-id-malformed", "clone-from-post.validation-code")
@pytest.mark.parametrize(
    "target", ["new", "cnt_", "1f0e7c1a6f2d4c589d345f0a9b7e2c11", "inf_01HXZ9G7KMV2QX8Y1S5RJW3B7T", TARGET + "0"]
)
def test_a_malformed_container_id_is_refused(api: Api, target: str) -> None:
    answer = clone(api, target)
    assert refused(answer, 422, "VALIDATION_FAILED", "container-id-malformed")
    assert answer.issue_paths == ["containerId"]


@pytest.mark.rule("clone-from-post.replay", "clone-from-post.replay-is-free", "clone-from-post.replay-any-key")
@pytest.mark.parametrize("seconds", [0, 30, 600])
def test_the_same_request_under_the_same_container_id_gives_the_earlier_answer(api: Api, seconds: int) -> None:
    first = clone(api, variations=2, overrides={"cta": "Now"}, headers={"Idempotency-Key": "a"})
    before, jobs = (balance(api), count(api)), len(organization(api).jobs)
    api.advance(seconds)
    again = clone(api, variations=2, overrides={"cta": "Now"}, headers={"Idempotency-Key": "b"})
    assert (again.status, again.raw) == (202, first.raw)
    assert (balance(api), count(api)) == before
    assert len(organization(api).jobs) == jobs


@pytest.mark.rule("clone-from-post.replay-forms")
def test_ids_in_another_form_and_spelled_out_defaults_make_the_same_request(api: Api) -> None:
    key, post = project_row(api, "harbor-tea").key, key_of(api.id("steep-slow-tiktok"))
    first = clone(api)
    target = key_of(TARGET)
    again = clone(
        api, f"cnt_{ulid(target)}", projectId=f"proj_{ulid(key)}", sourcePlatformPostId=uuid(post), mode="fork", variations=1.0,
        overrides={},
    )  # fmt: skip
    assert (again.status, again.raw) == (202, first.raw)


@pytest.mark.rule("clone-from-post.replay-stays")
def test_a_replay_gives_the_first_job_after_a_regeneration(api: Api) -> None:
    first = clone(api)
    api.finish(first)
    regeneration = api.post(f"/v1/content/{TARGET}/regenerate", {})
    assert regeneration.body["jobId"] != first.body["jobId"]
    assert clone(api).raw == first.raw


@pytest.mark.rule("clone-from-post.replay")
def test_a_replay_needs_neither_an_open_project_nor_credits(api: Api) -> None:
    first = clone(api)
    archive(api, "harbor-tea")
    spend_all_but(api, 0)
    assert clone(api).raw == first.raw


@pytest.mark.rule("clone-from-post.id-taken", "clone-from-post.replay")
@pytest.mark.parametrize(
    "changes",
    [
        {"mode": "reimagine"},
        {"variations": 2},
        {"sourcePlatformPostId": EXTERNAL_ID},
        {"overrides": {"caption": "Another one."}},
        {"overrides": {"cta": "Another one."}},
        {"overrides": {"voiceOverScript": "Another one."}},
    ],
)
def test_another_request_under_the_same_container_id_conflicts(api: Api, changes: dict[str, Any]) -> None:
    clone(api)
    before = (content(api, TARGET), balance(api), count(api))
    assert refused(clone(api, **changes), 409, "CONFLICT", "id-taken")
    assert (content(api, TARGET), balance(api), count(api)) == before


@pytest.mark.rule("clone-from-post.id-taken")
def test_another_project_or_layer_under_the_same_container_id_conflicts(api: Api) -> None:
    clone(api, projectId=api.id("northwind-fit"), projectLayerId=api.id("northwind-fit/social-content"))
    assert refused(clone(api), 409, "CONFLICT", "id-taken")
    other_layer = api.id("northwind-fit/ugc-studio")
    answer = clone(api, projectId=api.id("northwind-fit"), projectLayerId=other_layer)
    assert refused(answer, 409, "CONFLICT", "id-taken")


@pytest.mark.rule("clone-from-post.id-taken")
def test_the_id_of_a_container_that_was_made_otherwise_conflicts(api: Api) -> None:
    assert refused(clone(api, api.id("steep-slow")), 409, "CONFLICT", "id-taken")
    assert refused(clone(api, api.id("plank-challenge")), 409, "CONFLICT", "id-taken")
    api.post(f"/v1/projects/{api.id('harbor-tea')}/content", {"id": TARGET, "variantCount": 2})
    assert refused(clone(api), 409, "CONFLICT", "id-taken")


@pytest.mark.rule("clone-from-post.ids-per-organization")
def test_a_container_id_of_another_organisation_is_free(api: Api) -> None:
    assert clone(api, api.id("ice-lines")).status == 202
    assert content(api, api.id("ice-lines"))["caption"].startswith("Four minutes")
    assert "rumour" in api.get(f"/v1/content/{api.id('ice-lines')}", key="other").body["caption"]
