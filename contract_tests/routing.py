"""Paths and methods that the document does not have, and what is no HTTP at all."""

from collections.abc import Iterator

import orjson

from layers_mock.kit import Api, BrokenRuleError, check, equal, holds

__all__: list[str] = []

_KEYS = ("full", None)
_METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")


@check("routing.unknown-path")
def an_unknown_path_is_not_found(api: Api) -> None:
    """Paths that no operation has are 404 NOT_FOUND for any method, with a key and without one."""
    for path in _unknown_paths(api):
        for key in _KEYS:
            api.raw("GET", path, key=key).refused(404, "NOT_FOUND")
    for method in _METHODS:
        api.raw(method, f"/v1/{api.text('nowhere')}").refused(404, "NOT_FOUND")
    api.call("getWhoami").succeeded(200)


def _unknown_paths(api: Api) -> Iterator[str]:
    nowhere = api.text("nowhere")
    yield from (f"/{nowhere}", f"/v1/{nowhere}", f"/v1/whoami/{nowhere}", f"/v1/projects/{api.uuid()}/{nowhere}")
    yield from (f"/{nowhere}/v1/whoami", f"/v1/jobs/{api.uuid()}/cancel/{nowhere}")


@check("routing.unknown-method")
def an_unknown_method_tells_the_known_ones(api: Api) -> None:
    """Each path of the document, asked with a method it does not have, is 405 NOT_FOUND; Allow lists those it has."""
    for path, known in _methods_by_path(api).items():
        target = "/".join(api.uuid() if step.startswith("{") else step for step in path.split("/"))
        for method in set(_METHODS) - known:
            answer = api.raw(method, target).refused(405, "NOT_FOUND")
            allow = answer.header("Allow")
            holds(allow is not None, f"405 for {method} {path} without Allow")
            told = {name.strip() for name in str(allow).split(",")}
            holds(method not in told, f"405 for {method} {path} with Allow: {allow}")
            equal(known - told, set(), f"methods of {path} that Allow leaves out, which says {allow!r}")


def _methods_by_path(api: Api) -> dict[str, set[str]]:
    """The methods of each path of which the target offers anything."""
    found: dict[str, set[str]] = {}
    operations = api.contract.operations.values()
    offered = {operation.path for operation in operations if api.offers(operation)}
    for operation in operations:
        if operation.path in offered:
            found.setdefault(operation.path, set()).add(operation.method)
    return found


@check("routing.malformed-request")
def what_is_no_http_is_refused_and_cut_off(api: Api) -> None:
    """Bytes that are no request are answered with a 4xx in the envelope, and the connection is closed."""
    for data in (
        b"hello\r\n\r\n", b"GET /v1/whoami HTTP/7.3\r\nHost: h\r\n\r\n", b"\x00" * 60 + b"\r\n\r\n",
        b"POST /v1/projects HTTP/1.1\r\nHost: h\r\nContent-Length: ten\r\n\r\n",
    ):  # fmt: skip
        # It ends when the connection does.
        _enveloped(api.wire(data))


def _enveloped(came: bytes) -> None:
    head, _, rest = came.partition(b"\r\n\r\n")
    status = head.partition(b"\r\n")[0].split(b" ")[1:2]
    shown = came[:200].decode(errors="replace")
    holds(status and status[0][:1] == b"4" and len(status[0]) == 3, f"no 4xx: {shown!r}")
    try:
        # A body in chunks has its sizes around it.
        body = orjson.loads(rest[rest.find(b"{") : rest.rfind(b"}") + 1])
    except orjson.JSONDecodeError:
        raise BrokenRuleError(f"no envelope: {shown!r}") from None
    error = body.get("error")
    holds(set(body) == {"error"} and isinstance(error, dict), f"no envelope: {shown!r}")
    holds({"code", "message", "requestId"} <= set(error), f"an envelope that lacks something: {shown!r}")
