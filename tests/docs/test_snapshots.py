"""The page on snapshots: each of its snippets is a file, and they do what the page says, one after the other."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from tests.docs.pages import SNIPPETS, check_page, snippet
from tests.servers import Server

PROGRAMS = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAYERS_MOCK_")}
    return {**kept, "PATH": PROGRAMS, **more}


def run(name: str, server: Server, folder: Path) -> str:
    """What a snippet prints, run in a folder against a server."""
    script = snippet(f"snapshots-{name}.sh").replace("http://127.0.0.1:4747", server.url)
    command = ["bash", "-euo", "pipefail", "-c", script]
    told = environment(LAYERS_MOCK_URL=server.url)
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_the_page_shows_every_snippet_as_it_is_and_in_order() -> None:
    check_page("snapshots", sorted(file.name for file in SNIPPETS.glob("snapshots-*.sh")))


def test_a_world_is_saved_looked_at_and_restored(server: Server, tmp_path: Path) -> None:
    assert run("1-save", server, tmp_path).startswith("saved the world default (fixture acme, seed 1) as it was at 2026-04-24")
    told = run("2-diff", server, tmp_path)
    assert re.search(r"^\+ influencers inf_\w{26}  ", told, re.MULTILINE)
    assert '~ world clock.now: "2026-04-24T12:00:00.000Z" → "2026-04-24T12:00:06.000Z"\n' in told
    assert told.endswith("exit code 1: they differ\n")
    run("3-restore", server, tmp_path)
    assert server.control("GET", "clock")["now"] == "2026-04-24T12:00:00.000Z"
    assert server.control("GET", "snapshot") == orjson.loads((tmp_path / "morning.json").read_bytes())


def test_it_works_over_plain_http(server: Server, tmp_path: Path) -> None:
    before = server.control("GET", "snapshot")
    answer = orjson.loads(run("4-http", server, tmp_path))
    assert (answer["world"], answer["keys"]) == ("default", dict(server.keys))
    assert server.control("GET", "snapshot") == before


def test_a_world_of_its_own_is_made_again(server: Server, tmp_path: Path) -> None:
    try:
        assert "restored the world demo (fixture acme, seed 7)" in run("5-world", server, tmp_path)
        assert server.control("GET", "worlds/demo")["seed"] == 7
    finally:
        server.control("DELETE", "worlds/demo")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_remembers(tmp_path: Path, number: signal.Signals) -> None:
    for restored in (False, True):
        told = environment(LAYERS_MOCK_PORT="0", LAYERS_MOCK_JSON="1")
        command = ["bash", "-c", snippet("snapshots-6-serve.sh")]
        with subprocess.Popen(command, cwd=tmp_path, env=told, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            ready = orjson.loads(process.stdout.readline())
            assert ready["snapshot"] == {"file": "world.json", "restored": restored}
            os.kill(ready["pid"], number)
            assert process.wait(20) == 0
        assert [path.name for path in tmp_path.iterdir()] == ["world.json"]
