"""Wrong createProject: rows of new projects."""

from collections.abc import Callable
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    lacks,
    refusal,
    refuses,
    with_json,
)

__all__ = ["MUTANTS"]


def _made_anyway(asked: Asked, ask: Ask) -> Response:
    """A body without a timezone is refused, but its project has been made in UTC by then."""
    came = ask(asked.request)
    body = asked.body
    if asked.operation == "createProject" and came.status == 422 and isinstance(body, dict) and "timezone" not in body:
        ask(asked.with_body({**body, "timezone": "UTC"}))
    return came


def _without_layer(is_layerless: Callable[[Asked, int], bool]) -> Callable[[], Server]:
    """Content of some new projects, told by the call that made them and its number, is refused for want of a layer."""

    def server(asked: Asked, ask: Ask) -> Response:
        notes = asked.memory.notes
        if asked.operation == "generateContent" and asked.path[0] in notes.get("layerless", ()):
            return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), 409, "CONFLICT", {"layerCount": 0})
        came = ask(asked.request)
        if asked.operation == "createProject" and came.status == 201:
            notes["made"] = notes.get("made", 0) + 1
            if is_layerless(asked, notes["made"]):
                notes.setdefault("layerless", set()).add(json_of(came)["id"])
        return came

    return lambda: server


def _billed(*purses: str) -> Callable[[], Server]:
    """Each project that was made is taken from these numbers of the wallet."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        notes = asked.memory.notes
        if asked.operation == "createProject" and came.status == 201:
            notes["made"] = notes.get("made", 0) + 1
        if asked.operation == "getCredits" and came.status == 200:
            body = json_of(came)
            return with_json(came, body | {purse: body[purse] - notes.get("made", 0) for purse in purses})
        return came

    return lambda: server


def _kept_unknown(asked: Asked, ask: Ask) -> Response:
    """A status that was sent is taken over: the project is archived at once."""
    came = ask(asked.request)
    body = asked.body
    if asked.operation == "createProject" and came.status == 201 and body.get("status") == "archived":
        url = f"{asked.request.url}/{json_of(came)['id']}"
        changed = ask(asked.with_body({"status": "archived"})._replace(method="PATCH", url=url))
        return came._replace(content=changed.content)
    return came


def _sent_back(row: Any, asked: Asked) -> Any:
    """What was sent and has no place in the row is in it all the same."""
    return {**asked.body, **row}


def _unlike(**fields: Any) -> Callable[[Any], Any]:
    return lambda row: row | fields


MUTANTS = (
    Mutant("create-project.created", "The answer is 200.", answers("createProject", lambda row: row, status=200)),
    Mutant("create-project.created", "The answer leaves metadata out.", answers("createProject", lacks("metadata"))),
    Mutant(
        "create-project.created", "A job is started and told.",
        answers("createProject", lambda row: row | {"jobId": "job_01HXZ9G7KMV2QX8Y1S5RJW3B7T"}),
    ),
    Mutant(
        "create-project.created", "The answer tells no handle, getProject does.",
        answers("createProject", _unlike(customerExternalId=None)),
    ),
    Mutant(
        "create-project.required", "A project without timezone is in UTC.",
        asks("createProject", lambda body: {"timezone": "UTC", **body}),
    ),
    Mutant("create-project.required", "A body without timezone is refused once its project is made.", lambda: _made_anyway),
    Mutant(
        "create-project.required", "A project without a name is named after its handle.",
        asks("createProject", lambda body: {"name": body["customerExternalId"], **body}, when=lambda asked: "customerExternalId" in asked.body),
    ),
    Mutant(
        "create-project.unknown-field", "Bodies are strict.",
        refuses("createProject", 422, "VALIDATION", when=lambda asked: isinstance(asked.body, dict) and "nickname" in asked.body),
    ),
    Mutant("create-project.unknown-field", "The answer has the unknown fields too.", answers("createProject", _sent_back)),
    Mutant("create-project.unknown-field", "A status that is sent is the project's.", lambda: _kept_unknown),
    Mutant(
        "create-project.shell", "A project with a website in its metadata waits for the website's ingest.",
        answers(
            "createProject", lambda row: row["ingestState"].update(website={"status": "queued"}) if row["metadata"] else None
        ),
    ),
    Mutant("create-project.shell", "brandContext is an empty object.", answers("createProject", _unlike(brandContext={}))),
    Mutant(
        "create-project.shell", "getProject gives a brand with the name and nothing else.",
        answers("getProject", lambda row: row | {"brand": {"name": row["name"]}}),
    ),
    Mutant(
        "create-project.active", "A project of an own id is answered as archived.",
        answers("createProject", _unlike(status="archived"), when=lambda asked: "id" in asked.body),
    ),
    Mutant(
        "create-project.active", "updatedAt is a microsecond later when it is read.",
        answers("getProject", lambda row: row | {"updatedAt": row["updatedAt"].replace("000+", "001+")}),
    ),
    Mutant(
        "create-project.approval-defaults", "The first three posts of a new project are blocked.",
        answers("createProject", _unlike(firstNPostsBlocked=3)),
    ),
    Mutant(
        "create-project.approval-defaults", "getProject says that approval is required, the answer does not.",
        answers("getProject", _unlike(requiresApproval=True)),
    ),
    Mutant(
        "create-project.approval-defaults", "One post is blocked already.",
        answers({"createProject", "getProject"}, _unlike(currentBlockedCount=1)),
    ),
    Mutant("create-project.content-layer", "Projects of an own id have no layer.", _without_layer(lambda asked, _: "id" in asked.body)),
    Mutant("create-project.content-layer", "Only the first project gets a layer.", _without_layer(lambda _, number: number > 1)),
    Mutant("create-project.free", "A project costs a credit.", _billed("balance", "includedRemaining")),
    Mutant("create-project.free", "A project costs a prepaid credit, and the balance does not tell.", _billed("prepaidBalance")),
    Mutant(
        "create-project.free", "Who has no credits makes no projects.",
        refuses("createProject", 402, "BILLING_EXHAUSTED", when=lambda asked: asked.key == "broke"),
    ),
)  # fmt: skip
