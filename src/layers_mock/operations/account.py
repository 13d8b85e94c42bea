"""The account section: reference/organizations/whoami, reference/api-keys/*."""

from layers_mock.contract import JsonObject, Refusal
from layers_mock.operations.call import Call, Handler, Reply
from layers_mock.operations.lookup import key_of
from layers_mock.world.clock import iso
from layers_mock.world.ids import uuid
from layers_mock.world.keys import find_key, kill, prefix_of, retire, rotate
from layers_mock.world.rows import ApiKey
from layers_mock.world.world import World

__all__ = ["HANDLERS"]

_SHOWN_AS = {"internal": "partner"}
"""A tier that never shows to partners, and the one that shows instead (inferred)."""
_WARNING = "Store this secret now: it is not shown again, and the one before it no longer works."


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


def rotate_api_key(world: World, call: Call) -> Reply:
    """Another secret for a key, shown this once. A deleted key stays deleted."""
    key = _key_of(world, call, "rotate-api-key.not-found")
    if key.is_deleted:
        raise Refusal("CONFLICT", "This API key was deleted and cannot be revived.", rule="rotate-api-key.deleted")
    rotated = rotate(world, key, call.now)
    row = {**_view(rotated), "rotatedAt": iso(call.now)}
    return Reply(200, {"apiKey": row, "secret": rotated.secret, "warning": _WARNING})


def kill_api_key(world: World, call: Call) -> Reply:
    """Switch a key of the organisation off, whichever key asks for it."""
    key = _key_of(world, call, "kill-api-key.not-found")
    killed = kill(world, key, call.now)
    return Reply(200, {"apiKey": _view(killed), "killed": True}, changed=killed is not key)


def delete_api_key(world: World, call: Call) -> Reply:
    """Retire a key of the organisation for good."""
    key = _key_of(world, call, "delete-api-key.not-found")
    retired = retire(world, key, call.now)
    return Reply(200, {"apiKey": _view(retired), "deleted": True}, changed=retired is not key)


def _key_of(world: World, call: Call, rule: str) -> ApiKey:
    found = find_key(world, call.organization.key, key_of(call.path["keyId"]))
    if found is None:
        raise Refusal("NOT_FOUND", "API key not found.", rule=rule)
    return found


def _view(key: ApiKey) -> JsonObject:
    return {
        "id": uuid(key.key),
        "organizationId": uuid(key.organization),
        "name": key.name,
        "prefix": prefix_of(key),
        "killSwitch": key.kill_switch,
        "isActive": key.is_active,
        "revokedAt": None if key.revoked_at is None else iso(key.revoked_at),
    }


HANDLERS: dict[str, Handler] = {
    "getWhoami": get_whoami,
    "rotateApiKey": rotate_api_key,
    "killApiKey": kill_api_key,
    "deleteApiKey": delete_api_key,
}
