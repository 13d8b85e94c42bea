"""Wrong patchProject: bodies that must be refused, and the partner's own handle."""

from typing import Any
from urllib.parse import quote

from layers_mock.kit.exchange import Request, Response
from tests.mutants.project_changes_servers import patched, row
from tests.mutants.wrong import (
    Ask,
    Asked,
    Came,
    Mutant,
    Server,
    asks,
    json_of,
    lacks,
    refusal,
    refusals,
    turns,
    with_json,
    without,
)

__all__ = ["MUTANTS"]

PATCH = "patchProject"
HANDLE = "customerExternalId"
READ_ONLY = ("id", "organizationId", "createdAt", "ingestState", "brandContext")


def has(name: str, *values: Any) -> Any:
    """Calls whose body has the field, with one of the values where some are given."""
    return lambda asked: isinstance(asked.body, dict) and name in asked.body and (not values or asked.body[name] in values)


def loses_nulls(*names: str) -> Any:
    """A null is taken as a field that was not sent."""
    return asks(PATCH, lambda body: {name: value for name, value in body.items() if value is not None or name not in names})


def applies_the_rest(status: int, wrong: Any) -> Any:
    """Refuses, but has changed what was right in the body by then."""

    def change(asked: Asked, ask: Ask, body: Any) -> Response:
        came = ask(asked.request)
        if came.status == status:
            ask(asked.with_body({name: value for name, value in body.items() if not wrong(name, value)}))
        return came

    return patched(change)


def takes_the_same(asked: Asked, ask: Ask, body: Any) -> Request | None:
    """A read-only field with the value that it has is let through."""
    told = row(asked, ask)
    same = [name for name in READ_ONLY if name in body and name in told and body[name] == told[name]]
    return asked.with_body(without(body, *same)) if same else None


def names_one(error: dict[str, Any]) -> None:
    """Only the first issue is told."""
    error["details"]["issues"] = error["details"]["issues"][:1]


def names_inside(error: dict[str, Any]) -> None:
    """The issue names what is inside the object."""
    for issue in error["details"]["issues"]:
        issue["path"] += ".tagline" if issue["path"] == "brandContext" else ""


def is_wrong_before(came: Came) -> bool:
    """Another fault comes before the read-only field in the body."""
    body = came.asked.body
    wrong = [name for name in body if name in {"timezone", "ownerEmail"} and body[name] in {"Nowhere", "nobody"}]
    return any(name in READ_ONLY and wrong and list(body).index(wrong[0]) < list(body).index(name) for name in body)


def holder(asked: Asked, ask: Ask, handle: str, key: str | None = None) -> Any:
    """The item of the project that has a handle; empty where there is none."""
    items = json_of(ask(asked.further("GET", f"/v1/projects?{HANDLE}={quote(handle)}", key=key)))["items"]
    return items[0] if items else {}


def takes_from_archived(asked: Asked, ask: Ask, body: Any) -> Response:
    """An archived project loses its handle to whoever asks for it."""
    came = ask(asked.request)
    if came.status != 409:
        return came
    other = holder(asked, ask, body[HANDLE])
    if other.get("status") != "archived":
        return came
    ask(asked.further("PATCH", f"/v1/projects/{other['id']}", {HANDLE: None}))
    return ask(asked.request)


def unique_everywhere(asked: Asked, ask: Ask, body: Any) -> Response | None:
    """Handles are unique among all organisations."""
    if isinstance(body.get(HANDLE), str) and holder(asked, ask, body[HANDLE], "other"):
        return refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT")
    return None


def conflicts_with_itself(asked: Asked, ask: Ask, body: Any) -> Response | None:
    """A project's own handle counts as taken."""
    if isinstance(body.get(HANDLE), str) and row(asked, ask).get(HANDLE) == body[HANDLE]:
        return refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT")
    return None


def stops_at_its_own(asked: Asked, ask: Ask, body: Any) -> Request | None:
    """With the handle that it has nothing is changed."""
    is_own = isinstance(body.get(HANDLE), str) and row(asked, ask).get(HANDLE) == body[HANDLE]
    return asked.with_body({}) if is_own else None


def keeps(*operations: str, cleared_only: bool = False) -> Any:
    """Handles that a project gave up stay taken."""

    def make() -> Server:
        given_up: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            body = asked.body
            if asked.operation in operations and isinstance(body, dict) and body.get(HANDLE) in given_up:
                return refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT")
            before = row(asked, ask).get(HANDLE) if asked.operation == PATCH else None
            came = ask(asked.request)
            is_given_up = asked.operation == PATCH and came.status == 200 and before and json_of(came)[HANDLE] != before
            if is_given_up and not (cleared_only and json_of(came)[HANDLE] is not None):
                given_up.add(str(before))
            return came

        return server

    return make


def one_without() -> Server:
    """No two projects can have been cleared of their handle."""
    cleared: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == PATCH and has(HANDLE, None)(asked):
            if cleared - {asked.path[0]}:
                return refusal(ask(asked.further("GET", "/v1/whoami")), 409, "CONFLICT")
            cleared.add(asked.path[0])
        return ask(asked.request)

    return server


def empty_text(asked: Asked, ask: Ask, _body: Any) -> Response:
    """A handle that was cleared reads as an empty text."""
    came = ask(asked.request)
    told = json_of(came)
    return with_json(came, told | {HANDLE: told[HANDLE] or ""}) if came.status == 200 else came


MUTANTS = (
    Mutant("patch-project.external-id-unique", "A taken handle is 422.", turns(PATCH, 409, "CONFLICT", to=(422, "VALIDATION"))),
    Mutant("patch-project.external-id-unique", "Beside a taken handle the rest of the body is stored.",
        applies_the_rest(409, lambda name, _value: name == HANDLE),
    ),
    Mutant("patch-project.external-id-unique", "The handle of an archived project can be taken.", patched(takes_from_archived)),
    Mutant("patch-project.external-id-unique", "A handle of another organisation is taken.", patched(unique_everywhere)),
    Mutant("patch-project.external-id-own", "A project's own handle is taken.", patched(conflicts_with_itself)),
    Mutant("patch-project.external-id-own", "Beside a project's own handle nothing changes.", patched(stops_at_its_own)),
    Mutant("patch-project.external-id-moves", "A handle that was given up stays taken.", keeps(PATCH)),
    Mutant("patch-project.external-id-moves", "A handle that was given up stays taken for new projects.", keeps("createProject")),
    Mutant("patch-project.external-id-moves", "A handle that was cleared stays taken.", keeps(PATCH, cleared_only=True)),
    Mutant("patch-project.external-id-clears", "null changes nothing.", asks(PATCH, lacks(HANDLE), when=has(HANDLE, None))),
    Mutant("patch-project.external-id-clears", "null leaves an empty text.", patched(empty_text)),
    Mutant("patch-project.external-id-clears", "Only one project may be without a handle.", one_without),
    Mutant("patch-project.external-id-clears", "null clears metadata as well.",
        asks(PATCH, lambda body: {**body, "metadata": None}, when=has(HANDLE, None)),
    ),
    Mutant("patch-project.nulls", "A null ownerEmail counts as not sent.", loses_nulls("ownerEmail")),
    Mutant("patch-project.nulls", "A null primaryLanguage resets it.",
        asks(PATCH, lambda body: {**body, "primaryLanguage": "en"}, when=has("primaryLanguage", None)),
    ),
    Mutant("patch-project.nulls", "A null status is 400.",
        turns(PATCH, 422, "VALIDATION", to=(400, "VALIDATION"), when=lambda came: has("status", None)(came.asked)),
    ),
    Mutant("patch-project.nulls", "Beside a null the rest of the body is stored.", applies_the_rest(422, lambda _name, value: value is None)),
    Mutant("patch-project.read-only", "createdAt is ignored.", asks(PATCH, lacks("createdAt"))),
    Mutant("patch-project.read-only", "A read-only field that is null is ignored.", loses_nulls(*READ_ONLY)),
    Mutant("patch-project.read-only", "A read-only field that stays the same is ignored.", patched(takes_the_same)),
    Mutant("patch-project.read-only", "brandContext is 422.",
        turns(PATCH, 400, "VALIDATION", to=(422, "VALIDATION"), when=lambda came: has("brandContext")(came.asked)),
    ),
    Mutant("patch-project.read-only", "Of several fields one is named.", refusals(PATCH, names_one, when=has("id"))),
    Mutant("patch-project.read-only", "The path names a field inside.", refusals(PATCH, names_inside, when=has("brandContext"))),
    Mutant("patch-project.read-only", "Beside a read-only field the rest of the body is stored.",
        applies_the_rest(400, lambda name, _value: name in READ_ONLY),
    ),
    Mutant("patch-project.read-only-first", "An empty name wins.",
        turns(PATCH, 400, "VALIDATION", to=(422, "VALIDATION"), when=lambda came: has("name", "")(came.asked)),
    ),
    Mutant("patch-project.read-only-first", "A taken handle wins.",
        turns(PATCH, 400, "VALIDATION", to=(409, "CONFLICT"), when=lambda came: len(came.asked.body.get(HANDLE) or "") > 1),
    ),
    Mutant("patch-project.read-only-first", "The fault that comes first in the body wins.",
        turns(PATCH, 400, "VALIDATION", to=(422, "VALIDATION"), when=is_wrong_before),
    ),
)  # fmt: skip
