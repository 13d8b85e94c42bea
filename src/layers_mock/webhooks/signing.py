"""The signature of a webhook: ``X-Layers-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>…]`` (operational/webhooks).

Each ``v1`` is the HMAC-SHA256 of ``<t>.<body>`` under one live secret; whoever receives it accepts any that matches.
"""

import hmac
from collections.abc import Sequence
from typing import Literal, NamedTuple

__all__ = ["EVENT_HEADER", "SIGNATURE_HEADER", "TOLERANCE_SECONDS", "Fault", "inspect", "mac", "signature"]

EVENT_HEADER = "X-Layers-Event-Id"
SIGNATURE_HEADER = "X-Layers-Signature"
TOLERANCE_SECONDS = 300
"""How far a timestamp may be off (integrations/webhooks)."""


class Fault(NamedTuple):
    """Why a signature is refused: which part is wrong, and a sentence for people."""

    part: Literal["header", "timestamp", "secret or body"]
    reason: str


def mac(secret: str, timestamp: int, body: bytes) -> str:
    """The hex HMAC of one secret over ``<timestamp>.<body>``; the secret counts as it is printed, ``whsec_`` included."""
    return hmac.digest(secret.encode(), b"%d." % timestamp + body, "sha256").hex()


def signature(secrets: Sequence[str], timestamp: int, body: bytes) -> str:
    """The header for a body sent at ``timestamp`` (Unix seconds): one ``v1`` per live secret, the one in use first."""
    return ",".join([f"t={timestamp}", *(f"v1={mac(secret, timestamp, body)}" for secret in secrets)])


def inspect(header: str, body: bytes, secret: str, now: int, *, tolerance: int = TOLERANCE_SECONDS) -> Fault | None:
    """What is wrong with a signature at ``now`` (Unix seconds); ``None`` where nothing is."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    macs = [value.lower() for name, _, value in parts if name == "v1"]
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or len(times[0]) > len(str(2**63)):
        return Fault("header", f"The header {header[:200]!r} has no t=<unix seconds>.")
    if not macs:
        return Fault("header", f"The header {header[:200]!r} has no v1=<hex>.")
    timestamp = int(times[0])
    expected = mac(secret, timestamp, body)
    if not any(hmac.compare_digest(expected.encode(), given.encode(errors="surrogateescape")) for given in macs):
        return Fault(
            "secret or body", "No v1 is the HMAC-SHA256 of this body under this secret; one of the two is not the one sent."
        )
    if abs(now - timestamp) > tolerance:
        side = "old" if timestamp < now else "in the future"
        return Fault("timestamp", f"The timestamp is {abs(now - timestamp)} seconds {side}; at most {tolerance} are accepted.")
    return None
