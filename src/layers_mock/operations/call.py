"""One call and its reply: what every operation takes and makes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

from layers_mock.contract import JsonObject, Operation
from layers_mock.world.idempotency import fingerprint
from layers_mock.world.organization import Organization
from layers_mock.world.rows import ApiKey
from layers_mock.world.scenarios import JobBend
from layers_mock.world.world import World

__all__ = ["Call", "Handler", "Reply"]


@dataclass(slots=True)
class Call:
    """A request that passed everything the document says of it.

    ``path`` and ``query`` hold decoded, valid values with defaults filled in; ``body`` is the parsed JSON, ``{}`` where
    none was sent. ``now`` is the world's time in milliseconds, taken once.
    """

    operation: Operation
    now: int
    key: ApiKey
    organization: Organization
    path: Mapping[str, str]
    query: Mapping[str, object]
    headers: Mapping[str, str]
    body: JsonObject
    sent: tuple[str, str, object]
    """Path, query and body as they came."""
    bend: JobBend | None = None
    """How the job that the call starts shall run, where a scenario says so."""

    def fingerprint(self) -> bytes:
        """Equal for equal requests: concrete path, query and body."""
        return fingerprint(*self.sent)

    def text(self, name: str) -> str | None:
        """A body field that the document types as a string."""
        return cast("str | None", self.body.get(name))

    def limit(self) -> int:
        """The page size asked for; the document gives default and bounds."""
        return int(cast("int", self.query["limit"]))


@dataclass(slots=True)
class Reply:
    """A successful answer. ``body`` is ready for JSON, or JSON already, empty for an empty answer."""

    status: int
    body: JsonObject | bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    met: tuple[str, ...] = ()
    """Documented behaviours a client meets in this answer, beside its status."""
    changed: bool = True
    """Whether the call changed something, for the audit log. Operations that only read need not say so."""
    made: Mapping[str, str] | None = None
    """What the call made, as a path would name it, where the call's own path leads to no project; for the audit log."""


Handler = Callable[[World, Call], Reply]
