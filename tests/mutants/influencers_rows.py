"""Servers that get listInfluencers and getInfluencer wrong."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import IDENTITY, opens_deleted
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

_LIST = "listInfluencers"
_GET = "getInfluencer"


def _oldest_first_behind_a_page(body: Any) -> None:
    if body["nextCursor"] is not None:
        body["items"].reverse()


def _changed_first() -> Server:
    """The order follows changes, not creation."""
    changed: list[str] = []

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == "patchInfluencer" and came.status == 200:
            changed.append(asked.path[0])
        if asked.operation != _LIST or came.status != 200:
            return came
        body = json_of(came)
        items = sorted(body["items"], key=lambda item: item["influencerId"] not in changed)
        return with_json(came, {**body, "items": items})

    return server


def _ready_ones_first(body: Any) -> None:
    body["items"].sort(key=lambda item: item["status"] != "ready")


def _without_nulls(body: Any) -> None:
    body["items"] = [{name: value for name, value in item.items() if value is not None} for item in body["items"]]


def _with_project(body: Any) -> None:
    for item in body["items"]:
        if item["status"] == "ready":
            item["projectId"] = "proj_01HY0AB3C5D7E9F1G3H5J7K9M1"


def _gender_of_another(body: Any) -> None:
    genders = [item["gender"] for item in body["items"]]
    for item in body["items"]:
        item["gender"] = item["gender"] or next(filter(None, genders), None)


def _loses_the_filter(asked: Asked) -> bool:
    return "cursor" in asked.query and "status" in asked.query


def _without_status(asked: Asked) -> Any:
    return asked.request._replace(url=asked.request.url.replace("status=", "nostatus="))


def _ready_and_pending(came: Came, ask: Ask) -> Response:
    """The filter ready keeps those that are not ready yet as well."""
    if came.status != 200 or came.asked.query.get("status") != ["ready"]:
        return came.response
    everything = json_of(ask(_without_status(came.asked)))
    kept = [item for item in everything["items"] if item["status"] in {"ready", "pending"}]
    return with_json(came.response, {**everything, "items": kept})


def _first_page_only(came: Came, ask: Ask) -> Response:
    """The filter is put to the page behind the limit, which ends the list."""
    if came.status != 200 or "status" not in came.asked.query:
        return came.response
    page = json_of(ask(_without_status(came.asked)))
    kept = [item for item in page["items"] if item["status"] == came.asked.query["status"][0]]
    return with_json(came.response, {"items": kept, "nextCursor": None})


def _shows_deleted(with_filter: bool, when_over: bool) -> Any:
    """Deleted ones come back in the list: under a filter, or when their job is over."""

    def make() -> Server:
        items: dict[str, Any] = {}
        gone: dict[str, float] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            now = asked.passed
            came = ask(asked.request)
            if asked.operation == "deleteInfluencer" and came.status == 200:
                gone[json_of(came)["influencerId"]] = now
            if asked.operation != _LIST or came.status != 200:
                return came
            body = json_of(came)
            items.update({item["influencerId"]: item for item in body["items"]})
            status = asked.query.get("status", [None])[0]
            back = [
                items[each] for each, at in gone.items()
                if each in items and (not with_filter or items[each]["status"] == status) and (not when_over or now > at)
            ]  # fmt: skip
            return with_json(came, {**body, "items": body["items"] + back})

        return server

    return make


def _empty_page(came: Came, ask: Ask) -> Response:
    return with_json(came.response, {"items": [], "nextCursor": None}, 200) if came.status == 404 else came.response


def _absent(row: Any) -> Any:
    return {name: value for name, value in row.items() if value is not None or name not in IDENTITY}


def _empty_texts(row: Any) -> None:
    row["vibe"] = row["vibe"] or ""


def _empty_personality(row: Any) -> None:
    row["personality"] = row["personality"] or {}


def _cleared_are_absent(row: Any) -> Any:
    """A field that was cleared is gone from the row."""
    is_patched = row["updatedAt"] != row["createdAt"] and row["style"]
    return {name: value for name, value in row.items() if name != "vibe" or value is not None} if is_patched else row


def _row_of_another(came: Came, ask: Ask) -> Response:
    """Rows are looked up without a look at the organisation."""
    if came.status != 404 or came.asked.key != "full":
        return came.response
    return ask(came.asked.with_key("other"))


def _attached_without_date(row: Any) -> None:
    for image in row["referenceImages"][-1:]:
        image["addedAt"] = None


def _broken_thumbnails(row: Any) -> None:
    for image in row["referenceImages"]:
        image["thumbnailUrl"] = image["thumbnailUrl"].replace("thumbnail", "small")


def _broken_uploads(row: Any) -> None:
    for image in row["referenceImages"][-1:]:
        image["url"] += "0"


def _no_thumbnail(row: Any) -> None:
    for image in row["referenceImages"]:
        if image["thumbnailUrl"] == image["url"]:
            del image["thumbnailUrl"]


MUTANTS = (
    Mutant("list-influencers.newest-first", "The oldest come first.", answers(_LIST, lambda body: body["items"].reverse())),
    Mutant("list-influencers.newest-first", "What was changed last comes first.", _changed_first),
    Mutant("list-influencers.newest-first", "Pages that are not the last are turned round.", answers(_LIST, _oldest_first_behind_a_page)),
    Mutant("list-influencers.newest-first", "Ready ones come first.", answers(_LIST, _ready_ones_first)),
    Mutant("list-influencers.slim", "Fields that are null are left out.", answers(_LIST, _without_nulls)),
    Mutant("list-influencers.slim", "Items of ready ones tell the project as well.", answers(_LIST, _with_project)),
    Mutant("list-influencers.slim", "A gender that is not set is that of another item.", answers(_LIST, _gender_of_another)),
    Mutant("list-influencers.status-filter", "The filter is lost on the second page.", when_asked(_LIST, _without_status, when=_loses_the_filter)),
    Mutant("list-influencers.status-filter", "The filter ready keeps pending ones as well.", replies(_LIST, _ready_and_pending)),
    Mutant("list-influencers.status-filter", "The filter is put to the page, not to the list.", replies(_LIST, _first_page_only)),
    Mutant("list-influencers.no-deleted", "A filter shows deleted ones too.", _shows_deleted(with_filter=True, when_over=False)),
    Mutant("list-influencers.no-deleted", "The end of its job brings a deleted one back into the list.", _shows_deleted(with_filter=False, when_over=True)),
    Mutant("list-influencers.no-deleted", "Deleted ones stay at the end of the list.", _shows_deleted(with_filter=False, when_over=False)),
    Mutant("list-influencers.project-not-found", "A project that is not there is an empty list.", replies(_LIST, _empty_page)),
    Mutant(
        "list-influencers.project-not-found", "With a filter, a project that is not there is an empty list.",
        replies(_LIST, _empty_page, when=lambda asked: "status" in asked.query),
    ),
    Mutant(
        "list-influencers.project-not-found", "Another organisation's project is 403.",
        turns(_LIST, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-project", "foreign-influencer")),
    ),
    Mutant("get-influencer.nulls", "What is not set is left out.", answers(_GET, _absent)),
    Mutant("get-influencer.nulls", "A vibe that is not set is an empty text.", answers(_GET, _empty_texts)),
    Mutant("get-influencer.nulls", "A personality that is not set is an empty object.", answers(_GET, _empty_personality)),
    Mutant("get-influencer.nulls", "A field that was cleared is absent.", answers(_GET, _cleared_are_absent)),
    Mutant("get-influencer.not-found", "Any organisation's influencers can be read.", replies(_GET, _row_of_another)),
    Mutant("get-influencer.not-found", "Another organisation's is 403.", turns(_GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-project", "foreign-influencer"))),
    Mutant("get-influencer.not-found", "A deleted one can still be read.", opens_deleted(_GET)),
    Mutant("get-influencer.reference-images", "An attached image has no addedAt.", answers(_GET, _attached_without_date)),
    Mutant("get-influencer.reference-images", "Thumbnails of rendered images lead nowhere.", answers(_GET, _broken_thumbnails)),
    Mutant("get-influencer.reference-images", "The link of the last attached image leads nowhere.", answers(_GET, _broken_uploads)),
    Mutant("get-influencer.reference-images", "An upload, which is its own thumbnail, tells none.", answers(_GET, _no_thumbnail)),
)  # fmt: skip
