"""Servers whose gates before a publication are wrong: reviews, unfinished content, archived projects."""

from collections.abc import Callable

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, get, side, success_of
from tests.mutants.publishing_servers import content, in_both, nothing
from tests.mutants.wrong import Ask, Asked, Mutant, Server, refusal, refusals, replies, turns, with_json

__all__ = ["MUTANTS"]

SCHEDULE = "scheduleContent"
PUBLISH = "publishContent"
MAKING = {SCHEDULE, PUBLISH}
ARCHIVE = "archiveProject"


def keeps_publishing(asked: Asked, ask: Ask) -> Response:
    """A publishing that is refused is kept all the same."""
    came = ask(asked.request)
    if asked.operation == PUBLISH and came.status == 403 and isinstance(asked.body, dict):
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", asked.body | {"scheduledFor": "2031-01-01T00:00:00Z"}))
    return came


def drops_kept(asked: Asked, ask: Ask) -> Response:
    """A publishing that is refused takes the place of the schedule that was kept."""
    came = ask(asked.request)
    body = asked.body
    if (
        asked.operation == PUBLISH
        and came.status == 403
        and isinstance(body, dict)
        and body["targets"][0]["mode"] == "draft_to_device"
    ):
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", body | {"scheduledFor": "2031-01-01T00:00:00Z"}))
    return came


def takes_for(status: str) -> Callable[[Asked, Ask], Response | None]:
    """Content of that status is answered as if it had been posted."""

    def change(asked: Asked, ask: Ask) -> Response | None:
        body = content(asked, ask)
        return told_as_made(asked, ask) if body.get("status") == status else None

    return change


def told_as_made(asked: Asked, ask: Ask) -> Response:
    """The answer to a posting that was not done."""
    entry = {"scheduledPostId": "sp_01HXZ9G7KMV2QX8Y1S5RJW3B7V", "socialAccountId": asked.memory.ids["tiktok-account"]}
    told = {
        "containerId": asked.path[0],
        "scheduledPosts": [{**entry, "status": "queued", "scheduledFor": "2031-05-06T07:08:09.000Z"}],
    }
    return nothing(asked, ask, told, 201)


def is_archived(asked: Asked, ask: Ask) -> bool:
    """Whether the project of a container is archived."""
    project = content(asked, ask).get("projectId")
    return bool(project) and get(asked, ask, f"/v1/projects/{project}").get("status") == "archived"


def archived_anyway(asked: Asked, ask: Ask) -> Response | None:
    """In an archived project it is answered as if nothing were."""
    return told_as_made(asked, ask) if is_archived(asked, ask) else None


def restores_first(asked: Asked, ask: Ask) -> Response | None:
    """Posting in an archived project restores it for a moment."""
    if not is_archived(asked, ask):
        return None
    project = content(asked, ask)["projectId"]
    ask(side(asked, "PATCH", f"/v1/projects/{project}", {"status": "active"}))
    return ask(asked.request)


def archived_for_good() -> Server:
    """In a project that was ever archived nothing is posted again."""
    archived: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = success_of(came)
        if asked.operation == ARCHIVE and body is not None:
            archived.add(body["id"])
        if asked.operation in MAKING and came.status == 201 and archived:
            project = content(asked, ask)["projectId"]
            if get(asked, ask, f"/v1/projects/{project}").get("id") in archived:
                return refusal(came, 409, "CONFLICT")
        return came

    return server


def posts_rejected(asked: Asked, ask: Ask) -> Response | None:
    """Rejected content is answered as if it were not."""
    return told_as_made(asked, ask) if content(asked, ask).get("approvalStatus") == "rejected" else None


MUTANTS = (
    *in_both("rejected", "It is CONFLICT.", lambda operation: turns(operation, 409, "CONTENT_REJECTED", to=(409, "CONFLICT"))),
    *in_both("rejected", "It is answered as if it were fine.", lambda operation: asking(operation, posts_rejected)),
    *in_both("rejected", "All content of a reviewing project is.", lambda operation: replies(
        operation, lambda came, ask: refusal(came.response, 409, "CONTENT_REJECTED") if content(came.asked, ask).get("approvalStatus") == "approved" else came.response)),
    *in_both("unfinished", "Failed content is answered as if it were fine.", lambda operation: asking(operation, takes_for("failed"))),
    *in_both("unfinished", "Queued content is.", lambda operation: asking(operation, takes_for("queued"))),
    *in_both("unfinished", "Canceled content is.", lambda operation: asking(operation, takes_for("canceled"))),
    *in_both("unfinished", "It is 422.", lambda operation: turns(operation, 409, "CONFLICT", to=(422, "VALIDATION"))),
    *in_both("archived-project", "It is answered as if it were fine.", lambda operation: asking(operation, archived_anyway)),
    *in_both("archived-project", "It restores the project.", lambda operation: asking(operation, restores_first)),
    *in_both("archived-project", "It is so for good.", lambda operation: archived_for_good),
    Mutant("publish-content.approval-required", "It is 409.", turns(PUBLISH, 403, "APPROVAL_REQUIRED", to=(409, "CONFLICT"))),
    Mutant("publish-content.approval-required", "It is 202, as for a schedule.", replies(
        PUBLISH, lambda came, ask: with_json(came.response, {"containerId": came.asked.path[0], "gateStatus": "blocked_on_approval"}, 202)
        if came.code == "APPROVAL_REQUIRED" else came.response)),
    Mutant("publish-content.approval-required", "details do not say which container.", refusals(
        PUBLISH, lambda error: (error.get("details") or {}).pop("containerId", None))),
    Mutant("publish-content.approval-required", "Approved content needs it too.", replies(
        PUBLISH, lambda came, ask: refusal(came.response, 403, "APPROVAL_REQUIRED") if content(came.asked, ask).get("approvalStatus") == "approved" else came.response)),
    Mutant("publish-content.keeps-nothing", "It is kept.", always(keeps_publishing)),
    Mutant("publish-content.keeps-nothing", "It replaces the schedule that was kept.", always(drops_kept)),
)  # fmt: skip
