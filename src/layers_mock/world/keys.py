"""What happens to an API key: it is rotated, killed and deleted (reference/api-keys).

A key keeps its id, name and scopes whatever its secret is. Killing switches it off until it is rotated; deleting is for good.
"""

from typing import TYPE_CHECKING

from layers_mock.world.ids import IdSource, Key
from layers_mock.world.rows import ApiKey

if TYPE_CHECKING:
    from layers_mock.world.world import World

__all__ = ["find_key", "issued_secrets", "kill", "prefix_of", "retire", "rotate", "secret_of"]


def find_key(world: "World", organization: Key, key: Key) -> ApiKey | None:
    """The key of an organisation with that id."""
    return next((one for one in world.keys.values() if one.key == key and one.organization == organization), None)


def prefix_of(key: ApiKey) -> str:
    """The public part of a key's secret: everything before the last underscore (getting-started/authentication)."""
    return key.secret.rpartition("_")[0]


def secret_of(ids: IdSource, key: ApiKey, rotations: int) -> str:
    """The secret of a key once it was rotated so often. It derives from name and number, so no snapshot has to hold it."""
    environment = key.secret.split("_")[1]
    return ids.api_key(f"{key.name}#{rotations}" if rotations else key.name, environment)


def issued_secrets(world: "World") -> dict[str, tuple[str, int]]:
    """Every secret that rotations gave out, with the key's name and the number of the rotation."""
    return {
        secret_of(world.ids, key, number): (key.name, number)
        for key in world.keys.values()
        for number in range(1, key.rotations + 1)
    }


def rotate(world: "World", key: ApiKey, now: int) -> ApiKey:
    """Another secret in place of the old one, which opens nothing from now on; a killed key works again."""
    rotations = key.rotations + 1
    rotated = key._replace(
        secret=secret_of(world.ids, key, rotations), rotations=rotations, rotated_at=now, revoked_at=None,
        kill_switch=False, is_active=True,
    )  # fmt: skip
    world.replace_key(key, rotated)
    return rotated


def kill(world: "World", key: ApiKey, now: int) -> ApiKey:
    """Switch a key off: its calls are refused from now on. A key that is off already stays as it is."""
    if key.kill_switch:
        return key
    killed = key._replace(kill_switch=True, is_active=False, revoked_at=now if key.revoked_at is None else key.revoked_at)
    world.replace_key(key, killed)
    return killed


def retire(world: "World", key: ApiKey, now: int) -> ApiKey:
    """Delete a key softly and for good; its kill switch stays as it is, and so does one that is deleted already."""
    if key.is_deleted:
        return key
    retired = key._replace(is_deleted=True, is_active=False, revoked_at=now)
    world.replace_key(key, retired)
    return retired
