"""Servers that schedule and publish wrongly what any call promises: fields, idempotency, prices, whose it is."""

from collections.abc import Callable

from layers_mock.kit.exchange import Request, Response
from tests.mutants.approval_servers import always, asking, get, side, success_of
from tests.mutants.publishing_servers import in_both, some
from tests.mutants.wrong import (
    Ask,
    Asked,
    Mutant,
    Server,
    answers,
    json_of,
    refusal,
    refuses,
    turns,
    when_asked,
    with_json,
    without_header,
)

__all__ = ["MUTANTS"]

SCHEDULE = "scheduleContent"
PUBLISH = "publishContent"
POST = "getScheduledPost"
MAKING = {SCHEDULE, PUBLISH}


def has(name: str) -> Callable[[Asked], bool]:
    """Whether the body has a field."""
    return lambda asked: isinstance(asked.body, dict) and name in asked.body


def theirs(asked: Asked, ask: Ask) -> Response | None:
    """Content of another organisation is refused as forbidden."""
    came = ask(asked.request)
    is_foreign = came.status == 404 and asked.path[0] == asked.memory.ids.get("foreign-container")
    return refusal(came, 403, "FORBIDDEN_SCOPE") if is_foreign else came


def for_others(asked: Asked, ask: Ask) -> Response:
    """What another organisation asks for is refused and done."""
    came = ask(asked.request)
    if came.status == 404 and asked.key == "other":
        ask(asked.with_key("full"))
    return came


def charges(asked: Asked, ask: Ask) -> Response:
    """A post costs a credit."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation in MAKING and came.status == 201:
        notes["charged"] = notes.get("charged", 0) + 1
    if asked.operation == "getCredits" and body is not None:
        return with_json(came, body | {"balance": body["balance"] - notes.get("charged", 0)})
    return came


def charges_out(asked: Asked, ask: Ask) -> Response:
    """A post costs a credit once it is out."""
    notes = asked.memory.notes
    came = ask(asked.request)
    body = success_of(came)
    if asked.operation == POST and body is not None and body["status"] == "published":
        notes["out"] = 1
    if asked.operation == "getCredits" and body is not None:
        return with_json(came, body | {"balance": body["balance"] - notes.get("out", 0)})
    return came


def in_vain(operation: str) -> Callable[[], Server]:
    """A repeat under an Idempotency-Key tells the first answer, and makes another post."""

    def make() -> Server:
        first: dict[object, Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            name = asked.header("Idempotency-Key") if asked.operation == operation else None
            if name is not None and name in first:
                ask(asked.with_header("Idempotency-Key", None))
                return first[name]
            came = ask(asked.request)
            if name is not None and came.status == 201:
                first[name] = came
            return came

        return server

    return make


def forgets(operation: str) -> Callable[[], Server]:
    """An Idempotency-Key is forgotten when its post is over."""

    def make() -> Server:
        posts: dict[object, str] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            name = asked.header("Idempotency-Key") if asked.operation == operation else None
            if name in posts and get(asked, ask, f"/v1/scheduled-posts/{posts[name]}").get("status") != "queued":
                return ask(asked.with_header("Idempotency-Key", None))
            came = ask(asked.request)
            if name is not None and came.status == 201:
                posts[name] = json_of(came)["scheduledPosts"][0]["scheduledPostId"]
            return came

        return server

    return make


def one_for_all(operation: str) -> Callable[[], Server]:
    """Every Idempotency-Key is the same."""
    return when_asked(
        operation,
        lambda asked: asked.with_header("Idempotency-Key", "same"),
        when=lambda asked: asked.header("Idempotency-Key"),
    )


def extra_fields(asked: Asked, ask: Ask) -> Request | None:
    """A slot in a publishing is heeded: it becomes a schedule."""
    if not has("scheduledFor")(asked):
        return None
    return side(asked, "POST", f"/v1/content/{asked.path[0]}/schedule", asked.body)


def is_strange(asked: Asked) -> bool:
    """Whether a body has fields that nobody knows."""
    return isinstance(asked.body, dict) and bool(set(asked.body) & {"timezone", "dryRun", "now"})


MUTANTS = (
    *in_both("unknown-field", "The body is strict.", lambda operation: refuses(operation, 422, "VALIDATION", when=is_strange)),
    Mutant("schedule-content.unknown-field", "status is taken from the body.", answers(
        POST, lambda body: body | {"status": "published"})),
    Mutant("schedule-content.unknown-field", "Fields of a target that nobody knows are refused.", refuses(
        SCHEDULE, 422, "VALIDATION", when=some(lambda each: "tiktokMusic" in each))),
    Mutant("publish-content.unknown-field", "A slot is heeded.", asking(PUBLISH, extra_fields)),
    *in_both("idempotency", "The key is not heeded.", lambda operation: without_header(operation, "Idempotency-Key")),
    *in_both("idempotency", "A repeat makes another post.", in_vain),
    *in_both("idempotency", "The key is forgotten when its post is over.", forgets),
    *in_both("idempotency", "All keys are one.", one_for_all),
    Mutant("schedule-content.free", "A post costs a credit.", always(charges)),
    Mutant("schedule-content.free", "It costs one once it is out.", always(charges_out)),
    *in_both("not-found", "Foreign content is 403.", lambda operation: asking(operation, theirs)),
    *in_both("not-found", "Another organisation's call is refused and done.", lambda operation: asking(operation, for_others)),
    *in_both("not-found", "It is 409.", lambda operation: turns(operation, 404, "NOT_FOUND", to=(409, "CONFLICT"))),
)  # fmt: skip
