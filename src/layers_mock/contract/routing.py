"""From method and path to an operation, by a trie over path segments.

One dictionary look-up per segment, however many operations there are; a static segment wins over a parameter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from layers_mock.contract.model import Operation

__all__ = ["Match", "Router"]

_REMEMBERED_PATHS = 1024


@dataclass(slots=True)
class _Node:
    children: dict[str, "_Node"] = field(default_factory=dict)
    parameter: "_Node | None" = None
    operations: dict[str, tuple[Operation, tuple[str, ...]]] = field(default_factory=dict)


class Match(NamedTuple):
    """What a path led to.

    ``operation`` is ``None`` where the path is known but not with this method; ``allowed`` then lists the methods.
    """

    operation: Operation | None
    parameters: dict[str, str]
    allowed: tuple[str, ...]


class Router:
    """Finds operations by method and path."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)
        self.find = lru_cache(_REMEMBERED_PATHS)(self._find)
        """:meth:`_find`, remembering the paths asked for last: a client that polls asks for the same one again and again."""

    def _add(self, operation: Operation) -> None:
        node = self._root
        names: list[str] = []
        for segment in operation.path.split("/")[1:]:
            if segment.startswith("{"):
                names.append(segment[1:-1])
                node.parameter = node.parameter or _Node()
                node = node.parameter
            else:
                node = node.children.setdefault(segment, _Node())
        node.operations[operation.method] = (operation, tuple(names))

    def _find(self, method: str, path: str) -> Match | None:
        """The match for a raw (still percent-encoded) path, or ``None`` where no operation has that path.

        An empty segment never fills a parameter: ``/v1/jobs/`` is no path of the API.
        """
        node = self._root
        values: list[str] = []
        for segment in path.split("/")[1:]:
            child = node.children.get(segment)
            if child is None:
                child = node.parameter
                if child is None or not segment:
                    return None
                values.append(unquote(segment, errors="replace") if "%" in segment else segment)
            node = child
        if not node.operations:
            return None
        found = node.operations.get(method)
        if found is None:
            return Match(None, {}, tuple(node.operations))
        operation, names = found
        return Match(operation, dict(zip(names, values, strict=True)), ())
