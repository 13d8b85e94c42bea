"""What holds for every command: exit codes, where things are printed, environment variables, colours."""

import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from layers_mock import __version__
from layers_mock.cli import main
from tests.cli.running import environment, invoke


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command under its words, groups among them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


def test_every_flag_of_every_command_has_an_environment_variable() -> None:
    checked = 0
    for words, command in commands(main):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                flag = parameter.opts[0]
                variable = str(parameter.envvar)
                assert variable.startswith("LAYERS_MOCK_"), (*words, flag)
                assert variable.endswith("_" + flag.removeprefix("--").replace("-", "_").upper()), (*words, flag)
                assert parameter.show_envvar, (*words, flag)
                checked += 1
    assert checked > 20


def test_every_command_and_flag_says_what_it_is_for() -> None:
    for words, command in commands(main):
        assert command.help, words
        assert command.help.strip().endswith("."), words
        for parameter in command.params:
            assert not isinstance(parameter, click.Option) or (parameter.help or "").strip().endswith("."), (
                words,
                parameter.name,
            )


@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_explains_itself(flag: str) -> None:
    for words in ((), *[words for words, _ in commands(main)]):
        result = invoke(*words, flag)
        assert (result.exit_code, result.stderr) == (0, ""), words
        assert result.stdout.startswith("Usage: "), words


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("serve", "extra"), ("serve", "--nonsense"), ("spec", "nonsense"), ("explain",), ("fixtures", "show")],
)
def test_a_misuse_ends_with_2_and_says_so_on_stderr(words: tuple[str, ...]) -> None:
    result = invoke(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_an_error_of_ours_is_one_message_on_stderr() -> None:
    result = invoke("fixtures", "show", "acne")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("layers-mock: No fixture 'acne'. Did you mean acme?")


def test_the_version_is_the_packages() -> None:
    assert invoke("--version").stdout == f"layers-mock, version {__version__}\n"


@pytest.mark.parametrize(("env", "has_colour"), [({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True)])
def test_no_color_is_respected_where_colours_would_be_shown(env: dict[str, str], has_colour: bool) -> None:
    for words in (("explain", "auth.key-required"), ("fixtures", "show", "acme")):
        assert ("\x1b[" in invoke(*words, env=env, color=True).stdout) == has_colour
        assert "\x1b[" not in invoke(*words, env=env).stdout


def test_the_package_runs_as_a_module() -> None:
    command = [sys.executable, "-m", "layers_mock", "--version"]
    done = subprocess.run(command, capture_output=True, check=True, env=environment(), timeout=20)
    assert done.stdout.decode() == f"layers-mock, version {__version__}\n"
