"""Servers that break, in a single operation, what holds for the whole API."""

from collections.abc import Callable, Iterator

from layers_mock.contract import Contract, Operation
from layers_mock.kit.exchange import Response
from tests.mutants.idempotency import Remembers
from tests.mutants.pagination import from_the_start, one_late
from tests.mutants.rate_limits import waits
from tests.mutants.wrong import Ask, Asked, Mutant, Server, as_key, json_of, refusal, turns, when_asked, with_json

__all__ = ["made_from"]

_KEY = "Idempotency-Key"


def made_from(contract: Contract) -> Iterator[Mutant]:
    """Two or three defects for each such rule of each operation."""
    for operation in contract.operations.values():
        for rule in operation.rules:
            if rule.id.endswith(".next-cursor") and "{" in operation.path:
                continue
            for wrong, make in _DEFECTS.get(rule.id.rpartition(".")[2], _nothing)(operation):
                yield Mutant(rule.id, wrong, make)


_UNSEEN = frozenset({"requestLease"})
"""What they make shows in no list, so that one made behind an answer hurts nobody that HTTP could ask."""
_Defects = Iterator[tuple[str, Callable[[], Server]]]


def _nothing(operation: Operation) -> _Defects:
    yield from ()


def _unauthenticated(operation: Operation) -> _Defects:
    yield "A key that is cut passes for the whole one.", when_asked(
        operation.id, lambda asked: asked.with_key("full"),
        when=lambda asked: asked.header("X-Api-Key") == asked.memory.secrets["full"][:-1],
    )  # fmt: skip
    yield "A wrong key is 403.", turns(operation.id, 401, "UNAUTHENTICATED", to=(403, "UNAUTHENTICATED"))
    yield "A key as a password of Basic is taken.", when_asked(
        operation.id, lambda asked: asked.with_key("full"),
        when=lambda asked: (asked.header("Authorization") or "").startswith("Basic"),
    )  # fmt: skip
    if operation.effect != "read":
        yield "It is done before the key is looked at.", _done_first(operation)


def _done_first(operation: Operation) -> Callable[[], Server]:
    def server(asked: Asked, ask: Ask) -> Response:
        if asked.operation == operation.id and asked.key is None:
            ask(asked.with_key("full"))
        return ask(asked.request)

    return lambda: server


def _rate_limited(operation: Operation) -> _Defects:
    yield "It is not counted.", as_key(operation.id, "throttled", "full")
    yield "Its refusal has no Retry-After.", waits(operation.id, lambda wait: None)
    yield "Its Retry-After is a second short.", waits(operation.id, lambda wait: max(1, wait - 1))


def _idempotency(operation: Operation) -> _Defects:
    yield "A repeat says that it is one.", lambda: Remembers(operation.id, _marked)
    if operation.id not in _UNSEEN:
        yield "A repeat runs again behind the first answer, once the job is over.", lambda: Remembers(operation.id, _again)
    yield "The second repeat is a conflict.", lambda: Remembers(operation.id, _conflict)


def _marked(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    return with_json(came, json_of(came) | {"replayed": True}) if came.status < 300 else came


def _again(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    """Runs anew; where the path names what is made, under an id of its own."""
    came = ask(asked.request)
    anew = asked.with_header(_KEY, None)
    if asked.operation == "cloneFromPost":
        id_ = asked.path[0]
        anew = anew._replace(url=anew.url.replace(id_, id_[:-1] + ("0" if id_[-1] != "0" else "1")))
    ask(anew)
    return came


def _conflict(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    return refusal(ask(asked.with_key("killed")), 409, "IDEMPOTENCY_CONFLICT") if count == 2 else ask(asked.request)


def _idempotency_conflict(operation: Operation) -> _Defects:
    yield "It is told as CONFLICT.", turns(operation.id, 409, "IDEMPOTENCY_CONFLICT", to=(409, "CONFLICT"))
    yield "Bodies are compared without regard to case.", lambda: Remembers(operation.id, _caseless)
    yield "Fields that may be left out are not compared.", lambda: Remembers(operation.id, _required_alone)


def _caseless(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    name = json_of(first).get("name", "")
    body = asked.body
    is_alike = isinstance(body, dict) and str(body.get("name")).lower() == name.lower()
    return ask(asked.with_body(body | {"name": name}) if is_alike else asked.request)


def _required_alone(asked: Asked, ask: Ask, first: Response, count: int) -> Response:
    came = ask(asked.request)
    body, made = asked.body, json_of(first)
    is_same = isinstance(body, dict) and all(body.get(name) == made.get(name) for name in ("name", "timezone"))
    return first._replace(headers=came.headers) if came.status == 409 and is_same else came


def _bad_cursor(operation: Operation) -> _Defects:
    yield "A malformed cursor begins at the first page.", from_the_start({operation.id})
    yield "An empty cursor is as good as none.", from_the_start({operation.id}, when=lambda cursor: not cursor)
    yield "A malformed cursor is 404.", turns(operation.id, 422, "VALIDATION", to=(404, "NOT_FOUND"))


def _next_cursor(operation: Operation) -> _Defects:
    yield "The next page begins one item late.", one_late(operation.id)
    yield "A cursor can be used once.", _used_up(operation)
    yield "The last page has a cursor.", _endless(operation)


def _used_up(operation: Operation) -> Callable[[], Server]:
    def made() -> Server:
        used: set[str] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            cursor = asked.query.get("cursor", [""])[0]
            if asked.operation == operation.id and asked.request.url in used:
                return ask(asked.with_url(cursor, "used-up"))
            if cursor:
                used.add(asked.request.url)
            return ask(asked.request)

        return server

    return made


def _endless(operation: Operation) -> Callable[[], Server]:
    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        page = json_of(came)
        if (
            asked.operation != operation.id
            or came.status != 200
            or page["nextCursor"] is not None
            or "cursor" not in asked.query
        ):
            return came
        return with_json(came, page | {"nextCursor": asked.query["cursor"][0]})

    return lambda: server


_DEFECTS: dict[str, Callable[[Operation], _Defects]] = {
    "unauthenticated": _unauthenticated,
    "rate-limited": _rate_limited,
    "idempotency": _idempotency,
    "idempotency-conflict": _idempotency_conflict,
    "bad-cursor": _bad_cursor,
    "next-cursor": _next_cursor,
}
"""Defects by the last part of a rule's id."""
