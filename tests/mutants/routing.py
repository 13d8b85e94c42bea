"""Servers that know other paths and methods."""

from collections.abc import Callable

from layers_mock.kit.exchange import Response, header
from tests.mutants.wrong import Ask, Asked, Mutant, Server, refusal

__all__ = ["MUTANTS"]


def _unrouted(status: int, change: Callable[[Response, Asked], Response]) -> Callable[[], Server]:
    """What no operation has is refused in another way."""

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        return change(came, asked) if asked.operation is None and came.status == status else came

    return lambda: server


def _with_allow(came: Response, text: str | None) -> Response:
    rest = tuple(pair for pair in came.headers if pair[0].lower() != "allow")
    return came._replace(headers=rest if text is None else (*rest, ("Allow", text)))


def _first_alone(came: Response, asked: Asked) -> Response:
    return _with_allow(came, str(header(came.headers, "Allow")).partition(",")[0])


def _what_was_asked_too(came: Response, asked: Asked) -> Response:
    return _with_allow(came, f"{header(came.headers, 'Allow')}, {asked.request.method}")


def _needs_a_key(came: Response, asked: Asked) -> Response:
    return refusal(came, 401, "UNAUTHENTICATED") if asked.key is None else came


def _below_jobs(came: Response, asked: Asked) -> Response:
    return refusal(came, 422, "VALIDATION") if "/v1/jobs/" in asked.request.url else came


def _cannot_post(came: Response, asked: Asked) -> Response:
    return refusal(came, 405, "NOT_FOUND") if asked.request.method == "POST" else came


class _Wire:
    """Does all requests right, and bytes that are none wrongly."""

    def __init__(self, change: Callable[[bytes], bytes]) -> None:
        self.wire = change

    def __call__(self, asked: Asked, ask: Ask) -> Response:
        return ask(asked.request)


def _wired(change: Callable[[bytes], bytes]) -> Callable[[], Server]:
    return lambda: _Wire(change)


MUTANTS = (
    Mutant("routing.unknown-path", "An unknown path is 401 without a key.", _unrouted(404, _needs_a_key)),
    Mutant("routing.unknown-path", "What lies below a job is 422.", _unrouted(404, _below_jobs)),
    Mutant("routing.unknown-path", "Posting to an unknown path is 405.", _unrouted(404, _cannot_post)),
    Mutant("routing.unknown-method", "An unknown method is 404.", _unrouted(405, lambda came, asked: refusal(came, 404, "NOT_FOUND"))),
    Mutant("routing.unknown-method", "405 comes without Allow.", _unrouted(405, lambda came, asked: _with_allow(came, None))),
    Mutant("routing.unknown-method", "Allow tells the first method alone.", _unrouted(405, _first_alone)),
    Mutant("routing.unknown-method", "Allow lists the method that was refused.", _unrouted(405, _what_was_asked_too)),
    Mutant("routing.malformed-request", "What is no HTTP is answered with a page of the web server's.",
           _wired(lambda came: b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n<h1>Bad Request</h1>")),
    Mutant("routing.malformed-request", "The connection is closed without an answer.", _wired(lambda came: b"")),
    Mutant("routing.malformed-request", "It is taken for a fault of the service.",
           _wired(lambda came: came.replace(b" 400 ", b" 500 ", 1))),
)  # fmt: skip
