"""Servers that get revokeSocialAccount wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.social_servers import REAUTH, REVOKE, edits_items, is_of, items, passed, since, succeeds
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusals, replies, turns, with_json

__all__ = ["MUTANTS"]


def _revoked(asked: Asked) -> Any:
    return {
        "socialAccountId": asked.path[0], "status": "disconnected", "disconnectedReason": "revoked_by_partner",
        "canceledScheduledPosts": 0, "disconnectedAt": "2026-04-24T12:00:00.000Z",
    }  # fmt: skip


def _late_consent() -> Server:
    """An account that was to be renewed comes back a minute after it was revoked."""
    renewed: set[str] = set()
    back = since(
        REVOKE,
        lambda row, seconds: {**row, "status": "connected"} if row["socialAccountId"] in renewed and seconds > 60 else row,
    )()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == REAUTH:
            renewed.add(str((asked.body or {}).get("socialAccountId")))
        return back(asked, ask)

    return server


def _found_later(came: Came, _: Ask) -> Response:
    """An hour later a second revocation is answered as the first."""
    is_late = came.status == 404 and passed(came.asked) > 3600
    return with_json(came.response, _revoked(came.asked), 200) if is_late else came.response


def _foreign(came: Came, ask: Ask) -> Response:
    is_so = came.status == 404 and is_of(came.asked, "foreign-account")
    return ask(came.asked.with_key("other")) if is_so else came.response


def _foreign_in_secret(came: Came, ask: Ask) -> Response:
    """Another organisation's account is refused, and revoked."""
    if came.status == 404 and is_of(came.asked, "foreign-account"):
        ask(came.asked.with_key("other"))
    return came.response


def _all_of_the_project(body: Any, asked: Asked) -> Any:
    return {**body, "canceledScheduledPosts": body["canceledScheduledPosts"] and body["canceledScheduledPosts"] + 1}


MUTANTS = (
    Mutant("revoke-social-account.answer", "The status is revoked.", answers(REVOKE, lambda body: {**body, "status": "revoked"})),
    Mutant("revoke-social-account.answer", "The reason is that of a release.", answers(
        REVOKE, lambda body: {**body, "disconnectedReason": "released_by_partner"})),
    Mutant("revoke-social-account.answer", "disconnectedAt is null.", answers(REVOKE, lambda body: {**body, "disconnectedAt": None})),
    Mutant("revoke-social-account.answer", "The count is left out where it is 0.", answers(
        REVOKE, lambda body: {name: value for name, value in body.items() if value != 0})),
    Mutant("revoke-social-account.answer", "It is 202.", answers(REVOKE, lambda body: body, status=202)),
    Mutant("revoke-social-account.disconnects", "A revoked account is not listed.", items(
        lambda rows, _: [row for row in rows if row["status"] != "disconnected"])),
    Mutant("revoke-social-account.disconnects", "It needs consent and is not disconnected.", edits_items(
        lambda item: {"status": "reauth_required"}, of=lambda item: item["status"] == "disconnected")),
    Mutant("revoke-social-account.disconnects", "Consent that was asked for before brings it back.", _late_consent),
    Mutant("revoke-social-account.disconnects", "All accounts on the platform go with it.", items(
        lambda rows, _: [{**row, "status": "disconnected"} if any(
            other["status"] == "disconnected" and other["platform"] == row["platform"] for other in rows) else row for row in rows])),
    Mutant("revoke-social-account.disconnects", "An account that needs consent cannot be revoked.", replies(
        REVOKE, lambda came, ask: with_json(
            came.response, {"error": {"code": "CONFLICT", "message": "No.", "requestId": "req_01HXZ9G7KMV2QX8Y1S5RJW3B7T"}}, 409)
        if passed(came.asked) > 25 * 86_400 else came.response)),
    Mutant("revoke-social-account.canceled-count", "No posts are counted.", answers(
        REVOKE, lambda body: {**body, "canceledScheduledPosts": 0})),
    Mutant("revoke-social-account.canceled-count", "The posts on other accounts are counted as well.", answers(
        REVOKE, _all_of_the_project)),
    Mutant("revoke-social-account.canceled-count", "The account is counted among them.", answers(
        REVOKE, lambda body: {**body, "canceledScheduledPosts": body["canceledScheduledPosts"] + 1})),
    Mutant("revoke-social-account.canceled-count", "It tells whether there were any.", answers(
        REVOKE, lambda body: {**body, "canceledScheduledPosts": min(1, body["canceledScheduledPosts"])})),
    Mutant("revoke-social-account.again", "A second revocation is answered as the first.", succeeds(
        REVOKE, _revoked, instead_of=(404,))),
    Mutant("revoke-social-account.again", "A second revocation is a conflict.", turns(
        REVOKE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("revoke-social-account.again", "An hour later it can be revoked again.", replies(REVOKE, _found_later)),
    Mutant("revoke-social-account.again", "The second one brings it back.", since(
        REVOKE, lambda row, seconds: {**row, "status": "connected"} if seconds > 86_000 else row)),
    Mutant("revoke-social-account.not-found", "Any organisation's account can be revoked.", replies(REVOKE, _foreign)),
    Mutant("revoke-social-account.not-found", "Another organisation's is refused, and revoked.", replies(
        REVOKE, _foreign_in_secret)),
    Mutant("revoke-social-account.not-found", "Another organisation's is 403.", turns(
        REVOKE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-account"))),
    Mutant("revoke-social-account.leased", "A leased account can be revoked.", succeeds(REVOKE, _revoked, instead_of=(409,))),
    Mutant("revoke-social-account.leased", "A leased account is not found.", turns(
        REVOKE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("revoke-social-account.leased", "The message tells no way out.", refusals(
        REVOKE, lambda error: error.update(message="This account cannot be revoked."), when=lambda asked: is_of(asked, "leased-account"))),
    Mutant("revoke-social-account.leased", "It is refused, and disconnected.", edits_items(
        lambda item: {"status": "disconnected"}, of=lambda item: item["leased"])),
)  # fmt: skip
