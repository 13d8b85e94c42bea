"""One attempt of a delivery: what it sends, what the world is told of its end, and what the journal of attempts keeps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import orjson

from layers_mock.contract import JsonObject
from layers_mock.webhooks.sending import Outcome, Parcel
from layers_mock.webhooks.signing import EVENT_HEADER, SIGNATURE_HEADER, signature
from layers_mock.world import deliveries
from layers_mock.world.clock import iso, stopwatch, wall_seconds
from layers_mock.world.ids import uuid
from layers_mock.world.inbox import Sent
from layers_mock.world.journal import AttemptEntry
from layers_mock.world.outbox import Attempt
from layers_mock.world.webhooks import WebhookDelivery, WebhookEndpoint, live_secrets, url_of
from layers_mock.world.world import World

__all__ = ["Refuse", "Send", "make_attempt"]

_USER_AGENT = "layers-mock-webhooks"
_STOPPED = "layers-mock stopped before the endpoint answered."
Refuse: TypeAlias = Callable[[str], str | None]
"""Why a URL is not called; ``None`` where it may be."""
Send: TypeAlias = Callable[[Parcel], Awaitable[Outcome]]
"""Sends one parcel once; never raises for what a receiver does."""


async def make_attempt(world: World, attempt: Attempt, refuse: Refuse, send: Send) -> JsonObject | None:
    """Make an attempt that is due and tell of it, as of something that happened; ``None`` where it does not stand any more."""
    if not world.outbox.stands(world, attempt):
        return None
    url = deliveries.url_of(world, attempt)
    refusal = refuse(url)
    if refusal is not None:
        return _abandoned(world, attempt, url, refusal)
    endpoint, delivery = deliveries.begin(world, attempt)
    outcome = await _sent(world, attempt, delivery, _parcel(world, endpoint, delivery), send)
    return _told(_ended(world, attempt, delivery, outcome), world.clock.now())


async def _sent(world: World, attempt: Attempt, delivery: WebhookDelivery, parcel: Parcel, send: Send) -> Outcome:
    """Send a parcel and write down what came of it. What is broken off has failed."""
    at, begun = world.clock.now(), stopwatch()
    try:
        outcome = await send(parcel)
    except asyncio.CancelledError:
        outcome = Outcome(None, _STOPPED, stopwatch() - begun)
        _record(world, delivery, parcel.url, at, parcel, outcome)
        _ended(world, attempt, delivery, outcome)
        raise
    _record(world, delivery, parcel.url, at, parcel, outcome)
    return outcome


def _ended(world: World, attempt: Attempt, delivery: WebhookDelivery, outcome: Outcome) -> WebhookDelivery:
    """The delivery after an attempt with that outcome."""
    organization, now = world.organizations[attempt.organization], world.clock.now()
    if outcome.is_success:
        return deliveries.succeeded(organization, delivery, outcome.status or 0, now)
    message = outcome.reason or f"The endpoint answered {outcome.status}."
    return deliveries.failed(world, organization, delivery, message, now, response_status=outcome.status)


def _abandoned(world: World, attempt: Attempt, url: str, reason: str) -> JsonObject:
    """Give a delivery up without sending anything, and tell of it."""
    now = world.clock.now()
    delivery = deliveries.abandon(world, attempt, reason, now)
    would_be = delivery._replace(attempts=delivery.attempts + 1)
    _record(world, would_be, url, now, None, Outcome(None, reason, 0))
    return _told(delivery, now)


def _parcel(world: World, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Parcel:
    """What an attempt sends now."""
    body = orjson.dumps(deliveries.payload(world.links, delivery))
    secrets = live_secrets(world.ids, endpoint, world.clock.now())
    sent = Sent(endpoint.id, delivery.id, delivery.attempts, secrets[0])
    headers = {
        "Content-Type": "application/json",
        "User-Agent": _USER_AGENT,
        EVENT_HEADER: delivery.event_id,
        SIGNATURE_HEADER: signature(secrets, wall_seconds(), body),
    }
    return Parcel(url_of(world, endpoint), headers, body, sent)


def _record(world: World, delivery: WebhookDelivery, url: str, at: int, parcel: Parcel | None, outcome: Outcome) -> None:
    """Write an attempt down; without a parcel nothing was sent."""
    answered: dict[str, str] = {}
    for name, value in outcome.headers:
        answered[name] = f"{answered[name]}, {value}" if name in answered else value
    world.attempts.record(
        AttemptEntry(
            number=world.attempts.recorded + 1, at=at, duration=outcome.took, delivery=delivery.id, event=delivery.event_id,
            event_type=delivery.event_type, endpoint=uuid(delivery.endpoint), url=url, attempt=delivery.attempts,
            headers=None if parcel is None else parcel.headers, body=b"" if parcel is None else parcel.body,
            status=outcome.status, answer_headers=answered, answer=outcome.body, error=outcome.reason, scenario=None,
        )
    )  # fmt: skip


def _told(delivery: WebhookDelivery, at: int) -> JsonObject:
    """An attempt as something that happened."""
    ended = "retrying" if delivery.status == "pending" else delivery.status
    told: JsonObject = {"at": iso(at), "event": f"webhook.{ended}", "deliveryId": delivery.id, "eventId": delivery.event_id}
    told |= {"eventType": delivery.event_type, "attempt": delivery.attempts}
    return told if delivery.last_error_message is None else {**told, "message": delivery.last_error_message}
