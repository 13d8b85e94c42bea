"""Servers that approve and reject wrongly, but for the schedules that wait for it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import always, asking, get, remembers, side, success_of
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    refusals,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

APPROVE, REJECT, CONTENT, PROJECT = "approveContent", "rejectContent", "getContent", "getProject"


def content(asked: Asked, ask: Ask) -> Any:
    """The container that a call is about."""
    return get(asked, ask, f"/v1/content/{asked.path[0]}")


def creation(name: str) -> Callable[[Came, Ask], Response]:
    """The review is told with the time at which the container was made."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200:
            return came.response
        return with_json(came.response, came.body | {name: content(came.asked, ask)["createdAt"]})

    return change


def hour_ahead(name: str) -> Callable[[Any], Any]:
    """The local time, with a Z behind it."""
    return lambda body: (
        body
        | {
            name: (datetime.fromisoformat(body[name]) + timedelta(hours=1))
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        }
    )


def by_first(name: str) -> Callable[[], Server]:
    """Whoever reviewed first is named for everybody."""
    return remembers(
        APPROVE if name == "approvedBy" else REJECT,
        APPROVE if name == "approvedBy" else REJECT,
        lambda body, kept, asked: body | {name: next(iter(kept.values()))[0][name]},
    )


def reads(cause: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Containers that went through a call of ``cause`` read wrongly."""
    return remembers(
        cause,
        CONTENT,
        lambda body, kept, asked: (
            body | edit(body) if any(told["id"] == body["id"] for row in kept.values() for told in row) else None
        ),
    )


def reads_others(cause: str, status: str) -> Callable[[], Server]:
    """Once one was reviewed, those that wait read as reviewed too."""
    return remembers(
        cause,
        CONTENT,
        lambda body, kept, asked: body | {"approvalStatus": status} if kept and body["approvalStatus"] == "pending" else None,
    )


def counted(edit: Callable[[int, int, int], int]) -> Callable[[], Server]:
    """The count of a project is told wrongly: ``edit(count, approvals, rejections)`` gives it."""

    def make() -> Server:
        done = {APPROVE: 0, REJECT: 0}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation in done and body is not None:
                done[str(asked.operation)] += 1
            if asked.operation == PROJECT and body is not None and body["firstNPostsBlocked"]:
                count = edit(body["currentBlockedCount"], done[APPROVE], done[REJECT])
                return with_json(came, body | {"currentBlockedCount": count})
            return came

        return server

    return make


def counts_tries(asked: Asked, ask: Ask) -> Response:
    """A refused approval is counted as well."""
    tries = asked.memory.notes.setdefault("tries", 0)
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == APPROVE and came.status == 409:
        asked.memory.notes["tries"] = tries + 1
    if asked.operation == PROJECT and body is not None:
        return with_json(came, body | {"currentBlockedCount": max(0, body["currentBlockedCount"] - tries)})
    return came


def approves_again(asked: Asked, ask: Ask) -> Response | None:
    """What is approved is approved again without a word."""
    return _told(asked, ask, "approved")


def approves_free(asked: Asked, ask: Ask) -> Response | None:
    """What needs no approval is approved without a word."""
    return _told(asked, ask, "not_required")


def _told(asked: Asked, ask: Ask, status: str) -> Response | None:
    body = content(asked, ask)
    if body.get("approvalStatus") != status:
        return None
    moment = body["createdAt"]
    if asked.operation == APPROVE:
        told = {"id": body["id"], "approvalStatus": "approved", "approvedAt": moment, "approvedBy": "api_key_x"}
    else:
        told = {"id": body["id"], "approvalStatus": "rejected", "rejectedAt": moment, "rejectedBy": "api_key_x", "reason": "x"}
    return with_json(ask(side(asked, "GET", "/v1/whoami")), told)


def foreign(asked: Asked, ask: Ask) -> Response | None:
    """Another organisation's content is refused as forbidden."""
    came = ask(asked.request)
    if came.status == 404 and asked.path[0] == asked.memory.ids.get("foreign-container"):
        body = json_of(came)
        body["error"]["code"] = "FORBIDDEN_SCOPE"
        return with_json(came, body, 403)
    return came


def for_others(asked: Asked, ask: Ask) -> Response:
    """What another organisation asks for is refused and done all the same."""
    came = ask(asked.request)
    if came.status == 404 and asked.key == "other":
        ask(asked.with_key("full"))
    return came


def regenerates(asked: Asked, ask: Ask) -> Response:
    """A rejection makes the container anew, at once and quietly."""
    came = ask(asked.request)
    if asked.operation == REJECT and came.status == 200:
        ask(side(asked, "POST", f"/v1/content/{asked.path[0]}/regenerate", {}))
    return came


def later_caption(asked: Asked, ask: Ask) -> Response:
    """Some time behind its rejection the container says something else."""
    rejected = asked.memory.notes.setdefault("rejected", {})
    came = ask(asked.request)
    body = success_of(came)
    passed = asked.memory.notes.get("passed", 0)
    if asked.operation == REJECT and body is not None:
        rejected[body["id"]] = passed
    if asked.operation == CONTENT and body is not None and passed - rejected.get(body["id"], passed) > 60:
        return with_json(came, body | {"caption": f"{body['caption']} Again."})
    return came


def sent(asked: Asked) -> Any:
    """The body; empty where none was sent."""
    return asked.body if isinstance(asked.body, dict) else {}


MUTANTS = (
    Mutant("approve-content.answer", "The answer is 202.", answers(APPROVE, lambda body: None, status=202)),
    Mutant("approve-content.answer", "id is what the path says.", answers(APPROVE, lambda body, asked: body | {"id": asked.path[0]})),
    Mutant("approve-content.answer", "approvedBy is null.", answers(APPROVE, lambda body: body | {"approvedBy": None})),
    Mutant("approve-content.approved-at", "approvedAt is when the container was made.", replies(APPROVE, creation("approvedAt"))),
    Mutant("approve-content.approved-at", "approvedAt is an hour ahead.", answers(APPROVE, hour_ahead("approvedAt"))),
    Mutant("approve-content.approved-by", "All are named by one key.", by_first("approvedBy")),
    Mutant("approve-content.approved-by", "The prefix is missing.", answers(
        APPROVE, lambda body: body | {"approvedBy": body["approvedBy"].removeprefix("api_key_")})),
    Mutant("approve-content.approves", "The container goes on reading pending.", reads(APPROVE, lambda body: {"approvalStatus": "pending"})),
    Mutant("approve-content.approves", "It is completed with its approval.", reads(APPROVE, lambda body: {"status": "completed"})),
    Mutant("approve-content.approves", "All that wait are approved.", reads_others(APPROVE, "approved")),
    Mutant("approve-content.approves", "The list goes on saying pending.", answers(
        "listContent", lambda body: body | {"items": [item | {"approvalStatus": "pending"} for item in body["items"]]})),
    Mutant("approve-content.counts-down", "It stays.", counted(lambda count, approvals, rejections: count + approvals)),
    Mutant("approve-content.counts-down", "A refused approval counts as well.", always(counts_tries)),
    Mutant("approve-content.counts-down", "It goes below 0.", counted(lambda count, approvals, rejections: count if approvals < 3 else 2 - approvals)),
    Mutant("approve-content.body", "The body is needed.", refuses(APPROVE, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant("approve-content.body", "The body is strict.", refuses(APPROVE, 422, "VALIDATION", when=lambda asked: "comment" in sent(asked))),
    Mutant("approve-content.body", "approvedBy is taken from the body.", answers(
        APPROVE, lambda body, asked: body | {"approvedBy": sent(asked).get("approvedBy", body["approvedBy"])})),
    Mutant("approve-content.not-pending", "A second approval is fine.", asking(APPROVE, approves_again)),
    Mutant("approve-content.not-pending", "Content that needs none is approved.", asking(APPROVE, approves_free)),
    Mutant("approve-content.not-pending", "The refusal has no details.", refusals(APPROVE, lambda error: error.pop("details", None))),
    Mutant("approve-content.not-found", "A foreign container is 403.", asking(APPROVE, foreign)),
    Mutant("approve-content.not-found", "Another organisation approves ours.", asking(APPROVE, for_others)),
    Mutant("approve-content.not-found", "An unknown container is 409.", turns(APPROVE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("reject-content.answer", "The reason is trimmed.", answers(REJECT, lambda body: body | {"reason": body["reason"].strip()})),
    Mutant("reject-content.answer", "The reason is cut at 1000 characters.", answers(REJECT, lambda body: body | {"reason": body["reason"][:1000]})),
    Mutant("reject-content.answer", "id is what the path says.", answers(REJECT, lambda body, asked: body | {"id": asked.path[0]})),
    Mutant("reject-content.rejected-by", "rejectedAt is when the container was made.", replies(REJECT, creation("rejectedAt"))),
    Mutant("reject-content.rejected-by", "All are named by one key.", by_first("rejectedBy")),
    Mutant("reject-content.rejects", "The container goes on reading pending.", reads(REJECT, lambda body: {"approvalStatus": "pending"})),
    Mutant("reject-content.rejects", "It is canceled.", reads(REJECT, lambda body: {"status": "canceled"})),
    Mutant("reject-content.rejects", "Its assets are gone.", reads(REJECT, lambda body: {"assets": []})),
    Mutant("reject-content.rejects", "All that wait are rejected.", reads_others(REJECT, "rejected")),
    Mutant("reject-content.unknown-field", "The body is strict.", refuses(REJECT, 422, "VALIDATION", when=lambda asked: "note" in sent(asked))),
    Mutant("reject-content.unknown-field", "A note replaces the reason.", asks(
        REJECT, lambda body: body | {"reason": body["note"]}, when=lambda asked: "note" in sent(asked))),
    Mutant("reject-content.already-decided", "A second rejection is fine.", asking(REJECT, lambda asked, ask: _told(asked, ask, "rejected"))),
    Mutant("reject-content.already-decided", "Approved content can be rejected.", asking(REJECT, lambda asked, ask: _told(asked, ask, "approved"))),
    Mutant("reject-content.already-decided", "The refusal tells the status pending.", refusals(
        REJECT, lambda error: error.update(details={"approvalStatus": "pending"}))),
    Mutant("reject-content.not-required", "Content that needs none can be rejected.", asking(
        REJECT, lambda asked, ask: _told(asked, ask, "not_required"))),
    Mutant("reject-content.not-required", "It is 422.", turns(
        REJECT, 409, "CONFLICT", to=(422, "VALIDATION"), when=lambda came: came.body["error"]["details"]["approvalStatus"] == "not_required")),
    Mutant("reject-content.no-regeneration", "A rejection makes the container anew.", always(regenerates)),
    Mutant("reject-content.no-regeneration", "It says something else a minute later.", always(later_caption)),
    Mutant("reject-content.leaves-the-counter", "A rejection counts down.", counted(lambda count, approvals, rejections: max(0, count - rejections))),
    Mutant("reject-content.leaves-the-counter", "A rejection counts up.", counted(lambda count, approvals, rejections: count + rejections)),
    Mutant("reject-content.not-found", "A foreign container is 403.", asking(REJECT, foreign)),
    Mutant("reject-content.not-found", "Another organisation rejects ours.", asking(REJECT, for_others)),
    Mutant("reject-content.not-found", "An unknown container is 409.", turns(REJECT, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
)  # fmt: skip
