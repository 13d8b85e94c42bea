"""The two seed pages as a partner lives them: over HTTP, from the first call to the picture on the screen."""

from hashlib import sha256
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.servers import Server

CONTAINER = "5b8d2f60-3c1a-4e7b-9f52-0a6c8d1e4b73"


class Poll:
    """Reads a job the way the jobs page asks for: with If-None-Match, so that news alone costs a body."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url
        self._etag = ""
        self.job: Any = None

    def has_news(self) -> bool:
        """Ask once; ``job`` is what was told last."""
        answer = self._client.get(self._url, headers={"If-None-Match": self._etag} if self._etag else {})
        if answer.status_code == 304:
            assert (answer.content, answer.headers["ETag"]) == (b"", self._etag)
            return False
        assert answer.status_code == 200
        assert answer.headers["ETag"] != self._etag
        self._etag, self.job = answer.headers["ETag"], answer.json()
        return True


def watched(server: Server, poll: Poll, *seconds: float) -> list[tuple[str, str]]:
    """Status and stage at each of these distances; between them nothing is new, and progress only grows."""
    seen, progress = [], 0.0
    for distance in (0, *seconds):
        server.advance(distance)
        assert poll.has_news()
        assert not poll.has_news()
        assert progress <= poll.job["progress"] <= 1
        progress = poll.job["progress"]
        seen.append((poll.job["status"], poll.job["stage"]))
    return seen


def picture(client: httpx.Client, url: str) -> Image.Image:
    """The picture behind a link, fully decoded."""
    answer = client.get(url)
    assert answer.status_code == 200
    image = Image.open(BytesIO(answer.content))
    image.load()
    assert answer.headers["Content-Type"] == Image.MIME[image.format or ""]
    return image


@pytest.mark.rule("clone-influencer.overrides", "get-job.etag", "jobs.stages-in-order", "jobs.effects-at-their-time")
def test_a_clone_of_an_influencer_becomes_ready_with_pictures_of_its_own(server: Server) -> None:
    with server.client() as client:
        source = client.get(f"/v1/influencers/{server.ids['ava']}").json()
        body = {"name": "Ava Chen (Oslo)", "overrides": {"vibe": "dry as sea salt", "personality": {"tone": "cool"}}}
        accepted = client.post(f"/v1/influencers/{server.ids['ava']}/clone", json=body).json()
        poll = Poll(client, accepted["locationUrl"])
        assert watched(server, poll, 5, 20, 25, 5) == [
            ("running", "queued"),
            ("running", "generating_visuals"),
            ("running", "generating_visuals"),
            ("running", "finalizing"),
            ("running", "finalizing"),
        ]
        clone = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
        assert clone["status"] != "ready"
        assert clone["referenceImages"] == source["referenceImages"]
        server.advance(5)
        assert poll.has_news()
        assert (poll.job["status"], poll.job["progress"]) == ("completed", 1)
        clone = client.get(f"/v1/influencers/{accepted['influencerId']}").json()
        assert (clone["status"], clone["name"], clone["vibe"]) == ("ready", "Ava Chen (Oslo)", "dry as sea salt")
        assert clone["personality"] == {**source["personality"], "tone": "cool"}
        assert (clone["style"], clone["projectId"]) == (source["style"], source["projectId"])
        assert not {i["assetId"] for i in clone["referenceImages"]} & {i["assetId"] for i in source["referenceImages"]}
        first = clone["referenceImages"][0]
        portrait, thumbnail = picture(client, first["url"]), picture(client, first["thumbnailUrl"])
        assert min(portrait.size) > min(thumbnail.size) > 0
        assert client.get(f"/v1/influencers/{server.ids['ava']}").json() == source


@pytest.mark.rule("list-top-performers.clone-source", "clone-from-post.surfaced-post", "clone-from-post.variations-assets")
def test_a_top_performer_is_reimagined_into_three_variations(server: Server) -> None:
    project = server.ids["harbor-tea"]
    with server.client() as client:
        query = {"metric": "views", "platform": "tiktok", "limit": "1"}
        best = client.get(f"/v1/projects/{project}/top-performers", params=query).json()["items"][0]
        body = {
            "projectId": project,
            "sourcePlatformPostId": best["platformPostId"],
            "mode": "reimagine",
            "variations": 3,
            "overrides": {"cta": "Steep along with us"},
        }
        balance = client.get("/v1/credits").json()["balance"]
        accepted = client.post(f"/v1/content/{CONTAINER}/clone-from-post", json=body).json()
        assert accepted["containerId"] == f"cnt_{CONTAINER}"
        poll = Poll(client, accepted["locationUrl"])
        assert watched(server, poll, 20, 75, 75, 15) == [
            ("running", "queued"),
            ("running", "generating_visuals"),
            ("running", "generating_visuals"),
            ("running", "finalizing"),
            ("running", "finalizing"),
        ]
        working = client.get(f"/v1/content/{CONTAINER}").json()
        assert (working["status"], working["assets"]) == ("generating", [])
        server.advance(15)
        assert poll.has_news()
        assert poll.job["status"] == "completed"
        done = client.get(f"/v1/content/{CONTAINER}").json()
        assert (done["status"], done["brief"]["cta"]) == ("completed", "Steep along with us")
        assert [asset["kind"] for asset in done["assets"]] == ["video"] * 3
        assert len({asset["assetId"] for asset in done["assets"]}) == 3
        assert client.get("/v1/credits").json()["balance"] == balance - 3 * 120
        stills = [picture(client, asset["thumbnailUrl"]) for asset in done["assets"]]
        assert all(
            still.width * asset["height"] == still.height * asset["width"]
            for still, asset in zip(stills, done["assets"], strict=True)
        )
        assert len({still.tobytes() for still in stills}) == 3
        video = client.get(done["assets"][0]["url"])
        assert (video.status_code, video.headers["Content-Type"], video.content[4:8]) == (200, "video/mp4", b"ftyp")
        facts = (done["assets"][0]["sizeBytes"], done["assets"][0]["checksumSha256"])
        assert facts == (len(video.content), sha256(video.content).hexdigest())
