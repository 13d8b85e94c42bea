"""The page about fixtures: its file is a world, and its commands show it."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.commands import environment
from tests.docs.pages import SNIPPETS, check_page, snippet


def run(name: str, folder: Path) -> str:
    shutil.copy(SNIPPETS / "fixtures-1-world.yaml", folder / "bakery.yaml")
    command = ["bash", "-euo", "pipefail", "-c", snippet(name)]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout


def test_the_page_shows_its_snippets() -> None:
    check_page("fixtures", ["fixtures-1-world.yaml", "fixtures-2-check.sh", "fixtures-3-serve.sh"])


def test_the_file_is_fine_and_its_labels_are_shown(tmp_path: Path) -> None:
    told = run("fixtures-2-check.sh", tmp_path)
    for part in ("bakery.yaml: fine", "rye-tiktok", "free-bread", "autumn-accounts"):
        assert part in told


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_what_is_queued_goes_out_in_the_week_that_passes(tmp_path: Path) -> None:
    queued, best, *happened, last = run("fixtures-3-serve.sh", tmp_path).strip().splitlines()
    assert queued.count('"status":"queued"') == 2
    assert '"rank":1' in best
    assert sum("post.published" in line for line in happened) == 4
    assert '"publishedAt":"2026-09-' in last
