"""The page about exec: its snippets run as they are."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.commands import environment
from tests.docs.pages import check_page, page, snippet

needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")


def run(name: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euo", "pipefail", "-c", snippet(name)]
    return subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=True)


def test_the_page_shows_its_snippets() -> None:
    check_page("exec", ["exec-1-first.sh", "exec-2-steer.sh", "exec-3-code.sh"])


@needs_curl
def test_the_command_calls_the_api(tmp_path: Path) -> None:
    assert json.loads(run("exec-1-first.sh", tmp_path).stdout)["organizationName"] == "Acme Studio"


@needs_curl
def test_the_command_moves_the_clock(tmp_path: Path) -> None:
    moved = json.loads(run("exec-2-steer.sh", tmp_path).stdout)
    assert (moved["mode"], moved["now"][11:19]) == ("manual", "13:00:00")


def test_the_exit_code_is_told(tmp_path: Path) -> None:
    assert run("exec-3-code.sh", tmp_path).stdout == "the command said 3\n"


def test_every_variable_is_on_the_page(tmp_path: Path) -> None:
    command = ["layers-mock", "exec", "--host", "0.0.0.0", "--", "env"]  # noqa: S104 - so that there is a token
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=60, check=True)
    given = {line.split("=")[0] for line in done.stdout.splitlines() if line.startswith("LAYERS_")}
    assert len(given) == 5
    assert [name for name in sorted(given) if f"| `{name}` |" not in page("exec")] == []
