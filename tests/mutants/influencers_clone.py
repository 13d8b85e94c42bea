"""Servers that answer a cloneInfluencer wrongly, and get its row and job wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import Read, get, rows_of, unread_at_first
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, refusal, with_json, without

__all__ = ["MUTANTS"]

_CLONE = "cloneInfluencer"


def _has_own_id(asked: Asked) -> bool:
    return "newInfluencerId" in (asked.body or {})


def _patched_clones(refuse: bool) -> Callable[[], Server]:
    """A clone's row takes no patch as long as its job runs, or loses it when the job ends."""

    def make() -> Server:
        clones: dict[str, tuple[str, float]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            now = asked.passed
            source, at = clones.get(asked.path[0] if asked.path else "", ("", now))
            if asked.operation == "patchInfluencer" and source and now == at and refuse:
                return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT")
            came = ask(asked.request)
            if asked.operation == _CLONE and came.status == 202:
                clones[json_of(came)["influencerId"]] = (asked.path[0], now)
            if asked.operation == "getInfluencer" and source and now > at and not refuse:
                return with_json(came, {**json_of(came), "vibe": get(asked, ask, source)["vibe"]})
            return came

        return server

    return make


def _patches_the_source() -> Server:
    """Clone and source are one row where patches are concerned."""
    sources: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _CLONE and came.status == 202:
            sources[json_of(came)["influencerId"]] = asked.path[0]
        if asked.operation == "patchInfluencer" and asked.path[0] in sources:
            ask(asked.further("PATCH", f"/v1/influencers/{sources[asked.path[0]]}", asked.body))
        return came

    return server


def _ready_late(row: Any, read: Read) -> None:
    if row["status"] == "ready" and read.reads_later == 0:
        row["status"] = "training"


def _ready_never(row: Any, read: Read) -> None:
    if row["status"] == "ready":
        row["status"] = "draft"


def _ready_early(row: Any, read: Read) -> None:
    if row["status"] == "pending":
        row["status"] = "ready"


def _status_of_the_source(row: Any, read: Read) -> None:
    if not read.is_later:
        row["status"] = read.source["status"]


def _of_source(asked: Asked) -> str:
    return asked.path[0]


MUTANTS = (
    Mutant("clone-influencer.accepted", "A clone is 201.", answers(_CLONE, lambda body: None, status=201)),
    Mutant(
        "clone-influencer.accepted", "The answer to a clone with overrides tells them as well.",
        answers(_CLONE, lambda body, asked: body | {"overrides": asked.body["overrides"]}, when=lambda asked: "overrides" in asked.body),
    ),
    Mutant("clone-influencer.accepted", "locationUrl is left out.", answers(_CLONE, lambda body: without(body, "locationUrl"))),
    Mutant("clone-influencer.job-kind", "The kind is influencer_clone.", answers(_CLONE, lambda body: body | {"kind": "influencer_clone"})),
    Mutant(
        "clone-influencer.job-kind", "The job reads as influencer_clone, while the answer says influencer_create.",
        answers("getJob", lambda body: body | {"kind": "influencer_clone"}),
    ),
    Mutant(
        "clone-influencer.job-kind", "locationUrl leads to the influencer where the client chose its id.",
        answers(_CLONE, lambda body: body | {"locationUrl": f"/v1/influencers/{body['influencerId']}"}, when=_has_own_id),
    ),
    Mutant(
        "clone-influencer.answers-the-clone", "influencerId is that of the source.",
        answers(_CLONE, lambda body, asked: body | {"influencerId": _of_source(asked)}),
    ),
    Mutant(
        "clone-influencer.answers-the-clone", "influencerId is the source's where the client chose the clone's.",
        answers(_CLONE, lambda body, asked: body | {"influencerId": _of_source(asked)}, when=_has_own_id),
    ),
    Mutant("clone-influencer.row-is-pending", "The status is copied from the source.", rows_of(_CLONE, _status_of_the_source)),
    Mutant("clone-influencer.row-is-pending", "The row is not there until its job has begun.", unread_at_first(_CLONE)),
    Mutant("clone-influencer.becomes-ready", "The first read behind the job's end still says training.", rows_of(_CLONE, _ready_late)),
    Mutant("clone-influencer.becomes-ready", "A completed job leaves the clone a draft.", rows_of(_CLONE, _ready_never)),
    Mutant("clone-influencer.becomes-ready", "The clone is ready before its job is.", rows_of(_CLONE, _ready_early)),
    Mutant(
        "clone-influencer.envelope-of-create", "A clone's answer tells the source as well.",
        answers(_CLONE, lambda body, asked: body | {"sourceInfluencerId": asked.path[0]}),
    ),
    Mutant("clone-influencer.envelope-of-create", "A clone's ids are bare.", answers(_CLONE, lambda body: body | {"jobId": body["jobId"][4:]})),
    Mutant("clone-influencer.is-patchable", "A clone cannot be patched while its job runs.", _patched_clones(refuse=True)),
    Mutant("clone-influencer.is-patchable", "The end of the job writes the source's vibe over a patch.", _patched_clones(refuse=False)),
    Mutant("clone-influencer.is-patchable", "A patch of the clone reaches its source.", _patches_the_source),
)  # fmt: skip
