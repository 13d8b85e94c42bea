"""Announcing what happened: every change that the vendor's catalogue has an event for puts that event on its way.

What causes an event calls :func:`announce` in the same step in which it changes the world, so that whoever gets the event and
then reads the resource sees the new state (operational/webhooks).
"""

from typing import TYPE_CHECKING

from layers_mock.contract import JsonObject
from layers_mock.world.deliveries import schedule
from layers_mock.world.ids import Key
from layers_mock.world.webhooks import EventType, WebhookEndpoint

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = ["announce"]


def announce(
    world: "World",
    organization: "Organization",
    event_type: EventType,
    data: JsonObject,
    at: int,
    *,
    project: Key | None = None,
) -> None:
    """Put one event on its way to every endpoint that wants it. ``project``: the project that it happened in.

    All endpoints get it under one event id. Assets in ``data`` bear no links: these are added when the event is sent.
    """
    if not world.outbox.is_used:
        return
    # Oldest first: an endpoint that is added later changes nothing about the order of those before it.
    endpoints = [row for _, row in organization.webhook_endpoints.newest_first(organization.key)][::-1]
    event = None
    for endpoint in endpoints:
        if _wants(endpoint, event_type, project):
            event = schedule(world, organization, endpoint, event_type, data, at, event=event).event


def _wants(endpoint: WebhookEndpoint, event_type: EventType, project: Key | None) -> bool:
    if endpoint.deleted_at is not None or event_type not in endpoint.events:
        return False
    return endpoint.project is None or endpoint.project == project
