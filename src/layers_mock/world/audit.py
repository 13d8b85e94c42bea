"""The audit log of an organisation: what its keys asked for, what they were refused, and what they changed.

The log keeps the last calls, so many and no more, and makes events of them when somebody reads it. A call makes one event, and
one more where it changed something (reference/audit-log/list; the names of most changes are inferred).
"""

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from layers_mock.world.ids import IdSource, Key, parse

if TYPE_CHECKING:
    from layers_mock.world.organization import Organization

__all__ = [
    "KEPT",
    "LONGEST_PATH",
    "AuditEvent",
    "AuditLog",
    "AuditMark",
    "AuditedCall",
    "CallFields",
    "change_of",
    "event_id",
    "project_behind",
]

KEPT = 5_000
"""How many calls a log keeps."""
LONGEST_PATH = 500
"""How many characters of a path are kept."""
_REQUEST = "api.request"
_REFUSED = {
    "UNAUTHENTICATED": "auth.key_rejected",
    "KILL_SWITCH": "auth.key_rejected",
    "FORBIDDEN_SCOPE": "auth.scope_denied",
    "RATE_LIMITED": "auth.rate_limited",
}
"""How a call is told that never reached its operation, by the code it was refused with."""
_CHANGES = {
    "rotateApiKey": "api_key.rotated",
    "killApiKey": "api_key.killed",
    "deleteApiKey": "api_key.deleted",
    "cloneFromPost": "mutation.content_cloned",
    "uploadMediaInline": "mutation.media_uploaded",
}
"""Changes whose names do not follow from their operations."""
_TABLES = {
    "containerId": "containers",
    "endpointId": "webhook_endpoints",
    "influencerId": "influencers",
    "jobId": "jobs",
    "scheduledPostId": "scheduled_posts",
    "socialAccountId": "social_accounts",
    "state": "oauth_states",
}
"""Where an organisation keeps what a path parameter names, which tells its project."""
_WORDS = re.compile(r"[A-Z]?[a-z]+")
_HIGHEST = 1 << 47


class AuditedCall(NamedTuple):
    """One call as the log keeps it. ``about`` holds the ids that it named, or made."""

    at: int
    request_id: str
    key: Key
    method: str
    path: str
    status: int
    code: str | None
    change: str | None
    """The operation, where it changed something."""
    about: Mapping[str, str]

    @property
    def event(self) -> str:
        """How the call itself is told."""
        return _REQUEST if self.code is None else _REFUSED.get(self.code, _REQUEST)


CallFields = tuple[int, str, Key, str, str, int, str | None, str | None, Mapping[str, str]]
"""An :class:`AuditedCall`, or a bare tuple of its fields in their order, which is made in a third of the time."""


class AuditMark(NamedTuple):
    """A log as a snapshot has it: how many calls there ever were, and those it keeps, oldest first."""

    told: int
    calls: tuple[AuditedCall, ...]


class AuditEvent(NamedTuple):
    """One event: its type, and the call behind it. ``place`` grows with each."""

    place: int
    type: str
    call: AuditedCall

    @property
    def is_change(self) -> bool:
        """Whether it tells a change, and not the call as such."""
        return self.place % 2 == 1


class AuditLog:
    """The last calls of one organisation. Places are even for calls and odd for what they changed."""

    __slots__ = ("_calls", "_told")

    def __init__(self) -> None:
        self._calls: deque[CallFields] = deque(maxlen=KEPT)
        self._told = 0

    def record(self, call: CallFields) -> None:
        """Keep a call; the oldest one goes where there are too many."""
        self._told += 1
        self._calls.append(call)

    def newest_first(self, below: int | None = None) -> Iterator[AuditEvent]:
        """The events, newest first, from just below the place ``below``."""
        number, skipped = self._told, 0
        if below is not None:
            # Where a change was the last event shown, its call is the next one.
            skipped = max(0, number - (below + 1) // 2)
        for call in map(AuditedCall._make, islice(reversed(self._calls), skipped, None)):
            place = 2 * (number - skipped - 1)
            skipped += 1
            if call.change is not None and (below is None or place + 1 < below):
                yield AuditEvent(place + 1, change_of(call.change), call)
            if below is None or place < below:
                yield AuditEvent(place, call.event, call)

    def mark(self) -> AuditMark:
        """The log, to be kept elsewhere."""
        return AuditMark(self._told, tuple(map(AuditedCall._make, self._calls)))

    def restore(self, told: int, calls: Iterable[AuditedCall]) -> None:
        """Go on from a log kept elsewhere."""
        self._told = told
        self._calls = deque(calls, maxlen=KEPT)


def event_id(ids: IdSource, organization: Key, place: int) -> Key:
    """The id of an event. Later ones have lower ids, so that "newest first, then by id" is one order."""
    seed = ids.digest(f"audit/{organization:x}")
    highest = int.from_bytes(seed[:6]) | _HIGHEST
    rest = ids.digest(f"audit/{organization:x}/{place}")[:10]
    return Key((highest - place) % (1 << 48) << 80 | int.from_bytes(rest))


@cache
def change_of(operation: str) -> str:
    """The event of what an operation changes: ``mutation.scheduled_post_canceled`` for ``cancelScheduledPost``."""
    verb, *noun = [word.lower() for word in _WORDS.findall(operation)]
    done = {"patch": "updated"}.get(verb) or (verb + "d" if verb.endswith("e") else verb + "ed")
    return _CHANGES.get(operation) or f"mutation.{'_'.join([*noun, done])}"


def project_behind(organization: "Organization", call: AuditedCall) -> Key | None:
    """The project that a call was about; ``None`` where it named nothing of a project of the organisation."""
    for name, text in call.about.items():
        key = parse(text)
        if key is None:
            continue
        if name == "projectId":
            return key if organization.projects.get(key) is not None else None
        row = _row_behind(organization, name, key)
        if row is not None:
            found: Key | None = row.project
            return found
    return None


def _row_behind(organization: "Organization", name: str, key: Key) -> Any:
    """The row that tells the project of what a path parameter names; a delivery has that of its endpoint."""
    if name == "deliveryId":
        delivery = organization.webhook_deliveries.get(key)
        return None if delivery is None else organization.webhook_endpoints.get(delivery.endpoint)
    table = _TABLES.get(name)
    return None if table is None else getattr(organization, table).get(key)
