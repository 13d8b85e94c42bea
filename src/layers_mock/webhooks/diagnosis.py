"""Finding out why a signature does not fit: which part is wrong, and what commonly makes it so.

A MAC that does not match says nothing about why. So what commonly goes wrong with secrets and with bodies is tried, the least
of it first, until something fits; then that is the reason. What fits no attempt is told as that: the secret or the body.
"""

import hmac
import json
import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Sequence
from itertools import islice, permutations, product
from typing import NamedTuple

from layers_mock.webhooks.signing import SIGNATURE_HEADER, TOLERANCE_SECONDS, Fault, mac, read, staleness

__all__ = ["Verdict", "diagnose"]

_PREFIX = "whsec_"
_BOM = b"\xef\xbb\xbf"
_MILLISECONDS = 10**11
_MOST_REWRITTEN_BYTES = 1 << 18
_MOST_ORDERS = 20_000
_IS_MAC = re.compile("[0-9a-fA-F]{64}")
_IN_QUOTES = re.compile("""\\s*(["']?)(.*?)\\1\\s*""", re.DOTALL)


class Verdict(NamedTuple):
    """What is wrong with a signature; nothing where ``faults`` is empty.

    ``timestamp``: Unix seconds, where the header has them. ``secret`` and ``mac``: which of the secrets fits which ``v1``,
    both counted from 1, where nothing but the timestamp is wrong.
    """

    faults: tuple[Fault, ...]
    timestamp: int | None = None
    secret: int | None = None
    mac: int | None = None

    @property
    def is_valid(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


class _Guess(NamedTuple):
    """Bytes that may have been used in place of the right ones, and why; without a fault they are the right ones."""

    content: bytes
    fault: Fault | None = None


def diagnose(
    header: str, body: bytes, secrets: Sequence[str], now: int, *, tolerance: int | None = TOLERANCE_SECONDS
) -> Verdict:
    """Judge a signature at ``now`` (Unix seconds) under each of ``secrets``; no ``tolerance``: however old it is."""
    signed = read(header.strip().removeprefix(f"{SIGNATURE_HEADER}:"))
    if isinstance(signed, Fault):
        return Verdict((signed,))
    stale = None if tolerance is None else _stale(signed.timestamp, now, tolerance)
    late = () if stale is None else (stale,)
    for number, secret in enumerate(secrets, 1):
        expected = mac(secret, signed.timestamp, body)
        for place, given in enumerate(signed.macs, 1):
            if hmac.compare_digest(expected.encode(), given.lower().encode(errors="surrogateescape")):
                return Verdict(late, signed.timestamp, number, place)
    return Verdict((*_explanation(signed.timestamp, signed.macs, body, secrets), *late), signed.timestamp)


def _stale(timestamp: int, now: int, tolerance: int) -> Fault | None:
    fault = staleness(timestamp, now, tolerance)
    if fault is not None and timestamp > _MILLISECONDS:
        return Fault("timestamp", f"The timestamp {timestamp} is in milliseconds or smaller parts; it counts seconds.")
    return fault


def _explanation(timestamp: int, macs: Sequence[str], body: bytes, secrets: Sequence[str]) -> tuple[Fault, ...]:
    """What has gone wrong, as few things at once as explain it."""
    keys = [key for secret in secrets for key in _keys(secret)]
    attempts = [
        (key, _Guess(signed.content, bytes_.fault), signed.fault)
        for key, bytes_ in product(keys, _bodies(body))
        for signed in _signed(timestamp, bytes_.content)
    ]
    attempts.sort(key=lambda attempt: sum(fault is not None for fault in (attempt[0].fault, attempt[1].fault, attempt[2])))
    for key, content, framed in attempts:
        if _fits(key.content, content.content, macs):
            return _said(key.fault, content.fault, framed)
        if _fits_in_base64(key.content, content.content, macs):
            base64 = Fault("header", "v1 is the right MAC in base64; it is written in hex.")
            return _said(key.fault, content.fault, framed, base64)
    for ordered in _orders(body):
        for key in keys:
            if key.fault is None and _fits(key.content, b"%d." % timestamp + ordered, macs):
                return (_rewritten("with its fields in another order"),)
    return (_unexplained(macs, body, secrets),)


def _said(*faults: Fault | None) -> tuple[Fault, ...]:
    return tuple(fault for fault in faults if fault is not None)


def _unexplained(macs: Sequence[str], body: bytes, secrets: Sequence[str]) -> Fault:
    """What is to be said where nothing that was tried fits."""
    if not any(_IS_MAC.fullmatch(given) for given in macs):
        sizes = " and ".join(str(len(given)) for given in macs)
        return Fault("header", f"No v1 is an HMAC-SHA256, which has 64 hex digits; here are {sizes} characters.")
    if any(secret.startswith("lp_") for secret in secrets):
        return Fault("secret", "The secret begins with lp_, as API keys do. A signing secret begins with whsec_.")
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return Fault("body", f"The body of {len(body)} bytes is no JSON; each event is. Something cut it off or changed it.")
    return Fault(
        "secret or body",
        "No v1 is the HMAC-SHA256 of this body under this secret, and nothing that commonly goes wrong explains it: the secret "
        "is of another endpoint or was rotated, or the body is not the one that was signed.",
    )


def _keys(secret: str) -> Iterator[_Guess]:
    """What may have been used as the key."""
    yield _Guess(secret.encode())
    found = _IN_QUOTES.fullmatch(secret)
    bare = found[2] if found else secret
    if bare != secret:
        yield _Guess(bare.encode(), Fault("secret", "The secret has spaces, line breaks or quotes around it that are not its."))
    if not bare.startswith(_PREFIX):
        yield _Guess((_PREFIX + bare).encode(), Fault("secret", "The secret lacks its whsec_, which belongs to the key."))
    text = bare.removeprefix(_PREFIX)
    if text != bare:
        why = "What signed left whsec_ out of the key. The key is the secret as it is printed, whsec_ included."
        yield _Guess(text.encode(), Fault("secret", why))
    padded = text + "=" * (-len(text) % 4)
    for decode in (b64decode, urlsafe_b64decode):
        try:
            decoded = decode(padded)
        except ValueError:
            continue
        why = "What signed took the secret for base64 and decoded it. The key is the secret as it is printed."
        yield _Guess(decoded, Fault("secret", why))


def _signed(timestamp: int, body: bytes) -> Iterator[_Guess]:
    """What may have been signed of a body."""
    yield _Guess(b"%d." % timestamp + body)
    yield _Guess(body, Fault("body", "What was signed is the body alone. It is signed with the timestamp and a dot before it."))
    yield _Guess(b"%d" % timestamp + body, Fault("body", "What was signed lacks the dot between timestamp and body."))


def _bodies(body: bytes) -> Iterator[_Guess]:
    """What the body may have been."""
    yield _Guess(body)
    for other, what in (
        (body.rstrip(b"\r\n"), "without the line break at its end: something added one"),
        (body + b"\n", "with a line break at its end: something cut it off"),
        (body + b"\r\n", "with CR LF at its end: something cut them off"),
        (body.replace(b"\r\n", b"\n"), "with LF as line breaks: something made them CR LF"),
        (body.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), "with CR LF as line breaks: something made them LF"),
        (body.removeprefix(_BOM), "without the byte order mark at its beginning: something added it"),
        (_encoded_once(body), "encoded as UTF-8 once: something read it as Latin-1 and encoded it again"),
        (_decoded(body), "decoded from base64: it was given as base64"),
    ):
        if other not in {None, body}:
            yield _Guess(other or b"", Fault("body", f"The signature fits the body {what}."))
    yield from _rewritings(body)


def _encoded_once(body: bytes) -> bytes | None:
    try:
        return body.decode().encode("latin-1")
    except UnicodeError:
        return None


def _decoded(body: bytes) -> bytes | None:
    try:
        return b64decode(body.strip(), validate=True)
    except ValueError:
        return None


def _rewritings(body: bytes) -> Iterator[_Guess]:
    """The same JSON, written in other ways."""
    value = _parsed(body)
    if value is None:
        return
    ways = (("compactly", (",", ":"), None), ("with spaces", (", ", ": "), None), ("indented", (",", ": "), 2))
    for is_sorted, is_ascii, (how, separators, indent) in product((False, True), (False, True), ways):
        text = json.dumps(value, separators=separators, indent=indent, ensure_ascii=is_ascii, sort_keys=is_sorted)
        written = text.encode("utf-8", "surrogatepass")
        if written != body:
            extra = (", its fields in alphabetical order" if is_sorted else "") + (", as ASCII" if is_ascii else "")
            yield _Guess(written, _rewritten(how + extra))


def _rewritten(how: str) -> Fault:
    return Fault(
        "body",
        f"The signature fits the same JSON written {how}: the body was parsed and written again. Verify the bytes that came, "
        "before anything parses them.",
    )


def _orders(body: bytes) -> Iterator[bytes]:
    """The same event with the fields of its top and of its ``data`` in every order, written compactly."""
    value = _parsed(body)
    if not isinstance(value, dict):
        return
    data = value.get("data")
    inner = permutations(data.items()) if isinstance(data, dict) else iter([None])
    for fields in islice(inner, _MOST_ORDERS // 24):
        told = value if fields is None else {**value, "data": dict(fields)}
        for items in islice(permutations(told.items()), 24):
            yield json.dumps(dict(items), separators=(",", ":"), ensure_ascii=False).encode("utf-8", "surrogatepass")


def _parsed(body: bytes) -> object:
    """The JSON of a body; ``None`` where it is none, or too long to be written again and again."""
    if len(body) > _MOST_REWRITTEN_BYTES:
        return None
    try:
        value = json.loads(body)
        json.dumps(value, indent=2)  # what is nested too deep to be written is found out here
    except (ValueError, RecursionError):
        return None
    return value


def _fits(key: bytes, content: bytes, macs: Sequence[str]) -> bool:
    return hmac.digest(key, content, "sha256").hex() in {given.lower() for given in macs}


def _fits_in_base64(key: bytes, content: bytes, macs: Sequence[str]) -> bool:
    digest = hmac.digest(key, content, "sha256")
    written = {encode(digest).decode().rstrip("=") for encode in (b64encode, urlsafe_b64encode)}
    return not written.isdisjoint(given.rstrip("=") for given in macs)
