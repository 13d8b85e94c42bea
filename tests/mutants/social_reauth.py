"""Servers that get createSocialReauthUrl wrong, or what consent to it does."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from layers_mock.kit.exchange import Response
from tests.mutants.social_servers import (
    LIST,
    REAUTH,
    REVOKE,
    STATUS,
    accounts_of,
    is_of,
    items,
    lets_pass,
    moved,
    passed,
    remembers,
    succeeds,
)
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, refuses, replies, turns, with_json

__all__ = ["MUTANTS"]

_SOMEBODY = "sa_01HXZ9G7KMV2QX8Y1S5RJW3B7V"
_BEGUN = {
    "authorizeUrl": "https://www.tiktok.com/v2/auth/authorize?state=st_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
    "state": "st_01HXZ9G7KMV2QX8Y1S5RJW3B7T",
    "expiresAt": "2026-04-24T12:10:00.000Z",
}


def _begun(asked: Asked) -> Any:
    return _BEGUN


def _of_renewals(change: Callable[[Any], Any]) -> Callable[[], Server]:
    """States of renewals read otherwise."""

    def make() -> Server:
        states: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = Came(came, asked).body
            if came.status == 200 and asked.operation == REAUTH:
                states.add(body["state"])
            if came.status == 200 and asked.operation == STATUS and body["state"] in states:
                return with_json(came, change(body))
            return came

        return server

    return make


def _since_renewal(change: Callable[[Any, Any], Any]) -> Callable[[], Server]:
    """Accounts are listed otherwise once a renewal was asked for: ``change(row, before)`` with their rows as they were then."""

    def make() -> Server:
        before: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation == REAUTH:
                for row in accounts_of(asked, ask, asked.path[0]):
                    if row["socialAccountId"] == (asked.body or {}).get("socialAccountId"):
                        before[row["socialAccountId"]] = row
            came = ask(asked.request)
            if asked.operation != LIST or came.status != 200:
                return came
            rows = Came(came, asked).body["items"]
            changed = [change(row, before[row["socialAccountId"]]) if row["socialAccountId"] in before else row for row in rows]
            return with_json(came, {"items": changed})

        return server

    return make


def _copies(rows: list[Any], asked: Asked) -> list[Any]:
    """A second row for an account that was renewed."""
    first = next((row for row in rows if row["platform"] == "instagram" and len(rows) == 3), None)
    return [{**first, "socialAccountId": _SOMEBODY}, *rows] if first and asked.memory.notes.get("renewed") else rows


def _makes_another() -> Server:
    """Consent to a renewal is listed as another account."""
    copies = items(_copies)()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == REAUTH:
            asked.memory.notes["renewed"] = True
        return copies(asked, ask)

    return server


def _loses_token_again(row: Any, before: Any) -> Any:
    is_renewed = before["status"] == "reauth_required" and row["status"] == "connected"
    return {**row, "status": "reauth_required"} if is_renewed else row


def _soon_over() -> Server:
    """A renewed token is over within the hour."""
    renewed: dict[str, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation == STATUS and came.status == 200 and body.get("socialAccountId"):
            renewed[body["socialAccountId"]] = passed(asked)
        if asked.operation != LIST or came.status != 200:
            return came
        now = passed(asked)
        rows = [
            {**row, "status": "reauth_required"} if 0 < now - renewed.get(row["socialAccountId"], now) <= 3600 else row
            for row in body["items"]
        ]
        return with_json(came, {"items": rows})

    return server


def _one_at_a_time() -> Server:
    """While a renewal is pending there is no second one."""
    pending: set[Any] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == STATUS:
            pending.clear()
        if asked.operation != REAUTH or came.status != 200:
            return came
        account = (asked.body or {}).get("socialAccountId")
        if account in pending:
            return refusal(came, 409, "CONFLICT")
        pending.add(account)
        return came

    return server


def _is_listed(asked: Asked, ask: Ask, status: str) -> bool:
    named = (asked.body or {}).get("socialAccountId")
    rows = accounts_of(asked, ask, asked.path[0])
    return any(row["socialAccountId"] == named and row["status"] == status for row in rows)


def _only_expired(asked: Asked, ask: Ask) -> Response:
    """A connected account needs no renewal."""
    came = ask(asked.request)
    if asked.operation == REAUTH and came.status == 200 and _is_listed(asked, ask, "connected"):
        return refusal(came, 409, "CONFLICT")
    return came


def _revoked_too() -> Server:
    """A disconnected account can be renewed."""
    gone: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == REVOKE and came.status == 200:
            gone.add(asked.path[0])
        is_gone = asked.operation == REAUTH and (asked.body or {}).get("socialAccountId") in gone
        return with_json(came, _BEGUN, 200) if is_gone and came.status == 404 else came

    return server


def _of_any_project() -> Server:
    """The account need not be the project's."""
    places: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == LIST and came.status == 200:
            for row in Came(came, asked).body["items"]:
                places[row["socialAccountId"]] = asked.path[0]
        named = str((asked.body or {}).get("socialAccountId")) if asked.operation == REAUTH else ""
        if asked.operation == REAUTH and came.status == 404 and named[:3] == "sa_" and not _is_foreign(asked):
            return with_json(came, _BEGUN, 200)
        return came

    return server


def _is_foreign(asked: Asked) -> bool:
    """Whether account or project are another organisation's."""
    named = (asked.body or {}).get("socialAccountId")
    return bool(named == asked.memory.ids["foreign-account"]) or is_of(asked, "foreign-project")


MUTANTS = (
    Mutant("create-social-reauth-url.answer", "expiresAt is left out.", answers(
        REAUTH, lambda body: {name: body[name] for name in ("authorizeUrl", "state")})),
    Mutant("create-social-reauth-url.answer", "Instagram accounts consent on TikTok.", answers(
        REAUTH, lambda body: {**body, "authorizeUrl": body["authorizeUrl"].replace("instagram", "tiktok")})),
    Mutant("create-social-reauth-url.answer", "The URL carries no state.", answers(
        REAUTH, lambda body: {**body, "authorizeUrl": body["authorizeUrl"].partition("?")[0]})),
    Mutant("create-social-reauth-url.answer", "expiresAt is not that of the state.", answers(
        REAUTH, lambda body: {**body, "expiresAt": moved(body["expiresAt"], 300)})),
    Mutant("create-social-reauth-url.same-account", "The state names a new account.", _of_renewals(
        lambda body: {**body, "socialAccountId": _SOMEBODY} if body["status"] == "completed" else body)),
    Mutant("create-social-reauth-url.same-account", "The renewed account is listed twice, under another id.", _makes_another),
    Mutant("create-social-reauth-url.same-account", "The handle becomes another one.", _since_renewal(
        lambda row, before: {**row, "handle": f"{row['handle']}.2"})),
    Mutant("create-social-reauth-url.reconnects", "The account needs consent all the same.", _since_renewal(
        lambda row, before: {**row, "status": before["status"]})),
    Mutant("create-social-reauth-url.reconnects", "The token ends when the old one did.", _since_renewal(
        lambda row, before: {**row, "tokenExpiresAt": before["tokenExpiresAt"]})),
    Mutant("create-social-reauth-url.reconnects", "The new token is over within the hour.", _soon_over),
    Mutant("create-social-reauth-url.changes-nothing-before", "A pending renewal counts as consent.", _since_renewal(
        lambda row, before: {**row, "status": "connected"})),
    Mutant("create-social-reauth-url.changes-nothing-before", "While it is pending the account needs consent.", _since_renewal(
        lambda row, before: {**row, "status": "reauth_required"})),
    Mutant("create-social-reauth-url.changes-nothing-before", "Asking for it drops the token.", _since_renewal(
        lambda row, before: {**row, "tokenExpiresAt": None})),
    Mutant("create-social-reauth-url.connected-account", "A connected account is a conflict.", lambda: _only_expired),
    Mutant("create-social-reauth-url.connected-account", "There is one renewal at a time.", _one_at_a_time),
    Mutant("create-social-reauth-url.not-idempotent", "An Idempotency-Key is honoured.", remembers(
        REAUTH, lambda asked: asked.header("Idempotency-Key"))),
    Mutant("create-social-reauth-url.not-idempotent", "An equal call gets the state that is still pending.", remembers(
        REAUTH, lambda asked: asked.request.content)),
    Mutant("create-social-reauth-url.return-url-allowed", "No host is looked at.", lets_pass(REAUTH, lambda url, host: True)),
    Mutant("create-social-reauth-url.return-url-allowed", "The allowed host may be anywhere in the URL.", lets_pass(
        REAUTH, lambda url, host: "app.example.com" in url)),
    Mutant("create-social-reauth-url.return-url-allowed", "Case of the host counts.", refuses(
        REAUTH, 403, "RETURN_URL_NOT_ALLOWED", when=lambda asked: urlsplit(str(asked.body["returnUrl"])).netloc.isupper())),
    Mutant("create-social-reauth-url.return-url-allowed", "The code is VALIDATION.", turns(
        REAUTH, 403, "RETURN_URL_NOT_ALLOWED", to=(422, "VALIDATION"))),
    Mutant("create-social-reauth-url.account-not-found", "A disconnected account can be renewed.", _revoked_too),
    Mutant("create-social-reauth-url.account-not-found", "An account of another project can be renewed.", _of_any_project),
    Mutant("create-social-reauth-url.account-not-found", "Another organisation's account is 403.", turns(
        REAUTH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"),
        when=lambda came: _is_foreign(came.asked) and not is_of(came.asked, "foreign-project"))),
    Mutant("create-social-reauth-url.account-not-found", "An unknown account is VALIDATION.", turns(
        REAUTH, 404, "NOT_FOUND", to=(422, "VALIDATION"), when=lambda came: "-" in str(came.asked.body["socialAccountId"]))),
    Mutant("create-social-reauth-url.leased", "A leased account can be renewed.", succeeds(REAUTH, _begun, instead_of=(409,))),
    Mutant("create-social-reauth-url.leased", "A leased account is not found.", turns(
        REAUTH, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("create-social-reauth-url.leased", "The attempt makes it need consent.", _since_renewal(
        lambda row, before: {**row, "status": "reauth_required"} if row["leased"] else row)),
    Mutant("create-social-reauth-url.project-not-found", "Nobody looks at the project.", succeeds(
        REAUTH, _begun, instead_of=(404,), when=lambda came: not _is_foreign(came.asked))),
    Mutant("create-social-reauth-url.project-not-found", "Another organisation's account is renewed in its project.", replies(
        REAUTH, lambda came, ask: ask(came.asked.with_key("other"))
        if came.status == 404 and is_of(came.asked, "foreign-project") else came.response)),
    Mutant("create-social-reauth-url.project-not-found", "Another organisation's project is 403.", turns(
        REAUTH, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-project"))),
    Mutant("create-social-reauth-url.archived-project", "An archived project renews as any other.", succeeds(
        REAUTH, _begun, instead_of=(409,))),
    Mutant("create-social-reauth-url.archived-project", "An archived project is not found.", turns(
        REAUTH, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
)  # fmt: skip
