"""Finding and loading the suites: ``contract_tests/`` in a checkout, the same files inside an installed wheel."""

import importlib.util
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

from layers_mock.contract import Contract
from layers_mock.errors import ContractError
from layers_mock.kit.check import Check

__all__ = ["SUITES_PACKAGE", "load_checks", "suites_directory"]

SUITES_PACKAGE = "layers_mock_suites"


def suites_directory() -> Path:
    """Where the suites lie."""
    installed = Path(__file__).parent / "suites"
    return installed if installed.is_dir() else Path(__file__).parents[3] / "contract_tests"


def load_checks(contract: Contract) -> tuple[Check, ...]:
    """Every check of the suites, in the order of their modules: those written out, and those made from the document.

    Raises :class:`ContractError` where a check is bound to a rule that the contract does not have, or two share a name.
    """
    found: dict[str, Check] = {}
    for module in _modules():
        for one in _checks_of(module, contract):
            if one.name in found:
                raise ContractError(f"Two checks are called {one.name}.")
            for rule in one.rules:
                contract.rule(rule)
            found[one.name] = one
    return tuple(found.values())


def _checks_of(module: ModuleType, contract: Contract) -> Iterator[Check]:
    for value in vars(module).values():
        if isinstance(value, Check) and value.run.__module__ == module.__name__:
            yield value
    made = getattr(module, "made_from", None)
    if made is not None:
        yield from made(contract)


def _modules() -> Iterator[ModuleType]:
    directory = suites_directory()
    _load_package(directory)
    for path in sorted(directory.rglob("*.py")):
        name = ".".join(path.relative_to(directory).with_suffix("").parts)
        if not path.stem.startswith(("_", "test_", "conftest")):
            yield import_module(f"{SUITES_PACKAGE}.{name}")


def _load_package(directory: Path) -> None:
    """Make the directory a package under a name of its own, wherever it lies."""
    if SUITES_PACKAGE in sys.modules:
        return
    spec = importlib.util.spec_from_file_location(
        SUITES_PACKAGE, directory / "__init__.py", submodule_search_locations=[str(directory)]
    )
    if spec is None or spec.loader is None:
        raise ContractError(f"There are no suites in {directory}.")
    package = importlib.util.module_from_spec(spec)
    sys.modules[SUITES_PACKAGE] = package
    spec.loader.exec_module(package)
