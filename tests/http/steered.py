"""What tests of steering share: worlds whose odd answers are not held against the document, and the calls they make."""

from typing import Any
from uuid import UUID

from layers_mock.world.journal import AttemptEntry
from tests.harness import Answer, Api

__all__ = ["ATTEMPT", "FORK", "Unchecked", "clone", "fork", "journal", "put", "whoami"]

ATTEMPT = AttemptEntry(
    number=1, at=0, duration=5, delivery=str(UUID(int=1)), event="evt_1", event_type="job.failed", endpoint=str(UUID(int=2)),
    url="http://localhost/", attempt=1, headers={"Content-Type": "application/json"}, body=b"{}", status=200, answer_headers={},
    answer=b"", error=None, scenario=None,
)  # fmt: skip
FORK = "/v1/content/7d4f3b0e-9c54-4c0a-8f0e-0d2f6c1b9a00/clone-from-post"


class Unchecked(Api):
    """A world whose answers may break the document: a preference that cannot be met is 400 wherever it is sent."""

    def _check(self, method: str, path: str, answer: Answer) -> None:
        """Nothing is held against the document."""


def clone(api: Api, name: str = "Ava", **options: Any) -> Answer:
    """Start an influencer's job."""
    return api.post(f"/v1/influencers/{api.id('ava')}/clone", {"name": name}, **options)


def fork(api: Api, number: int = 0, **options: Any) -> Answer:
    """Start a content job that costs credits; each number makes another container."""
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("kettle-asmr")}
    return api.post(FORK.replace("00/", f"{number:02}/"), body, **options)


def put(api: Api, then: dict[str, Any], when: dict[str, Any] | None = None, **more: Any) -> Answer:
    """Put a scenario, called ``s`` unless it is given another name; it has to be accepted."""
    answer = api.control("POST", "scenarios", {"name": "s", "when": when or {}, "then": then, **more})
    assert answer.status == 201, answer.body
    return answer


def journal(api: Api, query: str = "", *, world: str = "default") -> list[Any]:
    """The journal's calls, newest first."""
    answer = api.control("GET", f"worlds/{world}/requests?{query}")
    assert answer.status == 200, answer.body
    return list(answer.body["items"])


def whoami(api: Api, key: str = "full") -> int:
    """The status of an answer to getWhoami."""
    return api.get("/v1/whoami", key=key).status
