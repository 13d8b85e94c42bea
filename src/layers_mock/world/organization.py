"""One organisation's state. Tables belong to an organisation, so an id of another one is simply not there."""

from collections import ChainMap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from layers_mock.world.ads import Ad, AdAccount, AdCampaign, AdSet, AdsOverride
from layers_mock.world.audit import AuditLog
from layers_mock.world.engagement import EngagementLayer
from layers_mock.world.github import GithubInstallation, InstallState
from layers_mock.world.ids import Key
from layers_mock.world.ingests import Ingest
from layers_mock.world.jobs import Job
from layers_mock.world.leases import Lease, LeaseRequest
from layers_mock.world.oauth import OauthState
from layers_mock.world.rows import (
    Container,
    Influencer,
    Media,
    PlatformPost,
    Project,
    ScheduledPost,
    SocialAccount,
    Upload,
)
from layers_mock.world.sdk_apps import SdkApp
from layers_mock.world.table import BaseTable, Table
from layers_mock.world.wallet import Wallet
from layers_mock.world.webhooks import WebhookDelivery, WebhookEndpoint

__all__ = ["BaseOrganization", "ExternalIds", "Organization"]


@dataclass(frozen=True, slots=True)
class BaseOrganization:
    """An organisation as a fixture describes it; shared by all worlds of that fixture and never changed."""

    key: Key
    name: str
    wallet: Wallet
    owner_email: str | None = None
    projects: BaseTable[Project] = field(default_factory=BaseTable)
    influencers: BaseTable[Influencer] = field(default_factory=BaseTable)
    containers: BaseTable[Container] = field(default_factory=BaseTable)
    jobs: BaseTable[Job] = field(default_factory=BaseTable)
    media: BaseTable[Media] = field(default_factory=BaseTable)
    uploads: BaseTable[Upload] = field(default_factory=BaseTable)
    posts: BaseTable[PlatformPost] = field(default_factory=BaseTable)
    social_accounts: BaseTable[SocialAccount] = field(default_factory=BaseTable)
    scheduled_posts: BaseTable[ScheduledPost] = field(default_factory=BaseTable)
    engagement_layers: BaseTable[EngagementLayer] = field(default_factory=BaseTable)
    github_installations: BaseTable[GithubInstallation] = field(default_factory=BaseTable)
    install_states: BaseTable[InstallState] = field(default_factory=BaseTable)
    ingests: BaseTable[Ingest] = field(default_factory=BaseTable)
    webhook_endpoints: BaseTable[WebhookEndpoint] = field(default_factory=BaseTable)
    webhook_deliveries: BaseTable[WebhookDelivery] = field(default_factory=BaseTable)
    oauth_states: BaseTable[OauthState] = field(default_factory=BaseTable)
    lease_requests: BaseTable[LeaseRequest] = field(default_factory=BaseTable)
    leases: BaseTable[Lease] = field(default_factory=BaseTable)
    sdk_apps: BaseTable[SdkApp] = field(default_factory=BaseTable)
    ad_accounts: BaseTable[AdAccount] = field(default_factory=BaseTable)
    ad_campaigns: BaseTable[AdCampaign] = field(default_factory=BaseTable)
    ad_sets: BaseTable[AdSet] = field(default_factory=BaseTable)
    ads: BaseTable[Ad] = field(default_factory=BaseTable)
    ads_overrides: BaseTable[AdsOverride] = field(default_factory=BaseTable)
    posts_by_external_id: Mapping[str, Key] = field(default_factory=dict)
    projects_by_external_id: Mapping[str, Key] = field(default_factory=dict)


class ExternalIds:
    """Which project has which customerExternalId: unique in an organisation, found without a scan."""

    __slots__ = ("_base", "_own")

    def __init__(self, base: Mapping[str, Key]) -> None:
        self._base = base
        self._own: dict[str, Key | None] = {}

    def get(self, external_id: str) -> Key | None:
        """The project of that handle."""
        return self._own[external_id] if external_id in self._own else self._base.get(external_id)

    def move(self, before: str | None, after: str | None, project: Key) -> None:
        """A project's handle changed; the old one is free again."""
        if before is not None:
            self._own[before] = None
        if after is not None:
            self._own[after] = project

    def changes(self) -> dict[str, Key | None]:
        """What this world did to the base: handles with the project they lead to now, ``None`` where they are free."""
        return dict(self._own)

    def restore(self, changes: Mapping[str, Key | None]) -> None:
        """Go on from changes kept elsewhere."""
        self._own = dict(changes)


class Organization:
    """A world's overlay on a base organisation."""

    __slots__ = (
        "ad_accounts",
        "ad_campaigns",
        "ad_sets",
        "ads",
        "ads_overrides",
        "audit",
        "boards",
        "containers",
        "engagement_layers",
        "external_ids",
        "github_installations",
        "influencers",
        "ingests",
        "install_states",
        "jobs",
        "key",
        "lease_requests",
        "leases",
        "media",
        "name",
        "oauth_states",
        "owner_email",
        "posts",
        "posts_by_external_id",
        "projects",
        "scheduled_posts",
        "sdk_apps",
        "social_accounts",
        "uploads",
        "wallet",
        "webhook_deliveries",
        "webhook_endpoints",
    )

    def __init__(self, base: BaseOrganization) -> None:
        self.key = base.key
        self.name = base.name
        self.owner_email = base.owner_email
        self.wallet = base.wallet
        self.audit = AuditLog()
        self.projects = Table(base.projects)
        self.influencers = Table(base.influencers)
        self.containers = Table(base.containers)
        self.jobs = Table(base.jobs)
        self.media = Table(base.media)
        self.uploads = Table(base.uploads)
        self.posts = Table(base.posts)
        self.social_accounts = Table(base.social_accounts)
        self.scheduled_posts = Table(base.scheduled_posts)
        self.github_installations = Table(base.github_installations)
        self.install_states = Table(base.install_states)
        self.ingests = Table(base.ingests)
        self.posts_by_external_id: ChainMap[str, Key] = ChainMap({}, cast("dict[str, Key]", base.posts_by_external_id))
        self.webhook_endpoints = Table(base.webhook_endpoints)
        self.webhook_deliveries = Table(base.webhook_deliveries)
        self.oauth_states = Table(base.oauth_states)
        self.lease_requests = Table(base.lease_requests)
        self.leases = Table(base.leases)
        self.engagement_layers = Table(base.engagement_layers)
        self.sdk_apps = Table(base.sdk_apps)
        self.ad_accounts = Table(base.ad_accounts)
        self.ad_campaigns = Table(base.ad_campaigns)
        self.ad_sets = Table(base.ad_sets)
        self.ads = Table(base.ads)
        self.ads_overrides = Table(base.ads_overrides)
        self.external_ids = ExternalIds(base.projects_by_external_id)
        self.boards: dict[Key, object] = {}
        """By project, what :mod:`layers_mock.world.ads_content` made of its posts."""

    def track(self, post: PlatformPost) -> None:
        """Take a post in; the id that its platform gave it leads to it."""
        self.posts.add(post)
        self.posts_by_external_id[post.external_id] = post.key
