"""The webhooks section: reference/webhooks/*, operational/webhooks. What it plans to send is in the world's outbox."""

from typing import Any, cast

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import delivery_of, endpoint_of, key_of
from layers_mock.world.clock import iso
from layers_mock.world.cursors import decode_cursor, page
from layers_mock.world.deliveries import ping, replay
from layers_mock.world.ids import Key, uuid
from layers_mock.world.webhooks import (
    BY_EVENT_AND_STATUS,
    BY_STATUS_AND_PROJECT,
    EventType,
    WebhookDelivery,
    WebhookEndpoint,
    change_endpoint,
    delete_endpoint,
    rotate_secret,
    signing_secret,
    url_of,
)
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_ENDPOINTS, _DELIVERIES = "webhook_endpoints", "webhook_deliveries"
_API_VERSION = "v1"
_CHANGEABLE = ("url", "description", "status")
"""The body fields that a patch stores as they are, under the same names."""
_WARNING = "This is the only time the new secret is shown. The previous one signs beside it until it expires."


def create_endpoint(world: World, call: Call) -> Reply:
    """Subscribe a URL; its secret is told here and nowhere else."""
    project = _project(call)
    endpoint = WebhookEndpoint(
        key=world.ids.fresh(call.now), created_at=call.now, updated_at=call.now, organization=call.organization.key,
        url=cast("str", call.body["url"]), events=_events(call), description=call.text("description"),
        project=project,
    )  # fmt: skip
    call.organization.webhook_endpoints.add(endpoint)
    world.outbox.use(world)
    answer: JsonObject = {"endpoint": _view(world, endpoint), "signingSecret": signing_secret(world.ids, endpoint)}
    return Reply(201, answer, made={"endpointId": endpoint.id})


def list_endpoints(world: World, call: Call) -> Reply:
    """The organisation's endpoints, newest first."""
    status, project = call.query.get("status"), cast("str | None", call.query.get("projectId"))
    wanted = (None if status is None else (status,), None if project is None else (key_of(project),))
    endpoints = call.organization.webhook_endpoints
    rows = endpoints.newest_under(BY_STATUS_AND_PROJECT, call.organization.key, wanted, _below(call))
    found, following = page(rows, call.limit(), _ENDPOINTS)
    return Reply(200, {"items": [_view(world, row) for row in found], "nextCursor": following})


def get_endpoint(world: World, call: Call) -> Reply:
    """One endpoint, without its secret."""
    return Reply(200, _view(world, endpoint_of(call, "get-webhook-endpoint.not-found")))


def patch_endpoint(world: World, call: Call) -> Reply:
    """Change single fields; a status pauses or resumes."""
    endpoint = endpoint_of(call, "patch-webhook-endpoint.not-found")
    changes: dict[str, Any] = {name: call.body[name] for name in _CHANGEABLE if name in call.body}
    if "events" in call.body:
        changes["events"] = _events(call)
    changed = endpoint._replace(**changes, updated_at=call.now)
    return Reply(200, _view(world, change_endpoint(world, call.organization, endpoint, changed)))


def remove_endpoint(_world: World, call: Call) -> Reply:
    """Delete an endpoint with the history of its deliveries."""
    endpoint = endpoint_of(call, "delete-webhook-endpoint.not-found")
    delete_endpoint(call.organization, endpoint, call.now)
    return Reply(200, {"id": endpoint.id, "deleted": True})


def rotate(world: World, call: Call) -> Reply:
    """A new secret; the previous one signs on for a day."""
    endpoint = endpoint_of(call, "rotate-webhook-secret.not-found")
    rotated, until = rotate_secret(call.organization, endpoint, call.now)
    return Reply(
        200,
        {
            "endpointId": rotated.id,
            "signingSecret": signing_secret(world.ids, rotated),
            "previousSecretExpiresAt": iso(until),
            "warning": _WARNING,
        },
    )


def test_endpoint(world: World, call: Call) -> Reply:
    """A test event on its way to this endpoint, whatever it subscribes to and whether it is active."""
    endpoint = endpoint_of(call, "test-webhook-endpoint.not-found")
    delivery = ping(world, call.organization, endpoint, cast("JsonObject | None", call.body.get("payload")), call.now)
    answer: JsonObject = {"eventId": delivery.event_id, "deliveryId": delivery.id, "scheduledAt": _due(delivery)}
    return Reply(200, answer)


def list_deliveries(_world: World, call: Call) -> Reply:
    """An endpoint's deliveries, newest first, without what they carry."""
    endpoint = endpoint_of(call, "list-webhook-deliveries.not-found")
    wanted = [None if (value := call.query.get(name)) is None else (value,) for name in ("eventType", "status")]
    rows = call.organization.webhook_deliveries.newest_under(BY_EVENT_AND_STATUS, endpoint.key, wanted, _below(call))
    found, following = page(rows, call.limit(), _DELIVERIES)
    return Reply(200, {"items": [_delivery_view(row) for row in found], "nextCursor": following})


def replay_delivery(world: World, call: Call) -> Reply:
    """The data of a delivery once more, as a new event to the same endpoint."""
    endpoint, original = delivery_of(call, "replay-webhook-delivery.not-found")
    again = replay(world, call.organization, endpoint, original, call.now)
    answer: JsonObject = {"originalDeliveryId": original.id, "replayDeliveryId": again.id, "scheduledAt": _due(again)}
    return Reply(200, answer)


def _project(call: Call) -> Key | None:
    """The project that the body names; ``None`` where it names none."""
    named = call.text("projectId")
    if named is None:
        return None
    found = call.organization.projects.get(key_of(named))
    if found is None:
        raise Refusal("NOT_FOUND", "Project not found.", rule="create-webhook-endpoint.project-not-found")
    return found.key


def _events(call: Call) -> tuple[EventType, ...]:
    return tuple(cast("list[EventType]", call.body["events"]))


def _below(call: Call) -> int | None:
    cursor = cast("str | None", call.query.get("cursor"))
    return decode_cursor(cursor) if cursor else None


def _instant(at: int | None) -> str | None:
    return None if at is None else iso(at)


def _due(delivery: WebhookDelivery) -> str | None:
    return _instant(delivery.next_attempt_at)


def _view(world: World, endpoint: WebhookEndpoint) -> JsonObject:
    return {
        "id": endpoint.id,
        "organizationId": uuid(endpoint.organization),
        "projectId": None if endpoint.project is None else uuid(endpoint.project),
        "url": url_of(world, endpoint),
        "description": endpoint.description,
        "status": endpoint.status,
        "events": list(endpoint.events),
        "apiVersion": _API_VERSION,
        "createdAt": iso(endpoint.created_at),
        "updatedAt": iso(endpoint.updated_at),
        "lastSuccessAt": _instant(endpoint.last_success_at),
        "lastFailureAt": _instant(endpoint.last_failure_at),
        "consecutiveFailureCount": endpoint.failures,
    }


def _delivery_view(delivery: WebhookDelivery) -> JsonObject:
    return {
        "id": delivery.id,
        "endpointId": uuid(delivery.endpoint),
        "eventId": delivery.event_id,
        "eventType": delivery.event_type,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "nextRetryAt": _due(delivery) if delivery.status == "pending" else None,
        "deliveredAt": _instant(delivery.delivered_at),
        "abandonedAt": _instant(delivery.abandoned_at),
        "lastResponseStatus": delivery.last_response_status,
        "lastResponseAt": _instant(delivery.last_response_at),
        "lastErrorMessage": delivery.last_error_message,
        "createdAt": iso(delivery.created_at),
    }


HANDLERS: dict[str, Handler] = {
    "createWebhookEndpoint": create_endpoint,
    "listWebhookEndpoints": list_endpoints,
    "getWebhookEndpoint": get_endpoint,
    "patchWebhookEndpoint": patch_endpoint,
    "deleteWebhookEndpoint": remove_endpoint,
    "rotateWebhookSecret": rotate,
    "testWebhookEndpoint": test_endpoint,
    "listWebhookDeliveries": list_deliveries,
    "replayWebhookDelivery": replay_delivery,
}
