"""The account section: reference/organizations/whoami."""

from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.world.ids import uuid
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_SHOWN_AS = {"internal": "partner"}
"""A tier that never shows to partners, and the one that shows instead (inferred)."""


def get_whoami(_world: World, call: Call) -> Reply:
    """Whose key this is. A killed key is answered too: it learns here that it was killed."""
    organization = uuid(call.organization.key)
    return Reply(
        200,
        {
            "organizationId": organization,
            "workspaceId": organization,
            "organizationName": call.organization.name,
            "scopes": list(call.key.scopes or ()),
            "rateLimitTier": _SHOWN_AS.get(call.key.tier, call.key.tier),
            "killSwitch": call.key.kill_switch,
            "apiAccessRevoked": False,
            "apiKeyId": uuid(call.key.key),
            "creditBalance": call.organization.wallet.balance,
        },
    )


HANDLERS: dict[str, Handler] = {"getWhoami": get_whoami}
