"""Forms that answers print: moments, ids without a prefix, and URLs of a platform."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from layers_mock.kit import holds
from layers_mock.kit.id_forms import is_same_id

__all__ = ["equal_ids", "instant", "is_bare_uuid", "is_on_host", "utc"]

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


def equal_ids(came: object, promised: object, what: str) -> None:
    """Expect an id, or as many ids in their order, whatever their forms."""
    ids = (came, promised) if isinstance(came, list) and isinstance(promised, list) else ([came], [promised])
    is_same = len(ids[0]) == len(ids[1]) and all(map(is_same_id, *ids))
    holds(is_same, f"{what} is {came!r}, which is not {promised!r}")


def is_bare_uuid(text: object) -> bool:
    """Whether this is a UUID in lower case without a prefix."""
    return isinstance(text, str) and _BARE_UUID.fullmatch(text) is not None


def is_on_host(url: str, host: str) -> bool:
    """Whether a URL is https, on this host or one below it."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    return parts.scheme == "https" and (name == host or name.endswith(f".{host}"))
