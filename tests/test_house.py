"""The rules of the house that code can break without anybody noticing."""

import ast
import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import layers_mock

SOURCE = Path(layers_mock.__file__).parent
TESTS = Path(__file__).parent
SUITES = TESTS.parent / "contract_tests"
FLOORS = ["contract", "world", "operations", "fixtures", "webhooks", "http", "cli"]
"""Imports point from a floor to those before it, never the other way."""
ANNEX = {"testing", "pytest_plugin"}
"""What users' test suites take hold of: beside cli, above all other floors; none of them knows it."""
CELLARS = {"errors", "resources", "pictures"}
"""Leaves that any floor may use."""
KIT = {"contract", "kit"}
"""What the kit and its suites may know: the document, and nothing of the fake."""
MODULES = sorted(m.name for m in pkgutil.walk_packages([str(SOURCE)], "layers_mock.") if not m.name.endswith("__main__"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def rooms_of(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imports(path) if name.startswith("layers_mock.")}


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if (SOURCE / floor).is_dir()])
def test_imports_point_one_way(floor: str) -> None:
    allowed = set(FLOORS[: FLOORS.index(floor) + 1]) | CELLARS | {"__version__"}
    if floor == "cli":
        allowed |= KIT
    for path in (SOURCE / floor).rglob("*.py"):
        assert rooms_of(path) <= allowed, f"{path} reaches up"


@pytest.mark.parametrize("folder", [SOURCE / "kit", SUITES])
def test_the_kit_knows_the_document_and_nothing_of_the_fake(folder: Path) -> None:
    paths = [path for path in folder.rglob("*.py") if path.name != "conftest.py"]
    assert paths
    for path in paths:
        assert rooms_of(path) <= KIT | CELLARS | {"__version__"}, f"{path} knows the fake"
        assert "X-Layers-Mock-" not in path.read_text(encoding="utf-8").replace("X-Layers-Mock-Token", ""), path


@pytest.mark.parametrize("room", sorted(ANNEX))
def test_the_annex_stands_beside_cli(room: str) -> None:
    allowed = set(FLOORS[: FLOORS.index("cli")]) | ANNEX | CELLARS
    for path in (SOURCE / room).rglob("*.py") if (SOURCE / room).is_dir() else [SOURCE / f"{room}.py"]:
        assert rooms_of(path) <= allowed, f"{path} reaches up"


@pytest.mark.parametrize("leaf", sorted(CELLARS))
def test_leaves_import_nothing_of_the_house(leaf: str) -> None:
    for path in (SOURCE / leaf).rglob("*.py") if (SOURCE / leaf).is_dir() else [SOURCE / f"{leaf}.py"]:
        assert rooms_of(path) <= {leaf}


def test_contract_and_world_know_no_http_and_no_asyncio() -> None:
    for floor in ("contract", "world", "operations"):
        for path in (SOURCE / floor).rglob("*.py"):
            tops = {name.split(".")[0] for name in imports(path)}
            assert not tops & {"aiohttp", "asyncio", "socket", "http"}, path


@pytest.mark.parametrize("name", MODULES)
def test_every_module_says_what_it_is_and_what_it_gives(name: str) -> None:
    module = importlib.import_module(name)
    assert module.__doc__
    exported = getattr(module, "__all__", None)
    if exported is None:
        assert name.startswith("layers_mock.pictures.") or not list(imports(Path(module.__file__ or ""))), name
        return
    assert list(exported) == sorted(exported, key=lambda text: (not text.isupper(), not text[0].isupper(), text)), name
    assert all(hasattr(module, export) for export in exported)


def rules_checked() -> set[str]:
    """Every rule id that a test names in ``rule(...)``."""
    found = set()
    for path in TESTS.rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == "rule":
                found |= {arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)}
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
        return node.attr if node.value.attr == "mark" else ""
    return node.id if isinstance(node, ast.Name) else ""


def rules_in_code() -> set[str]:
    """Every rule id that the code refuses with."""
    found = set()
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "rule" and isinstance(node.value, ast.Constant):
                found.add(str(node.value.value))
    return found - {""}


def test_every_observable_rule_has_a_check_in_the_kit_and_two_mutants() -> None:
    from tests.harness import contract
    from tests.kit.fake import checks
    from tests.mutants.catalogue import catalogue

    observable = {rule.id for rule in contract().rules.values() if rule.observable}
    checked = {rule for one in checks() for rule in one.rules}
    mutants = Counter(mutant.rule for mutant in catalogue())
    assert sorted(observable - checked) == []
    assert sorted(checked - observable) == []
    assert sorted(rule for rule in observable if mutants[rule] < 2) == []
    assert sorted(set(mutants) - observable) == []


def test_every_test_is_bound_to_rules_there_are() -> None:
    from tests.harness import contract

    assert sorted(rules_checked() - set(contract().rules)) == []


def test_the_code_refuses_in_the_name_of_rules_there_are() -> None:
    from tests.harness import contract

    assert sorted(rules_in_code() - set(contract().rules)) == []


def test_every_operation_has_a_function_and_every_function_an_operation() -> None:
    from layers_mock.operations import HANDLERS
    from tests.harness import contract

    assert set(HANDLERS) == set(contract().operations)


def test_the_error_tree_is_the_one_that_its_docstring_draws() -> None:
    from layers_mock import errors

    drawn = errors.__doc__ or ""
    for name in errors.__all__:
        assert name in drawn
        assert issubclass(getattr(errors, name), errors.LayersMockError)
