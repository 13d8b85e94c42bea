"""What the kit's checks cannot see of reviews and posts: equal worlds, order on the timeline, what snapshots keep, scale."""

from typing import Any

import orjson
import pytest

from layers_mock.http.worlds import DEFAULT
from layers_mock.world.ids import Key, parse
from layers_mock.world.publishing import LEAD_MILLISECONDS, TICK_MILLISECONDS, schedule_posts
from layers_mock.world.rows import Intent, Target
from layers_mock.world.snapshots import save
from tests.harness import BASE_URL, Api

rule = pytest.mark.rule
SLOT = "2026-04-24T13:00:00Z"


def scheduled(
    api: Api, *, at: str = SLOT, account: str = "tiktok-account", mode: str = "direct_publish", count: int = 1
) -> list[str]:
    targets = [{"socialAccountId": api.id(account), "mode": mode}] * count
    body = {"scheduledFor": at, "targets": targets}
    answer = api.request("POST", f"/v1/content/{api.id('posted-container')}/schedule", body)
    assert answer.status == 201, answer.body
    return [made["scheduledPostId"] for made in answer.body["scheduledPosts"]]


def key_of(api: Api, label: str) -> Key:
    key = parse(api.id(label))
    assert key is not None
    return key


def post(api: Api, id_: str) -> Any:
    return api.request("GET", f"/v1/scheduled-posts/{id_}").body


def story(api: Api) -> list[bytes]:
    heard = []
    ids = scheduled(api, count=2) + scheduled(api, account="instagram-account", mode="reels")
    for seconds in (0, 3600, 5, 20, 86_400):
        api.advance(seconds)
        heard += [api.request("GET", f"/v1/scheduled-posts/{id_}").raw for id_ in ids]
    path = f"/v1/projects/{api.id('project')}/top-performers?metric=views"
    return [*heard, api.request("GET", path).raw]


@rule("get-scheduled-post.external", "get-scheduled-post.tracked")
def test_equal_worlds_publish_under_equal_ids_and_gather_equal_numbers() -> None:
    first, second = story(Api("check")), story(Api("check"))
    assert first == second


@rule("get-scheduled-post.progress")
def test_a_jump_tells_the_same_as_many_small_steps() -> None:
    jumping, walking = Api("check"), Api("check")
    (one,), (other,) = scheduled(jumping), scheduled(walking)
    jumping.advance(3700)
    for _ in range(370):
        walking.advance(10)
        post(walking, other)
    assert post(jumping, one) == post(walking, other)
    assert post(jumping, one)["attemptedAt"] == "2026-04-24T13:00:00.000Z"
    assert post(jumping, one)["publishedAt"] == "2026-04-24T13:00:20.000Z"


@rule("publish-content.lead", "schedule-content.past-slot")
def test_slots_are_kept_to_the_millisecond() -> None:
    api = Api("check")
    body = {"targets": [{"socialAccountId": api.id("tiktok-account"), "mode": "direct_publish"}]}
    api.request("POST", f"/v1/content/{api.id('posted-container')}/publish", body)
    scheduled(api, at="2020-01-01T00:00:00Z")
    start = api.world.base.start
    due = [at - start for at, event in api.world.timeline.entries() if type(event).__name__ == "PostStep"]
    assert due[:2] == [TICK_MILLISECONDS, LEAD_MILLISECONDS]


@rule("reschedule-scheduled-post.moves", "cancel-scheduled-post.row-stays")
def test_a_post_that_was_moved_or_canceled_leaves_no_event_that_a_world_waits_for() -> None:
    api = Api("check")
    one, other = scheduled(api, at="2026-04-24T12:30:00Z", count=2)
    api.request("POST", f"/v1/scheduled-posts/{one}/reschedule", {"scheduledFor": "2026-04-24T14:00:00Z"})
    api.request("DELETE", f"/v1/scheduled-posts/{other}")
    told = [event.describe(api.world, at) for at, event in api.world.timeline.entries()]
    steps = [step for step in told if step is not None and step.get("scheduledPostId") in {one, other}]
    assert [(step["at"], step["event"]) for step in steps] == [("2026-04-24T14:00:00.000Z", "post.publishing")]


@rule("get-scheduled-post.tracked")
def test_a_restored_world_finds_a_published_post_by_the_id_of_its_platform() -> None:
    api = Api("check")
    (id_,) = scheduled(api)
    api.advance(3700)
    external_id = post(api, id_)["externalId"]
    copy = Api("check")
    copy.worlds.base_url = BASE_URL
    copy.worlds.restore(orjson.loads(orjson.dumps(save(api.world))), DEFAULT)
    for each in (api, copy):
        body = {"projectId": api.id("project"), "sourcePlatformPostId": external_id}
        answer = each.request("POST", "/v1/content/00000000-0000-4000-8000-000000000001/clone-from-post", body)
        assert answer.status == 202


@rule("patch-approval-policy.auto-approves")
def test_a_shorter_wait_is_over_before_anything_that_comes_later() -> None:
    api = Api("check")
    project = api.id("reviewing-project")
    made = api.request("POST", f"/v1/projects/{project}/content", {"format": "slideshow_remix"}).body["containerIds"][0]
    api.request("PATCH", f"/v1/projects/{project}/approval-policy", {"autoApproveAfter": "PT1H"})
    api.request("PATCH", f"/v1/projects/{project}/approval-policy", {"autoApproveAfter": "PT0S"})
    assert api.request("POST", f"/v1/content/{made}/reject", {"reason": "Too late."}).status == 409
    assert api.request("GET", f"/v1/content/{made}").body["approvalStatus"] == "approved"


@rule("list-scheduled-posts.next-cursor")
def test_pages_partition_ten_thousand_posts() -> None:
    api = Api("check")
    organization = next(iter(api.world.organizations.values()))
    container = organization.containers.get(key_of(api, "posted-container"))
    assert container is not None
    target = Target(key_of(api, "tiktok-account"), "direct_publish")
    for number in range(10_000):
        intent = Intent(api.world.base.start + 3_600_000 + number * 7919 % 1000 * 1000, (target,))
        schedule_posts(api.world, organization, container, intent, api.world.base.start)
    seen, slots, cursor = set(), [], ""
    for _ in range(101):
        page = api.request("GET", f"/v1/projects/{api.id('project')}/scheduled-posts?limit=100{cursor}").body
        seen |= {item["id"] for item in page["items"]}
        slots += [item["scheduledFor"] for item in page["items"]]
        if page["nextCursor"] is None:
            break
        cursor = f"&cursor={page['nextCursor']}"
    assert len(seen) == len(slots) >= 10_000
    assert slots == sorted(slots, reverse=True)
    assert page["nextCursor"] is None
