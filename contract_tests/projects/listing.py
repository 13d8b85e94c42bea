"""listProjects: what is listed, in which order, and what an item tells."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from layers_mock.kit import Api, check, equal, holds

from ..forms import instant
from ..making import new_project, project_now, project_row

__all__: list[str] = []

_ITEM = frozenset({
    "id", "name", "status", "customerExternalId", "timezone", "primaryLanguage", "ownerEmail", "createdAt", "updatedAt",
})  # fmt: skip
_PREFIXED_ULID = re.compile(r"prj_[0-7][0-9A-HJKMNP-TV-Z]{25}")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_READS: Mapping[str, Mapping[str, object]] = {
    "getProject": {},
    "listInfluencers": {},
    "listContent": {},
    "listTopPerformers": {"metric": "views"},
}


def _listed(api: Api, tag: str, key: str = "full", **query: object) -> list[Any]:
    """The items whose name holds the tag, of the first page of a search for it."""
    page = api.call("listProjects", query={"limit": 200, "search": tag, **query}, key=key).succeeded(200)
    return [item for item in page["items"] if tag in item["name"]]


def _names(items: list[Any]) -> list[str]:
    return [item["name"] for item in items]


@check("list-projects.newest-first")
def projects_are_listed_newest_first(api: Api) -> None:
    """The last one made comes first, whatever their ids and names; changing or archiving one moves none."""
    tag = api.text()
    rows = []
    for letter in "bdface":
        rows.append(project_row(api, name=f"{tag} {letter}", **({"id": api.uuid()} if letter in "da" else {})))
        api.let_pass(1)
    newest = [row["name"] for row in reversed(rows)]
    equal(_names(_listed(api, tag)), newest, "names in the order they are listed")
    api.made("patchProject", rows[0]["id"], body={"timezone": "UTC"})
    api.made("archiveProject", rows[4]["id"])
    equal(_names(_listed(api, tag)), newest, "names in the order they are listed after changes")
    page = api.call("listProjects", query={"limit": 200}).succeeded(200)["items"]
    equal(_names([item for item in page if tag in item["name"]]), newest, "names in the order they are listed without a search")


@check("list-projects.own-organization")
def only_the_own_organisation_is_listed(api: Api) -> None:
    """Projects of every key of the organisation are listed, and none of another one, however they are looked for."""
    tag, handle = api.text(), api.text("handle")
    new_project(api, name=f"{tag} one")
    new_project(api, key="second", name=f"{tag} two")
    new_project(api, key="other", name=f"{tag} theirs", customerExternalId=handle)
    for key, own in (("full", {"one", "two"}), ("second", {"one", "two"}), ("other", {"theirs"})):
        names = {f"{tag} {name}" for name in own}
        equal(set(_names(_listed(api, tag, key))), names, f"names that {key} finds")
        equal(set(_names(_listed(api, tag, key, status="active"))), names, f"names of active projects that {key} finds")
        page = api.call("listProjects", query={"limit": 200}, key=key).succeeded(200)["items"]
        equal({name for name in _names(page) if tag in name}, names, f"names that {key} lists")
    page = api.call("listProjects", query={"customerExternalId": handle}).succeeded(200)
    equal(page["items"], [], "projects that another organisation's handle finds")


@check("list-projects.item-fields")
def an_item_tells_less_than_the_row(api: Api) -> None:
    """Nine fields with the row's values, new and after a change, and no other of the row's."""
    tag = api.text()
    full = {"customerExternalId": api.text("handle"), "ownerEmail": "mara@moss.example", "primaryLanguage": "fr"}
    for fields in ({}, full):
        project = new_project(api, name=f"{tag} {len(fields)}", **fields)
        _like_its_row(api, f"{tag} {len(fields)}", project)
        api.made("patchProject", project, body={"timezone": "Asia/Tokyo", "metadata": {"plan": "growth"}})
        _like_its_row(api, f"{tag} {len(fields)}", project)


def _like_its_row(api: Api, name: str, project: str) -> None:
    row, items = project_now(api, project), _listed(api, name)
    equal(_names(items), [name], "names listed")
    missing, more = sorted(_ITEM - set(items[0])), sorted((set(row) - _ITEM) & set(items[0]))
    holds(not missing, f"an item without {', '.join(missing)}")
    holds(not more, f"an item with {', '.join(more)}")
    for field in sorted(_ITEM - {"id", "createdAt", "updatedAt"}):
        equal(items[0][field], row[field], f"{field} of an item")


@check("list-projects.item-id")
def an_items_id_names_the_project_everywhere(api: Api) -> None:
    """A ULID behind prj_, which every operation takes for the project that the bare UUID names."""
    tag = api.text()
    made_ids = [new_project(api, name=f"{tag} {number}", **fields) for number, fields in enumerate(({}, {"id": api.uuid()}))]
    ids = {item["name"]: item["id"] for item in _listed(api, tag)}
    for number, bare in enumerate(made_ids):
        id_ = ids[f"{tag} {number}"]
        holds(_PREFIXED_ULID.fullmatch(id_), f"the id {id_!r}")
        equal(api.call("getProject", id_).succeeded(200)["id"], bare, f"id of the project that {id_} names")
        for operation, query in _READS.items():
            wanted = api.made(operation, bare, query=query)
            equal(api.call(operation, id_, query=query).succeeded(200), wanted, f"{operation} of {id_}")
        body = {"name": f"{tag} renamed"}
        equal(api.call("patchProject", id_, body=body).succeeded(200)["id"], bare, f"id of the project changed as {id_}")
        equal(api.call("archiveProject", id_).succeeded(200)["id"], bare, f"id of the project archived as {id_}")
        equal(project_now(api, bare)["status"], "archived", f"status of the project archived as {id_}")


@check("list-projects.item-times")
def an_items_times_end_in_z(api: Api) -> None:
    """Both createdAt and updatedAt are the row's instants, in UTC with a Z, whatever the project's timezone."""
    tag = api.text()
    project = new_project(api, name=tag, timezone="Asia/Tokyo")
    _tells_its_times(api, tag, project)
    api.let_pass(1)
    api.made("patchProject", project, body={"timezone": "America/New_York"})
    _tells_its_times(api, tag, project)


def _tells_its_times(api: Api, tag: str, project: str) -> None:
    row, item = project_now(api, project), _listed(api, tag)[0]
    for field in ("createdAt", "updatedAt"):
        holds(_INSTANT.fullmatch(item[field]), f"{field} {item[field]!r}")
        apart = abs(instant(item[field]) - instant(row[field]))
        holds(apart < timedelta(seconds=1), f"{field} {item[field]} of an item whose row tells {row[field]}")


@check("list-projects.lists-archived")
def archived_projects_are_listed(api: Api) -> None:
    """Without `status` an archived project is listed: by itself, in a search and by its handle."""
    tag, handle = api.text(), api.text("handle")
    new_project(api, name=f"{tag} active")
    project = new_project(api, name=f"{tag} archived", customerExternalId=handle)
    api.made("archiveProject", project)
    for query in ({"limit": 200}, {"search": tag}, {"customerExternalId": handle}):
        page = api.call("listProjects", query=query).succeeded(200)["items"]
        found = [item["status"] for item in page if item["name"] == f"{tag} archived"]
        equal(found, ["archived"], f"status of the archived project in a list asked for by {' and '.join(query)}")


@check("list-projects.unauthenticated")
def listing_needs_a_valid_key(api: Api) -> None:
    """401 UNAUTHENTICATED without a key, with an empty one, an unknown one and one with a wrong end; listed with the key."""
    secret = api.secret("full")
    damaged = secret[:-1] + ("A" if secret[-1] != "A" else "B")
    api.call("listProjects", key=None).refused(401, "UNAUTHENTICATED")
    for text in ("", "nobody", "lp_live_nobody", damaged, secret + "A"):
        api.call("listProjects", key=None, headers={"X-Api-Key": text}).refused(401, "UNAUTHENTICATED")
    api.call("listProjects", key=None, headers={"X-Api-Key": secret}).succeeded(200)


@check("list-projects.rate-limited", alone=True)
def listing_has_a_budget(api: Api) -> None:
    """429 RATE_LIMITED once it is used up, with the seconds in Retry-After; answered again after them."""
    per_minute = api.contract.tiers["standard"].limits["read-light"].per_minute
    answer = api.call("listProjects", key="throttled", query={"limit": 1})
    for _ in range(3 * per_minute):
        if not answer.is_success:
            break
        answer = api.call("listProjects", key="throttled", query={"limit": 1})
    answer.refused(429, "RATE_LIMITED")
    seconds = answer.header("Retry-After") or ""
    holds(seconds.isdecimal() and int(seconds) > 0, f"Retry-After {seconds!r}")
    api.call("listProjects").succeeded(200)
    api.advance(int(seconds))
    api.call("listProjects", key="throttled", query={"limit": 1}).succeeded(200)
