"""Servers that cancel posts wrongly."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, get, side, success_of
from tests.mutants.publishing_servers import anyway, being, hour_ahead, nothing, over, post, reads_touched, where
from tests.mutants.wrong import Ask, Asked, Came, Mutant, answers, refusal, refuses, replies, turns, with_json

__all__ = ["MUTANTS"]

POST = "getScheduledPost"
CANCEL = "cancelScheduledPost"


def canceled_told(asked: Asked, ask: Ask, row: Any) -> Response:
    """A cancellation that was not made, told as if it were."""
    return nothing(asked, ask, {"id": row["id"], "status": "canceled", "canceledAt": row["updatedAt"]})


def brings_back(asked: Asked, ask: Ask) -> Response:
    """A canceled post goes out when its slot comes."""
    gone = asked.memory.notes.setdefault("gone", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == CANCEL and body:
        gone[body["id"]] = asked.memory.notes.get("passed", 0)
    is_late = (
        asked.operation == POST and body and body["id"] in gone and asked.memory.notes.get("passed", 0) - gone[body["id"]] > 500
    )
    return with_json(came, body | {"status": "published"}) if is_late else came


def vanishes(came: Came, ask: Ask) -> Response:
    """A canceled post is not found."""
    return (
        refusal(came.response, 404, "NOT_FOUND") if came.status == 200 and came.body["status"] == "canceled" else came.response
    )


def whole_call(asked: Asked, ask: Ask) -> Response:
    """All posts of the container in the same slot are canceled with one."""
    row = post(asked, ask) if asked.operation == CANCEL else {}
    came = ask(asked.request)
    if row and came.status == 200:
        project = get(asked, ask, f"/v1/content/{row['containerId']}")["projectId"]
        for item in get(asked, ask, f"/v1/projects/{project}/scheduled-posts?status=queued").get("items", ()):
            if item["scheduledFor"] == row["scheduledFor"]:
                ask(side(asked, "DELETE", f"/v1/scheduled-posts/{item['id']}"))
    return came


def neighbours_read(asked: Asked, ask: Ask) -> Response:
    """With one canceled post the others on its platform stay behind."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == CANCEL and body:
        notes["canceled"] = True
    is_stuck = asked.operation == POST and body and body["status"] == "published" and "canceled" in notes
    return with_json(came, body | {"status": "queued"}) if is_stuck else came


def goes_on(asked: Asked, ask: Ask) -> Response:
    """What is canceled while it is published goes on."""
    gone = asked.memory.notes.setdefault("gone", set())
    if asked.operation == CANCEL:
        row = post(asked, ask)
        if row.get("status") == "publishing":
            gone.add(row["id"])
            return canceled_told(asked, ask, row)
    return ask(asked.request)


def refused_and_gone(asked: Asked, ask: Ask) -> Response:
    """What is being published is refused and canceled."""
    row = post(asked, ask) if asked.operation == CANCEL else {}
    came = ask(asked.request)
    return refusal(came, 409, "CONFLICT") if row.get("status") == "publishing" and came.status == 200 else came


MUTANTS = (
    Mutant("cancel-scheduled-post.answer", "The answer is empty.", answers(CANCEL, lambda body: {})),
    Mutant("cancel-scheduled-post.answer", "id is what the path says.", answers(CANCEL, lambda body, asked: body | {"id": asked.path[0]})),
    Mutant("cancel-scheduled-post.answer", "canceledAt is an hour ahead.", answers(CANCEL, hour_ahead("canceledAt"))),
    Mutant("cancel-scheduled-post.row-stays", "The row is gone.", replies(POST, vanishes)),
    Mutant("cancel-scheduled-post.row-stays", "It goes out all the same.", always(brings_back)),
    Mutant("cancel-scheduled-post.row-stays", "The row has no canceledAt.", where(being("canceled"), lambda body: {"canceledAt": None})),
    Mutant("cancel-scheduled-post.row-stays", "Its slot is gone.", where(being("canceled"), lambda body: {"scheduledFor": body["createdAt"]})),
    Mutant("cancel-scheduled-post.terminal", "A canceled post is canceled again.", asking(CANCEL, over(canceled_told, "canceled"))),
    Mutant("cancel-scheduled-post.terminal", "A draft is canceled.", asking(CANCEL, over(canceled_told, "draft_in_inbox"))),
    Mutant("cancel-scheduled-post.terminal", "Failed posts are canceled.", asking(CANCEL, over(canceled_told, "failed"))),
    Mutant("cancel-scheduled-post.terminal", "It is refused and shows.", reads_touched(CANCEL, 409, "status", "canceled")),
    Mutant("cancel-scheduled-post.while-publishing", "It is told as canceled and goes on.", always(goes_on)),
    Mutant("cancel-scheduled-post.while-publishing", "It is refused and canceled.", always(refused_and_gone)),
    Mutant("cancel-scheduled-post.leaves-the-others", "The others of its slot are canceled too.", always(whole_call)),
    Mutant("cancel-scheduled-post.leaves-the-others", "The others stay behind.", always(neighbours_read)),
    Mutant("cancel-scheduled-post.body", "A body is needed.", refuses(CANCEL, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant("cancel-scheduled-post.body", "An empty body cancels nothing.", asking(CANCEL, lambda asked, ask: canceled_told(asked, ask, post(asked, ask)) if asked.body == {} else None)),
    Mutant("cancel-scheduled-post.not-found", "Another organisation cancels ours.", asking(CANCEL, anyway)),
    Mutant("cancel-scheduled-post.not-found", "An unknown post is 409.", turns(CANCEL, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
)  # fmt: skip
