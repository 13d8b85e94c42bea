"""What is built is what is needed: the wheel holds documents and fixtures and works without a checkout."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from layers_mock.fixtures import fixture_names
from tests.servers import Server

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=100)
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_package_documents_and_fixtures_and_nothing_else_on_top(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"layers_mock"}
    for needed in ("_data/openapi/2026-04.json", "_data/fixtures/acme.yaml", "_data/fixtures/empty.yaml", "py.typed"):
        assert f"layers_mock/{needed}" in names
    for suite in (ROOT / "contract_tests").rglob("*.py"):
        assert f"layers_mock/kit/suites/{suite.relative_to(ROOT / 'contract_tests').as_posix()}" in names
    assert "layers_mock/kit/suites/plan.json" in names
    assert "layers_mock/kit/reporters/report.css" in names
    for file in (ROOT / "src/layers_mock/http/page").glob("*.*"):
        assert f"layers_mock/http/page/{file.name}" in names


def test_the_wheel_works_without_a_checkout(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "from layers_mock.fixtures import fixture_names, read_fixture, compile_fixture\n"
        "import layers_mock; assert layers_mock.__file__.startswith(" + repr(str(tmp_path)) + "), layers_mock.__file__\n"
        "from layers_mock.contract import load\n"
        "print([compile_fixture(read_fixture(name), load('2026-04')).fixture for name in fixture_names()])\n"
    )
    command = [sys.executable, "-c", script]
    environment = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, str(list(fixture_names()))), done.stderr


def test_check_runs_its_suites_from_the_wheel(wheel: Path, server: Server, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    script = (
        "import layers_mock.kit.loading as suites\n"
        "assert str(suites.suites_directory()).startswith(" + repr(str(tmp_path)) + "), suites.suites_directory()\n"
        "from layers_mock.cli import main; main()\n"
    )
    command = [sys.executable, "-c", script, "check", server.url, "--rule", "get-whoami.*"]
    environment = {"PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "13 rules passed, 0 failed, 0 skipped" in done.stdout
