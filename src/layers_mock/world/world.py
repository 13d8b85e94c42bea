"""A world: everything that is true for one tenant. Synchronous, no I/O; worlds never see each other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from layers_mock.contract import Contract
from layers_mock.world.clock import Clock, ClockMode
from layers_mock.world.conduct import Conduct
from layers_mock.world.containers import ContentGeneration
from layers_mock.world.coverage import Coverage
from layers_mock.world.idempotency import IdempotencyRecords
from layers_mock.world.ids import IdSource, Key
from layers_mock.world.influencers import InfluencerRendering
from layers_mock.world.ingesting import ProjectIngest
from layers_mock.world.jobs import Lifecycle
from layers_mock.world.journal import DEFAULT_CAPACITY, AttemptJournal, CallJournal
from layers_mock.world.media_links import MediaLinks
from layers_mock.world.organization import BaseOrganization, Organization
from layers_mock.world.outbox import Outbox
from layers_mock.world.rate_limits import RateLimits
from layers_mock.world.rows import ApiKey
from layers_mock.world.scenarios import Scenario, Scenarios
from layers_mock.world.timeline import Entry, Event, Timeline

__all__ = ["BaseKey", "BaseWorld", "Beginning", "World"]


class BaseKey(NamedTuple):
    """An API key as a fixture describes it; its secret is made per world."""

    key: Key
    name: str
    organization: Key
    tier: str
    environment: str
    scopes: tuple[str, ...] | None
    is_killed: bool
    return_url_allowlist: tuple[str, ...] = ()


class Beginning(NamedTuple):
    """How a world's clock was set when it began; a reset sets it so again."""

    mode: ClockMode
    speed: float


@dataclass(frozen=True, slots=True, eq=False)
class BaseWorld:
    """A compiled fixture: immutable, shared by every world made from it. Equal to itself alone, so that it can be a key."""

    fixture: str
    start: int
    organizations: tuple[BaseOrganization, ...]
    keys: tuple[BaseKey, ...]
    events: tuple[Entry, ...]
    """What will happen, in order and numbered from 1."""
    labels: Mapping[str, str]
    """The ids of what the fixture labels."""
    scenarios: tuple[Scenario, ...] = ()


class World:
    """One tenant's truth on a base. ``base_url`` is where its media can be fetched."""

    def __init__(
        self,
        base: BaseWorld,
        contract: Contract,
        *,
        name: str,
        seed: int,
        clock: Clock,
        base_url: str,
        journal_capacity: int = DEFAULT_CAPACITY,
    ) -> None:
        self.base = base
        self.contract = contract
        self.name = name
        self.seed = seed
        self.clock = clock
        self.beginning = Beginning(clock.mode, clock.speed)
        self.ids = IdSource(name, seed)
        self.links = MediaLinks(base_url, name, self.ids.digest("media-links"))
        self.request_ids = IdSource(f"{name}/requests", seed)
        self.organizations: dict[Key, Organization] = {b.key: Organization(b) for b in base.organizations}
        self.keys: dict[str, ApiKey] = {}
        for base_key in base.keys:
            api_key = self.key_at_beginning(base_key)
            self.keys[api_key.secret] = api_key
        self.when_rotated: Callable[[World, str, str], None] | None = None
        """Who is told that a secret gave way to another one: whoever finds worlds by secrets."""
        self.idempotency = IdempotencyRecords()
        self.rate_limits = RateLimits()
        self.lifecycles: Mapping[str, Lifecycle] = _lifecycles(self)
        self.timeline = Timeline(base.events)
        self.journal = CallJournal(journal_capacity)
        self.attempts = AttemptJournal(journal_capacity)
        self.incarnation = 0
        """Which of a server's worlds it is, so that who follows a journal sees that it began anew."""
        self.conduct = Conduct()
        self.coverage = Coverage()
        self.scenarios = Scenarios(self.ids)
        for scenario in base.scenarios:
            self.scenarios.add(replace(scenario))
        self.outbox = Outbox()
        self.outbox.plan_all(self)

    def key_at_beginning(self, base: BaseKey) -> ApiKey:
        """An API key of the fixture as this world began with it."""
        return ApiKey(
            base.key, base.name, base.organization, self.ids.api_key(base.name, base.environment), base.tier, base.scopes,
            kill_switch=base.is_killed, is_active=not base.is_killed, return_url_allowlist=base.return_url_allowlist,
            revoked_at=self.base.start if base.is_killed else None,
        )  # fmt: skip

    def key_secrets(self) -> dict[str, str]:
        """The key strings by the names the fixture gave the keys."""
        return {key.name: secret for secret, key in self.keys.items()}

    def replace_key(self, before: ApiKey, after: ApiKey) -> None:
        """A key as it is from now on. Under another secret it keeps its place, and the old secret opens nothing any more."""
        if before.secret == after.secret:
            self.keys[after.secret] = after
            return
        self.keys = {
            after.secret if key is before else secret: after if key is before else key for secret, key in self.keys.items()
        }
        if self.when_rotated is not None:
            self.when_rotated(self, before.secret, after.secret)

    def schedule(self, due: int, event: Event) -> None:
        """Put an event on the timeline."""
        self.timeline.schedule(due, event)

    def settle(self, now: int) -> None:
        """Let everything happen that was due by now, in order."""
        self.timeline.settle(self, now)

    def next_due(self) -> int | None:
        """When the next event or webhook is due."""
        return _earlier(self.timeline.next_due(self), self.outbox.next_due(self))

    def next_single(self) -> int | None:
        """When the next event that does not recur, or the next webhook, is due; ``None`` in an idle world."""
        return _earlier(self.timeline.next_single(self), self.outbox.next_due(self))


def _earlier(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else min(one, other)


def _lifecycles(world: World) -> dict[str, Lifecycle]:
    content, ingest = ContentGeneration(world), ProjectIngest(world)
    return {
        "influencer_create": InfluencerRendering(),
        "content_generate": content,
        "content_clone_from_post": content,
        "content_regenerate": content,
        "project_ingest_github": ingest,
        "project_ingest_website": ingest,
        "project_ingest_appstore": ingest,
    }
