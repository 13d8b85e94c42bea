"""Keeping secrets out of what is shown: API keys and signing secrets wherever they stand, and headers that are nothing else."""

import re

__all__ = ["redact", "redact_header"]

_KEY = re.compile(r"(?<![A-Za-z0-9])lp_(?:live|test)_[A-Z2-7]{4}[A-Za-z0-9_-]*")
_SIGNING_SECRET = re.compile(r"(?<![A-Za-z0-9])whsec_[A-Za-z0-9+/=_-]{8,}")
_APP_KEY = re.compile(r"(?<![A-Za-z0-9])lsk_[0-7][0-9A-HJKMNP-TV-Z]{25}")
"""The key of an SDK app, told once by the call that makes or rotates it."""
_SHOWN_OF_AN_APP_KEY = 8
_BEARER_KEY = re.compile(rf"(?:[Bb]earer\s+)?{_KEY.pattern}")
_SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "proxy-authorization", "set-cookie", "x-api-key", "x-layers-mock-token"}
)
_SHOWN_OF_A_KEY = 12
"""Its environment and the first letters of its public part, so that people tell keys apart."""


def redact(text: str) -> str:
    """The text with every API key cut short and without signing secrets, this server's and the vendor's alike."""
    text = _KEY.sub(lambda key: f"{key[0][:_SHOWN_OF_A_KEY]}… (redacted)", text)
    text = _APP_KEY.sub(lambda key: f"{key[0][:_SHOWN_OF_AN_APP_KEY]}… (redacted)", text)
    return _SIGNING_SECRET.sub("whsec_… (redacted)", text)


def redact_header(name: str, value: str) -> str:
    """A header's value as it may be shown: of a header that holds a secret no more than which key it was."""
    if name.lower() in _SECRET_HEADERS and not _BEARER_KEY.fullmatch(value):
        return "(redacted)"
    return redact(value)
