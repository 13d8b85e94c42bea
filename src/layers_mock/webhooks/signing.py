"""The signature of a webhook: ``X-Layers-Signature: t=<unix seconds>,v1=<hex>[,v1=<hex>…]`` (operational/webhooks).

Each ``v1`` is the HMAC-SHA256 of ``<t>.<body>`` under one live secret; whoever receives it accepts any that matches.
"""

import hmac
from collections.abc import Sequence
from typing import Literal, NamedTuple

__all__ = [
    "EVENT_HEADER",
    "SIGNATURE_HEADER",
    "TOLERANCE_SECONDS",
    "Fault",
    "Part",
    "Signed",
    "inspect",
    "mac",
    "read",
    "signature",
    "staleness",
]

EVENT_HEADER = "X-Layers-Event-Id"
SIGNATURE_HEADER = "X-Layers-Signature"
TOLERANCE_SECONDS = 300
"""How far a timestamp may be off (integrations/webhooks)."""


Part = Literal["header", "timestamp", "secret", "body", "secret or body"]


class Fault(NamedTuple):
    """Why a signature is refused: which part is wrong, and a sentence for people."""

    part: Part
    reason: str


class Signed(NamedTuple):
    """What a header says: when it was signed, in Unix seconds, and every ``v1`` as it is written."""

    timestamp: int
    macs: tuple[str, ...]


def mac(secret: str, timestamp: int, body: bytes) -> str:
    """The hex HMAC of one secret over ``<timestamp>.<body>``; the secret counts as it is printed, ``whsec_`` included."""
    return hmac.digest(secret.encode(), b"%d." % timestamp + body, "sha256").hex()


def signature(secrets: Sequence[str], timestamp: int, body: bytes) -> str:
    """The header for a body sent at ``timestamp`` (Unix seconds): one ``v1`` per live secret, the one in use first."""
    return ",".join([f"t={timestamp}", *(f"v1={mac(secret, timestamp, body)}" for secret in secrets)])


def read(header: str) -> Signed | Fault:
    """The parts of a header, or why it is none."""
    parts = [part.strip().partition("=") for part in header.split(",")]
    times = [value for name, _, value in parts if name == "t"]
    macs = tuple(value for name, _, value in parts if name == "v1")
    if len(times) != 1 or not (times[0].isascii() and times[0].isdigit()) or len(times[0]) > len(str(2**63)):
        return Fault("header", f"The header {header[:200]!r} has no t=<unix seconds>.")
    if not macs:
        return Fault("header", f"The header {header[:200]!r} has no v1=<hex>.")
    return Signed(int(times[0]), macs)


def inspect(header: str, body: bytes, secret: str, now: int, *, tolerance: int = TOLERANCE_SECONDS) -> Fault | None:
    """What is wrong with a signature at ``now`` (Unix seconds); ``None`` where nothing is."""
    signed = read(header)
    if isinstance(signed, Fault):
        return signed
    expected = mac(secret, signed.timestamp, body).encode()
    if not any(hmac.compare_digest(expected, given.lower().encode(errors="surrogateescape")) for given in signed.macs):
        return Fault(
            "secret or body", "No v1 is the HMAC-SHA256 of this body under this secret; one of the two is not the one sent."
        )
    return staleness(signed.timestamp, now, tolerance)


def staleness(timestamp: int, now: int, tolerance: int) -> Fault | None:
    """What is wrong with a timestamp at ``now``, both in Unix seconds; ``None`` where it is within ``tolerance`` seconds."""
    if abs(now - timestamp) <= tolerance:
        return None
    side = "old" if timestamp < now else "in the future"
    return Fault("timestamp", f"The timestamp is {abs(now - timestamp)} seconds {side}; at most {tolerance} are accepted.")
