"""The recipe for Vitest, run under Node as its page says."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.commands import environment
from tests.docs.pages import SNIPPETS, check_page, snippet

RECIPE = SNIPPETS / "vitest"
FAILING = """
import { expect } from "vitest";
import { test } from "./layers";
test("fails", async ({ layers }) => {
  await fetch(layers.baseUrl + "/v1/whoami", { headers: { "X-Api-Key": layers.apiKey } });
  expect(1).toBe(2);
});
test.concurrent.for([1, 2, 3, 4])("apart %i", async (number, { layers }) => {
  await fetch(layers.baseUrl + "/v1/whoami?number=" + number, { headers: { "X-Api-Key": layers.apiKey } });
  expect((await layers.requests()).map((request: { query: string }) => request.query)).toEqual(["number=" + number]);
});
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The recipe's files in a folder of their own, with what npm has installed."""
    if shutil.which("npm") is None or not (RECIPE / "node_modules").is_dir():
        if os.environ.get("LAYERS_MOCK_REQUIRE_NODE") == "1":
            pytest.fail("LAYERS_MOCK_REQUIRE_NODE is set; run npm ci in docs/snippets/vitest.")
        pytest.skip("needs Node: run npm ci in docs/snippets/vitest")
    for file in RECIPE.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    (tmp_path / "node_modules").symlink_to(RECIPE / "node_modules")
    return tmp_path


def run(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["npm", "test", "--silent", "--", *arguments]
    given = {**environment(), "NO_COLOR": "1", "CI": "1"}
    return subprocess.run(command, cwd=project, env=given, capture_output=True, text=True, timeout=100, check=False)


def test_the_page_shows_the_recipe() -> None:
    check_page("vitest", ["vitest/layers.ts", "vitest/clone.test.ts", "vitest/package.json"])


def test_the_recipe_passes(project: Path) -> None:
    done = run(project, "--reporter=json")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert (result["numPassedTests"], result["numTotalTests"]) == (4, 4)


def test_a_failed_test_prints_what_its_world_was_asked_and_concurrent_ones_do_not_meet(project: Path) -> None:
    (project / "more.test.ts").write_text(FAILING, encoding="utf-8")
    done = run(project, "more.test.ts", "--reporter=verbose")
    assert done.returncode == 1
    assert "1 failed | 4 passed" in done.stdout
    assert re.search(r"^GET /v1/whoami -> 200", done.stderr, re.MULTILINE)
    assert "number=" not in done.stderr


def test_the_lock_names_no_host_to_install_from() -> None:
    lock = json.loads(snippet("vitest/package-lock.json"))
    packages = lock["packages"]
    assert packages[""]["devDependencies"] == json.loads(snippet("vitest/package.json"))["devDependencies"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    assert [name for name, package in packages.items() if name and "integrity" not in package] == []
