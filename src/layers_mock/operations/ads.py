"""The ads section, as far as it reads: reference/ads/list-ad-accounts."""

from typing import cast

from layers_mock.contract import JsonObject
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import project_of
from layers_mock.world.ad_accounts import is_token_valid, last_validated_at
from layers_mock.world.clock import iso_seconds
from layers_mock.world.ids import ulid
from layers_mock.world.rows import AdAccount
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_MODE = "byo"
"""Customers bring their own accounts; there are no others yet."""


def list_ad_accounts(_world: World, call: Call) -> Reply:
    """A project's ad accounts, newest first, on one page."""
    project = project_of(call, "list-ad-accounts.project-not-found")
    rows = call.organization.ad_accounts.newest_first(project.key)
    return Reply(200, {"items": [_view(row, call.now) for _, row in rows if _is_wanted(call, row)]})


def _is_wanted(call: Call, account: AdAccount) -> bool:
    platforms = cast("list[str] | None", call.query.get("platforms"))
    return (
        (platforms is None or account.platform in platforms)
        and call.query.get("credentialMode") in {None, _MODE}
        and (not call.query.get("healthy") or is_token_valid(account, call.now))
    )


def _view(account: AdAccount, now: int) -> JsonObject:
    return {
        "adAccountId": ulid(account.key),
        "platform": account.platform,
        "externalId": account.external_id,
        "name": account.name,
        "currency": account.currency,
        "timezone": account.timezone,
        "credentialMode": _MODE,
        "tokenStatus": "valid" if is_token_valid(account, now) else "expired",
        "tokenLastValidatedAt": iso_seconds(last_validated_at(account, now)),
        "walletBalance": None,
        "connectedAt": iso_seconds(account.created_at),
    }


HANDLERS: dict[str, Handler] = {"listAdAccounts": list_ad_accounts}
