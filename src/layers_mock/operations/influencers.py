"""The influencers section: reference/influencers/*. The clone page is a seed and wins over everything."""

from typing import cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.jobs import accepted
from layers_mock.operations.lookup import influencer_of, key_of, project_of
from layers_mock.world.clock import iso
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.ids import Key, parse, ulid, uuid
from layers_mock.world.influencers import BY_STATUS, reference_images
from layers_mock.world.jobs import start_job
from layers_mock.world.rows import Influencer, Project, ReferenceImage
from layers_mock.world.world import World

__all__ = ["HANDLERS", "image_links"]

_IDENTITY = (
    "gender", "ageRange", "ethnicity", "bodyType", "hairColor", "hairStyle", "style", "vibe", "voiceDescription",
    "personality",
)  # fmt: skip
_LIST = "influencers"


def clone_influencer(world: World, call: Call) -> Reply:
    """Copy an influencer into a new row of the same project and render it anew."""
    source = influencer_of(call, "clone-influencer.source-not-found")
    project = project_of(call, "clone-influencer.inherits-project", source.project)
    _refuse_archived(project, "clone-influencer.archived-project")
    key, printed = _new_id(world, call, "newInfluencerId", "clone-influencer.new-id-taken")
    overrides = cast("JsonObject", call.body.get("overrides") or {})
    name, identity = cast("str", call.body["name"]), _applied(source.identity, overrides)
    clone = Influencer(
        key, printed, call.now, call.now, source.project, name, "pending", identity, source.rendered, source.attached
    )
    return _start(world, call, clone)


def create_influencer(world: World, call: Call) -> Reply:
    """A new influencer from its persona fields, its picture set rendered by a job."""
    project = project_of(call, "create-influencer.project-not-found")
    _refuse_archived(project, "create-influencer.archived-project")
    images = _seed_images(call, project)
    key, printed = _new_id(world, call, "influencerId", "create-influencer.id-taken")
    influencer = Influencer(
        key=key, id=printed, created_at=call.now, updated_at=call.now, project=project.key,
        name=cast("str", call.body["name"]), status="pending", identity=_applied({}, call.body),
        attached=images,
    )  # fmt: skip
    return _start(world, call, influencer)


def get_influencer(world: World, call: Call) -> Reply:
    """The full record of one influencer."""
    return Reply(200, _view(world, influencer_of(call, "get-influencer.not-found")))


def list_influencers(world: World, call: Call) -> Reply:
    """A project's influencers, newest first, slim."""
    project = project_of(call, "list-influencers.project-not-found")
    status, cursor = call.query.get("status"), cast("str | None", call.query.get("cursor"))
    wanted, below = (None if status is None else (status,),), decode_cursor(cursor) if cursor else None
    rows = call.organization.influencers.newest_under(BY_STATUS, project.key, wanted, below)
    found, following = page(rows, call.limit(), _LIST)
    return Reply(200, {"items": [_slim_view(world, row) for row in found], "nextCursor": following})


def patch_influencer(world: World, call: Call) -> Reply:
    """Change single fields; ``null`` clears one, a personality is merged key by key."""
    influencer = influencer_of(call, "patch-influencer.not-found")
    name = call.text("name") or influencer.name
    changed = influencer._replace(name=name, identity=_applied(influencer.identity, call.body), updated_at=call.now)
    call.organization.influencers.replace(changed)
    return Reply(200, _view(world, changed))


def delete_influencer(world: World, call: Call) -> Reply:
    """Delete softly: from now on the influencer is not found."""
    influencer = influencer_of(call, "delete-influencer.not-found")
    gone = influencer._replace(deleted_at=call.now, deletion_reason=call.text("reason"), updated_at=call.now)
    call.organization.influencers.replace(gone)
    return Reply(200, {"influencerId": influencer.id, "status": "deleted", "deletedAt": iso(call.now)})


def attach_reference_images(world: World, call: Call) -> Reply:
    """Link uploaded media of the same project to an influencer; others drop out without an error."""
    influencer = influencer_of(call, "attach-reference-images.not-found")
    images = list(influencer.attached)
    known = {image.key for image in reference_images(world.ids, influencer)}
    for text in cast("list[str]", call.body["assetIds"]):
        media = call.organization.media.get(key_of(text))
        if media is not None and media.project == influencer.project and media.key not in known:
            known.add(media.key)
            images.append(ReferenceImage(media.key, "asset_" + ulid(media.key), call.now))
    changed = influencer._replace(attached=tuple(images), updated_at=call.now)
    call.organization.influencers.replace(changed)
    return Reply(200, {"influencerId": changed.id, "referenceImages": _image_views(world, changed)})


def _start(world: World, call: Call, influencer: Influencer) -> Reply:
    call.organization.influencers.add(influencer)
    kind = cast("str", call.operation.job_kind)
    job = start_job(
        world, call.organization, kind, project=influencer.project, subject=influencer.key, now=call.now, bend=call.bend
    )
    return accepted(job, {"influencerId": influencer.id})


def _refuse_archived(project: Project, rule: str) -> None:
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule=rule)


def _new_id(world: World, call: Call, field: str, rule: str) -> tuple[Key, str]:
    """The client's own id, answered as it will be printed from now on, or a fresh one. A taken one is refused."""
    text = call.text(field)
    if text is None:
        key = world.ids.fresh(call.now)
        return key, "inf_" + ulid(key)
    key = key_of(text)
    if call.organization.influencers.get(key) is not None:
        raise Refusal("CONFLICT", "Influencer with this id already exists.", rule=rule)
    return key, "inf_" + (uuid(key) if "-" in text else ulid(key))


def _applied(identity: JsonObject, changes: JsonObject) -> JsonObject:
    """The identity with changes on top: ``null`` clears a field, a personality merges key by key."""
    if not changes:
        return identity
    result = dict(identity)
    for name in _IDENTITY:
        if name not in changes:
            continue
        value = changes[name]
        before = result.get(name)
        if isinstance(value, dict) and isinstance(before, dict):
            value = {**before, **value}
        if value is None:
            result.pop(name, None)
        else:
            result[name] = value
    return result


def _seed_images(call: Call, project: Project) -> tuple[ReferenceImage, ...]:
    references = cast("JsonObject", call.body.get("referenceImages") or {})
    images: dict[Key, ReferenceImage] = {}
    for text in cast("list[str]", references.get("assetIds") or []):
        media = call.organization.media.get(parse(text) or Key(-1))
        if media is None or media.project != project.key:
            details: JsonObject = {"assetId": text}
            rule = "create-influencer.reference-not-found"
            raise Refusal("NOT_FOUND", "Reference image asset not found.", rule=rule, details=details)
        images[media.key] = ReferenceImage(media.key, "asset_" + ulid(media.key), call.now)
    return tuple(images.values())


def _view(world: World, influencer: Influencer) -> JsonObject:
    identity: JsonObject = {name: influencer.identity.get(name) for name in _IDENTITY}
    return {
        "influencerId": influencer.id,
        "projectId": "proj_" + ulid(influencer.project),
        "name": influencer.name,
        **identity,
        "referenceImages": _image_views(world, influencer),
        "status": influencer.status,
        "createdAt": iso(influencer.created_at),
        "updatedAt": iso(influencer.updated_at),
    }


def _slim_view(world: World, influencer: Influencer) -> JsonObject:
    images = reference_images(world.ids, influencer)
    return {
        "influencerId": influencer.id,
        "name": influencer.name,
        "gender": influencer.identity.get("gender"),
        "ageRange": influencer.identity.get("ageRange"),
        "status": influencer.status,
        "thumbnailUrl": image_links(world, images[0])["thumbnailUrl"] if images else None,
        "createdAt": iso(influencer.created_at),
    }


def _image_views(world: World, influencer: Influencer) -> list[JsonObject]:
    return [
        {"assetId": image.asset_id, **image_links(world, image), "addedAt": iso(image.added_at)}
        for image in reference_images(world.ids, influencer)
    ]


def image_links(world: World, image: ReferenceImage) -> JsonObject:
    """The links of a reference image: those of a rendered one are drawn, an upload is its own thumbnail."""
    if image.face is None:
        url = world.links.url(f"uploads/{image.asset_id}")
        return {"url": url, "thumbnailUrl": url}
    name = f"portraits/{image.face}/{image.asset_id}"
    return {"url": world.links.url(f"{name}.jpg"), "thumbnailUrl": world.links.url(f"{name}.thumbnail.jpg")}


HANDLERS: dict[str, Handler] = {
    "cloneInfluencer": clone_influencer,
    "createInfluencer": create_influencer,
    "getInfluencer": get_influencer,
    "listInfluencers": list_influencers,
    "patchInfluencer": patch_influencer,
    "deleteInfluencer": delete_influencer,
    "attachReferenceImages": attach_reference_images,
}
