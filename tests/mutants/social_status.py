"""Servers that get getSocialOauthStatus wrong, or what a decision does."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.social_servers import LIST, STATUS, edits_items, items, moved, passed, succeeds
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, refusal, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_SOMEBODY = "sa_01HXZ9G7KMV2QX8Y1S5RJW3B7V"


def _told(status: str, change: Callable[[Any, Asked], Any]) -> Callable[[], Server]:
    """States of one status with a spoilt body."""
    return answers(STATUS, lambda body, asked: change(body, asked) if body["status"] == status else body)


def _becomes(status: str, change: Callable[[Any], Any], after: float) -> Callable[[], Server]:
    """States of one status read otherwise once so much time has passed since they were first read so."""

    def make() -> Server:
        since: dict[str, float] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = Came(came, asked).body
            if asked.operation != STATUS or came.status != 200 or body["status"] != status:
                return came
            begun = since.setdefault(body["state"], passed(asked))
            if passed(asked) - begun < after:
                return came
            changed = change(body)
            return refusal(came, 404, "NOT_FOUND") if changed is None else with_json(came, changed)

        return server

    return make


def _second_read(status: str, edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """A state of one status reads otherwise from its second reading on."""

    def make() -> Server:
        read: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = Came(came, asked).body
            if asked.operation != STATUS or came.status != 200 or body["status"] != status:
                return came
            is_again = body["state"] in read
            read.add(body["state"])
            return with_json(came, edit(body)) if is_again else came

        return server

    return make


def _first_account() -> Server:
    """Every completed state names the account of the first one."""
    first: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation != STATUS or came.status != 200 or "socialAccountId" not in body:
            return came
        first.append(body["socialAccountId"])
        return with_json(came, {**body, "socialAccountId": first[0]})

    return server


def _of_any_key(is_shown: Callable[[Came], object] = lambda came: True) -> Callable[[], Server]:
    """A state shows to every key of the organisation."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 404 or came.asked.key not in {"full", "second"}:
            return came.response
        again = ask(came.asked.with_key("second" if came.asked.key == "full" else "full"))
        return again if again.status == 200 and is_shown(Came(again, came.asked)) else came.response

    return replies(STATUS, change)


def _spelled(change: Callable[[str], str]) -> Callable[[], Server]:
    """A state is looked up under another spelling."""

    def request(asked: Asked) -> Any:
        return asked.with_url(f"oauth-status/{asked.path[0]}", f"oauth-status/{change(asked.path[0])}")

    return when_asked(STATUS, request)


def _foreign(came: Came, ask: Ask) -> Response:
    again = ask(came.asked.with_key("other")) if came.status == 404 and came.asked.key == "full" else came.response
    return again if again.status == 200 else came.response


def _expired_is_pending(body: Any, asked: Asked) -> Any:
    is_expired = "expired" in body.get("error", {}).get("message", "")
    return {"state": body["state"], "status": "pending", "expiresAt": body["expiresAt"]} if is_expired else body


def _without(*names: str) -> Callable[[Any, Asked], Any]:
    return lambda body, asked: {name: value for name, value in body.items() if name not in names}


MUTANTS = (
    Mutant("get-social-oauth-status.pending", "A pending state is called waiting.", _told(
        "pending", lambda body, asked: {**body, "status": "waiting"})),
    Mutant("get-social-oauth-status.pending", "The end moves on with every reading of it.", _second_read(
        "pending", lambda body: {**body, "expiresAt": moved(body["expiresAt"], 10)})),
    Mutant("get-social-oauth-status.pending", "After five minutes it counts as failed.", _becomes(
        "pending", lambda body: {**body, "status": "failed", "error": {"message": "Slow."}}, 300)),
    Mutant("get-social-oauth-status.pending", "It tells an account that nobody connected.", _told(
        "pending", lambda body, asked: {**body, "socialAccountId": _SOMEBODY})),
    Mutant("get-social-oauth-status.completed", "The account is not told.", _told("completed", _without("socialAccountId"))),
    Mutant("get-social-oauth-status.completed", "Every state names the account of the first.", _first_account),
    Mutant("get-social-oauth-status.completed", "The status is connected.", _told(
        "completed", lambda body, asked: {**body, "status": "connected"})),
    Mutant("get-social-oauth-status.completed", "An Instagram account is listed as one of TikTok.", edits_items(
        lambda item: {"platform": "tiktok"})),
    Mutant("get-social-oauth-status.completed", "The first account of a project is not listed.", items(
        lambda rows, asked: rows[:-1])),
    Mutant("get-social-oauth-status.completed", "An error stays from when it was pending.", _told(
        "completed", lambda body, asked: {**body, "error": {"message": "Nobody consented yet."}})),
    Mutant("get-social-oauth-status.failed", "There is no error.", _told("failed", _without("error"))),
    Mutant("get-social-oauth-status.failed", "The message is blank.", _told(
        "failed", lambda body, asked: {**body, "error": {"message": " "}})),
    Mutant("get-social-oauth-status.failed", "A refusal by the person is called denied.", _told(
        "failed", lambda body, asked: {**body, "status": "denied"} if "person" in body["error"]["message"] else body)),
    Mutant("get-social-oauth-status.failed", "A fault of the platform leaves it pending.", _told(
        "failed", lambda body, asked: _without("error")({**body, "status": "pending"}, asked)
        if "platform" in body["error"]["message"] else body)),
    Mutant("get-social-oauth-status.failed", "An account is connected all the same.", answers(
        LIST, lambda body: {"items": body["items"] or [{"socialAccountId": _SOMEBODY, "status": "connected"}]})),
    Mutant("get-social-oauth-status.expires", "It stays pending for ever.", _told("failed", _expired_is_pending)),
    Mutant("get-social-oauth-status.expires", "It fails a minute early.", _becomes(
        "pending", lambda body: {**body, "status": "failed", "error": {"message": "Expired."}}, 540)),
    Mutant("get-social-oauth-status.expires", "It is gone once it expired.", _becomes("failed", lambda body: None, 0)),
    Mutant("get-social-oauth-status.expires", "It is gone a day later.", _becomes("failed", lambda body: None, 80_000)),
    Mutant("get-social-oauth-status.outcome-stays", "A completed state is gone after its time.", _becomes(
        "completed", lambda body: None, 600)),
    Mutant("get-social-oauth-status.outcome-stays", "A completed state fails after its time.", _becomes(
        "completed", lambda body: {**body, "status": "failed", "error": {"message": "Expired."}}, 600)),
    Mutant("get-social-oauth-status.outcome-stays", "A failed state tells of its expiry in the end.", _becomes(
        "failed", lambda body: {**body, "error": {"message": "Expired."}}, 600)),
    Mutant("get-social-oauth-status.outcome-stays", "The account is told once.", _second_read(
        "completed", lambda body: {name: value for name, value in body.items() if name != "socialAccountId"})),
    Mutant("get-social-oauth-status.own-key", "States show to every key of the organisation.", _of_any_key()),
    Mutant("get-social-oauth-status.own-key", "Completed states do.", _of_any_key(
        lambda came: came.body["status"] == "completed")),
    Mutant("get-social-oauth-status.own-key", "Another key is told that it may not see it.", turns(
        STATUS, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.key == "second")),
    Mutant("get-social-oauth-status.case-sensitive", "States are looked up in upper case.", _spelled(
        lambda text: "st_" + text[3:].upper() if text[:3] == "st_" else text)),
    Mutant("get-social-oauth-status.case-sensitive", "The prefix may be in upper case.", _spelled(
        lambda text: "st_" + text[3:] if text[:3] == "ST_" else text)),
    Mutant("get-social-oauth-status.case-sensitive", "The last character may be in lower case.", _spelled(
        lambda text: text[:-3] + text[-3:].upper())),
    Mutant("get-social-oauth-status.not-found", "A state of another form is VALIDATION.", turns(
        STATUS, 404, "NOT_FOUND", to=(422, "VALIDATION"), when=lambda came: len(came.asked.path[0]) != 29)),
    Mutant("get-social-oauth-status.not-found", "An unknown state has expired.", succeeds(STATUS, lambda asked: {
        "state": asked.path[0], "status": "failed", "expiresAt": "2026-04-24T12:00:00.000Z", "error": {"message": "Expired."}})),
    Mutant("get-social-oauth-status.not-found", "The prefix may be left out.", _spelled(
        lambda text: text if text[:3] == "st_" or len(text) != 26 else f"st_{text}")),
    Mutant("get-social-oauth-status.not-found", "What stands behind a state is cut off.", _spelled(lambda text: text[:29])),
    Mutant("get-social-oauth-status.not-found", "Another organisation's state shows.", replies(STATUS, _foreign)),
)  # fmt: skip
