"""Servers that list social accounts wrongly, or keep them connected wrongly."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from layers_mock.kit.exchange import Request, Response
from tests.mutants.social_servers import LIST, accounts_of, edits_items, get_json, is_of, items, moved, passed
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, answers, replies, turns, when_asked, with_json

__all__ = ["MUTANTS"]

_MONTH = 30 * 86_400


def _without_query(asked: Asked) -> Request:
    return asked.request._replace(url=asked.request.url.partition("?")[0])


def _asks_for(name: str, *values: str) -> Callable[[Asked], bool]:
    return lambda asked: any(value in asked.query.get(name, []) for value in values or asked.query.get(name, []))


def _filtered(keep: Callable[[Any, Asked], object], *, when: Callable[[Asked], object]) -> Callable[[], Server]:
    """The whole list, filtered in another way."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 200:
            return came.response
        whole = accounts_of(came.asked, ask, came.asked.path[0])
        return with_json(came.response, {"items": [row for row in whole if keep(row, came.asked)]})

    return replies(LIST, change, when=when)


def _other(asked: Asked) -> str:
    return asked.query["platform"][0]


def _of_all_projects(came: Came, ask: Ask) -> Response:
    """Accounts of another project of the organisation stand among them."""
    if came.status != 200 or is_of(came.asked, "project"):
        return came.response
    more = accounts_of(came.asked, ask, came.asked.memory.ids["project"])
    return with_json(came.response, {"items": [*came.body["items"], *more]})


def _in_an_empty_project(came: Came, ask: Ask) -> Response:
    """A project without accounts lists those of another."""
    if came.status != 200 or came.body["items"] or urlsplit(came.asked.request.url).query:
        return came.response
    return with_json(came.response, {"items": accounts_of(came.asked, ask, came.asked.memory.ids["project"])})


def _shared() -> Server:
    """What one project lists is listed by those that were asked for before it as well."""
    seen: dict[str, list[Any]] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != LIST or came.status != 200:
            return came
        body = Came(came, asked).body
        more = [row for project, rows in seen.items() if project != asked.path[0] for row in rows]
        seen[asked.path[0]] = body["items"]
        return with_json(came, {"items": [*body["items"], *more]})

    return server


def _foreign(came: Came, ask: Ask) -> Response:
    is_so = came.status == 404 and is_of(came.asked, "foreign-project")
    return ask(came.asked.with_key("other")) if is_so else came.response


def _empty(came: Came, _: Ask) -> Response:
    return with_json(came.response, {"items": []}, 200) if came.status == 404 else came.response


def _expiry(change: Callable[[Any, float], str]) -> Callable[[], Server]:
    """Another status, by the seconds that have passed since the world began."""
    return items(lambda rows, asked: [{**row, "status": change(row, passed(asked))} for row in rows])


def _limited(rows: list[Any], asked: Asked) -> list[Any]:
    most = asked.query.get("limit")
    return rows[: int(most[0])] if most else rows


def _whoami(body: Any, asked: Asked) -> Any:
    root = asked.request.url.partition("/v1/")[0]
    return {"items": [{**row, "avatarUrl": f"{root}/v1/whoami"} for row in body["items"]]}


def _by_time(rows: list[Any], asked: Asked) -> list[Any]:
    return sorted(rows, key=lambda row: str(row["connectedAt"]))


def _gone_last(rows: list[Any], asked: Asked) -> list[Any]:
    return sorted(rows, key=lambda row: bool(row["status"] == "disconnected"))


def _known_handles(came: Came, ask: Ask) -> Response:
    """``status`` beside ``platform`` is not looked at."""
    whole = get_json(came.asked, ask, f"/v1/projects/{came.asked.path[0]}/social-accounts?platform={_other(came.asked)}")
    return with_json(came.response, whole)


MUTANTS = (
    Mutant("list-social-accounts.item", "Handles begin with @.", edits_items(lambda item: {"handle": f"@{item['handle']}"})),
    Mutant("list-social-accounts.item", "The id is called id.", items(
        lambda rows, _: [{"id": row["socialAccountId"], **row} for row in rows])),
    Mutant("list-social-accounts.item", "leased is a text.", edits_items(lambda item: {"leased": str(item["leased"]).lower()})),
    Mutant("list-social-accounts.item", "avatarUrl is a path.", edits_items(
        lambda item: {"avatarUrl": urlsplit(item["avatarUrl"]).path})),
    Mutant("list-social-accounts.item", "A token ends when it was given.", edits_items(
        lambda item: {"tokenExpiresAt": item["connectedAt"]}, of=lambda item: item["platform"] == "instagram")),
    Mutant("list-social-accounts.item", "tokenExpiresAt is left out where it is null.", items(
        lambda rows, _: [{name: value for name, value in row.items() if value is not None} for row in rows])),
    Mutant("list-social-accounts.avatar", "avatarUrl leads nowhere.", edits_items(
        lambda item: {"avatarUrl": item["avatarUrl"] + "x"})),
    Mutant("list-social-accounts.avatar", "avatarUrl leads to an answer of the API.", answers(LIST, _whoami)),
    Mutant("list-social-accounts.avatar", "That of a leased account leads nowhere.", edits_items(
        lambda item: {"avatarUrl": item["avatarUrl"] + "x"}, of=lambda item: item["leased"])),
    Mutant("list-social-accounts.platform-filter", "platform has no effect.", when_asked(
        LIST, _without_query, when=_asks_for("platform"))),
    Mutant("list-social-accounts.platform-filter", "instagram finds none.", items(
        lambda rows, _: [], when=_asks_for("platform", "instagram"))),
    Mutant("list-social-accounts.platform-filter", "The filter leaves out disconnected accounts.", _filtered(
        lambda row, asked: row["platform"] == _other(asked) and row["status"] != "disconnected",
        when=lambda asked: "platform" in asked.query and "status" not in asked.query)),
    Mutant("list-social-accounts.platform-filter", "It is turned round.", _filtered(
        lambda row, asked: row["platform"] != _other(asked), when=_asks_for("platform"))),
    Mutant("list-social-accounts.status-filter", "status has no effect.", when_asked(
        LIST, _without_query, when=_asks_for("status"))),
    Mutant("list-social-accounts.status-filter", "disconnected finds all that are not connected.", _filtered(
        lambda row, asked: row["status"] != "connected",
        when=lambda asked: asked.query.get("status") == ["disconnected"] and "platform" not in asked.query)),
    Mutant("list-social-accounts.status-filter", "connected leaves out leased accounts.", items(
        lambda rows, _: [row for row in rows if not row["leased"]], when=_asks_for("status", "connected"))),
    Mutant("list-social-accounts.status-filter", "Beside platform it has no effect.", replies(
        LIST, _known_handles, when=lambda asked: "platform" in asked.query and "status" in asked.query)),
    Mutant("list-social-accounts.every-status", "Disconnected accounts are not listed.", items(
        lambda rows, _: [row for row in rows if row["status"] != "disconnected"], when=lambda asked: not asked.query)),
    Mutant("list-social-accounts.every-status", "Accounts that need consent are not listed.", items(
        lambda rows, _: [row for row in rows if row["status"] != "reauth_required"], when=lambda asked: not asked.query)),
    Mutant("list-social-accounts.leased-filter", "leased has no effect.", when_asked(
        LIST, _without_query, when=_asks_for("leased"))),
    Mutant("list-social-accounts.leased-filter", "false lists them all.", when_asked(
        LIST, _without_query, when=_asks_for("leased", "false"))),
    Mutant("list-social-accounts.leased-filter", "true lists none.", items(lambda rows, _: [], when=_asks_for("leased", "true"))),
    Mutant("list-social-accounts.leased-filter", "false leaves out Instagram.", items(
        lambda rows, _: [row for row in rows if row["platform"] == "tiktok"], when=_asks_for("leased", "false"))),
    Mutant("list-social-accounts.whole", "It ends after 25 accounts.", items(lambda rows, _: rows[:25])),
    Mutant("list-social-accounts.whole", "limit is honoured.", items(_limited)),
    Mutant("list-social-accounts.newest-first", "The oldest one comes first.", items(lambda rows, _: rows[::-1])),
    Mutant("list-social-accounts.newest-first", "With a filter the oldest one comes first.", items(
        _by_time, when=lambda asked: asked.query)),
    Mutant("list-social-accounts.newest-first", "Disconnected ones come last.", items(_gone_last)),
    Mutant("list-social-accounts.of-the-project", "Accounts of another project stand among them.", replies(
        LIST, _of_all_projects)),
    Mutant("list-social-accounts.of-the-project", "A project without accounts lists another's.", replies(
        LIST, _in_an_empty_project)),
    Mutant("list-social-accounts.of-the-project", "What one project lists is listed by the next as well.", _shared),
    Mutant("list-social-accounts.project-not-found", "An unknown project has no accounts.", replies(LIST, _empty)),
    Mutant("list-social-accounts.project-not-found", "Another organisation's accounts are listed.", replies(LIST, _foreign)),
    Mutant("list-social-accounts.project-not-found", "Another organisation's project is 403.", turns(
        LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: is_of(came.asked, "foreign-project"))),
    Mutant("social-accounts.token-expires", "An account stays connected when its token is over.", _expiry(
        lambda row, _: "connected" if row["status"] == "reauth_required" else row["status"])),
    Mutant("social-accounts.token-expires", "It needs consent a day early.", _expiry(
        lambda row, seconds: "reauth_required" if seconds > _MONTH - 86_400 and not row["leased"] else row["status"])),
    Mutant("social-accounts.token-expires", "It needs consent a day late.", _expiry(
        lambda row, seconds: "connected" if _MONTH < seconds < _MONTH + 86_400 else row["status"])),
    Mutant("social-accounts.token-expires", "It is disconnected after a month without consent.", _expiry(
        lambda row, seconds: "disconnected" if seconds > 2 * _MONTH and not row["leased"] else row["status"])),
    Mutant("social-accounts.token-expires", "Leased accounts need consent as well.", _expiry(
        lambda row, seconds: "reauth_required" if seconds > _MONTH and row["leased"] else row["status"])),
    Mutant("social-accounts.token-expires", "tokenExpiresAt is told a day too late.", edits_items(
        lambda item: {"tokenExpiresAt": moved(item["tokenExpiresAt"], 86_400)}, of=lambda item: item["tokenExpiresAt"])),
)  # fmt: skip
