"""What wrong servers of influencers are made of: rows read wrongly, calls that do more, refusals that are none."""

from collections.abc import Callable
from typing import Any, NamedTuple

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Server, When, json_of, refusal, replies, with_json

__all__ = [
    "IDENTITY", "Read", "accepts", "also", "anyones", "get", "opens_deleted", "rows_of", "unread_at_first",
]  # fmt: skip

IDENTITY = (
    "gender", "ageRange", "ethnicity", "bodyType", "hairColor", "hairStyle", "style", "vibe", "voiceDescription", "personality",
)  # fmt: skip
_ACCEPTED = {
    "jobId": "job_01HY0AB3C5D7E9F1G3H5J7K9M1",
    "kind": "influencer_create",
    "status": "running",
    "influencerId": "inf_01HY0AB3C5D7E9F1G3H5J7K9M2",
    "locationUrl": "/v1/jobs/job_01HY0AB3C5D7E9F1G3H5J7K9M1",
}


class Read(NamedTuple):
    """One read of a row that a call made: what made it, from which row, and how often it was read before."""

    path: str
    """The path parameter of the call that made it: project or source."""
    body: dict[str, Any]
    source: Any
    """The source's row when the call was made; ``None`` for a new influencer."""
    is_later: bool
    """Time passed since, so that its job is over."""
    reads: int
    """How often it was read before."""
    reads_later: int
    """How often it was read since its job is over, before."""


def get(asked: Asked, ask: Ask, influencer: str) -> Any:
    """An influencer's row; ``None`` where there is none."""
    came = ask(asked.further("GET", f"/v1/influencers/{influencer}"))
    return json_of(came) if came.status == 200 else None


class _Made:
    def __init__(self, path: str, body: Any, source: Any, at: float) -> None:
        self.path = path
        self.body = body if isinstance(body, dict) else {}
        self.source = source
        self.at = at
        self.reads = 0
        self.reads_later = 0

    def read(self, now: float) -> Read:
        is_later = now > self.at
        read = Read(self.path, self.body, self.source, is_later, self.reads, self.reads_later)
        self.reads += 1
        self.reads_later += is_later
        return read


def rows_of(operation: str, edit: Callable[[Any, Read], Any]) -> Callable[[], Server]:
    """Rows that an operation made are read wrongly: ``edit(row, read)`` changes the row in place or gives another one."""

    def make() -> Server:
        made: dict[str, _Made] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            now = asked.passed
            source = get(asked, ask, asked.path[0]) if (asked.operation, operation) == ("cloneInfluencer",) * 2 else None
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == operation and came.status == 202:
                made.setdefault(body["influencerId"], _Made(asked.path[0], asked.body, source, now))
            if asked.operation == "getInfluencer" and came.status == 200 and body["influencerId"] in made:
                changed = edit(body, made[body["influencerId"]].read(now))
                return with_json(came, body if changed is None else changed)
            return came

        return server

    return make


def also(operation: str, more: Callable[[Came], tuple[str, str, object] | None], *, when: When = None) -> Callable[[], Server]:
    """A success does something else besides: ``more`` gives method, path and body of a further request."""

    def change(came: Came, ask: Ask) -> Response:
        wanted = more(came) if 200 <= came.status < 300 else None
        if wanted is not None:
            ask(came.asked.further(*wanted))
        return came.response

    return replies(operation, change, when=when)


def anyones(came: Came, ask: Ask) -> Response:
    """The organisation is not looked at: what is another one's is found."""
    is_missed = came.status == 404 and came.asked.is_at("foreign-influencer")
    return ask(came.asked.with_key("other")) if is_missed else came.response


def unread_at_first(operation: str) -> Callable[[], Server]:
    """The row that an operation makes is written by the job, so that it cannot be read before time passes."""

    def make() -> Server:
        made: dict[str, float] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == operation and came.status == 202:
                made[json_of(came)["influencerId"]] = asked.passed
            if asked.operation != "getInfluencer" or came.status != 200:
                return came
            is_new = made.get(json_of(came)["influencerId"]) == asked.passed
            return refusal(came, 404, "NOT_FOUND") if is_new else came

        return server

    return make


def accepts(operation: str, status: int, *, when: When = None) -> Callable[[], Server]:
    """A refusal becomes a 202 of a job and an influencer that are not there."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != status:
            return came.response
        return with_json(came.response, _ACCEPTED, 202)

    return replies(operation, change, when=when)


def opens_deleted(operation: str, *, when: Callable[[Asked], object] | None = None) -> Callable[[], Server]:
    """One operation answers a deleted influencer as if it were there: its last row, a job, or that it is deleted."""

    def make() -> Server:
        rows: dict[str, Any] = {}
        gone: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            influencer = asked.path[0] if asked.path else ""
            if asked.operation == "deleteInfluencer" and influencer not in gone:
                rows[influencer] = get(asked, ask, influencer)
            came = ask(asked.request)
            if asked.operation == "deleteInfluencer" and came.status == 200:
                gone[influencer] = json_of(came)
            elif influencer in gone and asked.operation == operation and came.status == 404 and (when is None or when(asked)):
                return _shown(came, operation, rows[influencer], gone[influencer])
            return came

        return server

    return make


def _shown(came: Response, operation: str, row: Any, gone: Any) -> Response:
    if operation == "deleteInfluencer":
        return with_json(came, gone, 200)
    if operation == "attachReferenceImages":
        return with_json(came, {name: row[name] for name in ("influencerId", "referenceImages")}, 200)
    if operation == "cloneInfluencer":
        return with_json(came, _ACCEPTED, 202)
    return with_json(came, row, 200)
