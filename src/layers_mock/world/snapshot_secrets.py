"""Keeping the secrets that rotations gave out from snapshots: an answer that is kept for repeats names them instead."""

import re

from layers_mock.world.idempotency import Record
from layers_mock.world.keys import issued_secrets, secret_of
from layers_mock.world.world import World

__all__ = ["sealed", "unsealed"]

_ROTATION = "rotateApiKey"
_SECRET = re.compile(rb"lp_(?:live|test)_[A-Z2-7]{16}_[A-Za-z0-9-]{43}")
_NAMED = re.compile(rb"\{secret ([a-z0-9-]+) ([0-9]{1,9})\}")


def sealed(world: World, operation: str, record: Record) -> Record:
    """The record with every secret that this world gave out replaced by the key's name and the number of the rotation."""
    if operation != _ROTATION:
        return record
    issued = issued_secrets(world)

    def named(found: re.Match[bytes]) -> bytes:
        origin = issued.get(found[0].decode())
        return found[0] if origin is None else f"{{secret {origin[0]} {origin[1]}}}".encode()

    return record._replace(body=_SECRET.sub(named, record.body))


def unsealed(world: World, operation: str, record: Record) -> Record:
    """The record as it was before :func:`sealed`."""
    if operation != _ROTATION:
        return record
    keys = {key.name: key for key in world.keys.values()}

    def secret(found: re.Match[bytes]) -> bytes:
        key = keys.get(found[1].decode())
        return found[0] if key is None else secret_of(world.ids, key, int(found[2])).encode()

    return record._replace(body=_NAMED.sub(secret, record.body))
