"""The wallet: credits reserved when a job is accepted, settled when it completes, given back when it does not.

In this edition the balance falls at acceptance and returns in full when the job fails or is canceled (inferred; the
2026-06 pages print reservations). Source: reference/credits/get-credits, operational/pricing.
"""

from typing import TYPE_CHECKING, NamedTuple

from layers_mock.contract import JsonObject
from layers_mock.world.clock import iso
from layers_mock.world.ids import Key

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["CreditPeriod", "Hold", "Wallet"]


class Hold(NamedTuple):
    """Credits a running job took: how many from the included ones of which period, how many prepaid."""

    period_start: int
    included: int
    prepaid: int


class Wallet(NamedTuple):
    """Credits of one organisation. ``balance`` is what gates a generation."""

    included_this_period: int
    included_remaining: int
    prepaid: int
    period_start: int
    period_end: int
    used_credits: int = 0
    """Credits used in this period, from either pot, reservations among them."""
    subscription_tier: str = "pro"
    billing_status: str = "active"

    @property
    def balance(self) -> int:
        """Included and prepaid credits together."""
        return self.included_remaining + self.prepaid

    def reserved(self, amount: int) -> "tuple[Wallet, Hold] | None":
        """The wallet after taking ``amount``, included credits first, and the hold; ``None`` where the balance is short."""
        if amount > self.balance:
            return None
        included = min(amount, self.included_remaining)
        hold = Hold(self.period_start, included, amount - included)
        after = self._replace(
            included_remaining=self.included_remaining - included,
            prepaid=self.prepaid - hold.prepaid,
            used_credits=self.used_credits + amount,
        )
        return after, hold

    def released(self, hold: Hold) -> "Wallet":
        """The wallet with a hold given back in full. Included credits of a period that is over come back as prepaid ones."""
        if hold.period_start != self.period_start:
            return self._replace(prepaid=self.prepaid + hold.included + hold.prepaid)
        return self._replace(
            included_remaining=self.included_remaining + hold.included,
            prepaid=self.prepaid + hold.prepaid,
            used_credits=self.used_credits - hold.included - hold.prepaid,
        )

    def settled(self, hold: Hold, cost: int) -> "Wallet":
        """The wallet after the work behind a hold turned out to cost ``cost``: what was held beyond that comes back.

        Estimates are upper bounds, so a cost above the hold takes no more than the hold.
        """
        included = min(cost, hold.included)
        prepaid = min(cost - included, hold.prepaid)
        return self.released(Hold(hold.period_start, hold.included - included, hold.prepaid - prepaid))

    def emptied(self) -> "Wallet":
        """The wallet without credits, as a scenario may want it. What running jobs hold still comes back."""
        return self._replace(included_remaining=0, prepaid=0)

    def rolled(self) -> "Wallet":
        """The wallet at the beginning of the next period: included credits are fresh, prepaid ones stay."""
        length = self.period_end - self.period_start
        return self._replace(
            included_remaining=self.included_this_period,
            used_credits=0,
            period_start=self.period_end,
            period_end=self.period_end + length,
        )


class CreditPeriod(NamedTuple):
    """The end of a credit period, on the timeline; schedules the next one."""

    organization: Key
    is_recurring: bool = True

    def apply(self, world: "World", at: int) -> None:
        """Roll the wallet over."""
        organization = world.organizations[self.organization]
        organization.wallet = organization.wallet.rolled()
        world.schedule(organization.wallet.period_end, self)

    def describe(self, world: "World", at: int) -> JsonObject | None:
        """A credit period begins."""
        return {"at": iso(at), "event": "credits.period", "organization": world.organizations[self.organization].name}
