"""Servers that list posts wrongly."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, get, remembers, side, success_of
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, refusal, replies, turns, with_json

__all__ = ["MUTANTS"]

LIST = "listScheduledPosts"
MOVE = "rescheduleScheduledPost"


def items(edit: Callable[[list[Any]], list[Any]]) -> Callable[[], Server]:
    """The items of a page are changed."""
    return answers(LIST, lambda body: body | {"items": edit(body["items"])})


def queried(change: Callable[[Asked], Any]) -> Callable[[], Server]:
    """A part of the query is replaced: ``change(asked)`` gives old and new, or nothing."""

    def request(asked: Asked, ask: Ask) -> Request | None:
        parts = change(asked)
        return None if not parts else asked.with_url(*parts)

    return asking(LIST, request)


def sorted_by(key: Callable[[Any], Any], reverse: bool = True) -> Callable[[], Server]:
    """All posts of a project, sorted in another way on one page; asked for with a cursor, as they come."""

    def change(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = success_of(came)
        if body is None:
            return came
        return with_json(came, body | {"items": sorted(body["items"], key=key, reverse=reverse)})

    return asking(LIST, change)


def whole(asked: Asked, ask: Ask) -> Response:
    """The first page holds everything, in the order of creation."""
    came = ask(asked.request)
    body = success_of(came)
    if body is None:
        return came
    query = "&".join(
        f"{name}={text}" for name, texts in asked.query.items() for text in texts if name not in {"cursor", "limit"}
    )
    return ask(side(asked, "GET", f"/v1/projects/{asked.path[0]}/scheduled-posts?limit=100&{query.replace('+', '%2B')}"))


def page_behind(note: Callable[[Any], Any], change: Callable[[list[Any], Any], list[Any]]) -> Callable[[], Server]:
    """What ``note`` gives of a page's last item changes the next page: ``change(items, noted)``."""

    def make() -> Server:
        noted: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation != LIST or body is None:
                return came
            cursor = asked.query.get("cursor", [""])[0]
            if body["nextCursor"] and body["items"]:
                noted[body["nextCursor"]] = note(body["items"][-1])
            return with_json(came, body | {"items": change(body["items"], noted[cursor])}) if cursor in noted else came

        return server

    return make


def without_slot(items: list[Any], slot: Any) -> list[Any]:
    """The items of other slots; all of them where there are no others."""
    return [item for item in items if item["scheduledFor"] != slot] or items


def one_status(asked: Asked) -> Any:
    """Of several statuses the last counts."""
    found = asked.query.get("status", [])
    return (f"status={found[0]}&", "") if len(found) == 2 else None


def drop(name: str, when: Callable[[Asked], Any] = lambda asked: True) -> Callable[[Asked], Any]:
    """A filter is not heeded."""

    def change(asked: Asked) -> Any:
        return (f"{name}=", f"not{name}=") if name in asked.query and when(asked) else None

    return change


def exclusive(name: str) -> Callable[[], Server]:
    """An end of the window does not belong to it."""

    def change(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = success_of(came)
        texts = asked.query.get(name)
        if body is None or not texts:
            return came
        end = datetime.fromisoformat(texts[0])
        return with_json(
            came, body | {"items": [item for item in body["items"] if datetime.fromisoformat(item["scheduledFor"]) != end]}
        )

    return asking(LIST, change)


def by_creation(asked: Asked, ask: Ask) -> Response:
    """The window is about when posts were asked for."""
    came = ask(asked.request)
    body = success_of(came)
    is_asked = asked.operation == LIST and body is not None and {"since", "until"} & set(asked.query)
    return with_json(came, body | {"items": []}) if is_asked else came


def any_of(asked: Asked, ask: Ask) -> Response | None:
    """Of filters that were sent together the slot counts alone."""
    if not {"status", "socialAccountId", "since"} <= set(asked.query):
        return None
    texts = {name: asked.query[name][0] for name in ("since", "until")}
    return ask(
        side(
            asked,
            "GET",
            f"/v1/projects/{asked.path[0]}/scheduled-posts?limit=100&since={texts['since']}&until={texts['until']}",
        )
    )


def foreign_list(asked: Asked, ask: Ask) -> Response:
    """Another organisation's project is an empty list."""
    came = ask(asked.request)
    return with_json(came, {"items": [], "nextCursor": None}, 200) if asked.operation == LIST and came.status == 404 else came


def with_spare(asked: Asked, ask: Ask) -> Response:
    """All projects of the organisation share a list."""
    came = ask(asked.request)
    body = success_of(came)
    ids = asked.memory.ids
    if asked.operation != LIST or body is None or asked.path[0] != ids.get("project") or body["nextCursor"] is not None:
        return came
    others = get(asked, ask, f"/v1/projects/{ids['spare-project']}/scheduled-posts").get("items", [])
    return with_json(came, body | {"items": body["items"] + others})


MUTANTS = (
    Mutant("list-scheduled-posts.sorted", "The earliest comes first.", sorted_by(lambda item: item["scheduledFor"], reverse=False)),
    Mutant("list-scheduled-posts.sorted", "The newest comes first.", sorted_by(lambda item: item["id"])),
    Mutant("list-scheduled-posts.sorted", "A moved post keeps its place.", remembers(MOVE, LIST, lambda body, kept, asked: body | {
        "items": [*[item for item in body["items"] if item["id"] not in kept], *[item for item in body["items"] if item["id"] in kept]]})),
    Mutant("list-scheduled-posts.own-project", "Canceled posts are left out.", items(lambda found: [item for item in found if item["status"] != "canceled"])),
    Mutant("list-scheduled-posts.own-project", "Published posts are left out.", items(lambda found: [item for item in found if item["status"] != "published"])),
    Mutant("list-scheduled-posts.own-project", "All projects share a list.", always(with_spare)),
    Mutant("list-scheduled-posts.items", "Items are slim.", items(lambda found: [{name: item[name] for name in ("id", "containerId", "status", "scheduledFor")} for item in found])),
    Mutant("list-scheduled-posts.items", "Items do not tell why a post failed.", items(lambda found: [item | {"lastError": None} for item in found])),
    Mutant("list-scheduled-posts.items", "Items tell canceledAt without milliseconds.", items(
        lambda found: [item | {"canceledAt": item["canceledAt"] and item["canceledAt"].replace(".000Z", "Z")} for item in found])),
    Mutant("list-scheduled-posts.status", "The filter is not heeded.", queried(drop("status"))),
    Mutant("list-scheduled-posts.status", "Of two statuses the last counts.", queried(one_status)),
    Mutant("list-scheduled-posts.status", "Drafts count as published.", items(
        lambda found: [item | {"status": "published"} if item["status"] == "draft_in_inbox" else item for item in found])),
    Mutant("list-scheduled-posts.account", "The filter is not heeded.", queried(drop("socialAccountId"))),
    Mutant("list-scheduled-posts.account", "An id without sa_ is not known.", replies(
        LIST, lambda came, ask: with_json(came.response, {"items": [], "nextCursor": None})
        if came.status == 200 and not came.asked.query.get("socialAccountId", ["_"])[0].count("_") else came.response)),
    Mutant("list-scheduled-posts.account", "An unknown account is 404.", replies(LIST, lambda came, ask: refusal(came.response, 404, "NOT_FOUND")
        if came.status == 200 and "socialAccountId" in came.asked.query and not came.body["items"] else came.response)),
    Mutant("list-scheduled-posts.window", "since is exclusive.", exclusive("since")),
    Mutant("list-scheduled-posts.window", "until is exclusive.", exclusive("until")),
    Mutant("list-scheduled-posts.window", "The window is about when posts were asked for.", always(by_creation)),
    Mutant("list-scheduled-posts.window", "until alone is not heeded.", queried(drop("until", lambda asked: "since" not in asked.query))),
    Mutant("list-scheduled-posts.filters-together", "Beside others the slot counts alone.", asking(LIST, any_of)),
    Mutant("list-scheduled-posts.filters-together", "Beside an account the status does not count.", queried(drop("status", lambda asked: "socialAccountId" in asked.query))),
    Mutant("list-scheduled-posts.filters-together", "Beside a status the account does not count.", queried(drop("socialAccountId", lambda asked: "status" in asked.query))),
    Mutant("list-scheduled-posts.default-limit", "It is 25.", asking(LIST, lambda asked, ask: None if "limit" in asked.query else side(
        asked, "GET", f"/v1/projects/{asked.path[0]}/scheduled-posts?limit=25"))),
    Mutant("list-scheduled-posts.default-limit", "It is 100.", asking(LIST, lambda asked, ask: None if "limit" in asked.query else side(
        asked, "GET", f"/v1/projects/{asked.path[0]}/scheduled-posts?limit=100"))),
    Mutant("list-scheduled-posts.default-limit", "With filters there is no limit.", asking(LIST, lambda asked, ask: side(
        asked, "GET", f"/v1/projects/{asked.path[0]}/scheduled-posts?limit=100&since={asked.query['since'][0]}") if "since" in asked.query and "limit" not in asked.query else None)),
    Mutant("list-scheduled-posts.next-cursor", "A page begins with the last item of the one before.", page_behind(lambda item: item, lambda found, last: [last, *found])),
    Mutant("list-scheduled-posts.next-cursor", "Posts of one slot are on one page or lost.", page_behind(lambda item: item["scheduledFor"], without_slot)),
    Mutant("list-scheduled-posts.next-cursor", "limit is not heeded.", asking(LIST, whole)),
    Mutant("list-scheduled-posts.project-not-found", "It is an empty list.", always(foreign_list)),
    Mutant("list-scheduled-posts.project-not-found", "It is 403.", turns(LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
)  # fmt: skip
