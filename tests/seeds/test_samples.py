"""The samples of both seed pages, each in its three languages, get from the server what their page promises."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.seeds.runners import Outcome, run_curl, run_node, run_python
from tests.servers import Server

Runner = Callable[[str, Server, Mapping[str, str], Path], Outcome]
RUNNERS = [pytest.param(run_curl, id="curl"), pytest.param(run_node, id="typescript"), pytest.param(run_python, id="python")]
CONTAINER = "7d0a5c1e-52e4-4d0f-9b1a-6a5a3f0c9e21"


def finished(server: Server, client: httpx.Client, accepted: Any) -> Any:
    """The job of a 202, read where its locationUrl points once the clock has moved past its end."""
    before = client.get(accepted["locationUrl"]).json()
    assert (before["jobId"], before["status"]) == (accepted["jobId"], "running")
    server.advance(600)
    after = client.get(accepted["locationUrl"]).json()
    assert (after["jobId"], after["kind"], after["status"]) == (accepted["jobId"], accepted["kind"], "completed")
    return after


def bodies(outcome: Outcome) -> dict[str, Any]:
    """What the sample took out of the answer, by the names of the page."""
    return {name: outcome.names[name] for name in ("jobId", "cloneId", "containerId", "job", "data") if name in outcome.names}


@pytest.mark.parametrize("run", RUNNERS)
@pytest.mark.rule("clone-influencer.accepted", "clone-influencer.job-kind", "clone-influencer.becomes-ready")
def test_the_sample_of_clone_influencer_makes_a_ready_clone(run: Runner, server: Server, tmp_path: Path) -> None:
    ava = server.ids["ava"]
    outcome = run("clone-influencer", server, {"influencerId": ava}, tmp_path)
    assert outcome.status == 202
    body = outcome.body
    assert list(body) == ["jobId", "kind", "status", "influencerId", "locationUrl"]
    assert (body["kind"], body["status"]) == ("influencer_create", "running")
    assert body["influencerId"] != ava
    taken = {"jobId": body["jobId"], "cloneId": body["influencerId"], "job": body}
    assert bodies(outcome).items() <= taken.items()
    with server.client() as client:
        assert client.get(f"/v1/influencers/{body['influencerId']}").json()["status"] == "pending"
        finished(server, client, body)
        clone, source = (client.get(f"/v1/influencers/{id_}").json() for id_ in (body["influencerId"], ava))
        assert (clone["status"], clone["projectId"]) == ("ready", source["projectId"])
        assert clone["name"].startswith("Ava Chen (")
        assert clone["referenceImages"]


@pytest.mark.parametrize(
    ("run", "variations"),
    [
        pytest.param(run_curl, 3, id="curl"),
        pytest.param(run_node, 1, id="typescript"),
        pytest.param(run_python, 2, id="python"),
    ],
)
@pytest.mark.rule("clone-from-post.accepted", "clone-from-post.job-kind", "clone-from-post.completes")
def test_the_sample_of_clone_from_post_makes_a_completed_container(
    run: Runner, variations: int, server: Server, tmp_path: Path
) -> None:
    ids = {
        "newContainerId": CONTAINER,
        "projectId": server.ids["harbor-tea"],
        "sourcePlatformPostId": server.ids["steep-slow-tiktok"],
    }
    outcome = run("clone-from-post", server, ids, tmp_path)
    assert outcome.status == 202
    body = outcome.body
    assert list(body) == ["jobId", "kind", "status", "containerId", "locationUrl"]
    assert (body["kind"], body["status"]) == ("content_clone_from_post", "running")
    assert str(UUID(body["containerId"].removeprefix("cnt_")))
    taken = {"jobId": body["jobId"], "containerId": body["containerId"], "data": body}
    assert bodies(outcome).items() <= taken.items()
    with server.client() as client:
        job = finished(server, client, body)
        container = client.get(f"/v1/content/{body['containerId']}").json()
        assert container["status"] == "completed"
        assert container["caption"]
        assert len(container["assets"]) == variations
        assert [asset["assetId"] for asset in container["assets"]] == [a["assetId"] for a in job["result"]["assets"]]
        assert all(client.get(asset["url"]).status_code == 200 for asset in container["assets"])


@pytest.mark.parametrize("variable", ["CI", "LAYERS_MOCK_REQUIRE_NODE"])
def test_a_machine_that_promised_the_tools_must_not_skip(
    variable: str, server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv(variable, {"CI": "true"}.get(variable, "1"))
    for run in (run_curl, run_node):
        with pytest.raises(pytest.fail.Exception, match="needs"):
            run("clone-influencer", server, {}, tmp_path)


def test_a_bare_machine_skips_what_needs_node_by_name(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.delenv("LAYERS_MOCK_REQUIRE_NODE", raising=False)
    with pytest.raises(pytest.skip.Exception, match="needs node"):
        run_node("clone-influencer", server, {}, tmp_path)
