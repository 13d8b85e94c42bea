"""Servers that list or release leased accounts wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.leased_servers import LEASES, READ, RELEASE, edits_leases, leases_of, listed
from tests.mutants.social_servers import edits_items, is_of, items, moved, passed, since, succeeds
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_SOMEBODY = "sa_01HXZ9G7KMV2QX8Y1S5RJW3B7V"
_DAY = 86_400


def _released(asked: Asked) -> Any:
    return {
        "socialAccountId": asked.path[0], "status": "disconnected", "disconnectedReason": "released_by_partner",
        "disconnectedAt": "2026-04-24T12:00:00.000Z",
    }  # fmt: skip


def _both(came: Came, ask: Ask) -> Response:
    """Accounts of either status are listed."""
    if came.status != 200:
        return came.response
    rows = [row for status in ("assigned", "disconnected") for row in leases_of(came.asked, ask, came.asked.path[0], status)]
    return with_json(came.response, {"items": rows})


def _early(came: Came, ask: Ask) -> Response:
    """A project without leased accounts lists one that it may get."""
    if came.status != 200 or came.body["items"] or came.asked.query:
        return came.response
    rows = leases_of(came.asked, ask, came.asked.memory.ids["leasing-project"], "assigned")
    return with_json(came.response, {"items": rows})


def _asks_disconnected(asked: Asked) -> bool:
    return asked.query.get("status") == ["disconnected"]


def _without_query(asked: Asked) -> Request:
    return asked.request._replace(url=asked.request.url.partition("?")[0])


def _stands_still() -> Server:
    """The next renewal stays the first one."""
    first: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != LEASES or came.status != 200:
            return came
        rows = Came(came, asked).body["items"]
        for row in rows:
            row["nextRenewalAt"] = first.setdefault(row["socialAccountId"], row["nextRenewalAt"])
        return with_json(came, {"items": rows})

    return server


def _moves(when: Callable[[Any, float], bool], change: Callable[[Any], Any]) -> Callable[[], Server]:
    """Leases are listed otherwise by their row and the seconds since the world began."""
    return listed(lambda rows, asked: [{**row, **change(row)} if when(row, passed(asked)) else row for row in rows])


def _partial_price() -> Server:
    """An account of a partial grant costs less."""
    partial: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = Came(came, asked).body
        if asked.operation == READ and came.status == 200 and body["status"] == "partial":
            partial.update(body["assignedSocialAccountIds"])
        if asked.operation != LEASES or came.status != 200:
            return came
        rows = [{**row, "monthlyPriceCents": 9_900} if row["socialAccountId"] in partial else row for row in body["items"]]
        return with_json(came, {"items": rows})

    return server


def _foreign(label: str) -> Callable[[Came, Ask], Response]:
    return lambda came, ask: (
        ask(came.asked.with_key("other")) if came.status == 404 and is_of(came.asked, label) else came.response
    )


def _foreign_in_secret(came: Came, ask: Ask) -> Response:
    """Another organisation's account is refused, and released."""
    if came.status == 404 and is_of(came.asked, "foreign-leased-account"):
        ask(came.asked.with_key("other"))
    return came.response


def _releases_for_anybody(came: Came, ask: Ask) -> Response:
    return ask(came.asked.with_key("full")) if came.status == 404 and came.asked.key == "other" else came.response


def _revokes(came: Came, ask: Ask) -> Response:
    """A release revokes an account that is not leased, and finds nothing."""
    if came.status == 404 and came.asked.key == "full":
        ask(came.asked.with_body(None)._replace(url=came.asked.request.url.replace("/leased-accounts/", "/social-accounts/")))
    return came.response


def _odd_reason(asked: Asked) -> bool:
    return isinstance(asked.body, dict) and asked.body.get("reason", "") is None


def _drops_reason(body: Any) -> None:
    if body.get("reason", "") is None:
        body.pop("reason")


def _releases_before_it_looks(came: Came, ask: Ask) -> Response:
    if came.status == 422:
        ask(came.asked.with_body(None))
    return came.response


def _back_in_a_day() -> Server:
    """A day after its release an account can be released once more."""
    gone: dict[str, float] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != RELEASE:
            return came
        if came.status == 200:
            gone[asked.path[0]] = passed(asked)
        is_back = came.status == 404 and passed(asked) - gone.get(asked.path[0], passed(asked)) > _DAY
        return with_json(came, _released(asked), 200) if is_back else came

    return server


MUTANTS = (
    Mutant("list-leased-accounts.item", "The id is called id.", listed(
        lambda rows, _: [{"id": row["socialAccountId"], **{n: v for n, v in row.items() if n != "socialAccountId"}} for row in rows])),
    Mutant("list-leased-accounts.item", "Handles begin with @.", edits_leases(lambda item: {"handle": f"@{item['handle']}"})),
    Mutant("list-leased-accounts.item", "followers is a text.", edits_leases(lambda item: {"followers": str(item["followers"])})),
    Mutant("list-leased-accounts.item", "projectId is another one.", edits_leases(lambda item: {"projectId": _SOMEBODY})),
    Mutant("list-leased-accounts.item", "All accounts have the same handle.", edits_leases(lambda item: {"handle": "tea.daily"})),
    Mutant("list-leased-accounts.item", "The status is that of a social account.", edits_leases(lambda item: {"status": "connected"})),
    Mutant("list-leased-accounts.appears", "The account assigned last is not listed.", listed(lambda rows, _: rows[1:])),
    Mutant("list-leased-accounts.appears", "An account is listed before it is assigned.", replies(LEASES, _early)),
    Mutant("list-leased-accounts.appears", "Of one request one account is listed.", listed(
        lambda rows, _: list({row["assignedAt"]: row for row in rows}.values()))),
    Mutant("list-leased-accounts.social-account", "Leased accounts are not among the social ones.", items(
        lambda rows, _: [row for row in rows if not row["leased"]])),
    Mutant("list-leased-accounts.social-account", "There they do not count as leased.", edits_items(lambda item: {"leased": False})),
    Mutant("list-leased-accounts.social-account", "There they have another handle.", edits_items(
        lambda item: {"handle": f"leased.{item['handle']}"}, of=lambda item: item["leased"])),
    Mutant("list-leased-accounts.social-account", "There they are assigned, not connected.", edits_items(
        lambda item: {"status": "assigned"}, of=lambda item: item["leased"])),
    Mutant("list-leased-accounts.status", "Without status both kinds are listed.", replies(
        LEASES, _both, when=lambda asked: not asked.query)),
    Mutant("list-leased-accounts.status", "disconnected lists both kinds.", replies(LEASES, _both, when=_asks_disconnected)),
    Mutant("list-leased-accounts.status", "status has no effect.", when_asked(LEASES, _without_query, when=_asks_disconnected)),
    Mutant("list-leased-accounts.status", "A disconnected account is said to be assigned.", edits_leases(
        lambda item: {"status": "assigned"})),
    Mutant("list-leased-accounts.status", "Of the disconnected ones the last is listed.", listed(
        lambda rows, _: rows[:1], when=_asks_disconnected)),
    Mutant("list-leased-accounts.renewal", "A month has 31 days, whichever month it is.", edits_leases(
        lambda item: {"nextRenewalAt": moved(item["assignedAt"], 31 * _DAY)})),
    Mutant("list-leased-accounts.renewal", "All leases renew on the first of the month.", edits_leases(
        lambda item: {"nextRenewalAt": "2026-06-01T00:00:00.000Z"}, of=lambda item: item["assignedAt"] > "2026-05-01")),
    Mutant("list-leased-accounts.renewal", "A lease renews a year later.", edits_leases(
        lambda item: {"nextRenewalAt": moved(item["assignedAt"], 365 * _DAY)})),
    Mutant("list-leased-accounts.renews", "nextRenewalAt stays when it has come.", _stands_still),
    Mutant("list-leased-accounts.renews", "nextRenewalAt moves by a day.", _moves(
        lambda row, seconds: seconds > 29 * _DAY and row["nextRenewalAt"] is not None,
        lambda row: {"nextRenewalAt": moved(row["nextRenewalAt"], -29 * _DAY)})),
    Mutant("list-leased-accounts.renews", "assignedAt moves with it.", _moves(
        lambda row, seconds: seconds > 31 * _DAY, lambda row: {"assignedAt": moved(row["assignedAt"], 30 * _DAY)})),
    Mutant("list-leased-accounts.renews", "The lease ends after two months.", _moves(
        lambda row, seconds: seconds > 58 * _DAY, lambda row: {"status": "disconnected"})),
    Mutant("list-leased-accounts.renews", "It moves a day early.", _moves(
        lambda row, seconds: 29 * _DAY < seconds < 30 * _DAY, lambda row: {"nextRenewalAt": moved(row["assignedAt"], 61 * _DAY)})),
    Mutant("list-leased-accounts.price", "The price is in dollars.", edits_leases(lambda item: {"monthlyPriceCents": 150})),
    Mutant("list-leased-accounts.price", "Of several accounts the second is cheaper.", listed(
        lambda rows, _: [{**row, "monthlyPriceCents": 12_000} if place == 1 else row for place, row in enumerate(rows)])),
    Mutant("list-leased-accounts.price", "An account of a partial grant costs less.", _partial_price),
    Mutant("list-leased-accounts.project-not-found", "An unknown project has no leased accounts.", succeeds(
        LEASES, lambda asked: {"items": []}, instead_of=(404,))),
    Mutant("list-leased-accounts.project-not-found", "Another organisation's accounts are listed.", replies(
        LEASES, _foreign("foreign-project"))),
    Mutant("list-leased-accounts.project-not-found", "With a status another organisation's project is 403.", turns(
        LEASES, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"),
        when=lambda came: is_of(came.asked, "foreign-project") and came.asked.query)),
    Mutant("release-leased-account.answer", "The status is released.", answers(RELEASE, lambda body: {**body, "status": "released"})),
    Mutant("release-leased-account.answer", "The reason is that of a revocation.", answers(
        RELEASE, lambda body: {**body, "disconnectedReason": "revoked_by_partner"})),
    Mutant("release-leased-account.answer", "disconnectedReason is the reason that was sent.", answers(
        RELEASE, lambda body, asked: {**body, "disconnectedReason": (asked.body or {}).get("reason", body["disconnectedReason"])})),
    Mutant("release-leased-account.answer", "disconnectedAt is left out.", answers(
        RELEASE, lambda body: {name: value for name, value in body.items() if name != "disconnectedAt"})),
    Mutant("release-leased-account.disconnects", "The account stays assigned until the month is over.", since(
        RELEASE, lambda row, seconds: {**row, "status": "connected"} if seconds < 30 * _DAY else row)),
    Mutant("release-leased-account.disconnects", "It is gone from the social accounts.", since(
        RELEASE, lambda row, seconds: None)),
    Mutant("release-leased-account.disconnects", "It comes back after a month.", since(
        RELEASE, lambda row, seconds: {**row, "status": "connected"} if seconds > 30 * _DAY else row)),
    Mutant("release-leased-account.disconnects", "All leased accounts go with it.", edits_items(
        lambda item: {"status": "disconnected"}, of=lambda item: item["leased"])),
    Mutant("release-leased-account.disconnects", "It does not count as leased any more.", edits_items(
        lambda item: {"leased": False}, of=lambda item: item["status"] == "disconnected")),
    Mutant("release-leased-account.again", "A second release is answered as the first.", succeeds(
        RELEASE, _released, instead_of=(404,))),
    Mutant("release-leased-account.again", "A second release is a conflict.", turns(
        RELEASE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("release-leased-account.again", "A day later it can be released again.", _back_in_a_day),
    Mutant("release-leased-account.not-found", "Any organisation's account can be released.", replies(
        RELEASE, _foreign("foreign-leased-account"))),
    Mutant("release-leased-account.not-found", "Another organisation's is refused, and released.", replies(
        RELEASE, _foreign_in_secret)),
    Mutant("release-leased-account.not-found", "Whoever knows the id may release it.", replies(RELEASE, _releases_for_anybody)),
    Mutant("release-leased-account.not-found", "Another organisation's is 403.", turns(
        RELEASE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-leased-account"))),
    Mutant("release-leased-account.not-leased", "A connected account is released.", succeeds(
        RELEASE, _released, instead_of=(404,))),
    Mutant("release-leased-account.not-leased", "A connected account is a conflict.", turns(
        RELEASE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("release-leased-account.not-leased", "It is not found, and revoked.", replies(RELEASE, _revokes)),
    Mutant("release-leased-account.reason", "The body is required.", refuses(
        RELEASE, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant("release-leased-account.reason", "null counts as no reason.", asks(RELEASE, _drops_reason, when=_odd_reason)),
    Mutant("release-leased-account.reason", "The reason is refused behind the release.", replies(
        RELEASE, _releases_before_it_looks)),
    Mutant("release-leased-account.reason", "A reason is not empty.", refuses(
        RELEASE, 422, "VALIDATION", when=lambda asked: (asked.body or {}).get("reason") == "")),
)  # fmt: skip
