"""The things a world holds. Immutable: a change makes a new row.

Named tuples, because a clone makes and replaces several of them and a frozen dataclass takes four times as long for that.

Field names are the vendor's in snake case; instants are milliseconds since 1970, durations milliseconds, money credits.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.ids import Key

__all__ = [
    "ApiKey",
    "Asset",
    "Container",
    "ContainerStatus",
    "Influencer",
    "InfluencerStatus",
    "Intent",
    "Layer",
    "Media",
    "PlatformPost",
    "PostStatus",
    "Project",
    "ReferenceImage",
    "RenderedImages",
    "ScheduledPost",
    "SocialAccount",
    "SocialPlatform",
    "Target",
    "Upload",
]

InfluencerStatus = Literal["draft", "pending", "training", "ready", "failed"]
ContainerStatus = Literal["queued", "generating", "completed", "failed", "canceled"]
ApprovalStatus = Literal["not_required", "pending", "approved", "rejected"]
MediaKind = Literal["image", "video", "audio", "logo", "reference_image"]
SocialPlatform = Literal["tiktok", "instagram"]
AccountStatus = Literal["connected", "reauth_required", "disconnected"]
PostMode = Literal["direct_publish", "draft_to_device", "reels", "feed"]
PostStatus = Literal["queued", "publishing", "draft_in_inbox", "published", "failed", "canceled"]


class ApiKey(NamedTuple):
    """One key of an organisation. ``scopes`` is ``None`` for a key that was given no list: it may do everything."""

    key: Key
    name: str
    organization: Key
    secret: str
    tier: str
    scopes: tuple[str, ...] | None = None
    kill_switch: bool = False
    is_active: bool = True
    return_url_allowlist: tuple[str, ...] = ()
    """The hosts that a flow through somebody else's pages may return to."""
    is_deleted: bool = False
    rotations: int = 0
    """How often its secret was replaced; name and number tell the secret (:func:`~layers_mock.world.keys.secret_of`)."""
    rotated_at: int | None = None
    revoked_at: int | None = None


class Layer(NamedTuple):
    """A content layer of a project: what a generation runs through."""

    key: Key
    id: str
    name: str
    is_active: bool = True


class Project(NamedTuple):
    """One customer of the partner."""

    key: Key
    created_at: int
    updated_at: int
    organization: Key
    name: str
    timezone: str
    primary_language: str
    status: Literal["active", "archived"] = "active"
    customer_external_id: str | None = None
    owner_email: str | None = None
    metadata: JsonObject | None = None
    brand_context: JsonObject | None = None
    ingest_state: Mapping[str, JsonObject | None] | None = None
    layers: tuple[Layer, ...] = ()
    requires_approval: bool = False
    first_n_posts_blocked: int = 0
    current_blocked_count: int = 0
    """How many approvals are missing until new containers are let through."""
    auto_approve_after: str | None = None
    """An ISO 8601 duration, as it was sent."""
    policy_changed_at: int | None = None
    archived_at: int | None = None
    creation: str | None = None
    """Fingerprint of the call that made it under a client's own id."""

    @property
    def group(self) -> Key:
        """Projects are listed by organisation."""
        return self.organization


class ReferenceImage(NamedTuple):
    """One picture an influencer is recognised by."""

    key: Key
    asset_id: str
    added_at: int
    face: str | None = None
    """Whose face a rendered image shows: the id of the influencer it was rendered for; ``None`` for an upload."""


class RenderedImages(NamedTuple):
    """The set of reference images that one rendering made: told by what made it, spelled out when it is read."""

    label: str
    face: str
    at: int


class Influencer(NamedTuple):
    """An AI influencer; ``identity`` maps the vendor's field names to their values, unset ones left out."""

    key: Key
    id: str
    created_at: int
    updated_at: int
    project: Key
    name: str
    status: InfluencerStatus
    identity: JsonObject
    rendered: RenderedImages | None = None
    attached: tuple[ReferenceImage, ...] = ()
    """Uploaded images linked to it, beside the rendered ones."""
    deleted_at: int | None = None
    deletion_reason: str | None = None
    error: str | None = None

    @property
    def group(self) -> Key:
        """Influencers are listed by project."""
        return self.project


class Asset(NamedTuple):
    """One file of a container: a video or an image that the server can render."""

    key: Key
    id: str
    kind: Literal["video", "image"]
    caption: str


class Target(NamedTuple):
    """One account that a container shall be posted on. ``post`` is the client's own id of the post, as it will be printed."""

    account: Key
    mode: PostMode
    post: str | None = None
    caption_override: str | None = None
    first_comment_override: str | None = None


class Intent(NamedTuple):
    """A schedule that waits for the approval of its container."""

    scheduled_for: int
    targets: tuple[Target, ...]


class Container(NamedTuple):
    """One content item. ``job`` is the job that fills it; ``superseded`` keeps assets that a regeneration replaced."""

    key: Key
    id: str
    created_at: int
    updated_at: int
    project: Key
    format: str
    status: ContainerStatus
    approval_status: ApprovalStatus
    brief: JsonObject
    job: Key | None = None
    caption: str | None = None
    first_comment: str | None = None
    assets: tuple[Asset, ...] = ()
    superseded: tuple[Asset, ...] = ()
    completed_at: int | None = None
    last_error: JsonObject | None = None
    source_post: Key | None = None
    layer: Key | None = None
    variations: int = 1
    creation: str | None = None
    """Fingerprint of the call that made it; a repeat of that call under the same id is answered as the first one was."""
    made_by: Key | None = None
    """The job of the call that made it; ``job`` moves on with every regeneration."""
    preserves_assets: bool = False
    """Whether the running job writes the caption anew and leaves the assets as they are."""
    waits_since: int | None = None
    """When it began to wait for a review."""
    reviewed_at: int | None = None
    reviewed_by: str | None = None
    review_note: str | None = None
    """What the reviewer said, or the reason of a rejection."""
    intent: Intent | None = None
    """The schedule that an approval will carry out."""

    @property
    def group(self) -> Key:
        """Containers are listed by project."""
        return self.project


class Media(NamedTuple):
    """An uploaded file whose bytes the world keeps."""

    key: Key
    id: str
    created_at: int
    project: Key
    kind: MediaKind
    mime_type: str
    content: bytes
    checksum_sha256: str
    filename: str | None = None

    @property
    def group(self) -> Key:
        """Media belong to a project."""
        return self.project


class Upload(NamedTuple):
    """A presigned upload: announced, then put, then finalized into :class:`Media`."""

    key: Key
    id: str
    created_at: int
    project: Key
    kind: MediaKind
    mime_type: str
    expires_at: int
    filename: str | None = None
    size_bytes: int | None = None
    checksum_sha256: str | None = None
    content: bytes | None = None
    """What was put, until it is finalized or collected."""
    content_sha256: str | None = None
    media: Key | None = None

    @property
    def group(self) -> Key:
        """Uploads belong to a project."""
        return self.project


class PlatformPost(NamedTuple):
    """A post Layers tracks, own or surfaced. Metrics are what it will have gathered in the end."""

    key: Key
    id: str
    external_id: str
    created_at: int
    project: Key
    platform: str
    source_type: Literal["content_container", "platform_post", "manual"]
    format: str
    caption: str
    hook: str | None = None
    cta: str | None = None
    container: str | None = None
    """The id of the container it was published from."""
    account: Key | None = None
    """The social account it went out through, where that is one of the project's."""
    metrics: Mapping[str, float] | None = None

    @property
    def group(self) -> Key:
        """Posts are listed by project."""
        return self.project


class SocialAccount(NamedTuple):
    """An account on a platform that a project publishes through: connected by consent, or leased from Layers."""

    key: Key
    id: str
    created_at: int
    project: Key
    platform: SocialPlatform
    handle: str
    connected_at: int
    token_expires_at: int | None = None
    status: AccountStatus = "connected"
    is_leased: bool = False
    followers: int = 0
    disconnected_at: int | None = None
    disconnected_reason: str | None = None

    @property
    def group(self) -> Key:
        """Accounts are listed by project."""
        return self.project


class ScheduledPost(NamedTuple):
    """One publication of a container on one account, from the moment it is asked for to its end."""

    key: Key
    id: str
    created_at: int
    updated_at: int
    project: Key
    container: Key
    account: Key
    platform: SocialPlatform
    mode: PostMode
    scheduled_for: int
    status: PostStatus = "queued"
    caption: str | None = None
    """What it says, fixed when it was scheduled."""
    first_comment: str | None = None
    attempted_at: int | None = None
    published_at: int | None = None
    canceled_at: int | None = None
    cancel_reason: str | None = None
    external_id: str | None = None
    external_url: str | None = None
    last_error: JsonObject | None = None
    epoch: int = 0
    """Grows with every change of plan, so that events of an older plan are recognised."""

    @property
    def group(self) -> Key:
        """Scheduled posts are listed by project."""
        return self.project
