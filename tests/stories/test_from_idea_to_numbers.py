"""A project from its website to a post's numbers, and on to a clone of that post."""

from itertools import pairwise
from typing import Any

from tests.servers import Server
from tests.stories.partner import Partner

DAY = 86_400
NEW = "0190a6f2-7c1a-7b2d-9e3f-0a1b2c3d4e5f"
"""The id that a clone shall have: clients choose it."""


def schedule(partner: Partner, container: str, account: str, moment: str, mode: str = "direct_publish") -> Any:
    """The one scheduled post of a container on an account."""
    asked = {"targets": [{"socialAccountId": account, "mode": mode}], "scheduledFor": moment}
    return partner.call("POST", f"/v1/content/{container}/schedule", asked)


def test_an_ingest_fills_the_brand_that_an_influencer_is_made_for(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        before = partner.get(f"/v1/projects/{project}")
        assert (before["brandContext"], before["ingestState"]["website"]) == (None, None)
        accepted = partner.call("POST", f"/v1/projects/{project}/ingest/website", {"url": "https://fernkettle.example"})
        stages = [partner.get(f"/v1/jobs/{accepted['jobId']}")["stage"]]
        while (job := partner.get(f"/v1/jobs/{accepted['jobId']}"))["status"] == "running":
            stages.append(job["stage"])
            server.control("POST", "clock/advance", {"to": "next-event"})
        assert len(set(stages)) >= 3
        assert job["status"] == "completed"
        after = partner.get(f"/v1/projects/{project}")
        assert after["brandContext"] == job["result"]["brandContext"]
        assert after["ingestState"]["website"]["status"] == "completed"
        influencer = partner.influencer(project, "Ada")
        assert partner.get(f"/v1/influencers/{influencer}")["status"] == "ready"
        assert influencer in {item["influencerId"] for item in partner.get(f"/v1/projects/{project}/influencers")["items"]}


def test_what_is_approved_goes_out_at_its_slot_is_ranked_and_can_be_cloned(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account = partner.account(project)
        partner.call("PATCH", f"/v1/projects/{project}/approval-policy", {"requiresApproval": True})
        container = partner.container(project)
        assert partner.get(f"/v1/content/{container}")["approvalStatus"] == "pending"

        # The slot is kept, and the post waits for the review.
        gated = schedule(partner, container, account, "2026-04-25T12:00:00Z")
        assert partner.get(f"/v1/projects/{project}/scheduled-posts")["items"] == [] or gated["scheduledPosts"] == []
        partner.call("POST", f"/v1/content/{container}/approve", {})
        (queued,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert (queued["status"], queued["scheduledFor"]) == ("queued", "2026-04-25T12:00:00.000Z")

        server.advance(DAY)
        published = partner.get(f"/v1/scheduled-posts/{queued['id']}")
        assert published["status"] == "published"
        assert published["externalId"] in published["externalUrl"]

        seen = []
        for _ in range(3):
            server.advance(DAY)
            (best,) = partner.get(f"/v1/projects/{project}/top-performers", metric="views", window="30d")["items"]
            numbers = partner.get(f"/v1/projects/{project}/metrics", scope="project", id=project)
            assert numbers["totals"]["views"] == best["organic"]["views"] == sum(day["views"] for day in numbers["series"])
            seen.append(best["organic"]["views"])
        assert best["externalId"] == published["externalId"]
        assert all(later > earlier for earlier, later in pairwise(seen))

        asked = {"projectId": project, "sourcePlatformPostId": best["platformPostId"], "format": "slideshow_remix"}
        clone = partner.finished(partner.call("POST", f"/v1/content/{NEW}/clone-from-post", asked))
        assert clone["status"] == "completed"
        assert partner.get(f"/v1/content/{clone['result']['containerId']}")["status"] == "completed"


def test_what_is_rejected_goes_nowhere(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account = partner.account(project)
        partner.call("PATCH", f"/v1/projects/{project}/approval-policy", {"requiresApproval": True})
        container = partner.container(project)
        schedule(partner, container, account, "2026-04-25T12:00:00Z")
        partner.call("POST", f"/v1/content/{container}/reject", {"reason": "Not our voice."})
        assert partner.get(f"/v1/content/{container}")["approvalStatus"] == "rejected"
        server.advance(2 * DAY)
        assert "published" not in {post["status"] for post in partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]}
        assert partner.get(f"/v1/projects/{project}/top-performers", metric="views", window="7d")["items"] == []


def test_only_the_first_posts_of_a_project_are_held(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account = partner.account(project)
        partner.call("PATCH", f"/v1/projects/{project}/approval-policy", {"firstNPostsBlocked": 1})
        first = partner.container(project, "Tea")
        assert partner.get(f"/v1/content/{first}")["approvalStatus"] == "pending"
        partner.call("POST", f"/v1/content/{first}/approve", {})
        second = partner.container(project, "Kettles")
        assert partner.get(f"/v1/content/{second}")["approvalStatus"] != "pending"
        schedule(partner, second, account, "2026-04-25T12:00:00Z")
        server.advance(2 * DAY)
        (post,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert (post["containerId"], post["status"]) == (second, "published")
