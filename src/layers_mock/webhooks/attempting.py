"""One attempt of a delivery: what it sends, what the world is told of its end, and what the journal of attempts keeps."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeAlias

from layers_mock.contract import JsonObject
from layers_mock.webhooks.mishaps import Bend, bend_of, parcel_of
from layers_mock.webhooks.sending import Outcome, Parcel
from layers_mock.world import deliveries
from layers_mock.world.clock import LATEST, iso, stopwatch
from layers_mock.world.ids import uuid
from layers_mock.world.journal import AttemptEntry
from layers_mock.world.outbox import Attempt
from layers_mock.world.webhooks import WebhookDelivery
from layers_mock.world.world import World

__all__ = ["Made", "Refuse", "Send", "make_attempt"]

_STOPPED = "layers-mock stopped before the endpoint answered."
Refuse: TypeAlias = Callable[[str], str | None]
"""Why a URL is not called; ``None`` where it may be."""
Send: TypeAlias = Callable[[Parcel], Awaitable[Outcome]]
"""Sends one parcel once; never raises for what a receiver does."""


class Made(NamedTuple):
    """What became of an attempt: whether something was sent, whether it is held back, and what to tell of it."""

    is_sent: bool = False
    is_held: bool = False
    event: JsonObject | None = None


async def make_attempt(world: World, attempt: Attempt, refuse: Refuse, send: Send, *, is_one_held: bool) -> Made:
    """Make an attempt that was taken out of the outbox, where it still stands.

    ``is_one_held``: whether another delivery to its endpoint waits until this one has been sent.
    """
    if not world.outbox.stands(world, attempt):
        return Made()
    url = deliveries.url_of(world, attempt)
    refusal = refuse(url)
    if refusal is not None:
        return Made(event=_abandoned(world, attempt, url, refusal, None))
    bend = bend_of(world, attempt, url, is_one_held=is_one_held)
    scenario, mishap = bend.scenario, bend.mishap
    if scenario is not None and mishap is not None:
        if mishap.kind == "drop":
            return Made(event=_abandoned(world, attempt, url, f"The scenario {scenario} drops it: it is never sent.", scenario))
        if mishap.kind == "reorder":
            deliveries.hold_back(world, attempt, scenario)
            return Made(is_held=True)
        if mishap.kind == "delay":
            deliveries.postpone(world, attempt, scenario, min(LATEST, world.clock.now() + mishap.milliseconds))
            return Made()
    return Made(is_sent=True, event=await _made(world, attempt, bend, send))


async def _made(world: World, attempt: Attempt, bend: Bend, send: Send) -> JsonObject:
    """Send what an attempt sends, twice where it is bent so, and tell of it."""
    endpoint, delivery = deliveries.begin(world, attempt)
    parcel = parcel_of(world, endpoint, delivery, bend.mishap)
    if bend.mishap is not None and bend.mishap.kind == "duplicate":
        await _sent(world, attempt, delivery, parcel, send, bend.scenario)
    outcome = await _sent(world, attempt, delivery, parcel, send, bend.scenario)
    return _told(_ended(world, attempt, delivery, outcome), world.clock.now(), bend.scenario)


async def _sent(
    world: World, attempt: Attempt, delivery: WebhookDelivery, parcel: Parcel, send: Send, scenario: str | None
) -> Outcome:
    """Send a parcel and write down what came of it. What is broken off has failed."""
    at, begun = world.clock.now(), stopwatch()
    try:
        outcome = await send(parcel)
    except asyncio.CancelledError:
        outcome = Outcome(None, _STOPPED, stopwatch() - begun)
        _record(world, delivery, parcel.url, at, parcel, outcome, scenario)
        _ended(world, attempt, delivery, outcome)
        raise
    _record(world, delivery, parcel.url, at, parcel, outcome, scenario)
    return outcome


def _ended(world: World, attempt: Attempt, delivery: WebhookDelivery, outcome: Outcome) -> WebhookDelivery:
    """The delivery after an attempt with that outcome."""
    organization, now = world.organizations[attempt.organization], world.clock.now()
    if outcome.is_success:
        return deliveries.succeeded(organization, delivery, outcome.status or 0, now)
    message = outcome.reason or f"The endpoint answered {outcome.status}."
    return deliveries.failed(world, organization, delivery, message, now, response_status=outcome.status)


def _abandoned(world: World, attempt: Attempt, url: str, reason: str, scenario: str | None) -> JsonObject:
    """Give a delivery up without sending anything, and tell of it."""
    now = world.clock.now()
    delivery = deliveries.abandon(world, attempt, reason, now)
    would_be = delivery._replace(attempts=delivery.attempts + 1)
    _record(world, would_be, url, now, None, Outcome(None, reason, 0), scenario)
    return _told(delivery, now, scenario)


def _record(
    world: World, delivery: WebhookDelivery, url: str, at: int, parcel: Parcel | None, outcome: Outcome, scenario: str | None
) -> None:
    """Write an attempt down; without a parcel nothing was sent."""
    answered: dict[str, str] = {}
    for name, value in outcome.headers:
        answered[name] = f"{answered[name]}, {value}" if name in answered else value
    world.attempts.record(
        AttemptEntry(
            number=world.attempts.recorded + 1, at=at, duration=outcome.took, delivery=delivery.id, event=delivery.event_id,
            event_type=delivery.event_type, endpoint=uuid(delivery.endpoint), url=url, attempt=delivery.attempts,
            headers=None if parcel is None else parcel.headers, body=b"" if parcel is None else parcel.body,
            status=outcome.status, answer_headers=answered, answer=outcome.body, error=outcome.reason, scenario=scenario,
        )
    )  # fmt: skip


def _told(delivery: WebhookDelivery, at: int, scenario: str | None) -> JsonObject:
    """An attempt as something that happened."""
    ended = "retrying" if delivery.status == "pending" else delivery.status
    told: JsonObject = {"at": iso(at), "event": f"webhook.{ended}", "deliveryId": delivery.id, "eventId": delivery.event_id}
    told |= {"eventType": delivery.event_type, "attempt": delivery.attempts}
    if delivery.last_error_message is not None:
        told["message"] = delivery.last_error_message
    return told if scenario is None else {**told, "scenario": scenario}
