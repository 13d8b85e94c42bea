"""What tests of influencers share: the calls they make."""

from typing import Any

from tests.harness import Answer, Api

__all__ = ["FULL_IDENTITY", "OWN_ID", "clone", "create", "names", "read", "upload"]

OWN_ID = "0B9F6A4E-52E5-4A6E-9E0B-2C1F5D7A9E10"
"""An id of the client's own."""
FULL_IDENTITY = {
    "gender": "nonbinary",
    "ageRange": "35-44",
    "ethnicity": "Nordic",
    "bodyType": "tall",
    "hairColor": "silver",
    "hairStyle": "braid",
    "style": "European minimalist",
    "vibe": "sharper, more deadpan",
    "voiceDescription": "dry",
    "personality": {"traits": ["blunt"], "tone": "cool"},
}
"""Every field of a persona."""


def clone(api: Api, body: object, source: str = "ava", **options: Any) -> Answer:
    """An influencer is cloned."""
    return api.post(f"/v1/influencers/{api.id(source)}/clone", body, **options)


def create(api: Api, body: object, project: str = "harbor-tea", **options: Any) -> Answer:
    """An influencer is created."""
    return api.post(f"/v1/projects/{api.id(project)}/influencers", body, **options)


def read(api: Api, influencer_id: str) -> Any:
    """An influencer's row."""
    return api.get(f"/v1/influencers/{influencer_id}").body


def names(api: Api, query: str = "", project: str = "harbor-tea") -> list[str]:
    """The names of a project's influencers."""
    page = api.get(f"/v1/projects/{api.id(project)}/influencers{query}").body
    return [item["name"] for item in page["items"]]


def upload(api: Api, project: str = "harbor-tea", **options: Any) -> str:
    """The id of an uploaded reference image."""
    body = {"kind": "reference_image", "mimeType": "image/png", "dataBase64": "iVBORw0KGgo="}
    answer = api.post(f"/v1/projects/{api.id(project)}/media", body, **options)
    assert answer.status == 201
    return str(answer.body["assetId"])
