"""Every refusal that the two seed pages list, over HTTP: status, code, and the envelope's exact shape."""

from typing import Any

import httpx
import pytest

from tests.servers import Server

UNKNOWN = "0d9f6c2e-7b31-4a58-8c40-f1e2d3c4b5a6"
FRESH = "3e4d5c6b-1a2b-4c3d-8e4f-5a6b7c8d9e0f"
Body = dict[str, Any]


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal whose envelope is the vendor's, to the letter."""
    body = answer.json()
    assert list(body) == ["error"]
    error = body["error"]
    assert {"code", "message", "requestId"} <= set(error) <= {"code", "message", "requestId", "details"}
    assert error["requestId"] == answer.headers["X-Request-Id"]
    assert error["message"]
    return answer.status_code, error["code"]


def clone_influencer(server: Server, source: str, body: Body, *, key: str = "full") -> httpx.Response:
    with server.client(key) as client:
        return client.post(f"/v1/influencers/{server.ids.get(source, source)}/clone", json=body)


def clone_from_post(server: Server, target: str = FRESH, *, key: str = "full", **changes: Any) -> httpx.Response:
    """A clone of a Harbor Tea post into Harbor Tea; labels stand for their ids."""
    body = {"projectId": "harbor-tea", "sourcePlatformPostId": "steep-slow-tiktok", **changes}
    body = {name: server.ids.get(value, value) if isinstance(value, str) else value for name, value in body.items()}
    with server.client(key) as client:
        return client.post(f"/v1/content/{server.ids.get(target, target)}/clone-from-post", json=body)


@pytest.mark.parametrize("source", [UNKNOWN, "sunniva"], ids=["unknown", "foreign"])
@pytest.mark.rule("clone-influencer.source-not-found")
def test_a_source_influencer_out_of_reach_is_not_found(source: str, server: Server) -> None:
    answer = clone_influencer(server, source, {"name": "Ava Chen (Rome)"})
    assert refused(answer) == (404, "NOT_FOUND")
    assert answer.json()["error"]["message"] == "Influencer not found."


@pytest.mark.parametrize("taken", ["ava", "noah"])
@pytest.mark.rule("clone-influencer.new-id-taken")
def test_a_new_influencer_id_that_exists_is_a_conflict(taken: str, server: Server) -> None:
    answer = clone_influencer(server, "ava", {"name": "Ava Chen (Rome)", "newInfluencerId": server.ids[taken]})
    assert refused(answer) == (409, "CONFLICT")
    assert answer.json()["error"]["message"] == "Influencer with this id already exists."


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ({}, "name"),
        ({"name": ""}, "name"),
        ({"name": "A" * 129}, "name"),
        ({"name": 7}, "name"),
        ({"name": "Ava", "overrides": "calm"}, "overrides"),
        ({"name": "Ava", "overrides": {"vibe": 3}}, "overrides.vibe"),
        ({"name": "Ava", "overrides": {"mood": "calm"}}, "overrides.mood"),
        ({"name": "Ava", "overrides": {"name": "Eva"}}, "overrides.name"),
        ({"name": "Ava", "overrides": {"influencerId": FRESH}}, "overrides.influencerId"),
        ({"name": "Ava", "overrides": {"referenceImages": {}}}, "overrides.referenceImages"),
        ({"name": "Ava", "newInfluencerId": "ava"}, "newInfluencerId"),
        ({"name": "Ava", "influencerId": FRESH}, "influencerId"),
        ({"name": "Ava", "imageUrl": "https://example.com/ava.png"}, "imageUrl"),
    ],
)
@pytest.mark.rule("clone-influencer.unknown-field", "clone-influencer.unknown-override", "clone-influencer.wrong-type")
def test_a_body_that_clone_influencer_does_not_take_is_validation(body: Body, path: str, server: Server) -> None:
    answer = clone_influencer(server, "ava", body)
    assert refused(answer) == (422, "VALIDATION")
    assert [issue["path"] for issue in answer.json()["error"]["details"]["issues"]] == [path]


@pytest.mark.rule("clone-influencer.scope", "clone-from-post.scope")
def test_a_key_without_the_scope_is_forbidden(server: Server) -> None:
    assert refused(clone_influencer(server, "ava", {"name": "Ava"}, key="limited")) == (403, "FORBIDDEN_SCOPE")
    assert refused(clone_from_post(server, key="limited")) == (403, "FORBIDDEN_SCOPE")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"sourcePlatformPostId": UNKNOWN}, "Source post not found."),
        ({"sourcePlatformPostId": "https://www.tiktok.com/@someone/video/1"}, "Source post not found."),
        ({"sourcePlatformPostId": "ice-lines-tiktok"}, "Source post not found."),
        ({"projectId": UNKNOWN}, "Project not found."),
        ({"projectId": "polar-maps"}, "Project not found."),
    ],
)
@pytest.mark.rule("clone-from-post.source-not-found", "clone-from-post.project-not-found", "clone-from-post.source-untracked")
def test_a_source_post_or_a_project_out_of_reach_is_not_found(changes: Body, message: str, server: Server) -> None:
    answer = clone_from_post(server, **changes)
    assert refused(answer) == (404, "NOT_FOUND")
    assert answer.json()["error"]["message"] == message


@pytest.mark.parametrize(("project", "layers"), [("northwind-fit", 2), ("quiet-ledger", 0)])
@pytest.mark.rule("clone-from-post.layer-ambiguous", "clone-from-post.no-layer", "clone-from-post.layer-count")
def test_several_content_layers_and_none_are_a_conflict(project: str, layers: int, server: Server) -> None:
    answer = clone_from_post(server, projectId=project)
    assert refused(answer) == (409, "CONFLICT")
    assert answer.json()["error"]["details"] == {"layerCount": layers}


@pytest.mark.rule("clone-from-post.id-taken", "clone-from-post.replay")
def test_a_container_id_that_exists_is_a_conflict_unless_the_request_is_the_same(server: Server) -> None:
    first = clone_from_post(server, variations=2)
    assert first.status_code == 202
    assert refused(clone_from_post(server, variations=3)) == (409, "CONFLICT")
    assert refused(clone_from_post(server, "steep-slow")) == (409, "CONFLICT")
    again = clone_from_post(server, variations=2)
    assert (again.status_code, again.content) == (202, first.content)


@pytest.mark.parametrize(
    ("changes", "path"),
    [({"mode": "remix"}, "mode"), ({"variations": 11}, "variations"), ({"variations": 0}, "variations")],
)
@pytest.mark.rule("clone-from-post.mode-enum", "clone-from-post.variations-max", "clone-from-post.validation-code")
def test_a_bad_mode_or_too_many_variations_are_validation_failed(changes: Body, path: str, server: Server) -> None:
    answer = clone_from_post(server, **changes)
    assert refused(answer) == (422, "VALIDATION_FAILED")
    assert [issue["path"] for issue in answer.json()["error"]["details"]["issues"]] == [path]


@pytest.mark.rule("clone-from-post.billing-exhausted", "clone-from-post.billing-status")
def test_credits_that_do_not_cover_the_price_are_billing_exhausted(server: Server) -> None:
    answer = clone_from_post(server, key="broke", projectId="polar-maps", sourcePlatformPostId="ice-lines-tiktok")
    assert refused(answer) == (402, "BILLING_EXHAUSTED")
    with server.client("broke") as client:
        assert client.get(f"/v1/content/{FRESH}").status_code == 404
