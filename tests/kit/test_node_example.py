"""The example under docs/examples: a server in Node, checked as its README says, with the report that its README gives."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from layers_mock.kit.target import read_target
from tests.docs.commands import environment
from tests.harness import contract

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "node-server"
README = (EXAMPLE / "README.md").read_text(encoding="utf-8")
KEYS = {f"LAYERS_KEY_{role}": f"key-of-{role.lower()}" for role in ("FULL", "SECOND", "LIMITED", "WRITER", "KILLED", "OTHER")}
FAILING = re.findall(r"^\| `([a-z.-]+)` \| (\w+) \| (documented|inferred|conflicting) \|$", README, re.MULTILINE)


def need_node() -> None:
    """Skip where there is no Node, unless this machine has promised to have it."""
    if shutil.which("node") is None:
        if os.environ.get("LAYERS_MOCK_REQUIRE_NODE") == "1":
            pytest.fail("needs node, which this machine has promised to have")
        pytest.skip("needs node")


@contextmanager
def served(**settings: str) -> Iterator[str]:
    """Where the example answers, as long as it runs."""
    need_node()
    command = ["node", str(EXAMPLE / "server.mjs")]
    given = {**environment(), **KEYS, **settings}
    with subprocess.Popen(command, env=given, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            yield server.stdout.readline().strip()
        finally:
            server.terminate()
            assert server.stderr is not None
            assert server.stderr.read() == "", "what went wrong in the server"


def check(url: str, report: Path, *flags: str, target: Path = EXAMPLE / "target.yaml") -> tuple[int, str, Any]:
    """Exit code, summary and report of a check."""
    command = ["layers-mock", "check", url, "--target", str(target), "--json", str(report), *flags]
    given = {**environment(), **KEYS, "NO_COLOR": "1", "COLUMNS": "108"}
    done = subprocess.run(command, env=given, capture_output=True, text=True, timeout=100, check=False)
    assert report.exists(), done.stderr
    return done.returncode, done.stdout, json.loads(report.read_text())


def found_in(report: Any) -> list[tuple[str, str, str]]:
    return sorted((failure["rule"], failure["operation"], failure["basis"]) for failure in report["failures"])


@pytest.mark.slow
def test_the_report_is_the_one_of_its_readme(tmp_path: Path) -> None:
    with served() as url:
        code, summary, report = check(url, tmp_path / "report.json", "--profile", "quick")
    assert found_in(report) == sorted(failing for failing in FAILING if failing[2] == "documented")
    assert code == 1
    with served() as url:
        code, _, report = check(url, tmp_path / "report.json", "--profile", "quick", "--basis", "all")
    assert found_in(report) == sorted(FAILING)
    assert code == 1
    example = re.search(r"```text\n(FAILED.*?)```", README, re.DOTALL)
    assert example
    assert [line for line in example[1].splitlines() if line not in summary.splitlines()] == []


@pytest.mark.slow
def test_the_fixed_server_keeps_every_rule_that_could_be_checked(tmp_path: Path) -> None:
    with served(FIXED="1") as url:
        code, _, report = check(url, tmp_path / "report.json", "--profile", "quick", "--basis", "all")
    assert [failure["rule"] for failure in report["failures"]] == []
    assert code == 0
    status = {rule["id"]: rule["status"] for rule in report["rules"]}
    assert {rule: status[rule] for rule, _, _ in FAILING} == {rule: "passed" for rule, _, _ in FAILING}
    offered = set(read_target(EXAMPLE / "target.yaml").operations or ())
    assert len(offered) == 12
    assert set(report["calls"]) == offered
    others = [rule for rule in report["rules"] if rule["operation"] not in {None, *offered}]
    assert {rule["status"] for rule in others} == {"skipped"}
    reasons = {(rule["operation"], reason) for rule in others for reason in rule["reasons"]}
    assert reasons == {(name, f"the target does not offer {name}") for name in set(contract().operations) - offered}


def test_a_target_file_that_does_not_say_what_there_is_lets_what_is_missing_fail(tmp_path: Path) -> None:
    everything = re.sub(r"operations:\n(  - \w+\n)+", "", (EXAMPLE / "target.yaml").read_text(encoding="utf-8"))
    target = tmp_path / "target.yaml"
    target.write_text(everything, encoding="utf-8")
    with served() as url:
        code, _, report = check(url, tmp_path / "report.json", "--rule", "patch-project.not-found", target=target)
    refused = [failure for failure in report["failures"] if failure["rule"] == "patch-project.not-found"]
    assert (code, len(refused)) == (1, 1)
    assert refused[0]["came"].startswith('501 {"error":{"code":"NOT_IMPLEMENTED"')
    assert "errors.envelope" not in {failure["rule"] for failure in report["failures"]}
