"""Bodies before anybody looks at their fields: JSON or not, how they are sent, how large they are."""

from typing import Any

import orjson

from layers_mock.contract import Operation
from layers_mock.kit import Answer, Api, UnprovidedError, check, equal, holds

from .every import every
from .valid import valid_call

__all__: list[str] = []

_DEEP, _TOO_DEEP = 99, 103
"""Containers within each other that are 100 levels at most, and more than that, wherever one begins to count."""
_JSON = {"Content-Type": "application/json"}
_NO_JSON = (
    b"{", b"nope", b"'a'", b'{"name": }', b'{"name": "x",}', b'{"name": "x"} {}', b'{name: "x"}', b'{"name": "\xc3"}',
    b'{"name": "\xff\xfe"}', b"\xff\xfe{\x00}\x00", b'{"name": NaN}', b'{"name": "x"',
)  # fmt: skip


def _has_body(operation: Operation) -> bool:
    return operation.body_schema is not None


@check("body.malformed-json")
def what_is_no_json_is_refused(api: Api) -> None:
    """Every operation with a body refuses one that is not JSON, no UTF-8 or too deep with 400 and its validation code."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        for content in (*_NO_JSON, b"[" * _TOO_DEEP + b"]" * _TOO_DEEP):
            call.send(api, content=content).refused(400, operation.validation_code)

    every(api, look, of=_has_body)


@check("body.malformed-json")
def json_nests_as_deep_as_promised(api: Api) -> None:
    """What is deep enough is read and comes back, what is too deep is refused, and nothing is made of it."""
    body = {"name": api.text("Project"), "timezone": "UTC"}
    made = api.call("createProject", body={**body, "metadata": _nested(_DEEP - 1)}).succeeded()
    equal(made["metadata"], _nested(_DEEP - 1), "metadata")
    refused = {**body, "name": api.text("Project")}
    api.call("createProject", body={**refused, "metadata": _nested(_TOO_DEEP - 1)}).refused(400, "VALIDATION")
    _is_not_made(api, refused["name"])


def _nested(levels: int) -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(levels - 1):
        value = {"a": value}
    return value


@check("body.content-type")
def a_body_of_another_type_is_refused(api: Api) -> None:
    """Every operation refuses its own valid body under another type with 415 and its validation code."""

    def look(operation: Operation) -> None:
        call = valid_call(api, operation.id)
        content = orjson.dumps(call.body if isinstance(call.body, dict) else {})
        for media_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml", "application/jsonx"):
            answer = call.send(api, content=content, headers={"Content-Type": media_type})
            answer.refused(415, operation.validation_code)

    every(api, look, of=_has_body)


@check("body.content-type")
def json_is_known_by_its_type(api: Api) -> None:
    """application/json is taken in any case and with parameters; a body under another type makes nothing."""
    for media_type in ("application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;x=y"):
        body = {"name": api.text("Project"), "timezone": "UTC"}
        made = api.call("createProject", body=body, headers={"Content-Type": media_type}).succeeded()
        equal(made["name"], body["name"], "name")
    name = api.text("Project")
    content = orjson.dumps({"name": name, "timezone": "UTC"})
    api.call("createProject", content=content, headers={"Content-Type": "text/json"}).refused(415, "VALIDATION")
    _is_not_made(api, name)


@check("body.too-large")
def a_body_beyond_what_is_read_is_refused(api: Api) -> None:
    """A body of growing size is read until it is refused with 413 and the validation code; what is refused makes nothing."""
    name = api.text("Project")
    content = orjson.dumps({"name": name, "timezone": "UTC"})
    refused = _first_refused(api, "createProject", (), content)
    refused.refused(413, "VALIDATION")
    if len(refused.exchange.request.content) == api.contract.most_body_bytes + 1:
        _is_not_made(api, name)
    api.call("createProject", content=content.ljust(100_000)).succeeded()


@check("body.too-large")
def a_large_body_is_refused_with_the_code_of_its_operation(api: Api) -> None:
    """413 has the code that the operation gives invalid requests."""

    def look(operation: Operation) -> None:
        path = valid_call(api, operation.id).path
        _first_refused(api, operation.id, path, b'{"odd": []}').refused(413, operation.validation_code)

    every(api, look, of=lambda operation: operation.id in {"cloneFromPost", "patchProject"})


def _first_refused(api: Api, operation: str, path: tuple[str, ...], content: bytes) -> Answer:
    """The answer to the first of larger and larger bodies that was not taken for its size; blanks fill them up."""
    for size in (api.contract.most_body_bytes + 1, 16 * api.contract.most_body_bytes):
        answer = api.call(operation, *path, content=content.ljust(size))
        if not (answer.is_success or answer.status in {409, 422}):
            return answer
    raise UnprovidedError(f"the target reads bodies of {16 * api.contract.most_body_bytes} bytes")


@check("body.unread")
def a_body_that_nobody_reads_is_ignored(api: Api) -> None:
    """Operations without a documented body succeed with any: no JSON, JSON of another shape, another type."""

    def look(operation: Operation) -> None:
        for content, headers in (
            (b"nope", _JSON),
            (b'{"limit": 0, "status": []}', _JSON),
            (b"\xff", {"Content-Type": "text/plain"}),
        ):
            valid_call(api, operation.id).send(api, content=content, headers=headers).succeeded()

    every(api, look, of=lambda operation: operation.body_schema is None)


def _is_not_made(api: Api, name: str) -> None:
    items = api.made("listProjects", query={"search": name})["items"]
    holds(name not in [item["name"] for item in items], f"the project {name} was made by a refused call")
