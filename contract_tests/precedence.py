"""Which refusal wins where several apply."""

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from .every import every
from .valid import valid_call

__all__: list[str] = []

_ODD_ID = "no-id-at-all"


def _has_body(operation: Operation) -> bool:
    return operation.body_schema is not None


def _has_body_and_id(operation: Operation) -> bool:
    return _has_body(operation) and "{" in operation.path


@check("precedence.route-first")
def a_route_is_looked_up_before_the_key(api: Api) -> None:
    """Without a key, with a wrong and with a killed one an unknown path is 404, and an unknown method 405."""
    keys: list[dict[str, str]] = [
        {},
        {"X-Api-Key": "nope"},
        {"X-Api-Key": api.secret("killed")},
        {"Authorization": "Basic eDp5"},
    ]
    for headers in keys:
        api.raw("GET", f"/v1/{api.text('nowhere')}", key=None, headers=headers).refused(404, "NOT_FOUND")
        api.raw("POST", f"/v1/projects/{api.uuid()}/{api.text('nowhere')}", key=None, headers=headers).refused(404, "NOT_FOUND")
        api.raw("PUT", "/v1/projects", key=None, headers=headers).refused(405, "NOT_FOUND")
        api.raw("DELETE", "/v1/whoami", key=None, headers=headers).refused(405, "NOT_FOUND")
    api.call("getWhoami", key=None).refused(401)


@check("precedence.key-before-scope")
def a_key_is_looked_at_before_its_scope(api: Api) -> None:
    """Operations that need a scope refuse a missing and a wrong key with 401 and a killed one with 503, never with 403."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        call.send(api, key=None).refused(401, "UNAUTHENTICATED")
        call.send(api, key=None, headers={"X-Api-Key": "nope"}).refused(401, "UNAUTHENTICATED")
        call.send(api, key="killed").refused(503, "KILL_SWITCH")

    every(api, look, of=lambda operation: operation.scope is not None)


@check("precedence.scope-before-rate-limit", alone=True)
def a_missing_scope_takes_nothing_out_of_the_bucket(api: Api) -> None:
    """Between two reads of a key, calls for which it lacks the scope leave X-RateLimit-Remaining as it was."""
    for _ in range(3):
        first = _left(api.call("getWhoami", key="writer"))
        for _ in range(5):
            api.call("listProjects", key="writer").refused(403, "FORBIDDEN_SCOPE")
        second = _left(api.call("getWhoami", key="writer"))
        if second <= first:
            equal(second, first - 1, "X-RateLimit-Remaining after five calls without the scope and one with it")
            return
    raise UnprovidedError("the minute of the rate limit ended each time")


def _left(answer: Answer) -> int:
    text = answer.header("X-RateLimit-Remaining")
    if text is None or not text.isdecimal():
        raise UnprovidedError("the target does not tell X-RateLimit-Remaining")
    return int(text)


@check("precedence.rate-limit-before-body", alone=True)
def an_empty_bucket_refuses_before_the_body_is_read(api: Api) -> None:
    """A body that is no JSON, of another type or invalid is 429 once the bucket is empty, and its own refusal before."""
    for headers, content, status in (
        ({}, b"{", 400), ({"Content-Type": "text/plain"}, b"x", 415), ({}, b"{}", 422),
    ):  # fmt: skip
        came = api.call("createProject", content=content, headers=headers, key="second")
        holds(came.status == status, f"{came.told} before the bucket is empty")
    limit = api.contract.tiers["standard"].limits["write-light"].per_minute
    for _ in range(2 * limit + 1):
        if api.call("cancelJob", api.uuid(), key="throttled").status == 429:
            break
    for content in (b"{", b"{}"):
        api.call("createProject", content=content, key="throttled").refused(429, "RATE_LIMITED")
    headers = {"Content-Type": "text/plain"}
    api.call("createProject", content=b"x", headers=headers, key="throttled").refused(429, "RATE_LIMITED")


@check("precedence.body-before-validation")
def a_body_that_is_no_json_is_refused_before_parameters(api: Api) -> None:
    """With a malformed id in the path, a body that is no JSON is 400 and one of another type 415; only a good one is 422."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        odd = call._replace(path=(_ODD_ID,) * len(call.path))
        odd.send(api, content=b"{").refused(400, operation.validation_code)
        odd.send(api, content=b"{}", headers={"Content-Type": "text/plain"}).refused(415, operation.validation_code)
        odd.send(api, body=call.body if isinstance(call.body, dict) else {}).refused(
            operation.validation_status, operation.validation_code
        )

    every(api, look, of=_has_body_and_id)


@check("precedence.validation-before-idempotency")
def an_invalid_request_is_refused_before_its_idempotency_key(api: Api) -> None:
    """An Idempotency-Key that is taken does not turn an invalid request into a conflict, and it stays taken."""

    def look(operation: Operation) -> None:
        call, headers = valid_call(api, operation.id), {"Idempotency-Key": api.uuid()}
        first = call.send(api, headers=headers)
        if not first.is_success:
            raise UnprovidedError(f"{operation.id} answered {first.told[:200]}")
        if operation.body_schema is not None:
            call.send(api, body=[], headers=headers).refused(operation.validation_status, operation.validation_code)
        if call.path:
            call.send(api, path=(_ODD_ID,) * len(call.path), headers=headers).refused(
                operation.validation_status, operation.validation_code
            )

    every(api, look, of=lambda operation: operation.is_idempotent)


@check("precedence.validation-before-lookup")
def an_invalid_request_is_refused_before_anything_is_looked_up(api: Api) -> None:
    """With ids that nobody has, an invalid body or query is 422; with a valid one it is 404."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        unknown = call._replace(path=tuple(api.uuid() for _ in call.path))
        unknown.send(api, body=[]).refused(operation.validation_status, operation.validation_code)

    every(api, look, of=_has_body_and_id)
    for operation in ("listInfluencers", "listContent"):
        api.call(operation, api.uuid(), query={"limit": 0}).refused(422, "VALIDATION")
        api.call(operation, api.uuid()).refused(404, "NOT_FOUND")
    body = {"projectId": api.uuid(), "sourcePlatformPostId": "x", "variations": 0}
    api.call("cloneFromPost", api.uuid(), body=body).refused(422, "VALIDATION_FAILED")
    api.call("cloneFromPost", api.uuid(), body={**body, "variations": 1}).refused(404, "NOT_FOUND")
