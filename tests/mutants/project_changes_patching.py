"""Wrong patchProject: what changes, what stays, and how it is answered."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.project_changes_servers import fields, is_theirs, patched, row, still
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    answers,
    asks,
    json_of,
    lacks,
    refusal,
    refuses,
    replies,
    with_json,
)

__all__ = ["MUTANTS"]

PATCH = "patchProject"
KNOWN = {"name", "status", "ownerEmail", "timezone", "primaryLanguage", "customerExternalId", "metadata"}
ROW = {"getProject", PATCH}


def has(*names: str) -> Any:
    """Calls whose body has one of the fields."""
    return lambda asked: isinstance(asked.body, dict) and set(names) & set(asked.body)


def has_only(*names: str) -> Any:
    """Calls whose body has these fields and no others."""
    return lambda asked: isinstance(asked.body, dict) and set(asked.body) == set(names)


def has_none(body: Any) -> bool:
    """A body without a field that can be changed."""
    return not KNOWN & set(body)


def told_before(*names: str) -> Any:
    """Answers the row as it was before the change, in these fields or in all."""

    def change(asked: Asked, ask: Ask, _body: Any) -> Response:
        before = row(asked, ask)
        came = ask(asked.request)
        if came.status != 200:
            return came
        return with_json(came, json_of(came) | {name: before[name] for name in names or before})

    return patched(change)


def of_archived(edit: Any) -> Any:
    """Bodies that concern an archived project and do not say what its status shall be."""

    def change(asked: Asked, ask: Ask, body: Any) -> Request | Response | None:
        if "status" in body or row(asked, ask).get("status") != "archived":
            return None
        changed = edit(body)
        return (
            refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT") if changed is None else asked.with_body(changed)
        )

    return patched(change)


def touched(when: Any) -> Any:
    """Bodies without a field that can be changed are stored all the same, and move updatedAt."""

    def change(asked: Asked, ask: Ask, body: Any) -> Request | None:
        name = row(asked, ask).get("name")
        return asked.with_body({**body, "name": name}) if has_none(body) and when(body) and name else None

    return patched(change)


def merged(merge: Any) -> Any:
    """New metadata is merged into the old."""

    def change(asked: Asked, ask: Ask, body: Any) -> Request | None:
        old, new = row(asked, ask).get("metadata"), body.get("metadata")
        return (
            asked.with_body({**body, "metadata": merge(old, new)}) if isinstance(old, dict) and isinstance(new, dict) else None
        )

    return patched(change)


def deep(old: Any, new: Any) -> Any:
    """Objects that both have are merged, what is missing is gone."""
    return {
        name: (old[name] | value if isinstance(value, dict) and isinstance(old.get(name), dict) else value)
        for name, value in new.items()
    }


def drops(*names: str, when: Any = None) -> Any:
    """Fields of the body are lost on the way."""
    return asks(PATCH, lacks(*names), when=when)


def stores(name: str) -> Any:
    """A field that cannot be changed here is changed."""

    def make() -> Server:
        kept: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation not in ROW or came.status != 200:
                return came
            told = json_of(came)
            if asked.operation == PATCH and name in asked.body:
                kept[told["id"]] = asked.body[name]
            return with_json(came, told | ({name: kept[told["id"]]} if told["id"] in kept else {}))

        return server

    return make


def echoes(told: Any, asked: Asked) -> Any:
    """Fields that it does not know are in the answer."""
    return told | {
        name: value for name, value in asked.body.items() if name not in KNOWN and "." not in name and name not in told
    }


def with_tagline(told: Any, asked: Asked) -> Any:
    """A dotted name reaches into the object."""
    return told | {"brandContext": {**(told["brandContext"] or {}), "tagline": asked.body["brandContext.tagline"]}}


def forbids_foreign(came: Came, ask: Ask) -> Response:
    """Tells a foreign project from an unknown one."""
    return (
        refusal(came.response, 403, "FORBIDDEN_SCOPE") if came.status == 404 and is_theirs(came.asked, ask) else came.response
    )


def changes_foreign(came: Came, ask: Ask) -> Response:
    """Finds projects by their id alone."""
    return ask(came.asked.with_key("other")) if came.status == 404 else came.response


def archives_foreign(came: Came, ask: Ask) -> Response:
    """Refuses a foreign project, but archives it."""
    if came.status == 404 and came.asked.body == {"status": "archived"}:
        ask(came.asked.with_key("other"))
    return came.response


def content_with(text: bytes) -> Any:
    """Calls whose body holds a text."""
    return lambda asked: text in asked.request.content


MUTANTS = (
    Mutant("patch-project.partial", "A customerExternalId that is not sent is cleared, as by a PUT.",
        asks(PATCH, lambda body: {"customerExternalId": None, **body}),
    ),
    Mutant("patch-project.partial", "A new timezone resets the language.",
        asks(PATCH, lambda body: {"primaryLanguage": "en", **body}, when=has("timezone")),
    ),
    Mutant("patch-project.partial", "Of many fields metadata is lost.", drops("metadata", when=lambda asked: len(asked.body) > 4)),
    Mutant("patch-project.answers-the-row", "The answer is the row before the change.", told_before()),
    Mutant("patch-project.answers-the-row", "updatedAt in the answer is the one before the change.", told_before("updatedAt")),
    Mutant("patch-project.answers-the-row", "The status is 202.", answers(PATCH, lambda told: told, status=202)),
    Mutant("patch-project.answers-the-row", "The answer lacks ingestState.", answers(PATCH, lacks("ingestState"))),
    Mutant("patch-project.archived-is-patchable", "An archived project is 409.", of_archived(lambda body: None)),
    Mutant("patch-project.archived-is-patchable", "Any change restores an archived project.",
        of_archived(lambda body: {**body, "status": "active"}),
    ),
    Mutant("patch-project.archived-is-patchable", "An archived project keeps its handle.", of_archived(lacks("customerExternalId"))),
    Mutant("patch-project.updated-at", "createdAt moves as well.", answers(ROW, fields(lambda told: {"createdAt": told["updatedAt"]}))),
    Mutant("patch-project.updated-at", "New metadata does not move updatedAt.", still("updatedAt", has_only("metadata"))),
    Mutant("patch-project.updated-at", "Restoring does not move updatedAt.",
        still("updatedAt", lambda asked: asked.body == {"status": "active"}),
    ),
    Mutant("patch-project.empty", "An empty body is 422.", refuses(PATCH, 422, "VALIDATION", when=lambda asked: asked.body == {})),
    Mutant("patch-project.empty", "An empty body moves updatedAt.", touched(lambda body: not body)),
    Mutant("patch-project.empty", "Fields that are ignored move updatedAt.", touched(bool)),
    Mutant("patch-project.metadata-replaces", "Fields of the old object stay.", merged(lambda old, new: {**old, **new})),
    Mutant("patch-project.metadata-replaces", "Objects inside are merged.", merged(deep)),
    Mutant("patch-project.metadata-replaces", "An empty object changes nothing.",
        drops("metadata", when=lambda asked: isinstance(asked.body, dict) and asked.body.get("metadata") == {}),
    ),
    Mutant("patch-project.metadata-clears", "null changes nothing.", drops("metadata", when=content_with(b'"metadata":null'))),
    Mutant("patch-project.metadata-clears", "null leaves an empty object.",
        asks(PATCH, lambda body: {**body, "metadata": {}}, when=content_with(b'"metadata":null')),
    ),
    Mutant("patch-project.metadata-clears", "null clears the handle as well.",
        asks(PATCH, lambda body: {**body, "customerExternalId": None}, when=content_with(b'"metadata":null')),
    ),
    Mutant("patch-project.unknown-field", "An unknown field is 422.",
        refuses(PATCH, 422, "VALIDATION", when=has("notAFieldOfTheDocument", "appName")),
    ),
    Mutant("patch-project.unknown-field", "An unknown field is in the answer.", answers(PATCH, echoes)),
    Mutant("patch-project.unknown-field", "updatedAt is taken from the body.",
        answers(PATCH, lambda told, asked: told | {"updatedAt": asked.body.get("updatedAt", told["updatedAt"])}),
    ),
    Mutant("patch-project.unknown-field", "`brand` is stored.", stores("brand")),
    Mutant("patch-project.dotted-name", "A dotted name is 400, as a read-only field.",
        refuses(PATCH, 400, "VALIDATION", when=has("brandContext.tagline"), details={"issues": [{"path": "brandContext.tagline", "message": "No."}]}),
    ),
    Mutant("patch-project.dotted-name", "A dotted name reaches into the object.", answers(PATCH, with_tagline, when=has("brandContext.tagline"))),
    Mutant("patch-project.dotted-name", "Nothing changes beside a dotted name.", drops(*KNOWN, when=has("brandContext.tagline"))),
    Mutant("patch-project.approval-elsewhere", "requiresApproval is stored.", stores("requiresApproval")),
    Mutant("patch-project.approval-elsewhere", "firstNPostsBlocked is 422.", refuses(PATCH, 422, "VALIDATION", when=has("firstNPostsBlocked"))),
    Mutant("patch-project.approval-elsewhere", "firstNPostsBlocked is in the answer as it was sent.",
        answers(PATCH, lambda told, asked: told | {"firstNPostsBlocked": asked.body["firstNPostsBlocked"]}, when=has("firstNPostsBlocked")),
    ),
    Mutant("patch-project.not-found", "A foreign project is 403.", replies(PATCH, forbids_foreign)),
    Mutant("patch-project.not-found", "A foreign project is changed.", replies(PATCH, changes_foreign)),
    Mutant("patch-project.not-found", "A foreign project is refused and archived.", replies(PATCH, archives_foreign)),
    Mutant("patch-project.not-found", "An empty body finds every project.",
        replies(PATCH, lambda came, _ask: with_json(came.response, {}, 200), when=lambda asked: asked.body == {}),
    ),
)  # fmt: skip
