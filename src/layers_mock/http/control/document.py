"""The control API's own OpenAPI document, made of its routes and models."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from layers_mock import __version__
from layers_mock.contract import JsonObject
from layers_mock.http.control.models import Nothing, Problem
from layers_mock.http.control.names import names
from layers_mock.http.control.routes import ControlRequest, Route
from layers_mock.http.worlds import Worlds

__all__ = ["ROUTES", "OpenApiDocument", "document"]

_ROOT = "/__mock"
_TEMPLATE = "#/components/schemas/{model}"
_DESCRIPTION = """\
Steers a layers-mock server. Every path means the default world; under `/__mock/worlds/{world}/` it means the one named.

A refused request is answered with a problem: 400 for a body that is no JSON, 422 for one that is not as described here (it
names each fault), 404 for what is not there, 409 for what does not fit the state of the world, 413 for a body that is too
large, 403 where Host, Origin or token are not allowed, 405 with `Allow` for another method.
"""
_PROBLEMS = {
    400: "The body is not JSON.",
    403: "Host, Origin or token are not allowed.",
    404: "It is not there.",
    409: "It does not fit the state of the world.",
    413: "The body is larger than the server reads.",
    422: "The query or the body is not as described.",
}
_TEXT: JsonObject = {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[A-Za-z0-9_-]+$"}
_PARAMETERS: Mapping[str, tuple[str, JsonObject]] = {
    "world": ("Name of a world.", {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}),
    "name": ("Name of a scenario.", {"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}),
    "state": ("An OAuth state, as the API gave it.", {"type": "string", "pattern": "^st_[0-9A-HJKMNP-TV-Z]{26}$"}),
    "requestId": ("Id of a lease request, in any of its forms.", _TEXT),
    "jobId": ("Id of a job, in any of its forms.", _TEXT),
    "requests/id": ("Number of a call, or its request id.", {"type": "string", "pattern": "^([0-9]{1,18}|req_[0-9A-Z]{26})$"}),
    "webhooks/number": ("Number of an attempt.", {"type": "string", "pattern": "^[0-9]{1,18}$"}),
    "rules/id": ("Id of a rule.", {"type": "string", "pattern": r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"}),
}


_ANY_JSON: JsonObject = {"$ref": "#/components/schemas/Json"}
_JSON: JsonObject = {
    "description": "Any JSON whose whole numbers stay within 64 bits.",
    "anyOf": [
        {"type": ["null", "boolean", "string"]},
        {"type": "number", "minimum": -(2**63), "maximum": 2**63 - 1},
        {"type": "array", "items": _ANY_JSON},
        {"type": "object", "additionalProperties": _ANY_JSON},
    ],
}


class OpenApiDocument(BaseModel):
    """An OpenAPI 3.1 document."""

    model_config = ConfigDict(extra="allow")
    openapi: str


def document(worlds: Worlds, routes: tuple[Route, ...]) -> JsonObject:
    """The document of these routes on this server."""
    schemas = _Schemas(routes, names(worlds))
    places = [(route, path, operation_id) for route in routes for path, operation_id in _places(route)]
    paths: dict[str, JsonObject] = {}
    for route, path, operation_id in places:
        links = _links(path, places) if route.status == HTTPStatus.CREATED else {}
        paths.setdefault(path, {})[route.method.lower()] = _operation(route, path, operation_id, schemas, links)
    return {
        "openapi": "3.1.0",
        "info": {"title": "layers-mock control API", "version": __version__, "description": _DESCRIPTION},
        "security": [{}, {"token": []}],
        "tags": [{"name": tag} for tag in dict.fromkeys(_tag(route) for route in routes)],
        "paths": paths,
        "components": {
            "schemas": schemas.components,
            "responses": {f"Problem{status}": _problem(text, schemas) for status, text in _PROBLEMS.items()},
            "securitySchemes": {
                "token": {
                    "type": "apiKey",
                    "in": "header",
                    "name": "X-Layers-Mock-Token",
                    "description": "Needed where the server was started with a token, as it is off loopback.",
                }
            },
        },
    }


class _Schemas:
    """The models' schemas: bodies and queries as they are read, answers as they are written."""

    def __init__(self, routes: tuple[Route, ...], known: Mapping[str, list[str]]) -> None:
        self._known = known
        wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(Problem, "serialization")]
        for route in routes:
            wanted += [(route.answer, "serialization"), (route.query, "validation")]
            if route.body is not None:
                wanted.append((route.body, "validation"))
        found, definitions = models_json_schema(list(dict.fromkeys(wanted)), ref_template=_TEMPLATE)
        self._references = {key: self._plain(schema) for key, schema in found.items()}
        self._all = {name: self._plain(schema) for name, schema in definitions.get("$defs", {}).items()} | {"Json": _JSON}
        queries = {(route.query, "validation") for route in routes}
        used = [self._references[key] for key in wanted if key not in queries]
        self.components = {name: self._all[name] for name in sorted(self._referenced(used))}

    def reference(self, model: type[BaseModel], mode: JsonSchemaMode) -> Any:
        """Where a model's schema stands."""
        return self._references[model, mode]

    def fields(self, query: type[BaseModel]) -> Iterator[tuple[str, Any]]:
        """The fields of a query with their schemas; what may be left out is simply not sent."""
        for name, schema in self._all[self._name((query, "validation"))].get("properties", {}).items():
            branch: Any = next((branch for branch in schema.get("anyOf", []) if branch != {"type": "null"}), {})
            said = {word: what for word, what in schema.items() if word != "anyOf" and not (word == "default" and what is None)}
            yield name, {**said, **branch}

    def _name(self, key: tuple[type[BaseModel], JsonSchemaMode]) -> str:
        return str(self._references[key]["$ref"]).rpartition("/")[2]

    def _referenced(self, schemas: list[Any]) -> set[str]:
        """The models that schemas refer to, and those that they refer to in turn."""
        found: set[str] = set()
        left = list(schemas)
        while left:
            node = left.pop()
            if isinstance(node, dict) and "$ref" in node:
                name = node["$ref"].rpartition("/")[2]
                left += [] if name in found else [self._all[name]]
                found.add(name)
            left += node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
        return found

    def _plain(self, node: Any) -> Any:
        """A schema without the titles that only repeat names, with the names that there are, its texts in Markdown."""
        if isinstance(node, str):
            return node.replace("``", "`")
        if isinstance(node, list):
            return [self._plain(part) for part in node]
        if not isinstance(node, dict):
            return node
        plain = {name: self._plain(part) for name, part in node.items() if not (name == "title" and isinstance(part, str))}
        kind = plain.pop("x-layers-names", None)
        if plain.pop("x-layers-json", False):
            patterns = dict.fromkeys(plain.get("patternProperties", ()), _ANY_JSON)
            plain |= {"patternProperties": patterns} if patterns else {"additionalProperties": _ANY_JSON}
        return plain if kind is None else {**plain, "enum": self._known[kind]}


def _places(route: Route) -> Iterator[tuple[str, str]]:
    """The paths of a route, each with its operation id."""
    words = route.path.replace("{", "by/").replace("}", "").replace(".", "/").split("/")
    operation_id = route.method.lower() + "".join(word[0].upper() + word[1:] for word in words)
    yield f"{_ROOT}/{route.path}", operation_id
    if route.is_of_a_world:
        yield f"{_ROOT}/worlds/{{world}}/{route.path}", f"{operation_id}OfWorld"


def _links(made_at: str, places: list[tuple[Route, str, str]]) -> JsonObject:
    """Where what was made can be asked for: the operations below a collection whose one new parameter the answer holds."""
    made = "world" if made_at.endswith("/worlds") else "name"
    given = {"world": "$request.path.world"} if "{world}" in made_at else {}
    return {
        operation_id: {"operationId": operation_id, "parameters": {**given, made: f"$response.body#/{made}"}}
        for _, path, operation_id in places
        if path.startswith(f"{made_at}/{{{made}}}") and path.count("{") == len(given) + 1
    }


def _operation(route: Route, path: str, operation_id: str, schemas: _Schemas, links: JsonObject) -> JsonObject:
    problems = {403, 422, *route.problems}
    if "{" in path:
        problems.add(404)
    if route.method != "GET":
        problems |= {400, 413}
    answer: JsonObject = {"content": {"application/json": {"schema": schemas.reference(route.answer, "serialization")}}}
    if links:
        answer["links"] = links
    refused = {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in sorted(problems)}
    operation: JsonObject = {
        "operationId": operation_id,
        "summary": route.summary,
        "tags": [_tag(route)],
        "parameters": [*_path_parameters(route, path), *_query_parameters(route, schemas)],
        "responses": {str(route.status): {"description": route.summary, **answer}, **refused},
    }
    if route.body is not None:
        content = {"application/json": {"schema": schemas.reference(route.body, "validation")}}
        operation["requestBody"] = {"required": _is_needed(route.body), "content": content}
    return operation


def _is_needed(body: type[BaseModel]) -> bool:
    """Whether a body has to be sent: an empty one is read as an object without fields."""
    return any(field.is_required() for field in body.model_fields.values()) or "oneOf" in body.model_json_schema()


def _path_parameters(route: Route, path: str) -> Iterator[JsonObject]:
    for step in path.split("/"):
        if step.startswith("{"):
            name = step.strip("{}")
            text, schema = _PARAMETERS[name] if name in _PARAMETERS else _PARAMETERS[f"{_tag(route)}/{name}"]
            yield {"name": name, "in": "path", "required": True, "description": text, "schema": schema}


def _query_parameters(route: Route, schemas: _Schemas) -> Iterator[JsonObject]:
    if issubclass(route.query, Nothing):
        return
    for name, schema in schemas.fields(route.query):
        yield {"name": name, "in": "query", "schema": schema}


def _tag(route: Route) -> str:
    return route.path.partition("/")[0]


def _problem(text: str, schemas: _Schemas) -> JsonObject:
    return {"description": text, "content": {"application/json": {"schema": schemas.reference(Problem, "serialization")}}}


def _read(request: ControlRequest) -> JsonObject:
    from layers_mock.http.control.control import ROUTES as EVERY_ROUTE

    return document(request.worlds, EVERY_ROUTE)


ROUTES = (
    Route("GET", "openapi.json", "The OpenAPI document of this control API.", OpenApiDocument, _read, is_of_a_world=False),
)
