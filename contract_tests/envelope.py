"""What every answer looks like: the envelope of refusals, request ids, and what the document lists."""

import re
from collections.abc import Callable, Iterator
from functools import partial

from layers_mock.contract import Operation
from layers_mock.kit import UNSENT, Answer, Api, BrokenRuleError, check, equal, holds

from .every import every, refusals, successes
from .valid import valid_call

__all__: list[str] = []

_REQUEST_ID = re.compile(r"req_[0-7][0-9A-HJKMNP-TV-Z]{25}")
_PARTS = ("code", "message", "requestId")


@check("errors.envelope")
def every_refusal_is_in_the_envelope(api: Api) -> None:
    """Refusals of every kind are `error` alone, with code, message, requestId, and an object `details` or none."""
    for answer in refusals(api):
        body = answer.json
        holds(isinstance(body, dict) and set(body) == {"error"}, answer.told)
        error = body["error"]
        holds(isinstance(error, dict) and set(_PARTS) <= set(error) <= {*_PARTS, "details"}, answer.told)
        holds(all(isinstance(error[part], str) and error[part] for part in _PARTS), answer.told)
        holds(isinstance(error.get("details", {}), dict), answer.told)


@check("request-ids.every-answer")
def every_answer_has_a_request_id_of_its_own(api: Api) -> None:
    """Successes, repeats, replays and refusals of every kind all carry a request id that no other one has."""
    seen: set[str] = set()
    for answer in _of_all_kinds(api):
        came = answer.header("X-Request-Id")
        holds(came is not None, f"{answer.told[:200]} without X-Request-Id")
        holds(_REQUEST_ID.fullmatch(str(came)), f"the X-Request-Id {came!r}")
        holds(came not in seen, f"a second answer with the X-Request-Id {came}")
        seen.add(str(came))


def _of_all_kinds(api: Api) -> Iterator[Answer]:
    yield from (api.call("getWhoami") for _ in range(5))
    yield from (answer for _, answer in successes(api))
    yield from refusals(api)
    call, key = valid_call(api, "createProject"), {"Idempotency-Key": api.uuid()}
    yield from (call.send(api, headers=key) for _ in range(3))


@check("request-ids.in-envelope")
def a_refusal_tells_its_request_id_twice(api: Api) -> None:
    """`error.requestId` of refusals of every kind equals X-Request-Id."""
    for answer in refusals(api):
        equal(answer.error.get("requestId"), answer.header("X-Request-Id"), f"error.requestId of {answer.told[:200]}")


@check("answers.documented")
def every_answer_is_as_documented(api: Api) -> None:
    """What each operation answers to a valid call, to the same one without a key and to an id nobody has fits the document."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        _documented(api, operation, call.send(api, key=None))
        if call.path:
            unknown = tuple(api.uuid() for _ in call.path)
            _documented(api, operation, call.send(api, path=unknown, body={} if call.body is not UNSENT else UNSENT))
        answer = call.send(api)
        # Another check's job may hold up what works on a container of all.
        holds(answer.is_success or (operation.job_kind and answer.code == "CONFLICT"), f"{operation.id}: {answer.told}")
        _documented(api, operation, answer)

    every(api, look)


def _documented(api: Api, operation: Operation, answer: Answer) -> None:
    headers = dict(answer.exchange.response.headers)
    for issue in api.contract.response_validator(operation).issues(answer.status, headers, answer.json):
        raise BrokenRuleError(f"{operation.id}: {answer.status} with {issue.path}: {issue.message}")


@check("errors.internal")
def odd_reads_are_no_fault_of_the_service(api: Api) -> None:
    """Odd ids, queries and headers are answered, and never with 500."""
    _no_fault(api, _odd_reads(api))


@check("errors.internal")
def odd_bodies_are_no_fault_of_the_service(api: Api) -> None:
    """Odd bodies are answered, and never with 500."""
    _no_fault(api, _odd_writes(api))


def _no_fault(api: Api, asked: Iterator[Callable[[], Answer]]) -> None:
    for ask in asked:
        answer = ask()
        holds(answer.status < 500, f"{answer.told} for a client's request")
    api.call("getWhoami").succeeded(200)


def _odd_reads(api: Api) -> Iterator[Callable[[], Answer]]:
    for text in ("\0", "%", "..", "\N{GRINNING FACE}", "a" * 2000, "null", "-1", "1' or '1'='1", "prj_", "prj_" * 9):
        yield partial(api.call, "getProject", text)
        yield partial(api.call, "listProjects", query={"cursor": text})
        yield partial(api.call, "listProjects", query={"search": text, "customerExternalId": text})
        yield partial(api.call, "listProjects", query={"limit": text, "status": [text, text]})
    for query in ("%ff=%fe", "limit=%00", "&&==&", "limit=9" * 40, "limit=1&limit=2", "limit=" + "9" * 400, "a[b]=c"):
        yield partial(api.raw, "GET", f"/v1/projects?{query}")
    for path in ("/v1/projects/%ff", "/v1/projects/%00%0a", "/v1/projects/%ED%A0%80", "/v1/projects/%2e%2e%2f"):
        yield partial(api.raw, "GET", path)
    for name in ("If-None-Match", "If-Modified-Since", "Accept", "Accept-Language", "Range", "Cookie", "Idempotency-Key"):
        for text in ("odd", '"', "\xe9", "*, " * 50):
            yield partial(api.call, "listProjects", headers={name: text})


def _odd_writes(api: Api) -> Iterator[Callable[[], Answer]]:
    bodies = (
        b"null", b"0", b'""', b"[]", b"{}", b"[[[]]]", b'{"name":"\\ud800","timezone":"UTC"}', b'{"name":1e400}', b"-",
        b'{"name":"\\u0000","timezone":"UTC"}', b'{"name":"\x00"}', b"\xef\xbb\xbf{}", b"[" * 3000, b'{"a":' * 3000,
        b'{"name":"a","name":"b"}', b'{"":""}', b'{"__proto__":{"a":1},"timezone":[]}', b"9" * 5000, b'"' + b"\\" * 99,
    )  # fmt: skip
    project = api.made("createProject", body={"name": api.text("Project"), "timezone": "UTC"})["id"]
    for content in bodies:
        yield partial(api.call, "createProject", content=content)
        yield partial(api.call, "patchProject", project, content=b'{"timezone":' + content + b"}")
        yield partial(api.call, "archiveProject", api.uuid(), content=content)
    for text in ("application/json; charset=utf-16", "application/json;", ";", "multipart/form-data", "\xe9"):
        yield partial(api.call, "createProject", content=b"{}", headers={"Content-Type": text})
    for text in ("\xe9", "a b", "x" * 2000, '"'):
        yield partial(api.call, "createProject", body={}, headers={"Idempotency-Key": text})
