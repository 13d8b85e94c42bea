"""The metrics section: reference/recommendations/list-recommendations."""

from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import project_of
from layers_mock.world.clock import iso
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.recommendations import Recommendation, recommendations
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "recommendations"
_PLACE = 2**64 - 1
"""The part of an id that a cursor holds."""


def list_recommendations(_world: World, call: Call) -> Reply:
    """A page of what a project's numbers suggest. Equal ones come with those about the newest content first."""
    project = project_of(call, "list-recommendations.project-not-found")
    everything = recommendations(call.organization, project, call.now)
    by_confidence = call.query["sort"] == "confidence_desc"
    everything.sort(key=lambda one: -one.confidence if by_confidence else -one.created_at)
    rows = [(one.key & _PLACE, one) for one in everything]
    found, following = page(rows[_begin(call, rows) :], call.limit(), _LIST, lambda one: _is_wanted(call, one))
    return Reply(200, {"items": [_view(one) for one in found], "nextCursor": following})


def _begin(call: Call, rows: list[tuple[int, Recommendation]]) -> int:
    """Where the page begins: behind what the cursor names. Raises a refusal where that is not in the list."""
    cursor = cast("str | None", call.query.get("cursor"))
    if cursor is None:
        return 0
    wanted = decode_cursor(cursor)
    begin = next((number for number, (place, _) in enumerate(rows, start=1) if place == wanted), None)
    if begin is None:
        details: JsonObject = {"issues": [{"path": "cursor", "message": "No cursor of this list."}]}
        raise Refusal("VALIDATION", rule="pagination.bad-cursor", details=details)
    return begin


def _is_wanted(call: Call, one: Recommendation) -> bool:
    kinds, statuses = (cast("list[str] | None", call.query.get(name)) for name in ("kind", "status"))
    return (
        (kinds is None or one.kind in kinds)
        and (statuses is None or one.status in statuses)
        and one.confidence >= cast("float", call.query["minConfidence"])
    )


def _view(one: Recommendation) -> JsonObject:
    return {
        "recommendationId": one.id,
        "kind": one.kind,
        "status": one.status,
        "subject": {"type": "content_container", "id": one.container.id},
        "rationale": one.rationale,
        "suggestedAction": {"method": "POST", "endpoint": one.endpoint, "body": one.body},
        "confidence": one.confidence,
        "evidence": one.evidence,
        "createdAt": iso(one.created_at),
    }


HANDLERS: dict[str, Handler] = {"listRecommendations": list_recommendations}
