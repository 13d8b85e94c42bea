"""Social accounts from consent to the end, connected and leased, and what becomes of the posts that wait on them."""

import pytest

from tests.servers import Server
from tests.stories.partner import RETURN_URL, Partner
from tests.stories.test_from_idea_to_numbers import DAY, schedule


def test_a_token_runs_out_the_consent_is_renewed_and_the_account_is_still_the_same(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account = partner.account(project)
        container = partner.container(project)
        server.advance(31 * DAY)
        (found,) = partner.get(f"/v1/projects/{project}/social-accounts")["items"]
        assert (found["socialAccountId"], found["status"]) == (account, "reauth_required")
        targets = [{"socialAccountId": account, "mode": "direct_publish"}]
        partner.call("POST", f"/v1/content/{container}/publish", {"targets": targets})
        server.advance(600)
        (lost,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert (lost["status"], lost["externalId"]) == ("failed", None)
        assert lost["lastError"]
        asked = {"socialAccountId": account, "returnUrl": RETURN_URL}
        flow = partner.call("POST", f"/v1/projects/{project}/social/reauth-url", asked)
        assert partner.get(f"/v1/social/oauth-status/{flow['state']}")["status"] == "pending"
        server.control("POST", f"oauth/{flow['state']}/complete", {})
        assert partner.get(f"/v1/social/oauth-status/{flow['state']}")["socialAccountId"] == account
        schedule(partner, container, account, "2026-05-27T12:00:00Z")
        server.advance(3 * DAY)
        posts = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert [post["status"] for post in posts] == ["published", "failed"]


def test_posts_that_wait_on_an_account_end_with_it(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        account, container = partner.account(project), partner.container(project)
        schedule(partner, container, account, "2026-04-30T12:00:00Z")
        partner.call("DELETE", f"/v1/social-accounts/{account}")
        (post,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert post["status"] == "canceled"
        server.advance(10 * DAY)
        assert partner.get(f"/v1/scheduled-posts/{post['id']}")["status"] == "canceled"


@pytest.mark.parametrize("outcome", ["deny", "fail"])
def test_a_consent_that_is_not_given_leaves_no_account(server: Server, outcome: str) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        asked = {"platform": "instagram", "returnUrl": RETURN_URL}
        flow = partner.call("POST", f"/v1/projects/{project}/social/oauth-url", asked)
        server.control("POST", f"oauth/{flow['state']}/{outcome}", {})
        assert partner.get(f"/v1/social/oauth-status/{flow['state']}")["status"] not in {"pending", "completed"}
        assert partner.get(f"/v1/projects/{project}/social-accounts")["items"] == []


def test_a_lease_is_asked_for_assigned_billed_and_given_back(server: Server) -> None:
    with Partner(server) as partner:
        project = partner.project("Fern & Kettle")
        asked = {"projectId": project, "count": 2, "niche": {"vertical": "tea"}}
        request = partner.call("POST", f"/v1/projects/{project}/leased-accounts/request", asked)
        path = f"/v1/projects/{project}/leased-accounts/requests/{request['requestId']}"
        assert partner.get(path)["status"] == "requested"
        server.advance(DAY)
        assert partner.get(path)["status"] == "assigned"
        leased = partner.get(f"/v1/projects/{project}/leased-accounts")["items"]
        assert len(leased) == 2
        account, container = leased[0]["socialAccountId"], partner.container(project)
        before = leased[0]
        server.advance(40 * DAY)
        (now,) = [
            item
            for item in partner.get(f"/v1/projects/{project}/leased-accounts")["items"]
            if item["socialAccountId"] == account
        ]
        assert now != before, "a month later it was renewed"
        schedule(partner, container, account, "2026-06-20T12:00:00Z")
        partner.call("DELETE", f"/v1/leased-accounts/{account}")
        (post,) = partner.get(f"/v1/projects/{project}/scheduled-posts")["items"]
        assert post["status"] == "canceled"
