"""``exec -- CMD``: the command gets a server, and everything else is as if it ran alone."""

import json
import os
import pty
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest

from layers_mock.cli.exec import exec_
from layers_mock.cli.serve import serve

_PATIENCE_SECONDS = 30
ASK = """
import json, os, sys, urllib.request
def get(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
        return json.load(answer)
"""
REPORT = """
import signal, sys, time
def told(number, _):
    print(signal.Signals(number).name, flush=True)
    if number == signal.SIGTERM:
        sys.exit(9)
for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
    signal.signal(number, told)
print("up", flush=True)
while True:
    time.sleep(0.1)  # pause() would miss a signal that comes just before it
"""


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("LAYERS_", "PYTHONWARNINGS"))}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "layers_mock", "exec", *arguments]


def python(script: str, *flags: str) -> list[str]:
    return command(*flags, "--", sys.executable, "-c", script)


def done(arguments: Sequence[str], **options: Any) -> subprocess.CompletedProcess[str]:
    options = {"env": environment(), **options}
    return subprocess.run(arguments, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False, **options)


def started(arguments: Sequence[str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True, env=environment())


def test_the_command_reaches_the_api_with_what_is_in_its_environment() -> None:
    script = ASK + (
        "base, key = os.environ['LAYERS_BASE_URL'], os.environ['LAYERS_API_KEY']\n"
        "print(json.dumps([base, get(base + '/v1/whoami', **{'X-Api-Key': key})]))"
    )
    base, whoami = json.loads(done(python(script)).stdout)
    assert base.startswith("http://127.0.0.1:")
    assert "/v1" not in base
    assert whoami["organizationName"] == "Acme Studio"


def test_the_command_steers_the_server_that_the_flags_describe() -> None:
    script = ASK + "print(json.dumps(get(os.environ['LAYERS_MOCK_CONTROL_URL'] + '/info')))"
    info = json.loads(done(python(script, "--fixture", "empty", "--seed", "7", "--clock", "manual")).stdout)
    assert (info["fixture"], info["seed"], info["clock"]["mode"]) == ("empty", 7, "manual")


def test_our_own_commands_find_the_server_by_the_environment() -> None:
    script = ASK + "print(os.environ['LAYERS_MOCK_URL'] + '/__mock' == os.environ['LAYERS_MOCK_CONTROL_URL'])"
    assert done(python(script)).stdout == "True\n"


def test_off_loopback_the_command_is_told_the_control_token() -> None:
    script = ASK + (
        "token = os.environ['LAYERS_MOCK_CONTROL_TOKEN']\n"
        "print(get(os.environ['LAYERS_MOCK_CONTROL_URL'] + '/health', **{'X-Layers-Mock-Token': token}))"
    )
    assert done(python(script, "--host", "0.0.0.0")).stdout == "{'status': 'ok'}\n"  # noqa: S104 - that is the case


def test_the_command_is_told_the_address_that_clients_are_to_use() -> None:
    script = "import os; print(os.environ['LAYERS_BASE_URL'], os.environ['LAYERS_MOCK_CONTROL_URL'])"
    told = done(python(script, "--base-url", "http://layers:4747/")).stdout
    assert told == "http://layers:4747 http://layers:4747/__mock\n"


def test_standard_output_and_input_belong_to_the_command() -> None:
    ran = done(python("import sys; sys.stdout.write(sys.stdin.read().upper())"), input="as it is")
    assert (ran.stdout, ran.stderr, ran.returncode) == ("AS IT IS", "", 0)


def test_its_own_flags_reach_the_command_and_not_us() -> None:
    script = "import sys; print(sys.argv[1:])"
    arguments = ["--port", "x", "--help", "--", "-q"]
    assert done([*python(script), *arguments]).stdout == f"{arguments}\n"
    assert done([*command(sys.executable, "-c", script), *arguments]).stdout == f"{arguments}\n"


@pytest.mark.parametrize("code", [0, 1, 7, 255])
def test_the_exit_code_is_the_commands(code: int) -> None:
    assert done(python(f"raise SystemExit({code})")).returncode == code


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGINT"])
def test_a_command_that_a_signal_ended_is_told_as_a_shell_tells_it(name: str) -> None:
    script = f"import os, signal; signal.signal(signal.{name}, signal.SIG_DFL); os.kill(os.getpid(), signal.{name})"
    if name == "SIGKILL":
        script = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert done(python(script)).returncode == 128 + signal.Signals[name]


def test_a_command_that_is_not_there_is_127() -> None:
    ran = done(command("--", "no-such-command"))
    assert (ran.returncode, ran.stdout) == (127, "")
    assert ran.stderr == "layers-mock exec: no-such-command: command not found\n"


def test_a_command_that_cannot_be_run_is_126(tmp_path: Path) -> None:
    ran = done(command("--", str(tmp_path)))
    assert (ran.returncode, ran.stdout) == (126, "")
    assert ran.stderr == f"layers-mock exec: {tmp_path}: Permission denied\n"


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        (["--fixture", "acmee", "--"], "Did you mean acme?"),
        (["--clock", "sundial", "--"], "'sundial' is not one of 'real', 'manual'"),
        (["--base-url", "http://layers:4747/v1", "--"], "is no base URL; give scheme, host and port alone"),
        (["--base-url", "ftp://layers", "--"], "is no base URL"),
    ],
)
def test_where_no_server_can_start_the_command_does_not_either(flags: list[str], told: str, tmp_path: Path) -> None:
    ran = done(command(*flags, "touch", str(tmp_path / "ran")))
    assert ran.returncode == 2
    assert told in " ".join(ran.stderr.split())
    assert not (tmp_path / "ran").exists()


def test_without_a_command_there_is_nothing_to_do() -> None:
    ran = done(command())
    assert ran.returncode == 2
    assert "Missing argument '-- CMD...'" in ran.stderr


def test_the_server_ends_with_the_command() -> None:
    url = urlsplit(done(python("import os; print(os.environ['LAYERS_BASE_URL'])")).stdout.strip())
    with socket.socket() as client:
        assert client.connect_ex((url.hostname, url.port)) != 0


@pytest.mark.parametrize("name", ["SIGINT", "SIGHUP"])
def test_a_signal_is_the_commands_and_it_may_go_on(name: str) -> None:
    with started(python(REPORT)) as ours:
        assert ours.stdout is not None
        assert ours.stdout.readline() == "up\n"
        ours.send_signal(signal.Signals[name])
        assert ours.stdout.readline() == f"{name}\n"
        ours.terminate()
        assert ours.stdout.readline() == "SIGTERM\n"
        assert ours.wait(_PATIENCE_SECONDS) == 9


def test_a_typed_interrupt_reaches_the_command_once() -> None:
    """The terminal sends it to both; the SIGTERM behind it is passed on after whatever came before."""
    process, terminal = pty.fork()
    if not process:
        os.execve(sys.executable, python(REPORT), environment())  # noqa: S606 - the child of the fork becomes the command
    with open(terminal, "rb+", buffering=0) as screen:  # noqa: PTH123 - a descriptor has no path
        wait_for(screen, b"up\r\n")
        screen.write(b"\x03")
        wait_for(screen, b"SIGINT\r\n")
        os.kill(process, signal.SIGTERM)
        rest = wait_for(screen, b"SIGTERM\r\n")
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 9
    assert rest.count(b"SIGINT") == 0


def wait_for(screen: Any, text: bytes) -> bytes:
    seen = b""
    while text not in seen:
        seen += screen.read(1000)
    return seen


def test_the_world_is_saved_when_the_command_has_ended(tmp_path: Path) -> None:
    kept = tmp_path / "world.json"
    assert done(python("pass", "--snapshot", str(kept))).returncode == 0
    assert json.loads(kept.read_text(encoding="utf-8"))


def test_a_world_that_cannot_be_saved_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    ran = done(python(f"import os; os.rmdir({str(folder)!r})", "--snapshot", str(folder / "world.json")))
    assert ran.returncode == 2
    assert ran.stderr.startswith("layers-mock: ")
    assert "Traceback" not in ran.stderr


def test_serve_and_exec_share_their_flags() -> None:
    flags = [
        {name for parameter in one.params if isinstance(parameter, click.Option) for name in parameter.opts}
        for one in (serve, exec_)
    ]
    assert flags[0] - flags[1] == {"--json"}
    assert flags[1] - flags[0] == set()
