"""The newest webhooks of a world and their fate, as the live page shows them."""

from collections.abc import Iterator
from heapq import merge
from itertools import islice

from layers_mock.contract import JsonObject
from layers_mock.http.control.models import Model
from layers_mock.http.control.shown import address
from layers_mock.http.redaction import redact
from layers_mock.http.worlds import Worlds
from layers_mock.world.clock import iso
from layers_mock.world.deliveries import RETRY_DELAYS
from layers_mock.world.organization import Organization
from layers_mock.world.webhooks import DeliveryStatus, EndpointStatus, EventType, WebhookDelivery, WebhookEndpoint, url_of
from layers_mock.world.world import World

__all__ = ["DeliveryOverview", "newest_deliveries"]

MOST_ENDPOINTS = 100
"""How many endpoints of an organisation are looked through for deliveries, the newest ones."""
MOST_DELIVERIES = 10


class DeliveryOverview(Model):
    """One event on its way to one endpoint, or at its end. ``isInbox``: whether that is the world's own inbox."""

    deliveryId: str  # noqa: N815 - names on the wire are in camel case, as the vendor's are
    eventId: str  # noqa: N815
    eventType: EventType  # noqa: N815
    url: str
    isInbox: bool  # noqa: N815
    endpointStatus: EndpointStatus  # noqa: N815
    status: DeliveryStatus
    attempts: int
    mostAttempts: int  # noqa: N815
    isReplay: bool  # noqa: N815
    createdAt: str  # noqa: N815
    nextAttemptAt: str | None  # noqa: N815
    lastErrorMessage: str | None  # noqa: N815


def newest_deliveries(worlds: Worlds, world: World) -> list[JsonObject]:
    """The last deliveries to endpoints that are still there, the newest first."""
    lists = [
        _deliveries_to(organization, endpoint)
        for organization in world.organizations.values()
        for _, endpoint in islice(organization.webhook_endpoints.newest_first(organization.key), MOST_ENDPOINTS)
        if endpoint.deleted_at is None
    ]
    newest = merge(*lists, key=_latest)
    return [_delivery(worlds, world, endpoint, delivery) for endpoint, delivery in islice(newest, MOST_DELIVERIES)]


def _deliveries_to(organization: Organization, endpoint: WebhookEndpoint) -> Iterator[tuple[WebhookEndpoint, WebhookDelivery]]:
    return ((endpoint, delivery) for _, delivery in organization.webhook_deliveries.newest_first(endpoint.key))


def _latest(found: tuple[WebhookEndpoint, WebhookDelivery]) -> tuple[int, int]:
    """Sorts by when it was made, the latest first; those of one moment by their number."""
    return -found[1].created_at, -found[1].number


def _delivery(worlds: Worlds, world: World, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> JsonObject:
    url, message = url_of(world, endpoint), delivery.last_error_message
    return {
        "deliveryId": delivery.id,
        "eventId": delivery.event_id,
        "eventType": delivery.event_type,
        "url": address(url),
        "isInbox": worlds.inboxes.is_of(world, url),
        "endpointStatus": endpoint.status,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "mostAttempts": len(RETRY_DELAYS),
        "isReplay": delivery.replay_of is not None,
        "createdAt": iso(delivery.created_at),
        "nextAttemptAt": None if delivery.next_attempt_at is None else iso(delivery.next_attempt_at),
        "lastErrorMessage": None if message is None else redact(message),
    }
