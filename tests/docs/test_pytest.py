"""The page about pytest: its snippets run as a user's suite."""

import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.docs.commands import environment
from tests.docs.pages import check_page, page, snippet

FILES = {
    "conftest.py": "pytest_conftest.py",
    "test_first.py": "pytest_first.py",
    "test_steering.py": "pytest_steering.py",
    "test_worlds.py": "pytest_worlds.py",
    "pyproject.toml": "pytest-settings.toml",
}


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A folder with the page's files in it."""
    for name, shown in FILES.items():
        (tmp_path / name).write_text(snippet(shown), encoding="utf-8")
    return tmp_path


def run(command: list[str], folder: Path, more: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    given = {**environment(), "PYTEST_ADDOPTS": "-W error -p no:cacheprovider -p no:randomly", **(more or {})}
    return subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=100, check=False)


def test_the_page_shows_its_snippets() -> None:
    files = ["pytest_conftest.py", "pytest_first.py", "pytest_steering.py", "pytest_worlds.py"]
    check_page("pytest", [*files, "pytest-settings.toml", "pytest-shared.sh"])


def test_the_suite_of_the_page_passes_with_the_settings_of_the_page(suite: Path) -> None:
    done = run([sys.executable, "-m", "pytest"], suite)
    assert done.returncode == 0, done.stdout
    assert "6 passed" in done.stdout
    assert "floor 0.1" in done.stdout


@pytest.mark.slow
def test_it_passes_in_parallel_on_a_shared_server(suite: Path) -> None:
    done = run(["bash", "-euo", "pipefail", "-c", snippet("pytest-shared.sh")], suite)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 workers" in done.stdout
    assert "6 passed" in done.stdout


def test_a_report_looks_like_the_one_of_the_page(suite: Path) -> None:
    (suite / "test_fails.py").write_text(
        "def test_clone(client, layers):\n"
        "    client.post(f\"/v1/influencers/{layers.ids['ava']}/clone\", json={'name': 'Ava'})\n"
        "    client.get('/v1/jobs/job_nope')\n"
        "    assert 0\n"
    )
    done = run([sys.executable, "-m", "pytest", "test_fails.py"], suite)
    shown = page("pytest").split("```text\n")[1].split("```")[0].splitlines()
    assert "\n".join(shown[1:]) in done.stdout
    assert shown[0].strip("- ")[:-6] in done.stdout


def test_every_option_of_the_plugin_is_on_the_page(tmp_path: Path) -> None:
    done = run([sys.executable, "-m", "pytest", "--help"], tmp_path)
    options = re.findall(r"^  (--layers-[a-z-]+)=", done.stdout, re.MULTILINE)
    assert len(options) == 4
    assert [option for option in options if f"`{option} " not in page("pytest")] == []


def test_every_public_part_of_a_world_is_on_the_page() -> None:
    from layers_mock.testing import Layers

    public = {name for name in vars(Layers) if not name.startswith("_")} | {"clock", "keys", "ids", "base_url", "world"}
    assert [name for name in sorted(public) if f"layers.{name}" not in page("pytest")] == []
