"""Reading content: reference/content/list-containers, get-container, get-progress and get-asset."""

from itertools import takewhile
from math import ceil
from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import container_of, project_of
from layers_mock.pictures import render
from layers_mock.world.clock import iso, parse_instant
from layers_mock.world.containers import BY_STATUS_AND_FORMAT
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.ids import ulid
from layers_mock.world.renderings import asset_spec
from layers_mock.world.rows import Asset, Container
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_LIST = "content"
_FINISHED = ("finalizing", 1.0)
_UNFINISHED = ("generating_visuals", 0.0)


def list_content(world: World, call: Call) -> Reply:
    """A project's containers, newest first; nothing is rendered for a list."""
    project = project_of(call, "list-content.project-not-found")
    statuses, formats = cast("list[str] | None", call.query.get("status")), cast("list[str] | None", call.query.get("format"))
    since, until = _instant(call, "since"), _instant(call, "until")
    cursor = cast("str | None", call.query.get("cursor"))
    containers, below = call.organization.containers, decode_cursor(cursor) if cursor else None
    if until is not None:
        begin = containers.first_place(project.key, lambda row: row.created_at > until)
        below = begin if below is None else min(below, begin)
    rows = containers.newest_under(BY_STATUS_AND_FORMAT, project.key, (statuses, formats), below)
    recent = takewhile(lambda row: since is None or row[1].created_at >= since, rows)
    found, following = page(recent, call.limit(), _LIST)
    return Reply(200, {"items": [_item_view(world, row) for row in found], "nextCursor": following})


def get_content(world: World, call: Call) -> Reply:
    """The full record; what is not there yet is null or empty."""
    container = container_of(call, "get-content.not-found")
    view: JsonObject = {
        "id": container.id,
        "projectId": "proj_" + ulid(container.project),
        "status": container.status,
        "format": container.format,
        "brief": _brief_view(container),
        "caption": container.caption,
        "firstComment": container.first_comment,
        "assets": [_asset_view(world, container, asset) for asset in container.assets],
        "approvalStatus": container.approval_status,
        "createdAt": iso(container.created_at),
        "completedAt": _iso_or_null(container.completed_at),
        "updatedAt": iso(container.updated_at),
        "lastError": container.last_error,
    }
    return Reply(200, view)


def get_content_progress(world: World, call: Call) -> Reply:
    """How far the container's latest job is; its error stays with the container."""
    container = container_of(call, "get-content-progress.not-found")
    job = call.organization.jobs.get(container.job) if container.job is not None else None
    if job is None:
        stage, progress = _FINISHED if container.status == "completed" else _UNFINISHED
        eta = None
    else:
        stage, progress = job.stage(call.now).name, job.stage_progress(call.now)
        eta = ceil((job.ends_at - call.now) / 1000) if job.status(call.now) == "running" else None
    view: JsonObject = {
        "containerId": container.id,
        "status": container.status,
        "stage": stage,
        "stageProgress": progress,
        "etaSeconds": eta,
        "updatedAt": iso(container.updated_at),
    }
    return Reply(200, view)


def get_content_asset(world: World, call: Call) -> Reply:
    """One asset of a container, one that a regeneration replaced among them."""
    container = container_of(call, "get-content-asset.container-not-found")
    wanted = call.path["assetId"]
    asset = next((asset for asset in (*container.assets, *container.superseded) if asset.id == wanted), None)
    if asset is None:
        raise Refusal("NOT_FOUND", "Asset not found.", rule="get-content-asset.not-found")
    return Reply(200, {"containerId": container.id, **_asset_view(world, container, asset)})


def _instant(call: Call, name: str) -> int | None:
    """An instant of the query; the document lets only such texts pass as can be read."""
    text = cast("str | None", call.query.get(name))
    return None if text is None else parse_instant(text)


def _item_view(world: World, container: Container) -> JsonObject:
    first = container.assets[0] if container.assets else None
    return {
        "id": container.id,
        "status": container.status,
        "format": container.format,
        "caption": container.caption,
        "approvalStatus": container.approval_status,
        "createdAt": iso(container.created_at),
        "completedAt": _iso_or_null(container.completed_at),
        "primaryAsset": None if first is None else _reference(world, container, first),
    }


def _brief_view(container: Container) -> JsonObject:
    brief: JsonObject = {name: container.brief.get(name) for name in ("topic", "angle", "cta")}
    return {**brief, "valuePropositions": container.brief.get("valuePropositions") or []}


def _reference(world: World, container: Container, asset: Asset) -> JsonObject:
    return {"assetId": asset.id, "kind": asset.kind, **world.links.of_asset(container.id, asset.id, asset.kind)}


def _asset_view(world: World, container: Container, asset: Asset) -> JsonObject:
    """An asset with the facts of the very file that its URL serves."""
    file = render(asset_spec(container, asset))
    return {
        **_reference(world, container, asset),
        "durationMs": file.duration_ms,
        "width": file.width,
        "height": file.height,
        "mimeType": file.mime_type,
        "sizeBytes": file.size_bytes,
        "checksumSha256": file.checksum_sha256,
    }


def _iso_or_null(instant: int | None) -> str | None:
    return None if instant is None else iso(instant)


HANDLERS: dict[str, Handler] = {
    "listContent": list_content,
    "getContent": get_content,
    "getContentProgress": get_content_progress,
    "getContentAsset": get_content_asset,
}
