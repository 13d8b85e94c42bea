"""What a content job does to its containers: generate, clone-from-post and regenerate alike."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal
from weakref import ref

from layers_mock.contract import Contract, JsonObject
from layers_mock.world.announcements import announce
from layers_mock.world.copywriting import write_caption
from layers_mock.world.ids import IdSource, ulid
from layers_mock.world.index import Index
from layers_mock.world.jobs import Job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import (
    ApprovalStatus,
    Asset,
    Container,
    ContainerStatus,
    Layer,
    Project,
)

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = [
    "BY_STATUS_AND_FORMAT",
    "WAITING",
    "ContentGeneration",
    "active_layers",
    "assets_for",
    "first_approval_status",
    "price_of",
    "regenerated",
    "resolved_format",
]

_SLIDES = 3
_AUTO_FORMATS = ("video_remix", "slideshow_remix", "ugc_remix")


def _facets(container: Container) -> tuple[object, ...]:
    return container.status, container.format


def _waiting(container: Container) -> tuple[object, ...] | None:
    return () if container.approval_status == "pending" else None


BY_STATUS_AND_FORMAT: Index[Container] = Index(_facets)
"""A project's containers."""
WAITING: Index[Container] = Index(_waiting)
"""A project's containers that wait for a review."""


def first_approval_status(project: Project) -> ApprovalStatus:
    """Whether a new container of a project waits for a review."""
    return "pending" if project.requires_approval or project.current_blocked_count > 0 else "not_required"


def active_layers(project: Project) -> tuple[Layer, ...]:
    """The layers that a generation may run through."""
    return tuple(layer for layer in project.layers if layer.is_active)


def price_of(contract: Contract, format_: str, times: int) -> int:
    """Credits of so many variations in a format (operational/pricing). That of ``auto`` is an upper bound."""
    return contract.prices[format_] * times


def resolved_format(container: Container) -> str:
    """The format a container ends in. ``auto`` is decided by the container's id alone, so that it can be foreseen."""
    return container.format if container.format != "auto" else _AUTO_FORMATS[container.key % len(_AUTO_FORMATS)]


def assets_for(ids: IdSource, container: Container, label: str, at: int) -> tuple[Asset, ...]:
    """One asset set per variation: a video, or the slides of a slideshow. Equal for equal labels."""
    kind: Literal["image", "video"] = "image" if container.format == "slideshow_remix" else "video"
    slides = _SLIDES if kind == "image" else 1
    made = []
    for number in range(container.variations * slides):
        key = ids.derived(f"asset/{label}/{number}", at)
        made.append(Asset(key, "ast_" + ulid(key), kind, container.caption or ""))
    return tuple(made)


def regenerated(container: Container, project: Project, brief: JsonObject, *, preserves_assets: bool, at: int) -> Container:
    """The container as a regeneration begins: queued again, its brief changed key by key, its assets still there.

    A review that the project's policy asks for starts over (INDEX row 14); any other approval stays.
    """
    first = first_approval_status(project)
    return container._replace(
        status="queued", brief={**container.brief, **brief}, preserves_assets=preserves_assets, last_error=None,
        approval_status=first if first == "pending" else container.approval_status, completed_at=None, updated_at=at,
    )  # fmt: skip


class ContentGeneration:
    """Fills the containers of a job: ``generating`` while it works, ``completed`` with their assets when it is done."""

    def __init__(self, world: "World") -> None:
        # The world holds its lifecycles: were it held in turn, a dropped one would wait for the garbage collector.
        self._held = ref(world)

    @property
    def _world(self) -> "World":
        world = self._held()
        if world is None:
            raise ReferenceError("The world is gone.")
        return world

    def enter(self, organization: Organization, job: Job, stage: str, at: int) -> None:
        """The containers are generating once the job has left the queue."""
        for container in _containers(organization, job):
            organization.containers.replace(container._replace(status="generating", updated_at=at))

    def complete(self, organization: Organization, job: Job, at: int) -> JsonObject:
        """Each container gets its caption and one asset set per variation, and the job its price."""
        world = self._world
        filled = [self._filled(organization, job, container, at) for container in _containers(organization, job)]
        for container in filled:
            organization.containers.replace(container)
            announce(world, organization, "content.generated", _told(container), at, project=container.project)
        if job.hold is not None:
            cost = sum(price_of(world.contract, container.format, container.variations) for container in filled)
            organization.wallet = organization.wallet.settled(job.hold, cost)
        return _result(filled)

    def stop(self, organization: Organization, job: Job, at: int) -> None:
        """The containers share the job's fate; a failure's error is kept as ``lastError``, and so are earlier assets."""
        status: ContainerStatus = "canceled" if job.outcome == "canceled" else "failed"
        for container in _containers(organization, job):
            stopped = container._replace(status=status, last_error=job.error, preserves_assets=False, updated_at=at)
            organization.containers.replace(stopped)

    def _filled(self, organization: Organization, job: Job, container: Container, at: int) -> Container:
        done = container._replace(
            status="completed", caption=_caption(organization, job, container), completed_at=at, updated_at=at,
            last_error=None, preserves_assets=False,
        )  # fmt: skip
        if container.preserves_assets:
            return done
        done = done._replace(format=resolved_format(container), superseded=container.superseded + container.assets)
        return done._replace(assets=assets_for(self._world.ids, done, f"{job.id}/{container.id}", at))


def _told(container: Container) -> JsonObject:
    """A container as the event of its generation tells it; sending adds the links of its assets."""
    assets: list[JsonObject] = [{"assetId": asset.id, "kind": asset.kind} for asset in container.assets]
    return {"id": container.id, "projectId": "proj_" + ulid(container.project), "assets": assets}


def _caption(organization: Organization, job: Job, container: Container) -> str:
    """The caption a container was given, else one from its brief; a regeneration always writes another one."""
    if container.caption is not None and job.kind != "content_regenerate":
        return container.caption
    project = organization.projects.get(container.project)
    brand = project.name if project is not None else ""
    return write_caption(container.brief, brand, f"{job.id}/{container.id}", other_than=container.caption)


def _containers(organization: Organization, job: Job) -> Iterator[Container]:
    for key in (job.subject, *job.also):
        container: Container | None = organization.containers.get(key)
        if container is not None:
            yield container


def _result(filled: list[Container]) -> JsonObject:
    """What a completed job made (concepts/jobs); with several containers an asset says whose it is (inferred)."""
    if len(filled) == 1:
        only = filled[0]
        return {"containerId": only.id, "assets": [{"assetId": asset.id, "kind": asset.kind} for asset in only.assets]}
    return {
        "containerId": filled[0].id,
        "containerIds": [container.id for container in filled],
        "assets": [
            {"containerId": container.id, "assetId": asset.id, "kind": asset.kind}
            for container in filled
            for asset in container.assets
        ],
    }
