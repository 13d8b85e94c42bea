"""What tests of cloneFromPost share: the calls they make."""

from typing import Any

from tests.harness import Answer, Api

__all__ = ["OTHER_TARGET", "TARGET", "clone", "count", "refused"]

TARGET = "1f0e7c1a-6f2d-4c58-9d34-5f0a9b7e2c11"
"""The id of the container to be."""
OTHER_TARGET = "2b1d8f3c-91aa-4e07-8c55-0d6e4f7a8b22"
"""The id of another one."""


def clone(
    api: Api, target: str = TARGET, *, key: str = "full", headers: dict[str, str] | None = None, **changes: Any
) -> Answer:
    """A clone of a Harbor Tea post into Harbor Tea; a field set to ``None`` is left out."""
    body = {"projectId": api.id("harbor-tea"), "sourcePlatformPostId": api.id("steep-slow-tiktok"), **changes}
    sent = {name: value for name, value in body.items() if value is not None}
    return api.post(f"/v1/content/{target}/clone-from-post", sent, key=key, headers=headers)


def count(api: Api, label: str = "harbor-tea") -> int:
    """How many containers there are."""
    return len(api.get(f"/v1/projects/{api.id(label)}/content?limit=200").body["items"])


def refused(answer: Answer, status: int, code: str, rule: str) -> bool:
    """Whether an answer is refused with a status, a code and a rule of the page."""
    return (answer.status, answer.code, answer.rule) == (status, code, f"clone-from-post.{rule}")
