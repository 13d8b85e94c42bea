"""Webhook deliveries: how one comes about, and what its attempts make of it (operational/webhooks)."""

from typing import TYPE_CHECKING

from layers_mock.contract import JsonObject
from layers_mock.world.ids import Key, uuid
from layers_mock.world.media_links import MediaLinks
from layers_mock.world.webhooks import (
    TEST_EVENT,
    EventType,
    WebhookDelivery,
    WebhookEndpoint,
    noted_failure,
    noted_success,
)
from layers_mock.world.webhooks import url_of as url_of_endpoint

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.outbox import Attempt
    from layers_mock.world.world import World

__all__ = [
    "RETRY_DELAYS", "abandon", "begin", "failed", "hold_back", "payload", "ping", "postpone", "replay", "rows_of", "schedule",
    "succeeded", "url_of",
]  # fmt: skip

RETRY_DELAYS = (0, 30_000, 60_000, 300_000, 900_000, 3_600_000, 21_600_000, 86_400_000)
"""Milliseconds before each attempt, counted from the event for the first one and from the failure before it for all others."""
_MESSAGE = "A test event of the Layers Partner API. Nothing happened; nothing has to be done."


def schedule(
    world: "World", organization: "Organization", endpoint: WebhookEndpoint, event_type: EventType, data: JsonObject, now: int,
    *, replay_of: Key | None = None, event: Key | None = None,
) -> WebhookDelivery:  # fmt: skip
    """An event on its way to one endpoint, a new one where none is named; its first attempt is due at once."""
    delivery = WebhookDelivery(
        key=world.ids.fresh(now), created_at=now, endpoint=endpoint.key, number=len(organization.webhook_deliveries) + 1,
        event=world.ids.fresh(now) if event is None else event, event_type=event_type, data=data,
        next_attempt_at=now + RETRY_DELAYS[0],
        replay_of=replay_of,
    )  # fmt: skip
    organization.webhook_deliveries.add(delivery)
    world.outbox.add(organization, delivery)
    return delivery


def ping(
    world: "World", organization: "Organization", endpoint: WebhookEndpoint, data: JsonObject | None, now: int
) -> WebhookDelivery:
    """A test event for one endpoint, with the data given in place of its own (reference/webhooks/test-endpoint)."""
    if data is None:
        data = {"message": _MESSAGE, "endpointId": endpoint.id, "organizationId": uuid(organization.key)}
    return schedule(world, organization, endpoint, TEST_EVENT, data, now)


def replay(
    world: "World", organization: "Organization", endpoint: WebhookEndpoint, original: WebhookDelivery, now: int
) -> WebhookDelivery:
    """The data of a delivery once more, as a new event (reference/webhooks/replay-delivery)."""
    return schedule(world, organization, endpoint, original.event_type, original.data, now, replay_of=original.key)


def payload(links: MediaLinks, delivery: WebhookDelivery) -> JsonObject:
    """What an attempt sends. ``replayOf`` stands on top: the replay page and the later edition agree on that."""
    told: JsonObject = {"id": delivery.event_id, "type": delivery.event_type, "data": _with_links(links, delivery)}
    return told if delivery.replay_of is None else {**told, "replayOf": uuid(delivery.replay_of)}


def _with_links(links: MediaLinks, delivery: WebhookDelivery) -> JsonObject:
    """What a delivery carries; what a client gave to be carried stays as it is."""
    data = delivery.data
    if delivery.event_type == "content.generated":
        return links.within(data, "id")
    if delivery.event_type == "job.completed" and isinstance(result := data.get("result"), dict):
        return {**data, "result": links.within(result)}
    return data


def begin(world: "World", attempt: "Attempt") -> tuple[WebhookEndpoint, WebhookDelivery]:
    """An attempt that was taken out of the outbox begins: what to send, and where to.

    The delivery keeps the moment it was due at until something comes of it, so that a world restored meanwhile tries again.
    """
    endpoint, delivery = rows_of(world, attempt)
    delivery = delivery._replace(status="delivering", attempts=delivery.attempts + 1, held_by=None)
    world.organizations[attempt.organization].webhook_deliveries.replace(delivery)
    return endpoint, delivery


def hold_back(world: "World", attempt: "Attempt", scenario: str) -> None:
    """An attempt that was taken out of the outbox is due and yet not made, as a scenario says; whoever took it keeps it."""
    _, delivery = rows_of(world, attempt)
    world.organizations[attempt.organization].webhook_deliveries.replace(delivery._replace(held_by=scenario))


def postpone(world: "World", attempt: "Attempt", scenario: str, until: int) -> None:
    """An attempt that was taken out of the outbox is due later, as a scenario says."""
    _, delivery = rows_of(world, attempt)
    delivery = delivery._replace(held_by=scenario, next_attempt_at=until)
    organization = world.organizations[attempt.organization]
    organization.webhook_deliveries.replace(delivery)
    world.outbox.add(organization, delivery)


def url_of(world: "World", attempt: "Attempt") -> str:
    """Where an attempt goes that stands."""
    return url_of_endpoint(world, rows_of(world, attempt)[0])


def abandon(world: "World", attempt: "Attempt", message: str, now: int) -> WebhookDelivery:
    """Give a delivery up without an attempt; the endpoint is not to blame."""
    _, delivery = rows_of(world, attempt)
    told = delivery._replace(status="abandoned", next_attempt_at=None, abandoned_at=now, last_error_message=message)
    world.organizations[attempt.organization].webhook_deliveries.replace(told)
    return told


def succeeded(organization: "Organization", delivery: WebhookDelivery, response_status: int, now: int) -> WebhookDelivery:
    """The attempt that is under way was answered with a 2xx; gives the delivery as it is now."""
    endpoint = organization.webhook_endpoints.get(delivery.endpoint)
    if endpoint is not None:
        organization.webhook_endpoints.replace(noted_success(endpoint, now))
    told = delivery._replace(
        status="delivered", next_attempt_at=None, delivered_at=now, last_response_status=response_status,
        last_response_at=now, last_error_message=None,
    )  # fmt: skip
    organization.webhook_deliveries.replace(told)
    return told


def failed(
    world: "World", organization: "Organization", delivery: WebhookDelivery, message: str, now: int,
    *, response_status: int | None = None,
) -> WebhookDelivery:  # fmt: skip
    """The attempt that is under way was answered with anything but a 2xx, or, without a status, not at all.

    Gives the delivery as it is now; status and time of the last response stay together those of the last one there was.
    """
    endpoint = organization.webhook_endpoints.get(delivery.endpoint)
    if endpoint is not None:
        organization.webhook_endpoints.replace(noted_failure(endpoint, now))
    told = delivery._replace(last_error_message=message)
    if response_status is not None:
        told = told._replace(last_response_status=response_status, last_response_at=now)
    if told.attempts >= len(RETRY_DELAYS):
        told = told._replace(status="failed", next_attempt_at=None, abandoned_at=now)
    else:
        told = told._replace(status="pending", next_attempt_at=now + RETRY_DELAYS[told.attempts])
    organization.webhook_deliveries.replace(told)
    world.outbox.add(organization, told)
    return told


def rows_of(world: "World", attempt: "Attempt") -> tuple[WebhookEndpoint, WebhookDelivery]:
    """The endpoint and the delivery of an attempt. Raises :class:`KeyError` where one of them is not there."""
    organization = world.organizations[attempt.organization]
    delivery = organization.webhook_deliveries.get(attempt.delivery)
    endpoint = None if delivery is None else organization.webhook_endpoints.get(delivery.endpoint)
    if delivery is None or endpoint is None:
        raise KeyError(attempt.delivery)
    return endpoint, delivery
