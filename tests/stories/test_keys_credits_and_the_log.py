"""Keys that change, credits that run out, projects that end, and the log that tells of all of it."""

import httpx

from tests.servers import Server
from tests.stories.partner import Partner
from tests.stories.test_from_idea_to_numbers import DAY, schedule


def whoami(server: Server, secret: str) -> int:
    """What a call with that key is answered."""
    return httpx.get(f"{server.url}/v1/projects", headers={"X-Api-Key": secret}, trust_env=False).status_code


def test_keys_are_rotated_killed_and_deleted_and_the_log_tells_it(server: Server) -> None:
    with Partner(server) as partner, Partner(server, "throttled") as other, Partner(server, "limited") as third:
        rotated, killed = other.get("/v1/whoami")["apiKeyId"], third.get("/v1/whoami")["apiKeyId"]
        fresh = partner.call("POST", f"/v1/api-keys/{rotated}/rotate", {})
        secret = next(value for value in fresh.values() if isinstance(value, str) and value.startswith("lp_"))
        assert (whoami(server, server.keys["throttled"]), whoami(server, secret)) == (401, 200)
        partner.call("POST", f"/v1/api-keys/{killed}/kill", {})
        assert whoami(server, server.keys["limited"]) == 503
        partner.call("DELETE", f"/v1/api-keys/{rotated}")
        assert whoami(server, secret) == 503
        told = partner.get("/v1/audit-log", limit=100)["items"]
        paths = [item["data"].get("path", "") for item in told]
        for step in (f"/v1/api-keys/{rotated}/rotate", f"/v1/api-keys/{killed}/kill", f"/v1/api-keys/{rotated}"):
            assert step in paths


def test_credits_are_reserved_given_back_settled_and_exhausted(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")

        def balance() -> int:
            return int(partner.get("/v1/credits")["balance"])

        begun, asked = balance(), {"format": "slideshow_remix", "brief": {"topic": "Tea"}}
        job = partner.call("POST", f"/v1/projects/{project}/content", asked)["jobId"]
        held = begun - balance()
        assert held > 0
        server.control("POST", f"jobs/{job}/fail", {})
        assert balance() == begun
        partner.container(project)
        assert balance() == begun - held
        server.control(
            "POST", "scenarios", {"name": "broke", "when": {"operation": "generateContent"}, "then": {"wallet": "empty"}}
        )
        status, code = partner.refused("POST", f"/v1/projects/{project}/content", asked)
        assert (status, code) == (402, "BILLING_EXHAUSTED")
        assert balance() == 0


def test_an_archived_project_stops_what_it_was_doing_and_refuses_more(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account, container = partner.account(project), partner.container(project)
        schedule(partner, container, account, "2026-04-30T12:00:00Z")
        job = partner.call("POST", f"/v1/projects/{project}/content", {"format": "slideshow_remix", "brief": {"topic": "Tea"}})
        archived = partner.call("DELETE", f"/v1/projects/{project}")
        assert (archived["status"], archived["canceledScheduledPosts"]) == ("archived", 1)
        server.advance(7 * DAY)
        assert partner.get(f"/v1/jobs/{job['jobId']}")["status"] == "canceled"
        (post,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert post["status"] == "canceled"
        assert partner.asked("POST", f"/v1/projects/{project}/influencers", {"name": "Ada"}).status_code in {404, 409}
        entries = partner.get("/v1/audit-log", projectId=project, limit=100)["items"]
        assert "DELETE" in {item["data"].get("method") for item in entries}
