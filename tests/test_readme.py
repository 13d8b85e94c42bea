"""The README's commands do what it says."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers import Server

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def clone_block() -> str:
    found = re.search(r"<!-- tested: tests/test_readme.py runs this block -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_first_clone_ends_with_a_ready_influencer(server: Server, tmp_path: Path) -> None:
    script = clone_block().replace("http://127.0.0.1:4747", server.url)
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    decoder, answers, rest = json.JSONDecoder(), [], done.stdout
    while rest.strip():
        answer, end = decoder.raw_decode(rest.strip())
        answers.append(answer)
        rest = rest.strip()[end:]
    assert [answer.get("status") for answer in answers] == ["running", None, "completed", "ready"]
    assert answers[3]["name"] == "Ava Chen (EU)"
    assert answers[3]["referenceImages"]


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in set(re.findall(r"`?make ([a-z]+)", README)):
        if target != "are":
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_every_link_of_the_readme_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_number_of_operations_is_true() -> None:
    from tests.harness import contract

    assert f"serves {len(contract().operations)} of the edition's 86 operations" in README
