"""What tests of projects share: the calls they make, and what a row is made of."""

import re
from typing import Any

from tests.harness import Answer, Api

__all__ = ["BARE_UUID", "OWN", "ROW", "create", "get", "names", "path", "refusal"]

OWN = "8b3f6c1e-52d4-4e0a-9a77-1f0c5d2b9e64"
"""An id of the client's own."""
BARE_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}\Z")
"""The form of ids in a row."""
ROW = [
    "id", "organizationId", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "brand",
    "brandContext", "ingestState", "requiresApproval", "firstNPostsBlocked", "currentBlockedCount", "metadata",
    "createdAt", "updatedAt",
]  # fmt: skip
"""The fields of a full row, in their order."""


def create(api: Api, **fields: Any) -> Answer:
    """A project is created with what is required, and with the given fields."""
    options = fields.pop("options", {})
    return api.post("/v1/projects", {"name": "Fern & Co", "timezone": "UTC", **fields}, **options)


def path(api: Api, label: str = "harbor-tea") -> str:
    """The path of a project of the fixture."""
    return f"/v1/projects/{api.id(label)}"


def get(api: Api, label: str = "harbor-tea") -> Any:
    """A project's row."""
    return api.get(path(api, label)).body


def names(api: Api, query: str = "", key: str = "full") -> list[str]:
    """The names of the listed projects."""
    return [item["name"] for item in api.get(f"/v1/projects{query}", key=key).body["items"]]


def refusal(answer: Answer) -> tuple[int, str]:
    """Status and code of a refusal."""
    return answer.status, answer.code
