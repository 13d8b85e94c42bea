"""What a snapshot says, in the order in which it says it: the types that its JSON is written from and read into."""

from collections.abc import Mapping
from typing import NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.ads import Ad, AdAccount, AdCampaign, AdSet, AdsOverride
from layers_mock.world.approval import AutoApproval
from layers_mock.world.audit import AuditMark
from layers_mock.world.clock import ClockMode
from layers_mock.world.engagement import EngagementLayer
from layers_mock.world.github import GithubInstallation, InstallState
from layers_mock.world.idempotency import Record
from layers_mock.world.ids import Key
from layers_mock.world.ingests import Ingest
from layers_mock.world.jobs import Job, JobBoundary
from layers_mock.world.leases import Lease, LeaseAssignment, LeaseRenewal, LeaseRequest
from layers_mock.world.media import UploadCollection
from layers_mock.world.oauth import OauthState
from layers_mock.world.publishing import PostStep
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
from layers_mock.world.scenarios import Scenario
from layers_mock.world.sdk_apps import SdkApp
from layers_mock.world.social import TokenExpiry
from layers_mock.world.wallet import CreditPeriod, Wallet
from layers_mock.world.webhooks import WebhookDelivery, WebhookEndpoint
from layers_mock.world.world import Beginning

__all__ = [
    "EVENTS",
    "TABLES",
    "VERSION",
    "ClockMark",
    "ConductMark",
    "Drawn",
    "EventMark",
    "FixtureMark",
    "HopelessMark",
    "JournalMark",
    "KeyMark",
    "OrganizationMark",
    "PollMark",
    "RecordMark",
    "RowChanges",
    "Snapshot",
    "TimelineMark",
    "WaitMark",
    "WindowMark",
]

VERSION = 1
EVENTS = JobBoundary | CreditPeriod | UploadCollection | AutoApproval | PostStep | TokenExpiry | LeaseAssignment | LeaseRenewal
"""Everything that can be on a timeline."""
TABLES: Mapping[str, type] = {
    "projects": Project,
    "influencers": Influencer,
    "containers": Container,
    "jobs": Job,
    "media": Media,
    "uploads": Upload,
    "posts": PlatformPost,
    "social_accounts": SocialAccount,
    "scheduled_posts": ScheduledPost,
    "engagement_layers": EngagementLayer,
    "github_installations": GithubInstallation,
    "install_states": InstallState,
    "ingests": Ingest,
    "webhook_endpoints": WebhookEndpoint,
    "webhook_deliveries": WebhookDelivery,
    "oauth_states": OauthState,
    "lease_requests": LeaseRequest,
    "leases": Lease,
    "sdk_apps": SdkApp,
    "ads_overrides": AdsOverride,
    "ad_accounts": AdAccount,
    "ad_campaigns": AdCampaign,
    "ad_sets": AdSet,
    "ads": Ad,
}
"""The tables of an organisation, with what is in them."""


class FixtureMark(NamedTuple):
    """Which fixture, and a digest of all it says."""

    name: str
    digest: str


class ClockMark(NamedTuple):
    """A clock, and how it was set when the world began."""

    mode: ClockMode
    speed: float
    now: int
    began: Beginning


class Drawn(NamedTuple):
    """How many ids of either kind were drawn."""

    ids: int
    request_ids: int


class RowChanges(NamedTuple):
    """Rows of the fixture, by key, with the fields that changed; and rows that were added, oldest first."""

    changed: tuple[JsonObject, ...] = ()
    added: tuple[JsonObject, ...] = ()


class OrganizationMark(NamedTuple):
    """One organisation's state. ``external_ids`` leads from a handle to its project, or to nothing where it is free again."""

    key: Key
    name: str
    wallet: Wallet
    external_ids: dict[str, Key | None]
    rows: dict[str, RowChanges]
    audit: AuditMark = AuditMark(0, ())


class KeyMark(NamedTuple):
    """An API key that changed, by name, with the fields that did."""

    name: str
    changes: JsonObject


class EventMark(NamedTuple):
    """An event on the timeline; ``number`` decides between equal times."""

    number: int
    due: int
    event: EVENTS


class TimelineMark(NamedTuple):
    """What will happen; ``scheduled`` counts all events there ever were."""

    scheduled: int
    events: tuple[EventMark, ...]


class RecordMark(NamedTuple):
    """An idempotency record and its place."""

    key: str
    operation: str
    idempotency_key: str
    record: Record


class WindowMark(NamedTuple):
    """A rate limit's bucket; ``length`` in milliseconds."""

    key: str
    rate_class: str
    length: int
    begins: int
    taken: int


class PollMark(NamedTuple):
    """When a key last asked for a running job."""

    key: str
    path: str
    at: int


class WaitMark(NamedTuple):
    """Until when a key was told to wait."""

    key: str
    rate_class: str
    until: int


class HopelessMark(NamedTuple):
    """A refusal that no retry can change, by the fingerprint of its request."""

    key: str
    request: bytes
    code: str


class ConductMark(NamedTuple):
    """What is remembered of clients, oldest first."""

    polls: tuple[PollMark, ...]
    waits: tuple[WaitMark, ...]
    hopeless: tuple[HopelessMark, ...]


class JournalMark(NamedTuple):
    """How many calls were written down. The calls themselves are not in a snapshot."""

    recorded: int


class Snapshot(NamedTuple):
    """A world's document, in the order in which it is written. Everything in a world that can change is somewhere in here."""

    snapshot: int
    edition: str
    fixture: FixtureMark
    world: str
    seed: int
    clock: ClockMark
    drawn: Drawn
    organizations: tuple[OrganizationMark, ...]
    keys: tuple[KeyMark, ...]
    timeline: TimelineMark
    idempotency: tuple[RecordMark, ...]
    rate_limits: tuple[WindowMark, ...]
    scenarios: tuple[Scenario, ...]
    conduct: ConductMark
    coverage: dict[str, dict[str, int]]
    journal: JournalMark
