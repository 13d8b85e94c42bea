"""Ad accounts and their tokens: reference/ads/list-ad-accounts. When tokens are looked at is inferred."""

from layers_mock.world.ads import AdAccount

__all__ = ["is_token_valid", "last_validated_at"]

_DAY = 86_400_000


def is_token_valid(account: AdAccount, now: int) -> bool:
    """Whether the platform still takes the account's token."""
    return account.token_expires_at is None or now < account.token_expires_at


def last_validated_at(account: AdAccount, now: int) -> int:
    """When the token was last seen to work: once a day from the day it was connected, until it ended."""
    last = now if account.token_expires_at is None else min(now, account.token_expires_at - 1)
    return account.created_at + max(0, last - account.created_at) // _DAY * _DAY
