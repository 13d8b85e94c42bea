"""One event as the request that delivers it."""

from collections.abc import Sequence

import orjson

from layers_mock.contract import JsonObject
from layers_mock.webhooks.sending import Parcel
from layers_mock.webhooks.signing import EVENT_HEADER, SIGNATURE_HEADER, signature
from layers_mock.world.clock import wall_seconds

__all__ = ["USER_AGENT", "parcel"]

USER_AGENT = "layers-mock-webhooks"


def parcel(url: str, event: JsonObject, secrets: Sequence[str], timestamp: int | None = None) -> Parcel:
    """The event for ``url``, signed with each secret at ``timestamp`` (Unix seconds), or now."""
    body = orjson.dumps(event)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": USER_AGENT,
        EVENT_HEADER: str(event["id"]),
        SIGNATURE_HEADER: signature(secrets, wall_seconds() if timestamp is None else timestamp, body),
    }
    return Parcel(url, headers, body)
