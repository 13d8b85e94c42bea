"""Servers that review publications wrongly: schedules that wait for an approval, and what becomes of them."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, side, success_of
from tests.mutants.publishing_servers import content
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, replies, with_json

__all__ = ["MUTANTS"]

SCHEDULE = "scheduleContent"
APPROVE = "approveContent"
REJECT = "rejectContent"
POST = "getScheduledPost"
LIST = "listScheduledPosts"


def on(state: str) -> dict[str, Any]:
    """A post somewhere else, for defects that make one."""
    return {"socialAccountId": state, "mode": "direct_publish"}


def kept(edit: Callable[[list[Any]], Any]) -> Callable[[], Server]:
    """Of several schedules that wait, others are kept: ``edit(bodies)`` gives the one that is sent before an approval."""

    def make() -> Server:
        bodies: dict[str, list[Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == APPROVE and asked.path[0] in bodies:
                ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", edit(bodies[asked.path[0]])))
            came = ask(asked.request)
            if asked.operation == SCHEDULE and came.status == 202:
                bodies.setdefault(asked.path[0], []).append(asked.body)
            return came

        return server

    return make


def together(bodies: list[Any]) -> Any:
    """The targets of all schedules, for the slot of the last one."""
    return bodies[-1] | {"targets": [target for body in bodies for target in body["targets"]]}


def schedules_pending(asked: Asked, ask: Ask) -> Response:
    """What waits is told as blocked and posted all the same, once its slot has come."""
    notes = asked.memory.notes
    came = ask(asked.request)
    if asked.operation == SCHEDULE and came.status == 202:
        notes["blocked"] = (asked.path[0], notes.get("passed", 0))
    body = success_of(came)
    if (
        asked.operation == LIST
        and body is not None
        and "blocked" in notes
        and notes.get("passed", 0) - notes["blocked"][1] > 60
    ):
        return with_json(came, body | {"items": [*body["items"], ghost(notes["blocked"][0])]})
    return came


def ghost(container: str) -> dict[str, Any]:
    """A post that there is not."""
    times = {"scheduledFor": "2026-04-24T12:01:00.000Z", "createdAt": "2026-04-24T12:00:00.000Z"}
    return {
        "id": "sp_01HXZ9G7KMV2QX8Y1S5RJW3B7V",
        "containerId": container,
        "status": "published",
        "mode": "direct_publish",
        **times,
    }


def approves_first(asked: Asked, ask: Ask) -> Request | None:
    """Whoever schedules approves."""
    if content(asked, ask).get("approvalStatus") == "pending" and asked.key == "full":
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/approve"))
    return None


def approves_blocked(asked: Asked, ask: Ask) -> Response:
    """A blocked schedule approves the container by the way."""
    came = ask(asked.request)
    if asked.operation == SCHEDULE and came.status == 202:
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/approve"))
    return came


def promotion(edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """The promotion that an approval tells is spoilt."""
    return answers(
        APPROVE,
        lambda body: (
            body | {"pendingSchedulePromotion": edit(body["pendingSchedulePromotion"])}
            if "pendingSchedulePromotion" in body
            else body
        ),
    )


def promoted_wrongly(edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Posts that an approval made read wrongly."""

    def make() -> Server:
        made: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation == APPROVE and body is not None:
                made.update((body.get("pendingSchedulePromotion") or {}).get("scheduledPostIds", ()))
            if asked.operation == POST and body is not None and body["id"] in made:
                return with_json(came, body | edit(body))
            return came

        return server

    return make


def cancels_promoted(asked: Asked, ask: Ask) -> Response:
    """What an approval promotes is canceled again."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == APPROVE and body is not None:
        for id_ in (body.get("pendingSchedulePromotion") or {}).get("scheduledPostIds", ()):
            ask(side(asked, "DELETE", f"/v1/scheduled-posts/{id_}"))
    return came


def only_by_hand(asked: Asked, ask: Ask) -> Response:
    """What is approved by itself is not posted: its posts are not listed."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == APPROVE and came.status == 200:
        notes["by-hand"] = True
    if (
        asked.operation == LIST
        and body is not None
        and "by-hand" not in notes
        and asked.path[0] == asked.memory.ids.get("spare-project")
    ):
        return with_json(came, body | {"items": []})
    return came


def half(asked: Asked, ask: Ask) -> Response:
    """Where the second post of a kept schedule cannot be made, the first one is."""
    bodies = asked.memory.notes.setdefault("kept", {})
    came = ask(asked.request)
    if asked.operation == SCHEDULE and came.status == 202:
        bodies[asked.path[0]] = asked.body
    body = success_of(came)
    if (
        asked.operation == APPROVE
        and body is not None
        and (body.get("pendingSchedulePromotion") or {}).get("status") == "failed"
    ):
        kept_body = bodies[asked.path[0]]
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", kept_body | {"targets": kept_body["targets"][:1]}))
    return came


def stays_pending(asked: Asked, ask: Ask) -> Response:
    """Where the schedule cannot be carried out the container goes on reading pending."""
    failed = asked.memory.notes.setdefault("failed", set())
    came = ask(asked.request)
    body = success_of(came)
    if (
        asked.operation == APPROVE
        and body is not None
        and (body.get("pendingSchedulePromotion") or {}).get("status") == "failed"
    ):
        failed.add(body["id"])
    if asked.operation == "getContent" and body is not None and body["id"] in failed:
        return with_json(came, body | {"approvalStatus": "pending"})
    return came


def refuses_failed(came: Came, _ask: Ask) -> Response:
    """An approval whose schedule cannot be carried out is a conflict."""
    is_failed = came.status == 200 and (came.body.get("pendingSchedulePromotion") or {}).get("status") == "failed"
    return refusal(came.response, 409, "CONFLICT") if is_failed else came.response


def posts_untouched(asked: Asked, ask: Ask) -> Response:
    """What is approved is published at once, asked for or not."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == APPROVE and body is not None and "pendingSchedulePromotion" not in body:
        ask(
            side(
                asked, "POST", f"/v1/content/{asked.path[0]}/publish", {"targets": [on(asked.memory.ids["reviewing-account"])]}
            )
        )
    return came


def keeps_refused(asked: Asked, ask: Ask) -> Response:
    """A schedule that was refused is kept, on an account that there is."""
    came = ask(asked.request)
    if asked.operation == SCHEDULE and came.status == 404 and asked.path[0].startswith("cnt_"):
        body = asked.body | {"targets": [on(asked.memory.ids["reviewing-account"])]}
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", body))
    return came


def keeps_rejected(asked: Asked, ask: Ask) -> Response:
    """A rejection leaves the schedule that was kept: made anew, the container gets it back."""
    bodies = asked.memory.notes.setdefault("kept", {})
    if asked.operation == APPROVE and asked.path[0] in bodies.get("rejected", {}):
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", bodies["rejected"][asked.path[0]]))
    came = ask(asked.request)
    if asked.operation == SCHEDULE and came.status == 202:
        bodies[asked.path[0]] = asked.body
    if asked.operation == REJECT and came.status == 200 and asked.path[0] in bodies:
        bodies.setdefault("rejected", {})[asked.path[0]] = bodies[asked.path[0]]
    return came


def refuses_rejected_for_good() -> Server:
    """What was ever rejected is never scheduled."""
    rejected: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == REJECT and came.status == 200:
            rejected.add(asked.path[0])
        is_refused = asked.operation == SCHEDULE and asked.path[0] in rejected and came.status < 300
        return refusal(came, 409, "CONTENT_REJECTED") if is_refused else came

    return server


def is_failed(asked: Asked) -> bool:
    """Whether a call is about the state's failed container."""
    return asked.path[0] == asked.memory.ids.get("failed-container")


MUTANTS = (
    Mutant("schedule-content.blocked-on-approval", "It is 403 APPROVAL_REQUIRED.", replies(
        SCHEDULE, lambda came, ask: refusal(came.response, 403, "APPROVAL_REQUIRED") if came.status == 202 else came.response)),
    Mutant("schedule-content.blocked-on-approval", "gateStatus is pending.", answers(
        SCHEDULE, lambda body: body | {"gateStatus": "pending"} if "gateStatus" in body else body)),
    Mutant("schedule-content.blocked-on-approval", "Whoever schedules approves.", asking(SCHEDULE, approves_first)),
    Mutant("schedule-content.blocked-on-approval", "It is approved by the way.", always(approves_blocked)),
    Mutant("schedule-content.blocked-on-approval", "It is posted once its slot has come.", always(schedules_pending)),
    Mutant("schedule-content.kept-once", "The first is kept.", kept(lambda bodies: bodies[0])),
    Mutant("schedule-content.kept-once", "All are kept.", kept(together)),
    Mutant("approve-content.promotes", "Nothing is carried out.", answers(
        APPROVE, lambda body: {name: value for name, value in body.items() if name != "pendingSchedulePromotion"})),
    Mutant("approve-content.promotes", "The first post alone is told.", promotion(lambda told: told | {"scheduledPostIds": told["scheduledPostIds"][:1]})),
    Mutant("approve-content.promotes", "What is promoted is canceled.", always(cancels_promoted)),
    Mutant("approve-content.promotes", "It goes out at once.", promoted_wrongly(lambda body: {"scheduledFor": body["createdAt"]})),
    Mutant("approve-content.promotes", "What is approved by itself is not posted.", always(only_by_hand)),
    Mutant("approve-content.promotion-failed", "It is told as ok.", promotion(lambda told: told | {"status": "ok"})),
    Mutant("approve-content.promotion-failed", "The approval is refused.", replies(APPROVE, refuses_failed)),
    Mutant("approve-content.promotion-failed", "What can be posted is.", always(half)),
    Mutant("approve-content.promotion-failed", "The container stays pending.", always(stays_pending)),
    Mutant("approve-content.no-promotion", "The field is there with an empty list.", answers(
        APPROVE, lambda body: {"pendingSchedulePromotion": {"status": "ok", "scheduledPostIds": []}} | body)),
    Mutant("approve-content.no-promotion", "What is approved is published.", always(posts_untouched)),
    Mutant("approve-content.no-promotion", "A refused schedule is kept.", always(keeps_refused)),
    Mutant("reject-content.drops-the-schedule", "It is kept for the next take.", always(keeps_rejected)),
    Mutant("reject-content.drops-the-schedule", "What was ever rejected is never scheduled.", refuses_rejected_for_good),
)  # fmt: skip
