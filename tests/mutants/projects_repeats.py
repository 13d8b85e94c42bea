"""Wrong createProject: Idempotency-Key."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, json_of, replies, turns, when_asked, without_header

__all__ = ["MUTANTS"]

_KEY = "Idempotency-Key"


def _row_now(came: Came, ask: Ask) -> Response:
    """A repeat gives the row as it is now."""
    if came.status != 201 or came.asked.header(_KEY) is None:
        return came.response
    row = ask(came.asked.with_body(None)._replace(method="GET", url=f"{came.asked.request.url}/{came.body['id']}"))
    return came.response._replace(content=row.content)


def _made_besides(asked: Asked, ask: Ask) -> Response:
    """A repeat is answered right, and runs again besides."""
    came = ask(asked.request)
    key = asked.header(_KEY)
    if asked.operation == "createProject" and key is not None and came.status == 201:
        if key in asked.memory.notes:
            ask(asked.with_header(_KEY, None))
        asked.memory.notes[key] = True
    return came


def _only(*fields: str) -> Callable[[], Server]:
    """A repeat is answered as the first time where these fields are equal, whatever else differs."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        key, notes = asked.header(_KEY), asked.memory.notes
        if asked.operation != "createProject" or key is None:
            return came
        body = {name: asked.body.get(name) for name in fields}
        if came.status == 201:
            notes[key] = (body, came)
        known: Any = notes.get(key, (None, None))
        return known[1] if came.status == 409 and known[0] == body else came

    return lambda: server


def _second_is_found(asked: Asked, ask: Ask) -> Response:
    """A repeat is answered 200."""
    came = ask(asked.request)
    key, notes = asked.header(_KEY), asked.memory.notes
    if asked.operation != "createProject" or came.status != 201 or key is None:
        return came
    is_known = key in notes
    notes[key] = json_of(came)["id"]
    return came._replace(status=200) if is_known else came


MUTANTS = (
    Mutant("create-project.idempotency", "Each repeat runs anew.", without_header("createProject", _KEY)),
    Mutant("create-project.idempotency", "A repeat gives the row as it is now.", replies("createProject", _row_now)),
    Mutant("create-project.idempotency", "A repeat makes another project besides.", lambda: _made_besides),
    Mutant("create-project.idempotency", "A repeat is answered 200.", lambda: _second_is_found),
    Mutant(
        "create-project.idempotency", "A call is forgotten after twelve hours.",
        when_asked(
            "createProject", lambda asked: asked.with_header(_KEY, None),
            when=lambda asked: asked.passed > 43_200,
        ),
    ),
    Mutant(
        "create-project.idempotency-conflict", "It is 409 CONFLICT.",
        turns("createProject", 409, "IDEMPOTENCY_CONFLICT", to=(409, "CONFLICT")),
    ),
    Mutant("create-project.idempotency-conflict", "Another body is answered as the first time where the name is equal.", _only("name")),
    Mutant(
        "create-project.idempotency-conflict", "A language that differs is overlooked.", _only("name", "timezone", "metadata"),
    ),
)  # fmt: skip
