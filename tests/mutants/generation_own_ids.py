"""Servers that take a client's own container id wrongly."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from layers_mock.kit.exchange import Response
from tests.mutants.generation_memory import when_replayed
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of, read, refusal, turns

__all__ = ["MUTANTS"]

_GENERATE = "generateContent"
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _id(asked: Asked) -> object:
    return (asked.body or {}).get("id")


def _as_uuid(text: str) -> str:
    bare = text.removeprefix("cnt_")
    if "-" in bare:
        return text
    number = 0
    for letter in bare:
        number = number * 32 + _ALPHABET.index(letter)
    return f"cnt_{UUID(int=number)}"


def _without_id(asked: Asked) -> dict[str, Any]:
    return {name: value for name, value in asked.body.items() if name != "id"}


def _charged_again(asked: Asked, ask: Ask, first: Response) -> Response:
    ask(asked.with_body(_without_id(asked)))
    return first


def _conflict(asked: Asked, ask: Ask, first: Response) -> Response:
    return refusal(first, 409, "CONFLICT")


def _conflict_once_over(asked: Asked, ask: Ask, first: Response) -> Response:
    over = read(asked, ask, json_of(first)["locationUrl"])["status"] != "running"
    return refusal(first, 409, "CONFLICT") if over else first


def _blind_to(*fields: str, project: bool = False) -> Callable[[], Server]:
    """Requests under one id that differ in these fields alone (or in the project) count as the same."""

    def name(asked: Asked) -> object:
        if _id(asked) is None:
            return None
        rest = {key: value for key, value in asked.body.items() if key not in fields}
        return repr((() if project else asked.path, sorted(rest.items())))

    return when_replayed(_GENERATE, name, lambda asked, ask, first: first)


def _refused_and_made(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == _GENERATE and came.status == 409 and _id(asked) is not None:
        ask(asked.with_body(_without_id(asked)))
    return came


def _unordered(asked: Asked) -> object:
    """A request without the list in its brief."""
    if _id(asked) is None:
        return None
    brief = {key: value for key, value in (asked.body.get("brief") or {}).items() if key != "valuePropositions"}
    return repr((asked.path, sorted({**asked.body, "brief": sorted(brief.items())}.items())))


def _second_replays() -> Server:
    made: dict[str, Response] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        taken = _id(asked) if asked.operation == _GENERATE else None
        if taken in made:
            return made[str(taken)]
        came = ask(asked.request)
        if asked.operation == _GENERATE and came.status == 202:
            made.update(dict.fromkeys(json_of(came)["containerIds"][1:], came))
        return came

    return server


MUTANTS = (
    Mutant(
        "generate-content.own-id", "The client's id is not looked at.",
        asks(_GENERATE, lambda body: {name: value for name, value in body.items() if name != "id"}),
    ),
    Mutant(
        "generate-content.own-id", "The client's id names the last container.",
        answers(_GENERATE, lambda body: body | {"containerIds": body["containerIds"][::-1]}),
    ),
    Mutant(
        "generate-content.own-id", "A ULID is printed as a UUID.",
        answers({_GENERATE, "getContent"}, lambda body: body | (
            {"id": _as_uuid(body["id"])} if "id" in body else {"containerIds": [_as_uuid(id_) for id_ in body["containerIds"]]})),
    ),
    Mutant(
        "generate-content.own-id", "A UUID is printed bare.",
        answers(_GENERATE, lambda body: body | {
            "containerIds": [id_.removeprefix("cnt_") if "-" in id_ else id_ for id_ in body["containerIds"]]}),
    ),
    Mutant("generate-content.replay", "A repeat conflicts.", when_replayed(_GENERATE, _id, _conflict)),
    Mutant(
        "generate-content.replay", "A repeat conflicts once the job is over.", when_replayed(_GENERATE, _id, _conflict_once_over),
    ),
    Mutant(
        "generate-content.replay", "A repeat gets the first answer, and is made and charged another time.",
        when_replayed(_GENERATE, _id, _charged_again),
    ),
    Mutant("generate-content.id-taken", "Another brief gets the first answer.", _blind_to("brief")),
    Mutant(
        "generate-content.id-taken", "A brief with other valuePropositions counts as the same.",
        when_replayed(_GENERATE, _unordered, lambda asked, ask, first: first),
    ),
    Mutant("generate-content.id-taken", "What conflicts is made under another id.", lambda: _refused_and_made),
    Mutant("generate-content.id-taken", "The id of the second container gets the first answer.", _second_replays),
    Mutant(
        "generate-content.id-taken", "An id that is taken is 422.", turns(_GENERATE, 409, "CONFLICT", to=(422, "VALIDATION")),
    ),
    Mutant("generate-content.replay-compares-all", "Another format gets the first answer.", _blind_to("format")),
    Mutant("generate-content.replay-compares-all", "Another layer gets the first answer.", _blind_to("projectLayerId")),
    Mutant("generate-content.replay-compares-all", "Another count gets the first answer.", _blind_to("variantCount")),
    Mutant("generate-content.replay-compares-all", "Another project gets the first answer.", _blind_to(project=True)),
)  # fmt: skip
