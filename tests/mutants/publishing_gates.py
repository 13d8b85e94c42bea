"""Servers whose gates before a publication are wrong: reviews, unfinished content, archived projects."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import asking, get, side, success_of
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refusals,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

SCHEDULE, PUBLISH, APPROVE, REJECT = "scheduleContent", "publishContent", "approveContent", "rejectContent"
MAKING = {SCHEDULE, PUBLISH}
POST, LIST, TOP, PATCH_PROJECT, ARCHIVE = (
    "getScheduledPost",
    "listScheduledPosts",
    "listTopPerformers",
    "patchProject",
    "archiveProject",
)


def nothing(asked: Asked, ask: Ask) -> Response:
    """An answer to write over, for a call that does nothing."""
    return ask(side(asked, "GET", "/v1/whoami"))


def content(asked: Asked, ask: Ask) -> Any:
    """The container that a call is about."""
    return get(asked, ask, f"/v1/content/{asked.path[0]}")


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
    return with_json(nothing(asked, ask), told, 201)


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


def posts_rejected(asked: Asked, ask: Ask) -> Response | None:
    """Rejected content is answered as if it were not."""
    return told_as_made(asked, ask) if content(asked, ask).get("approvalStatus") == "rejected" else None


def project_of(asked: Asked) -> str:
    """The project that a call is about, as its row prints it."""
    return asked.path[0]


def as_before(statuses: set[str], ways: set[str]) -> Callable[[], Server]:
    """An archiving leaves posts alone: those that were of these statuses read as they were."""

    def make() -> Server:
        before: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            is_archiving = asked.operation == ARCHIVE or (
                asked.operation == PATCH_PROJECT and (asked.body or {}).get("status") == "archived"
            )
            if is_archiving and asked.operation in ways:
                for item in get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ()):
                    if item["status"] in statuses:
                        before.setdefault(item["id"], item)
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation == POST and body is not None and body["id"] in before:
                return with_json(came, before[body["id"]])
            return came

        return server

    return make


def reads_canceled(status: str, ways: set[str]) -> Callable[[], Server]:
    """Posts of a status read as canceled once a project was archived."""

    def make() -> Server:
        done: list[bool] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            is_archiving = asked.operation == ARCHIVE or (
                asked.operation == PATCH_PROJECT and (asked.body or {}).get("status") == "archived"
            )
            if is_archiving and asked.operation in ways:
                done.append(True)
            if asked.operation == POST and body is not None and body["status"] == status and done:
                return with_json(came, body | {"status": "canceled"})
            return came

        return server

    return make


def resumes(ways: set[str]) -> Callable[[], Server]:
    """A project that is restored has its posts back."""

    def make() -> Server:
        before: dict[str, Any] = {}
        back: list[bool] = []

        def server(asked: Asked, ask: Ask) -> Response:
            status = (asked.body or {}).get("status") if asked.operation == PATCH_PROJECT else None
            if (asked.operation == ARCHIVE or status == "archived") and asked.operation in ways:
                for item in get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ()):
                    if item["status"] == "queued":
                        before[item["id"]] = item
            came = ask(asked.request)
            body = success_of(came)
            if status == "active" and came.status == 200:
                back.append(True)
            if asked.operation == POST and body is not None and body["id"] in before and back:
                return with_json(came, before[body["id"]])
            return came

        return server

    return make


def beside_others(asked: Asked, ask: Ask) -> Request | None:
    """A status beside other fields cancels nothing: the project is named and nothing else."""
    body = asked.body
    if isinstance(body, dict) and body.get("status") == "archived" and len(body) > 1:
        return asked.with_body({name: value for name, value in body.items() if name != "status"})
    return None


def counts_all(asked: Asked, ask: Ask) -> Response | None:
    """All posts of a project are counted, canceled and published ones among them."""
    items = get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts").get("items", ())
    came = ask(asked.request)
    return with_json(came, json_of(came) | {"canceledScheduledPosts": len(items)}) if came.status == 200 else came


def counts_containers(asked: Asked, ask: Ask) -> Response | None:
    """Posts of one container count once."""
    items = get(asked, ask, f"/v1/projects/{project_of(asked)}/scheduled-posts?status=queued").get("items", ())
    came = ask(asked.request)
    number = len({item["containerId"] for item in items})
    return with_json(came, json_of(came) | {"canceledScheduledPosts": number}) if came.status == 200 else came


def new_captions(asked: Asked, ask: Ask) -> Response:
    """A tracked post says what its container says now."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    for item in body["items"]:
        if item["containerId"]:
            item["caption"] = get(asked, ask, f"/v1/content/{item['containerId']}").get("caption", item["caption"])
    return with_json(came, body)


def old_captions(asked: Asked, ask: Ask) -> Response:
    """A tracked post says what its container said at first."""
    first = asked.memory.notes.setdefault("first", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == "getContent" and body is not None and body["caption"]:
        first.setdefault(body["id"], body["caption"])
    if asked.operation == TOP and body is not None:
        return with_json(
            came,
            body | {"items": [item | {"caption": first.get(item["containerId"], item["caption"])} for item in body["items"]]},
        )
    return came


def cancels_regenerated(asked: Asked, ask: Ask) -> Response:
    """A regeneration postpones what was scheduled."""
    came = ask(asked.request)
    if asked.operation == "regenerateContent" and came.status == 202:
        project = content(asked, ask)["projectId"]
        for item in get(asked, ask, f"/v1/projects/{project}/scheduled-posts?status=queued").get("items", ()):
            if item["containerId"] == asked.path[0]:
                ask(
                    side(
                        asked, "POST", f"/v1/scheduled-posts/{item['id']}/reschedule", {"scheduledFor": "2026-04-24T23:00:00Z"}
                    )
                )
    return came


def always(server: Server) -> Callable[[], Server]:
    """A server that keeps what it remembers in its world's notes."""
    return lambda: server


def is_failed(asked: Asked) -> bool:
    """Whether a call is about the state's failed container."""
    return asked.path[0] == asked.memory.ids.get("failed-container")


def in_both(rule: str, wrong: str, make: Callable[[str], Callable[[], Server]]) -> tuple[Mutant, ...]:
    """The same defect of both operations, each breaking its own rule."""
    return Mutant(f"schedule-content.{rule}", wrong, make(SCHEDULE)), Mutant(f"publish-content.{rule}", wrong, make(PUBLISH))


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
    Mutant("archive-project.counts-posts", "0 is told.", answers(ARCHIVE, lambda body: body | {"canceledScheduledPosts": 0})),
    Mutant("archive-project.counts-posts", "All posts are counted.", asking(ARCHIVE, counts_all)),
    Mutant("archive-project.counts-posts", "Posts of one container count once.", asking(ARCHIVE, counts_containers)),
    Mutant("archive-project.counts-posts", "They are counted and stay queued.", as_before({"queued"}, {ARCHIVE})),
    Mutant("archive-project.counts-posts", "Published ones read canceled.", reads_canceled("published", {ARCHIVE})),
    Mutant("archive-project.counts-posts", "Posts of other projects are canceled too.", reads_canceled("queued", {ARCHIVE})),
    Mutant("archive-project.counts-posts", "A restored project has them back.", resumes({ARCHIVE})),
    Mutant("patch-project.stops-scheduled-posts", "Posts stay queued.", as_before({"queued"}, {PATCH_PROJECT})),
    Mutant("patch-project.stops-scheduled-posts", "Beside other fields they stay queued.", asking(PATCH_PROJECT, beside_others)),
    Mutant("patch-project.stops-scheduled-posts", "A restored project has them back.", resumes({PATCH_PROJECT})),
    Mutant("patch-project.stops-scheduled-posts", "Published ones read canceled.", reads_canceled("published", {PATCH_PROJECT})),
    Mutant("regenerate-content.scheduled-posts", "Posts say what the container says now.", always(new_captions)),
    Mutant("regenerate-content.scheduled-posts", "Posts say what the container said at first.", always(old_captions)),
    Mutant("regenerate-content.scheduled-posts", "A regeneration postpones them.", always(cancels_regenerated)),
)  # fmt: skip
