"""Running commands: in this process, where they print and end, and as users start them."""

import gc
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import orjson
from click.testing import CliRunner, Result

from layers_mock.cli import main

__all__ = ["environment", "invoke", "ready_of", "started", "stop"]

_PATIENCE_SECONDS = 20


def invoke(*arguments: str, env: Mapping[str, str] | None = None, color: bool = False) -> Result:
    """The end of a command run here. Nothing but its own errors may end it."""
    before = dict(os.environ)
    try:
        result = CliRunner().invoke(main, arguments, env=dict(env or {}), color=color)
    finally:
        gc.enable()
        os.environ.clear()
        os.environ.update(before)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code in {0, 1, 2}
    assert "Traceback" not in result.output
    return result


def environment(**variables: str) -> dict[str, str]:
    """This process's environment without settings of ours, and with those given."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LAYERS_MOCK_")}
    return {**kept, **variables}


@contextmanager
def started(*arguments: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command in a process of its own, killed in the end if it still runs."""
    command = [sys.executable, "-m", "layers_mock", *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, env=environment(**variables)) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


def stop(process: subprocess.Popen[bytes], number: int) -> tuple[int, bytes, bytes]:
    """Send a signal: exit code and what was still written to stdout and stderr."""
    process.send_signal(number)
    stdout, stderr = process.communicate(timeout=_PATIENCE_SECONDS)
    return process.returncode, stdout, stderr


def ready_of(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """The ready line of ``serve --json``."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.endswith(b"\n"), process.communicate(timeout=_PATIENCE_SECONDS)
    ready: dict[str, Any] = orjson.loads(line)
    return ready
