"""Wrong servers: each stands before a right one and does one thing wrong, seeing nothing but HTTP.

A :class:`Mutant` breaks one rule. Most are made by the functions here:

* :func:`answers` spoils the bodies of successes, :func:`tells` those that are so, :func:`refusals` those of refusals;
* :func:`asks` changes what the right server is asked, so that it does something else;
* :func:`turns` gives a refusal another status and code, :func:`refuses` refuses what is fine;
* :func:`as_key` lets one key pass for another, :func:`without_header` loses a header on the way.

Where a defect needs memory, :func:`remembering` or a function ``(asked, ask) -> Response`` made anew for each server holds it.
"""

from collections.abc import Callable, Collection
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from layers_mock.kit.exchange import Request, Response, header
from layers_mock.kit.transport import Transport
from tests.harness import contract
from tests.mutants.asked import Ask, Asked, Came, Memory, json_of, read, without

__all__ = [
    "Ask", "Asked", "BrokenMutantError", "Came", "Memory", "Mutant", "Server", "WrongTransport", "answers", "as_key", "asks", "headers", "json_of",
    "lacks", "read", "refusal", "refusals", "refuses", "remembering", "replies", "tells", "turns", "when_asked", "where", "with_json", "without", "without_header",
]  # fmt: skip


Server = Callable[[Asked, Ask], Response]
"""A wrong server's way to answer."""


class Mutant(NamedTuple):
    """A server that breaks one rule. ``make`` makes one without memory of others."""

    rule: str
    wrong: str
    """What it does wrong, in a sentence."""
    make: Callable[[], Server]
    serves_links: bool = False
    """It answers what media links are asked as well; their operation is ``None``."""
    within: Callable[[], AbstractContextManager[object]] = nullcontext
    """What is replaced inside the right server while the checks run."""


class BrokenMutantError(Exception):
    """A mutant that does not do what it says."""


class WrongTransport:
    """A wrong server before a right one. Control requests and media pass; from them it learns its world's keys and ids."""

    def __init__(self, mutant: Mutant, right: Transport) -> None:
        self._server = mutant.make()
        self._serves_links = mutant.serves_links
        self._right = right
        self._memory = Memory()

    def send(self, request: Request) -> Response:
        """Answer wrongly where the mutant does."""
        path = urlsplit(request.url).path
        if self._serves_links and path.startswith("/__mock/media/"):
            return self._served(Asked(request, self._memory, None, ()))
        if path.startswith("/__mock/"):
            return self._control(path, request)
        match = contract().router.find(request.method, path)
        operation = match.operation.id if match is not None and match.operation is not None else None
        parameters = tuple(match.parameters.values()) if match is not None else ()
        return self._served(Asked(request, self._memory, operation, parameters))

    def _served(self, asked: Asked) -> Response:
        """The wrong answer. A fault of the mutant itself must not pass for an answer that a check cannot read."""
        try:
            return self._server(asked, self._right.send)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            raise BrokenMutantError(f"{type(error).__name__}: {error}") from error

    def wire(self, url: str, data: bytes) -> bytes:
        """Bytes reach the right server; what comes back passes a server that has a ``wire`` of its own."""
        came = self._right.wire(url, data)
        spoilt = getattr(self._server, "wire", None)
        return spoilt(came) if spoilt is not None else came

    def _control(self, path: str, request: Request) -> Response:
        response = self._right.send(request)
        if path == "/__mock/worlds" and request.method == "POST":
            world = orjson.loads(response.content)
            self._memory.secrets = world["keys"]
            self._memory.roles = {secret: role for role, secret in world["keys"].items()}
            self._memory.ids = world["ids"]
        if path.endswith("/clock/advance"):
            seconds = orjson.loads(request.content).get("seconds", 0)
            self._memory.notes["passed"] = self._memory.notes.get("passed", 0) + seconds
        return response


Operations = str | Collection[str] | None
"""One operation, several, or ``None`` for all."""
When = Callable[[Asked], object] | None


def _fits(asked: Asked, operations: Operations, when: When) -> bool:
    named = {operations} if isinstance(operations, str) else operations
    return asked.operation is not None and (named is None or asked.operation in named) and (when is None or bool(when(asked)))


def with_json(response: Response, body: Any, status: int | None = None) -> Response:
    """The response with another body, and perhaps another status."""
    return response._replace(content=orjson.dumps(body), status=status or response.status)


def refusal(came: Response, status: int, code: str, details: Any = None) -> Response:
    """A refusal in the envelope in place of an answer, under that answer's request id."""
    request_id = header(came.headers, "X-Request-Id")
    error = {"code": code, "message": "No.", "requestId": request_id}
    return with_json(came, {"error": error if details is None else {**error, "details": details}}, status)


def lacks(*names: str) -> Callable[[Any], Any]:
    """An edit that leaves fields out."""
    return lambda body: without(body, *names)


def where(fits: Callable[[Any], object], edit: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An edit in place of those bodies that are so; what ``edit`` gives is dropped."""

    def spoil(body: Any) -> None:
        if fits(body):
            edit(body)

    return spoil


def answers(
    operations: Operations, edit: Callable[..., Any], *, when: When = None, status: int | None = None
) -> Callable[[], Server]:
    """Successes with a spoilt body: ``edit(body)`` changes it in place or gives another one.

    An ``edit`` of two parameters is given the :class:`Asked` as well.
    """
    takes_two = edit.__code__.co_argcount - len(edit.__defaults__ or ()) > 1

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if not (_fits(asked, operations, when) and 200 <= came.status < 300):
            return came
        body = json_of(came)
        if body is None:
            return came
        spoilt = edit(body, asked) if takes_two else edit(body)
        return with_json(came, body if spoilt is None else spoilt, status)

    return lambda: server


def tells(
    operations: Operations, edit: Callable[[Any], Any], when: Callable[[Any], object] = lambda body: True
) -> Callable[[], Server]:  # fmt: skip
    """Successes whose body is so are spoilt in place."""
    return answers(operations, where(when, edit))


def refusals(operations: Operations, edit: Callable[[dict[str, Any]], Any], *, when: When = None) -> Callable[[], Server]:
    """Refusals whose ``error`` object is spoilt in place."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        body = json_of(came)
        if came.status < 400 or not isinstance(body, dict) or not _fits(asked, operations, when):
            return came
        edit(body["error"])
        return with_json(came, body)

    return lambda: server


def turns(
    operations: Operations, status: int, code: str, *, to: tuple[int, str], when: Callable[[Came], object] | None = None
) -> Callable[[], Server]:
    """One refusal becomes another: status and code, as they are and as they come."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        told = Came(came, asked)
        if not _fits(asked, operations, None) or (came.status, told.code) != (status, code) or not (when is None or when(told)):
            return came
        body = told.body
        body["error"]["code"] = to[1]
        return with_json(came, body, to[0])

    return lambda: server


def refuses(operations: Operations, status: int, code: str, *, when: When = None, details: Any = None) -> Callable[[], Server]:
    """Requests that are fine are refused, and do nothing."""

    def server(asked: Asked, ask: Ask) -> Response:
        if not _fits(asked, operations, when):
            return ask(asked.request)
        # Asked with a key that nobody has, the right server does nothing and gives the headers that an answer has.
        return refusal(ask(asked.with_header("X-Api-Key", "lp_live_nobody")), status, code, details)

    return lambda: server


def asks(operations: Operations, edit: Callable[..., Any], *, when: When = None) -> Callable[[], Server]:
    """The right server is asked something else: ``edit(body)`` changes the JSON in place or gives another one."""
    takes_two = edit.__code__.co_argcount - len(edit.__defaults__ or ()) > 1

    def server(asked: Asked, ask: Ask) -> Response:
        body = asked.body
        if not isinstance(body, dict) or not _fits(asked, operations, when):
            return ask(asked.request)
        changed = edit(body, asked) if takes_two else edit(body)
        return ask(asked.with_body(body if changed is None else changed))

    return lambda: server


def when_asked(operations: Operations, change: Callable[[Asked], Request], *, when: When = None) -> Callable[[], Server]:
    """The right server is sent another request altogether."""

    def server(asked: Asked, ask: Ask) -> Response:
        return ask(change(asked) if _fits(asked, operations, when) else asked.request)

    return lambda: server


def replies(operations: Operations, change: Callable[[Came, Ask], Response], *, when: When = None) -> Callable[[], Server]:
    """Any answer, refusals among them, is replaced by what ``change`` gives; it may ask the right server more."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        return change(Came(came, asked), ask) if _fits(asked, operations, when) else came

    return lambda: server


def remembering(
    operation: str, note: Callable[[Asked, Any], Any], use: Callable[[Asked, Any, list[Any]], Any]
) -> Callable[[], Server]:
    """What successes of one operation left in memory spoils later answers of any: ``use(asked, body, notes)`` changes them."""

    def make() -> Server:
        notes: list[Any] = []

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            if not 200 <= came.status < 300:
                return came
            body = json_of(came)
            spoilt = use(asked, body, notes)
            if asked.operation == operation:
                notes.append(note(asked, body))
            return came if spoilt is None else with_json(came, spoilt)

        return server

    return make


def headers(operations: Operations, name: str, text: str | None, *, when: When = None) -> Callable[[], Server]:
    """Answers with a header replaced, or left out where ``text`` is ``None``."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if not _fits(asked, operations, when):
            return came
        rest = tuple(pair for pair in came.headers if pair[0].lower() != name.lower())
        return came._replace(headers=rest if text is None else (*rest, (name, text)))

    return lambda: server


def as_key(operations: Operations, role: str, other: str) -> Callable[[], Server]:
    """Calls with the key of one role are done with that of another."""
    return when_asked(operations, lambda asked: asked.with_key(other), when=lambda asked: asked.key == role)


def without_header(operations: Operations, name: str) -> Callable[[], Server]:
    """A header of requests is lost on the way."""
    return when_asked(operations, lambda asked: asked.with_header(name, None))
