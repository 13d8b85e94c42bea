"""Servers that answer a generation wrongly, or its repeats."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.generation_memory import when_replayed
from tests.mutants.wrong import Ask, Asked, Mutant, answers, json_of, read, without_header

__all__ = ["MUTANTS"]

_GENERATE = "generateContent"


def _key(asked: Asked) -> object:
    return asked.header("Idempotency-Key")


def _made_again(asked: Asked, ask: Ask, first: Response) -> Response:
    ask(asked.with_header("Idempotency-Key", None))
    return first


def _anew_once_over(asked: Asked, ask: Ask, first: Response) -> Response:
    over = read(asked, ask, json_of(first)["locationUrl"])["status"] != "running"
    return ask(asked.with_header("Idempotency-Key", None)) if over else first


def _several(asked: Asked) -> Any:
    return (asked.body or {}).get("variantCount", 1) > 1


def _own_id(asked: Asked) -> Any:
    return "id" in (asked.body or {})


MUTANTS = (
    Mutant("generate-content.accepted", "It is 200.", answers(_GENERATE, lambda body: body, status=200)),
    Mutant("generate-content.accepted", "status is queued.", answers(_GENERATE, lambda body: body | {"status": "queued"})),
    Mutant(
        "generate-content.accepted", "With several variants kind is content_generate_batch.",
        answers(_GENERATE, lambda body: body | {"kind": "content_generate_batch"}, when=_several),
    ),
    Mutant(
        "generate-content.accepted", "locationUrl leads to the container.",
        answers(_GENERATE, lambda body: body | {"locationUrl": "/v1/content/" + body["containerIds"][0]}),
    ),
    Mutant(
        "generate-content.container-ids", "One container is told as containerId.",
        answers(_GENERATE, lambda body: {k: v for k, v in body.items() if k != "containerIds"} | {"containerId": body["containerIds"][0]}),
    ),
    Mutant(
        "generate-content.container-ids", "A single container is a text and no list.",
        answers(_GENERATE, lambda body: body | {"containerIds": body["containerIds"][0]}, when=lambda asked: not _several(asked)),
    ),
    Mutant(
        "generate-content.container-ids", "The list is empty where the client named the container.",
        answers(_GENERATE, lambda body: body | {"containerIds": []}, when=_own_id),
    ),
    Mutant(
        "generate-content.further-fields", "projectId is that of another project.",
        answers(_GENERATE, lambda body, asked: body | {"projectId": asked.memory.ids["ranked-project"]}),
    ),
    Mutant(
        "generate-content.further-fields", "startedAt is null until the job has left the queue.",
        answers(_GENERATE, lambda body: body | {"startedAt": None}),
    ),
    Mutant(
        "generate-content.further-fields", "startedAt is a second late.",
        answers(_GENERATE, lambda body: body | {"startedAt": body["startedAt"].replace(":00.000Z", ":01.000Z")}),
    ),
    Mutant(
        "generate-content.further-fields", "stage is null with several variants.",
        answers(_GENERATE, lambda body: body | {"stage": None}, when=_several),
    ),
    Mutant("generate-content.idempotency", "The key is not looked at.", without_header(_GENERATE, "Idempotency-Key")),
    Mutant(
        "generate-content.idempotency", "A repeat gets the first answer and makes another container.",
        when_replayed(_GENERATE, _key, _made_again),
    ),
    Mutant(
        "generate-content.idempotency", "The key is forgotten when the job is over.",
        when_replayed(_GENERATE, _key, _anew_once_over),
    ),
)  # fmt: skip
