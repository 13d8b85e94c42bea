"""Servers that schedule and publish wrongly: answers and slots."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, get, side
from tests.mutants.publishing_servers import later, made, targets
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of, refusal, refuses, with_json

__all__ = ["MUTANTS"]

SCHEDULE = "scheduleContent"
PUBLISH = "publishContent"
POST = "getScheduledPost"
CANCEL = "cancelScheduledPost"
FAR = "2031-05-06T07:08:09Z"


def local(body: Any) -> Any:
    """The clock's digits are taken for UTC, whatever the offset."""
    text = body.get("scheduledFor")
    return body | {"scheduledFor": text[:-6] + "Z"} if isinstance(text, str) and text[-6:-5] in {"+", "-"} else body


def seconds_only(body: Any) -> Any:
    """Decimals of a second are dropped."""
    text = body.get("scheduledFor")
    return (
        body | {"scheduledFor": text.partition(".")[0] + "Z"}
        if isinstance(text, str) and "." in text and text.endswith("Z")
        else body
    )


def out_at_once(asked: Asked, ask: Ask) -> Request | None:
    """Slots of this day are not waited for."""
    text = asked.body.get("scheduledFor") if isinstance(asked.body, dict) else None
    return (
        asked.with_body(asked.body | {"scheduledFor": "2026-01-01T00:00:00Z"})
        if isinstance(text, str) and text.startswith("2026-04-24T1")
        else None
    )


def by_zone(asked: Asked, ask: Ask) -> Request | None:
    """The slot is shifted by the project's zone and told as it was sent."""
    text = asked.body.get("scheduledFor") if isinstance(asked.body, dict) else None
    return (
        asked.with_body(asked.body | {"scheduledFor": later(text, hours=-1)})
        if isinstance(text, str) and text[:4] == "2026"
        else None
    )


def never(asked: Asked, ask: Ask) -> Request | None:
    """Slots in the past are never caught up with."""
    text = asked.body.get("scheduledFor") if isinstance(asked.body, dict) else None
    is_past = isinstance(text, str) and text < "2026-04-24T12:00:00"
    return asked.with_body(asked.body | {"scheduledFor": FAR}) if is_past else None


def clipped(body: Any, asked: Asked) -> Any:
    """A slot in the past is told as now."""
    text = asked.body.get("scheduledFor") if isinstance(asked.body, dict) else ""
    return (
        made(lambda one: one | {"scheduledFor": "2026-04-24T12:00:00.000Z"})(body)
        if isinstance(text, str) and text < "2026-04-24T12"
        else body
    )


def lead(seconds: float) -> Callable[[], Server]:
    """scheduledFor of a publishing is told so many seconds earlier."""
    return answers(PUBLISH, made(lambda one: one | {"scheduledFor": later(one["scheduledFor"], seconds=-seconds)}))


def unmoved_out(asked: Asked, ask: Ask) -> Response:
    """What is published goes out an hour late."""
    came = ask(asked.request)
    if asked.operation == PUBLISH and came.status == 201:
        for one in json_of(came)["scheduledPosts"]:
            ask(
                side(
                    asked,
                    "POST",
                    f"/v1/scheduled-posts/{one['scheduledPostId']}/reschedule",
                    {"scheduledFor": later(one["scheduledFor"], hours=1)},
                )
            )
    return came


def cancels_late(asked: Asked, ask: Ask) -> Response:
    """Within the last seconds a publish-now cannot be canceled."""
    row = get(asked, ask, f"/v1/scheduled-posts/{asked.path[0]}") if asked.operation == CANCEL else {}
    came_at = asked.memory.notes.get("passed", 0)
    if row.get("status") == "queued" and row["scheduledFor"][:4] == "2026" and came_at:
        return refusal(ask(side(asked, "GET", "/v1/whoami")), 409, "CONFLICT")
    return ask(asked.request)


def out_all_the_same(asked: Asked, ask: Ask) -> Response:
    """A cancellation is told, and the post goes out."""
    gone = asked.memory.notes.setdefault("gone", {})
    if asked.operation == CANCEL:
        row = get(asked, ask, f"/v1/scheduled-posts/{asked.path[0]}")
        if row.get("status") == "queued":
            gone[row["id"]] = row
            told = {"id": row["id"], "status": "canceled", "canceledAt": row["createdAt"]}
            return with_json(ask(side(asked, "GET", "/v1/whoami")), told)
    return ask(asked.request)


MUTANTS = (
    Mutant("schedule-content.scheduled", "The answer is 200.", answers(SCHEDULE, lambda body: None, status=200)),
    Mutant("schedule-content.scheduled", "Entries are told in reverse.", answers(
        SCHEDULE, lambda body: body | {"scheduledPosts": body["scheduledPosts"][::-1]})),
    Mutant("schedule-content.scheduled", "The status is scheduled.", answers(SCHEDULE, made(lambda one: one | {"status": "scheduled"}))),
    Mutant("schedule-content.scheduled-for", "Offsets are dropped.", asks(SCHEDULE, local)),
    Mutant("schedule-content.scheduled-for", "Decimals of a second are dropped.", asks(SCHEDULE, seconds_only)),
    Mutant("schedule-content.scheduled-for", "A text without an offset is UTC.", asks(
        SCHEDULE, lambda body: body | {"scheduledFor": body["scheduledFor"] + "Z"}, when=lambda asked: len(str((asked.body or {}).get("scheduledFor"))) == 19)),
    Mutant("schedule-content.slot", "Posts go out at once.", asking(SCHEDULE, out_at_once)),
    Mutant("schedule-content.slot", "The project's zone moves the slot.", asking(SCHEDULE, by_zone)),
    Mutant("schedule-content.slot", "Nothing ever goes out.", answers(POST, lambda body: body | {"status": "queued", "attemptedAt": None})),
    Mutant("schedule-content.past-slot", "A past slot is 422.", refuses(
        SCHEDULE, 422, "VALIDATION", when=lambda asked: str((asked.body or {}).get("scheduledFor", "9")) < "2026-04-24T12:00:00")),
    Mutant("schedule-content.past-slot", "What is missed is never caught up with.", asking(SCHEDULE, never)),
    Mutant("schedule-content.past-slot", "It is told as now.", answers(SCHEDULE, clipped)),
    Mutant("publish-content.scheduled", "The answer is 202.", answers(PUBLISH, lambda body: None, status=202)),
    Mutant("publish-content.scheduled", "Drafts are left out.", answers(
        PUBLISH, lambda body, asked: body | {"scheduledPosts": [one for one, sent in zip(body["scheduledPosts"], targets(asked), strict=False) if sent["mode"] != "draft_to_device"]})),
    Mutant("publish-content.scheduled", "Posts are publishing already.", answers(PUBLISH, made(lambda one: one | {"status": "publishing"}))),
    Mutant("publish-content.lead", "The slot is the moment of the call.", lead(30)),
    Mutant("publish-content.lead", "It goes out an hour late.", always(unmoved_out)),
    Mutant("publish-content.lead", "It goes out at once, whatever is told.", answers(
        POST, lambda body: body | {"status": "publishing"} if body["status"] == "queued" else body)),
    Mutant("publish-content.cancelable", "It cannot be canceled.", refuses(CANCEL, 409, "CONFLICT")),
    Mutant("publish-content.cancelable", "It cannot be canceled any more 20 seconds later.", always(cancels_late)),
    Mutant("publish-content.cancelable", "It goes out all the same.", always(out_all_the_same)),
)  # fmt: skip
