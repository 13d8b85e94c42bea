"""Servers that get createInfluencer wrong."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.influencers_servers import IDENTITY, Read, accepts, rows_of, unread_at_first
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    refusal,
    replies,
    turns,
    when_asked,
    with_json,
    without,
    without_header,
)

__all__ = ["MUTANTS"]

_CREATE = "createInfluencer"


def _has_own_id(asked: Asked) -> bool:
    return "influencerId" in (asked.body or {})


def _has_images(asked: Asked) -> bool:
    return "referenceImages" in (asked.body or {})


def _assets(asked: Asked) -> list[str]:
    images = (asked.body or {}).get("referenceImages")
    found = images.get("assetIds") if isinstance(images, dict) else None
    return found if isinstance(found, list) else []


def _has_many(asked: Asked) -> bool:
    return 10 < len(_assets(asked)) <= 20


def _has_too_many(asked: Asked) -> bool:
    return len(_assets(asked)) > 20


def _training_at_once(row: Any, read: Read) -> None:
    if row["status"] == "pending":
        row["status"] = "training"


def _never_ready(row: Any, read: Read) -> None:
    if row["status"] == "ready":
        row["status"] = "pending"


def _ready_late(row: Any, read: Read) -> None:
    if row["status"] == "ready" and read.reads_later == 0:
        row["status"] = "training"


def _cut_voice(row: Any, read: Read) -> None:
    row["voiceDescription"] = row["voiceDescription"] and row["voiceDescription"][:255]


def _unset_gender(row: Any, read: Read) -> None:
    row["gender"] = row["gender"] or "unspecified"


def _lost_by_the_job(row: Any, read: Read) -> None:
    if read.is_later:
        row["vibe"] = None


def _flat_texts(row: Any, read: Read) -> None:
    for name in IDENTITY:
        if isinstance(row[name], str):
            row[name] = row[name].encode("ascii", "ignore").decode()


def _overwritten(came: Came, ask: Ask) -> Response:
    """A taken id is an upsert."""
    body = came.asked.body or {}
    if came.status != 409:
        return came.response
    ask(came.asked.further("PATCH", f"/v1/influencers/{body['influencerId']}", without(body, "influencerId")))
    return accepts(_CREATE, 409)()(came.asked, ask)


def _updated_and_refused(came: Came, ask: Ask) -> Response:
    body = came.asked.body or {}
    if came.status == 409:
        ask(came.asked.further("PATCH", f"/v1/influencers/{body['influencerId']}", without(body, "influencerId")))
    return came.response


def _taken_in_one_project() -> Server:
    """Ids collide within a project only."""
    places: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == _CREATE and _has_own_id(asked):
            own = asked.body["influencerId"].removeprefix("inf_")
            if places.setdefault(own, asked.path[0]) != asked.path[0]:
                return ask(asked.with_body(without(asked.body, "influencerId")))
        return ask(asked.request)

    return server


def _named_by_ulid(came: Came, ask: Ask) -> Response:
    """The id of the client's is printed in another form."""
    body = came.body
    if came.status != 202 or not _has_own_id(came.asked):
        return came.response
    return with_json(came.response, body | {"influencerId": body["influencerId"].upper().replace("INF_", "inf_")})


def _some_images(body: dict[str, Any]) -> None:
    body["referenceImages"]["assetIds"] = body["referenceImages"]["assetIds"][:10]


def _no_images_yet(row: Any, read: Read) -> None:
    if not read.is_later:
        row["referenceImages"] = []


def _made_without_images(came: Came, ask: Ask) -> Response:
    """The asset is looked up behind the row."""
    if came.status == 404 and _has_images(came.asked):
        ask(came.asked.with_body(without(came.asked.body, "referenceImages")))
    return came.response


def _drops_unknown_images(came: Came, ask: Ask) -> Response:
    if came.status == 404 and _has_images(came.asked):
        return ask(came.asked.with_body(without(came.asked.body, "referenceImages")))
    return came.response


def _looks_at_the_first(came: Came, ask: Ask) -> Response:
    """Only the first asset is looked up."""
    if came.status == 404 and _has_images(came.asked):
        first = came.asked.body["referenceImages"]["assetIds"][:1]
        return ask(came.asked.with_body({**came.asked.body, "referenceImages": {"assetIds": first}}))
    return came.response


def _made_at_home(came: Came, ask: Ask) -> Response:
    """A project that is not there is made up for by another one."""
    home = came.asked.memory.ids["project"]
    is_gone = came.status == 404 and not _has_images(came.asked)
    return ask(came.asked.with_url(came.asked.path[0], home)) if is_gone and not _has_own_id(came.asked) else came.response


def _repeats(what: str) -> Callable[[], Server]:
    def make() -> Server:
        keys: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            key = asked.header("Idempotency-Key")
            if asked.operation != _CREATE or key is None:
                return ask(asked.request)
            is_known = key in keys
            keys.add(key)
            if what == "later" and is_known and asked.passed:
                return ask(asked.with_header("Idempotency-Key", None))
            came = ask(asked.request)
            if what == "refused" and is_known:
                return refusal(came, 409, "IDEMPOTENCY_CONFLICT")
            return came

        return server

    return make


def _moved_from_archived(came: Came, ask: Ask) -> Response:
    if came.status == 409 and not _has_own_id(came.asked):
        return ask(came.asked.with_url(came.asked.path[0], came.asked.memory.ids["project"]))
    return came.response


MUTANTS = (
    Mutant("create-influencer.accepted", "It is answered 201.", answers(_CREATE, lambda body: None, status=201)),
    Mutant("create-influencer.accepted", "The kind is influencer_train.", answers(_CREATE, lambda body: body | {"kind": "influencer_train"})),
    Mutant(
        "create-influencer.accepted", "locationUrl names the influencer's id as if it were the job's.",
        answers(_CREATE, lambda body: body | {"locationUrl": "/v1/jobs/job_" + body["influencerId"][4:]}),
    ),
    Mutant(
        "create-influencer.accepted", "Where the client chose the id, the job is told as queued.",
        answers(_CREATE, lambda body: body | {"status": "queued"}, when=_has_own_id),
    ),
    Mutant("create-influencer.row-is-pending", "The row is not there until its job has begun.", unread_at_first(_CREATE)),
    Mutant("create-influencer.row-is-pending", "The row is in training from the start.", rows_of(_CREATE, _training_at_once)),
    Mutant("create-influencer.row-is-pending", "The row stays pending when its job is completed.", rows_of(_CREATE, _never_ready)),
    Mutant("create-influencer.row-is-pending", "The first read behind the job's end still says training.", rows_of(_CREATE, _ready_late)),
    Mutant("create-influencer.fields", "voiceDescription is cut at 255 characters.", rows_of(_CREATE, _cut_voice)),
    Mutant("create-influencer.fields", "A gender that was left out reads as unspecified.", rows_of(_CREATE, _unset_gender)),
    Mutant("create-influencer.fields", "The end of the job loses the vibe.", rows_of(_CREATE, _lost_by_the_job)),
    Mutant("create-influencer.fields", "Characters beyond ASCII are lost.", rows_of(_CREATE, _flat_texts)),
    Mutant(
        "create-influencer.fields", "A personality's empty lists are lost.",
        asks(_CREATE, lambda body: body | {"personality": {k: v for k, v in body["personality"].items() if v}}, when=lambda asked: (asked.body or {}).get("personality")),
    ),
    Mutant("create-influencer.own-id", "The client's id is ignored.", asks(_CREATE, lambda body: without(body, "influencerId"))),
    Mutant("create-influencer.own-id", "The id is answered without inf_.", answers(
        _CREATE, lambda body: body | {"influencerId": body["influencerId"].removeprefix("inf_")}, when=_has_own_id)),
    Mutant("create-influencer.own-id", "The id is answered in upper case.", replies(_CREATE, _named_by_ulid)),
    Mutant("create-influencer.id-taken", "A taken id overwrites what has it.", replies(_CREATE, _overwritten)),
    Mutant("create-influencer.id-taken", "The conflict is told behind an upsert of the row.", replies(_CREATE, _updated_and_refused)),
    Mutant("create-influencer.id-taken", "Ids collide within one project only.", _taken_in_one_project),
    Mutant(
        "create-influencer.id-taken", "A taken id with its prefix is not recognised, and another one made.",
        replies(_CREATE, lambda came, ask: ask(came.asked.with_body(without(came.asked.body, "influencerId")))
                if came.status == 409 and str(came.asked.body.get("influencerId")).startswith("inf_") else came.response),
    ),
    Mutant("create-influencer.id-taken", "A taken id is 422.", turns(_CREATE, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("create-influencer.reference-images", "Images beyond the tenth are dropped.", asks(_CREATE, _some_images, when=_has_many)),
    Mutant("create-influencer.reference-images", "The row has no images before its job is over.", rows_of(_CREATE, _no_images_yet)),
    Mutant(
        "create-influencer.reference-images", "21 images are taken, the last one dropped.",
        asks(_CREATE, lambda body: body | {"referenceImages": {"assetIds": body["referenceImages"]["assetIds"][:20]}}, when=_has_too_many),
    ),
    Mutant("create-influencer.reference-not-found", "What is not in the project is dropped.", replies(_CREATE, _drops_unknown_images)),
    Mutant("create-influencer.reference-not-found", "The 404 is told behind the making of the row.", replies(_CREATE, _made_without_images)),
    Mutant("create-influencer.reference-not-found", "Only the first asset is looked up.", replies(_CREATE, _looks_at_the_first)),
    Mutant(
        "create-influencer.reference-not-found", "It is 422.",
        turns(_CREATE, 404, "NOT_FOUND", to=(422, "VALIDATION"), when=lambda came: _has_images(came.asked)),
    ),
    Mutant(
        "create-influencer.project-not-found", "Another organisation's project is 403.",
        turns(_CREATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-project")),
    ),
    Mutant("create-influencer.project-not-found", "In the stead of a project that is not there, another one is taken.", replies(_CREATE, _made_at_home)),
    Mutant(
        "create-influencer.project-not-found", "With an own id, another organisation's project is taken.",
        when_asked(_CREATE, lambda asked: asked.with_key("other"), when=lambda asked: _has_own_id(asked) and asked.is_at("foreign-project")),
    ),
    Mutant("create-influencer.idempotency", "The header is not looked at.", without_header(_CREATE, "Idempotency-Key")),
    Mutant("create-influencer.idempotency", "When the job is over, a repeat makes another one.", _repeats("later")),
    Mutant("create-influencer.idempotency", "A repeat is a conflict.", _repeats("refused")),
    Mutant("create-influencer.archived-project", "The archived project is 404.", turns(_CREATE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant("create-influencer.archived-project", "With an own id, nobody looks at the project.", accepts(_CREATE, 409, when=_has_own_id)),
    Mutant("create-influencer.archived-project", "The influencer lands in another project instead.", replies(_CREATE, _moved_from_archived)),
)  # fmt: skip
