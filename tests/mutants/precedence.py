"""Servers that look at things in another order."""

from collections.abc import Callable
from urllib.parse import urlsplit

from layers_mock.kit.exchange import Request, Response
from tests.harness import contract
from tests.mutants.wrong import Ask, Asked, Came, Mutant, Server, refusal, replies

__all__ = ["MUTANTS"]


def _unrouted(status: int, to: tuple[int, str], when: Callable[[Asked], object]) -> Callable[[], Server]:
    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        is_meant = asked.operation is None and came.status == status and when(asked)
        return refusal(came, *to) if is_meant else came

    return lambda: server


def _scope(came: Came) -> str | None:
    return contract().operations[came.asked.operation].scope  # type: ignore[index]  # of a call that has an operation


def _scope_first(came: Came, ask: Ask) -> Response:
    return (
        refusal(came.response, 403, "FORBIDDEN_SCOPE")
        if came.status == 401 and _scope(came) == "metrics:read"
        else came.response
    )


def _killed_lacks_scopes(came: Came, ask: Ask) -> Response:
    is_meant = came.status == 503 and _scope(came) == "content:write"
    return refusal(came.response, 403, "FORBIDDEN_SCOPE") if is_meant else came.response


def _burn(asked: Asked, ask: Ask) -> None:
    """Take a read out of the bucket of the key that was sent."""
    parts = urlsplit(asked.request.url)
    ask(asked.request._replace(method="GET", url=f"{parts.scheme}://{parts.netloc}/v1/whoami", content=b""))


def _counts_all(asked: Asked, ask: Ask) -> Response:
    came = ask(asked.request)
    if came.status == 403 and asked.request.method == "GET":
        _burn(asked, ask)
    return came


def _counts_the_first() -> Server:
    seen: set[str] = set()

    def server(asked: Asked, ask: Ask) -> Response:
        came = ask(asked.request)
        if came.status == 403 and asked.request.url not in seen:
            seen.add(asked.request.url)
            _burn(asked, ask)
        return came

    return server


def _body_first(status: int, is_meant: Callable[[Asked], object]) -> Callable[[], Server]:
    """Where the bucket is empty, a bad body is told all the same."""

    def change(came: Came, ask: Ask) -> Response:
        return refusal(came.response, status, "VALIDATION") if came.status == 429 and is_meant(came.asked) else came.response

    return replies("createProject", change)


def _is_text(asked: Asked) -> bool:
    return asked.header("Content-Type") == "text/plain"


def _path_first(*statuses: int) -> Callable[[], Server]:
    """A malformed id is told before a body that cannot be read."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status not in statuses or not came.asked.path:
            return came.response
        asked = came.asked.with_header("Content-Type", "application/json")._replace(content=b"{}")
        again = ask(asked)
        return again if again.status == 422 else came.response

    return replies({"cloneInfluencer", "patchProject"}, change)


def _conflict_first(is_meant: Callable[[Asked], object]) -> Callable[[], Server]:
    """A key that is taken is told before what is wrong with the request."""

    def made() -> Server:
        taken: set[tuple[str | None, str]] = set()

        def server(asked: Asked, ask: Ask) -> Response:
            came = ask(asked.request)
            key = asked.header("Idempotency-Key")
            if key is None:
                return came
            if came.status < 300:
                taken.add((asked.operation, key))
            is_late = came.status == 422 and (asked.operation, key) in taken and is_meant(asked)
            return refusal(came, 409, "IDEMPOTENCY_CONFLICT") if is_late else came

        return server

    return made


def _read_first(operation: str, path: str) -> Callable[[], Server]:
    """What the path names is looked up first."""

    def change(came: Came, ask: Ask) -> Response:
        if came.status != 422:
            return came.response
        parts = urlsplit(came.asked.request.url)
        url = f"{parts.scheme}://{parts.netloc}{path.format(*came.asked.path)}"
        found = ask(Request("GET", url, came.asked.request.headers))
        return refusal(came.response, 404, "NOT_FOUND") if found.status == 404 else came.response

    return replies(operation, change)


def _project_first(came: Came, ask: Ask) -> Response:
    body = came.asked.body
    if came.status != 422 or not isinstance(body, dict) or "variations" not in body:
        return came.response
    again = ask(came.asked.with_body({**body, "variations": 1}))
    return again if again.status == 404 else came.response


MUTANTS = (
    Mutant("precedence.route-first", "An unknown path is 401 for a wrong key.",
           _unrouted(404, (401, "UNAUTHENTICATED"), lambda asked: asked.header("X-Api-Key") == "nope")),
    Mutant("precedence.route-first", "An unknown method is 503 for a killed key.",
           _unrouted(405, (503, "KILL_SWITCH"), lambda asked: asked.key == "killed")),
    Mutant("precedence.route-first", "An unknown method is 401 without a key.",
           _unrouted(405, (401, "UNAUTHENTICATED"), lambda asked: asked.header("X-Api-Key") is None)),
    Mutant("precedence.key-before-scope", "Without a key the scope is what lacks.", replies(None, _scope_first)),
    Mutant("precedence.key-before-scope", "A killed key has lost its scopes.", replies(None, _killed_lacks_scopes)),
    Mutant("precedence.scope-before-rate-limit", "A call without the scope counts.", lambda: _counts_all),
    Mutant("precedence.scope-before-rate-limit", "The first call without the scope counts.", _counts_the_first),
    Mutant("precedence.rate-limit-before-body", "A body that is no JSON is told where the bucket is empty.",
           _body_first(400, lambda asked: asked.body is None and not _is_text(asked))),
    Mutant("precedence.rate-limit-before-body", "A body of another type is told where the bucket is empty.", _body_first(415, _is_text)),
    Mutant("precedence.body-before-validation", "A malformed id is told before a body that is no JSON.", _path_first(400)),
    Mutant("precedence.body-before-validation", "A malformed id is told before the type of a body.", _path_first(415)),
    Mutant("precedence.validation-before-idempotency", "A key that is taken is told before an invalid body.",
           _conflict_first(lambda asked: asked.body == [])),
    Mutant("precedence.validation-before-idempotency", "A key that is taken is told before a malformed id.",
           _conflict_first(lambda asked: asked.path == ("no-id-at-all",))),
    Mutant("precedence.validation-before-lookup", "An influencer is looked up before its patch is validated.",
           _read_first("patchInfluencer", "/v1/influencers/{0}")),
    Mutant("precedence.validation-before-lookup", "A project is looked up before the limit of its list.",
           _read_first("listContent", "/v1/projects/{0}")),
    Mutant("precedence.validation-before-lookup", "The project of a clone is looked up before its variations.",
           replies("cloneFromPost", _project_first)),
)  # fmt: skip
