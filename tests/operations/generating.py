"""A regeneration, as tests of content jobs ask for it."""

from typing import Any

from tests.harness import Answer, Api

__all__ = ["regenerate"]


def regenerate(api: Api, label: str = "steep-slow", body: Any = None, **options: Any) -> Answer:
    """A container is regenerated."""
    return api.post(f"/v1/content/{api.id(label)}/regenerate", body, **options)
