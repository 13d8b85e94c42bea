"""Webhook endpoints and the deliveries to them, and what happens to an endpoint: it is made, changed, rotated and deleted.

Sources: reference/webhooks/*, operational/webhooks. A secret is never kept, only its number: it derives from the world's
name and seed, the endpoint and that number.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from layers_mock.contract import JsonObject
from layers_mock.world.ids import IdSource, Key, ulid, uuid
from layers_mock.world.index import Index

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = [
    "BY_EVENT_AND_STATUS",
    "BY_STATUS_AND_PROJECT",
    "EVENT_PATTERNS",
    "MOST_FAILURES",
    "OWN_INBOX",
    "PLANNED",
    "SECRET_OVERLAP",
    "TEST_EVENT",
    "DeliveryStatus",
    "EndpointStatus",
    "EventType",
    "RetiringSecret",
    "WebhookDelivery",
    "WebhookEndpoint",
    "change_endpoint",
    "delete_endpoint",
    "live_secrets",
    "noted_failure",
    "noted_success",
    "rotate_secret",
    "signing_secret",
    "url_of",
]

SECRET_OVERLAP = 24 * 3_600_000
"""How long a secret still signs beside the one that replaced it."""
MOST_FAILURES = 20
"""Failed attempts in a row that pause an endpoint."""
EventType = Literal[
    "job.completed", "job.failed", "job.canceled", "content.generated", "content.approved", "content.rejected",
    "post.scheduled", "post.published", "post.failed", "post.canceled", "social_account.connected",
    "social_account.needs_reauth", "social_account.revoked", "lease_request.assigned", "lease_request.rejected", "test.ping",
]  # fmt: skip
EndpointStatus = Literal["active", "paused", "auto_paused"]
DeliveryStatus = Literal["pending", "delivering", "delivered", "failed", "abandoned"]

OWN_INBOX = "inbox"
"""The URL, in a fixture, of an endpoint that leads to the inbox of whichever world it is in."""
TEST_EVENT: EventType = "test.ping"
"""The event type of a test."""


def _patterns() -> Iterator[str]:
    yield "*"
    for event_type in get_args(EventType):
        subject, _, verb = event_type.partition(".")
        yield from (event_type, f"{subject}.*", f"*.{verb}")


EVENT_PATTERNS: tuple[str, ...] = tuple(dict.fromkeys(_patterns()))
"""How scenarios name events: an event type, or one with ``*`` in place of either half, or ``*`` for all."""


class RetiringSecret(NamedTuple):
    """A secret that was replaced, by its number, and the instant until which it still signs."""

    number: int
    until: int


class WebhookEndpoint(NamedTuple):
    """A URL and the events it is told of, those of one ``project`` where it names one. ``secret``: the number of its secret."""

    key: Key
    created_at: int
    updated_at: int
    organization: Key
    url: str
    events: tuple[EventType, ...]
    description: str | None = None
    project: Key | None = None
    status: EndpointStatus = "active"
    secret: int = 0
    retiring: tuple[RetiringSecret, ...] = ()
    last_success_at: int | None = None
    last_failure_at: int | None = None
    failures: int = 0
    """Failed attempts since the last success."""
    deleted_at: int | None = None

    @property
    def id(self) -> str:
        """The vendor prints endpoints as bare UUIDs."""
        return uuid(self.key)

    @property
    def group(self) -> Key:
        """Endpoints are listed by organisation."""
        return self.organization


class WebhookDelivery(NamedTuple):
    """One event on its way to one endpoint, or at its end. ``number`` counts the deliveries of the organisation."""

    key: Key
    created_at: int
    endpoint: Key
    number: int
    event: Key
    event_type: EventType
    data: JsonObject
    status: DeliveryStatus = "pending"
    attempts: int = 0
    next_attempt_at: int | None = None
    delivered_at: int | None = None
    abandoned_at: int | None = None
    last_response_status: int | None = None
    last_response_at: int | None = None
    last_error_message: str | None = None
    replay_of: Key | None = None
    """The delivery whose data it carries again."""
    held_by: str | None = None
    """The scenario that held its next attempt back, and is not asked again about it."""

    @property
    def id(self) -> str:
        """The vendor prints deliveries as bare UUIDs."""
        return uuid(self.key)

    @property
    def event_id(self) -> str:
        """Names the event, the same in every attempt."""
        return "evt_" + ulid(self.event)

    @property
    def group(self) -> Key:
        """Deliveries are listed by endpoint."""
        return self.endpoint

    @property
    def is_asked_for(self) -> bool:
        """Whether a call asked for this very delivery, a test or a replay: such a one goes out to a paused endpoint too."""
        return self.replay_of is not None or self.event_type == TEST_EVENT


def _facets(endpoint: WebhookEndpoint) -> tuple[object, ...] | None:
    return None if endpoint.deleted_at is not None else (endpoint.status, endpoint.project)


def _delivery_facets(delivery: WebhookDelivery) -> tuple[object, ...]:
    return delivery.event_type, delivery.status


def _planned(delivery: WebhookDelivery) -> tuple[object, ...] | None:
    return None if delivery.next_attempt_at is None else (delivery.status,)


BY_STATUS_AND_PROJECT: Index[WebhookEndpoint] = Index(_facets)
"""An organisation's endpoints that are not deleted."""
BY_EVENT_AND_STATUS: Index[WebhookDelivery] = Index(_delivery_facets)
"""An endpoint's deliveries."""
PLANNED: Index[WebhookDelivery] = Index(_planned)
"""An endpoint's deliveries that have an attempt before them, by status."""


def signing_secret(ids: IdSource, endpoint: WebhookEndpoint, number: int | None = None) -> str:
    """The secret of an endpoint, the one in use where no number is given: ``whsec_`` and 32 bytes in base64url."""
    label = f"webhook-secret/{endpoint.key:x}/{endpoint.secret if number is None else number}"
    return "whsec_" + urlsafe_b64encode(ids.digest(label)).decode().rstrip("=")


def live_secrets(ids: IdSource, endpoint: WebhookEndpoint, now: int) -> list[str]:
    """Every secret that signs a delivery made now, the one in use first."""
    older = [retiring.number for retiring in reversed(endpoint.retiring) if now < retiring.until]
    return [signing_secret(ids, endpoint, number) for number in (endpoint.secret, *older)]


def url_of(world: "World", endpoint: WebhookEndpoint) -> str:
    """Where an endpoint's deliveries go."""
    return world.inbox.url if endpoint.url == OWN_INBOX else endpoint.url


def rotate_secret(organization: "Organization", endpoint: WebhookEndpoint, now: int) -> tuple[WebhookEndpoint, int]:
    """A new secret for an endpoint, and until when the one before it still signs. Secrets that expired are forgotten."""
    until = now + SECRET_OVERLAP
    still = tuple(retiring for retiring in endpoint.retiring if now < retiring.until)
    retiring = (*still, RetiringSecret(endpoint.secret, until))
    rotated = endpoint._replace(secret=endpoint.secret + 1, retiring=retiring, updated_at=now)
    organization.webhook_endpoints.replace(rotated)
    return rotated, until


def change_endpoint(
    world: "World", organization: "Organization", before: WebhookEndpoint, after: WebhookEndpoint
) -> WebhookEndpoint:
    """The endpoint as it is from now on.

    One that was paused by failures begins anew when it is active again, and what waited for an endpoint to be active is on its
    way again.
    """
    if after.status == "active" and before.status == "auto_paused":
        after = after._replace(failures=0)
    organization.webhook_endpoints.replace(after)
    if after.status == "active" and before.status != "active":
        world.outbox.plan(organization, after)
    return after


def delete_endpoint(organization: "Organization", endpoint: WebhookEndpoint, now: int) -> None:
    """Delete for good: neither the endpoint nor a delivery to it can be found any more, and what was pending is void."""
    organization.webhook_endpoints.replace(endpoint._replace(deleted_at=now, updated_at=now))


def noted_success(endpoint: WebhookEndpoint, now: int) -> WebhookEndpoint:
    """The endpoint after a delivery that it took."""
    return endpoint._replace(last_success_at=now, failures=0)


def noted_failure(endpoint: WebhookEndpoint, now: int) -> WebhookEndpoint:
    """The endpoint after an attempt that failed; with too many of them in a row it is paused."""
    failures = endpoint.failures + 1
    is_too_much = failures >= MOST_FAILURES and endpoint.status == "active"
    return endpoint._replace(
        last_failure_at=now, failures=failures, status="auto_paused" if is_too_much else endpoint.status
    )  # fmt: skip
