"""The page about webhooks: its commands beside a server, its tests as a user's suite, its fixture."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from layers_mock.testing import Webhooks
from tests.docs.commands import environment
from tests.docs.pages import check_page, page, snippet

SNIPPETS = ["webhooks-1-inbox.sh", "webhooks-2-answer.sh", "webhooks_pytest.py", "webhooks-3-fixture.yaml"]
FAILING = """
def test_it(client, layers):
    layers.webhooks.subscribe("job.completed", project="harbor-tea")
    client.post(f"/v1/influencers/{layers.ids['ava']}/clone", json={"name": "Ava"})
    layers.webhooks.wait_for("job.completed", kind="content_generate", within=60)
"""


def run(folder: Path, *command: str) -> str:
    given = {**environment(), "PYTEST_ADDOPTS": "-W error -p no:cacheprovider -p no:randomly"}
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=100, check=False)
    return f"{done.returncode}\n{done.stdout}{done.stderr}"


def test_the_page_shows_its_snippets() -> None:
    check_page("webhooks", SNIPPETS)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_its_commands_show_what_came(tmp_path: Path) -> None:
    script = snippet("webhooks-1-inbox.sh") + snippet("webhooks-2-answer.sh")
    told = run(tmp_path, "layers-mock", "exec", "--clock", "manual", "--", "bash", "-euo", "pipefail", "-c", script)
    for part in ("0\n", "webhook.delivered", '"type":"job.completed"', '"fault":null', '"status":500,"times":2'):
        assert part in told


def test_its_tests_pass(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "docs/snippets/pytest_conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_webhooks.py").write_text(snippet("webhooks_pytest.py"), encoding="utf-8")
    assert "3 passed" in run(tmp_path, sys.executable, "-m", "pytest")


def test_a_failure_reads_as_the_page_shows_it(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).parents[2] / "docs/snippets/pytest_conftest.py", tmp_path / "conftest.py")
    (tmp_path / "test_webhooks.py").write_text(FAILING, encoding="utf-8")
    told = run(tmp_path, sys.executable, "-m", "pytest")
    shown = page("webhooks").split("```text\n")[1].split("```")[0]
    assert without_ids(shown) in without_ids(told), told


def without_ids(text: str) -> str:
    return re.sub(r"evt_\w+", "evt_", text)


def test_its_fixture_is_one(tmp_path: Path) -> None:
    (tmp_path / "listening.yaml").write_text(snippet("webhooks-3-fixture.yaml"), encoding="utf-8")
    assert run(tmp_path, "layers-mock", "fixtures", "validate", "listening.yaml").startswith("0\n")


def test_every_part_of_it_is_on_the_page() -> None:
    public = {name for name in vars(Webhooks) if not name.startswith("_")} | {"url"}
    assert [name for name in sorted(public) if f"layers.webhooks.{name}" not in page("webhooks")] == []
