"""Making content: clone-from-post (a seed page, which wins over everything), generate-content and regenerate-content."""

import re
from typing import NamedTuple, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.jobs import accepted
from layers_mock.operations.lookup import container_of, key_of, project_of
from layers_mock.world.approval import await_review
from layers_mock.world.clock import iso
from layers_mock.world.containers import (
    active_layers,
    first_approval_status,
    price_of,
    regenerated,
)
from layers_mock.world.copywriting import fork_brief, fork_caption, reimagine_brief
from layers_mock.world.idempotency import fingerprint
from layers_mock.world.ids import Key, ulid, uuid
from layers_mock.world.jobs import Job, start_job
from layers_mock.world.rows import Container, Layer, PlatformPost, Project
from layers_mock.world.wallet import Hold
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_POST_ID = re.compile(r"(pp_)?([0-7][0-9A-HJKMNP-TV-Z]{25}|[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\Z")
_BRIEF = ("topic", "angle", "cta", "valuePropositions")


class _NewId(NamedTuple):
    """The id of a container to be made, and what made it if that shall be replayed."""

    key: Key
    printed: str
    creation: str | None = None


def clone_from_post(world: World, call: Call) -> Reply:
    """Make a new container from a tracked post. The container's id is the client's, and replays this very request."""
    target = _client_id(call.path["containerId"], _clone_request(call))
    earlier = _earlier(call, target, "clone-from-post.id-taken")
    if earlier is not None:
        return _clone_accepted(call, earlier, is_new=False)
    project = project_of(call, "clone-from-post.project-not-found", key_of(cast("str", call.body["projectId"])))
    _refuse_archived(project, "clone-from-post.archived-project")
    source = _source_of(call)
    layer = _layer_of(call, project, "clone-from-post")
    variations = _count(call, "variations")
    hold = _reserve(world, call, price_of(world.contract, source.format, variations), "clone-from-post.billing-exhausted")
    clone = _new_container(call, target, project, layer, source.format, _clone_brief(call, source))
    clone = clone._replace(caption=_clone_caption(call, source, project), source_post=source.key, variations=variations)
    return _clone_accepted(call, _start(world, call, (clone,), hold))


def generate_content(world: World, call: Call) -> Reply:
    """Make one container per variant, all in one job."""
    project = project_of(call, "generate-content.project-not-found")
    first = _first_id(world, call, project)
    earlier = _earlier(call, first, "generate-content.id-taken")
    if earlier is not None:
        return _generation_accepted(call, earlier, is_new=False)
    _refuse_archived(project, "generate-content.archived-project")
    layer = _layer_of(call, project, "generate-content")
    format_, variants = cast("str", call.body["format"]), _count(call, "variantCount")
    hold = _reserve(world, call, price_of(world.contract, format_, variants), "generate-content.billing-exhausted")
    ids = (first, *(_fresh_id(world, call) for _ in range(variants - 1)))
    brief = cast("JsonObject", call.body.get("brief") or {})
    containers = tuple(_new_container(call, id_, project, layer, format_, brief) for id_ in ids)
    return _generation_accepted(call, _start(world, call, containers, hold))


def regenerate_content(world: World, call: Call) -> Reply:
    """Make a container's media and caption anew, or its caption alone."""
    container = container_of(call, "regenerate-content.not-found")
    project = project_of(call, "regenerate-content.not-found", container.project)
    _refuse_archived(project, "regenerate-content.archived-project")
    preserves = cast("bool", call.body.get("preserveAssets", False))
    _refuse_unfinished(container, preserves_assets=preserves)
    price = 0 if preserves else price_of(world.contract, container.format, container.variations)
    hold = _reserve(world, call, price, "regenerate-content.billing-exhausted")
    brief = cast("JsonObject", call.body.get("brief") or {})
    begun = regenerated(container, project, brief, preserves_assets=preserves, at=call.now)
    job = _job(world, call, (begun,), hold)
    begun = begun._replace(job=job.key)
    call.organization.containers.replace(begun)
    await_review(world, call.organization, begun, call.now)
    return _accepted_at_length(job, {"containerId": container.id})


def _client_id(text: str, creation: str) -> _NewId:
    """A client's own id, printed in the form in which it came (INDEX row 41)."""
    key = key_of(text)
    return _NewId(key, "cnt_" + (uuid(key) if "-" in text else ulid(key)), creation)


def _fresh_id(world: World, call: Call) -> _NewId:
    key = world.ids.fresh(call.now)
    return _NewId(key, "cnt_" + ulid(key))


def _first_id(world: World, call: Call, project: Project) -> _NewId:
    text = call.text("id")
    return _fresh_id(world, call) if text is None else _client_id(text, _generate_request(call, project))


def _clone_request(call: Call) -> str:
    """What a repeat has to be equal in: the fields of the page with their defaults, whichever way ids are written."""
    overrides = cast("JsonObject", call.body.get("overrides") or {})
    source = cast("str", call.text("sourcePlatformPostId"))
    request = {
        "projectId": _canonical(call.text("projectId")),
        "projectLayerId": _canonical(call.text("projectLayerId")),
        "sourcePlatformPostId": _canonical(source) if _POST_ID.match(source) else source,
        "mode": call.text("mode"),
        "variations": _count(call, "variations"),
        "overrides": {name: overrides.get(name) for name in ("caption", "cta", "voiceOverScript")},
    }
    return fingerprint(call.operation.id, "", request).hex()


def _generate_request(call: Call, project: Project) -> str:
    request = {
        "projectId": uuid(project.key),
        "projectLayerId": _canonical(call.text("projectLayerId")),
        "format": call.text("format"),
        "variantCount": _count(call, "variantCount"),
        "brief": call.body.get("brief") or {},
    }
    return fingerprint(call.operation.id, "", request).hex()


def _canonical(text: str | None) -> str | None:
    return None if text is None else uuid(key_of(text))


def _count(call: Call, field: str) -> int:
    """A whole number of the body; JSON Schema takes ``2.0`` for one."""
    return int(cast("float", call.body[field]))


def _earlier(call: Call, id_: _NewId, rule: str) -> Job | None:
    """The job of an equal call under the same id; ``None`` where the id is new. Any other use of it is a conflict."""
    taken = call.organization.containers.get(id_.key)
    if taken is None:
        return None
    job = call.organization.jobs.get(taken.made_by) if taken.made_by is not None else None
    if job is None or taken.creation is None or taken.creation != id_.creation:
        raise Refusal("CONFLICT", "Content with this id already exists.", rule=rule)
    return job


def _refuse_archived(project: Project, rule: str) -> None:
    if project.status == "archived":
        raise Refusal("CONFLICT", "The project is archived.", rule=rule)


def _refuse_unfinished(container: Container, *, preserves_assets: bool) -> None:
    if container.status in {"queued", "generating"}:
        message = "The content is still being generated."
        raise Refusal("CONFLICT", message, rule="regenerate-content.still-running")
    if preserves_assets and not container.assets:
        message = "The content has no assets to preserve."
        raise Refusal("CONFLICT", message, rule="regenerate-content.nothing-to-preserve")


def _source_of(call: Call) -> PlatformPost:
    """The tracked post of the organisation that a text names: by our id, else by the platform's."""
    text, posts = cast("str", call.text("sourcePlatformPostId")), call.organization.posts
    found = posts.get(key_of(text)) if _POST_ID.match(text) else None
    if found is None:
        key = call.organization.posts_by_external_id.get(text)
        found = posts.get(key) if key is not None else None
    if found is None:
        raise Refusal("NOT_FOUND", "Source post not found.", rule="clone-from-post.source-not-found")
    return found


def _layer_of(call: Call, project: Project, operation: str) -> Layer:
    """The layer that is named, else the only active one."""
    active, text = active_layers(project), call.text("projectLayerId")
    if text is not None:
        wanted = key_of(text)
        named = next((layer for layer in active if layer.key == wanted), None)
        if named is None:
            raise Refusal("NOT_FOUND", "Content layer not found.", rule=f"{operation}.layer-not-found")
        return named
    if len(active) == 1:
        return active[0]
    details: JsonObject = {"layerCount": len(active)}
    if operation == "generate-content":
        details["layers"] = [{"id": layer.id, "name": layer.name} for layer in active]
    if active:
        message = "Multiple content layers — pass projectLayerId to disambiguate."
        raise Refusal("CONFLICT", message, rule=f"{operation}.layer-ambiguous", details=details)
    raise Refusal("CONFLICT", "The project has no active content layer.", rule=f"{operation}.no-layer", details=details)


def _reserve(world: World, call: Call, price: int, rule: str) -> Hold | None:
    """Take the price from the wallet, the last thing that can refuse; ``None`` for what is free."""
    if price == 0:
        return None
    wallet = call.organization.wallet
    reserved = wallet.reserved(price)
    if reserved is None:
        raise Refusal("BILLING_EXHAUSTED", rule=rule, details={"required": price, "balance": wallet.balance})
    call.organization.wallet, hold = reserved
    return hold


def _new_container(call: Call, id_: _NewId, project: Project, layer: Layer, format_: str, brief: JsonObject) -> Container:
    return Container(
        key=id_.key, id=id_.printed, created_at=call.now, updated_at=call.now, project=project.key, format=format_,
        status="queued", approval_status=first_approval_status(project), brief=brief, layer=layer.key,
        creation=id_.creation,
    )  # fmt: skip


def _clone_brief(call: Call, source: PlatformPost) -> JsonObject:
    """What the job works from: the source's premise and hook, with the client's call to action and script in front."""
    overrides = cast("JsonObject", call.body.get("overrides") or {})
    cta = cast("str | None", overrides.get("cta", source.cta))
    write = fork_brief if call.text("mode") == "fork" else reimagine_brief
    brief = write(source.caption, source.hook, cta)
    script = overrides.get("voiceOverScript")
    return brief if script is None else {**brief, "voiceOverScript": script}


def _clone_caption(call: Call, source: PlatformPost, project: Project) -> str | None:
    """The client's caption, else a fork's close to the source's; a free clone's is left to the job."""
    overrides = cast("JsonObject", call.body.get("overrides") or {})
    given = cast("str | None", overrides.get("caption"))
    if given is not None or call.text("mode") != "fork":
        return given
    return fork_caption(source.caption, project.name) or None


def _start(world: World, call: Call, containers: tuple[Container, ...], hold: Hold | None) -> Job:
    """Put new containers into the world together with the one job that fills them."""
    job = _job(world, call, containers, hold)
    for container in containers:
        added = container._replace(job=job.key, made_by=job.key)
        call.organization.containers.add(added)
        await_review(world, call.organization, added, call.now)
    return job


def _job(world: World, call: Call, containers: tuple[Container, ...], hold: Hold | None) -> Job:
    first, *others = containers
    return start_job(
        world, call.organization, cast("str", call.operation.job_kind), project=first.project, subject=first.key,
        now=call.now, hold=hold, also=tuple(container.key for container in others), bend=call.bend,
    )  # fmt: skip


def _clone_accepted(call: Call, job: Job, *, is_new: bool = True) -> Reply:
    """The 202 of the seed page, with its five fields and no other."""
    return accepted(job, {"containerId": _printed_ids(call, job)[0]}, is_new=is_new)


def _generation_accepted(call: Call, job: Job, *, is_new: bool = True) -> Reply:
    return _accepted_at_length(job, {"containerIds": _printed_ids(call, job)}, is_new=is_new)


def _printed_ids(call: Call, job: Job) -> list[str]:
    containers = (call.organization.containers.get(key) for key in (job.subject, *job.also))
    return [container.id for container in containers if container is not None]


def _accepted_at_length(job: Job, pointer: JsonObject, *, is_new: bool = True) -> Reply:
    """The 202 as the concept page shows it, with stage, projectId and startedAt beside the five fields."""
    further: JsonObject = {"stage": job.stages[0].name, "projectId": uuid(job.project), "startedAt": iso(job.started_at)}
    return accepted(job, {**further, **pointer}, is_new=is_new)


HANDLERS: dict[str, Handler] = {
    "cloneFromPost": clone_from_post,
    "generateContent": generate_content,
    "regenerateContent": regenerate_content,
}
