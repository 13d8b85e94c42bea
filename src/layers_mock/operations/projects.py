"""The projects section: reference/projects/*, concepts/projects."""

from typing import Any, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of, project_of
from layers_mock.world.clock import iso, iso_offset
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.projects import BY_EXTERNAL_ID, BY_STATUS, add_project, archive_project, replace_project, restore_project
from layers_mock.world.publishing import queued_posts
from layers_mock.world.rows import Layer, Project
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "projects"
_LAYER_NAME = "social-content"
_INGEST_SOURCES = ("github", "website", "appstore")
_CHANGEABLE = {
    "name": "name",
    "ownerEmail": "owner_email",
    "timezone": "timezone",
    "primaryLanguage": "primary_language",
    "customerExternalId": "customer_external_id",
    "metadata": "metadata",
}
"""The body fields that a patch stores as they are, and the fields of the row that keep them."""


def create_project(world: World, call: Call) -> Reply:
    """The shell of a new project; the same call under the client's own id finds the one it made."""
    chosen = call.text("id")
    existing = None if chosen is None else call.organization.projects.get(key_of(chosen))
    if existing is not None:
        return _repeated(call, existing)
    _refuse_taken_handle(call, "create-project.external-id-unique")
    project = Project(
        key=world.ids.fresh(call.now) if chosen is None else key_of(chosen),
        created_at=call.now, updated_at=call.now, organization=call.organization.key,
        name=cast("str", call.body["name"]), timezone=cast("str", call.body["timezone"]),
        primary_language=cast("str", call.body["primaryLanguage"]),
        customer_external_id=call.text("customerExternalId"),
        owner_email=call.text("ownerEmail") or call.organization.owner_email,
        metadata=cast("JsonObject | None", call.body.get("metadata")),
        layers=(_first_layer(world, call.now),), creation=None if chosen is None else call.fingerprint().hex(),
    )  # fmt: skip
    add_project(call.organization, project)
    return Reply(201, _view(project), made={"projectId": uuid(project.key)})


def list_projects(_world: World, call: Call) -> Reply:
    """The organisation's projects, newest first, with few fields."""
    cursor = cast("str | None", call.query.get("cursor"))
    below = decode_cursor(cursor) if cursor else None
    status, handle = call.query.get("status"), call.query.get("customerExternalId")
    index, value = (BY_STATUS, status) if handle is None else (BY_EXTERNAL_ID, handle)
    wanted = (None if value is None else (value,),)
    rows = call.organization.projects.newest_under(index, call.organization.key, wanted, below)
    found, following = page(rows, call.limit(), _LIST, lambda row: _is_wanted(call, row))
    return Reply(200, {"items": [_item_view(row) for row in found], "nextCursor": following})


def get_project(_world: World, call: Call) -> Reply:
    """The full row of one project."""
    return Reply(200, _view(project_of(call, "get-project.not-found")))


def patch_project(world: World, call: Call) -> Reply:
    """Change single fields; a status archives or restores."""
    before = project = project_of(call, "patch-project.not-found")
    _refuse_taken_handle(call, "patch-project.external-id-unique", but_of=project.key)
    changes: dict[str, Any] = {field: call.body[name] for name, field in _CHANGEABLE.items() if name in call.body}
    if changes:
        project = project._replace(**changes, updated_at=call.now)
        replace_project(call.organization, project)
    if call.text("status") == "archived":
        project = archive_project(world, call.organization, project, call.now)
    elif call.text("status") == "active":
        project = restore_project(call.organization, project, call.now)
    return Reply(200, _view(project), changed=project is not before)


def archive(world: World, call: Call) -> Reply:
    """Archive softly; a repeat refreshes the moment."""
    project = project_of(call, "archive-project.not-found")
    queued = queued_posts(call.organization, project.key)
    archive_project(world, call.organization, project, call.now)
    answer: JsonObject = {
        "id": uuid(project.key),
        "status": "archived",
        "archivedAt": iso(call.now),
        "canceledScheduledPosts": len(queued),
    }
    return Reply(200, answer)


def _repeated(call: Call, existing: Project) -> Reply:
    """The project that this very call made before. An id that came about in any other way is taken."""
    if existing.creation != call.fingerprint().hex():
        message = "Project with this id already exists."
        raise Refusal("CONFLICT", message, rule="create-project.own-id-taken")
    return Reply(201, _view(existing), changed=False)


def _refuse_taken_handle(call: Call, rule: str, but_of: Key | None = None) -> None:
    handle = call.text("customerExternalId")
    owner = None if handle is None else call.organization.external_ids.get(handle)
    if owner is not None and owner != but_of:
        raise Refusal("CONFLICT", "A project with this customerExternalId already exists.", rule=rule)


def _first_layer(world: World, now: int) -> Layer:
    key = world.ids.fresh(now)
    return Layer(key, "pl_" + ulid(key), _LAYER_NAME)


def _is_wanted(call: Call, project: Project) -> bool:
    text = cast("str", call.query.get("search", ""))
    return call.query.get("status") in {None, project.status} and text.casefold() in project.name.casefold()


def _view(project: Project) -> JsonObject:
    ingest = project.ingest_state or {}
    return {
        "id": uuid(project.key),
        "organizationId": uuid(project.organization),
        "name": project.name,
        "status": project.status,
        "customerExternalId": project.customer_external_id,
        "timezone": project.timezone,
        "primaryLanguage": project.primary_language,
        "ownerEmail": project.owner_email,
        "brand": None,
        "brandContext": project.brand_context,
        "ingestState": {source: ingest.get(source) for source in _INGEST_SOURCES},
        "requiresApproval": project.requires_approval,
        "firstNPostsBlocked": project.first_n_posts_blocked,
        "currentBlockedCount": project.current_blocked_count,
        "metadata": project.metadata,
        "createdAt": iso_offset(project.created_at),
        "updatedAt": iso_offset(project.updated_at),
    }


def _item_view(project: Project) -> JsonObject:
    return {
        "id": "prj_" + ulid(project.key),
        "name": project.name,
        "status": project.status,
        "customerExternalId": project.customer_external_id,
        "timezone": project.timezone,
        "primaryLanguage": project.primary_language,
        "ownerEmail": project.owner_email,
        "createdAt": iso(project.created_at),
        "updatedAt": iso(project.updated_at),
    }


HANDLERS: dict[str, Handler] = {
    "createProject": create_project,
    "listProjects": list_projects,
    "getProject": get_project,
    "patchProject": patch_project,
    "archiveProject": archive,
}
