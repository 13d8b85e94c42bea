"""What is to be sent to the outside, and when: the attempts of webhook deliveries that are planned.

The outbox is an index of the rows, and nothing is true because of it alone: an attempt stands as long as its delivery still
plans it, its endpoint is there and nothing makes it wait. Whoever sends takes attempts here and tells
:mod:`layers_mock.world.deliveries` what came of them.
"""

import heapq
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from layers_mock.world.ids import Key
from layers_mock.world.webhooks import PLANNED, WebhookDelivery, WebhookEndpoint

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization
    from layers_mock.world.world import World

__all__ = ["Attempt", "Outbox"]


class Attempt(NamedTuple):
    """One attempt to make. Of those due at the same moment the delivery that was made first comes first."""

    due: int
    number: int
    organization: Key
    delivery: Key


class Outbox:
    """The planned attempts of one world, the next one first."""

    __slots__ = ("_alarm", "_attempts", "_planned", "is_used")

    def __init__(self) -> None:
        self._attempts: list[Attempt] = []
        self._planned: set[Attempt] = set()
        self._alarm: Callable[[], None] | None = None
        self.is_used = False
        """Whether the world has, or had, an endpoint: without one nothing is ever announced."""

    def watch(self, world: "World", alarm: Callable[[], None] | None) -> None:
        """Call ``alarm`` whenever there may be something to send, or something may happen that has to be sent."""
        self._alarm = alarm
        world.timeline.alarm = alarm if self.is_used else None

    def use(self, world: "World") -> None:
        """The world has an endpoint from now on."""
        self.is_used = True
        self.watch(world, self._alarm)
        self._ring()

    def add(self, organization: "Organization", delivery: WebhookDelivery) -> None:
        """Plan the next attempt of a delivery; nothing where it is planned already or has none left to make."""
        if delivery.next_attempt_at is None:
            return
        attempt = Attempt(delivery.next_attempt_at, delivery.number, organization.key, delivery.key)
        if attempt not in self._planned:
            self._planned.add(attempt)
            heapq.heappush(self._attempts, attempt)
            self._ring()

    def plan(self, organization: "Organization", endpoint: WebhookEndpoint) -> None:
        """Plan what an endpoint still has to get, but for what is under way to it."""
        for _, delivery in organization.webhook_deliveries.newest_under(PLANNED, endpoint.key, (("pending",),)):
            self.add(organization, delivery)

    def plan_all(self, world: "World") -> None:
        """Plan what the rows of a world say, in place of what was planned.

        An attempt that was under way is made again, as if it had not begun: nobody knows what would have come of it.
        """
        self._attempts, self._planned = [], set()
        for organization in world.organizations.values():
            for _, endpoint in organization.webhook_endpoints.newest_first(organization.key):
                self.is_used = True
                planned = organization.webhook_deliveries.newest_under(PLANNED, endpoint.key, (None,))
                for delivery in [row for _, row in planned]:
                    self.add(organization, _not_begun(organization, delivery))

    def next_due(self, world: "World") -> int | None:
        """When the next attempt is due; ``None`` where none is planned."""
        self._forget_void(world)
        return self._attempts[0].due if self._attempts else None

    def take(self, world: "World", now: int) -> Attempt | None:
        """Take out the first attempt that is due by now; ``None`` where there is none."""
        self._forget_void(world)
        return self._pop() if self._attempts and self._attempts[0].due <= now else None

    def waiting(self, world: "World") -> list[Attempt]:
        """Every attempt that stands, in the order in which they are due."""
        return sorted(attempt for attempt in self._attempts if self.stands(world, attempt))

    def _forget_void(self, world: "World") -> None:
        while self._attempts and not self.stands(world, self._attempts[0]):
            self._pop()

    def _pop(self) -> Attempt:
        attempt = heapq.heappop(self._attempts)
        self._planned.remove(attempt)
        return attempt

    @staticmethod
    def stands(world: "World", attempt: Attempt) -> bool:
        """Whether an attempt shall still be made: its delivery plans it, and its endpoint is there and not paused."""
        organization = world.organizations[attempt.organization]
        delivery = organization.webhook_deliveries.get(attempt.delivery)
        if delivery is None or delivery.next_attempt_at != attempt.due:
            return False
        endpoint = organization.webhook_endpoints.get(delivery.endpoint)
        if endpoint is None or endpoint.deleted_at is not None:
            return False
        return endpoint.status == "active" or delivery.is_asked_for

    def _ring(self) -> None:
        if self._alarm is not None:
            self._alarm()


def _not_begun(organization: "Organization", delivery: WebhookDelivery) -> WebhookDelivery:
    """The delivery as it was before the attempt that is under way."""
    if delivery.status != "delivering":
        return delivery
    waiting = delivery._replace(status="pending", attempts=max(0, delivery.attempts - 1))
    organization.webhook_deliveries.replace(waiting)
    return waiting
