"""Requests that schemathesis makes from the document, as plain data: the same ones for the same document and seed."""

import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import orjson

from layers_mock.contract import Contract, Operation

from ..laws.search import SEARCHING

if TYPE_CHECKING:
    from schemathesis import APIOperation, BaseSchema, Case

    _Case = Case[Any]
    _Raw = APIOperation[Any, Any, Any, Any]

__all__ = ["Made", "made_of", "schema_of", "source_of"]

_SENT_HEADERS = frozenset({"content-type", "idempotency-key", "if-none-match"})
"""The rest is what an HTTP client sends by itself, or tells a server nothing."""
_MOST_ENUM = 10
_MOST_LENGTH = 3000
_MOST_COVERED = 140
_MOST_BILLED = 60
_MOST_QUERY = 4000
"""Characters of a query: beyond 8,000 of a request line servers may refuse it unread."""
_CONFIG = {
    # X-Api-Key decides whatever Authorization says, so that a wrong one beside it is no fault.
    "generation": {"with-security-parameters": False, "allow-x00": False},
    # Methods that a path does not have are looked at by the checks of routing.
    "phases": {"coverage": {"unexpected-methods": []}},
}


class Made(NamedTuple):
    """A request for an operation: ``path`` its parameters in order, percent-encoded; ``content`` is ``None`` for no body."""

    path: tuple[str, ...]
    query: str
    headers: Mapping[str, str]
    content: bytes | None

    @property
    def body(self) -> Any:
        """The JSON that is sent, as servers read it; ``None`` where it is none."""
        try:
            return orjson.loads(self.content or b"null")
        except orjson.JSONDecodeError:
            return None


class _Source:
    """Makes requests from one document. One thread at a time, and each request once."""

    def __init__(self, contract: Contract) -> None:
        from schemathesis.core.result import Ok

        self.schema = schema_of(contract)
        found: list[_Raw] = [result.ok() for result in self.schema.get_all_operations() if isinstance(result, Ok)]
        self._operations = {str(raw.definition.raw["operationId"]): raw for raw in found}
        self._covered: dict[str, list[Made]] = {}
        self._fuzzed: dict[tuple[str, int, int], list[Made]] = {}

    def covered(self, operation: Operation) -> list[Made]:
        """The document's examples, and values at and beyond what each keyword of its schemas says.

        Of an operation that is billed there are fewer.
        """
        with SEARCHING:
            if operation.id not in self._covered:
                raw = self._operations[operation.id]
                cases = [*self._examples(raw), *self._edges(raw)]
                self._covered[operation.id] = _spread(
                    _made_once(operation, cases), _MOST_COVERED if operation.price is None else _MOST_BILLED
                )
            return self._covered[operation.id]

    def fuzzed(self, operation: Operation, *, seed: int, most: int) -> list[Made]:
        """So many requests with values that fit the schemas, and as many with values that do not, chosen by the seed."""
        name = (str(operation.id), seed, most)
        with SEARCHING:
            if name not in self._fuzzed:
                self._fuzzed[name] = list(_made_once(operation, self._guesses(operation, seed, most)))
            return self._fuzzed[name]

    @staticmethod
    def _examples(raw: "_Raw") -> "list[_Case]":
        from hypothesis import strategies as st

        strategies = raw.get_strategies_from_examples()
        drawn = _drawn(st.tuples(*strategies), seed=0, most=1) if strategies else []
        return [case for cases in drawn for case in cases]

    def _edges(self, raw: "_Raw") -> "Iterator[_Case]":
        from schemathesis import GenerationMode

        config = self.schema.config.generation_for(operation=raw)
        yield from self.schema.iter_coverage_cases(raw, generation_modes=list(GenerationMode), generation_config=config)

    def _guesses(self, operation: Operation, seed: int, most: int) -> "Iterator[_Case]":
        from schemathesis import GenerationMode
        from schemathesis.generation.feedback import NO_FEEDBACK

        raw = self._operations[operation.id]
        names = [parameter.name for parameter in operation.parameters if parameter.location == "path"]
        # Where there is more to get wrong than the path, a path that is right leads to it.
        fixed = dict.fromkeys(names, "00000000-0000-4000-8000-000000000000") if names and _has_more(operation) else None
        for mode in GenerationMode:
            yield from _drawn(raw.as_strategy(mode, feedback=NO_FEEDBACK, path_parameters=fixed), seed=seed, most=most)


@cache
def source_of(contract: Contract) -> _Source:
    """The source of a contract's requests."""
    return _Source(contract)


def schema_of(contract: Contract) -> "BaseSchema":
    """The document as schemathesis reads it, without what only takes its time: the validators decide, not its labels."""
    import schemathesis

    return schemathesis.openapi.from_dict(_thinned(contract.document), config=schemathesis.Config.from_dict(_CONFIG))


def made_of(operation: Operation, case: "_Case") -> Made | None:
    """A case as a request; ``None`` for one that cannot be sent as it is meant."""
    wire = case.as_transport_kwargs(base_url="http://target")
    path = tuple(
        str(case.path_parameters.get(parameter.name, "")) for parameter in operation.parameters if parameter.location == "path"
    )
    if case.method.upper() != operation.method or any(text in {"", ".", ".."} or "/" in text for text in path):
        return None
    content = _content(wire)
    headers = {name: text for name, text in wire["headers"].items() if name.lower() in _SENT_HEADERS}
    if content is None:
        headers.pop("Content-Type", None)
    if not all(text.isprintable() and text.isascii() and text == text.strip() for text in headers.values()):
        return None
    given = wire.get("params") or ""
    query = given if isinstance(given, str) else urlencode(given, doseq=True)
    return None if len(query) > _MOST_QUERY else Made(path, query, headers, content)


def _content(wire: Mapping[str, Any]) -> bytes | None:
    if "json" in wire:
        return json.dumps(wire["json"]).encode()
    data = wire.get("data")
    return data if isinstance(data, bytes) else str(data).encode() if data is not None else None


def _has_more(operation: Operation) -> bool:
    return operation.body_schema is not None or any(parameter.location == "query" for parameter in operation.parameters)


def _drawn(strategy: Any, *, seed: int, most: int) -> list[Any]:
    """So many values of a strategy, fewer where it has no more."""
    import hypothesis
    from hypothesis import HealthCheck, Phase, settings
    from hypothesis.errors import Unsatisfiable

    found: list[Any] = []

    def keep(value: Any) -> None:
        found.append(value)

    chosen = settings(
        max_examples=most, deadline=None, database=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck)
    )
    # There are no values where nothing that is sent can break a schema.
    with suppress(Unsatisfiable):
        given: Any = hypothesis.given(strategy)
        hypothesis.seed(seed)(chosen(given(keep)))()
    return found


def _made_once(operation: Operation, cases: "Iterator[_Case] | list[_Case]") -> list[Made]:
    found: dict[str, Made] = {}
    for case in cases:
        made = made_of(operation, case)
        if made is not None:
            found.setdefault(repr(made), made)
    return list(found.values())


def _spread(found: list[Made], most: int) -> list[Made]:
    if len(found) <= most:
        return found
    return [found[round(index * (len(found) - 1) / (most - 1))] for index in range(most)]


def _thinned(node: Any) -> Any:
    """The document with long enumerations and lengths cut short, without our own fields and cursors, which nobody can guess."""
    if isinstance(node, list):
        return [_thinned(value) for value in node if not (isinstance(value, dict) and value.get("name") == "cursor")]
    if not isinstance(node, dict):
        return node
    thin = {name: _thinned(value) for name, value in node.items() if not name.startswith("x-layers-")}
    if isinstance(thin.get("enum"), list):
        thin["enum"] = thin["enum"][:_MOST_ENUM]
    if isinstance(thin.get("maxLength"), int):
        thin["maxLength"] = min(thin["maxLength"], _MOST_LENGTH)
    return thin
