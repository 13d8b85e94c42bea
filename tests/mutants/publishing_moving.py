"""Servers that move posts wrongly."""

from datetime import datetime
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, side, success_of
from tests.mutants.publishing_servers import anyway, hour_ahead, later, nothing, over, post, reads_touched
from tests.mutants.wrong import Ask, Asked, Came, Mutant, answers, refusal, refuses, replies, turns, with_json

__all__ = ["MUTANTS"]

POST = "getScheduledPost"
MOVE = "rescheduleScheduledPost"


def moved_told(asked: Asked, ask: Ask, row: Any) -> Response:
    """A move that was not made, told as if it were."""
    slot = asked.body["scheduledFor"] if isinstance(asked.body, dict) else row["scheduledFor"]
    return nothing(asked, ask, {"id": row["id"], "status": "queued", "scheduledFor": slot, "updatedAt": row["updatedAt"]})


def reads_moved(asked: Asked, ask: Ask) -> Response:
    """A refused move shows in the post."""
    slots = asked.memory.notes.setdefault("slots", {})
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 409:
        slots[asked.path[0]] = asked.body["scheduledFor"]
    body = success_of(came)
    return (
        with_json(came, body | {"scheduledFor": slots[body["id"]]})
        if asked.operation == POST and body and body["id"] in slots
        else came
    )


def late_move(asked: Asked, ask: Ask) -> Response:
    """A move is told and forgotten by who sends the post."""
    slots = asked.memory.notes.setdefault("told", {})
    if asked.operation == MOVE:
        row = post(asked, ask)
        if row.get("status") == "queued" and asked.body["scheduledFor"][:4] == "2026":
            slots[row["id"]] = asked.body["scheduledFor"]
            return moved_told(asked, ask, row)
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == POST and body and body["id"] in slots:
        return with_json(came, body | {"scheduledFor": slots[body["id"]]})
    return came


def only_later(asked: Asked, ask: Ask) -> Response | None:
    """Posts are postponed, and never moved forward."""
    row = post(asked, ask)
    is_forward = row.get("status") == "queued" and datetime.fromisoformat(asked.body["scheduledFor"]) < datetime.fromisoformat(
        row["scheduledFor"]
    )
    return moved_told(asked, ask, row) if is_forward and asked.body["scheduledFor"][:4] == "2026" else None


def soon_is_fine(came: Came, ask: Ask) -> Response:
    """What is too soon by a little is fine."""
    issues = (came.body.get("error") or {}).get("details", {}).get("issues", []) if isinstance(came.body, dict) else []
    row = post(came.asked, ask)
    sent = came.asked.body.get("scheduledFor") if isinstance(came.asked.body, dict) else None
    is_soon = came.status == 422 and issues and isinstance(sent, str) and sent >= "2026-04-24T12:00:00.001Z" and row
    return moved_told(came.asked, ask, row) if is_soon else came.response


def half_moved(asked: Asked, ask: Ask) -> Response:
    """What is too soon is refused, and the post gets the nearest slot."""
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 422:
        ask(asked.with_body({"scheduledFor": "2027-01-01T00:00:00Z"}))
    return came


def mode_moves(asked: Asked, ask: Ask) -> Response:
    """A mode in the body is heeded."""
    modes = asked.memory.notes.setdefault("modes", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == MOVE and body and "mode" in asked.body:
        modes[asked.path[0]] = asked.body["mode"]
    return (
        with_json(came, body | {"mode": modes[body["id"]]})
        if asked.operation == POST and body and body["id"] in modes
        else came
    )


def once(asked: Asked, ask: Ask) -> Response:
    """A post is moved once."""
    moved = asked.memory.notes.setdefault("moved", set())
    if asked.operation == MOVE and asked.path[0] in moved:
        return refusal(ask(side(asked, "GET", "/v1/whoami")), 409, "CONFLICT")
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 200:
        moved.add(asked.path[0])
    return came


MUTANTS = (
    Mutant("reschedule-scheduled-post.answer", "The answer is 202.", answers(MOVE, lambda body: None, status=202)),
    Mutant("reschedule-scheduled-post.answer", "scheduledFor is told as it was sent.", answers(MOVE, lambda body, asked: body | {"scheduledFor": asked.body["scheduledFor"]})),
    Mutant("reschedule-scheduled-post.answer", "updatedAt is an hour ahead.", answers(MOVE, hour_ahead("updatedAt"))),
    Mutant("reschedule-scheduled-post.answer", "A post is moved once.", always(once)),
    Mutant("reschedule-scheduled-post.moves", "It goes out when it would have.", always(late_move)),
    Mutant("reschedule-scheduled-post.moves", "Posts are never moved forward.", asking(MOVE, only_later)),
    Mutant("reschedule-scheduled-post.moves", "A moved post goes out at once.", asking(MOVE, lambda asked, ask: asked.with_body(
        {"scheduledFor": later(post(asked, ask)["createdAt"], minutes=2)}) if post(asked, ask).get("status") == "queued" else None)),
    Mutant("reschedule-scheduled-post.too-soon", "A little ahead is far enough.", replies(MOVE, soon_is_fine)),
    Mutant("reschedule-scheduled-post.too-soon", "It is 400.", turns(MOVE, 422, "VALIDATION", to=(400, "VALIDATION"))),
    Mutant("reschedule-scheduled-post.too-soon", "It is refused, and the post gets another slot.", always(half_moved)),
    Mutant("reschedule-scheduled-post.too-soon", "Less than a minute is too soon.", replies(MOVE, lambda came, ask: refusal(
        came.response, 422, "VALIDATION", {"issues": [{"path": "scheduledFor", "message": "No."}]})
        if came.status == 200 and came.body["scheduledFor"] < later(came.body["updatedAt"], seconds=60) else came.response)),
    Mutant("reschedule-scheduled-post.only-queued", "Failed posts are moved.", asking(MOVE, over(moved_told, "failed"))),
    Mutant("reschedule-scheduled-post.only-queued", "Drafts are moved.", asking(MOVE, over(moved_told, "draft_in_inbox"))),
    Mutant("reschedule-scheduled-post.only-queued", "What is being published is moved.", asking(MOVE, over(moved_told, "publishing"))),
    Mutant("reschedule-scheduled-post.only-queued", "It is refused and shows.", always(reads_moved)),
    Mutant("reschedule-scheduled-post.fixed", "A mode in the body is heeded.", always(mode_moves)),
    Mutant("reschedule-scheduled-post.fixed", "createdAt moves.", reads_touched(MOVE, 200, "createdAt", "2026-04-24T13:00:00.000Z")),
    Mutant("reschedule-scheduled-post.fixed", "A caption in the body is refused.", refuses(
        MOVE, 422, "VALIDATION", when=lambda asked: isinstance(asked.body, dict) and "captionOverride" in asked.body)),
    Mutant("reschedule-scheduled-post.not-found", "Another organisation moves ours.", asking(MOVE, anyway)),
    Mutant("reschedule-scheduled-post.not-found", "An unknown post is 409.", turns(MOVE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
)  # fmt: skip
