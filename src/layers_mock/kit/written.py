"""The YAML files that people write for the kit, as plain values, and the words for what is wrong in them."""

import difflib
from collections.abc import Collection
from pathlib import Path

import yaml

from layers_mock.contract import Contract
from layers_mock.errors import TargetError

__all__ = ["near", "read_written", "unknown_operation"]


class _Loader(yaml.SafeLoader):
    """Refuses a key that is there twice, where YAML lets the last one win in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:  # noqa: FBT001, FBT002 - as PyYAML has it
        names = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in names:
                problem = "a name is there twice in one mapping,"
                raise yaml.constructor.ConstructorError(problem=problem, problem_mark=key.start_mark)
            names.add(key.value if isinstance(key, yaml.ScalarNode) else id(key))
        return super().construct_mapping(node, deep)


def read_written(path: Path) -> object:
    """The values of a file.

    Raises :class:`TargetError` that says what is wrong where, and never quotes the file: a line may hold a key.
    """
    try:
        return yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError) as error:
        raise TargetError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    except yaml.YAMLError as error:
        raise TargetError(f"{path} is no YAML{_place(error)}") from None


def near(name: str, known: Collection[str]) -> str:
    """The way out for a name that is not known: the nearest one, or all of them; begins with ``. `` or ``; ``."""
    found = difflib.get_close_matches(name, known, n=1)
    return f". Did you mean {found[0]}?" if found else f"; there are {', '.join(known)}"


def unknown_operation(name: str, contract: Contract) -> str:
    """The sentence about an operation that the edition does not have, without its first words, with the nearest ones."""
    found = difflib.get_close_matches(name, contract.operations, n=3)
    return f"{name!r} in edition {contract.edition}." + (f" Did you mean {', '.join(found)}?" if found else "")


def _place(error: yaml.YAMLError) -> str:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return "."
    return f": {error.problem} in line {error.problem_mark.line + 1}, column {error.problem_mark.column + 1}."
