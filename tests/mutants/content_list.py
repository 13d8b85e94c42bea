"""Wrong listContent."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

LIST = "listContent"


def _items(edit: Any) -> Any:
    """Spoils every item of a page."""

    def spoil(page: Any) -> None:
        for item in page["items"]:
            edit(item)

    return answers(LIST, spoil)


def _without(name: str, when: Any = lambda item: True) -> Any:
    return _items(lambda item: item.pop(name) if when(item) else None)


def _sets(when: Any, **fields: object) -> Any:
    return _items(lambda item: item.update(fields) if when(item) else None)


def _in_primary(edit: Any, when: Any = lambda item: True) -> Any:
    return _items(lambda item: edit(item["primaryAsset"]) if item["primaryAsset"] and when(item) else None)


def _is_running(item: Any) -> bool:
    return item["status"] in {"queued", "generating"}


def _pages(edit: Any) -> Any:
    """Gives another order or choice of the items of a page."""

    def spoil(page: Any) -> None:
        page["items"] = edit(page["items"])

    return answers(LIST, spoil)


def _asked_for(change: Any, when: Any = None) -> Any:
    """The list is asked with another query: ``change`` gives the fields that differ, ``None`` for one that is dropped."""
    return when_asked(LIST, lambda asked: asked.with_query(**change(asked.query)), when=when)


def _dropped(*names: str) -> Any:
    return lambda query: dict.fromkeys(names)


def _last_of(name: str) -> Any:
    return lambda query: {name: query.get(name, [])[-1:] or None}


def _first_of(name: str) -> Any:
    return lambda query: {name: query.get(name, [])[:1] or None}


def _with_limit(change: Any) -> Any:
    def changed(query: dict[str, list[str]]) -> dict[str, object]:
        given = query.get("limit", [""])[0]
        return {"limit": change(int(given) if given.isdecimal() else None)}

    return changed


def _at_its_moment(name: str) -> Any:
    """Leaves out what was created at the very moment that the query names."""

    def spoil(page: Any, asked: Asked) -> None:
        moment = asked.query.get(name, [""])[0]
        page["items"] = [item for item in page["items"] if item["createdAt"] != moment]

    return answers(LIST, spoil)


def _without_offset(name: str) -> Any:
    """Takes the wall clock of a moment for UTC."""

    def change(query: dict[str, list[str]]) -> dict[str, object]:
        return {name: [text if text.endswith("Z") else text[:19] + "Z" for text in query.get(name, [])] or None}

    return _asked_for(change)


def _skipping() -> Server:
    """Pages are cut by number: the cursor stands for how many were shown, so that what is added moves the others."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != LIST:
            return ask(asked.request)
        shown, limit = (int(asked.query.get(name, [default])[0]) for name, default in (("cursor", "0"), ("limit", "25")))
        came = ask(asked.with_query(cursor=None, limit=200))
        body = json_of(came)
        if came.status != 200:
            return came
        rest = body["items"][shown:]
        following = str(shown + limit) if len(rest) > limit else None
        return with_json(came, {"items": rest[:limit], "nextCursor": following})

    return server


def _other_project() -> Server:
    """A filter by moment looks at the containers of whichever project was listed last with some in it."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != LIST or came.status != 200:
            return came
        notes = asked.memory.notes
        body = json_of(came)
        if body["items"]:
            notes["items"] = body["items"]
        elif asked.query.get("since") and "items" in notes:
            return with_json(came, {"items": notes["items"], "nextCursor": None})
        return came

    return server


def _whole_organisation() -> Server:
    """The project in the path does not matter where another one was listed before."""

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation != LIST:
            return ask(asked.request)
        first = asked.memory.notes.setdefault("project", asked.path[0])
        return ask(asked.with_url(asked.path[0], first))

    return server


def _empty_page(came: Came, ask: Ask) -> Response:
    """An empty page in place of 404."""
    is_missing = came.status == 404
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if is_missing else came.response


def _always_more(page: Any, asked: Asked) -> None:
    if page["nextCursor"] is None and page["items"]:
        page["nextCursor"] = asked.query.get("cursor", ["content_AAAAAAAAAAA"])[0]


def _ends_early(page: Any, asked: Asked) -> None:
    page["nextCursor"] = None if len(page["items"]) < 3 else page["nextCursor"]


def _repeats(page: Any, asked: Asked) -> None:
    """The first item of a further page is the last one of the page before."""
    notes = asked.memory.notes
    if "cursor" in asked.query and page["items"] and "last" in notes:
        page["items"] = [notes["last"], *page["items"]][: max(len(page["items"]), 1)]
    notes["last"] = page["items"][-1] if page["items"] else None


def _is_further_page(asked: Asked) -> bool:
    return "cursor" in asked.query


MUTANTS = (
    Mutant("list-content.item", "Items have no approvalStatus.", _without("approvalStatus")),
    Mutant("list-content.item", "The caption is left out where there is none.",
           _without("caption", lambda item: item["caption"] is None)),
    Mutant("list-content.item", "A caption is cut to twenty characters.",
           _items(lambda item: item.update(caption=item["caption"] and item["caption"][:20]))),
    Mutant("list-content.item", "A failed container is listed as canceled.",
           _sets(lambda item: item["status"] == "failed", status="canceled")),

    Mutant("list-content.primary-asset", "primaryAsset has no kind.", _in_primary(lambda asset: asset.pop("kind"))),
    Mutant("list-content.primary-asset", "The kind of every primary asset is video.",
           _in_primary(lambda asset: asset.update(kind="video"))),
    Mutant("list-content.primary-asset", "The assetId is that of the container.",
           _items(lambda item: item["primaryAsset"] and item["primaryAsset"].update(assetId=item["id"]))),

    Mutant("list-content.primary-asset-null", "completedAt is createdAt while the job runs.",
           _items(lambda item: item.update(completedAt=item["createdAt"]) if _is_running(item) else None)),
    Mutant("list-content.primary-asset-null", "primaryAsset is an empty object while the job runs.",
           _sets(_is_running, primaryAsset={})),
    Mutant("list-content.primary-asset-null", "primaryAsset has no thumbnailUrl.",
           _in_primary(lambda asset: asset.pop("thumbnailUrl"))),
    Mutant("list-content.primary-asset-null", "completedAt stays null.", _items(lambda item: item.update(completedAt=None))),

    Mutant("list-content.newest-first", "Containers are listed oldest first.", _pages(lambda found: found[::-1])),
    Mutant("list-content.newest-first", "Completed containers come before the others.",
           _pages(lambda found: sorted(found, key=lambda item: item["status"] != "completed"))),
    Mutant("list-content.newest-first", "A short page shows the oldest ones.", answers(
        LIST, lambda page: page.update(items=page["items"][::-1]), when=lambda asked: asked.query.get("limit") == ["2"])),

    Mutant("list-content.since", "since is ignored.", _asked_for(_dropped("since"))),
    Mutant("list-content.since", "since leaves out its own moment.", _at_its_moment("since")),
    Mutant("list-content.since", "The offset of since is ignored.", _without_offset("since")),
    Mutant("list-content.since", "since is taken for until.", _asked_for(
        lambda query: {"since": None, "until": query.get("since")},
        when=lambda asked: "until" not in asked.query)),

    Mutant("list-content.until", "until is ignored.", _asked_for(_dropped("until"))),
    Mutant("list-content.until", "until leaves out its own moment.", _at_its_moment("until")),
    Mutant("list-content.until", "The offset of until is ignored.", _without_offset("until")),
    Mutant("list-content.until", "until is ignored beside since.",
           _asked_for(_dropped("until"), when=lambda asked: "since" in asked.query)),

    Mutant("list-content.status", "status is ignored.", _asked_for(_dropped("status"))),
    Mutant("list-content.status", "The last status alone counts.", _asked_for(_last_of("status"))),
    Mutant("list-content.status", "The first status alone counts.", _asked_for(_first_of("status"))),
    Mutant("list-content.status", "status is ignored beside format.",
           _asked_for(_dropped("status"), when=lambda asked: "format" in asked.query)),

    Mutant("list-content.format", "format is ignored.", _asked_for(_dropped("format"))),
    Mutant("list-content.format", "The last format alone counts.", _asked_for(_last_of("format"))),
    Mutant("list-content.format", "ugc_remix is taken for video_remix.", _asked_for(
        lambda query: {"format": [{"ugc_remix": "video_remix"}.get(text, text) for text in query.get("format", [])] or None},
        when=lambda asked: "status" not in asked.query)),

    Mutant("list-content.limit", "20 items where limit is left out.",
           _asked_for(_with_limit(lambda limit: 20 if limit is None else limit))),
    Mutant("list-content.limit", "One item more than asked for.", _asked_for(
        _with_limit(lambda limit: limit + 1 if limit and limit < 200 else limit))),
    Mutant("list-content.limit", "At most 25 items, whatever limit says.",
           _asked_for(_with_limit(lambda limit: 25 if limit and 25 < limit <= 200 else limit))),
    Mutant("list-content.limit", "limit 201 is taken for 200.",
           _asked_for(_with_limit(lambda limit: min(limit, 200) if limit else limit))),

    Mutant("list-content.cursor", "nextCursor is null while more follow.", answers(LIST, _ends_early)),
    Mutant("list-content.cursor", "nextCursor is never null.", answers(LIST, _always_more)),
    Mutant("list-content.cursor", "Pages are cut by number, so that an added container moves the others.", _skipping),
    Mutant("list-content.cursor", "A further page begins with the last item of the page before.", answers(LIST, _repeats)),

    Mutant("list-content.cursor-filters", "Behind a cursor status is ignored.",
           _asked_for(_dropped("status"), when=_is_further_page)),
    Mutant("list-content.cursor-filters", "Behind a cursor format is ignored.",
           _asked_for(_dropped("format"), when=_is_further_page)),
    Mutant("list-content.cursor-filters", "Behind a cursor the last status alone counts.",
           _asked_for(_last_of("status"), when=_is_further_page)),

    Mutant("list-content.own-project", "Whichever project was listed first is listed ever after.", _whole_organisation),
    Mutant("list-content.own-project", "With since, containers of another project show where its own has none.", _other_project),

    Mutant("list-content.project-not-found", "An unknown project has an empty list.", replies(LIST, _empty_page)),
    Mutant("list-content.project-not-found", "A project of another organisation is 403.",
           turns(LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN"))),
    Mutant("list-content.project-not-found", "A project of another organisation has an empty list where status is given.", replies(
        LIST, _empty_page,
        when=lambda asked: asked.is_at("foreign-project") and "status" in asked.query)),
    Mutant("list-content.project-not-found", "A project without content is not found.", refuses(
        LIST, 404, "NOT_FOUND", when=lambda asked: asked.is_at("empty-project"))),
)  # fmt: skip
