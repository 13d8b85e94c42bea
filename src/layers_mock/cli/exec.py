"""``exec -- CMD``: run a command beside a server of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import click

from layers_mock.cli.server_flags import server_flags

if TYPE_CHECKING:
    from layers_mock.http.serving import Opened, Settings

__all__ = ["exec_"]

_NOT_FOUND, _NOT_EXECUTABLE, _BY_SIGNAL = 127, 126, 128
_PASSED_ON = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
_TYPED = (signal.SIGINT, signal.SIGQUIT)


@click.command("exec", context_settings={"allow_interspersed_args": False})
@server_flags(port=0)
@click.argument("command", metavar="-- CMD...", nargs=-1, required=True, type=click.UNPROCESSED)
def exec_(*, settings: "Settings", command: tuple[str, ...]) -> None:
    """Start a server, run CMD, stop the server, and exit as CMD did.

    CMD finds in its environment LAYERS_BASE_URL (without /v1) and LAYERS_API_KEY (the key that may do everything), and
    LAYERS_MOCK_CONTROL_URL and LAYERS_MOCK_URL to steer the server with. Standard input and output are its own.

    The exit code is 128 + N where signal N ended CMD, 127 where there is no such command, 126 where it cannot be run.
    """
    from layers_mock.http.embedded import EmbeddedServer
    from layers_mock.http.serving import tune_collector

    server = EmbeddedServer(settings)
    server.start()
    tune_collector()
    try:
        code = _run(command, {**os.environ, **_environment(server.opened)})
    finally:
        server.stop()
    sys.exit(code)


def _environment(opened: "Opened") -> dict[str, str]:
    worlds, token = opened.worlds, opened.settings.token
    keys = worlds.default.key_secrets()
    return {
        "LAYERS_BASE_URL": worlds.base_url,
        "LAYERS_API_KEY": keys.get("full") or next(iter(keys.values()), ""),
        "LAYERS_MOCK_URL": worlds.base_url,
        "LAYERS_MOCK_CONTROL_URL": f"{worlds.base_url}/__mock",
        **({"LAYERS_MOCK_CONTROL_TOKEN": token} if token else {}),
    }


def _run(command: tuple[str, ...], environment: dict[str, str]) -> int:
    """The exit code of a command, as a shell would tell it. Signals that come meanwhile are the command's."""
    with _held_signals() as held:
        try:
            child = subprocess.Popen(command, env=environment)  # noqa: S603 - running what the user says is what this is for
        except OSError as error:
            return _not_run(command[0], error)
        held.pass_on_to(child)
        code = child.wait()
    return _BY_SIGNAL - code if code < 0 else code


def _not_run(name: str, error: OSError) -> int:
    if isinstance(error, FileNotFoundError):
        click.echo(f"layers-mock exec: {name}: command not found", err=True)
        return _NOT_FOUND
    click.echo(f"layers-mock exec: {name}: {error.strerror}", err=True)
    return _NOT_EXECUTABLE


class _Signals:
    """Signals on their way to a child; those that come before there is one wait for it."""

    def __init__(self) -> None:
        self._early: list[int] = []
        self._child: subprocess.Popen[bytes] | None = None

    def receive(self, number: int, _: FrameType | None) -> None:
        """Pass a signal on, unless it was typed: then the terminal sent it to the child as well."""
        if self._child is None:
            self._early.append(number)
        elif number not in _TYPED or not _is_in_foreground():
            self._child.send_signal(number)

    def pass_on_to(self, child: "subprocess.Popen[bytes]") -> None:
        """From now on to this one, beginning with what came already."""
        self._child = child
        for number in self._early:
            child.send_signal(number)


@contextmanager
def _held_signals() -> Iterator[_Signals]:
    """Receive the signals that are meant for the command, and put things back afterwards."""
    held = _Signals()
    before = {number: signal.getsignal(number) for number in _PASSED_ON}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:
            signal.signal(number, held.receive)
    try:
        yield held
    finally:
        for number, handler in before.items():
            signal.signal(number, handler or signal.SIG_DFL)


def _is_in_foreground() -> bool:
    """Whether this process and its child are what a terminal sends typed signals to."""
    try:
        with Path("/dev/tty").open("rb", buffering=0) as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False
