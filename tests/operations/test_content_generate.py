"""generateContent, rule by rule; what it shares with regenerateContent."""

from typing import Any

import pytest

from layers_mock.world.ids import uuid
from tests.acme import ERROR, archive, balance, container_row, content, fail, key_of, organization, spend_all_but
from tests.harness import Answer, Api
from tests.operations.generating import regenerate

FIRST = "1f0e7c1a-6f2d-4c58-9d34-5f0a9b7e2c11"
UNKNOWN = "cnt_01HXZ9G7KMV2QX8Y1S5RJW3B7T"
# The format that auto ends in follows from the id.
AUTO_IDS = {
    "video_remix": "00000000-0000-4000-8000-000000000000",
    "slideshow_remix": "00000000-0000-4000-8000-000000000001",
    "ugc_remix": "00000000-0000-4000-8000-000000000002",
}


def generate(api: Api, body: Any = None, *, project: str = "harbor-tea", **options: Any) -> Answer:
    return api.post(f"/v1/projects/{api.id(project)}/content", body, **options)


def listed(api: Api) -> list[Any]:
    return list(api.get(f"/v1/projects/{api.id('harbor-tea')}/content?limit=200").body["items"])


@pytest.mark.rule("generate-content.accepted", "generate-content.container-ids", "generate-content.further-fields")
def test_a_generation_is_answered_with_its_job_and_its_containers(api: Api) -> None:
    answer = generate(api, {"format": "video_remix"})
    assert answer.status == 202
    body = answer.body
    assert (body["kind"], body["status"], body["stage"]) == ("content_generate", "running", "queued")
    assert body["locationUrl"] == f"/v1/jobs/{body['jobId']}"
    assert len(body["containerIds"]) == 1
    assert body["projectId"] == uuid(key_of(api.id("harbor-tea")))
    assert body["startedAt"] == api.get(body["locationUrl"]).body["startedAt"]
    assert "containerId" not in body


@pytest.mark.rule("generate-content.containers-are-queued", "generate-content.one-job", "generate-content.variant-containers")
def test_all_variants_are_queued_at_once_and_completed_with_their_one_job(api: Api) -> None:
    jobs = len(organization(api).jobs)
    answer = generate(api, {"format": "video_remix", "variantCount": 3, "brief": {"topic": "storms"}})
    ids = answer.body["containerIds"]
    assert len(set(ids)) == 3
    assert len(organization(api).jobs) == jobs + 1
    assert [content(api, id_)["status"] for id_ in ids] == ["queued"] * 3
    api.advance(30)
    assert [content(api, id_)["status"] for id_ in ids] == ["generating"] * 3
    result = api.finish(answer)["result"]
    made = [content(api, id_) for id_ in ids]
    assert [(one["status"], len(one["assets"])) for one in made] == [("completed", 1)] * 3
    assert len({one["caption"] for one in made} | {""}) > 1
    assert [asset["assetId"] for asset in result["assets"]] == [one["assets"][0]["assetId"] for one in made]
    assert [asset["url"] for asset in result["assets"]] == [one["assets"][0]["url"] for one in made]
    assert (result["containerId"], result["containerIds"]) == (ids[0], ids)


@pytest.mark.rule("generate-content.one-job", "generate-content.refund")
def test_all_variants_fail_or_are_canceled_with_their_one_job_and_cost_nothing(api: Api) -> None:
    before = balance(api)
    failing, canceled = generate(api, {"variantCount": 2}), generate(api, {"variantCount": 2})
    assert before - balance(api) == 480
    fail(api, failing)
    assert api.post(f"/v1/jobs/{canceled.body['jobId']}/cancel").status == 202
    assert api.finish(canceled)["status"] == "canceled"
    failed_ones = [content(api, id_) for id_ in failing.body["containerIds"]]
    assert [(one["status"], one["lastError"]) for one in failed_ones] == [("failed", ERROR)] * 2
    assert [content(api, id_)["status"] for id_ in canceled.body["containerIds"]] == ["canceled"] * 2
    assert balance(api) == before


@pytest.mark.rule("generate-content.own-id")
@pytest.mark.parametrize(
    ("sent", "printed"),
    [
        (FIRST, f"cnt_{FIRST}"),
        (f"cnt_{FIRST.upper()}", f"cnt_{FIRST}"),
        ("01HXZ9G7KMV2QX8Y1S5RJW3B7T", UNKNOWN),
        (UNKNOWN, UNKNOWN),
    ],
)
def test_the_clients_id_names_the_first_container(api: Api, sent: str, printed: str) -> None:
    ids = generate(api, {"id": sent, "variantCount": 2}).body["containerIds"]
    assert ids[0] == printed
    assert ids[1] != printed
    assert content(api, sent)["id"] == printed


@pytest.mark.rule("generate-content.id-form", "generate-content.layer-form")
@pytest.mark.parametrize(("field", "rule"), [("id", "id-form"), ("projectLayerId", "layer-form")])
@pytest.mark.parametrize("text", ["", "mine", "inf_01HXZ9G7KMV2QX8Y1S5RJW3B7T", 5, None])
def test_malformed_ids_are_refused(api: Api, field: str, rule: str, text: Any) -> None:
    answer = generate(api, {field: text})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"generate-content.{rule}")


@pytest.mark.rule("generate-content.replay")
@pytest.mark.parametrize("seconds", [0, 600])
def test_the_same_id_and_brief_give_the_earlier_answer(api: Api, seconds: int) -> None:
    body = {"id": FIRST, "brief": {"topic": "storms", "valuePropositions": ["fresh"]}, "variantCount": 2}
    first = generate(api, body)
    api.advance(seconds)
    before = (len(listed(api)), balance(api))
    again = generate(api, {**body, "id": f"cnt_{FIRST}", "format": "auto"})
    assert (again.status, again.raw) == (202, first.raw)
    assert (len(listed(api)), balance(api)) == before


@pytest.mark.rule("generate-content.id-taken", "generate-content.replay-compares-all")
@pytest.mark.parametrize(
    "change",
    [{"brief": {"topic": "calm"}}, {"brief": {"topic": "storms", "hook": "Wait"}}, {"format": "ugc_remix"}, {"variantCount": 2},
     {"brief": {}}],
)  # fmt: skip
def test_the_same_id_with_another_request_conflicts(api: Api, change: dict[str, Any]) -> None:
    body = {"id": FIRST, "brief": {"topic": "storms"}}
    generate(api, body)
    before = (len(listed(api)), balance(api), content(api, FIRST))
    answer = generate(api, {**body, **change})
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "generate-content.id-taken")
    assert (len(listed(api)), balance(api), content(api, FIRST)) == before


@pytest.mark.rule("generate-content.id-taken", "generate-content.replay-compares-all")
def test_the_id_of_a_container_made_otherwise_conflicts(api: Api) -> None:
    second = generate(api, {"variantCount": 2, "id": FIRST}).body["containerIds"][1]
    for taken in (api.id("steep-slow"), api.id("plank-challenge"), second):
        assert generate(api, {"id": taken}).rule == "generate-content.id-taken"
    layer = api.id("northwind-fit/ugc-studio")
    answer = generate(api, {"id": FIRST, "variantCount": 2, "projectLayerId": layer}, project="northwind-fit")
    assert answer.rule == "generate-content.id-taken"


@pytest.mark.rule("generate-content.layer-optional", "generate-content.layer-named")
def test_the_only_layer_is_used_and_one_of_several_is_named(api: Api) -> None:
    only = generate(api, {}).body["containerIds"][0]
    assert container_row(api, only).layer == key_of(api.id("harbor-tea/social-content"))
    for name in ("social-content", "ugc-studio"):
        layer = api.id(f"northwind-fit/{name}")
        made = generate(api, {"projectLayerId": layer}, project="northwind-fit").body["containerIds"][0]
        assert container_row(api, made).layer == key_of(layer)


@pytest.mark.rule("generate-content.layer-ambiguous", "generate-content.layer-details")
def test_several_layers_without_a_named_one_conflict_and_are_listed(api: Api) -> None:
    answer = generate(api, {}, project="northwind-fit")
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "generate-content.layer-ambiguous")
    names = ["social-content", "ugc-studio"]
    layers = [{"id": api.id(f"northwind-fit/{name}"), "name": name} for name in names]
    assert answer.body["error"]["details"] == {"layerCount": 2, "layers": layers}


@pytest.mark.rule("generate-content.no-layer", "generate-content.layer-details")
def test_a_project_without_a_layer_conflicts(api: Api) -> None:
    answer = generate(api, {}, project="quiet-ledger")
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "generate-content.no-layer")
    assert answer.body["error"]["details"] == {"layerCount": 0, "layers": []}


@pytest.mark.rule("generate-content.layer-not-found")
def test_a_layer_of_another_project_is_not_found(api: Api) -> None:
    answer = generate(api, {"projectLayerId": api.id("northwind-fit/ugc-studio")})
    assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "generate-content.layer-not-found")


@pytest.mark.rule("generate-content.format", "generate-content.price")
@pytest.mark.parametrize(("format_", "price"), [("video_remix", 120), ("slideshow_remix", 50), ("ugc_remix", 120)])
def test_containers_have_the_format_asked_for_at_its_price_for_each_variant(api: Api, format_: str, price: int) -> None:
    before = balance(api)
    answer = generate(api, {"format": format_, "variantCount": 2})
    assert before - balance(api) == 2 * price
    api.finish(answer)
    assert before - balance(api) == 2 * price
    assert [content(api, id_)["format"] for id_ in answer.body["containerIds"]] == [format_] * 2


@pytest.mark.rule("generate-content.format")
@pytest.mark.parametrize("format_", ["video-remix", "", "slideshow_builder", 1, None])
def test_an_unknown_format_is_refused(api: Api, format_: Any) -> None:
    answer = generate(api, {"format": format_})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "generate-content.format")


@pytest.mark.rule("generate-content.format-default", "generate-content.auto", "generate-content.auto-price")
@pytest.mark.parametrize(("format_", "price"), [("video_remix", 120), ("slideshow_remix", 50), ("ugc_remix", 120)])
def test_auto_is_billed_by_the_format_it_ends_in(api: Api, format_: str, price: int) -> None:
    before = balance(api)
    answer = generate(api, {"id": AUTO_IDS[format_]})
    assert content(api, AUTO_IDS[format_])["format"] == "auto"
    assert before - balance(api) == 120
    api.finish(answer)
    assert content(api, AUTO_IDS[format_])["format"] == format_
    assert before - balance(api) == price


@pytest.mark.rule("generate-content.auto-price", "generate-content.refund")
def test_auto_that_fails_gives_back_all_of_it(api: Api) -> None:
    before = balance(api)
    fail(api, generate(api, {"id": AUTO_IDS["slideshow_remix"]}))
    assert content(api, AUTO_IDS["slideshow_remix"])["format"] == "auto"
    assert balance(api) == before


@pytest.mark.rule("generate-content.variant-count", "generate-content.variant-count-min", "generate-content.variant-containers")
def test_up_to_five_variants_are_made_and_one_by_default(api: Api) -> None:
    assert len(generate(api, {"variantCount": 5}).body["containerIds"]) == 5
    assert len(generate(api, {"variantCount": 2.0}).body["containerIds"]) == 2
    assert len(generate(api, {}).body["containerIds"]) == 1
    for wrong, rule in ((6, ""), (1.5, ""), ("2", ""), (0, "-min"), (-3, "-min")):
        answer = generate(api, {"variantCount": wrong})
        assert (answer.status, answer.code) == (422, "VALIDATION")
        assert answer.rule == f"generate-content.variant-count{rule}"


@pytest.mark.rule("generate-content.brief", "generate-content.brief-concept-keys", "generate-content.reference-media-ids")
def test_the_brief_is_stored_with_every_container_and_keys_of_the_concept_page_have_no_effect(api: Api) -> None:
    brief = {"topic": "storms", "angle": "calm", "cta": "Come by", "valuePropositions": ["fresh", "near"]}
    concept = {"hook": "Wait", "targetPlatforms": ["tiktok"], "influencerId": api.id("ava"), "themeTags": ["x"],
               "language": "en", "referenceMediaIds": ["med_01HXZ9G7KMV2QX8Y1S5RJW3B7T"]}  # fmt: skip
    answer = generate(api, {"brief": {**brief, **concept}, "variantCount": 2})
    assert answer.status == 202
    assert [content(api, id_)["brief"] for id_ in answer.body["containerIds"]] == [brief, brief]


@pytest.mark.rule("generate-content.brief-types")
@pytest.mark.parametrize(
    "brief",
    ["x", [], {"topic": 1}, {"angle": []}, {"cta": None}, {"valuePropositions": "x"}, {"valuePropositions": [1]},
     {"referenceMediaIds": "med_1"}, {"referenceMediaIds": [1]}],
)  # fmt: skip
def test_a_brief_of_another_type_is_refused(api: Api, brief: Any) -> None:
    answer = generate(api, {"brief": brief})
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "generate-content.brief-types")


@pytest.mark.rule("generate-content.body-optional", "generate-content.unknown-fields")
def test_the_body_may_be_empty_absent_or_hold_unknown_fields(api: Api) -> None:
    for body in (None, {}, {"colour": "red"}):
        answer = generate(api, body)
        assert answer.status == 202
        assert content(api, answer.body["containerIds"][0])["format"] == "auto"


@pytest.mark.rule("generate-content.billing-exhausted")
def test_a_generation_that_the_balance_cannot_cover_is_refused_and_not_made(api: Api) -> None:
    spend_all_but(api, 359)
    before = len(listed(api))
    answer = generate(api, {"variantCount": 3})
    assert (answer.status, answer.code, answer.rule) == (402, "BILLING_EXHAUSTED", "generate-content.billing-exhausted")
    assert answer.body["error"]["details"] == {"required": 360, "balance": 359}
    assert (len(listed(api)), balance(api)) == (before, 359)
    assert generate(api, {"variantCount": 2}).status == 202


@pytest.mark.rule("generate-content.approval")
def test_new_containers_wait_for_approval_where_the_project_reviews(api: Api) -> None:
    free = generate(api, {}).body["containerIds"][0]
    layer = api.id("northwind-fit/ugc-studio")
    reviewed = generate(api, {"projectLayerId": layer}, project="northwind-fit").body["containerIds"][0]
    assert content(api, free)["approvalStatus"] == "not_required"
    assert content(api, reviewed)["approvalStatus"] == "pending"


@pytest.mark.rule("generate-content.project-not-found")
def test_generating_in_a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    answer = generate(api, {}, project="polar-maps")
    assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "generate-content.project-not-found")


@pytest.mark.rule("generate-content.archived-project")
def test_generating_in_an_archived_project_conflicts_and_a_replay_does_not(api: Api) -> None:
    first = generate(api, {"id": FIRST})
    archive(api, "harbor-tea")
    answer = generate(api, {})
    assert (answer.status, answer.code, answer.rule) == (409, "CONFLICT", "generate-content.archived-project")
    assert generate(api, {"id": FIRST}).raw == first.raw


@pytest.mark.rule("generate-content.idempotency", "regenerate-content.idempotency")
def test_a_repeat_under_an_idempotency_key_makes_nothing(api: Api) -> None:
    headers = {"Idempotency-Key": "once"}
    first, again = generate(api, {}, headers=headers), generate(api, {}, headers=headers)
    assert first.raw == again.raw
    anew, anew_again = regenerate(api, headers=headers), regenerate(api, headers=headers)
    assert (anew.status, anew.raw) == (202, anew_again.raw)


@pytest.mark.rule(
    "generate-content.scope",
    "regenerate-content.scope",
    "list-content.scope",
    "get-content.scope",
    "get-content-progress.scope",
    "get-content-asset.scope",
)
def test_writing_needs_content_write_and_reading_content_read(api: Api) -> None:
    for answer in (generate(api, {}, key="limited"), regenerate(api, key="limited")):
        assert (answer.status, answer.code) == (403, "FORBIDDEN_SCOPE")
        assert answer.body["error"]["details"] == {"requiredScope": "content:write"}
    asset = content(api, api.id("steep-slow"))["assets"][0]["assetId"]
    base = f"/v1/content/{api.id('steep-slow')}"
    paths = [f"/v1/projects/{api.id('harbor-tea')}/content", base, f"{base}/progress", f"{base}/assets/{asset}"]
    assert [api.get(path, key="limited").status for path in paths] == [200] * 4
    limited = api.world.keys[api.key("limited")]
    api.world.keys[limited.secret] = limited._replace(scopes=("projects:read", "content:write"))
    assert [api.get(path, key="limited").status for path in paths] == [403] * 4
