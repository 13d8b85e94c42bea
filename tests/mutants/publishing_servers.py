"""What wrong servers of publications are made of."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from layers_mock.kit.exchange import Response
from tests.mutants.approval_servers import get, side, success_of
from tests.mutants.wrong import Ask, Asked, Mutant, Server, answers, with_json

__all__ = [
    "anyway",
    "being",
    "content",
    "hour_ahead",
    "in_both",
    "later",
    "made",
    "nothing",
    "over",
    "post",
    "reads_touched",
    "some",
    "targets",
    "where",
]

POST = "getScheduledPost"
SCHEDULE = "scheduleContent"
PUBLISH = "publishContent"


def where(test: Callable[[Any], Any], edit: Callable[[Any], Any]) -> Callable[[], Server]:
    """Posts that pass a test read with other fields."""
    return answers(POST, lambda body: body | edit(body) if test(body) else body)


def being(*statuses: str) -> Callable[[Any], bool]:
    """Whether a post is of one of these statuses."""
    return lambda body: body["status"] in statuses


def later(text: str, **by: float) -> str:
    """An instant moved by some time."""
    return (datetime.fromisoformat(text) + timedelta(**by)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def post(asked: Asked, ask: Ask) -> Any:
    """The post that a call is about."""
    return get(asked, ask, f"/v1/scheduled-posts/{asked.path[0]}")


def nothing(asked: Asked, ask: Ask, body: Any, status: int = 200) -> Response:
    """An answer to a call that did nothing."""
    return with_json(ask(side(asked, "GET", "/v1/whoami")), body, status)


def over(told: Callable[[Asked, Ask, Any], Response], *statuses: str) -> Callable[[Asked, Ask], Response | None]:
    """A call about a post of these statuses is answered as ``told``; ``None`` for any other post."""

    def change(asked: Asked, ask: Ask) -> Response | None:
        row = post(asked, ask)
        return told(asked, ask, row) if row.get("status") in statuses else None

    return change


def reads_touched(cause: str, status: int, name: str, value: object) -> Callable[[], Server]:
    """A call of a status shows in a field of the post."""

    def make() -> Server:
        touched: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if asked.operation == cause and came.status == status:
                touched.add(asked.path[0])
            body = success_of(came)
            is_spoilt = asked.operation == POST and body and body["id"] in touched
            return with_json(came, body | {name: value}) if is_spoilt else came

        return server

    return make


def anyway(asked: Asked, ask: Ask) -> Response:
    """What another organisation asks for is refused and done."""
    came = ask(asked.request)
    if came.status == 404 and asked.key == "other":
        ask(asked.with_key("full"))
    return came


def hour_ahead(name: str) -> Callable[[Any], Any]:
    """The local time, with a Z behind it."""
    return lambda body: body | {name: later(body[name], hours=1)}


def content(asked: Asked, ask: Ask) -> Any:
    """The container that a call is about."""
    return get(asked, ask, f"/v1/content/{asked.path[0]}")


def targets(asked: Asked) -> list[Any]:
    """The targets that were sent."""
    body = asked.body
    found = body.get("targets") if isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def some(test: Callable[[Any], Any]) -> Callable[[Asked], bool]:
    """Whether one of the targets passes a test."""
    return lambda asked: any(test(each) for each in targets(asked))


def made(edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An edit of the answer that changes each entry."""
    return lambda body: body | {"scheduledPosts": [edit(one) for one in body.get("scheduledPosts", ())]}


def in_both(rule: str, wrong: str, make: Callable[[str], Callable[[], Server]]) -> tuple[Mutant, ...]:
    """The same defect of both operations, each breaking its own rule."""
    return Mutant(f"schedule-content.{rule}", wrong, make(SCHEDULE)), Mutant(f"publish-content.{rule}", wrong, make(PUBLISH))
