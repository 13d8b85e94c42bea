"""Servers whose generations make the wrong containers."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of, read, when_asked, with_json

__all__ = ["MUTANTS"]

_GENERATE, _GET = "generateContent", "getContent"


def _others(edit: Callable[[Any, Any], Any], *, last: bool = False) -> Callable[[], Server]:
    """Of the containers of one request, all but the first (or the last one alone) read wrongly."""

    def make() -> Server:
        wrong: dict[str, dict[str, Any]] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _GENERATE and came.status == 202:
                ids = body["containerIds"][1:]
                wrong.update(dict.fromkeys(ids[-1:] if last else ids, body))
            if asked.operation == _GET and came.status == 200 and body["id"] in wrong:
                job = read(asked, ask, wrong[body["id"]]["locationUrl"])
                edit(body, job)
                return with_json(came, body)
            return came

        return server

    return make


def _asked_for(edit: Callable[[Any, Any], Any]) -> Callable[[], Server]:
    """Containers read wrongly, depending on the body of the request that made them."""

    def make() -> Server:
        bodies: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == _GENERATE and came.status == 202:
                bodies.update(dict.fromkeys(body["containerIds"], asked.body or {}))
            if asked.operation == _GET and came.status == 200 and body["id"] in bodies:
                edit(body, bodies[body["id"]])
                return with_json(came, body)
            return came

        return server

    return make


def _is(read_body: Any, told: str, /, **fields: Any) -> None:
    if read_body["status"] == told:
        read_body.update(fields)


def _stays_after(job_status: str, shown: str) -> Callable[[Any, Any], None]:
    def edit(body: Any, job: Any) -> None:
        if job["status"] == job_status:
            body["status"] = shown

    return edit


def _approved_when_completed(body: Any) -> None:
    if body["approvalStatus"] == "pending":
        _is(body, "completed", approvalStatus="approved")


def _auto_stays(body: Any, sent: Any) -> None:
    if sent.get("format", "auto") == "auto":
        body["format"] = "auto"


def _list_stays_auto() -> Server:
    made: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if asked.operation == _GENERATE and came.status == 202 and (asked.body or {}).get("format", "auto") == "auto":
            made.update(body["containerIds"])
        if asked.operation == "listContent" and came.status == 200:
            for item in body["items"]:
                item["format"] = "auto" if item["id"] in made else item["format"]
            return with_json(came, body)
        return came

    return server


def _has_no_body(asked: Asked) -> bool:
    return not asked.request.content


MUTANTS = (
    Mutant(
        "generate-content.containers-are-queued", "A new container is generating from the start.",
        answers(_GET, lambda body: _is(body, "queued", status="generating")),
    ),
    Mutant(
        "generate-content.containers-are-queued", "The second container is completed from the start.",
        _others(lambda body, job: _is(body, "queued", status="completed")),
    ),
    Mutant(
        "generate-content.containers-are-queued", "The second container is completed without assets.",
        _others(lambda body, job: _is(body, "completed", assets=[])),
    ),
    Mutant(
        "generate-content.one-job", "A canceled job leaves all but the first container queued.",
        _others(_stays_after("canceled", "queued")),
    ),
    Mutant(
        "generate-content.one-job", "The last container of a failed job generates for ever.",
        _others(_stays_after("failed", "generating"), last=True),
    ),
    Mutant(
        "generate-content.one-job", "The containers of a canceled job are failed.",
        answers(_GET, lambda body: _is(body, "canceled", status="failed")),
    ),
    Mutant(
        "generate-content.variant-containers", "One container holds all variants.",
        answers(_GENERATE, lambda body: body | {"containerIds": body["containerIds"][:1]}),
    ),
    Mutant(
        "generate-content.variant-containers", "Five variants make four containers.",
        asks(_GENERATE, lambda body: body | {"variantCount": 4}, when=lambda asked: (asked.body or {}).get("variantCount") == 5),
    ),
    Mutant(
        "generate-content.variant-containers", "The first container's id is told for every variant.",
        answers(_GENERATE, lambda body: body | {"containerIds": body["containerIds"][:1] * len(body["containerIds"])}),
    ),
    Mutant(
        "generate-content.variant-count", "Left out, it is 2.", asks(_GENERATE, lambda body: {"variantCount": 2, **body}),
    ),
    Mutant(
        "generate-content.variant-count", "Without a body it is 2.",
        when_asked(_GENERATE, lambda asked: asked.with_fields(variantCount=2), when=_has_no_body),
    ),
    Mutant(
        "generate-content.variant-count", "Left out where there is a brief, it is 3.",
        asks(_GENERATE, lambda body: {"variantCount": 3, **body}, when=lambda asked: (asked.body or {}).get("brief")),
    ),
    Mutant(
        "generate-content.format", "ugc_remix makes a video_remix.",
        asks(_GENERATE, lambda body: body | {"format": "video_remix"}, when=lambda asked: (asked.body or {}).get("format") == "ugc_remix"),
    ),
    Mutant(
        "generate-content.format", "All variants but the first are videos.",
        _others(lambda body, job: body.update(format="video_remix")),
    ),
    Mutant(
        "generate-content.format", "A container tells its format when it is completed, and auto before.",
        answers(_GET, lambda body: _is(body, "queued", format="auto")),
    ),
    Mutant(
        "generate-content.format-default", "Left out, it is video_remix.",
        asks(_GENERATE, lambda body: {"format": "video_remix", **body}),
    ),
    Mutant(
        "generate-content.format-default", "Without a body it is video_remix.",
        when_asked(_GENERATE, lambda asked: asked.with_fields(format="video_remix"), when=_has_no_body),
    ),
    Mutant(
        "generate-content.format-default", "Left out where there is a brief, it is slideshow_remix.",
        asks(_GENERATE, lambda body: {"format": "slideshow_remix", **body}, when=lambda asked: (asked.body or {}).get("brief")),
    ),
    Mutant("generate-content.auto", "auto stays auto.", _asked_for(_auto_stays)),
    Mutant(
        "generate-content.auto", "The last variant stays auto.",
        _others(lambda body, job: _is(body, "completed", format="auto"), last=True),
    ),
    Mutant("generate-content.auto", "Lists go on showing auto.", _list_stays_auto),
    Mutant(
        "generate-content.approval", "New containers are always not_required.",
        _asked_for(lambda body, sent: body.update(approvalStatus="not_required")),
    ),
    Mutant(
        "generate-content.approval", "All variants but the first are pending, whatever the project does.",
        _others(lambda body, job: body.update(approvalStatus="pending")),
    ),
    Mutant(
        "generate-content.approval", "What waits for approval is approved with its job.",
        answers(_GET, _approved_when_completed),
    ),
)  # fmt: skip
