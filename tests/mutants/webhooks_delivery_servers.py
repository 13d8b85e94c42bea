"""What wrong senders of webhooks are made of: parcels, rows on their way, and who wants what."""

from collections.abc import Callable
from typing import Any

import orjson

from layers_mock.webhooks import Parcel
from tests.mutants.inside import inside
from tests.mutants.wrong import Mutant

__all__ = ["SCHEDULE", "SEND", "STANDS", "WANTS", "body", "parcels", "sends", "stands", "value", "wants"]

SEND = "layers_mock.webhooks.sending:Sender.send"
STANDS = "layers_mock.world.outbox:Outbox.stands"
WANTS = "layers_mock.world.announcements:_wants"
SCHEDULE = "layers_mock.world.announcements:schedule"


def sends(rule: str, wrong: str, send: Callable[[], Callable[[Any, Parcel], Any]]) -> Mutant:
    """Parcels are sent otherwise: what ``send()`` gives is awaited with a function that sends one, and the parcel."""

    def by(right: Any) -> Any:
        how = send()

        async def wrongly(self: Any, parcel: Parcel) -> Any:
            return await how(lambda one: right(self, one), parcel)

        return wrongly

    return inside(rule, wrong, SEND, by=by)


def parcels(rule: str, wrong: str, edit: Callable[[Parcel], Parcel]) -> Mutant:
    """Every parcel is changed before it is sent."""

    async def changed(one: Any, parcel: Parcel) -> Any:
        return await one(edit(parcel))

    return sends(rule, wrong, lambda: changed)


def body(edit: Callable[[dict[str, Any]], Any]) -> Callable[[Parcel], Parcel]:
    """A change to the JSON that a parcel carries, in place or by another one."""

    def change(parcel: Parcel) -> Parcel:
        told = orjson.loads(parcel.body)
        changed = edit(told)
        return parcel._replace(body=orjson.dumps(told if changed is None else changed))

    return change


def value(rule: str, wrong: str, place: str, other: Any) -> Mutant:
    """A constant is another one."""
    return inside(rule, wrong, place, by=lambda _right: other)


def wants(rule: str, wrong: str, how: Callable[[Any, Any, str, Any], Any]) -> Mutant:
    """Endpoints want other events: ``how(right, endpoint, event type, project)``."""
    return inside(
        rule, wrong, WANTS, by=lambda right: lambda endpoint, event, project: how(right, endpoint, event, project)
    )  # fmt: skip


def stands(rule: str, wrong: str, fits: Callable[[Any, Any], Any]) -> Mutant:
    """Attempts stand where they must not, or the other way round: ``fits(endpoint, delivery)`` of those that are planned."""

    def by(_right: Any) -> Any:
        def standing(world: Any, attempt: Any) -> bool:
            organization = world.organizations[attempt.organization]
            delivery = organization.webhook_deliveries.get(attempt.delivery)
            if delivery is None or delivery.next_attempt_at != attempt.due:
                return False
            return bool(fits(organization.webhook_endpoints.get(delivery.endpoint), delivery))

        return staticmethod(standing)

    return inside(rule, wrong, STANDS, by=by)
