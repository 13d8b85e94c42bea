"""What the wrong servers of cloneFromPost have in common: they know repeats, clones and the wallet."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any
from uuid import UUID

from layers_mock.kit.exchange import Request, Response
from tests.mutants.wrong import Ask, Asked, Server, json_of, read, with_json

__all__ = ["CLONE", "PRICES", "elsewhere", "is_made", "is_over", "posts", "repeats", "spoils", "wallet"]

CLONE = "cloneFromPost"
PRICES = {"video_remix": 120, "slideshow_remix": 50, "ugc_remix": 120, "auto": 120}

Make = Callable[[], Server]


def is_made(response: Response) -> bool:
    """Whether the answer is a success."""
    return 200 <= response.status < 300


def elsewhere(asked: Asked, salt: str = "") -> Request:
    """The same clone under an id that nobody has asked for, and without an Idempotency-Key."""
    target = asked.path[0]
    other = UUID(bytes=blake2b(f"{target}/{salt}".encode(), digest_size=16).digest(), version=4)
    moved = asked._replace(request=asked.with_header("Idempotency-Key", None))
    return moved.with_url(f"/{target}/", f"/{other}/")


def is_over(asked: Asked, ask: Ask) -> bool:
    """Whether the container that a clone asks for is made and completed."""
    found = read(asked, ask, f"/v1/content/{asked.path[0]}")
    return isinstance(found, dict) and found.get("status") == "completed"


def posts(*labels: str) -> Callable[[Asked], bool]:
    """Requests whose source is one of these posts of the fixture."""
    return lambda asked: asked.body.get("sourcePlatformPostId") in {asked.memory.ids[label] for label in labels}


def repeats(change: Callable[[Response, Asked, Ask], Response]) -> Make:
    """Clones under an id that was accepted before are answered by ``change(first answer, asked, ask)``."""

    def make() -> Server:
        first: dict[str, Response] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            if asked.operation != CLONE:
                return ask(asked.request)
            earlier = first.get(asked.path[0])
            if earlier is not None:
                return change(earlier, asked, ask)
            came = ask(asked.request)
            if is_made(came):
                first[asked.path[0]] = came
            return came

        return server

    return make


def spoils(edit: Callable[[Any, Any], Any]) -> Make:
    """Reading a clone shows a spoilt container: ``edit(container, body that was sent)`` changes it in place."""

    def make() -> Server:
        clones: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == CLONE and is_made(came):
                clones.setdefault(body["containerId"], asked.body)
            if asked.operation != "getContent" or not is_made(came) or body["id"] not in clones:
                return came
            edit(body, clones[body["id"]])
            return with_json(came, body)

        return server

    return make


def wallet(extra: Callable[[list[Any], Asked], int]) -> Make:
    """getCredits tells another balance: ``extra`` is given what was cloned so far, each body with its ``format`` and ``at``."""

    def make() -> Server:
        clones: dict[str, Any] = {}

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            body = json_of(came)
            if asked.operation == CLONE and is_made(came) and body["jobId"] not in clones:
                made = read(asked, ask, f"/v1/content/{asked.path[0]}")
                clones[body["jobId"]] = {**asked.body, "format": made["format"], "at": asked.passed, "status": "running"}
            if asked.operation == "getJob" and body.get("jobId") in clones:
                clone = clones[body["jobId"]]
                clone["status"], clone["reads"] = body["status"], clone.get("reads", 0) + 1
            if asked.operation != "getCredits" or not is_made(came):
                return came
            return with_json(came, body | {"balance": body["balance"] + extra(list(clones.values()), asked)})

        return server

    return make
