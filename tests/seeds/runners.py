"""Running the samples: the code that a partner takes from a seed page, with origin, key and ids filled in, and no more.

``samples/`` holds calls in the shape of the pages' samples. The origin that they print is replaced by the server's; key
and ids come from the environment (curl's placeholders in braces are replaced, as a reader would).
"""

import os
import runpy
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.servers import Server

__all__ = ["Outcome", "run_curl", "run_node", "run_python"]

_HERE = Path(__file__).parent
_ORIGIN = "https://api.layers.com"


@dataclass(frozen=True)
class Outcome:
    """What a sample got: status and body of the answer, and the names that the sample took out of it."""

    status: int
    body: Any
    names: Mapping[str, Any]


def run_curl(page: str, server: Server, ids: Mapping[str, str], folder: Path) -> Outcome:
    """Run a curl sample in a shell; a .curlrc lets curl tell the status without a change to the sample."""
    _need("curl", is_there=shutil.which("curl") is not None)
    (folder / ".curlrc").write_text('silent\nwrite-out = "\\n%{http_code}"\nnoproxy = "*"\n')
    script = _filled(f"{page}.sh", server, ids, folder)
    body, _, status = _output(["sh", script], server, {"CURL_HOME": str(folder)}).rpartition(b"\n")
    return Outcome(int(status), orjson.loads(body), {})


def run_node(page: str, server: Server, ids: Mapping[str, str], folder: Path) -> Outcome:
    """Run a TypeScript sample under Node."""
    _need("node", is_there=shutil.which("node") is not None)
    is_installed = (_HERE / "node/node_modules/typescript").is_dir()
    _need("node packages (npm ci --prefix tests/seeds/node)", is_there=is_installed)
    script = _filled(f"{page}.ts", server, {}, folder)
    answer = orjson.loads(_output(["node", str(_HERE / "node/run.mjs"), script], server, _variables(ids)))
    return Outcome(answer["status"], answer["body"], answer["exported"])


def run_python(page: str, server: Server, ids: Mapping[str, str], folder: Path) -> Outcome:
    """Run a Python sample."""
    script = _filled(f"{page.replace('-', '_')}.py", server, {}, folder)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in {**_variables(ids), "LAYERS_API_KEY": server.keys["full"], "NO_PROXY": "*"}.items():
            patch.setenv(name, value)
        names = runpy.run_path(script)
    return Outcome(names["r"].status_code, names["r"].json(), names)


def _filled(sample: str, server: Server, ids: Mapping[str, str], folder: Path) -> str:
    """The path of a copy of the sample with the server's origin and, in curl's, ids in place of what was printed."""
    text = (_HERE / "samples" / sample).read_text()
    assert _ORIGIN in text
    text = text.replace(_ORIGIN, server.url)
    for name, value in ids.items():
        text = text.replace("{" + name + "}", value)
    copy = folder / sample
    copy.write_text(text)
    return str(copy)


def _variables(ids: Mapping[str, str]) -> dict[str, str]:
    """``influencerId`` is INFLUENCER_ID in the environment."""
    return {"".join(f"_{c}" if c.isupper() else c.upper() for c in name): value for name, value in ids.items()}


def _output(command: list[str], server: Server, variables: Mapping[str, str]) -> bytes:
    environment = {"PATH": os.environ["PATH"], "LAYERS_API_KEY": server.keys["full"], **variables}
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def _need(what: str, *, is_there: bool) -> None:
    """Skip where a tool is missing on a bare machine; a machine that has promised to have it fails."""
    if is_there:
        return
    if os.environ.get("CI") == "true" or os.environ.get("LAYERS_MOCK_REQUIRE_NODE") == "1":
        pytest.fail(f"needs {what}, which this machine has promised to have")
    pytest.skip(f"needs {what}")
