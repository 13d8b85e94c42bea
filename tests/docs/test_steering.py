"""The pages about steering: their snippets run as they are, beside a server with a manual clock."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.commands import environment
from tests.docs.pages import SNIPPETS, check_page, page, snippet
from tests.harness import contract

PAGES = {
    "clock": ["clock-1-advance.sh", "clock-2-http.sh"],
    "worlds": ["worlds-1-make.sh", "worlds-2-commands.sh"],
    "scenarios": [
        "scenarios.yaml",
        "scenarios-1-put.sh",
        "scenarios-2-lost.sh",
        "scenarios-3-webhooks.yaml",
        "scenarios-4-attempts.sh",
    ],
    "prefer": ["prefer-1.sh"],
    "journal": ["journal-1-read.sh"],
    "coverage": ["coverage-1.sh"],
    "consent": ["consent-1-connect.sh", "consent-3-ads.sh", "consent-2-lease.sh"],
}
PUT = "layers-mock scenarios put scenarios.yaml > /dev/null\n"


def run(name: str, folder: Path, before: str = "") -> str:
    for file in SNIPPETS.glob("scenarios*.yaml"):
        shutil.copy(file, folder)
    command = ["layers-mock", "exec", "--clock", "manual", "--", "bash", "-euo", "pipefail", "-c", before + snippet(name)]
    done = subprocess.run(command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done
    return done.stdout


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_page_shows_its_snippets(name: str) -> None:
    check_page(name, PAGES[name])


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("clock-1-advance.sh", ["2026-04-24T12:01:00", "job.stage", "job.completed"]),
        ("clock-2-http.sh", ['"event":"job.stage"', '"mode":"real","speed":600.0']),
        ("worlds-1-make.sh", ['"organizationName":"New Partner"', '"now":"2026-04-24T13:00:00.000Z"']),
        ("worlds-2-commands.sh", ["checkout", "default"]),
        ("scenarios-1-put.sh", ["third-clone-fails", "answer-lost", "nobody-can-pay", "bad-day"]),
        (
            "scenarios-4-attempts.sh",
            ["out-of-order", "late-news", "webhook.abandoned", '"isSent":false', '"scenario":"never-arrives"'],
        ),
        ("prefer-1.sh", ["429 Too Many Requests", "Preference-Applied: job=fail", "code=418 cannot be met by cloneInfluencer"]),
        ("journal-1-read.sh", ["listProjects", "client.key-header", "redacted"]),
        ("coverage-1.sh", ["listProjects", "below the floor"]),
        (
            "consent-1-connect.sh",
            ['"status":"pending"', "connected?layers_state=st_", '"status":"completed"', '"socialAccountId":"sa_'],
        ),
        ("consent-3-ads.sh", ["status=connected&accountId=", "state=tea", '"name":"Harbor.Tea.Ads"', '"tokenStatus":"valid"']),
        ("consent-2-lease.sh", ['"status":"partial"', "Two fit.", '"monthlyPriceCents":15000']),
    ],
)
def test_a_snippet_does_what_its_page_says(tmp_path: Path, name: str, told: list[str]) -> None:
    output = run(name, tmp_path)
    assert [words for words in told if words not in output] == [], output


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_a_lost_answer_comes_with_the_retry(tmp_path: Path) -> None:
    output = run("scenarios-2-lost.sh", tmp_path, PUT)
    assert output.startswith("no answer came\n")
    assert '"status":"running"' in output


def test_every_finding_is_on_the_page_about_the_journal() -> None:
    on_page = set(re.findall(r"^\| `(client\.[a-z-]+)`", page("journal"), re.MULTILINE))
    assert on_page == {rule for rule in contract().rules if rule.startswith("client.")}
