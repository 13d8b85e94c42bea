"""patchInfluencer."""

from typing import Any

from layers_mock.kit import Api, check, equal

from ..making import ready_influencer
from .persona import ANOTHER, IDENTITY, PERSONA, image_ids, persona_of, same, settled, told_personality, upload

__all__: list[str] = []


@check("patch-influencer.partial")
def what_is_sent_changes_and_the_rest_stays(api: Api) -> None:
    """Each field alone, the name, and two at once; whatever is not sent reads as before, images and status among it."""
    influencer = ready_influencer(api, **PERSONA)
    row = settled(api.made("getInfluencer", influencer))
    bodies: list[dict[str, Any]] = [{field: ANOTHER[field]} for field in IDENTITY]
    for body in (*bodies, {"name": api.text("Renamed")}, {"vibe": "loud", "gender": "male"}):
        api.call("patchInfluencer", influencer, body=body).succeeded(200)
        after = settled(api.call("getInfluencer", influencer).succeeded(200))
        same(_unstamped(after), _unstamped({**row, **body}), f"the row after a patch of {sorted(body)}")
        row = after


def _unstamped(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "updatedAt"}


@check("patch-influencer.answers-the-row")
def a_patch_answers_the_row(api: Api) -> None:
    """Every field as the next read tells it, the change among them, of a whole persona and of a bare one."""
    for persona in (dict(PERSONA), {}):
        influencer = ready_influencer(api, **persona)
        for body in ({"vibe": "warmer"}, {"name": api.text("Renamed")}, {"personality": {"tone": "cool"}}):
            answer = api.call("patchInfluencer", influencer, body=body).succeeded(200)
            row = api.made("getInfluencer", influencer)
            same(settled(answer), settled(row), f"the answer to a patch of {sorted(body)}")
            equal([image["assetId"] for image in answer["referenceImages"] if not image["url"]], [], "images without a link")


@check("patch-influencer.null-clears")
def null_clears_a_field(api: Api) -> None:
    """Each persona field alone, and one beside a field that is set: null in answer and row, the others as they were."""
    influencer = ready_influencer(api, **PERSONA)
    row = api.made("getInfluencer", influencer)
    bodies: list[dict[str, Any]] = [{"gender": None, "vibe": "louder"}]
    bodies += [{field: None} for field in IDENTITY if field not in {"personality", "gender"}]
    for body in bodies:
        answer = api.call("patchInfluencer", influencer, body=body).succeeded(200)
        read = api.call("getInfluencer", influencer).succeeded(200)
        row = {**row, **body}
        for came in (answer, read):
            same(persona_of(came), persona_of(row), f"identity after a patch with {body}")


@check("patch-influencer.personality-merges")
def a_personality_is_merged(api: Api) -> None:
    """A key that is sent is replaced, lists as a whole, the others stay; where there was none, it is what was sent."""
    influencer, bare = ready_influencer(api, **PERSONA), ready_influencer(api)
    promised = dict(PERSONA["personality"])
    sent: list[dict[str, Any]] = [{"humor": "loud"}, {"traits": ["blunt"], "tone": "cool"}, {"values": []}]
    for personality in sent:
        promised |= personality
        _is_merged(api, influencer, personality, promised)
    _is_merged(api, bare, {"tone": "cool"}, {"tone": "cool"})
    _is_merged(api, bare, {"humor": "loud"}, {"tone": "cool", "humor": "loud"})


def _is_merged(api: Api, influencer: str, sent: dict[str, Any], promised: dict[str, Any]) -> None:
    answer = api.call("patchInfluencer", influencer, body={"personality": sent}).succeeded(200)
    read = api.call("getInfluencer", influencer).succeeded(200)
    for came in (answer, read):
        same(told_personality(came), promised, f"personality after {sent}")


@check("patch-influencer.body")
def reference_images_cannot_be_patched(api: Api) -> None:
    """Alone and beside a field that is fine they are refused; nothing changes, and the field alone is taken."""
    influencer = ready_influencer(api)
    before = settled(api.made("getInfluencer", influencer))
    images = {"assetIds": [upload(api)]}
    bodies: tuple[dict[str, Any], ...] = (
        {"referenceImages": images},
        {"vibe": "calm", "referenceImages": images},
        {"referenceImages": []},
    )
    for body in bodies:
        api.call("patchInfluencer", influencer, body=body).refused(422, "VALIDATION")
    same(settled(api.call("getInfluencer", influencer).succeeded(200)), before, "the row after the refusals")
    row = api.call("patchInfluencer", influencer, body={"vibe": "calm"}).succeeded(200)
    equal(image_ids(row), image_ids(before), "images after a patch")


@check("patch-influencer.not-found")
def patching_what_is_not_there_is_not_found(api: Api) -> None:
    """Unknown, another organisation's and deleted ones; the foreign one stays as it is."""
    foreign, deleted = api.state("foreign_influencer"), ready_influencer(api)
    before = settled(api.made("getInfluencer", foreign, key="other"))
    api.call("patchInfluencer", deleted, body={"vibe": "calm"}).succeeded(200)
    api.made("deleteInfluencer", deleted)
    bodies: tuple[dict[str, Any], ...] = ({"vibe": "calm"}, {"name": "Renamed"}, {"hairColor": None})
    for influencer in (api.uuid(), foreign, deleted):
        for body in bodies:
            api.call("patchInfluencer", influencer, body=body).refused(404, "NOT_FOUND")
    after = settled(api.made("getInfluencer", foreign, key="other"))
    same(after, before, "the influencer of another organisation")
