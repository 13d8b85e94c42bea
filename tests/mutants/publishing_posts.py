"""Servers that tell, list, move and cancel posts wrongly."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import asking, get, remembers, side, success_of
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    refusal,
    refuses,
    replies,
    turns,
    with_json,
)

__all__ = ["MUTANTS"]

POST, LIST, MOVE, CANCEL, TOP = (
    "getScheduledPost",
    "listScheduledPosts",
    "rescheduleScheduledPost",
    "cancelScheduledPost",
    "listTopPerformers",
)
SCHEDULE = "scheduleContent"
OVER = {"published", "failed", "canceled", "draft_in_inbox"}


def where(test: Callable[[Any], Any], edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Posts that pass a test read with other fields."""
    return answers(POST, lambda body: body | edit(body) if test(body) else body)


def being(*statuses: str) -> Callable[[Any], bool]:
    """Whether a post is of one of these statuses."""
    return lambda body: body["status"] in statuses


def later(text: str, **by: float) -> str:
    """An instant moved by some time."""
    return (datetime.fromisoformat(text) + timedelta(**by)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def without_nulls(body: Any) -> Any:
    """What is not there yet is left out."""
    return {name: value for name, value in body.items() if value is not None}


def items(edit: Callable[[list[Any]], list[Any]]) -> Callable[[], Server]:
    """The items of a page are changed."""
    return answers(LIST, lambda body: body | {"items": edit(body["items"])})


def queried(change: Callable[[Asked], Any]) -> Callable[[], Server]:
    """A part of the query is replaced: ``change(asked)`` gives old and new, or nothing."""

    def request(asked: Asked, ask: Ask) -> Request | None:
        parts = change(asked)
        return None if not parts else asked.with_url(*parts)

    return asking(LIST, request)


def post(asked: Asked, ask: Ask) -> Any:
    """The post that a call is about."""
    return get(asked, ask, f"/v1/scheduled-posts/{asked.path[0]}")


def nothing(asked: Asked, ask: Ask, body: Any, status: int = 200) -> Response:
    """An answer to a call that did nothing."""
    return with_json(ask(side(asked, "GET", "/v1/whoami")), body, status)


def moved_told(asked: Asked, ask: Ask, row: Any) -> Response:
    """A move that was not made, told as if it were."""
    slot = asked.body["scheduledFor"] if isinstance(asked.body, dict) else row["scheduledFor"]
    return nothing(asked, ask, {"id": row["id"], "status": "queued", "scheduledFor": slot, "updatedAt": row["updatedAt"]})


def canceled_told(asked: Asked, ask: Ask, row: Any) -> Response:
    """A cancellation that was not made, told as if it were."""
    return nothing(asked, ask, {"id": row["id"], "status": "canceled", "canceledAt": row["updatedAt"]})


def moves_over(*statuses: str) -> Callable[[Asked, Ask], Response | None]:
    """Posts of these statuses are told as moved."""

    def change(asked: Asked, ask: Ask) -> Response | None:
        row = post(asked, ask)
        return moved_told(asked, ask, row) if row.get("status") in statuses else None

    return change


def cancels_over(*statuses: str) -> Callable[[Asked, Ask], Response | None]:
    """Posts of these statuses are told as canceled."""

    def change(asked: Asked, ask: Ask) -> Response | None:
        row = post(asked, ask)
        return canceled_told(asked, ask, row) if row.get("status") in statuses else None

    return change


def reads_moved(asked: Asked, ask: Ask) -> Response:
    """A refused move shows in the post."""
    slots = asked.memory.notes.setdefault("slots", {})
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 409:
        slots[asked.path[0]] = asked.body["scheduledFor"]
    body = success_of(came)
    return (
        with_json(came, body | {"scheduledFor": slots[body["id"]]})
        if asked.operation == POST and body and body["id"] in slots
        else came
    )


def reads_touched(cause: str, status: int, name: str, value: object) -> Callable[[], Server]:
    """A call of a status shows in a field of the post."""

    def make() -> Server:
        touched: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == cause and came.status == status:
                touched.add(asked.path[0])
            body = success_of(came)
            is_spoilt = asked.operation == POST and body and body["id"] in touched
            return with_json(came, body | {name: value}) if is_spoilt else came

        return server

    return make


def anyway(asked: Asked, ask: Ask) -> Response:
    """What another organisation asks for is refused and done."""
    came = ask(asked.request)
    if came.status == 404 and asked.key == "other":
        ask(asked.with_key("full"))
    return came


def foreign(came: Came, ask: Ask) -> Response:
    """A post of another organisation is 403."""
    is_there = came.status == 404 and ask(came.asked.with_key("full" if came.asked.key == "other" else "other")).status != 404
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_there else came.response


def shown(asked: Asked, ask: Ask) -> Response | None:
    """A post of another organisation is shown."""
    came = ask(asked.request)
    return ask(asked.with_key("full")) if came.status == 404 and asked.key == "other" else came


def frozen_times(asked: Asked, ask: Ask) -> Response:
    """updatedAt stays where it was."""
    came = ask(asked.request)
    body = success_of(came)
    return with_json(came, body | {"updatedAt": body["createdAt"]}) if asked.operation == POST and body else came


def falls_back(asked: Asked, ask: Ask) -> Response:
    """A published post is queued again a day later."""
    came = ask(asked.request)
    body = success_of(came)
    is_late = asked.memory.notes.get("passed", 0) > 80_000
    return with_json(came, body | {"status": "queued"}) if asked.operation == POST and body and is_late else came


def same_external(name: str) -> Callable[[], Server]:
    """The posts of one account share an id or an address."""

    def make() -> Server:
        first: dict[str, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = success_of(came)
            if asked.operation != POST or not body or not body[name]:
                return came
            return with_json(came, body | {name: first.setdefault(body["platform"], body[name])})

        return server

    return make


def ranks_early(asked: Asked, ask: Ask) -> Response:
    """The rows of the top performers leave out what was published by Layers."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    return with_json(came, body | {"items": [item for item in body["items"] if item["sourceType"] != "content_container"]})


def no_clone(asked: Asked, ask: Ask) -> Response | None:
    """What was published by Layers cannot be cloned by its external id."""
    source = str((asked.body or {}).get("sourcePlatformPostId"))
    is_own = source.isdecimal() and source != "7359981123456789012"
    return refusal(ask(side(asked, "GET", "/v1/whoami")), 404, "NOT_FOUND") if is_own else None


def nobody_looks(asked: Asked, ask: Ask) -> Response:
    """Published posts have no numbers."""
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != TOP or body is None:
        return came
    return with_json(came, body | {"items": [item | {"organic": item["organic"] | {"views": 0}} for item in body["items"]]})


def failed_is_ranked(asked: Asked, ask: Ask) -> Response:
    """A failed post is ranked as well."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == POST and body and body["status"] == "failed":
        notes["failed"] = body["containerId"]
    if asked.operation == TOP and body is not None and "failed" in notes:
        return with_json(
            came, body | {"items": [*body["items"], {"containerId": notes["failed"], "externalId": "1", "caption": ""}]}
        )
    return came


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


def repeats_last(asked: Asked, ask: Ask) -> Response:
    """A page begins with the last item of the one before."""
    last = asked.memory.notes.setdefault("last", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != LIST or body is None:
        return came
    cursor = asked.query.get("cursor", [""])[0]
    if body["nextCursor"] and body["items"]:
        last[body["nextCursor"]] = body["items"][-1]
    return with_json(came, body | {"items": [last[cursor], *body["items"]]}) if cursor in last else came


def skips_same_slot(asked: Asked, ask: Ask) -> Response:
    """The next page begins behind the slot of the last item."""
    slots = asked.memory.notes.setdefault("slots", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation != LIST or body is None:
        return came
    cursor = asked.query.get("cursor", [""])[0]
    if body["nextCursor"] and body["items"]:
        slots[body["nextCursor"]] = body["items"][-1]["scheduledFor"]
    kept = [item for item in body["items"] if item["scheduledFor"] != slots.get(cursor)]
    return with_json(came, body | {"items": kept}) if cursor in slots and kept else came


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


def late_move(asked: Asked, ask: Ask) -> Response:
    """A move is told and forgotten by who sends the post."""
    slots = asked.memory.notes.setdefault("told", {})
    if asked.operation == MOVE:
        row = post(asked, ask)
        if row.get("status") == "queued" and asked.body["scheduledFor"][:4] == "2026":
            slots[row["id"]] = asked.body["scheduledFor"]
            return moved_told(asked, ask, row)
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == POST and body and body["id"] in slots:
        return with_json(came, body | {"scheduledFor": slots[body["id"]]})
    return came


def only_later(asked: Asked, ask: Ask) -> Response | None:
    """Posts are postponed, and never moved forward."""
    row = post(asked, ask)
    is_forward = row.get("status") == "queued" and datetime.fromisoformat(asked.body["scheduledFor"]) < datetime.fromisoformat(
        row["scheduledFor"]
    )
    return moved_told(asked, ask, row) if is_forward and asked.body["scheduledFor"][:4] == "2026" else None


def soon_is_fine(came: Came, ask: Ask) -> Response:
    """What is too soon by a little is fine."""
    issues = (came.body.get("error") or {}).get("details", {}).get("issues", []) if isinstance(came.body, dict) else []
    row = post(came.asked, ask)
    sent = came.asked.body.get("scheduledFor") if isinstance(came.asked.body, dict) else None
    is_soon = came.status == 422 and issues and isinstance(sent, str) and sent >= "2026-04-24T12:00:00.001Z" and row
    return moved_told(came.asked, ask, row) if is_soon else came.response


def half_moved(asked: Asked, ask: Ask) -> Response:
    """What is too soon is refused, and the post gets the nearest slot."""
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 422:
        ask(asked.with_body({"scheduledFor": "2027-01-01T00:00:00Z"}))
    return came


def mode_moves(asked: Asked, ask: Ask) -> Response:
    """A mode in the body is heeded."""
    modes = asked.memory.notes.setdefault("modes", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == MOVE and body and "mode" in asked.body:
        modes[asked.path[0]] = asked.body["mode"]
    return (
        with_json(came, body | {"mode": modes[body["id"]]})
        if asked.operation == POST and body and body["id"] in modes
        else came
    )


def once(asked: Asked, ask: Ask) -> Response:
    """A post is moved once."""
    moved = asked.memory.notes.setdefault("moved", set())
    if asked.operation == MOVE and asked.path[0] in moved:
        return refusal(ask(side(asked, "GET", "/v1/whoami")), 409, "CONFLICT")
    came = ask(asked.request)
    if asked.operation == MOVE and came.status == 200:
        moved.add(asked.path[0])
    return came


def brings_back(asked: Asked, ask: Ask) -> Response:
    """A canceled post goes out when its slot comes."""
    gone = asked.memory.notes.setdefault("gone", {})
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == CANCEL and body:
        gone[body["id"]] = asked.memory.notes.get("passed", 0)
    is_late = (
        asked.operation == POST and body and body["id"] in gone and asked.memory.notes.get("passed", 0) - gone[body["id"]] > 500
    )
    return with_json(came, body | {"status": "published"}) if is_late else came


def vanishes(came: Came, ask: Ask) -> Response:
    """A canceled post is not found."""
    return (
        refusal(came.response, 404, "NOT_FOUND") if came.status == 200 and came.body["status"] == "canceled" else came.response
    )


def whole_call(asked: Asked, ask: Ask) -> Response:
    """All posts of the container in the same slot are canceled with one."""
    row = post(asked, ask) if asked.operation == CANCEL else {}
    came = ask(asked.request)
    if row and came.status == 200:
        project = get(asked, ask, f"/v1/content/{row['containerId']}")["projectId"]
        for item in get(asked, ask, f"/v1/projects/{project}/scheduled-posts?status=queued").get("items", ()):
            if item["scheduledFor"] == row["scheduledFor"]:
                ask(side(asked, "DELETE", f"/v1/scheduled-posts/{item['id']}"))
    return came


def neighbours_read(asked: Asked, ask: Ask) -> Response:
    """With one canceled post the others on its platform stay behind."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == CANCEL and body:
        notes["canceled"] = True
    is_stuck = asked.operation == POST and body and body["status"] == "published" and "canceled" in notes
    return with_json(came, body | {"status": "queued"}) if is_stuck else came


def goes_on(asked: Asked, ask: Ask) -> Response:
    """What is canceled while it is published goes on."""
    gone = asked.memory.notes.setdefault("gone", set())
    if asked.operation == CANCEL:
        row = post(asked, ask)
        if row.get("status") == "publishing":
            gone.add(row["id"])
            return canceled_told(asked, ask, row)
    return ask(asked.request)


def refused_and_gone(asked: Asked, ask: Ask) -> Response:
    """What is being published is refused and canceled."""
    row = post(asked, ask) if asked.operation == CANCEL else {}
    came = ask(asked.request)
    return refusal(came, 409, "CONFLICT") if row.get("status") == "publishing" and came.status == 200 else came


def always(server: Server) -> Callable[[], Server]:
    """A server that keeps what it remembers in its world's notes."""
    return lambda: server


def is_uuid(asked: Asked) -> bool:
    """Whether the path has a UUID in it."""
    return asked.path[0].count("-") == 4


def hour_ahead(name: str) -> Callable[[Any], Any]:
    """The local time, with a Z behind it."""
    return lambda body: body | {name: later(body[name], hours=1)}


MUTANTS = (
    Mutant("get-scheduled-post.fields", "What is not there yet is left out.", answers(POST, without_nulls)),
    Mutant("get-scheduled-post.fields", "A queued post has the address it will have.", where(being("queued"), lambda body: {"externalUrl": "https://www.tiktok.com/@a"})),
    Mutant("get-scheduled-post.fields", "mode is left out of published posts.", answers(
        POST, lambda body: {name: value for name, value in body.items() if name != "mode"} if body["status"] == "published" else body)),
    Mutant("get-scheduled-post.more-fields", "lastError is left out where there is none.", answers(
        POST, lambda body: {name: value for name, value in body.items() if name != "lastError" or value})),
    Mutant("get-scheduled-post.more-fields", "createdAt is the slot.", answers(POST, lambda body: body | {"createdAt": body["scheduledFor"]})),
    Mutant("get-scheduled-post.more-fields", "updatedAt stays.", always(frozen_times)),
    Mutant("get-scheduled-post.progress", "Nothing is ever publishing.", where(being("publishing"), lambda body: {"status": "queued"})),
    Mutant("get-scheduled-post.progress", "A published post is queued again a day later.", always(falls_back)),
    Mutant("get-scheduled-post.progress", "Instagram's posts are published before anything was tried.", where(
        lambda body: body["platform"] == "instagram", lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.published", "attemptedAt is when it was asked for.", where(being("published"), lambda body: {"attemptedAt": body["createdAt"]})),
    Mutant("get-scheduled-post.published", "publishedAt is the slot, a minute early.", where(
        being("published"), lambda body: {"publishedAt": later(body["scheduledFor"], minutes=-1)})),
    Mutant("get-scheduled-post.published", "Instagram's posts have no address.", where(
        lambda body: body["platform"] == "instagram", lambda body: {"externalUrl": None})),
    Mutant("get-scheduled-post.external", "TikTok's ids have 18 digits.", where(
        lambda body: body["externalId"] and body["platform"] == "tiktok", lambda body: {"externalId": body["externalId"][:18]})),
    Mutant("get-scheduled-post.external", "Posts of an account share an address.", same_external("externalUrl")),
    Mutant("get-scheduled-post.external", "Posts of a platform share an id.", same_external("externalId")),
    Mutant("get-scheduled-post.external", "Instagram's posts are on tiktok.com.", where(
        lambda body: body["externalUrl"], lambda body: {"externalUrl": body["externalUrl"].replace("instagram.com", "tiktok.com")})),
    Mutant("get-scheduled-post.credential-invalid", "The code is PLATFORM_ERROR.", where(
        being("failed"), lambda body: {"lastError": body["lastError"] | {"code": "PLATFORM_ERROR"}})),
    Mutant("get-scheduled-post.credential-invalid", "It is published all the same.", where(being("failed"), lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.credential-invalid", "It takes all posts of its call with it.", where(
        being("published"), lambda body: {"status": "failed"})),
    Mutant("get-scheduled-post.failed", "Its message is empty.", where(being("failed"), lambda body: {"lastError": {"code": "CREDENTIAL_INVALID", "message": ""}})),
    Mutant("get-scheduled-post.failed", "publishedAt is when it failed.", where(being("failed"), lambda body: {"publishedAt": body["updatedAt"]})),
    Mutant("get-scheduled-post.failed", "It is ranked all the same.", always(failed_is_ranked)),
    Mutant("get-scheduled-post.draft", "It reads published.", where(being("draft_in_inbox"), lambda body: {"status": "published"})),
    Mutant("get-scheduled-post.draft", "It has a publishedAt.", where(being("draft_in_inbox"), lambda body: {"publishedAt": body["updatedAt"]})),
    Mutant("get-scheduled-post.draft", "Instagram's drafts have an address.", where(
        lambda body: body["status"] == "draft_in_inbox" and body["platform"] == "instagram", lambda body: {"externalUrl": "https://www.instagram.com/"})),
    Mutant("get-scheduled-post.tracked", "Own posts are not ranked.", always(ranks_early)),
    Mutant("get-scheduled-post.tracked", "They cannot be cloned.", asking("cloneFromPost", no_clone)),
    Mutant("get-scheduled-post.tracked", "Nobody looks at them.", always(nobody_looks)),
    Mutant("get-scheduled-post.tracked", "They are ranked as posts of others.", answers(
        TOP, lambda body: body | {"items": [item | {"sourceType": "platform_post"} for item in body["items"]]})),
    Mutant("get-scheduled-post.id-forms", "A ULID without sp_ is unknown.", refuses(POST, 404, "NOT_FOUND", when=lambda asked: "_" not in asked.path[0] and not is_uuid(asked))),
    Mutant("get-scheduled-post.id-forms", "Capitals of a UUID matter.", refuses(POST, 404, "NOT_FOUND", when=lambda asked: is_uuid(asked) and asked.path[0].isupper())),
    Mutant("get-scheduled-post.id-forms", "A client's own id is found as it was sent only.", refuses(
        POST, 404, "NOT_FOUND", when=lambda asked: is_uuid(asked) and asked.path[0].startswith("sp_"))),
    Mutant("get-scheduled-post.not-found", "A foreign post is shown.", asking(POST, shown)),
    Mutant("get-scheduled-post.not-found", "A foreign post is 403.", replies(POST, foreign)),
    Mutant("get-scheduled-post.not-found", "An unknown post is 422.", turns(POST, 404, "NOT_FOUND", to=(422, "VALIDATION"))),
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
    Mutant("list-scheduled-posts.next-cursor", "A page begins with the last item of the one before.", always(repeats_last)),
    Mutant("list-scheduled-posts.next-cursor", "Posts of one slot are on one page or lost.", always(skips_same_slot)),
    Mutant("list-scheduled-posts.next-cursor", "limit is not heeded.", asking(LIST, whole)),
    Mutant("list-scheduled-posts.project-not-found", "It is an empty list.", always(foreign_list)),
    Mutant("list-scheduled-posts.project-not-found", "It is 403.", turns(LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"))),
    Mutant("reschedule-scheduled-post.answer", "The answer is 202.", answers(MOVE, lambda body: None, status=202)),
    Mutant("reschedule-scheduled-post.answer", "scheduledFor is told as it was sent.", answers(MOVE, lambda body, asked: body | {"scheduledFor": asked.body["scheduledFor"]})),
    Mutant("reschedule-scheduled-post.answer", "updatedAt is an hour ahead.", answers(MOVE, hour_ahead("updatedAt"))),
    Mutant("reschedule-scheduled-post.answer", "A post is moved once.", always(once)),
    Mutant("reschedule-scheduled-post.moves", "It goes out when it would have.", always(late_move)),
    Mutant("reschedule-scheduled-post.moves", "Posts are never moved forward.", asking(MOVE, only_later)),
    Mutant("reschedule-scheduled-post.moves", "A moved post goes out at once.", asking(MOVE, lambda asked, ask: asked.with_body(
        {"scheduledFor": later(post(asked, ask)["createdAt"], minutes=2)}) if post(asked, ask).get("status") == "queued" else None)),
    Mutant("reschedule-scheduled-post.too-soon", "A little ahead is far enough.", replies(MOVE, soon_is_fine)),
    Mutant("reschedule-scheduled-post.too-soon", "It is 400.", turns(MOVE, 422, "VALIDATION", to=(400, "VALIDATION"))),
    Mutant("reschedule-scheduled-post.too-soon", "It is refused, and the post gets another slot.", always(half_moved)),
    Mutant("reschedule-scheduled-post.too-soon", "Less than a minute is too soon.", replies(MOVE, lambda came, ask: refusal(
        came.response, 422, "VALIDATION", {"issues": [{"path": "scheduledFor", "message": "No."}]})
        if came.status == 200 and came.body["scheduledFor"] < later(came.body["updatedAt"], seconds=60) else came.response)),
    Mutant("reschedule-scheduled-post.only-queued", "Failed posts are moved.", asking(MOVE, moves_over("failed"))),
    Mutant("reschedule-scheduled-post.only-queued", "Drafts are moved.", asking(MOVE, moves_over("draft_in_inbox"))),
    Mutant("reschedule-scheduled-post.only-queued", "What is being published is moved.", asking(MOVE, moves_over("publishing"))),
    Mutant("reschedule-scheduled-post.only-queued", "It is refused and shows.", always(reads_moved)),
    Mutant("reschedule-scheduled-post.fixed", "A mode in the body is heeded.", always(mode_moves)),
    Mutant("reschedule-scheduled-post.fixed", "createdAt moves.", reads_touched(MOVE, 200, "createdAt", "2026-04-24T13:00:00.000Z")),
    Mutant("reschedule-scheduled-post.fixed", "A caption in the body is refused.", refuses(
        MOVE, 422, "VALIDATION", when=lambda asked: isinstance(asked.body, dict) and "captionOverride" in asked.body)),
    Mutant("reschedule-scheduled-post.not-found", "Another organisation moves ours.", asking(MOVE, anyway)),
    Mutant("reschedule-scheduled-post.not-found", "An unknown post is 409.", turns(MOVE, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
    Mutant("cancel-scheduled-post.answer", "The answer is empty.", answers(CANCEL, lambda body: {})),
    Mutant("cancel-scheduled-post.answer", "id is what the path says.", answers(CANCEL, lambda body, asked: body | {"id": asked.path[0]})),
    Mutant("cancel-scheduled-post.answer", "canceledAt is an hour ahead.", answers(CANCEL, hour_ahead("canceledAt"))),
    Mutant("cancel-scheduled-post.row-stays", "The row is gone.", replies(POST, vanishes)),
    Mutant("cancel-scheduled-post.row-stays", "It goes out all the same.", always(brings_back)),
    Mutant("cancel-scheduled-post.row-stays", "The row has no canceledAt.", where(being("canceled"), lambda body: {"canceledAt": None})),
    Mutant("cancel-scheduled-post.row-stays", "Its slot is gone.", where(being("canceled"), lambda body: {"scheduledFor": body["createdAt"]})),
    Mutant("cancel-scheduled-post.terminal", "A canceled post is canceled again.", asking(CANCEL, cancels_over("canceled"))),
    Mutant("cancel-scheduled-post.terminal", "A draft is canceled.", asking(CANCEL, cancels_over("draft_in_inbox"))),
    Mutant("cancel-scheduled-post.terminal", "Failed posts are canceled.", asking(CANCEL, cancels_over("failed"))),
    Mutant("cancel-scheduled-post.terminal", "It is refused and shows.", reads_touched(CANCEL, 409, "status", "canceled")),
    Mutant("cancel-scheduled-post.while-publishing", "It is told as canceled and goes on.", always(goes_on)),
    Mutant("cancel-scheduled-post.while-publishing", "It is refused and canceled.", always(refused_and_gone)),
    Mutant("cancel-scheduled-post.leaves-the-others", "The others of its slot are canceled too.", always(whole_call)),
    Mutant("cancel-scheduled-post.leaves-the-others", "The others stay behind.", always(neighbours_read)),
    Mutant("cancel-scheduled-post.body", "A body is needed.", refuses(CANCEL, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant("cancel-scheduled-post.body", "An empty body cancels nothing.", asking(CANCEL, lambda asked, ask: canceled_told(asked, ask, post(asked, ask)) if asked.body == {} else None)),
    Mutant("cancel-scheduled-post.not-found", "Another organisation cancels ours.", asking(CANCEL, anyway)),
    Mutant("cancel-scheduled-post.not-found", "An unknown post is 409.", turns(CANCEL, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
)  # fmt: skip
