"""What goes wrong with webhooks where a scenario says so: a laboratory for receivers."""

import re
from typing import NamedTuple

from layers_mock.webhooks.mailing import parcel
from layers_mock.webhooks.sending import Parcel
from layers_mock.webhooks.signing import SIGNATURE_HEADER
from layers_mock.world import deliveries
from layers_mock.world.clock import wall_seconds
from layers_mock.world.inbox import Sent
from layers_mock.world.outbox import Attempt
from layers_mock.world.scenarios import Mishap
from layers_mock.world.webhooks import WebhookDelivery, WebhookEndpoint, live_secrets, signing_secret, url_of
from layers_mock.world.world import World

__all__ = ["Bend", "bend_of", "parcel_of"]

_FIRST_DIGITS = re.compile(r"(?<=v1=)[0-9a-f]")


class Bend(NamedTuple):
    """What goes wrong with an attempt, and the scenario that says so; nothing and nobody where all goes well."""

    mishap: Mishap | None = None
    scenario: str | None = None


def bend_of(world: World, attempt: Attempt, url: str, *, is_one_held: bool) -> Bend:
    """What the world's scenarios make of an attempt to reach a URL.

    One that was held back before goes out as it is, in the name of the scenario that did it.
    ``is_one_held``: whether another delivery to its endpoint waits for this one.
    """
    _, delivery = deliveries.rows_of(world, attempt)
    if delivery.held_by is not None:
        return Bend(None, delivery.held_by)
    now = world.clock.now()
    scenario = world.scenarios.decide_attempt(delivery.event_type, url, now, is_one_held=is_one_held)
    return Bend() if scenario is None else Bend(scenario.then.webhook, scenario.name)


def parcel_of(world: World, endpoint: WebhookEndpoint, delivery: WebhookDelivery, mishap: Mishap | None) -> Parcel:
    """What an attempt sends now, with what goes wrong with it."""
    kind = None if mishap is None else mishap.kind
    age = mishap.milliseconds // 1000 if mishap is not None and kind == "stale" else 0
    event, secrets = deliveries.payload(world.links, delivery), _secrets(world, endpoint, kind)
    whole = parcel(url_of(world, endpoint), event, secrets, max(0, wall_seconds() - age))
    if kind == "corrupt_signature":
        whole.headers[SIGNATURE_HEADER] = _FIRST_DIGITS.sub(_another_digit, whole.headers[SIGNATURE_HEADER])
    sent = Sent(endpoint.id, delivery.id, delivery.attempts, tuple(live_secrets(world.ids, endpoint, world.clock.now())))
    body = whole.body[: len(whole.body) // 2] if kind == "truncate" else whole.body
    return whole._replace(body=body, sent=sent)


def _secrets(world: World, endpoint: WebhookEndpoint, kind: str | None) -> list[str]:
    """The secrets that sign. Before the first one there was none: then it is one that the endpoint never has."""
    if kind == "previous_secret":
        return [signing_secret(world.ids, endpoint, endpoint.secret - 1)]
    return live_secrets(world.ids, endpoint, world.clock.now())


def _another_digit(digit: re.Match[str]) -> str:
    return f"{int(digit[0], 16) ^ 1:x}"
