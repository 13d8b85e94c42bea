"""The stock ``schemathesis run`` finds nothing wrong on a served world, neither with ids of its own making nor with acme's.

All phases and all default checks; bounded, with a fixed seed, on servers that nothing else touches.
"""

import os
import subprocess
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.harness import contract
from tests.servers import Server, serve

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "openapi" / "2026-04.json"
CONFIG = ROOT / "schemathesis.toml"
PREFIXES = {"projects": "prj_", "influencers": "inf_", "containers": "cnt_", "posts": "pp_", "layers": "pl_"}
PLACES = {
    "path.projectId": "projects",
    "path.influencerId": "influencers",
    "path.containerId": "containers",
    "body.projectId": "projects",
    "body.sourcePlatformPostId": "posts",
    "body.projectLayerId": "layers",
}


def schemathesis(server: Server, folder: Path, *options: str, document: Path = DOCUMENT) -> tuple[int, str]:
    """Run the command as a user does; exit code and output."""
    command = [str(Path(sysconfig.get_path("scripts")) / "schemathesis"), "--config-file", str(folder / CONFIG.name)]
    command += ["run", str(document), "--url", server.url, "-H", f"X-Api-Key: {server.keys['full']}"]
    command += ["--seed", "1", "--no-color", *options]
    environment = {**os.environ, "NO_PROXY": "*"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, (done.stdout + done.stderr)[-20_000:]


def with_ids(ids: Mapping[str, str]) -> str:
    """Configuration that puts the world's own ids into most requests, where a fuzzer's guesses would all be 404."""
    lines = ["[parameters]"]
    lines += [f'"{place}" = {{ dictionary = "{kind}", probability = 0.7 }}' for place, kind in PLACES.items()]
    for kind, prefix in PREFIXES.items():
        values = [id_ for id_ in ids.values() if id_.startswith(prefix)]
        lines += [f"[dictionaries.{kind}]", f"values = {orjson.dumps(values).decode()}"]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rule("errors.internal")
def test_schemathesis_finds_nothing_by_examples_coverage_and_fuzzing(tmp_path: Path) -> None:
    with serve() as server:
        (tmp_path / CONFIG.name).write_text(CONFIG.read_text())
        # The stateful phase follows links further below.
        options = ("--phases", "examples,coverage,fuzzing", "--max-examples", "2", "--continue-on-failure")
        code, output = schemathesis(server, tmp_path, *options)
        assert code == 0, output
        assert f"Tested: {len(contract().operations)}" in output
        assert all(f"✅ {phase}" in output for phase in ("Examples", "Coverage", "Fuzzing"))
        assert server.log() == ""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rule("errors.internal")
def test_schemathesis_finds_nothing_where_its_guesses_hit_what_acme_holds(tmp_path: Path) -> None:
    with serve("--speed", "400") as server:
        (tmp_path / CONFIG.name).write_text(CONFIG.read_text() + with_ids(server.ids))
        options = ("--phases", "fuzzing", "--max-examples", "3", "--continue-on-failure")
        code, output = schemathesis(server, tmp_path, *options)
        assert code == 0, output
        assert f"Tested: {len(contract().operations)}" in output
        assert server.log() == ""


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.rule("errors.internal")
def test_schemathesis_finds_nothing_on_long_ways_through_the_links(tmp_path: Path) -> None:
    with serve("--speed", "400") as server:
        (tmp_path / CONFIG.name).write_text(CONFIG.read_text())
        options = ("--phases", "stateful", "--max-examples", "12", "--continue-on-failure")
        code, output = schemathesis(server, tmp_path, *options)
        assert code == 0, output
        assert "✅ Stateful" in output
        assert server.log() == ""


def test_schemathesis_would_find_an_answer_that_breaks_its_schema(tmp_path: Path, server: Server) -> None:
    document: dict[str, Any] = orjson.loads(DOCUMENT.read_bytes())
    answer = document["paths"]["/v1/whoami"]["get"]["responses"]["200"]["content"]["application/json"]
    answer["schema"] = {"type": "object", "required": ["neverThere"]}
    (tmp_path / CONFIG.name).write_text(CONFIG.read_text())
    (tmp_path / "document.json").write_bytes(orjson.dumps(document))
    options = ("--include-path", "/v1/whoami", "--phases", "examples,fuzzing", "--max-examples", "1")
    code, output = schemathesis(server, tmp_path, *options, document=tmp_path / "document.json")
    assert code == 1, output
    assert "neverThere" in output
