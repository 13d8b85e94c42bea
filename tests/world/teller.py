"""Who tells stories to a world, and keeps what it heard."""

from hashlib import sha256
from typing import Any

from layers_mock.world.media import find_upload, put
from tests.harness import Answer, Api

__all__ = ["Teller", "idempotent", "pick", "prefer"]

Heard = tuple[int, list[tuple[str, str]], bytes]
_PROJECTS = ("harbor-tea", "northwind-fit", "quiet-ledger")
_INFLUENCERS = ("ava", "noah", "iris", "leo", "kai")
_CONTENTS = ("steep-slow", "storm-brew", "plank-challenge", "rest-day")
_APPS = ("harbor-tea-ios", "harbor-tea-shop")
_PREFERS = ("job=fail", "job=slow", "job=hang", "job=complete", "error=RATE_LIMITED", "code=404")


class Teller:
    """Calls a world and keeps what it heard; the ids it met say what later steps are about."""

    def __init__(self, api: Api, met: "Teller | None" = None) -> None:
        self.api = api
        self.heard: list[Heard] = []
        self.jobs: list[str] = list(met.jobs) if met else []
        self.influencers: list[str] = list(met.influencers) if met else [api.id(label) for label in _INFLUENCERS]
        self.contents: list[str] = list(met.contents) if met else [api.id(label) for label in _CONTENTS]
        self.projects: list[str] = list(met.projects) if met else [api.id(label) for label in _PROJECTS]
        self.media: list[str] = list(met.media) if met else []
        self.uploads: list[str] = list(met.uploads) if met else []
        self.posts: list[str] = list(met.posts) if met else []
        self.webhooks: list[str] = list(met.webhooks) if met else []
        self.deliveries: list[str] = list(met.deliveries) if met else []
        self.states: list[str] = list(met.states) if met else []
        self.accounts: list[str] = list(met.accounts) if met else []
        self.leases: list[str] = list(met.leases) if met else []
        self.apps: list[str] = list(met.apps) if met else [api.id(label) for label in _APPS]
        self.etag: str = met.etag if met else '"none"'

    def call(self, method: str, path: str, json: Any = None, key: str = "full", **headers: str) -> Any:
        """One call; the body of its answer, where it is one."""
        answer = self.api.request(method, path, json, key=key, headers={n.replace("_", "-"): v for n, v in headers.items()})
        return self._hear(answer)

    def control(self, method: str, path: str, json: Any = None) -> None:
        """One control request."""
        self._hear(self.api.control(method, path, json))

    def _hear(self, answer: Answer) -> dict[str, Any]:
        self.heard.append((answer.status, sorted(answer.headers.items()), answer.raw))
        body: dict[str, Any] = answer.body if isinstance(answer.body, dict) else {}
        self.etag = answer.headers.get("ETag", self.etag)
        if answer.status == 202 and "kind" in body:
            self.jobs.append(body["jobId"])
        if answer.status in {200, 201}:
            self.media += [body["assetId"]] if "sizeBytes" in body else []
            self.uploads += [body["uploadId"]] if "method" in body else []
            self.posts += [made["scheduledPostId"] for made in body.get("scheduledPosts", ())]
            self.posts += (body.get("pendingSchedulePromotion") or {}).get("scheduledPostIds", [])
        self.states += [body["state"]] if answer.status == 200 and "authorizeUrl" in body else []
        self.leases += [body["requestId"]] if answer.status == 202 and "submittedAt" in body else []
        self.accounts += [body["socialAccountId"]] if answer.status == 200 and body.get("socialAccountId") else []
        self.accounts += body.get("assignedSocialAccountIds", [])
        return body

    def put(self, upload_id: str, content: bytes) -> None:
        """What a PUT to the link of an upload does."""
        found = find_upload(self.api.world, upload_id)
        assert found is not None
        put(*found, content, sha256(content).hexdigest())


def pick(items: list[str], number: int) -> str:
    """One of the ids met so far; one that nothing has where there is none."""
    return items[number % len(items)] if items else "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"


def idempotent(number: int) -> dict[str, str]:
    """Every other call has one of three idempotency keys."""
    return {"Idempotency_Key": f"key-{number % 3}"} if number % 2 else {}


def prefer(number: int) -> dict[str, str]:
    """Some calls prefer something."""
    return {"Prefer": _PREFERS[number % 18]} if number % 18 < len(_PREFERS) else {}
