"""Servers that make a container anew wrongly."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.generation_memory import since_regenerated, when_replayed
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, json_of, read, turns, when_asked, with_json, without_header

__all__ = ["MUTANTS"]

_REGENERATE = "regenerateContent"


def _preserves(asked: Asked) -> bool:
    return bool((asked.body or {}).get("preserveAssets"))


def _elsewhere(asked: Asked, state: str) -> Request:
    return asked.with_url(asked.path[0], asked.memory.ids[state])


def _anyway(*, when: Callable[[Asked], Any] | None = None) -> Callable[[], Server]:
    """What conflicts is answered 202: another container is made anew in secret."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != _REGENERATE or came.status != 409 or (when is not None and not when(asked)):
            return came
        made = ask(_elsewhere(asked, "container"))
        return with_json(made, json_of(made) | {"containerId": asked.path[0]}) if made.status == 202 else came

    return lambda: server


def _queued_as(status: str) -> Callable[[Any, Any, int], None]:
    def edit(now: Any, before: Any, times: int) -> None:
        if now["status"] == "queued":
            now["status"] = status

    return edit


def _caption_stays(now: Any, before: Any, times: int) -> None:
    now["caption"] = before["caption"]


def _caption_stays_the_second_time(now: Any, before: Any, times: int) -> None:
    if times > 1:
        now["caption"] = before["caption"]


def _assets_stay_the_second_time(now: Any, before: Any, times: int) -> None:
    if times > 1:
        now["assets"] = before["assets"]


def _shown_early(now: Any, before: Any, times: int) -> None:
    if now["status"] in {"queued", "generating"}:
        now["caption"] = "Here already."


def _stays_approved(now: Any, before: Any, times: int) -> None:
    now["approvalStatus"] = before["approvalStatus"]


def _approved_again(now: Any, before: Any, times: int) -> None:
    if now["status"] == "completed":
        now["approvalStatus"] = before["approvalStatus"]


def _pending(now: Any, before: Any, times: int) -> None:
    now["approvalStatus"] = "pending"


def _pending_while_it_runs(now: Any, before: Any, times: int) -> None:
    if now["status"] != "completed":
        now["approvalStatus"] = "pending"


def _with_other_id(came: Any, asked: Asked) -> Any:
    return came | {"containerId": asked.memory.ids["container"]}


def _new_container(asked: Asked, ask: Ask) -> Response:
    """Each regeneration leaves a copy in the project."""
    came = ask(asked.request)
    if asked.operation == _REGENERATE and came.status == 202:
        project = read(asked, ask, f"/v1/content/{asked.path[0]}")["projectId"]
        url = asked.request.url.partition("/v1/")[0] + f"/v1/projects/{project}/content"
        ask(asked.with_fields()._replace(url=url))
    return came


def _preserving_stays_completed() -> Server:
    preserving: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation == _REGENERATE and came.status == 202:
            (preserving.add if _preserves(asked) else preserving.discard)(json_of(came)["containerId"])
        body = json_of(came)
        if asked.operation == "getContent" and came.status == 200 and body["id"] in preserving:
            return with_json(came, body | {"status": "completed"})
        return came

    return server


def _runs(*statuses: str) -> Callable[[Asked, Ask], bool]:
    return lambda asked, ask: read(asked, ask, f"/v1/content/{asked.path[0]}").get("status") in statuses


def _only_queued_conflicts(asked: Asked, ask: Ask) -> Response:
    if asked.operation == _REGENERATE and _runs("generating")(asked, ask):
        return _anyway()()(asked, ask)
    return ask(asked.request)


def _key(asked: Asked) -> object:
    return asked.header("Idempotency-Key")


def _anew_once_over(asked: Asked, ask: Ask, first: Response) -> Response:
    over = read(asked, ask, json_of(first)["locationUrl"])["status"] != "running"
    return ask(asked.with_header("Idempotency-Key", None)) if over else first


def _again_in_secret(asked: Asked, ask: Ask, first: Response) -> Response:
    ask(asked.with_header("Idempotency-Key", None))
    return first


MUTANTS = (
    Mutant(
        "regenerate-content.accepted", "The container is told in a list, as a generation does.",
        answers(_REGENERATE, lambda body: {k: v for k, v in body.items() if k != "containerId"} | {"containerIds": [body["containerId"]]}),
    ),
    Mutant(
        "regenerate-content.accepted", "kind is content_generate.",
        answers(_REGENERATE, lambda body: body | {"kind": "content_generate"}),
    ),
    Mutant(
        "regenerate-content.accepted", "With preserveAssets status is queued.",
        answers(_REGENERATE, lambda body: body | {"status": "queued"}, when=_preserves),
    ),
    Mutant("regenerate-content.accepted", "containerId is that of another container.", answers(_REGENERATE, _with_other_id)),
    Mutant("regenerate-content.same-id", "The caption stays.", since_regenerated(_caption_stays)),
    Mutant("regenerate-content.same-id", "The second time the caption stays.", since_regenerated(_caption_stays_the_second_time)),
    Mutant("regenerate-content.same-id", "The second time the assets stay.", since_regenerated(_assets_stay_the_second_time)),
    Mutant("regenerate-content.same-id", "A new caption is there before the job is over.", since_regenerated(_shown_early)),
    Mutant("regenerate-content.same-id", "A new container is made beside the old one.", lambda: _new_container),
    Mutant(
        "regenerate-content.runs-again", "The container stays completed while it is made anew.",
        since_regenerated(_queued_as("completed")),
    ),
    Mutant("regenerate-content.runs-again", "With preserveAssets it stays completed.", _preserving_stays_completed),
    Mutant(
        "regenerate-content.runs-again", "It is generating when the 202 is there.",
        since_regenerated(_queued_as("generating")),
    ),
    Mutant("regenerate-content.approval-reset", "What was approved stays so.", since_regenerated(_stays_approved)),
    Mutant(
        "regenerate-content.approval-reset", "What was approved is so again when the job is completed.",
        since_regenerated(_approved_again),
    ),
    Mutant("regenerate-content.approval-kept", "Everything made anew is pending.", since_regenerated(_pending)),
    Mutant("regenerate-content.approval-kept", "It is pending while the job runs.", since_regenerated(_pending_while_it_runs)),
    Mutant("regenerate-content.still-running", "What runs is begun another time.", _anyway()),
    Mutant(
        "regenerate-content.still-running", "The caption alone can be made anew while the job runs.",
        _anyway(when=_preserves),
    ),
    Mutant("regenerate-content.still-running", "Only what is queued conflicts.", lambda: _only_queued_conflicts),
    Mutant("regenerate-content.still-running", "It is 423.", turns(_REGENERATE, 409, "CONFLICT", to=(423, "CONFLICT"))),
    Mutant("regenerate-content.archived-project", "Archived or not is all the same.", _anyway()),
    Mutant(
        "regenerate-content.archived-project", "A caption can be made anew in an archived project.",
        _anyway(when=_preserves),
    ),
    Mutant("regenerate-content.archived-project", "It is 404.", turns(_REGENERATE, 409, "CONFLICT", to=(404, "NOT_FOUND"))),
    Mutant(
        "regenerate-content.not-found", "Another organisation's container is 403.",
        turns(_REGENERATE, 404, "NOT_FOUND", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.is_at("foreign-container")),
    ),
    Mutant(
        "regenerate-content.not-found", "Another organisation's container is made anew.",
        when_asked(_REGENERATE, lambda asked: asked.with_key("other"), when=lambda asked: asked.is_at("foreign-container")),
    ),
    Mutant(
        "regenerate-content.not-found", "An unknown container has nothing to preserve, and conflicts.",
        turns(_REGENERATE, 404, "NOT_FOUND", to=(409, "CONFLICT"), when=lambda came: _preserves(came.asked)),
    ),
    Mutant("regenerate-content.idempotency", "The key is not looked at.", without_header(_REGENERATE, "Idempotency-Key")),
    Mutant(
        "regenerate-content.idempotency", "The key is forgotten when the job is over.",
        when_replayed(_REGENERATE, _key, _anew_once_over),
    ),
    Mutant(
        "regenerate-content.idempotency", "A repeat gets the first answer, and makes the container anew when it can.",
        when_replayed(_REGENERATE, _key, _again_in_secret),
    ),
)  # fmt: skip
