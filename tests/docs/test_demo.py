"""The demo's page: each of its snippets is a file, and together they tell the story that the page tells."""

import re
import subprocess
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from tests.docs.pages import SNIPPETS, check_page, page, snippet
from tests.harness import base_of
from tests.servers import Server, serve

PAGE = page("demo")
FILES = sorted(file.name for file in SNIPPETS.glob("demo-*.sh"))


def test_the_page_shows_every_snippet_as_it_is_and_in_order() -> None:
    check_page("demo", FILES)


def test_the_page_names_everything_that_is_prepared() -> None:
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \|", PAGE, re.MULTILINE)
    prepared = [scenario.name for scenario in base_of("launch-week").scenarios if scenario.is_prepared]
    assert rows == [name.replace("-", " ").capitalize() for name in prepared]


def test_the_picture_is_there() -> None:
    for target in re.findall(r"!\[[^]]+\]\(([^)]+)\)", PAGE):
        assert (SNIPPETS.parent / "how-to" / target).read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module", params=["manual", "real"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """The demo, with either clock."""
    with serve("--fixture", "launch-week", "--clock", request.param) as running:
        yield running


@pytest.fixture(scope="module")
def told(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Any]]:
    """What the snippets print, run one after the other in one shell: the answers of each, and other lines as they are."""
    parts = [f"echo '# {file}'\n{snippet(file)}" for file in FILES]
    script = "\n".join(parts).replace("http://127.0.0.1:4747", server.url)
    command = ["bash", "-euo", "pipefail", "-c", script]
    folder = tmp_path_factory.mktemp("demo")
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    answers: dict[str, list[Any]] = {}
    for part in done.stdout.split("# demo-")[1:]:
        name, *lines = part.splitlines()
        answers[name[2:-3]] = [orjson.loads(line) if line.startswith("{") else line for line in lines if line]
    return answers


def test_the_first_clone_fails_and_the_second_succeeds(told: dict[str, list[Any]]) -> None:
    accepted, failed, again, completed = told["clone"]
    assert (accepted["status"], failed["status"], failed["stage"]) == ("running", "failed", "generating_visuals")
    assert failed["error"]["message"].startswith("The portrait model timed out")
    assert again["jobId"] != accepted["jobId"] == failed["jobId"]
    assert completed["status"] == "completed"


def test_the_film_is_slow(told: dict[str, list[Any]]) -> None:
    accepted, job = told["slow"]
    assert (accepted["status"], job["status"]) == ("running", "running")
    assert 0.12 <= job["progress"] < 0.5


def test_credits_run_out_and_come_back(told: dict[str, list[Any]]) -> None:
    clips, refused, wallet, accepted = told["credits"]
    assert len(clips["containerIds"]) == 3
    assert refused["error"]["code"] == "BILLING_EXHAUSTED"
    assert refused["error"]["details"] == {"required": 120, "balance": 20}
    assert (wallet["balance"], accepted["status"]) == (6000, "running")


def test_a_lost_answer_comes_again_for_the_same_key(told: dict[str, list[Any]], server: Server) -> None:
    fired, nothing, replayed = told["lost"]
    assert (fired["name"], nothing, replayed["status"]) == ("answer-gets-lost", "no answer", "running")


def test_the_story_can_be_told_again(told: dict[str, list[Any]], server: Server) -> None:
    (wallet,) = told["again"]
    assert wallet["balance"] == 500
    assert server.control("GET", "overview")["recorded"] == 1
