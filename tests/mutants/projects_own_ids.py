"""Wrong createProject: own ids."""

from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    answers,
    asks,
    json_of,
    read,
    refuses,
    replies,
    turns,
    with_json,
    without,
)

__all__ = ["MUTANTS"]


def _is_made(asked: Asked, came: Response) -> bool:
    return asked.operation == "createProject" and came.status == 201


def _first_row(asked: Asked, ask: Ask) -> Response:
    """Without an id the server makes one, and always the same."""
    came = ask(asked.request)
    if not _is_made(asked, came) or "id" in asked.body:
        return came
    return came._replace(content=asked.memory.notes.setdefault("row", came.content))


def _as_it_was(asked: Asked, ask: Ask) -> Response:
    """A repeat under an own id is answered with the row of the first time."""
    came = ask(asked.request)
    if not _is_made(asked, came) or "id" not in asked.body:
        return came
    return came._replace(content=asked.memory.notes.setdefault(asked.body["id"], came.content))


def _printed_only(asked: Asked, ask: Ask) -> Response:
    """The answer has the id that was sent, the project another one."""
    if asked.operation != "createProject" or "id" not in asked.body:
        return ask(asked.request)
    came = ask(asked.with_body(_nameless(asked.body)))
    return with_json(came, json_of(came) | {"id": asked.body["id"]}) if came.status == 201 else came


def _found(asked: Asked, ask: Ask) -> Response:
    """A repeat under an own id is answered 200."""
    came = ask(asked.request)
    if not _is_made(asked, came) or "id" not in asked.body:
        return came
    is_known = asked.body["id"] in asked.memory.notes
    asked.memory.notes[asked.body["id"]] = True
    return came._replace(status=200) if is_known else came


def _made_again(asked: Asked, ask: Ask) -> Response:
    """A repeat under an own id is answered right, and makes a project besides."""
    came = ask(asked.request)
    if _is_made(asked, came) and "id" in asked.body:
        if asked.body["id"] in asked.memory.notes:
            ask(asked.with_body(without(asked.body, "id")))
        asked.memory.notes[asked.body["id"]] = True
    return came


def _restored(came: Came, ask: Ask) -> Response:
    """A repeat restores a project that was archived meanwhile."""
    if came.status != 201 or came.body["status"] != "archived":
        return came.response
    url = f"{came.asked.request.url}/{came.body['id']}"
    answer = ask(came.asked.with_body({"status": "active"})._replace(method="PATCH", url=url))
    return came.response._replace(content=answer.content)


def _changed(came: Came, ask: Ask) -> Response:
    """The call with a taken id is refused, but its timezone is taken over."""
    sent = came.asked.body
    if (came.status, came.code) == (409, "CONFLICT") and "timezone" in sent and "id" in sent:
        row = f"/v1/projects/{sent['id']}"
        if read(came.asked, ask, row)["timezone"] != sent["timezone"]:
            ask(came.asked.further("PATCH", row, {"timezone": sent["timezone"]}))
    return came.response


def _same_name(asked: Asked, ask: Ask) -> Response:
    """Bodies of the same name and timezone count as the same."""
    came = ask(asked.request)
    if asked.operation != "createProject" or came.status != 409 or "id" not in asked.body:
        return came
    row = ask(asked.with_body(None)._replace(method="GET", url=f"{asked.request.url}/{asked.body['id']}"))
    there = json_of(row)
    is_same = row.status == 200 and all(asked.body[name] == there[name] for name in ("name", "timezone"))
    return row._replace(status=201) if is_same else came


def _given(asked: Asked, ask: Ask) -> Response:
    """Any call with the id of a project that the server named is answered with its row."""
    came = ask(asked.request)
    notes = asked.memory.notes
    if _is_made(asked, came) and "id" not in asked.body:
        notes[json_of(came)["id"]] = True
    if asked.operation == "createProject" and came.status == 409 and asked.body.get("id") in notes:
        row = ask(asked.with_body(None)._replace(method="GET", url=f"{asked.request.url}/{asked.body['id']}"))
        return row._replace(status=201)
    return came


def _has(prefix: str) -> Any:
    return lambda asked: str(asked.body.get("id", "")).startswith(prefix)


def _flipped(row: Any) -> Any:
    """The last of the 128 bits is lost."""
    return row | {"id": f"{row['id'][:-1]}{int(row['id'][-1], 16) ^ 1:x}"}


def _nameless(body: Any) -> Any:
    return {name: value for name, value in body.items() if name != "id"}


def _as_sent(row: Any, asked: Asked) -> Any:
    return {**row, "id": asked.body.get("id", row["id"])}


MUTANTS = (
    Mutant("create-project.own-id", "The id that was sent is ignored.", asks("createProject", _nameless)),
    Mutant("create-project.own-id", "The server makes the same id each time.", lambda: _first_row),
    Mutant(
        "create-project.own-id", "The answer has the id that was sent, the project another one.",
        lambda: _printed_only,
    ),
    Mutant(
        "create-project.own-id-form", "Behind proj_ it is refused.",
        refuses("createProject", 422, "VALIDATION", when=lambda asked: isinstance(asked.body, dict) and _has("proj_")(asked)),
    ),
    Mutant("create-project.own-id-form", "The answer has the id as it was sent.", answers("createProject", _as_sent)),
    Mutant(
        "create-project.own-id-form", "A bare ULID loses its last bit.",
        answers("createProject", _flipped, when=lambda asked: len(asked.body.get("id", "")) == 26),
    ),
    Mutant("create-project.own-id-repeat", "A repeat is answered 200.", lambda: _found),
    Mutant("create-project.own-id-repeat", "A repeat is answered with the row of the first time.", lambda: _as_it_was),
    Mutant("create-project.own-id-repeat", "A repeat makes another project besides.", lambda: _made_again),
    Mutant("create-project.own-id-repeat", "A repeat restores an archived project.", replies("createProject", _restored)),
    Mutant(
        "create-project.own-id-taken", "It is 409 IDEMPOTENCY_CONFLICT.",
        turns("createProject", 409, "CONFLICT", to=(409, "IDEMPOTENCY_CONFLICT"), when=lambda came: "id" in came.asked.body),
    ),
    Mutant("create-project.own-id-taken", "The refused call changes the timezone.", replies("createProject", _changed)),
    Mutant("create-project.own-id-taken", "Only name and timezone are compared.", lambda: _same_name),
    Mutant("create-project.own-id-taken", "The id of a project that the server named is answered with its row.", lambda: _given),
)  # fmt: skip
