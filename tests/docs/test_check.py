"""The pages about checking: their snippets run as they are, against the example in Node and against a layers-mock."""

import os
import re
import shlex
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import orjson
import pytest
import yaml
from pydantic import BaseModel

from layers_mock.kit.baseline import Baseline, Known
from layers_mock.kit.recipes import RECIPES
from layers_mock.kit.target import ROLES, STATES, GivenState, Key, Patience, Target
from tests.docs.commands import environment
from tests.docs.pages import SNIPPETS, check_page, page, snippet
from tests.harness import contract
from tests.kit.test_node_example import EXAMPLE, KEYS, need_node, served

TUTORIAL = [
    "check-1-first.sh", "check-2-target.yaml", "check-3-run.sh", "check-4-again.sh", "check-5-plan.sh", "check-6-account.yaml",
    "check-7-read.sh", "check-8-live.sh", "check-9-known.yaml", "check-10-baseline.sh", "check-11-seed.sh",
]  # fmt: skip
FAILS = "FAILED  get-influencer.not-found in getInfluencer  (documented)"
APPENDIX = page("target-file", "reference")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the YAML files of the pages."""
    for file in SNIPPETS.glob("check-*.yaml"):
        shutil.copy(file, tmp_path)
    return tmp_path


@pytest.fixture
def url() -> Iterator[str]:
    """Where the example answers."""
    with served() as address:
        yield address


def run(name: str, folder: Path, **variables: str) -> tuple[int, str]:
    """Exit code and output of a snippet."""
    command = ["bash", "-euo", "pipefail", "-c", snippet(name)]
    given = {**environment(), **KEYS, "NO_COLOR": "1", "COLUMNS": "108", **variables}
    done = subprocess.run(command, cwd=folder, env=given, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, done.stdout


def shown(before: str) -> list[str]:
    """The lines of output that the tutorial shows behind a snippet."""
    found = re.search(rf"<!-- docs/snippets/{before} -->\n```sh\n.*?```\n.*?```text\n(.*?)```", TUTORIAL_TEXT, re.DOTALL)
    assert found
    return found[1].splitlines()


TUTORIAL_TEXT = page("check-your-implementation", "tutorial")


def test_the_pages_show_their_snippets() -> None:
    check_page("check-your-implementation", TUTORIAL, folder="tutorial")
    check_page("check-in-ci", ["check-ci.yaml"])
    check_page("target-file", ["check-2-target.yaml", "check-9-known.yaml"], folder="reference")


def test_what_the_pages_install_is_there_to_be_installed() -> None:
    assert "`pip install 'layers-mock[kit]'`" in TUTORIAL_TEXT
    project = tomllib.loads((SNIPPETS.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (project["name"], "kit" in project["optional-dependencies"]) == ("layers-mock", True)


def test_a_layers_mock_is_checked_without_a_file(folder: Path) -> None:
    code, output = run("check-1-first.sh", folder)
    assert code == 0
    assert re.search(r"^14 rules passed, 0 failed, 0 skipped;", output, re.MULTILINE)
    assert [line for line in shown("check-1-first.sh") if line not in output] == []


@pytest.mark.parametrize("name", ["check-3-run.sh", "check-4-again.sh"])
def test_a_failure_is_told_as_the_page_shows_it(folder: Path, url: str, name: str) -> None:
    code, output = run(name, folder, URL=url)
    assert (code, FAILS in output) == (1, True)
    assert [line for line in shown("check-3-run.sh") if line not in output.splitlines()] == []


def test_the_command_that_asks_again_is_complete(folder: Path, url: str) -> None:
    _, output = run("check-3-run.sh", folder, URL=url)
    again = re.search(r"^  again +(layers-mock check .*)$", output, re.MULTILINE)
    assert again
    given = {**environment(), **KEYS}
    done = subprocess.run(shlex.split(again[1]), cwd=folder, env=given, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, FAILS in done.stdout) == (1, True), done.stderr


def test_the_plan_counts_what_is_offered(folder: Path) -> None:
    code, output = run("check-5-plan.sh", folder)
    assert code == 0
    called = set(re.findall(r"^ +\d+  (\w+) +(?:read|reversible|billable)$", output, re.MULTILINE))
    offered = yaml.safe_load(snippet("check-2-target.yaml"))["operations"]
    assert "cloneInfluencer" in called
    assert called <= set(offered)
    assert "up to 0 credits" in output


def test_nothing_but_reading_is_called_on_an_account(folder: Path, url: str) -> None:
    code, output = run("check-7-read.sh", folder, URL=url)
    assert (code, " 0 calls in " in output) == (1, True)
    assert [line for line in shown("check-7-read.sh") if line not in output] == []


def test_live_allows_what_changes_an_account(folder: Path, url: str) -> None:
    code, output = run("check-8-live.sh", folder, URL=url)
    passed = re.search(r"^(\d+) rules passed, 0 failed", output, re.MULTILINE)
    assert code == 0
    assert passed
    assert int(passed[1]) > 15


def test_a_known_failure_leaves_the_exit_code_alone(folder: Path, url: str) -> None:
    code, output = run("check-10-baseline.sh", folder, URL=url)
    assert code == 0
    assert FAILS not in output
    assert shown("check-10-baseline.sh")[0] in output.splitlines()


def test_the_report_tells_the_seed(folder: Path, url: str) -> None:
    code, output = run("check-11-seed.sh", folder, URL=url)
    assert (code, re.search(r"; seed 7$", output, re.MULTILINE) is not None) == (0, True)


# --- the workflow

WORKFLOW: dict[str, Any] = yaml.safe_load(snippet("check-ci.yaml"))["jobs"]["contract"]
CLIENT = """#!/bin/sh
test -n "$LAYERS_API_KEY" && exec layers-mock requests --json > asked.json
"""


def steps() -> dict[str, str]:
    """The shell lines of the workflow, by the step's name."""
    return {step["name"]: step["run"] for step in WORKFLOW["steps"] if "run" in step}


def script(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def in_workflow(name: str, folder: Path, **variables: str) -> int:
    """Run a step as the workflow would, in the folder; its exit code."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", steps()[name]]
    keys = {key: str(value) for key, value in WORKFLOW["env"].items() if key != "PROFILE"}
    given = {**environment(), **keys, "PROFILE": "quick", **variables}
    return subprocess.run(command, cwd=folder, env=given, timeout=100, check=False, stdout=subprocess.DEVNULL).returncode


def test_the_workflow_has_the_steps_that_are_run_here() -> None:
    assert list(steps()) == ["Install", "Test the client", "Check the implementation"]
    assert steps()["Install"] == "pip install 'layers-mock[kit]'"
    assert "github.event_name == 'schedule' && 'full' || 'quick'" in WORKFLOW["env"]["PROFILE"]


def test_the_workflow_runs_a_clients_tests_beside_a_server(tmp_path: Path) -> None:
    script(tmp_path / "test-client", CLIENT)
    assert in_workflow("Test the client", tmp_path) == 0
    assert (tmp_path / "asked.json").exists()
    script(tmp_path / "test-client", "#!/bin/sh\nexit 3\n")
    assert in_workflow("Test the client", tmp_path) == 3


@pytest.mark.parametrize(("fixed", "code"), [("1", 0), ("", 1)])
def test_the_workflow_checks_an_implementation_and_keeps_the_reports(tmp_path: Path, fixed: str, code: int) -> None:
    need_node()
    # The step leaves the server behind, as a runner's machine ends with the job; here it is ended by its id.
    script(tmp_path / "serve", f"#!/bin/sh\necho $$ > pid\nexec node {shlex.quote(str(EXAMPLE / 'server.mjs'))}\n")
    few = {
        "operations": ["createProject", "createInfluencer", "getInfluencer", "deleteInfluencer", "getJob"],
        "concurrency": 32,
    }
    target = yaml.safe_load(snippet("check-2-target.yaml")) | few
    (tmp_path / "target.yaml").write_text(yaml.safe_dump(target), encoding="utf-8")
    (tmp_path / "known.yaml").write_text("known: []\n", encoding="utf-8")
    try:
        assert in_workflow("Check the implementation", tmp_path, FIXED=fixed) == code
    finally:
        os.kill(int((tmp_path / "pid").read_text()), 15)
    cases = list(ET.parse(tmp_path / "reports" / "contract.xml").iter("testcase"))  # noqa: S314 - it is our own
    assert len(cases) > 400
    results = orjson.loads((tmp_path / "reports" / "contract.sarif").read_bytes())["runs"][0]["results"]
    assert any(result["ruleId"] == "get-influencer.not-found" for result in results) == (fixed == "")
    kept = [step["with"] for step in WORKFLOW["steps"] if step.get("if") == "always()"]
    assert kept == [{"name": "contract", "path": "reports"}, {"sarif_file": "reports/contract.sarif"}]


# --- the reference


def rows(heading: str) -> dict[str, list[str]]:
    """The rows of the table below a heading, by what their first cell names."""
    text = APPENDIX.partition(f"\n{heading}\n")[2].partition("\n#")[0]
    found = re.findall(r"^\| `([^`]+)` \| (.*) \|$", text, re.MULTILINE)
    assert found, heading
    return {name: cells.split(" | ") for name, cells in found}


@pytest.mark.parametrize(
    ("heading", "model"),
    [
        ("## Fields", Target), ("### A key", Key), ("### A state", GivenState), ("### Patience", Patience),
        ("## The baseline file", Known),
    ],
)  # fmt: skip
def test_every_field_is_in_the_reference(heading: str, model: type[BaseModel]) -> None:
    assert list(rows(heading)) == list(model.model_fields)


def test_the_reference_tells_what_a_field_is_when_it_is_left_out() -> None:
    defaults = {name: field.get_default() for name, field in Target.model_fields.items()}
    told = {name: cells[1].strip("`") for name, cells in rows("## Fields").items()}
    assert (told["edition"], told["disposable"]) == (defaults["edition"], str(defaults["disposable"]).lower())
    assert float(told["poll_seconds"]) == defaults["poll_seconds"]
    assert int(told["concurrency"]) == defaults["concurrency"]
    patience = {name: float(cells[1].strip("`")) for name, cells in rows("### Patience").items()}
    assert patience == Patience().model_dump()
    assert set(Baseline.model_fields) == set(yaml.safe_load(snippet("check-9-known.yaml")))


@pytest.mark.parametrize(("heading", "known"), [("## Roles", ROLES), ("## States", STATES)])
def test_every_role_and_state_is_in_the_reference(heading: str, known: dict[str, str]) -> None:
    assert {name: " | ".join(cells) for name, cells in rows(heading).items()} == known


def test_the_reference_names_the_states_that_calls_make() -> None:
    sentence = re.search(r"those that calls can make: (.*?)\. Containers", APPENDIX, re.DOTALL)
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == list(RECIPES)


def test_the_reference_names_every_effect_and_report() -> None:
    effects = {operation.effect for operation in contract().operations.values()}
    assert effects <= set(rows("## What may be called"))
    asked = subprocess.run(
        ["layers-mock", "check", "--help"], env=environment(), capture_output=True, text=True, timeout=60, check=True
    )
    files = set(re.findall(r"^  (--\w+) FILE", asked.stdout, re.MULTILINE)) - {"--target", "--baseline"}
    assert files == set(rows("## Reports"))
