"""cloneFromPost, promise by promise of its page: what is made, and what it costs."""

from typing import Any

import pytest

from tests.acme import ERROR, balance, content, fail, key_of, organization, spend_all_but
from tests.harness import Api
from tests.operations.cloning import OTHER_TARGET, TARGET, clone, count, refused

EXTERNAL_ID = "7361245098812345601"
FIELDS = ["jobId", "kind", "status", "containerId", "locationUrl"]


@pytest.mark.rule("clone-from-post.accepted", "clone-from-post.job-kind")
def test_a_clone_is_answered_with_the_five_fields_of_the_page(api: Api) -> None:
    answer = clone(api)
    assert answer.status == 202
    assert list(answer.body) == FIELDS
    assert answer.body["kind"] == "content_clone_from_post"
    assert answer.body["status"] == "running"
    assert answer.body["locationUrl"] == f"/v1/jobs/{answer.body['jobId']}"
    assert api.get(answer.body["locationUrl"]).body["kind"] == "content_clone_from_post"


@pytest.mark.rule("clone-from-post.makes-a-container", "clone-from-post.target-is-the-path", "clone-from-post.container-id")
def test_the_id_in_the_path_names_a_new_container_that_can_be_read_at_once(api: Api) -> None:
    assert api.get(f"/v1/content/{TARGET}").status == 404
    assert clone(api).body["containerId"] == f"cnt_{TARGET}"
    found = content(api, TARGET)
    assert (found["id"], found["status"], found["assets"]) == (f"cnt_{TARGET}", "queued", [])


@pytest.mark.rule("clone-from-post.completes")
def test_a_clone_has_caption_and_assets_when_its_job_is_completed(api: Api) -> None:
    answer = clone(api, mode="reimagine")
    assert content(api, TARGET)["caption"] is None
    job = api.finish(answer)
    found = content(api, TARGET)
    assert job["status"] == found["status"] == "completed"
    assert found["caption"]
    assert job["result"]["containerId"] == found["id"]
    assert [a["assetId"] for a in job["result"]["assets"]] == [a["assetId"] for a in found["assets"]] != []


@pytest.mark.rule("clone-from-post.own-post", "clone-from-post.project")
def test_a_post_of_another_own_project_is_a_source_and_the_clone_goes_to_the_named_project(api: Api) -> None:
    answer = clone(api, projectId=api.id("harbor-tea"), sourcePlatformPostId=api.id("rest-day-reel"))
    assert answer.status == 202
    assert key_of(content(api, TARGET)["projectId"]) == key_of(api.id("harbor-tea"))


@pytest.mark.rule("clone-from-post.surfaced-post", "list-top-performers.clone-source")
@pytest.mark.parametrize("place", [0, 1, 2, 3])
def test_what_top_performers_surfaces_is_a_source(api: Api, place: int) -> None:
    row = api.get(f"/v1/projects/{api.id('harbor-tea')}/top-performers?metric=views").body["items"][place]
    assert clone(api, sourcePlatformPostId=row["platformPostId"]).status == 202
    if row["sourceType"] != "content_container":
        assert clone(api, OTHER_TARGET, sourcePlatformPostId=row["sourceId"]).status == 202


@pytest.mark.rule("clone-from-post.modes-differ")
def test_fork_and_reimagine_write_different_captions(api: Api) -> None:
    clone(api, mode="fork")
    api.finish(clone(api, OTHER_TARGET, mode="reimagine"))
    forked, reimagined = content(api, TARGET)["caption"], content(api, OTHER_TARGET)["caption"]
    assert forked != reimagined
    assert forked.startswith("Four minutes. That is the whole secret.")
    assert forked.endswith("#HarborTea")


@pytest.mark.rule("clone-from-post.mode-enum", "clone-from-post.validation-code", "clone-from-post.validation-status")
@pytest.mark.parametrize("mode", ["remix", "Fork", "", 1])
def test_an_unknown_mode_is_refused(api: Api, mode: Any) -> None:
    answer = clone(api, mode=mode)
    assert refused(answer, 422, "VALIDATION_FAILED", "mode-enum")
    assert set(answer.issue_paths) == {"mode"}


def test_mode_left_out_means_fork(api: Api) -> None:
    clone(api)
    clone(api, OTHER_TARGET, mode="fork")
    assert content(api, TARGET)["caption"] == content(api, OTHER_TARGET)["caption"]


@pytest.mark.rule("clone-from-post.variations-max", "clone-from-post.variations-min", "clone-from-post.variations-type")
@pytest.mark.parametrize(
    ("variations", "rule"),
    [(11, "max"), (10**18, "max"), (0, "min"), (-1, "min"), (1.5, "type"), ("2", "type"), (True, "type"), ([], "type")],
)
def test_variations_out_of_bounds_are_refused(api: Api, variations: Any, rule: str) -> None:
    answer = clone(api, variations=variations)
    assert refused(answer, 422, "VALIDATION_FAILED", f"variations-{rule}")
    assert answer.issue_paths == ["variations"]


@pytest.mark.rule("clone-from-post.variations-max", "clone-from-post.variations-assets", "clone-from-post.one-job")
@pytest.mark.parametrize("variations", [1, 3, 10])
def test_one_job_makes_every_variation_as_an_asset_set_of_one_container(api: Api, variations: int) -> None:
    jobs, containers = len(organization(api).jobs), count(api)
    answer = clone(api, variations=variations)
    assert answer.status == 202
    assert (len(organization(api).jobs), count(api)) == (jobs + 1, containers + 1)
    assets = api.finish(answer)["result"]["assets"]
    assert len({asset["assetId"] for asset in assets}) == len(assets) == variations


@pytest.mark.rule("clone-from-post.variations-default")
def test_variations_left_out_make_as_much_as_one(api: Api) -> None:
    before = balance(api)
    left_out, one = clone(api), clone(api, OTHER_TARGET, variations=1)
    assert before - balance(api) == 2 * 120
    assert len(api.finish(left_out)["result"]["assets"]) == len(api.finish(one)["result"]["assets"])


@pytest.mark.rule("clone-from-post.overrides-optional", "clone-from-post.overrides-caption", "clone-from-post.overrides-cta")
def test_an_override_replaces_its_text_and_leaves_the_others(api: Api) -> None:
    api.finish(clone(api, overrides={"caption": "Steep it.", "voiceOverScript": "Once upon a kettle."}))
    api.finish(clone(api, OTHER_TARGET, overrides={"cta": "Come by"}))
    first, second = content(api, TARGET), content(api, OTHER_TARGET)
    assert (first["caption"], first["brief"]["cta"]) == ("Steep it.", "Try the tasting box")
    assert second["brief"]["cta"] == "Come by"
    assert second["caption"].startswith("Four minutes")


@pytest.mark.rule("clone-from-post.overrides-caption")
@pytest.mark.parametrize("caption", ["", "#all #tags", "é" * 5000, "{topic}"])
@pytest.mark.parametrize("mode", ["fork", "reimagine"])
def test_any_caption_is_kept_as_it_was_sent(api: Api, mode: str, caption: str) -> None:
    api.finish(clone(api, mode=mode, overrides={"caption": caption}))
    assert content(api, TARGET)["caption"] == caption


@pytest.mark.rule("clone-from-post.overrides-type")
@pytest.mark.parametrize("overrides", ["x", [], {"caption": 1}, {"cta": []}, {"voiceOverScript": {}}, {"caption": None}])
def test_overrides_of_another_type_are_refused(api: Api, overrides: Any) -> None:
    assert refused(clone(api, overrides=overrides), 422, "VALIDATION_FAILED", "overrides-type")


@pytest.mark.rule("clone-from-post.no-repost", "clone-from-post.new-item")
def test_a_clone_publishes_nothing_and_leaves_its_source_alone(api: Api) -> None:
    ranking = f"/v1/projects/{api.id('harbor-tea')}/top-performers?metric=views"

    def posts() -> set[tuple[str, str]]:
        return {(row["platformPostId"], row["caption"]) for row in api.get(ranking).body["items"]}

    before, source = posts(), content(api, api.id("steep-slow"))
    api.finish(clone(api))
    assert posts() == before
    assert content(api, api.id("steep-slow")) == source
    own = {asset["assetId"] for asset in content(api, TARGET)["assets"]}
    assert own.isdisjoint(asset["assetId"] for asset in source["assets"])


@pytest.mark.rule("clone-from-post.price", "clone-from-post.format")
@pytest.mark.parametrize(
    ("source", "format_", "price"),
    [("steep-slow-tiktok", "video_remix", 120), ("desk-ritual", "slideshow_remix", 50), ("tasting-box-ad", "ugc_remix", 120)],
)
def test_a_clone_has_the_format_of_its_source_and_costs_its_price_for_each_variation(
    api: Api, source: str, format_: str, price: int
) -> None:
    before = balance(api)
    answer = clone(api, sourcePlatformPostId=api.id(source), variations=3)
    assert before - balance(api) == 3 * price
    api.finish(answer)
    assert before - balance(api) == 3 * price
    assert content(api, TARGET)["format"] == format_
    assert {asset["kind"] for asset in content(api, TARGET)["assets"]} == {"image" if format_ == "slideshow_remix" else "video"}


@pytest.mark.rule("clone-from-post.refund")
def test_a_clone_that_fails_or_is_canceled_costs_nothing(api: Api) -> None:
    before = balance(api)
    failing, canceled = clone(api, variations=2), clone(api, OTHER_TARGET)
    fail(api, failing)
    assert api.post(f"/v1/jobs/{canceled.body['jobId']}/cancel").status == 202
    assert api.finish(canceled)["status"] == "canceled"
    assert (content(api, TARGET)["status"], content(api, TARGET)["lastError"]) == ("failed", ERROR)
    assert content(api, OTHER_TARGET)["status"] == "canceled"
    assert balance(api) == before


@pytest.mark.rule("clone-from-post.billing-exhausted", "clone-from-post.billing-status")
def test_a_clone_that_the_balance_cannot_cover_is_refused_and_not_made(api: Api) -> None:
    body = {"projectId": api.id("polar-maps"), "sourcePlatformPostId": api.id("ice-lines-tiktok"), "variations": 3}
    answer = api.post(f"/v1/content/{TARGET}/clone-from-post", body, key="broke")
    assert refused(answer, 402, "BILLING_EXHAUSTED", "billing-exhausted")
    assert answer.body["error"]["details"] == {"required": 360, "balance": 0}
    assert api.get(f"/v1/content/{TARGET}", key="broke").status == 404


@pytest.mark.rule("clone-from-post.billing-exhausted")
def test_the_last_credit_can_be_spent_and_not_one_more(api: Api) -> None:
    spend_all_but(api, 239)
    assert clone(api, variations=2).status == 402
    assert balance(api) == 239
    assert clone(api, variations=1).status == 202
    assert balance(api) == 119


@pytest.mark.rule("clone-from-post.approval")
def test_a_clone_waits_for_approval_where_its_project_reviews(api: Api) -> None:
    clone(api)
    layer = api.id("northwind-fit/ugc-studio")
    clone(api, OTHER_TARGET, projectId=api.id("northwind-fit"), projectLayerId=layer)
    assert content(api, TARGET)["approvalStatus"] == "not_required"
    assert content(api, OTHER_TARGET)["approvalStatus"] == "pending"


@pytest.mark.rule("clone-from-post.unknown-fields")
def test_unknown_fields_are_let_pass_without_effect(api: Api) -> None:
    first = clone(api)
    assert clone(api, colour="red", overrides={"tempo": 3}).raw == first.raw
    assert clone(api, OTHER_TARGET, format="slideshow_remix").status == 202
    assert content(api, OTHER_TARGET)["format"] == "video_remix"


@pytest.mark.rule("clone-from-post.order")
def test_refusals_come_in_order(api: Api) -> None:
    spend_all_but(api, 0)
    wrong: dict[str, Any] = {"projectId": api.id("polar-maps"), "sourcePlatformPostId": "nothing"}
    steps: list[tuple[str, dict[str, Any], str]] = [
        (api.id("steep-slow"), {}, "id-taken"),
        (TARGET, {}, "project-not-found"),
        (TARGET, {"projectId": api.id("northwind-fit")}, "source-not-found"),
        (TARGET, {"sourcePlatformPostId": EXTERNAL_ID}, "layer-ambiguous"),
        (TARGET, {"projectLayerId": api.id("northwind-fit/ugc-studio")}, "billing-exhausted"),
    ]
    for target, fixed, rule in steps:
        wrong |= fixed
        assert clone(api, target, **wrong).rule == f"clone-from-post.{rule}"


@pytest.mark.rule("clone-from-post.scope")
def test_a_key_without_content_write_may_not_clone(api: Api) -> None:
    answer = clone(api, key="limited")
    assert (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")


@pytest.mark.rule("clone-from-post.idempotency")
def test_the_same_idempotency_key_is_answered_as_the_first_time(api: Api) -> None:
    first = clone(api, headers={"Idempotency-Key": "once"})
    before = (balance(api), count(api))
    assert clone(api, headers={"Idempotency-Key": "once"}).raw == first.raw
    assert (balance(api), count(api)) == before
    answer = clone(api, OTHER_TARGET, headers={"Idempotency-Key": "once"})
    assert (answer.status, answer.code) == (409, "IDEMPOTENCY_CONFLICT")
