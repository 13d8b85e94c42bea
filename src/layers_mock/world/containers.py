"""What a content job does to its container: generate, clone-from-post and regenerate alike."""

from typing import Literal

from layers_mock.contract import Contract, JsonObject
from layers_mock.world.ids import IdSource, ulid
from layers_mock.world.jobs import Job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import (
    ApprovalStatus,
    Asset,
    Container,
    ContainerStatus,
    Project,
)

__all__ = ["ContentGeneration", "assets_for", "first_approval_status", "price_of"]

_SLIDES = 3


def first_approval_status(project: Project) -> ApprovalStatus:
    """Whether a new container of a project waits for a review."""
    return "pending" if project.requires_approval or project.current_blocked_count > 0 else "not_required"


def price_of(contract: Contract, format_: str, times: int) -> int:
    """Credits of so many variations in a format (operational/pricing)."""
    return contract.prices[format_] * times


def assets_for(ids: IdSource, container: Container, label: str, at: int) -> tuple[Asset, ...]:
    """One asset set per variation: a video, or the slides of a slideshow. Equal for equal labels."""
    kind: Literal["image", "video"] = "image" if container.format == "slideshow_remix" else "video"
    slides = _SLIDES if kind == "image" else 1
    made = []
    for number in range(container.variations * slides):
        key = ids.derived(f"asset/{label}/{number}", at)
        made.append(Asset(key, "ast_" + ulid(key), kind, container.caption or ""))
    return tuple(made)


class ContentGeneration:
    """Fills a container: ``generating`` while visuals are made, ``completed`` with its assets when the job is."""

    def __init__(self, ids: IdSource) -> None:
        self._ids = ids

    def enter(self, organization: Organization, job: Job, stage: str, at: int) -> None:
        """The container is generating once the job has left the queue."""
        container = organization.containers.get(job.subject)
        if container is not None and container.status == "queued" and stage != "queued":
            organization.containers.replace(container._replace(status="generating", updated_at=at))

    def complete(self, organization: Organization, job: Job, at: int) -> JsonObject:
        """The container gets its caption and one asset set per variation."""
        container = organization.containers.get(job.subject)
        if container is None:
            return {}
        container = container._replace(caption=container.caption or _caption(container))
        assets = assets_for(self._ids, container, job.id, at)
        done = container._replace(
            status="completed", assets=assets, superseded=container.superseded + container.assets,
            completed_at=at, updated_at=at, last_error=None,
        )  # fmt: skip
        organization.containers.replace(done)
        return {"containerId": done.id, "assets": [{"assetId": asset.id, "kind": asset.kind} for asset in assets]}

    def stop(self, organization: Organization, job: Job, at: int) -> None:
        """The container shares the job's fate; a failure's error is kept as ``lastError``."""
        container = organization.containers.get(job.subject)
        if container is None:
            return
        status: ContainerStatus = "canceled" if job.outcome == "canceled" else "failed"
        organization.containers.replace(container._replace(status=status, last_error=job.error, updated_at=at))


def _caption(container: Container) -> str:
    words = [str(container.brief[name]) for name in ("topic", "angle", "cta") if container.brief.get(name)]
    return " - ".join(words) or "A fresh take, made for you."
