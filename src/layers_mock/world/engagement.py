"""Social Engagement layers: how auto-pilot comments and replies under a project's posts (reference/engagement)."""

from typing import TYPE_CHECKING, Literal, NamedTuple

from layers_mock.world.ids import Key

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization

__all__ = ["UNTOUCHED", "EngagementLayer", "EngagementPlatform", "layers_of"]

EngagementPlatform = Literal["tiktok", "instagram"]
_NO_ROW = Key(0)


class EngagementLayer(NamedTuple):
    """One layer with what is set. The defaults are what a project reads as that was never set up."""

    key: Key
    id: str
    created_at: int
    updated_at: int
    project: Key
    enabled: bool = False
    comment_targets: tuple[EngagementPlatform, ...] = ()
    comment_template: str = ""
    reply_targets: tuple[EngagementPlatform, ...] = ()
    reply_delay: str = "PT3M"

    @property
    def group(self) -> Key:
        """Layers belong to a project."""
        return self.project


UNTOUCHED = EngagementLayer(_NO_ROW, "", 0, 0, _NO_ROW)
"""What a project without a layer reads as."""


def layers_of(organization: "Organization", project: Key) -> list[EngagementLayer]:
    """The Social Engagement layers of a project, the oldest first."""
    return [layer for _, layer in organization.engagement_layers.newest_first(project)][::-1]
