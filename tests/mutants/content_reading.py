"""Wrong getContent."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Came,
    Mutant,
    Server,
    answers,
    refusal,
    refuses,
    replies,
    tells,
    turns,
)

__all__ = ["MUTANTS"]

GET = "getContent"

Make = Callable[[], Server]


def _is_running(record: Any) -> bool:
    return record["status"] in {"queued", "generating"}


def _sent_brief(edit: Callable[[Any], Any]) -> Make:
    return tells(GET, lambda record: edit(record["brief"]))


def _sorted_propositions(brief: Any) -> None:
    brief["valuePropositions"] = sorted(brief["valuePropositions"])


def _where_not_found(role: str | None, came: Came, ask: Ask) -> Response:
    """What another key finds is found."""
    return ask(came.asked.with_key(role or "full")) if came.status == 404 else came.response


def _without_prefix(form: Callable[[str], bool]) -> Make:
    """Ids of a form are not found."""
    return refuses(GET, 404, "NOT_FOUND", when=lambda asked: form(asked.path[0]))


MUTANTS = (
    Mutant("get-content.record", "firstComment is left out where there is none.",
           tells(GET, lambda record: record.pop("firstComment"), lambda record: record["firstComment"] is None)),
    Mutant("get-content.record", "projectId is that of the organisation's first project.",
           answers(GET, lambda record, asked: record.update(projectId=asked.memory.ids["project"]))),
    Mutant("get-content.record", "The id of a container comes as its job's.",
           tells(GET, lambda record: record.update(id=record["id"].replace("cnt_", "job_")))),
    Mutant("get-content.record", "A slideshow has the format video_remix once it is completed.",
           tells(GET, lambda record: record.update(format="video_remix"), lambda record: record["status"] == "completed")),

    Mutant("get-content.further-fields", "updatedAt is missing.", tells(GET, lambda record: record.pop("updatedAt"))),
    Mutant("get-content.further-fields", "lastError is there in failed containers alone.",
           tells(GET, lambda record: record.pop("lastError"), lambda record: record["lastError"] is None)),
    Mutant("get-content.further-fields", "completedAt is null in completed containers.",
           tells(GET, lambda record: record.update(completedAt=None))),
    Mutant("get-content.further-fields", "completedAt is missing in failed containers.",
           tells(GET, lambda record: record.pop("completedAt"), lambda record: record["status"] == "failed")),

    Mutant("get-content.unpopulated", "A container cannot be read while its job runs.", replies(
        GET, lambda came, ask: refusal(came.response, 409, "CONFLICT")
        if came.status == 200 and _is_running(came.body) else came.response)),
    Mutant("get-content.unpopulated", "completedAt is when the job began, while it runs.",
           tells(GET, lambda record: record.update(completedAt=record["createdAt"]), _is_running)),
    Mutant("get-content.unpopulated", "caption is an empty text while the job runs.",
           tells(GET, lambda record: record.update(caption=""), _is_running)),
    Mutant("get-content.unpopulated", "assets is null while the job runs.",
           tells(GET, lambda record: record.update(assets=None), _is_running)),
    Mutant("get-content.unpopulated", "Assets are told without url while the job runs.", tells(GET, lambda record: record.update(assets=[{"assetId": "ast_1", "kind": "image", "url": None}]), _is_running)),

    Mutant("get-content.brief", "angle is not kept.", _sent_brief(lambda brief: brief.update(angle=None))),
    Mutant("get-content.brief", "A call to action is made up where none was sent.",
           _sent_brief(lambda brief: brief.update(cta=brief["cta"] or "Learn more"))),
    Mutant("get-content.brief", "valuePropositions is in alphabetical order.", _sent_brief(_sorted_propositions)),
    Mutant("get-content.brief", "The brief lacks what the client left out.", tells(GET, lambda record: record.update(
        brief={name: value for name, value in record["brief"].items() if value}))),

    Mutant("get-content.last-error", "lastError of a failed container is null.", tells(GET, lambda record: record.update(lastError=None))),
    Mutant("get-content.last-error", "lastError has no code.",
           tells(GET, lambda record: record["lastError"].pop("code"), lambda record: bool(record["lastError"]))),
    Mutant("get-content.last-error", "A canceled container has a lastError.", tells(GET, lambda record: record.update(lastError={"code": "CANCELED", "message": "Canceled."}),
        lambda record: record["status"] == "canceled")),
    Mutant("get-content.last-error", "A completed container has an empty lastError.", tells(GET, lambda record: record.update(lastError={"code": "OK", "message": ""}), lambda record: record["status"] == "completed")),

    Mutant("get-content.either-form", "An id without its prefix is not found.", _without_prefix(lambda text: "_" not in text)),
    Mutant("get-content.either-form", "A UUID behind the prefix is not found.",
           _without_prefix(lambda text: text.startswith("cnt_") and "-" in text)),
    Mutant("get-content.either-form", "The id comes back in the form in which it was asked for.",
           answers(GET, lambda record, asked: record.update(id=asked.path[0]))),

    Mutant("get-content.not-found", "Containers of another organisation are found.", replies(
        GET, lambda came, ask: _where_not_found("other" if came.asked.key == "full" else "full", came, ask))),
    Mutant("get-content.not-found", "A container of another organisation is 403.",
           turns(GET, 404, "NOT_FOUND", to=(403, "FORBIDDEN"), when=lambda came: came.asked.is_at("foreign-container"))),
    Mutant("get-content.not-found", "An unknown container has the code CONTENT_NOT_FOUND.",
           turns(GET, 404, "NOT_FOUND", to=(404, "CONTENT_NOT_FOUND"))),
)  # fmt: skip
