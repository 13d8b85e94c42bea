"""Servers that get deleteInfluencer wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import anyones, get, opens_deleted
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, asks, refuses, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_DELETE = "deleteInfluencer"
_ATTACH = "attachReferenceImages"


def _deleted_comes_back() -> Server:
    """The end of its job brings a deleted influencer back."""
    rows: dict[str, Any] = {}
    gone: dict[str, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        now = asked.passed
        row = get(asked, ask, asked.path[0]) if asked.operation == _DELETE else None
        came = ask(asked.request)
        if asked.operation == _DELETE and came.status == 200:
            rows[asked.path[0]] = row
            gone[asked.path[0]] = now
        is_back = asked.operation == "getInfluencer" and asked.path[0] in gone and now > gone[asked.path[0]]
        if is_back and rows[asked.path[0]]["status"] == "pending":
            return with_json(came, {**rows[asked.path[0]], "status": "ready"}, 200)
        return came

    return server


def _not_without_body(asked: Asked) -> bool:
    return not asked.request.content


def _cuts_the_reason(body: Any) -> None:
    if isinstance(body.get("reason"), str):
        body["reason"] = body["reason"][:1024]


def _broken_json_is_none(asked: Asked) -> bool:
    return bool(asked.request.content) and asked.body is None


def _deletes_all_the_same(came: Came, ask: Ask) -> Response:
    """The reason is refused behind the deletion."""
    if came.status == 422:
        ask(came.asked.with_body(None))
    return came.response


def _is_too_long_in_bytes(asked: Asked) -> bool:
    return len(str((asked.body or {}).get("reason", "")).encode()) > 1024 and len(asked.body["reason"]) <= 1024


MUTANTS = (
    Mutant("delete-influencer.answer", "The status is archived.", answers(_DELETE, lambda body: body | {"status": "archived"})),
    Mutant("delete-influencer.answer", "With a reason, deletedAt is null.", answers(
        _DELETE, lambda body: body | {"deletedAt": None}, when=lambda asked: asked.body)),
    Mutant("delete-influencer.answer", "The id is called id.", answers(_DELETE, lambda body: {
        "id": body["influencerId"], "status": body["status"], "deletedAt": body["deletedAt"]})),
    Mutant("delete-influencer.gone", "A second deletion is answered as the first.", opens_deleted(_DELETE)),
    Mutant("delete-influencer.gone", "A deleted one can be cloned.", opens_deleted("cloneInfluencer")),
    Mutant("delete-influencer.gone", "A deleted one takes images.", opens_deleted(_ATTACH)),
    Mutant("delete-influencer.gone", "The end of its job brings a deleted one back.", _deleted_comes_back),
    Mutant("delete-influencer.gone", "A second deletion is a conflict.", turns(_DELETE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("delete-influencer.reason", "The body is required.", refuses(_DELETE, 422, "VALIDATION", when=_not_without_body)),
    Mutant("delete-influencer.reason", "A reason that is too long is cut.", asks(_DELETE, _cuts_the_reason)),
    Mutant("delete-influencer.reason", "What is no JSON counts as no body.", when_asked(
        _DELETE, lambda asked: asked.with_body(None), when=_broken_json_is_none)),
    Mutant("delete-influencer.reason", "The reason is refused behind the deletion.", replies(_DELETE, _deletes_all_the_same)),
    Mutant("delete-influencer.reason", "1024 are bytes, not characters.", refuses(_DELETE, 422, "VALIDATION", when=_is_too_long_in_bytes)),
    Mutant("delete-influencer.not-found", "Any organisation's can be deleted.", replies(_DELETE, anyones)),
    Mutant("delete-influencer.not-found", "Another organisation's is 403.", turns(
        _DELETE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-influencer"))),
    Mutant("delete-influencer.not-found", "One that never was is deleted already.", replies(_DELETE, lambda came, ask: with_json(
        came.response, {"influencerId": came.asked.path[0], "status": "deleted", "deletedAt": "2026-04-24T12:00:00.000Z"}, 200)
        if came.status == 404 else came.response)),
)  # fmt: skip
