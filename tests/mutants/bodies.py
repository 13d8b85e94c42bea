"""Servers that read bodies wrongly."""

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Came, Mutant, refuses, turns, when_asked

__all__ = ["MUTANTS"]

_ENOUGH = 1 << 20


def _type(asked: Asked) -> str:
    return (asked.header("Content-Type") or "").lower()


def _first_value(asked: Asked, ask: Ask) -> Response:
    """Reads JSON up to its end, and nothing behind it."""
    content = asked.request.content
    head = content[: content.rfind(b"}", 0, content.rfind(b"}")) + 1]
    is_json = bool(head) and Asked(asked.request._replace(content=head), asked.memory, None, ()).body is not None
    return ask(asked.request._replace(content=head) if asked.body is None and is_json else asked.request)


def _replaced(asked: Asked, ask: Ask) -> Response:
    """Bytes that are no UTF-8 become question marks."""
    content = asked.request.content
    if asked.operation is None or not content or len(content) > _ENOUGH:
        return ask(asked.request)
    return ask(asked.request._replace(content=content.decode(errors="replace").encode()))


def _not_a_number(asked: Asked, ask: Ask) -> Response:
    return ask(asked.request._replace(content=asked.request.content.replace(b"NaN", b"null")))


def _is_json(came: Came) -> bool:
    return came.asked.body is not None


def _worked_first(asked: Asked, ask: Ask) -> Response:
    """Does what the first of a body says before it is refused for its size."""
    if asked.operation == "createProject" and len(asked.request.content) > _ENOUGH:
        ask(asked.request._replace(content=asked.request.content.strip()))
    return ask(asked.request)


def _untyped_work(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if asked.operation == "createProject" and came.status == 415:
        ask(asked.with_header("Content-Type", "application/json"))
    return came


def _limited_by_body(asked: Asked, ask: Ask) -> Response:
    """A list's limit is taken from a body as well."""
    body = asked.body
    if asked.operation != "listContent" or not isinstance(body, dict) or "limit" not in body:
        return ask(asked.request)
    return ask(asked.request._replace(url=f"{asked.request.url}?limit={body['limit']}"))


MUTANTS = (
    Mutant("body.malformed-json", "What follows the JSON is not looked at.", lambda: _first_value),
    Mutant("body.malformed-json", "Bytes that are no UTF-8 are replaced and let pass.", lambda: _replaced),
    Mutant("body.malformed-json", "NaN passes for null.", lambda: _not_a_number),
    Mutant("body.malformed-json", "JSON that is too deep is 413.",
           turns(None, 400, "VALIDATION", to=(413, "VALIDATION"), when=_is_json)),
    Mutant("body.malformed-json", "Cloning from a post calls it VALIDATION as all others do.",
           turns("cloneFromPost", 400, "VALIDATION_FAILED", to=(400, "VALIDATION"))),
    Mutant("body.malformed-json", "A patch that is no JSON is 422.",
           turns("patchInfluencer", 400, "VALIDATION", to=(422, "VALIDATION"))),
    Mutant("body.content-type", "Whatever begins with application/json is taken for it.",
           when_asked(None, lambda asked: asked.with_header("Content-Type", "application/json"),
                      when=lambda asked: _type(asked).startswith("application/json"))),
    Mutant("body.content-type", "A type with a charset is another one.",
           refuses(None, 415, "VALIDATION", when=lambda asked: "charset" in _type(asked))),
    Mutant("body.content-type", "The type is compared with regard to case.",
           refuses(None, 415, "VALIDATION", when=lambda asked: (asked.header("Content-Type") or "").startswith("App"))),
    Mutant("body.content-type", "Another type is 422 where influencers are made.",
           turns("createInfluencer", 415, "VALIDATION", to=(422, "VALIDATION"))),
    Mutant("body.content-type", "The project is made, and the type refused behind it.", lambda: _untyped_work),
    Mutant("body.too-large", "A body that is too large is 400.", turns("createProject", 413, "VALIDATION", to=(400, "VALIDATION"))),
    Mutant("body.too-large", "Cloning from a post calls it VALIDATION as all others do.",
           turns("cloneFromPost", 413, "VALIDATION_FAILED", to=(413, "VALIDATION"))),
    Mutant("body.too-large", "The project is made before its body is refused for its size.", lambda: _worked_first),
    Mutant("body.unread", "Canceling refuses a body that is no JSON.",
           refuses("cancelJob", 400, "VALIDATION", when=lambda asked: asked.request.content and asked.body is None)),
    Mutant("body.unread", "A list takes its limit from the body too.", lambda: _limited_by_body),
    Mutant("body.unread", "Reading credits refuses a body of another type.",
           refuses("getCredits", 415, "VALIDATION", when=lambda asked: "text/plain" in _type(asked))),
)  # fmt: skip
