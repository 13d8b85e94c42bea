"""What tests of the pipeline share: projects that are created and counted."""

from typing import Any

from tests.harness import Answer, Api

__all__ = ["IDEMPOTENT", "count", "create"]

PROJECTS = "/v1/projects"
IDEMPOTENT: dict[str, Any] = {"headers": {"Idempotency-Key": "5f0c1a52-7f2b-4b43-9a6e-0d7c3f0e6a11"}}
"""An idempotency key."""


def create(api: Api, name: str = "Harbor Two", **options: Any) -> Answer:
    """A project is created."""
    return api.post(PROJECTS, {"name": name, "timezone": "UTC"}, **options)


def count(api: Api, name: str) -> int:
    """How many projects there are of a name."""
    items = api.get(f"{PROJECTS}?limit=200").body["items"]
    return [item["name"] for item in items].count(name)
