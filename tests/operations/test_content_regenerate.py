"""regenerateContent, rule by rule."""

from itertools import pairwise
from typing import Any

import pytest

from tests.acme import ERROR, archive, balance, container_row, content, fail, organization, spend_all_but
from tests.harness import Api
from tests.operations.generating import regenerate

FIRST = "1f0e7c1a-6f2d-4c58-9d34-5f0a9b7e2c11"
UNKNOWN = "cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T"


@pytest.mark.rule("regenerate-content.accepted", "regenerate-content.runs-again", "regenerate-content.same-id")
def test_a_regeneration_replaces_media_and_caption_under_the_same_id(api: Api) -> None:
    before = content(api, api.id("steep-slow"))
    answer = regenerate(api)
    assert answer.status == 202
    assert (answer.body["kind"], answer.body["status"]) == ("content_regenerate", "running")
    assert answer.body["containerId"] == before["id"]
    assert answer.body["locationUrl"] == f"/v1/jobs/{answer.body['jobId']}"
    during = content(api, api.id("steep-slow"))
    assert (during["status"], during["completedAt"]) == ("queued", None)
    assert during["assets"] == before["assets"]
    assert api.finish(answer)["status"] == "completed"
    after = content(api, api.id("steep-slow"))
    assert (after["id"], after["status"], after["createdAt"]) == (before["id"], "completed", before["createdAt"])
    assert after["caption"]
    assert after["caption"] != before["caption"]
    assert {a["assetId"] for a in after["assets"]}.isdisjoint(a["assetId"] for a in before["assets"])
    assert len(after["assets"]) == len(before["assets"])


@pytest.mark.rule("regenerate-content.same-id")
def test_regenerating_again_and_again_never_keeps_the_caption(api: Api) -> None:
    captions = [content(api, api.id("steep-slow"))["caption"]]
    for _ in range(6):
        api.finish(regenerate(api, body={"preserveAssets": True}))
        captions.append(content(api, api.id("steep-slow"))["caption"])
    assert all(earlier != later for earlier, later in pairwise(captions))


@pytest.mark.rule("regenerate-content.brief-omitted-keys", "regenerate-content.brief-value-propositions")
def test_a_brief_changes_key_by_key_and_replaces_the_list(api: Api) -> None:
    before = content(api, api.id("steep-slow"))["brief"]
    api.finish(regenerate(api, body={"brief": {"angle": "in the rain"}}))
    after = content(api, api.id("steep-slow"))["brief"]
    assert after == {**before, "angle": "in the rain"}
    api.finish(regenerate(api, body={"brief": {"valuePropositions": ["one"]}}))
    assert content(api, api.id("steep-slow"))["brief"] == {**after, "valuePropositions": ["one"]}


@pytest.mark.rule("regenerate-content.body-types")
@pytest.mark.parametrize(
    "body",
    [
        {"brief": "x"},
        {"brief": {"topic": 1}},
        {"brief": {"valuePropositions": "x"}},
        {"references": []},
        {"preserveAssets": "yes"},
        {"references": {"sourcePostIds": "x"}},
        {"references": {"assetIds": [1]}},
        {"preserveAssets": None},
        [],
    ],
)
def test_fields_of_another_type_are_refused(api: Api, body: Any) -> None:
    answer = regenerate(api, body=body)
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "regenerate-content.body-types")


@pytest.mark.rule(
    "regenerate-content.body-optional", "regenerate-content.unknown-fields", "regenerate-content.preserve-assets-default"
)
@pytest.mark.parametrize("body", [None, {}, {"colour": "red"}, {"references": {"assetIds": ["x"], "sourcePostIds": []}}])
def test_the_body_may_be_left_out_and_media_are_made_anew_by_default(api: Api, body: Any) -> None:
    before = content(api, api.id("steep-slow"))["assets"]
    api.finish(regenerate(api, body=body))
    assert content(api, api.id("steep-slow"))["assets"] != before


@pytest.mark.rule("regenerate-content.preserve-assets", "regenerate-content.price")
def test_preserving_assets_changes_the_caption_alone_and_is_free(api: Api) -> None:
    before, credit = content(api, api.id("steep-slow")), balance(api)
    answer = regenerate(api, body={"preserveAssets": True})
    assert balance(api) == credit
    api.finish(answer)
    after = content(api, api.id("steep-slow"))
    assert (after["assets"], after["status"]) == (before["assets"], "completed")
    assert after["caption"] != before["caption"]
    assert balance(api) == credit
    api.finish(regenerate(api))
    assert content(api, api.id("steep-slow"))["assets"] != before["assets"]


@pytest.mark.rule("regenerate-content.nothing-to-preserve")
def test_there_is_nothing_to_preserve_without_assets(api: Api) -> None:
    answer = regenerate(api, "storm-brew", {"preserveAssets": True})
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "regenerate-content.nothing-to-preserve")
    assert api.finish(regenerate(api, "storm-brew"))["status"] == "completed"
    done = content(api, api.id("storm-brew"))
    assert (done["lastError"], len(done["assets"])) == (None, 1)


@pytest.mark.rule("regenerate-content.approval-reset", "regenerate-content.approval-kept")
def test_approval_starts_over_where_the_project_reviews_and_stays_elsewhere(api: Api) -> None:
    organization(api).containers.replace(container_row(api, api.id("rest-day"))._replace(approval_status="approved"))
    api.finish(regenerate(api, "rest-day"))
    api.finish(regenerate(api, "steep-slow"))
    assert content(api, api.id("rest-day"))["approvalStatus"] == "pending"
    assert content(api, api.id("steep-slow"))["approvalStatus"] == "approved"


@pytest.mark.rule("regenerate-content.supersedes", "get-content-asset.superseded")
def test_replaced_assets_can_still_be_read_one_by_one(api: Api) -> None:
    base = f"/v1/content/{api.id('garden-to-cup')}"
    old = content(api, api.id("garden-to-cup"))["assets"]
    for _ in range(2):
        api.finish(regenerate(api, "garden-to-cup"))
    assert all(asset not in content(api, api.id("garden-to-cup"))["assets"] for asset in old)
    for asset in old:
        found = api.get(f"{base}/assets/{asset['assetId']}").body
        assert {name: value for name, value in found.items() if name != "containerId"} == asset


@pytest.mark.rule("regenerate-content.failure-keeps-assets", "regenerate-content.refund")
def test_a_regeneration_that_fails_or_is_canceled_keeps_the_assets_and_costs_nothing(api: Api) -> None:
    before, credit = content(api, api.id("steep-slow")), balance(api)
    fail(api, regenerate(api))
    failed = content(api, api.id("steep-slow"))
    assert (failed["status"], failed["lastError"], failed["assets"]) == ("failed", ERROR, before["assets"])
    assert failed["caption"] == before["caption"]
    answer = regenerate(api)
    assert content(api, api.id("steep-slow"))["lastError"] is None
    api.post(f"/v1/jobs/{answer.body['jobId']}/cancel")
    api.finish(answer)
    canceled = content(api, api.id("steep-slow"))
    assert (canceled["status"], canceled["assets"]) == ("canceled", before["assets"])
    assert balance(api) == credit


@pytest.mark.rule("regenerate-content.still-running")
def test_a_container_whose_job_runs_is_not_regenerated(api: Api) -> None:
    regenerate(api)
    for label in ("plank-challenge", "steep-slow"):
        answer = regenerate(api, label)
        assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "regenerate-content.still-running")
    api.advance(600)
    assert regenerate(api).status == 202


@pytest.mark.rule("regenerate-content.archived-project")
def test_regenerating_in_an_archived_project_conflicts(api: Api) -> None:
    archive(api, "harbor-tea")
    answer = regenerate(api)
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "regenerate-content.archived-project")


@pytest.mark.rule("regenerate-content.price")
def test_a_regeneration_costs_the_format_for_each_variation(api: Api) -> None:
    before = balance(api)
    api.finish(regenerate(api, "garden-to-cup"))
    assert before - balance(api) == 50
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr"), "variations": 3}
    api.finish(api.post(f"/v1/content/{FIRST}/clone-from-post", body))
    before = balance(api)
    api.finish(api.post(f"/v1/content/{FIRST}/regenerate"))
    assert before - balance(api) == 3 * 120
    assert len(content(api, FIRST)["assets"]) == 3


@pytest.mark.rule("regenerate-content.billing-exhausted")
def test_a_regeneration_that_the_balance_cannot_cover_changes_nothing(api: Api) -> None:
    before = content(api, api.id("steep-slow"))
    spend_all_but(api, 119)
    answer = regenerate(api, body={"brief": {"topic": "other"}})
    assert (answer.status, answer.code, answer.rule) == (402, "BILLING_EXHAUSTED", "regenerate-content.billing-exhausted")
    assert answer.body["error"]["details"] == {"required": 120, "balance": 119}
    assert content(api, api.id("steep-slow")) == before
    assert regenerate(api, body={"preserveAssets": True}).status == 202


@pytest.mark.rule(
    "regenerate-content.not-found",
    "get-content.not-found",
    "get-content-progress.not-found",
    "get-content-asset.container-not-found",
)
def test_a_container_outside_the_organisation_is_not_found(api: Api) -> None:
    for id_ in (api.id("ice-lines"), UNKNOWN, api.id("ava").removeprefix("inf_")):
        base = f"/v1/content/{id_}"
        answers = {
            "regenerate-content.not-found": api.post(f"{base}/regenerate"),
            "get-content.not-found": api.get(base),
            "get-content-progress.not-found": api.get(f"{base}/progress"),
            "get-content-asset.container-not-found": api.get(f"{base}/assets/x"),
        }
        assert {a.rule: (a.status, a.code) for a in answers.values()} == dict.fromkeys(answers, (404, "NOT_FOUND"))
