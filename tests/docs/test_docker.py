"""Containers and browsers: what can be shown without Docker is shown with real requests."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from tests.docs.pages import check_page, snippet
from tests.servers import Server, serve

ROOT = Path(__file__).parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(snippet("docker-compose.yaml"))["services"]
TOKEN = COMPOSE["layers"]["environment"]["LAYERS_MOCK_CONTROL_TOKEN"]
PAGE_ORIGIN = "http://localhost:3000"


def instructions(name: str) -> list[str]:
    """The arguments of each instruction of that name, in one line."""
    whole = re.sub(r"\\\n\s*", " ", DOCKERFILE)
    return re.findall(rf"^{name} (.*)$", whole, re.MULTILINE)


def healthcheck() -> list[str]:
    (check,) = instructions("HEALTHCHECK")
    command = yaml.safe_load(check.split("CMD ")[1])
    assert command[:2] == ["python", "-c"]
    return [sys.executable, *command[1:]]


@pytest.fixture(scope="module")
def composed() -> Iterator[Server]:
    """The server of the compose file, as its container starts it but for the port."""
    (entry,) = instructions("ENTRYPOINT")
    started = [*yaml.safe_load(entry)[2:], *COMPOSE["layers"]["command"]]
    with serve(*started, "--control-token", TOKEN) as running:
        yield running


def ask(server: Server, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.request(method, f"{server.url}{path}", headers=sent, trust_env=False)


def test_the_page_shows_its_snippets() -> None:
    check_page("docker", ["docker-run.sh", "docker-compose.yaml", "docker-cors.sh"])


def test_the_dockerfile_passes_its_linter() -> None:
    linter = shutil.which("hadolint", path=str(Path(sys.executable).parent))
    assert linter is not None, "make test installs it"
    done = subprocess.run([linter, "--no-color", str(ROOT / "Dockerfile")], capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("", 0)


def test_the_image_is_not_roots_and_serves_on_the_port_it_exposes() -> None:
    (user,) = instructions("USER")
    assert user.split(":")[0] not in {"0", "root"}
    assert instructions("EXPOSE") == ["4747"]
    (entry,) = instructions("ENTRYPOINT")
    assert yaml.safe_load(entry) == ["layers-mock", "serve", "--host", "0.0.0.0"]  # noqa: S104 - in a container


def test_what_is_copied_is_there_and_let_through_and_enough_to_build_the_wheel(tmp_path: Path) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [source for line in instructions("COPY") if "--from" not in line for source in line.split()[:-1]]
    assert sorted(f"!{source}" for source in copied) == sorted(line for line in ignored if line.startswith("!"))
    for source in copied:
        here, there = ROOT / source, tmp_path / source
        if here.is_dir():
            shutil.copytree(here, there, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            there.parent.mkdir(exist_ok=True)
            shutil.copy(here, there)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    assert len(list((tmp_path / "dist").glob("*.whl"))) == 1


def test_what_the_image_installs_is_pinned_by_hashes() -> None:
    assert any("--require-hashes -r requirements/base.txt" in line for line in instructions("RUN"))
    locked = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    for needed in ("hatchling==", "aiohttp=="):
        assert needed in locked


@pytest.mark.parametrize("options", [[], ["--host", "0.0.0.0"], ["--control-token", "x"]])  # noqa: S104 - in a container
def test_the_health_check_knows_a_server_that_runs_with_or_without_its_token(options: list[str]) -> None:
    with serve(*options) as running:
        given = {**os.environ, "LAYERS_MOCK_PORT": running.url.rpartition(":")[2]}
        assert subprocess.run(healthcheck(), env=given, timeout=20, check=False).returncode == 0
    done = subprocess.run(healthcheck(), env=given, timeout=20, check=False, capture_output=True)
    assert done.returncode != 0


def test_other_containers_reach_it_by_the_name_of_its_service(composed: Server) -> None:
    host = COMPOSE["layers"]["command"][1].removeprefix("http://")
    assert COMPOSE["tests"]["command"][-1] == f"http://{host}"
    whoami = ask(composed, "/v1/whoami", Host=host, X_Api_Key=composed.keys["full"])
    assert whoami.status_code == 200
    assert ask(composed, "/__mock/info", Host=host, X_Layers_Mock_Token=TOKEN).status_code == 200
    assert ask(composed, "/__mock/info", Host=host).status_code == 403
    assert ask(composed, "/__mock/info", Host="127.0.0.1:4747", X_Layers_Mock_Token=TOKEN).status_code == 200
    refused = ask(composed, "/__mock/info", Host="elsewhere:4747", X_Layers_Mock_Token=TOKEN)
    assert (refused.status_code, "--allow-host elsewhere" in refused.text) == (403, True)


def test_a_further_name_is_allowed_by_its_flag() -> None:
    with serve("--allow-host", "dev.example") as running:
        assert ask(running, "/__mock/info", Host="dev.example:4747").status_code == 200
        assert ask(running, "/__mock/info", Host="other.example").status_code == 403


def test_links_in_answers_begin_with_the_base_url_and_need_no_token(composed: Server) -> None:
    host = COMPOSE["layers"]["command"][1]
    info = ask(composed, "/__mock/info", X_Layers_Mock_Token=TOKEN).json()
    influencer = ask(composed, f"/v1/influencers/{info['ids']['ava']}", X_Api_Key=info["keys"]["full"]).json()
    link = influencer["referenceImages"][0]
    link = link if isinstance(link, str) else link["url"]
    assert link.startswith(f"{host}/__mock/media/")
    picture = ask(composed, link.removeprefix(host), Host=host.removeprefix("http://"))
    assert (picture.status_code, picture.headers["content-type"].split("/")[0]) == (200, "image")


def test_the_suite_of_the_compose_file_runs_on_that_server(composed: Server, tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        "def test_it(layers):\n    assert layers.control('GET', 'info')['fixture'] == 'acme'\n"
    )
    program, *options = COMPOSE["tests"]["command"]
    given = [option.replace("http://layers:4747", composed.url) for option in options]
    command = [sys.executable, "-m", program, *given, "-p", "no:cacheprovider"]
    environment = {**os.environ, **COMPOSE["tests"]["environment"], "PYTEST_ADDOPTS": ""}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_a_page_of_an_allowed_origin_may_call_and_read_and_another_may_not() -> None:
    program, command, *flags = shlex.split(snippet("docker-cors.sh"))
    assert (program, command, flags[-1]) == ("layers-mock", "serve", PAGE_ORIGIN)
    with serve(*flags) as running:
        preflight = ask(
            running, "/v1/whoami", "OPTIONS", Origin=PAGE_ORIGIN, Access_Control_Request_Method="GET",
            Access_Control_Request_Headers="x-api-key",
        )  # fmt: skip
        assert preflight.status_code == 204
        assert preflight.headers["access-control-allow-origin"] == PAGE_ORIGIN
        assert "x-api-key" in preflight.headers["access-control-allow-headers"]
        answer = ask(running, "/v1/whoami", Origin=PAGE_ORIGIN, X_Api_Key=running.keys["full"])
        assert answer.headers["access-control-allow-origin"] == PAGE_ORIGIN
        assert ask(running, "/__mock/info", Origin=PAGE_ORIGIN).status_code == 200
        other = ask(running, "/v1/whoami", Origin="http://evil.example", X_Api_Key=running.keys["full"])
        assert "access-control-allow-origin" not in other.headers
        assert ask(running, "/__mock/info", Origin="http://evil.example").status_code == 403


def test_a_star_lets_every_page_in() -> None:
    with serve("--cors", "*") as running:
        assert ask(running, "/__mock/info", Origin="http://any.example").headers["access-control-allow-origin"]
