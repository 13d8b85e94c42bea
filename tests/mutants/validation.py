"""Servers that refuse the wrong things, or do something of what they refuse."""

from typing import Any

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Mutant, json_of, refusals, refuses, turns, when_asked, with_json

__all__ = ["MUTANTS"]


def _first_alone(error: dict[str, Any]) -> None:
    issues = error.get("details", {}).get("issues", [])
    del issues[1:]


def _silent(error: dict[str, Any]) -> None:
    for issue in error.get("details", {}).get("issues", []):
        issue["message"] = ""


def _query_first(error: dict[str, Any]) -> None:
    issues = error.get("details", {}).get("issues", [])
    error.setdefault("details", {})["issues"] = [issue for issue in issues if issue["path"] != "status"] or issues


def _trimmed(asked: Asked) -> Request:
    return asked.request._replace(url=asked.request.url.replace("%20", ""))


def _named(asked: Asked, ask: Ask) -> Response:
    """`name` filters, though nobody said so."""
    came = ask(asked.request)
    wanted = asked.query.get("name")
    if asked.operation != "listProjects" or wanted is None or came.status != 200:
        return came
    page = json_of(came)
    return with_json(came, page | {"items": [item for item in page["items"] if item["name"] == wanted[0]]})


def _half_done(asked: Asked, ask: Ask) -> Response:
    """What is valid in an invalid patch is stored."""
    came = ask(asked.request)
    body = asked.body
    if asked.operation == "patchProject" and came.status == 422 and isinstance(body, dict) and "timezone" in body:
        ask(asked.with_body({name: value for name, value in body.items() if name != "timezone"}))
    return came


def _unknown_aside(asked: Asked, ask: Ask) -> Response:
    """The fields that are known are stored, and the call is refused for the one that is not."""
    came = ask(asked.request)
    body = asked.body
    if asked.operation == "patchInfluencer" and came.status == 422 and isinstance(body, dict) and "notAField" in body:
        ask(asked.with_body({"vibe": body["vibe"]}))
    return came


def _archived_all_the_same(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == "archiveProject" and came.status == 422:
        ask(asked.with_body(None))
    return came


def _made_all_the_same(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == "createProject" and came.status == 403:
        ask(asked.with_key("full"))
    return came


def _charged(asked: Asked, ask: Ask) -> Response:
    """A generation whose id is taken costs what it would have cost."""
    came = ask(asked.request)
    if asked.operation == "generateContent" and came.status == 409:
        elsewhere = asked.request.url.replace(asked.path[0], asked.memory.ids["project"])
        ask(asked.with_body({"format": "slideshow_remix"})._replace(url=elsewhere))
    return came


def _conflicting(asked: Asked, ask: Ask) -> Response:
    """A patch is stored field by field, up to the one that conflicts."""
    came = ask(asked.request)
    body = asked.body
    if asked.operation == "patchProject" and came.status == 409:
        ask(asked.with_body({"metadata": body["metadata"]}))
    return came


MUTANTS = (
    Mutant("validation.request", "Only the first fault is told.", refusals(None, _first_alone)),
    Mutant("validation.request", "Issues have no message.", refusals("createProject", _silent)),
    Mutant("validation.request", "Of two wrong query parameters one is told.", refusals("listProjects", _query_first)),
    Mutant("validation.path-id", "Blanks around an id are cut off.", when_asked(None, _trimmed)),
    Mutant("validation.path-id", "A malformed id of a job is 404.", turns("cancelJob", 422, "VALIDATION", to=(404, "NOT_FOUND"))),
    Mutant("validation.unknown-query", "Listing content refuses a parameter that it does not know.",
           refuses("listContent", 422, "VALIDATION", when=lambda asked: "colour" in asked.query)),
    Mutant("validation.unknown-query", "Projects can be filtered by `name`, which no page says.", lambda: _named),
    Mutant("validation.unknown-query", "Names of parameters are read without regard to case.",
           when_asked("listProjects", lambda asked: asked.with_url("Status=", "status="))),
    Mutant("validation.nothing-changes", "What is valid in an invalid patch is stored.", lambda: _half_done),
    Mutant("validation.nothing-changes", "Known fields beside an unknown one are stored.", lambda: _unknown_aside),
    Mutant("validation.nothing-changes", "A project is archived, and its body refused behind it.", lambda: _archived_all_the_same),
    Mutant("validation.nothing-changes", "A key without the scope is refused, and the project made.", lambda: _made_all_the_same),
    Mutant("validation.nothing-changes", "A generation whose id is taken costs credits.", lambda: _charged),
    Mutant("validation.nothing-changes", "A patch that conflicts has stored its metadata.", lambda: _conflicting),
)  # fmt: skip
