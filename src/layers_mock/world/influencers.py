"""What an ``influencer_create`` job does to its influencer: create and clone alike."""

from layers_mock.contract import JsonObject
from layers_mock.world.ids import IdSource, ulid
from layers_mock.world.index import Index
from layers_mock.world.jobs import Job
from layers_mock.world.organization import Organization
from layers_mock.world.rows import (
    Influencer,
    InfluencerStatus,
    ReferenceImage,
    RenderedImages,
)

__all__ = ["BY_STATUS", "RENDERED_IMAGES", "InfluencerRendering", "reference_images"]

RENDERED_IMAGES = 4
"""How many reference images a rendering makes (inferred)."""


def _facets(influencer: Influencer) -> tuple[object, ...] | None:
    return None if influencer.deleted_at is not None else (influencer.status,)


BY_STATUS: Index[Influencer] = Index(_facets)
"""A project's influencers that are not deleted, by status."""


def reference_images(ids: IdSource, influencer: Influencer) -> tuple[ReferenceImage, ...]:
    """All reference images of an influencer: those of its rendering, then the attached ones."""
    rendered = influencer.rendered
    if rendered is None:
        return influencer.attached
    labels = [f"reference-image/{rendered.label}/{number}" for number in range(RENDERED_IMAGES)]
    keys = [ids.derived(label, rendered.at) for label in labels]
    made = [ReferenceImage(key, "asset_" + ulid(key), rendered.at, rendered.face) for key in keys]
    return (*made, *influencer.attached)


class InfluencerRendering:
    """Renders the reference image set; the influencer is ``ready`` exactly when the job is completed."""

    def enter(self, organization: Organization, job: Job, stage: str, at: int) -> None:
        """The influencer is in training once visuals are being made (inferred)."""
        if stage == "generating_visuals":
            self._set_status(organization, job, "training", at)

    def complete(self, organization: Organization, job: Job, at: int) -> JsonObject:
        """The rendered images replace the starting set, and the influencer is ready."""
        influencer = organization.influencers.get(job.subject)
        if influencer is None:
            return {}
        images = RenderedImages(job.id, influencer.id, at)
        ready = influencer._replace(status="ready", rendered=images, attached=(), updated_at=at, error=None)
        organization.influencers.replace(ready)
        return {"influencerId": influencer.id}

    def stop(self, organization: Organization, job: Job, at: int) -> None:
        """No images came: the influencer has failed (inferred for a canceled job)."""
        self._set_status(organization, job, "failed", at)

    @staticmethod
    def _set_status(organization: Organization, job: Job, status: InfluencerStatus, at: int) -> None:
        influencer: Influencer | None = organization.influencers.get(job.subject)
        if influencer is not None:
            organization.influencers.replace(influencer._replace(status=status, updated_at=at))
