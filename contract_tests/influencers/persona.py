"""Influencers that checks make for themselves, and how their rows are compared."""

from collections.abc import Mapping
from typing import Any

from layers_mock.kit import Answer, Api, UnprovidedError, as_uuid, equal

from ..lists import every_item
from ..making import completed, medium, new_influencer

__all__ = [
    "ANOTHER", "IDENTITY", "PERSONA", "clone", "clone_row", "create", "id_of", "ids_of", "image_ids", "lasting", "listed",
    "persona_of", "same", "same_images", "settled", "several_ready", "told_personality", "upload",
]  # fmt: skip

IDENTITY = (
    "gender", "ageRange", "ethnicity", "bodyType", "hairColor", "hairStyle", "style", "vibe", "voiceDescription", "personality",
)  # fmt: skip
PERSONA: Mapping[str, Any] = {
    "gender": "female",
    "ageRange": "25-34",
    "ethnicity": "Brazilian and Japanese",
    "bodyType": "tall",
    "hairColor": "auburn",
    "hairStyle": "loose waves",
    "style": "linen, söft neutrals, " * 11,
    "vibe": "calm and exact ✿",
    "voiceDescription": "low and even, never in a hurry, " * 32,
    "personality": {
        "traits": ["curious", "exact"],
        "tone": "warm",
        "humor": "deadpan",
        "formality": "casual",
        "values": ["craft", "honesty"],
        "interests": ["ceramics", "night trains"],
        "speakingStyle": "short sentences",
        "catchphrases": ["Let it steep.", "Again, slower."],
    },
}
"""Every field set; the longest texts nearly as long as they may be."""
ANOTHER: Mapping[str, Any] = {
    "gender": "nonbinary",
    "ageRange": "45-54",
    "ethnicity": "Nordic",
    "bodyType": "athletic",
    "hairColor": "silver",
    "hairStyle": "braid",
    "style": "European minimalist",
    "vibe": "sharper, more deadpan",
    "voiceDescription": "dry and quick",
    "personality": {
        "traits": ["blunt"],
        "tone": "cool",
        "humor": "loud",
        "formality": "formal",
        "values": ["speed"],
        "interests": ["chess"],
        "speakingStyle": "long sentences",
        "catchphrases": ["Next."],
    },
}
"""Every field set, each to another value than in ``PERSONA``."""
_LINKS = ("url", "thumbnailUrl")


def create(api: Api, project: str, **fields: object) -> Answer:
    """Ask for a new influencer."""
    return api.call("createInfluencer", project, body={"name": api.text("Influencer"), **fields})


def several_ready(api: Api, count: int, project: str | None = None) -> list[str]:
    """So many new influencers that are ready; their jobs run side by side."""
    made = [new_influencer(api, project) for _ in range(count)]
    for each in made:
        completed(api, each)
    return [str(each["influencerId"]) for each in made]


def clone(api: Api, source: str, **fields: object) -> Answer:
    """Ask for a clone."""
    return api.call("cloneInfluencer", source, body={"name": api.text("Clone"), **fields})


def clone_row(api: Api, source: str, **fields: object) -> Any:
    """The row of a new clone, as it is behind the 202."""
    answer = clone(api, source, **fields).succeeded(202)
    return api.call("getInfluencer", answer["influencerId"]).succeeded(200)


def listed(api: Api, project: str, **query: Any) -> list[Any]:
    """All items of a project's influencers, page after page."""
    return every_item(api, "listInfluencers", project, **query)


def upload(api: Api, project: str | None = None, *, key: str = "full") -> str:
    """The asset id of a new picture in a project."""
    return str(medium(api, project, key=key)["assetId"])


def id_of(text: str) -> str:
    """What an id names, as a UUID, whichever of its forms it is printed in; a text of no form as it is."""
    try:
        return as_uuid(text)
    except UnprovidedError:
        return text


def ids_of(items: list[Any]) -> list[str]:
    """What the items of a list name, in their order."""
    return [id_of(item["influencerId"]) for item in items]


def image_ids(row: Any) -> list[str]:
    """What the reference images of a row or an answer name, sorted."""
    return sorted(id_of(image["assetId"]) for image in row["referenceImages"])


def same_images(api: Api, images: list[Any], others: list[Any]) -> bool:
    """Whether both are the same pictures: by their ids, else by what their links give."""
    ids = [sorted(id_of(image["assetId"]) for image in each) for each in (images, others)]
    if ids[0] == ids[1]:
        return True
    pictures = [sorted(api.fetch(image["url"]).content for image in each) for each in (images, others)]
    return pictures[0] == pictures[1]


def persona_of(row: Any) -> dict[str, Any]:
    """The identity fields of a row; of a personality what is set."""
    personality = told_personality(row) if row["personality"] else row["personality"]
    return {**{field: row[field] for field in IDENTITY}, "personality": personality}


def told_personality(row: Any) -> dict[str, Any]:
    """The personality of a row without what is not set."""
    return {key: value for key, value in (row["personality"] or {}).items() if value is not None}


def lasting(row: Any) -> dict[str, Any]:
    """What the job of a row does not change."""
    return {name: value for name, value in row.items() if name not in {"status", "updatedAt", "referenceImages"}}


def same(came: Mapping[str, Any], promised: Mapping[str, Any], what: str) -> None:
    """Break the rule unless both have the same fields and values; tells those that differ alone."""
    names = [name for name in {**promised, **came} if name not in came or name not in promised or came[name] != promised[name]]
    told = [{name: row[name] for name in names if name in row} for row in (came, promised)]
    equal(told[0], told[1], what)


def settled(row: Any) -> dict[str, Any]:
    """A row without links, which may be signed anew each time it is read, and without an order of its images."""
    images = [{name: image[name] for name in image if name not in _LINKS} for image in row["referenceImages"]]
    images.sort(key=lambda image: str(image["assetId"]))
    return {**row, "referenceImages": images}
