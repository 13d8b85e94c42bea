"""``scenarios``: put from a file, listed, fired, removed."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.cli.running import environment, invoke
from tests.servers import Server

TWO = """
- name: busy
  when: {operation: getWhoami, first: 2}
  then: {error: RATE_LIMITED}
- name: lost
  when: {operation: createProject}
  then: {lose: true}
  times: 1
  prepared: true
"""


def scenarios(server: Server, *arguments: str) -> str:
    done = invoke("scenarios", *arguments, env={"LAYERS_MOCK_URL": server.url})
    assert (done.exit_code, done.stderr) == (0, ""), done.stderr
    return done.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of two scenarios."""
    path = tmp_path / "two.yaml"
    path.write_text(TWO, encoding="utf-8")
    return path


def test_a_list_is_put_and_listed_with_its_counts(server: Server, file: Path) -> None:
    put = scenarios(server, "put", str(file))
    assert put == scenarios(server, "list")
    with server.client() as client:
        client.get("/v1/whoami")
    assert scenarios(server, "list") == (
        "busy  matched 1, applied 1\n  getWhoami, the first 2: answers RATE_LIMITED\n"
        "lost  prepared\n  createProject: the work is done and the answer lost\n"
    )
    assert orjson.loads(scenarios(server, "list", "--json")) == server.control("GET", "scenarios")


def test_one_alone_and_the_list_of_a_fixture_are_put_too(server: Server, tmp_path: Path) -> None:
    one = tmp_path / "one.yaml"
    one.write_text("name: slow\nthen: {wait: 1s}\nexpires: 1h\ntimes: 3\n")
    assert scenarios(server, "put", str(one)).startswith("slow  matched 0, applied 0 of 3, until 2026-04-24T13:00:00.000Z\n")
    (tmp_path / "fixture.yaml").write_text(
        "fixture: mine\nscenarios:\n  - {name: a, then: {wait: 0s}}\n  - {name: b, then: {wait: 0s}}\n"
    )
    told = orjson.loads(scenarios(server, "put", str(tmp_path / "fixture.yaml"), "--json"))
    assert [item["name"] for item in told["items"]] == ["a", "b"]


def test_stdin_is_read(server: Server) -> None:
    command = [sys.executable, "-m", "layers_mock", "scenarios", "put", "-", "--url", server.url]
    done = subprocess.run(command, input=TWO, env=environment(), capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == scenarios(server, "list")
    done = subprocess.run(command, input="{nam: x}", env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "stdin holds no scenarios" in done.stderr) == (2, True)


def test_a_prepared_one_is_fired_and_one_or_all_are_removed(server: Server, file: Path) -> None:
    scenarios(server, "put", str(file))
    assert scenarios(server, "fire", "lost").startswith("lost  matched 0, applied 0 of 1\n")
    assert orjson.loads(scenarios(server, "fire", "lost", "--json"))["isPrepared"] is False
    assert scenarios(server, "remove", "lost") == "removed lost\n"
    assert [item["name"] for item in server.control("GET", "scenarios")["items"]] == ["busy"]
    assert scenarios(server, "clear") == "removed all\n"
    assert scenarios(server, "list") == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("- {name: ok, then: {wait: 1s}}\n- {nam: x, when: {operaton: getJob}, then: {eror: X}}", "Did you mean name?"),
        ("- {name: ok, then: {wait: 1s}}\n- {nam: x, when: {operaton: getJob}, then: {eror: X}}", "Did you mean operation?"),
        (
            "- {name: ok, then: {wait: 1s}}\n- {nam: x, when: {operaton: getJob}, then: {eror: X}}",
            "1.then.eror: Extra inputs are not permitted. Did you mean error?",
        ),
        ("{name: x, operation: getJob, then: {wait: 1s}}", "It belongs in when"),
        ("just words", "a scenario is a mapping"),
        ("- [1]", "a scenario is a mapping"),
        ("", "a scenario is a mapping"),
        ("[{name: [}", "is not YAML"),
        ("{name: x, name: y, then: {wait: 1s}}", "there twice"),
    ],
)
def test_a_file_with_a_fault_puts_nothing_and_names_the_way_out(text: str, said: str, server: Server, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text(text)
    done = invoke("scenarios", "put", str(tmp_path / "bad.yaml"), "--url", server.url)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr
    assert "bad.yaml" in done.stderr
    assert server.control("GET", "scenarios")["items"] == []


def test_what_only_the_world_can_refuse_says_what_was_put_before_it(server: Server, tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text("- {name: ok, then: {wait: 1s}}\n- {name: bad, when: {key: ful}, then: {wait: 1s}}\n")
    done = invoke("scenarios", "put", str(tmp_path / "s.yaml"), "--url", server.url)
    assert (done.exit_code, "Did you mean full?" in done.stderr, "Put before it: ok." in done.stderr) == (2, True, True)


@pytest.mark.parametrize("command", ["fire", "remove"])
def test_a_scenario_that_is_not_there_is_said(command: str, server: Server) -> None:
    done = invoke("scenarios", command, "nobody", "--url", server.url)
    assert (done.exit_code, "No scenario 'nobody'" in done.stderr) == (2, True)


def test_a_file_that_is_not_there_is_said(server: Server, tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        assert invoke("scenarios", "put", str(path), "--url", server.url).exit_code == 2
