"""Servers that get requestLease and getLeaseRequest wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.leased_servers import READ, REQUEST, listed, reads
from tests.mutants.social_servers import get_json, is_of, moved, passed, remembers, succeeds
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    refusal,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
    without_header,
)

__all__ = ["MUTANTS"]

_SOMEBODY = "sa_01HXZ9G7KMV2QX8Y1S5RJW3B7V"


def _row(asked: Asked) -> Any:
    return {
        "requestId": "lreq_01HXZ9G7KMV2QX8Y1S5RJW3B7W", "projectId": asked.path[0], "status": "requested",
        "submittedAt": "2026-04-24T12:00:00.000Z", "assignedAt": None, "assignedSocialAccountIds": [], "note": None,
    }  # fmt: skip


def _with_path_project(asked: Asked) -> Request:
    return asked.with_body({**asked.body, "projectId": asked.path[0]})


def _is_own_other(asked: Asked) -> bool:
    """Whether the body names another project of the same organisation."""
    named = (asked.body or {}).get("projectId")
    return named != asked.path[0] and "-" in str(named) and named != asked.memory.ids["foreign-project"]


def _project_wins() -> Server:
    """The project in the body is the one that gets the accounts, where it is the caller's."""

    def server(asked: Asked, ask: Ask) -> Response:
        named = (asked.body or {}).get("projectId") if asked.operation == REQUEST else None
        if not isinstance(named, str) or named == asked.path[0]:
            return ask(asked.request)
        return ask(asked.with_url(f"/projects/{asked.path[0]}/", f"/projects/{named}/"))

    return server


def _without_own_id(body: Any) -> None:
    body.pop("requestId", None)


def _in_its_project() -> Server:
    """An id is taken in its own project alone; elsewhere a request with an id of the server's own is made."""
    places: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        own = str((asked.body or {}).get("requestId")) if asked.operation == REQUEST else ""
        came = ask(asked.request)
        if asked.operation == REQUEST and came.status == 202:
            places[own] = asked.path[0]
        if asked.operation == REQUEST and came.status == 409 and places.get(own) not in {None, asked.path[0]}:
            body = {name: value for name, value in asked.body.items() if name != "requestId"}
            return ask(asked.with_body(body))
        return came

    return server


def _same_is_a_repeat() -> Server:
    """The same body under a taken id is answered as the first time."""
    first: dict[bytes, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != REQUEST or asked.header("Idempotency-Key"):
            return came
        if came.status == 202:
            first[asked.request.content] = came
        return first.get(asked.request.content, came) if came.status == 409 else came

    return server


def _as_it_is_now(came: Came, ask: Ask) -> Response:
    """A repeat with an Idempotency-Key is answered with the request as it is now."""
    if came.status != 202 or not came.asked.header("Idempotency-Key"):
        return came.response
    now = get_json(came.asked, ask, f"/v1/projects/{came.asked.path[0]}/leased-accounts/requests/{came.body['requestId']}")
    return with_json(came.response, now, 202)


def _also(came: Came, ask: Ask) -> Response:
    """A call in an archived project is answered as in any other."""
    if came.status == 409 and (came.asked.body or {}).get("requestId"):
        return with_json(came.response, _row(came.asked), 202)
    return came.response


def _echoes_note() -> Server:
    """The client's note is told as that of operations staff."""
    notes: dict[str, Any] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation == REQUEST and came.status == 202:
            notes[body["requestId"]] = asked.body.get("note")
        if asked.operation == READ and came.status == 200 and notes.get(body["requestId"]):
            return with_json(came, {**body, "note": notes[body["requestId"]]})
        return came

    return server


def _grows(count: int) -> Callable[[], Server]:
    """Days after a decision the request names fewer or more accounts."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation != READ or came.status != 200 or not body["assignedSocialAccountIds"] or passed(asked) < 86_400 * 3:
            return came
        found = body["assignedSocialAccountIds"]
        return with_json(came, {**body, "assignedSocialAccountIds": found[:-1] if count < 0 else [*found, _SOMEBODY]})

    return lambda: server


def _anywhere() -> Server:
    """A request shows in every project of its organisation."""
    places: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation == REQUEST and came.status == 202:
            places[body["requestId"]] = asked.path[0]
        if asked.operation == READ and came.status == 404 and asked.path[1] in places:
            return ask(asked.with_url(f"/projects/{asked.path[0]}/", f"/projects/{places[asked.path[1]]}/"))
        return came

    return server


def _foreign(came: Came, ask: Ask) -> Response:
    again = ask(came.asked.with_key("full" if came.asked.key == "other" else "other")) if came.status == 404 else came.response
    return again if again.status == 200 else came.response


def _more_later(rows: list[Any], asked: Asked) -> list[Any]:
    is_later = passed(asked) > 86_400 * 3 and rows
    return [*rows, {**rows[0], "socialAccountId": _SOMEBODY}] if is_later else rows


MUTANTS = (
    Mutant("request-lease.accepted", "It is 201.", answers(REQUEST, lambda body: body, status=201)),
    Mutant("request-lease.accepted", "assignedSocialAccountIds is left out while it is empty.", answers(
        REQUEST, lambda body: {name: value for name, value in body.items() if value != []})),
    Mutant("request-lease.accepted", "The status is queued.", answers(REQUEST, lambda body: {**body, "status": "queued"})),
    Mutant("request-lease.accepted", "submittedAt is not that of the row.", answers(
        REQUEST, lambda body: {**body, "submittedAt": moved(body["submittedAt"], 1)})),
    Mutant("request-lease.accepted", "50 accounts are too many.", refuses(
        REQUEST, 422, "VALIDATION", when=lambda asked: asked.body["count"] == 50)),
    Mutant("request-lease.project-in-body", "projectId in the body is not looked at.", when_asked(
        REQUEST, _with_path_project, when=lambda asked: isinstance((asked.body or {}).get("projectId"), str))),
    Mutant("request-lease.project-in-body", "Another project of the organisation will do.", when_asked(
        REQUEST, _with_path_project, when=_is_own_other)),
    Mutant("request-lease.project-in-body", "The project in the body wins.", _project_wins),
    Mutant("request-lease.project-in-body", "Another project is a conflict.", turns(
        REQUEST, 422, "VALIDATION", to=(409, "CONFLICT"),
        when=lambda came: came.asked.body["projectId"] != came.asked.path[0])),
    Mutant("request-lease.project-in-body", "Both have to be written in the same way.", refuses(
        REQUEST, 422, "VALIDATION", when=lambda asked: str(asked.body["projectId"]).startswith("prj_"))),
    Mutant("request-lease.own-id", "requestId has no effect.", asks(REQUEST, _without_own_id)),
    Mutant("request-lease.own-id", "An id without prefix has no effect.", asks(
        REQUEST, _without_own_id, when=lambda asked: "lreq_" not in str(asked.body.get("requestId")))),
    Mutant("request-lease.own-id", "Requests without an id share one.", remembers(
        REQUEST, lambda asked: None if "requestId" in (asked.body or {}) else asked.path)),
    Mutant("request-lease.own-id-taken", "A taken id is answered as the first time where the body is the same.", _same_is_a_repeat),
    Mutant("request-lease.own-id-taken", "An id is taken in its own project alone.", _in_its_project),
    Mutant("request-lease.own-id-taken", "A taken id is VALIDATION.", turns(REQUEST, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("request-lease.own-id-taken", "A taken id is replaced by another.", replies(
        REQUEST, lambda came, ask: ask(came.asked.with_body(
            {name: value for name, value in came.asked.body.items() if name != "requestId"}))
        if came.code == "CONFLICT" and "requestId" in came.asked.body else came.response)),
    Mutant("request-lease.idempotency", "The Idempotency-Key has no effect.", without_header(REQUEST, "Idempotency-Key")),
    Mutant("request-lease.idempotency", "A repeat is answered with the request as it is now.", replies(REQUEST, _as_it_is_now)),
    Mutant("request-lease.idempotency", "Any key finds the project's request.", remembers(
        REQUEST, lambda asked: asked.path if asked.header("Idempotency-Key") else None)),
    Mutant("request-lease.project-not-found", "Nobody looks whether the project exists.", succeeds(
        REQUEST, _row, status=202, instead_of=(404,))),
    Mutant("request-lease.project-not-found", "Another organisation's project gets accounts.", replies(
        REQUEST, lambda came, ask: ask(came.asked.with_key("other"))
        if came.status == 404 and is_of(came.asked, "foreign-project") else came.response)),
    Mutant("request-lease.project-not-found", "Another organisation's project is 403.", turns(
        REQUEST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-project"))),
    Mutant("request-lease.archived-project", "An archived project gets accounts.", replies(REQUEST, _also)),
    Mutant("request-lease.archived-project", "An archived project is not found.", turns(
        REQUEST, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("request-lease.archived-project", "The code is VALIDATION.", turns(
        REQUEST, 409, "CONFLICT", to=(409, "VALIDATION"))),
    Mutant("get-lease-request.requested", "The client's note is told.", _echoes_note),
    Mutant("get-lease-request.requested", "assignedAt is when it was submitted.", reads(
        "requested", lambda row: {"assignedAt": row["submittedAt"]})),
    Mutant("get-lease-request.requested", "The accounts are null until there are any.", reads(
        "requested", lambda row: {"assignedSocialAccountIds": None})),
    Mutant("get-lease-request.requested", "After some minutes it is in review.", answers(
        READ, lambda body, asked: {**body, "status": "in_review"} if passed(asked) > 300 and body["status"] == "requested" else body)),
    Mutant("get-lease-request.assigned", "It stays requested.", reads("assigned", lambda row: {"status": "requested"})),
    Mutant("get-lease-request.assigned", "One account is named.", reads(
        "assigned", lambda row: {"assignedSocialAccountIds": row["assignedSocialAccountIds"][:1]})),
    Mutant("get-lease-request.assigned", "One account is named once too often.", reads(
        "assigned", lambda row: {"assignedSocialAccountIds": [row["assignedSocialAccountIds"][0]] * len(row["assignedSocialAccountIds"])})),
    Mutant("get-lease-request.assigned", "assignedAt is when it was submitted.", reads(
        "assigned", lambda row: {"assignedAt": row["submittedAt"]})),
    Mutant("get-lease-request.assigned", "Days later it names one account less.", _grows(-1)),
    Mutant("get-lease-request.partial", "A partial grant is assigned.", reads("partial", lambda row: {"status": "assigned"})),
    Mutant("get-lease-request.partial", "There is no note.", reads("partial", lambda row: {"note": None})),
    Mutant("get-lease-request.partial", "The note is the client's.", _echoes_note),
    Mutant("get-lease-request.partial", "The missing accounts come days later.", _grows(1)),
    Mutant("get-lease-request.partial", "They are listed days later, and not named.", listed(_more_later)),
    Mutant("get-lease-request.partial", "assignedAt is null until all are there.", reads("partial", lambda row: {"assignedAt": None})),
    Mutant("get-lease-request.rejected", "It is failed.", reads("rejected", lambda row: {"status": "failed"})),
    Mutant("get-lease-request.rejected", "It has an assignedAt.", reads("rejected", lambda row: {"assignedAt": row["submittedAt"]})),
    Mutant("get-lease-request.rejected", "It names an account.", reads(
        "rejected", lambda row: {"assignedSocialAccountIds": [_SOMEBODY]})),
    Mutant("get-lease-request.rejected", "It is granted in the end.", answers(
        READ, lambda body, asked: {**body, "status": "assigned"} if passed(asked) > 86_400 and body["status"] == "rejected" else body)),
    Mutant("get-lease-request.rejected", "It is gone.", replies(
        READ, lambda came, ask: refusal(came.response, 404, "NOT_FOUND")
        if came.status == 200 and came.body["status"] == "rejected" else came.response)),
    Mutant("get-lease-request.not-found", "A request shows in every project.", _anywhere),
    Mutant("get-lease-request.not-found", "A request shows to every organisation.", replies(READ, _foreign)),
    Mutant("get-lease-request.not-found", "An unknown one was rejected.", succeeds(READ, lambda asked: {
        **_row(asked), "status": "rejected"}, instead_of=(404,), when=lambda came: "-" in came.asked.path[1])),
    Mutant("get-lease-request.not-found", "Another project's is 409.", turns(
        READ, 404, "NOT_FOUND", to=(409, "CONFLICT"), when=lambda came: "lreq_" in came.asked.path[1])),
)  # fmt: skip
