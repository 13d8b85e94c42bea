"""Wrong getProject."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.project_changes_servers import fields, is_theirs
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    json_of,
    lacks,
    refusal,
    refuses,
    replies,
    turns,
    with_json,
    without,
)

__all__ = ["MUTANTS"]

GET = "getProject"


def tells(edit: Any, when: Any = None) -> Any:
    """The row with fields of ``edit(row)`` in place of its own."""
    return answers(GET, fields(edit), when=when)


def zeros_dropped(row: Any) -> dict[str, Any]:
    """`createdAt` as a library prints it that leaves out what is zero."""
    return {"createdAt": row["createdAt"].replace(".000000+", "+")}


def first_change() -> Server:
    """`updatedAt` stays what it was after the first change."""
    seen: dict[str, str] = {}

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if asked.operation != GET or came.status != 200:
            return came
        row = json_of(came)
        if row["updatedAt"] != row["createdAt"]:
            row["updatedAt"] = seen.setdefault(row["id"], row["updatedAt"])
        return with_json(came, row)

    return server


def reading_time(row: Any, asked: Asked) -> None:
    """`updatedAt` is later the later it is read."""
    moment = datetime.fromisoformat(row["updatedAt"]) + timedelta(seconds=asked.passed)
    row["updatedAt"] = moment.isoformat(timespec="microseconds")


def as_it_was_asked(row: Any, asked: Asked) -> None:
    """`id` in the form that the path had."""
    row["id"] = asked.path[0]


def named_context(row: Any) -> dict[str, Any]:
    """`brand` is filled where an ingest ran."""
    context = row["brandContext"]
    return {"brand": None if context is None else {"name": context["appName"]}}


def context_without(name: str) -> Any:
    """A context that lacks a field."""
    return lambda row: {"brandContext": row["brandContext"] and without(row["brandContext"], name)}


def empty_context(row: Any) -> dict[str, Any]:
    """An object of nulls where nothing was ingested."""
    names = ("appName", "appDescription", "tagline", "audience", "icp", "brandVoice", "keywords", "primaryLanguage", "logoUrl")
    return {"brandContext": row["brandContext"] or dict.fromkeys(names)}


def without_unrun(row: Any) -> dict[str, Any]:
    """Sources that never ran are absent."""
    return {"ingestState": {name: state for name, state in row["ingestState"].items() if state is not None}}


def forbids_foreign(came: Came, ask: Ask) -> Response:
    """Tells a foreign project from an unknown one."""
    is_foreign = came.status == 404 and is_theirs(came.asked, ask)
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_foreign else came.response


def archived_are_public(came: Came, ask: Ask) -> Response:
    """Reads an archived project of any organisation."""
    if came.status != 404:
        return came.response
    theirs = ask(came.asked.further("GET", f"/v1/projects/{came.asked.path[0]}", key="other"))
    return theirs if theirs.status == 200 and json_of(theirs)["status"] == "archived" else came.response


MUTANTS = (
    Mutant("get-project.row", "customerExternalId is absent where it is not set.",
        answers(GET, lambda row: row if row["customerExternalId"] else without(row, "customerExternalId")),
    ),
    Mutant("get-project.row", "currentBlockedCount is absent.", answers(GET, lacks("currentBlockedCount"))),
    Mutant("get-project.row", "metadata that was not set is an empty object.", tells(lambda row: {"metadata": row["metadata"] or {}})),
    Mutant("get-project.row", "requiresApproval is always false.", tells(lambda row: {"requiresApproval": False})),
    Mutant("get-project.row", "primaryLanguage is cut to its first part.",
        tells(lambda row: {"primaryLanguage": row["primaryLanguage"].partition("-")[0]}),
    ),
    Mutant("get-project.bare-ids", "organizationId carries a prefix.", tells(lambda row: {"organizationId": "org_" + row["organizationId"]})),
    Mutant("get-project.bare-ids", "id is printed in the form that the path had.", answers(GET, as_it_was_asked)),
    Mutant("get-project.bare-ids", "id of an archived project carries a prefix.",
        answers(GET, lambda row: row | {"id": "prj_" + row["id"]} if row["status"] == "archived" else row),
    ),
    Mutant("get-project.id-forms", "proj_ is no prefix.", refuses(GET, 422, "VALIDATION", when=lambda asked: asked.path[0].startswith("proj_"))),
    Mutant("get-project.id-forms", "A bare ULID names nothing.", refuses(GET, 404, "NOT_FOUND", when=lambda asked: len(asked.path[0]) == 26)),
    Mutant("get-project.times", "createdAt loses microseconds that are zero.", tells(zeros_dropped)),
    Mutant("get-project.times", "createdAt has milliseconds.", tells(lambda row: {"createdAt": row["createdAt"].replace("000+", "+")})),
    Mutant("get-project.times", "createdAt of an archived project ends in Z.",
        tells(lambda row: {"createdAt": row["createdAt"].replace("+00:00", "Z") if row["status"] == "archived" else row["createdAt"]}),
    ),
    Mutant("get-project.updated-at", "updatedAt is createdAt.", tells(lambda row: {"updatedAt": row["createdAt"]})),
    Mutant("get-project.updated-at", "updatedAt stays at the first change.", first_change),
    Mutant("get-project.updated-at", "updatedAt tells when the row is read.", answers(GET, reading_time)),
    Mutant("get-project.updated-at", "updatedAt ends in Z.", tells(lambda row: {"updatedAt": row["updatedAt"].replace("+00:00", "Z")})),
    Mutant("get-project.brand", "brand is an empty object.", tells(lambda row: {"brand": {}})),
    Mutant("get-project.brand", "brand is absent.", answers(GET, lacks("brand"))),
    Mutant("get-project.brand", "brand is filled by an ingest.", tells(named_context)),
    Mutant("get-project.brand-context", "brandContext is an object of nulls before an ingest.", tells(empty_context)),
    Mutant("get-project.brand-context", "brandContext is absent before an ingest.",
        answers(GET, lambda row: row if row["brandContext"] else without(row, "brandContext")),
    ),
    Mutant("get-project.brand-context", "brandContext is null for good.", tells(lambda row: {"brandContext": None})),
    Mutant("get-project.brand-context", "An ingest fills all but logoUrl.", tells(context_without("logoUrl"))),
    Mutant("get-project.ingest-state", "ingestState is null.", tells(lambda row: {"ingestState": None})),
    Mutant("get-project.ingest-state", "Sources that never ran are absent.", tells(without_unrun)),
    Mutant("get-project.ingest-state", "The website of a new project is pending.",
        tells(lambda row: {"ingestState": row["ingestState"] | {"website": row["ingestState"]["website"] or {"status": "pending"}}}),
    ),
    Mutant("get-project.no-layers", "The row tells its layers.", tells(lambda row: {"layers": []})),
    Mutant("get-project.no-layers", "A reviewing project's row tells its policy.",
        answers(GET, lambda row: row | {"approvalPolicy": {"requiresApproval": True}} if row["requiresApproval"] else row),
    ),
    Mutant("get-project.not-found", "A foreign project is 403.", replies(GET, forbids_foreign)),
    Mutant("get-project.not-found", "An archived project can be read by any organisation.", replies(GET, archived_are_public)),
    Mutant("get-project.not-found", "An unknown ULID is a 410.",
        turns(GET, 404, "NOT_FOUND", to=(410, "NOT_FOUND"), when=lambda came: came.asked.path[0].startswith("prj_")),
    ),
)  # fmt: skip
