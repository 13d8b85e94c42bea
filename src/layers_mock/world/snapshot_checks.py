"""Whether the parts of a restored world fit together: what one names, another has to be.

Types were checked before. A world that could not answer later, or whose jobs would never end, is refused here.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, TypeVar

from layers_mock.errors import SnapshotError
from layers_mock.world.approval import AutoApproval
from layers_mock.world.audit import KEPT
from layers_mock.world.clock import LATEST
from layers_mock.world.ids import Key, parse
from layers_mock.world.jobs import Job, JobBoundary, next_boundary
from layers_mock.world.leases import LeaseAssignment, LeaseRenewal, months_charged
from layers_mock.world.media import UploadCollection
from layers_mock.world.organization import Organization
from layers_mock.world.publishing import PostStep
from layers_mock.world.scenarios import Scenario
from layers_mock.world.sdk_apps import MOST_SESSIONS, MOST_USERS, app_id
from layers_mock.world.social import TokenExpiry
from layers_mock.world.table import Row, Table
from layers_mock.world.wallet import CreditPeriod
from layers_mock.world.webhooks import EVENT_PATTERNS
from layers_mock.world.world import World

__all__ = ["refuse_contradictions"]

_MOST_FAULTS = 5
R = TypeVar("R", bound=Row)


def refuse_contradictions(world: World) -> None:
    """Raises :class:`SnapshotError` that names the first contradictions, where there are any.

    Each check relies on those before it.
    """
    for check in (_clock_faults, _world_faults, _event_faults, _left_over_faults):
        found = [fault for fault, _ in zip(check(world), range(_MOST_FAULTS), strict=False)]
        if found:
            raise SnapshotError(f"The snapshot contradicts itself: {'; '.join(found)}.")


def _world_faults(world: World) -> Iterator[str]:
    for organization in world.organizations.values():
        yield from _row_faults(organization)
        yield from _content_faults(world, organization)
        yield from _ingest_faults(organization)
        yield from _lease_faults(world, organization)
        yield from _audit_faults(world, organization)
        yield from _app_faults(organization)
        for job in _own(organization.jobs):
            yield from _job_faults(world, job)
    yield from _call_faults(world)
    for scenario in world.scenarios.all():
        yield from _scenario_faults(world, scenario)


def _own(table: Table[R]) -> list[R]:
    """The rows that the world changed or added."""
    changes = table.changes()
    return [row for _, row in changes.changed] + changes.added


def _clock_faults(world: World) -> Iterator[str]:
    if world.clock.now() < world.base.start:
        yield "the clock shows a time before the beginning of the fixture"
    if world.clock.speed <= 0 or world.beginning.speed <= 0:
        yield "a clock's speed is above 0"
    if min(world.ids.drawn, world.request_ids.drawn, world.journal.recorded) < 0:
        yield "what was drawn and recorded is counted from 0"


class _Reference(NamedTuple):
    """A row that names another one."""

    row: Any
    field: str
    named: Key | None
    table: Table[Any]


def _references(organization: Organization) -> Iterator[_Reference]:
    jobs, containers, projects = organization.jobs, organization.containers, organization.projects
    influencers, media, uploads, posts = organization.influencers, organization.media, organization.uploads, organization.posts
    accounts, scheduled = organization.social_accounts, organization.scheduled_posts
    states, requests, leases = organization.oauth_states, organization.lease_requests, organization.leases
    tables: tuple[Table[Any], ...] = (
        influencers, containers, jobs, media, uploads, posts, accounts, scheduled, states, requests, leases,
        organization.engagement_layers,
        organization.sdk_apps, organization.ad_accounts, organization.ad_campaigns, organization.ad_sets, organization.ads,
        organization.ads_overrides,
    )  # fmt: skip
    for table in tables:
        for row in _own(table):
            yield _Reference(row, "project", row.project, projects)
    for container in _own(containers):
        yield _Reference(container, "job", container.job, jobs)
        yield _Reference(container, "made_by", container.made_by, jobs)
        yield _Reference(container, "source_post", container.source_post, posts)
    for tracked in _own(posts):
        yield _Reference(tracked, "account", tracked.account, accounts)
    for post in _own(scheduled):
        yield _Reference(post, "container", post.container, containers)
        yield _Reference(post, "account", post.account, accounts)
    for job in _own(jobs):
        worked_on = _worked_on(organization, job)
        for key in (job.subject, *job.also):
            yield _Reference(job, "subject", key, worked_on)
    for upload in _own(uploads):
        yield _Reference(upload, "media", upload.media, media)
    yield from _references_of_accounts(organization)
    yield from _references_of_webhooks(organization)


def _references_of_webhooks(organization: Organization) -> Iterator[_Reference]:
    for endpoint in _own(organization.webhook_endpoints):
        yield _Reference(endpoint, "project", endpoint.project, organization.projects)
    for delivery in _own(organization.webhook_deliveries):
        yield _Reference(delivery, "endpoint", delivery.endpoint, organization.webhook_endpoints)
        yield _Reference(delivery, "replay_of", delivery.replay_of, organization.webhook_deliveries)


def _references_of_accounts(organization: Organization) -> Iterator[_Reference]:
    accounts, requests, leases = organization.social_accounts, organization.lease_requests, organization.leases
    for state in _own(organization.oauth_states):
        yield _Reference(state, "account", state.account, organization.ad_accounts if state.is_of_ads else accounts)
    for request in _own(requests):
        for key in request.accounts:
            yield _Reference(request, "account", key, leases)
    for lease in _own(leases):
        yield _Reference(lease, "account", lease.key, accounts)
        yield _Reference(lease, "request", lease.request, requests)


def _worked_on(organization: Organization, job: Job) -> Table[Any]:
    """The table of what jobs of a kind work on."""
    if job.kind == "influencer_create":
        return organization.influencers
    return organization.projects if job.kind.startswith(_INGEST) else organization.containers


_INGEST = "project_ingest_"
"""How the kinds of jobs that read a source begin."""


def _row_faults(organization: Organization) -> Iterator[str]:
    for row, field, named, table in _references(organization):
        if named is not None and table.get(named) is None:
            yield f"the {field} of {row.id} is not there"
        if parse(row.id) != row.key:
            yield f"{row.id} is found by another key"
    for project in _own(organization.projects):
        if project.organization != organization.key:
            yield f"project {project.name!r} is of another organisation"
    for endpoint in _own(organization.webhook_endpoints):
        if endpoint.organization != organization.key:
            yield f"the webhook endpoint {endpoint.id} is of another organisation"
        if min(endpoint.secret, endpoint.failures) < 0 or not endpoint.events:
            yield f"no webhook endpoint can be as {endpoint.id} is"
    for delivery in _own(organization.webhook_deliveries):
        is_planned = delivery.next_attempt_at is not None
        if delivery.attempts < 0 or delivery.number < 1 or is_planned != (delivery.status in {"pending", "delivering"}):
            yield f"no webhook delivery can be as {delivery.id} is"
    for handle, key in organization.external_ids.changes().items():
        if key is not None and organization.projects.get(key) is None:
            yield f"the external id {handle!r} leads to no project"


def _content_faults(world: World, organization: Organization) -> Iterator[str]:
    for container in _own(organization.containers):
        if container.format not in world.contract.prices:
            yield f"{container.id} has the format {container.format!r}, which has no price"


def _ingest_faults(organization: Organization) -> Iterator[str]:
    """An ingest and its job know of each other, and an organisation has its own installation and states."""
    for ingest in _own(organization.ingests):
        if organization.jobs.get(ingest.key) is None:
            yield f"the job of an ingest of {ingest.reading.target!r} is not there"
    for job in _own(organization.jobs):
        if job.kind.startswith(_INGEST) and organization.ingests.get(job.key) is None:
            yield f"{job.id} ingests nothing"
    for installation in _own(organization.github_installations):
        if installation.key != organization.key:
            yield f"the installation {installation.installation} is of another organisation"
    for state in _own(organization.install_states):
        if state.organization != organization.key:
            yield "a state of an install URL is of another organisation"


def _lease_faults(world: World, organization: Organization) -> Iterator[str]:
    now = world.clock.now()
    for lease in _own(organization.leases):
        if lease.created_at > now or not 0 < lease.months <= months_charged(lease.created_at, now):
            yield f"{lease.id} was leased for {lease.months} months, which have not begun by now"
    for request in _own(organization.lease_requests):
        if request.created_at > now or len(request.accounts) > request.wanted:
            yield f"{request.id} is of the future or has more accounts than were asked for"


def _audit_faults(world: World, organization: Organization) -> Iterator[str]:
    told, calls = organization.audit.mark()
    if not len(calls) <= told or len(calls) < min(told, KEPT):
        yield f"the audit log of {organization.name} does not count its calls"
    moments = [call.at for call in calls]
    if moments != sorted(moments) or (moments and moments[-1] > world.clock.now()):
        yield f"the audit log of {organization.name} is not in order"
    own = {key.key for key in world.keys.values() if key.organization == organization.key}
    if not own.issuperset(call.key for call in calls):
        yield f"the audit log of {organization.name} names a key that is not of the organisation"
    codes, operations = {None, *world.contract.errors}, {None, *world.contract.operations}
    if not all(call.code in codes and call.change in operations for call in calls):
        yield f"the audit log of {organization.name} tells what no call comes to"


def _app_faults(organization: Organization) -> Iterator[str]:
    for app in _own(organization.sdk_apps):
        is_counted = (
            app.rotations >= 0 and app.daily_sessions in range(MOST_SESSIONS + 1) and app.users in range(1, MOST_USERS + 1)
        )
        if not is_counted or app.id != app_id(app.key):
            yield f"no SDK app can be as {app.id} is"


def _job_faults(world: World, job: Job) -> Iterator[str]:
    if job.kind not in world.lifecycles:
        yield f"{job.id} is of the kind {job.kind!r}, which is not known"
    if job.organization not in world.organizations:
        yield f"the organisation of {job.id} is not there"
    is_plan = 0 < len(job.stages) == len(job.ends) and list(job.ends) == sorted(job.ends) and job.ends[0] >= job.started_at
    is_stop = (job.halts_at is None) == (job.halts_in is None) and (job.halts_in or 0) in range(len(job.stages))
    if not (is_plan and is_stop):
        yield f"the stages of {job.id} and their ends are no plan"


def _event_faults(world: World) -> Iterator[str]:
    """Events lead to what there is, and their numbers are those that were given out."""
    numbers = [number for _, number, _ in world.timeline.numbered()]
    if len(set(numbers)) < len(numbers) or not all(0 < number <= world.timeline.scheduled for number in numbers):
        yield "the numbers of the events are not those that were given out"
    for _, event in world.timeline.entries():
        organization = world.organizations.get(event.organization) if isinstance(event, _OF_AN_ORGANIZATION) else None
        if organization is None:
            yield f"a {type(event).__name__} is of no organisation here"
        elif isinstance(event, JobBoundary) and organization.jobs.get(event.job) is None:
            yield "a JobBoundary is of no job here"
        elif isinstance(event, UploadCollection) and organization.uploads.get(event.upload) is None:
            yield "an UploadCollection is of no upload here"
        elif isinstance(event, AutoApproval) and organization.containers.get(event.container) is None:
            yield "an AutoApproval is of no container here"
        elif isinstance(event, PostStep) and organization.scheduled_posts.get(event.post) is None:
            yield "a PostStep is of no post here"
        elif isinstance(event, TokenExpiry) and organization.social_accounts.get(event.account) is None:
            yield "a TokenExpiry is of no account here"
        elif isinstance(event, LeaseAssignment) and organization.lease_requests.get(event.request) is None:
            yield "a LeaseAssignment is of no request here"
        elif isinstance(event, LeaseRenewal) and organization.leases.get(event.account) is None:
            yield "a LeaseRenewal is of no lease here"


_OF_AN_ORGANIZATION = (
    JobBoundary, CreditPeriod, UploadCollection, AutoApproval, PostStep, TokenExpiry, LeaseAssignment, LeaseRenewal,
)  # fmt: skip


def _left_over_faults(world: World) -> Iterator[str]:
    """Nothing waits for an event that will never come."""
    events = [event for _, event in world.timeline.entries()]
    boundaries = {(event.job, event.epoch) for event in events if isinstance(event, JobBoundary)}
    steps = {(event.post, event.epoch) for event in events if isinstance(event, PostStep)}
    periods = [event.organization for event in events if isinstance(event, CreditPeriod)]
    now = world.clock.now()
    for base in world.base.organizations:
        organization = world.organizations[base.key]
        if periods.count(base.key) != 1:
            yield f"the credit period of {base.name} ends once"
        for job in {**base.jobs.rows, **{job.key: job for job in _own(organization.jobs)}}.values():
            is_waiting = job.finished_at is None and next_boundary(job, now) is not None
            if is_waiting and (job.key, job.epoch) not in boundaries:
                yield f"{job.id} is under way and no event will end its stage"
        for post in _own(organization.scheduled_posts):
            if post.status in {"queued", "publishing"} and post.scheduled_for <= LATEST and (post.key, post.epoch) not in steps:
                yield f"{post.id} is {post.status} and no event will take it further"
        yield from _left_over_leases(organization, {event.request for event in events if isinstance(event, LeaseAssignment)})


def _left_over_leases(organization: Organization, decided: set[Key]) -> Iterator[str]:
    """A request that nobody will ever decide."""
    for request in _own(organization.lease_requests):
        if request.status == "requested" and request.key not in decided:
            yield f"{request.id} is requested and no event will decide it"


def _call_faults(world: World) -> Iterator[str]:
    operations = world.contract.operations.keys()
    classes = {name for tier in world.contract.tiers.values() for name in tier.limits}
    named = {operation for (_, operation, _), _ in world.idempotency.entries()} | set(world.coverage.counts())
    if named - operations:
        yield f"there is no operation {', '.join(sorted(named - operations))}"
    if not all(window.rate_class in classes and window.taken > 0 for window in world.rate_limits.windows()):
        yield "a rate limit's bucket is of a class there is, and something was taken out of it"
    if not all(key.tier in world.contract.tiers for key in world.keys.values()):
        yield "a key's tier is not known"


def _scenario_faults(world: World, scenario: Scenario) -> Iterator[str]:
    when, then, bend = scenario.when, scenario.then, scenario.then.job
    is_known = (
        when.operation in {None, *world.contract.operations}
        and when.key in {None, *(key.name for key in world.keys.values())}
        and then.code in {None, *world.contract.errors}
        and when.event in {None, *EVENT_PATTERNS}
    )
    counts = (when.nth, when.every, when.first, scenario.times)
    is_counted = all(count is None or count > 0 for count in counts) and min(scenario.matched, scenario.applied) >= 0
    is_possible = then.wait >= 0 and (bend is None or bend.factor > 0) and 0 <= (when.probability or 0) <= 1
    is_possible = is_possible and (then.webhook is None or then.webhook.milliseconds >= 0)
    if not (is_known and is_counted and is_possible):
        yield f"the scenario {scenario.name} cannot be"
