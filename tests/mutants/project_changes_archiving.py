"""Wrong archiveProject: its answer, what it changes of the project, and what it refuses."""

from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.project_changes_servers import Archived, behind, fields, is_theirs, row, still
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    answers,
    asks,
    headers,
    json_of,
    lacks,
    refusal,
    refuses,
    replies,
    turns,
    when_asked,
    with_json,
)

__all__ = ["MUTANTS"]

ARCHIVE = "archiveProject"
RUNNING = {"queued", "generating"}


def tells(edit: Any, when: Any = None) -> Any:
    """The answer with fields of ``edit(told)`` in place of its own."""
    return answers(ARCHIVE, fields(edit), when=when)


def spoils(operations: str, edit: Any) -> Any:
    """Once a project was archived, these answers are spoilt."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        is_spoilt = archived.deleted and came.asked.operation == operations and came.status == 200
        return with_json(came.response, edit(came.body)) if is_spoilt else came.response

    return behind(spoil)


def loses(operation: str) -> Any:
    """Once a project was archived, what the operation reads is not found."""

    def spoil(came: Came, _ask: Ask, archived: Archived) -> Response:
        is_lost = archived.deleted and came.asked.operation == operation and came.status == 200
        return refusal(came.response, 404, "NOT_FOUND") if is_lost else came.response

    return behind(spoil)


def answers_the_row(came: Came, ask: Ask) -> Response:
    """The row in place of what was promised."""
    return with_json(came.response, row(came.asked, ask)) if came.status == 200 else came.response


def creation_time(came: Came, ask: Ask) -> Response:
    """`archivedAt` is when the project was made."""
    if came.status != 200:
        return came.response
    made = row(came.asked, ask)["createdAt"]
    return with_json(came.response, came.body | {"archivedAt": made.replace("000+00:00", "Z")})


def hour_ahead(told: Any) -> dict[str, Any]:
    """The local time, with a Z behind it."""
    moment = datetime.fromisoformat(told["archivedAt"]) + timedelta(hours=1)
    return {"archivedAt": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")}


def counts_jobs(asked: Asked, ask: Ask) -> Response:
    """Counts content that is being made as posts."""
    if asked.operation != ARCHIVE:
        return ask(asked.request)
    listed = json_of(ask(asked.further("GET", f"/v1/projects/{asked.path[0]}/content")))
    running = [item for item in listed.get("items", ()) if item["status"] in RUNNING]
    came = ask(asked.request)
    return with_json(came, json_of(came) | {"canceledScheduledPosts": len(running)}) if came.status == 200 else came


def counts_repeats(came: Came, _ask: Ask, archived: Archived) -> Response:
    """Counts how often the project was archived before."""
    if came.asked.operation != ARCHIVE or came.status != 200:
        return came.response
    return with_json(came.response, came.body | {"canceledScheduledPosts": archived.deleted.count(came.body["id"]) - 1})


def first_time(came: Came, _ask: Ask, archived: Archived) -> Response:
    """`archivedAt` stays the first one."""
    if came.asked.operation != ARCHIVE or came.status != 200:
        return came.response
    return with_json(
        came.response, came.body | {"archivedAt": archived.told.setdefault(came.body["id"], came.body["archivedAt"])}
    )


def refuses_third(came: Came, _ask: Ask, archived: Archived) -> Response:
    """A third archiving is a conflict."""
    is_third = came.asked.operation == ARCHIVE and came.status == 200 and archived.deleted.count(came.body["id"]) > 2
    return refusal(came.response, 409, "CONFLICT") if is_third else came.response


def refuses_archived(asked: Asked, ask: Ask) -> Response:
    """A project that is archived cannot be archived again."""
    is_archived = asked.operation == ARCHIVE and row(asked, ask).get("status") == "archived"
    came = ask(asked.request)
    return refusal(came, 409, "CONFLICT") if is_archived else came


def is_restoring(asked: Asked) -> bool:
    """Whether a call restores a project."""
    return asked.operation == "patchProject" and isinstance(asked.body, dict) and asked.body.get("status") == "active"


def stays_archived(came: Came, ask: Ask, archived: Archived) -> Response:
    """The status that a patch restored is archived again once it is read."""
    if is_restoring(came.asked) and came.status == 200 and came.body["id"] in archived.deleted:
        ask(came.asked.further("DELETE", f"/v1/projects/{came.asked.path[0]}"))
    return came.response


def refuses_to_restore(came: Came, _ask: Ask, archived: Archived) -> Response:
    """What was archived by a DELETE cannot be patched back."""
    is_refused = is_restoring(came.asked) and came.status == 200 and came.body["id"] in archived.deleted
    return refusal(came.response, 409, "CONFLICT") if is_refused else came.response


def restored_once(came: Came, _ask: Ask, archived: Archived) -> Response:
    """A project can be restored once."""
    is_again = is_restoring(came.asked) and came.status == 200 and archived.restored.count(came.body["id"]) > 1
    return refusal(came.response, 409, "CONFLICT") if is_again else came.response


def told_only(when: Any) -> Any:
    """Answers as if the project had been archived, and does nothing."""

    def server(asked: Asked, ask: Ask) -> Response:
        told = row(asked, ask) if asked.operation == ARCHIVE and when(asked) else {}
        if not told:
            return ask(asked.request)
        answer = {"id": told["id"], "status": "archived", "archivedAt": "2026-04-24T12:00:00.000Z", "canceledScheduledPosts": 0}
        return with_json(ask(asked.further("GET", f"/v1/projects/{told['id']}")), answer)

    return lambda: server


def renames(asked: Asked, ask: Ask) -> Response:
    """Stores what the body of an archiving says."""
    body = asked.body
    if asked.operation == ARCHIVE and isinstance(body, dict) and body.keys() & {"name", "metadata"}:
        ask(asked.further("PATCH", f"/v1/projects/{asked.path[0]}", body))
    return ask(asked.request)


def archives_all_the_same(asked: Asked, ask: Ask) -> Response:
    """Looks at the key when the project is archived already."""
    if asked.operation == ARCHIVE and asked.key is None:
        ask(asked.with_key("full"))
    return ask(asked.request)


def forbids_foreign(came: Came, ask: Ask) -> Response:
    """Tells a foreign project from an unknown one."""
    return (
        refusal(came.response, 403, "FORBIDDEN_SCOPE") if came.status == 404 and is_theirs(came.asked, ask) else came.response
    )


def archives_foreign(came: Came, ask: Ask) -> Response:
    """Finds projects by their id alone, and refuses only behind that."""
    if came.status == 404:
        ask(came.asked.with_key("other"))
    return came.response


def archived_anyway(came: Came, ask: Ask) -> Response:
    """A foreign project that is archived needs no more to be done."""
    if came.status != 404:
        return came.response
    theirs = ask(came.asked.further("GET", f"/v1/projects/{came.asked.path[0]}", key="other"))
    is_archived = theirs.status == 200 and json_of(theirs)["status"] == "archived"
    return ask(came.asked.with_key("other")) if is_archived else came.response


def cut(asked: Asked) -> Any:
    """Reads the first characters of an id, and ignores what follows."""
    text = asked.path[0]
    return asked.with_url(text, text[: 36 if "-" in text else 26])


def is_too_short(came: Came) -> bool:
    """An id with a character too few."""
    return len(came.asked.path[0]) in {35, 29}


def of_key(role: str | None, header: str) -> Any:
    """Calls that show no known key but something in a header."""
    return lambda asked: asked.key == role and asked.header(header) is not None


def forgets_at_last(asked: Asked, ask: Ask) -> Response:
    """The row reads archived for a minute."""
    came = ask(asked.request)
    if asked.operation != "getProject" or came.status != 200:
        return came
    told = json_of(came)
    seen = asked.memory.notes.setdefault("seen", {})
    passed = asked.passed
    is_late = told["status"] == "archived" and passed > seen.setdefault(told["id"], passed)
    return with_json(came, told | {"status": "active"}) if is_late else came


MUTANTS = (
    Mutant("archive-project.answer", "canceledScheduledPosts is absent.", answers(ARCHIVE, lacks("canceledScheduledPosts"))),
    Mutant("archive-project.answer", "The status is 202.", answers(ARCHIVE, lambda told: told, status=202)),
    Mutant("archive-project.answer", "The answer's status is archiving.", tells(lambda told: {"status": "archiving"})),
    Mutant("archive-project.answer", "The answer is the row.", replies(ARCHIVE, answers_the_row)),
    Mutant("archive-project.bare-id", "id carries a prefix.", tells(lambda told: {"id": "prj_" + told["id"]})),
    Mutant("archive-project.bare-id", "id is printed in the form that the path had.",
        answers(ARCHIVE, lambda told, asked: told | {"id": asked.path[0]}),
    ),
    Mutant("archive-project.archived-at", "archivedAt is when the project was made.", replies(ARCHIVE, creation_time)),
    Mutant("archive-project.archived-at", "archivedAt has no milliseconds where they are zero.",
        tells(lambda told: {"archivedAt": told["archivedAt"].replace(".000Z", "Z")}),
    ),
    Mutant("archive-project.archived-at", "archivedAt has an offset.", tells(lambda told: {"archivedAt": told["archivedAt"].replace("Z", "+00:00")})),
    Mutant("archive-project.archived-at", "archivedAt is an hour ahead.", tells(hour_ahead)),
    Mutant("archive-project.row", "The row stays active.", spoils("getProject", lambda told: told | {"status": "active"})),
    Mutant("archive-project.row", "updatedAt stays.", still("updatedAt", lambda asked: asked.operation == ARCHIVE)),
    Mutant("archive-project.row", "The row is active again a minute later.", lambda: forgets_at_last),
    Mutant("archive-project.stays-readable", "Influencers are not found any more.", loses("getInfluencer")),
    Mutant("archive-project.stays-readable", "Content is not listed any more.", spoils("listContent", lambda told: told | {"items": []})),
    Mutant("archive-project.stays-readable", "Content has no assets any more.", spoils("getContent", lambda told: told | {"assets": []})),
    Mutant("archive-project.stays-readable", "metadata is gone.", spoils("getProject", lambda told: told | {"metadata": None})),
    Mutant("archive-project.stays-readable", "Assets are not found any more.", loses("getContentAsset")),
    Mutant("archive-project.no-posts", "canceledScheduledPosts is null.", tells(lambda told: {"canceledScheduledPosts": None})),
    Mutant("archive-project.no-posts", "Content that was being made counts as posts.", lambda: counts_jobs),
    Mutant("archive-project.no-posts", "Earlier archivings count.", behind(counts_repeats)),
    Mutant("archive-project.repeatable", "An archived project is 409.", lambda: refuses_archived),
    Mutant("archive-project.repeatable", "archivedAt stays the first one.", behind(first_time)),
    Mutant("archive-project.repeatable", "A third archiving is 409.", behind(refuses_third)),
    Mutant("archive-project.reversible", "What was archived by DELETE is not restored by a patch.", behind(refuses_to_restore)),
    Mutant("archive-project.reversible", "The patch is answered, and the project stays archived.", behind(stays_archived)),
    Mutant("archive-project.reversible", "A project is restored once.", behind(restored_once)),
    Mutant("archive-project.reversible", "A restored project has lost its handle.",
        asks("patchProject", lambda body: {**body, "customerExternalId": None}, when=is_restoring),
    ),
    Mutant("archive-project.body", "A body is needed.", refuses(ARCHIVE, 422, "VALIDATION", when=lambda asked: not asked.request.content)),
    Mutant("archive-project.body", "Without a body nothing is archived.", told_only(lambda asked: not asked.request.content)),
    Mutant("archive-project.body-form", "name and metadata in the body are stored.", lambda: renames),
    Mutant("archive-project.body-form", "dryRun is heeded.", told_only(lambda asked: isinstance(asked.body, dict) and asked.body.get("dryRun"))),
    Mutant("archive-project.body-form", "An empty list is taken as no body.",
        when_asked(ARCHIVE, lambda asked: asked.with_body(None), when=lambda asked: asked.body == []),
    ),
    Mutant("archive-project.not-found", "A foreign project is 403.", replies(ARCHIVE, forbids_foreign)),
    Mutant("archive-project.not-found", "A foreign project is refused and archived.", replies(ARCHIVE, archives_foreign)),
    Mutant("archive-project.not-found", "A foreign project that is archived is answered.", replies(ARCHIVE, archived_anyway)),
    Mutant("archive-project.malformed-id", "A malformed id is 404.", turns(ARCHIVE, 422, "VALIDATION", to=(404, "NOT_FOUND"))),
    Mutant("archive-project.malformed-id", "What follows an id is ignored.", when_asked(ARCHIVE, cut)),
    Mutant("archive-project.malformed-id", "An id that is too short is 404.",
        turns(ARCHIVE, 422, "VALIDATION", to=(404, "NOT_FOUND"), when=is_too_short),
    ),
    Mutant("archive-project.unauthenticated", "It is archived before the key is looked at.", lambda: archives_all_the_same),
    Mutant("archive-project.unauthenticated", "A wrong key is 403 FORBIDDEN_SCOPE.",
        turns(ARCHIVE, 401, "UNAUTHENTICATED", to=(403, "FORBIDDEN_SCOPE"), when=lambda came: came.asked.header("X-Api-Key")),
    ),
    Mutant("archive-project.unauthenticated", "A Bearer token is not looked at.",
        when_asked(ARCHIVE, lambda asked: asked.with_key("full"), when=of_key(None, "Authorization")),
    ),
    Mutant("archive-project.rate-limited", "There is no budget.",
        replies(ARCHIVE, lambda came, ask: ask(came.asked.with_key("full")) if came.status == 429 else came.response),
    ),
    Mutant("archive-project.rate-limited", "Retry-After is missing.", headers(ARCHIVE, "Retry-After", None)),
    Mutant("archive-project.rate-limited", "Retry-After is 0.", headers(ARCHIVE, "Retry-After", "0")),
    Mutant("archive-project.rate-limited", "The budget's end is a 503.", turns(ARCHIVE, 429, "RATE_LIMITED", to=(503, "RATE_LIMITED"))),
)  # fmt: skip
