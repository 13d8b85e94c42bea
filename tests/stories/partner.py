"""A partner's client: one key, JSON in and out, and a clock that the test moves."""

from types import TracebackType
from typing import Any, Self

import httpx

from tests.servers import Server

__all__ = ["Partner"]


class Partner:
    """Calls as one key of a server. Also a context manager, which closes the connection."""

    def __init__(self, server: Server, key: str = "full") -> None:
        self.server = server
        self._client = server.client(key)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._client.close()

    def asked(self, method: str, path: str, json: object = None, **query: Any) -> httpx.Response:
        """The answer to one call, whatever it is."""
        return self._client.request(method, path, params=query, json=json)

    def call(self, method: str, path: str, json: object = None, **query: Any) -> Any:
        """The body of a call that succeeds."""
        answer = self.asked(method, path, json, **query)
        assert answer.is_success, (method, path, answer.status_code, answer.text)
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        """The body of a GET that succeeds."""
        return self.call("GET", path, **query)

    def refused(self, method: str, path: str, json: object = None) -> tuple[int, str]:
        """Status and code of a call that is refused."""
        answer = self.asked(method, path, json)
        assert not answer.is_success, (method, path, answer.text)
        return answer.status_code, answer.json()["error"]["code"]

    def finished(self, accepted: Any, seconds: float = 900) -> Any:
        """The job of a 202 at its end, which is waited for so many of the world's seconds."""
        self.server.advance(seconds)
        return self.get(f"/v1/jobs/{accepted['jobId']}")

    def project(self, name: str) -> str:
        """The id of a new project."""
        return str(self.call("POST", "/v1/projects", {"name": name, "timezone": "UTC"})["id"])

    def influencer(self, project: str, name: str) -> str:
        """The id of a new influencer that is ready."""
        return str(
            self.finished(self.call("POST", f"/v1/projects/{project}/influencers", {"name": name}))["result"]["influencerId"]
        )

    def container(self, project: str, topic: str = "Tea") -> str:
        """The id of a new slideshow that is completed."""
        asked = {"format": "slideshow_remix", "brief": {"topic": topic}}
        return str(self.finished(self.call("POST", f"/v1/projects/{project}/content", asked))["result"]["containerId"])

    def account(self, project: str, platform: str = "tiktok") -> str:
        """The id of a social account that somebody connected by the OAuth flow."""
        flow = self.call("POST", f"/v1/projects/{project}/social/oauth-url", {"platform": platform, "returnUrl": RETURN_URL})
        self.server.control("POST", f"oauth/{flow['state']}/complete", {})
        return str(self.get(f"/v1/social/oauth-status/{flow['state']}")["socialAccountId"])


RETURN_URL = "https://app.example.com/connected"
