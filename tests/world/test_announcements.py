"""What is announced, and in which step: the deliveries that a change plans, as far as no receiver sees them."""

from collections.abc import Iterator
from typing import Any

import pytest

from layers_mock.http.worlds import DEFAULT
from layers_mock.world.deliveries import payload
from layers_mock.world.organization import Organization
from layers_mock.world.snapshots import save
from layers_mock.world.webhooks import WebhookDelivery
from tests.harness import Api

ENDPOINTS = "/v1/webhook-endpoints"
EVENTS = [
    "job.completed", "job.failed", "job.canceled", "content.generated", "content.approved", "content.rejected",
    "post.scheduled", "post.published", "post.failed", "post.canceled", "social_account.connected",
    "social_account.needs_reauth", "social_account.revoked", "lease_request.assigned", "lease_request.rejected",
]  # fmt: skip
MONTH = 30 * 86_400


def subscribed(fixture: str = "check", **fields: object) -> Api:
    """A world with one endpoint for everything."""
    api = Api(fixture)
    answer = api.post(ENDPOINTS, {"url": "https://partner.example/hooks", "events": EVENTS, **fields})
    assert answer.status == 201
    return api


def organization(api: Api) -> Organization:
    return api.world.organizations[api.world.keys[api.key()].organization]


def planned(api: Api) -> list[WebhookDelivery]:
    """What is on its way to the newest endpoint, oldest first."""
    owner = organization(api)
    _, newest = next(iter(owner.webhook_endpoints.newest_first(owner.key)))
    return [delivery for _, delivery in owner.webhook_deliveries.newest_first(newest.key)][::-1]


def everything(api: Api) -> list[WebhookDelivery]:
    """What is on its way, or was, to any endpoint of the organisation."""
    owner = organization(api)
    endpoints = owner.webhook_endpoints.newest_first(owner.key)
    return [delivery for _, endpoint in endpoints for _, delivery in owner.webhook_deliveries.newest_first(endpoint.key)]


def told(api: Api) -> list[tuple[str, Any]]:
    return [(delivery.event_type, dict(delivery.data)) for delivery in planned(api)]


def types(api: Api) -> list[str]:
    return [delivery.event_type for delivery in planned(api)]


def generate(api: Api, project: str = "project", count: int = 1) -> Any:
    """A job that makes content, and is over."""
    body = {"format": "slideshow_remix", "variantCount": count}
    accepted = api.post(f"/v1/projects/{api.id(project)}/content", body)
    assert accepted.status == 202
    api.finish(accepted)
    return accepted.body


def schedule(api: Api, container: str, *labels: str, at: str = "2031-05-06T07:08:09Z") -> list[str]:
    targets = [{"socialAccountId": api.id(label), "mode": "direct_publish"} for label in labels]
    answer = api.post(f"/v1/content/{container}/schedule", {"scheduledFor": at, "targets": targets})
    assert answer.status in {201, 202}, answer.body
    return [post["scheduledPostId"] for post in answer.body["scheduledPosts"]]


def test_a_generation_announces_each_container_and_then_its_job() -> None:
    api = subscribed()
    made = generate(api, count=3)
    assert types(api) == ["content.generated"] * 3 + ["job.completed"]
    assert [data["id"] for _, data in told(api)[:3]] == made["containerIds"]
    assert len({delivery.created_at for delivery in planned(api)}) == 1
    assert len({delivery.event for delivery in planned(api)}) == 4


def test_rows_bear_no_links_and_what_is_sent_does() -> None:
    api = subscribed()
    made = generate(api)
    shown = api.get(f"/v1/content/{made['containerIds'][0]}").body["assets"]
    content, job = planned(api)
    assert all(set(asset) == {"assetId", "kind"} for asset in content.data["assets"])  # type: ignore[attr-defined]  # a list
    links = {asset["assetId"]: asset["url"] for asset in shown}
    sent: Any = payload(api.world.links, content)
    assert {asset["assetId"]: asset["url"] for asset in sent["data"]["assets"]} == links
    sent = payload(api.world.links, job)
    assert {asset["assetId"]: asset["url"] for asset in sent["data"]["result"]["assets"]} == links


def test_what_a_test_was_asked_to_carry_stays_as_it_is() -> None:
    api = subscribed()
    (_, endpoint), *_ = organization(api).webhook_endpoints.newest_first(organization(api).key)
    for data in ({"result": {"assets": [{"assetId": "a", "kind": "video"}, 1]}}, {"assets": [None], "id": 3}):
        api.post(f"{ENDPOINTS}/{endpoint.id}/test", {"payload": data})
        assert payload(api.world.links, planned(api)[-1])["data"] == data


def test_two_endpoints_get_one_event_under_one_id() -> None:
    api = subscribed()
    other = api.post(ENDPOINTS, {"url": "https://partner.example/other", "events": ["job.completed"]}).body["endpoint"]["id"]
    generate(api)
    (newest,) = planned(api)
    assert newest.event_type == "job.completed"
    assert api.get(f"{ENDPOINTS}/{other}/deliveries").body["items"][0]["eventId"] == newest.event_id
    same = [row for row in everything(api) if row.event == newest.event]
    assert len(same) == len({row.key for row in same}) == 3  # the fixture has an endpoint for it as well


def reviewed(api: Api) -> Iterator[str]:
    """Containers that wait for a review."""
    while True:
        yield generate(api, "reviewing-project")["containerIds"][0]


def test_an_approval_is_announced_before_the_posts_that_it_lets_through() -> None:
    api = subscribed()
    container = next(reviewed(api))
    schedule(api, container, "reviewing-account")
    api.post(f"/v1/content/{container}/approve", {})
    assert types(api) == ["content.generated", "job.completed", "content.approved", "post.scheduled"]
    assert told(api)[2][1]["approvedBy"].startswith("api_key_")


def test_what_has_waited_long_enough_is_approved_and_announced() -> None:
    api = subscribed()
    api.patch(f"/v1/projects/{api.id('reviewing-project')}/approval-policy", {"autoApproveAfter": "PT1H"})
    container = next(reviewed(api))
    api.advance(3600)
    api.get("/v1/whoami")
    (event, data) = told(api)[-1]
    assert (event, data["id"], data["approvedBy"]) == ("content.approved", container, "auto_approve")


def test_a_slot_that_passes_publishes_and_one_without_a_token_fails() -> None:
    api = subscribed()
    container = api.id("posted-container")
    good, bad = schedule(api, container, "tiktok-account", "expired-account", at="2020-01-01T00:00:00Z")
    api.advance(120)
    api.get("/v1/whoami")
    assert types(api) == ["post.scheduled", "post.scheduled", "post.published", "post.failed"]
    by_post = {data["scheduledPostId"]: (event, data) for event, data in told(api)[2:]}
    shown = api.get(f"/v1/scheduled-posts/{good}").body
    assert by_post[good][1]["externalUrl"] == shown["externalUrl"]
    assert by_post[bad][0] == "post.failed"
    assert by_post[bad][1]["error"] == api.get(f"/v1/scheduled-posts/{bad}").body["lastError"]


def test_a_draft_that_reaches_its_device_is_not_published() -> None:
    api = subscribed()
    targets = [{"socialAccountId": api.id("tiktok-account"), "mode": "draft_to_device"}]
    api.post(f"/v1/content/{api.id('posted-container')}/publish", {"targets": targets})
    api.advance(600)
    api.get("/v1/whoami")
    assert types(api) == ["post.scheduled"]


@pytest.mark.parametrize("how", ["call", "revoked", "archived", "patched"])
def test_every_way_to_cancel_a_post_announces_it_once(how: str) -> None:
    api = subscribed()
    account = f"/v1/social-accounts/{api.id('busy-account')}"
    project = f"/v1/projects/{api.id('busy-project')}"
    waiting = [post["id"] for post in api.get(f"{project}/scheduled-posts?status=queued").body["items"]]
    assert len(waiting) == 2
    if how == "call":
        for post in waiting:
            api.delete(f"/v1/scheduled-posts/{post}", {"reason": "No."})
    elif how == "revoked":
        api.delete(account)
    elif how == "archived":
        api.delete(project)
    else:
        api.patch(project, {"status": "archived"})
        api.patch(project, {"status": "archived"})
    canceled = [data["scheduledPostId"] for event, data in told(api) if event == "post.canceled"]
    assert sorted(canceled) == sorted(waiting)
    assert types(api) == (["social_account.revoked"] if how == "revoked" else []) + ["post.canceled"] * 2


def test_a_released_lease_announces_the_account_and_its_posts() -> None:
    api = subscribed()
    accepted = api.post(
        f"/v1/projects/{api.id('project')}/leased-accounts/request",
        {"projectId": api.id("project"), "count": 1, "niche": {"vertical": "tea"}},
    )
    assert accepted.status == 202, accepted.body
    api.control("POST", f"leases/{accepted.body['requestId']}/assign", {})
    ((event, data),) = told(api)
    assert event == "lease_request.assigned"
    (account,) = data["assignedSocialAccountIds"]
    body = {"scheduledFor": "2031-05-06T07:08:09Z", "targets": [{"socialAccountId": account, "mode": "direct_publish"}]}
    assert api.post(f"/v1/content/{api.id('container')}/schedule", body).status == 201
    assert api.delete(f"/v1/leased-accounts/{account}").status == 200
    assert types(api)[1:] == ["post.scheduled", "social_account.revoked", "post.canceled"]


def test_a_rejected_lease_request_is_announced_with_its_note() -> None:
    api = subscribed()
    accepted = api.post(
        f"/v1/projects/{api.id('project')}/leased-accounts/request",
        {"projectId": api.id("project"), "count": 2, "niche": {"vertical": "tea"}},
    ).body
    api.control("POST", f"leases/{accepted['requestId']}/reject", {"message": "Not now."})
    ((event, data),) = told(api)
    assert (event, data["requestId"], data["note"]) == ("lease_request.rejected", accepted["requestId"], "Not now.")


def test_a_token_that_runs_out_is_announced_once_and_so_is_its_renewal() -> None:
    api = subscribed()
    body = {"platform": "tiktok", "returnUrl": "https://app.example.com/connected"}
    state = api.post(f"/v1/projects/{api.id('project')}/social/oauth-url", body).body["state"]
    api.control("POST", f"oauth/{state}/complete", {"handle": "new.one"})
    ((event, data),) = told(api)
    assert (event, data["displayName"]) == ("social_account.connected", "new.one")
    api.advance(MONTH)
    api.get("/v1/whoami")
    mine = [event for event, one in told(api) if one.get("socialAccountId") == data["socialAccountId"]]
    assert mine == ["social_account.connected", "social_account.needs_reauth"]


def test_without_an_endpoint_nothing_is_kept_and_a_fixtures_past_announces_nothing() -> None:
    api = Api("empty")
    assert not api.world.outbox.is_used
    for name in ("acme", "check"):
        api = Api(name)
        before = everything(api)
        api.world.settle(api.world.clock.now())
        assert everything(api) == before


def test_an_endpoint_of_a_project_gets_the_events_of_that_project_alone() -> None:
    api = Api("check")
    body = {"url": "https://partner.example/hooks", "events": EVENTS, "projectId": api.id("reviewing-project")}
    api.post(ENDPOINTS, body)
    generate(api)
    schedule(api, api.id("posted-container"), "tiktok-account")
    assert types(api) == []
    generate(api, "reviewing-project")
    assert types(api) == ["content.generated", "job.completed"]


def test_a_snapshot_keeps_what_is_planned_and_goes_on_alike() -> None:
    api, same = subscribed(), subscribed()
    for one in (api, same):
        accepted = one.post(f"/v1/projects/{one.id('project')}/content", {"format": "slideshow_remix"})
        assert accepted.status == 202
        schedule(one, one.id("posted-container"), "tiktok-account", at="2020-01-01T00:00:00Z")
    again = Api("check")
    again.worlds.restore(save(api.world), DEFAULT)
    for one in (api, same, again):
        one.advance(600)
        one.get("/v1/whoami")
    assert types(api) == ["post.scheduled", "post.published", "content.generated", "job.completed"]
    rows = [[tuple(row) for row in planned(one)] for one in (api, same, again)]
    assert rows[0] == rows[1] == rows[2]
    waiting = [one.world.outbox.waiting(one.world) for one in (api, same, again)]
    assert waiting[0] == waiting[1] == waiting[2]
