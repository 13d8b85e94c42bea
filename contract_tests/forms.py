"""Forms that answers print: moments, and ids without a prefix."""

import re
from datetime import datetime

from layers_mock.kit import holds

__all__ = ["instant", "is_bare_uuid", "utc"]

_BARE_UUID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


def instant(text: str) -> datetime:
    """The moment that a timestamp names. Raises :class:`ValueError` where it names none."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment


def utc(text: object) -> datetime:
    """A printed moment in UTC; breaks the rule where the text is none, or does not end in Z."""
    holds(isinstance(text, str) and text.endswith("Z"), f"a moment that reads {text!r}")
    return datetime.fromisoformat(str(text))


def is_bare_uuid(text: object) -> bool:
    """Whether this is a UUID in lower case without a prefix."""
    return isinstance(text, str) and _BARE_UUID.fullmatch(text) is not None
