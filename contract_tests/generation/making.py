"""How checks ask for content and for content anew, and what they look at of it."""

from typing import Any

from layers_mock.kit import UNSENT, Answer, Api

from ..making import SLIDES, completed, container_now

__all__ = ["BRIEF", "BRIEF_KEYS", "asset_ids", "brief_of", "generate", "regenerate", "regenerated"]

BRIEF_KEYS = ("topic", "angle", "cta", "valuePropositions")
BRIEF: dict[str, Any] = {
    "topic": "iced oolong",
    "angle": "the slow afternoon",
    "cta": "Try the box",
    "valuePropositions": ["traceable", "fresh", "near"],
}
"""Every key of a brief that can be read back; the list is in no order."""


def generate(api: Api, place: str | None = None, /, *, key: str = "full", headers: Any = None, **body: Any) -> Answer:
    """Ask for slideshows, unless ``body`` says otherwise, in a project: the state `project` where none is named."""
    return api.call("generateContent", place or api.state("project"), body={"format": SLIDES, **body}, key=key, headers=headers)


def regenerate(api: Api, container_id: str, body: Any = UNSENT, *, key: str = "full", headers: Any = None) -> Answer:
    """Ask for a container anew."""
    return api.call("regenerateContent", container_id, body=body, key=key, headers=headers)


def regenerated(api: Api, container_id: str, body: Any = UNSENT) -> Any:
    """The container after a regeneration that is completed."""
    completed(api, regenerate(api, container_id, body).succeeded(202))
    return container_now(api, container_id)


def brief_of(read: Any) -> dict[str, Any]:
    """What a container's brief says of the keys that can be read back."""
    return {name: read["brief"].get(name) for name in BRIEF_KEYS}


def asset_ids(read: Any) -> list[str]:
    """The ids of a container's assets, in order."""
    return [asset["assetId"] for asset in read["assets"]]
