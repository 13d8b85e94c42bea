"""Reading content, rule by rule."""

from typing import Any

import pytest

from layers_mock.pictures import render
from layers_mock.world.clock import parse_instant
from layers_mock.world.ids import ulid, uuid
from layers_mock.world.renderings import asset_spec
from tests.acme import ERROR, container_row, content, fail, key_of
from tests.harness import Answer, Api

FIRST = "1f0e7c1a-6f2d-4c58-9d34-5f0a9b7e2c11"


def generate(api: Api, body: Any = None, *, project: str = "harbor-tea") -> Answer:
    return api.post(f"/v1/projects/{api.id(project)}/content", body)


def items(api: Api, query: str = "") -> list[Any]:
    answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/content?{query}")
    assert answer.status == 200
    return list(answer.body["items"])


@pytest.mark.rule("list-content.item", "list-content.primary-asset", "list-content.primary-asset-null")
def test_an_item_is_slim_and_points_to_its_first_asset(api: Api) -> None:
    failed, slides, video = items(api)
    names = ["id", "status", "format", "caption", "approvalStatus", "createdAt", "completedAt", "primaryAsset"]
    assert list(failed) == list(slides) == list(video) == names
    assert (failed["primaryAsset"], failed["completedAt"]) == (None, None)
    for item, kind in ((slides, "image"), (video, "video")):
        full = content(api, item["id"])
        shared = ("assetId", "kind", "url", "thumbnailUrl")
        assert item["primaryAsset"] == {name: full["assets"][0][name] for name in shared}
        assert item["primaryAsset"]["kind"] == kind
        assert {name: full[name] for name in names[:-1]} == {name: item[name] for name in names[:-1]}


def test_listing_renders_nothing(api: Api) -> None:
    render.cache_clear()
    items(api)
    assert render.cache_info().misses == 0


@pytest.mark.rule("list-content.newest-first", "list-content.own-project")
def test_containers_are_listed_newest_first_and_of_their_project_alone(api: Api) -> None:
    made = generate(api, {}).body["containerIds"][0]
    generate(api, {"projectLayerId": api.id("northwind-fit/ugc-studio")}, project="northwind-fit")
    labels = ("storm-brew", "garden-to-cup", "steep-slow")
    assert [item["id"] for item in items(api)] == [made, *map(api.id, labels)]


@pytest.mark.rule("list-content.status", "list-content.format")
@pytest.mark.parametrize(
    ("query", "labels"),
    [
        ("status=failed", ["storm-brew"]),
        ("status=completed", ["garden-to-cup", "steep-slow"]),
        ("status=completed&status=failed", ["storm-brew", "garden-to-cup", "steep-slow"]),
        ("status=queued&status=generating&status=canceled", []),
        ("format=slideshow_remix", ["garden-to-cup"]),
        ("format=slideshow_remix&format=ugc_remix&format=auto", ["garden-to-cup"]),
        ("format=video_remix&status=completed", ["steep-slow"]),
    ],
)
def test_status_and_format_filter_alone_repeated_and_together(api: Api, query: str, labels: list[str]) -> None:
    assert [item["id"] for item in items(api, query)] == [api.id(label) for label in labels]


@pytest.mark.rule("list-content.status-enum", "list-content.format-enum")
@pytest.mark.parametrize("name", ["status", "format"])
@pytest.mark.parametrize("value", ["", "processing", "video-remix", "completed,failed"])
def test_unknown_words_in_filters_are_refused(api: Api, name: str, value: str) -> None:
    answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/content?{name}={value}")
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", f"list-content.{name}-enum")


@pytest.mark.rule("list-content.since", "list-content.until")
def test_since_and_until_take_in_their_own_moment(api: Api) -> None:
    created = content(api, api.id("garden-to-cup"))["createdAt"]
    later, earlier = created.replace(".000Z", ".001Z"), created.replace("12:00:00.000Z", "11:59:59.999Z")

    def labels(query: str) -> list[str]:
        found = [item["id"] for item in items(api, query)]
        return [label for label in ("storm-brew", "garden-to-cup", "steep-slow") if api.id(label) in found]

    assert labels(f"since={created}") == ["storm-brew", "garden-to-cup"]
    assert labels(f"since={later}") == ["storm-brew"]
    assert labels(f"until={created}") == ["garden-to-cup", "steep-slow"]
    assert labels(f"until={earlier}") == ["steep-slow"]
    assert labels(f"since={created}&until={created}") == ["garden-to-cup"]
    assert labels(f"since={later}&until={earlier}") == []
    assert labels(f"since={created[:-5]}%2B00:00") == ["storm-brew", "garden-to-cup"]
    assert labels(f"since={created[:-5]}-01:00") == ["storm-brew"]


@pytest.mark.rule("list-content.instant")
@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-04-24",
        "2026-04-24T12:00:00",
        "2026-04-24T24:00:00Z",
        "2026-12-31T23:59:60Z",
        "2026-04-24t12:00:00z",
        "2026-04-24T12:00:00%2B24:00",
        "0000-01-01T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2026-04-24%2012:00:00Z",
        "2026-04-24T12:00Z",
        "2026-04-24T12:00:00.Z",
        "2026-04-24T12:00:00Z%0A",
        "20260424T120000Z",
        "2026-04-24T12:00:00+02:00",
        "-2026-04-24T12:00:00Z",
        "2026-04-24T12:00:00%2B0200",
        "%EF%BC%92026-04-24T12:00:00Z",
        "2026-04-24T12:00:00.1234567890Z",
    ],
)
def test_text_that_is_no_instant_is_refused(api: Api, text: str) -> None:
    for name in ("since", "until"):
        answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/content?{name}={text}")
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "list-content.instant")


@pytest.mark.rule("list-content.instant")
@pytest.mark.parametrize(
    "text",
    ["1000-01-01T00:00:00%2B23:59", "9999-12-31T23:59:59.999999999-23:59", "2024-02-29T00:00:00Z", "2026-04-24T12:00:00.1Z",
     "2026-04-24T12:00:00-00:00", "2000-02-29T23:59:59.123456789%2B14:00"],
)  # fmt: skip
def test_every_text_that_passes_can_be_read(api: Api, text: str) -> None:
    for name in ("since", "until"):
        assert api.get(f"/v1/projects/{api.id('harbor-tea')}/content?{name}={text}").status == 200
    assert isinstance(parse_instant(text.replace("%2B", "+")), int)


@pytest.mark.rule("list-content.limit", "pagination.limit")
def test_a_page_holds_25_items_or_up_to_200(api: Api) -> None:
    for _ in range(42):
        generate(api, {"format": "slideshow_remix", "variantCount": 5})
    assert len(items(api)) == 25
    assert len(items(api, "limit=200")) == 200
    assert len(items(api, "limit=1")) == 1
    for wrong in ("0", "201", "-1", "x", "2.5", ""):
        answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/content?limit={wrong}")
        assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "pagination.limit")


@pytest.mark.rule("list-content.cursor", "list-content.cursor-filters")
@pytest.mark.parametrize("query", ["", "format=slideshow_remix", "status=completed&since=2026-01-01T00:00:00Z"])
def test_cursors_lead_through_all_items_once_while_others_are_added(api: Api, query: str) -> None:
    for format_ in ("video_remix", "slideshow_remix", "ugc_remix"):
        api.finish(generate(api, {"format": format_, "variantCount": 2}))
    expected = [item["id"] for item in items(api, query)]
    path = f"/v1/projects/{api.id('harbor-tea')}/content?{query}&limit=2"
    page = api.get(path).body
    seen = [item["id"] for item in page["items"]]
    while page["nextCursor"] is not None:
        generate(api, {"format": "slideshow_remix"})
        page = api.get(f"{path}&cursor={page['nextCursor']}").body
        seen += [item["id"] for item in page["items"]]
    assert seen == expected


@pytest.mark.rule("list-content.cursor", "pagination.bad-cursor")
@pytest.mark.parametrize("cursor", ["", "x", "influencers_AAAAAAAAAAA", "content_AAAAAAAAAA", "content_AAAAAAAAAA*"])
def test_a_cursor_of_another_list_or_none_at_all_is_refused(api: Api, cursor: str) -> None:
    answer = api.get(f"/v1/projects/{api.id('harbor-tea')}/content?cursor={cursor}")
    assert (answer.status, answer.code, answer.rule) == (422, "VALIDATION", "pagination.bad-cursor")


@pytest.mark.rule("list-content.cursor")
@pytest.mark.parametrize("cursor", ["content_AAAAAAAAAAA", "content___________8"])
def test_a_cursor_that_was_never_given_leads_somewhere_harmless(api: Api, cursor: str) -> None:
    assert api.get(f"/v1/projects/{api.id('harbor-tea')}/content?cursor={cursor}").status == 200


@pytest.mark.rule("list-content.project-not-found")
def test_listing_a_project_outside_the_organisation_is_not_found(api: Api) -> None:
    answer = api.get(f"/v1/projects/{api.id('polar-maps')}/content")
    assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "list-content.project-not-found")


@pytest.mark.rule("get-content.record", "get-content.further-fields", "get-content.asset", "get-content.brief")
def test_a_container_is_read_in_full(api: Api) -> None:
    found = content(api, api.id("steep-slow"))
    assert list(found) == [
        "id", "projectId", "status", "format", "brief", "caption", "firstComment", "assets", "approvalStatus", "createdAt",
        "completedAt", "updatedAt", "lastError",
    ]  # fmt: skip
    assert found["id"] == api.id("steep-slow")
    assert found["projectId"] == f"proj_{ulid(key_of(api.id('harbor-tea')))}"
    assert (found["status"], found["format"], found["approvalStatus"]) == ("completed", "video_remix", "approved")
    assert found["firstComment"] == "Timer linked in bio."
    assert found["brief"] == {
        "topic": "steeping time", "angle": "patience as luxury", "cta": "Try the tasting box",
        "valuePropositions": ["fresh", "traceable"],
    }  # fmt: skip
    assert found["createdAt"] == found["completedAt"] == found["updatedAt"] == "2026-03-25T12:00:00.000Z"
    assert found["lastError"] is None
    assert [list(asset) for asset in found["assets"]] == [[
        "assetId", "kind", "url", "thumbnailUrl", "durationMs", "width", "height", "mimeType", "sizeBytes", "checksumSha256",
    ]]  # fmt: skip


@pytest.mark.rule("get-content.unpopulated", "get-content.brief")
def test_what_is_not_there_yet_is_null_or_empty(api: Api) -> None:
    found = content(api, api.id("plank-challenge"))
    assert found["status"] == "generating"
    assert (found["caption"], found["firstComment"], found["completedAt"], found["lastError"]) == (None, None, None, None)
    assert found["assets"] == []
    bare = content(api, generate(api, {}).body["containerIds"][0])
    assert bare["brief"] == {"topic": None, "angle": None, "cta": None, "valuePropositions": []}


@pytest.mark.rule("get-content.asset-facts", "get-content.images")
@pytest.mark.parametrize(
    ("label", "kind", "mime_type"), [("steep-slow", "video", "video/mp4"), ("garden-to-cup", "image", "image/jpeg")]
)
def test_the_facts_of_an_asset_are_those_of_its_file(api: Api, label: str, kind: str, mime_type: str) -> None:
    container = container_row(api, api.id(label))
    assets = content(api, api.id(label))["assets"]
    assert len(assets) == len(container.assets) > 0
    for shown, asset in zip(assets, container.assets, strict=True):
        file = render(asset_spec(container, asset))
        assert (shown["kind"], shown["mimeType"]) == (kind, mime_type) == (asset.kind, file.mime_type)
        assert (shown["width"], shown["height"], shown["durationMs"]) == (file.width, file.height, file.duration_ms)
        assert (shown["durationMs"] is None) == (kind == "image")
        assert (shown["sizeBytes"], shown["checksumSha256"]) == (len(file.content), file.checksum_sha256)
    assert len({shown["checksumSha256"] for shown in assets}) == len(assets)


@pytest.mark.rule("get-content.last-error", "get-content-progress.failed")
def test_a_failed_container_tells_its_error_and_where_it_stopped(api: Api) -> None:
    answer = generate(api, {"id": FIRST})
    api.advance(20 + 75)
    assert content(api, FIRST)["lastError"] is None
    fail(api, answer)
    assert content(api, FIRST)["lastError"] == ERROR
    api.advance(600)
    progress = api.get(f"/v1/content/{FIRST}/progress").body
    assert (progress["status"], progress["stage"]) == ("failed", "generating_visuals")
    assert (progress["stageProgress"], progress["etaSeconds"]) == (0.5, None)


@pytest.mark.rule("get-content.either-form")
def test_a_container_is_found_by_each_form_of_its_id(api: Api) -> None:
    key = key_of(api.id("steep-slow"))
    for text in (f"cnt_{ulid(key)}", ulid(key), uuid(key), f"cnt_{uuid(key).upper()}"):
        assert content(api, text)["id"] == api.id("steep-slow")


@pytest.mark.rule("get-content-progress.shape", "get-content-progress.completed")
def test_progress_follows_the_container_from_the_queue_to_its_end(api: Api) -> None:
    answer = generate(api, {"id": FIRST})
    path, seen = f"/v1/content/{FIRST}/progress", []
    for _ in range(7):
        progress = api.get(path).body
        assert list(progress) == ["containerId", "status", "stage", "stageProgress", "etaSeconds", "updatedAt"]
        assert progress["containerId"] == f"cnt_{FIRST}"
        seen.append((progress["status"], progress["stage"], progress["stageProgress"], progress["etaSeconds"]))
        api.advance(35)
    assert seen == [
        ("queued", "queued", 0.0, 200),
        ("generating", "generating_visuals", 0.1, 165),
        ("generating", "generating_visuals", 0.33, 130),
        ("generating", "generating_visuals", 0.56, 95),
        ("generating", "generating_visuals", 0.8, 60),
        ("generating", "finalizing", 0.16, 25),
        ("completed", "finalizing", 1.0, None),
    ]
    assert api.get(path).body["updatedAt"] == api.get(answer.body["locationUrl"]).body["finishedAt"]


@pytest.mark.rule("get-content-progress.stage-progress", "get-content-progress.eta", "get-content-progress.eta-falls")
def test_stage_progress_starts_again_with_each_stage_and_the_estimate_falls(api: Api) -> None:
    generate(api, {"id": FIRST})
    estimates: list[int] = []
    stages: dict[str, list[float]] = {}
    for _ in range(27):
        api.advance(7.3)
        progress = api.get(f"/v1/content/{FIRST}/progress").body
        estimates.append(progress["etaSeconds"])
        stages.setdefault(progress["stage"], []).append(progress["stageProgress"])
    assert estimates[-1] == 200 - 197
    assert all(type(estimate) is int for estimate in estimates)
    assert estimates == sorted(estimates, reverse=True)
    assert list(stages) == ["queued", "generating_visuals", "finalizing"]
    for values in stages.values():
        assert values == sorted(values)
        assert values[0] < 0.5


@pytest.mark.rule("get-content-progress.failed")
def test_a_canceled_container_stops_at_the_end_of_its_stage(api: Api) -> None:
    answer = generate(api, {"id": FIRST})
    api.post(f"/v1/jobs/{answer.body['jobId']}/cancel")
    api.advance(600)
    progress = api.get(f"/v1/content/{FIRST}/progress").body
    assert (progress["status"], progress["stage"], progress["stageProgress"]) == ("canceled", "queued", 1.0)
    assert progress["etaSeconds"] is None


@pytest.mark.parametrize(
    ("label", "end"),
    [("steep-slow", ("completed", "finalizing", 1.0, None)), ("storm-brew", ("failed", "generating_visuals", 0.0, None))],
)
def test_a_container_that_never_had_a_job_tells_its_end(api: Api, label: str, end: tuple[Any, ...]) -> None:
    progress = api.get(f"/v1/content/{api.id(label)}/progress").body
    assert (progress["status"], progress["stage"], progress["stageProgress"], progress["etaSeconds"]) == end


@pytest.mark.rule("get-content-asset.shape", "get-content-asset.same-as-in-container", "get-content-asset.no-expiry")
@pytest.mark.parametrize("label", ["steep-slow", "garden-to-cup"])
def test_an_asset_is_described_as_in_its_container(api: Api, label: str) -> None:
    found = content(api, api.id(label))
    for asset in found["assets"]:
        answer = api.get(f"/v1/content/{found['id']}/assets/{asset['assetId']}")
        assert answer.body == {"containerId": found["id"], **asset}
        assert "expiresAt" not in answer.body


@pytest.mark.rule("get-content-asset.primary")
def test_the_primary_asset_of_a_list_is_found(api: Api) -> None:
    item = items(api, "status=completed")[0]
    assert (
        api.get(f"/v1/content/{item['id']}/assets/{item['primaryAsset']['assetId']}").body["url"] == item["primaryAsset"]["url"]
    )


@pytest.mark.rule("get-content-asset.not-found")
def test_an_asset_that_the_container_does_not_have_is_not_found(api: Api) -> None:
    foreign = content(api, api.id("garden-to-cup"))["assets"][0]["assetId"]
    for asset in ("x", "a" * 200, foreign, "%F0%9F%8D%B5", "a%2Fb"):
        answer = api.get(f"/v1/content/{api.id('steep-slow')}/assets/{asset}")
        assert (answer.status, answer.code, answer.rule) == (404, "NOT_FOUND", "get-content-asset.not-found")
    assert api.get(f"/v1/content/{api.id('steep-slow')}/assets/{'a' * 201}").status == 422
