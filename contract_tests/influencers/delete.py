"""deleteInfluencer."""

from typing import Any

from layers_mock.kit import Answer, Api, check, equal, holds

from ..forms import instant
from ..making import new_influencer, ready_influencer
from .persona import clone, id_of, same, settled, upload

__all__: list[str] = []


@check("delete-influencer.answer")
def a_deletion_tells_what_was_deleted(api: Api) -> None:
    """influencerId, status and deletedAt, of a ready one and of a pending one, with a reason and without."""
    for influencer in (ready_influencer(api), new_influencer(api)["influencerId"]):
        _tells(api.call("deleteInfluencer", influencer), influencer)
    influencer = ready_influencer(api)
    _tells(api.call("deleteInfluencer", influencer, body={"reason": "a check"}), influencer)


def _tells(answer: Answer, influencer: str) -> None:
    gone = answer.succeeded(200)
    equal((id_of(gone["influencerId"]), gone["status"]), (id_of(influencer), "deleted"), "influencerId and status")
    deleted_at = gone["deletedAt"]
    holds(isinstance(deleted_at, str) and instant(deleted_at), f"deletedAt is {deleted_at!r}")


@check("delete-influencer.gone")
def what_was_deleted_is_gone(api: Api) -> None:
    """For every call, ready or pending when it was deleted, and also when the job of the pending one is over."""
    influencer, running, asset = ready_influencer(api), new_influencer(api), upload(api)
    for each in (influencer, running["influencerId"]):
        api.made("getInfluencer", each)
        api.call("deleteInfluencer", each).succeeded(200)
        _is_gone(api, each, asset)
    if api.call("getJob", running["jobId"]).is_success:
        api.finish(running)
    _is_gone(api, running["influencerId"], asset)
    _is_gone(api, influencer, asset)


def _is_gone(api: Api, influencer: str, asset: str) -> None:
    api.call("getInfluencer", influencer).refused(404, "NOT_FOUND")
    api.call("patchInfluencer", influencer, body={"vibe": "calm"}).refused(404, "NOT_FOUND")
    clone(api, influencer).refused(404, "NOT_FOUND")
    api.call("attachReferenceImages", influencer, body={"assetIds": [asset]}).refused(404, "NOT_FOUND")
    api.call("deleteInfluencer", influencer).refused(404, "NOT_FOUND")


@check("delete-influencer.reason")
def a_reason_may_be_given(api: Api) -> None:
    """No body, an empty object and a reason of up to 1024 characters delete; what is no JSON or longer does not."""
    bodies: list[dict[str, Any]] = [{}, {"body": {}}, {"body": {"reason": "é" * 1024}}, {"content": b' {"reason": ""}'}]
    for options in bodies:
        influencer = new_influencer(api)["influencerId"]
        api.call("deleteInfluencer", influencer, **options).succeeded(200)
        api.call("getInfluencer", influencer).refused(404)
    influencer = new_influencer(api)["influencerId"]
    wrong: tuple[Any, ...] = ({"reason": "x" * 1025}, {"reason": 1}, [])
    for body in wrong:
        api.call("deleteInfluencer", influencer, body=body).refused(422, "VALIDATION")
    for content in (b"not JSON", b'{"reason": "half'):
        came = api.call("deleteInfluencer", influencer, content=content)
        holds(400 <= came.status < 500, f"{came.told} for a body that is no JSON")
    api.call("getInfluencer", influencer).succeeded(200)


@check("delete-influencer.not-found")
def deleting_what_is_not_there_is_not_found(api: Api) -> None:
    """An unknown one, also with a reason, and another organisation's, which stays."""
    foreign = api.state("foreign_influencer")
    before = settled(api.made("getInfluencer", foreign, key="other"))
    for influencer in (api.uuid(), foreign):
        api.call("deleteInfluencer", influencer).refused(404, "NOT_FOUND")
        api.call("deleteInfluencer", influencer, body={"reason": "a check"}).refused(404, "NOT_FOUND")
    after = settled(api.call("getInfluencer", foreign, key="other").succeeded(200))
    same(after, before, "the influencer of another organisation")
    api.call("deleteInfluencer", ready_influencer(api)).succeeded(200)
