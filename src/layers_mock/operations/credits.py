"""The credits section: reference/credits/get-credits."""

from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.world.clock import iso
from layers_mock.world.ids import uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_FREE_SOURCES = ("github", "website", "appstore")
"""Ingest from these costs nothing (operational/pricing)."""


def get_credits(world: World, call: Call) -> Reply:
    """The wallet as it is now."""
    wallet = call.organization.wallet
    return Reply(
        200,
        {
            "organizationId": uuid(call.organization.key),
            "balance": wallet.balance,
            "includedRemaining": wallet.included_remaining,
            "prepaidBalance": wallet.prepaid,
            "includedThisPeriod": wallet.included_this_period,
            "usedThisPeriod": wallet.included_this_period - wallet.included_remaining,
            "currentPeriod": {
                "start": iso(wallet.period_start),
                "end": iso(wallet.period_end),
                "usedCredits": wallet.used_credits,
            },
            "subscriptionTier": wallet.subscription_tier,
            "billingStatus": wallet.billing_status,
            "estimatedCreditsPerFormat": dict(world.contract.prices),
            "ingestCostsBilled": dict.fromkeys(_FREE_SOURCES, False),
        },
    )


HANDLERS: dict[str, Handler] = {"getCredits": get_credits}
