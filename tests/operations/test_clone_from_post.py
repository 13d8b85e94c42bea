"""cloneFromPost, promise by promise of its page."""

from typing import Any

import pytest

from layers_mock.world.ids import ulid, uuid
from layers_mock.world.rows import Layer
from tests.acme import ERROR, archive, balance, container_row, content, fail, key_of, organization, project_row, spend_all_but
from tests.harness import Answer, Api

TARGET = "1f0e7c1a-6f2d-4c58-9d34-5f0a9b7e2c11"
OTHER_TARGET = "2b1d8f3c-91aa-4e07-8c55-0d6e4f7a8b22"
EXTERNAL_ID = "7361245098812345601"
FIELDS = ["jobId", "kind", "status", "containerId", "locationUrl"]


def clone(
    api: Api, target: str = TARGET, *, key: str = "full", headers: dict[str, str] | None = None, **changes: Any
) -> Answer:
    """A clone of a Harbor Tea post into Harbor Tea; a field set to ``None`` is left out."""
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("steep-slow-tiktok"), **changes}
    sent = {name: value for name, value in body.items() if value is not None}
    return api.post(f"/v1/content/{target}/clone-from-post", sent, key=key, headers=headers)


def count(api: Api, label: str = "harbor-tea") -> int:
    return len(api.get(f"/v1/projects/{api.id(label)}/content?limit=200").body["items"])


def refused(answer: Answer, status: int, code: str, rule: str) -> bool:
    return (answer.status, answer.code, answer.rule) == (status, code, f"clone-from-post.{rule}")


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


@pytest.mark.rule("clone-from-post.project-required", "clone-from-post.source-required", "clone-from-post.validation-code")
@pytest.mark.parametrize("field", ["projectId", "sourcePlatformPostId"])
def test_project_and_source_are_required(api: Api, field: str) -> None:
    missing: dict[str, Any] = {field: None}
    answer = clone(api, **missing)
    assert (answer.status, answer.code, answer.issue_paths) == (422, "VALIDATION_FAILED", [field])
    assert api.get(f"/v1/content/{TARGET}").status == 404


@pytest.mark.rule("clone-from-post.validation-code", "clone-from-post.validation-status")
@pytest.mark.parametrize(("content_", "status"), [(b"", 422), (b"[]", 422), (b"{", 400)])
def test_a_body_that_is_no_object_is_refused_with_the_code_of_the_page(api: Api, content_: bytes, status: int) -> None:
    answer = api.post(f"/v1/content/{TARGET}/clone-from-post", content=content_)
    assert (answer.status, answer.code) == (status, "VALIDATION_FAILED")


@pytest.mark.rule("clone-from-post.project-id-form")
def test_a_project_id_is_taken_in_each_form_and_refused_in_another(api: Api) -> None:
    key = project_row(api, "harbor-tea").key
    for number, text in enumerate((uuid(key), f"proj_{ulid(key)}", f"prj_{ulid(key)}", ulid(key))):
        assert clone(api, f"{TARGET[:-1]}{number}", projectId=text).status == 202
    for wrong in ("harbor-tea", "", 7):
        assert refused(clone(api, OTHER_TARGET, projectId=wrong), 422, "VALIDATION_FAILED", "project-id-form")


@pytest.mark.rule("clone-from-post.project-not-found")
def test_a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    for project_id in (api.id("polar-maps"), "proj_01HXA1NHKJZXPV8RABCDEFGH12"):
        answer = clone(api, projectId=project_id)
        assert refused(answer, 404, "NOT_FOUND", "project-not-found")
    assert api.get(f"/v1/content/{TARGET}").status == 404


@pytest.mark.rule("clone-from-post.archived-project")
def test_an_archived_project_takes_no_clone(api: Api) -> None:
    archive(api, "harbor-tea")
    assert refused(clone(api), 409, "CONFLICT", "archived-project")


@pytest.mark.rule("clone-from-post.layer-optional")
def test_the_only_layer_may_be_named_or_left_out(api: Api) -> None:
    assert clone(api).status == 202
    assert clone(api, OTHER_TARGET, projectLayerId=api.id("harbor-tea/social-content")).status == 202


@pytest.mark.rule("clone-from-post.layer-named")
@pytest.mark.parametrize("layer", ["social-content", "ugc-studio"])
def test_with_several_layers_the_named_one_is_run_through(api: Api, layer: str) -> None:
    layer_id = api.id(f"northwind-fit/{layer}")
    assert clone(api, projectId=api.id("northwind-fit"), projectLayerId=layer_id).status == 202
    assert container_row(api, TARGET).layer == key_of(layer_id)


@pytest.mark.rule("clone-from-post.layer-form")
@pytest.mark.parametrize("layer", ["", "social-content", "prj_01HXA1NHKJZXPV8RABCDEFGH12", 3])
def test_a_malformed_layer_id_is_refused(api: Api, layer: Any) -> None:
    assert refused(clone(api, projectLayerId=layer), 422, "VALIDATION_FAILED", "layer-form")


@pytest.mark.rule("clone-from-post.layer-not-found")
def test_a_layer_that_the_project_does_not_have_is_not_found(api: Api) -> None:
    for layer in (api.id("northwind-fit/ugc-studio"), "pl_01HXA1NHKJZXPV8RABCDEFGH12"):
        assert refused(clone(api, projectLayerId=layer), 404, "NOT_FOUND", "layer-not-found")


@pytest.mark.rule("clone-from-post.layer-ambiguous", "clone-from-post.layer-count")
def test_several_layers_without_a_named_one_conflict(api: Api) -> None:
    answer = clone(api, projectId=api.id("northwind-fit"))
    assert refused(answer, 409, "CONFLICT", "layer-ambiguous")
    assert answer.body["error"]["details"] == {"layerCount": 2}


@pytest.mark.rule("clone-from-post.no-layer", "clone-from-post.layer-count")
def test_a_project_without_a_layer_conflicts(api: Api) -> None:
    answer = clone(api, projectId=api.id("quiet-ledger"))
    assert refused(answer, 409, "CONFLICT", "no-layer")
    assert answer.body["error"]["details"] == {"layerCount": 0}


def test_a_layer_that_is_switched_off_does_not_count(api: Api) -> None:
    row = project_row(api, "northwind-fit")
    off = row.layers[1]._replace(is_active=False)
    organization(api).projects.replace(row._replace(layers=(row.layers[0], off)))
    assert clone(api, projectId=api.id("northwind-fit")).status == 202
    assert clone(api, OTHER_TARGET, projectId=api.id("northwind-fit"), projectLayerId=off.id).status == 404


@pytest.mark.rule("clone-from-post.layer-count")
def test_the_conflict_counts_active_layers(api: Api) -> None:
    row = project_row(api, "northwind-fit")
    third = Layer(api.world.ids.named("third"), "pl_third", "third")
    organization(api).projects.replace(row._replace(layers=(*row.layers, third)))
    assert clone(api, projectId=api.id("northwind-fit")).body["error"]["details"] == {"layerCount": 3}


@pytest.mark.rule("clone-from-post.source-internal-id", "clone-from-post.source-external-id")
def test_a_source_is_named_by_its_own_id_in_either_form_or_by_that_of_its_platform(api: Api) -> None:
    key = key_of(api.id("steep-slow-tiktok"))
    for number, text in enumerate((f"pp_{ulid(key)}", ulid(key), uuid(key), f"pp_{uuid(key)}", EXTERNAL_ID)):
        target = f"{TARGET[:-1]}{number}"
        assert clone(api, target, sourcePlatformPostId=text).status == 202
        assert content(api, target)["brief"]["cta"] == "Try the tasting box"


@pytest.mark.rule("clone-from-post.source-not-found")
def test_a_source_out_of_reach_is_not_found(api: Api) -> None:
    for source in (api.id("ice-lines-tiktok"), "7360000000000000777", "pp_01HXB2M6Q8S0V2X4Z6B8D0F2H4"):
        answer = clone(api, sourcePlatformPostId=source)
        assert refused(answer, 404, "NOT_FOUND", "source-not-found")
        assert answer.body["error"]["message"] == "Source post not found."


@pytest.mark.rule("clone-from-post.source-untracked")
@pytest.mark.parametrize(
    "source", ["https://www.tiktok.com/@tea/video/7361245098812345601", "x", " ", "a" * 26, "\U0001f375" * 26, "\x00"]
)
def test_text_that_names_no_tracked_post_is_not_found(api: Api, source: str) -> None:
    assert refused(clone(api, sourcePlatformPostId=source), 404, "NOT_FOUND", "source-not-found")


@pytest.mark.rule("clone-from-post.source-untracked")
def test_ids_of_other_things_and_near_misses_of_a_post_id_are_not_found(api: Api) -> None:
    post = api.id("steep-slow-tiktok")
    bare = post.removeprefix("pp_")
    for text in (api.id("steep-slow"), api.id("ava"), f"cnt_{bare}", bare.lower(), f" {bare[1:]}", f"x{post}", f"{post}\n"):
        assert refused(clone(api, sourcePlatformPostId=text), 404, "NOT_FOUND", "source-not-found"), text


@pytest.mark.rule("clone-from-post.source-required")
@pytest.mark.parametrize("source", ["", 7361245098812345601, ["x"]])
def test_a_source_is_a_text_that_is_not_empty(api: Api, source: Any) -> None:
    assert refused(clone(api, sourcePlatformPostId=source), 422, "VALIDATION_FAILED", "source-required")


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
