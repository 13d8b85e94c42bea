"""Wrong createProject: handles."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, asks, json_of, refusal, turns, when_asked, with_json

__all__ = ["MUTANTS"]


def _lets_through(is_free: Callable[[Asked, Ask], object]) -> Callable[[], Server]:
    """A handle that another project has is taken where ``is_free`` says so."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = asked.body
        if asked.operation != "createProject" or came.status != 409 or not is_free(asked, ask):
            return came
        handle = body.pop("customerExternalId")
        came = ask(asked.with_body(body))
        return with_json(came, json_of(came) | {"customerExternalId": handle})

    return lambda: server


def _of_archived(asked: Asked, ask: Ask) -> bool:
    """Whether the project that has the handle is archived."""
    return any(item["status"] == "archived" and _is_asked_for(item, asked) for item in _listed(asked, ask))


def _listed(asked: Asked, ask: Ask) -> Any:
    return json_of(ask(asked.with_body(None)._replace(method="GET", url=asked.request.url + "?limit=200")))["items"]


def _is_asked_for(item: Any, asked: Asked) -> bool:
    return bool(item["customerExternalId"] == asked.body["customerExternalId"])


def _made_anyway(asked: Asked, ask: Ask) -> Response:
    """The call is refused, but makes a project without the handle."""
    came = ask(asked.request)
    if asked.operation == "createProject" and came.status == 409:
        ask(asked.with_body({name: value for name, value in asked.body.items() if name != "customerExternalId"}))
    return came


def _per_server(*keys: str) -> Callable[[], Server]:
    """One table of handles for all organisations; ``keys`` are those whose calls it refuses."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != "createProject" or came.status != 201 or "customerExternalId" not in asked.body:
            return came
        handle, used = asked.body["customerExternalId"], asked.memory.notes.setdefault("handles", set())
        if handle in used and asked.key in keys:
            return refusal(came, 409, "CONFLICT")
        used.add(handle)
        return came

    return lambda: server


def _without_handle(row: Any) -> Any:
    return row | {"customerExternalId": None}


MUTANTS = (
    Mutant(
        "create-project.external-id", "Handles are kept in small letters.",
        asks("createProject", lambda body: body | {"customerExternalId": body["customerExternalId"].lower()},
             when=lambda asked: isinstance(asked.body.get("customerExternalId"), str)),
    ),
    Mutant(
        "create-project.external-id", "A blank in a handle that is looked for counts as a plus.",
        when_asked("listProjects", lambda asked: asked.with_url("+", "%2B")),
    ),
    Mutant("create-project.external-id", "getProject does not tell the handle.", answers("getProject", _without_handle)),
    Mutant("create-project.external-id-unique", "Another key of the organisation may use it again.",
           _lets_through(lambda asked, _: asked.key == "second")),
    Mutant("create-project.external-id-unique", "That of an archived project is free.", _lets_through(_of_archived)),
    Mutant("create-project.external-id-unique", "A project under an own id may use it again.",
           _lets_through(lambda asked, _: "id" in asked.body)),
    Mutant("create-project.external-id-unique", "The refused call makes a project without the handle.", lambda: _made_anyway),
    Mutant("create-project.external-id-unique", "It is 422 VALIDATION.",
           turns("createProject", 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("create-project.external-id-per-organization", "A handle is had once on the whole server.", _per_server("full", "other")),
    Mutant("create-project.external-id-per-organization", "The other organisation may not use what was used here.", _per_server("other")),
    Mutant("create-project.external-id-per-organization", "This organisation may not use what the other one used.", _per_server("full")),
)  # fmt: skip
