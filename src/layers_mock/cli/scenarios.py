"""``scenarios``: say what shall happen to the calls of a world."""

from pathlib import Path
from typing import Any

import click

from layers_mock.cli.options import json_option, print_json
from layers_mock.cli.remote import Remote, remote_options
from layers_mock.errors import FixtureError, UsageError

__all__ = ["scenarios"]


@click.group()
def scenarios() -> None:
    """What shall happen to matching calls."""


@scenarios.command("list")
@remote_options
@json_option
def list_(*, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """List the scenarios of a world in the order in which they are asked, with how often each matched and applied."""
    answer = Remote(url, world, control_token).call("GET", "scenarios")
    if json:
        print_json(answer)
        return
    for scenario in answer["items"]:
        _show(scenario)


@scenarios.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@remote_options
@json_option
def put(file: Path, *, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Put the scenarios of a YAML FILE: one, a list, or a fixture's list under "scenarios". FILE - is stdin."""
    name, written = _named(file), _read(file)
    remote, states = Remote(url, world, control_token), list[dict[str, Any]]()
    for scenario in written:
        try:
            states.append(remote.call("POST", "scenarios", scenario))
        except UsageError as error:
            before = ", ".join(state["name"] for state in states)
            raise UsageError(f"{name}: {error}" + (f" Put before it: {before}." if before else "")) from None
    if json:
        print_json({"items": states})
        return
    for state in states:
        _show(state)


@scenarios.command()
@click.argument("name")
@remote_options
@json_option
def fire(name: str, *, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Switch the prepared scenario NAME on; its counts begin anew."""
    state = Remote(url, world, control_token).call("POST", f"scenarios/{_quoted(name)}/fire")
    if json:
        print_json(state)
        return
    _show(state)


@scenarios.command()
@click.argument("name")
@remote_options
def remove(name: str, *, url: str, world: str | None, control_token: str | None) -> None:
    """Take the scenario NAME out."""
    Remote(url, world, control_token).call("DELETE", f"scenarios/{_quoted(name)}")
    click.echo(f"removed {name}")


@scenarios.command()
@remote_options
def clear(*, url: str, world: str | None, control_token: str | None) -> None:
    """Take all scenarios out."""
    Remote(url, world, control_token).call("DELETE", "scenarios")
    click.echo("removed all")


def _read(file: Path) -> list[object]:
    """The scenarios of a file, checked as far as they can be without a world, before anything is put."""
    from layers_mock.fixtures.scenarios import read_scenarios
    from layers_mock.fixtures.yaml_values import read_yaml

    data = read_yaml(Path("/dev/stdin") if str(file) == "-" else file)
    if isinstance(data, dict) and "scenarios" in data:
        data = data["scenarios"]
    written = list(data) if isinstance(data, tuple) else [data]
    if not all(isinstance(scenario, dict) for scenario in written):
        raise UsageError(f"{_named(file)}: a scenario is a mapping with name, when and then; give one or a list of them.")
    try:
        read_scenarios(written)
    except FixtureError as error:
        raise UsageError(f"{_named(file)} holds {error}") from None
    return written


def _named(file: Path) -> str:
    return "stdin" if str(file) == "-" else str(file)


def _show(state: dict[str, Any]) -> None:
    counts = "prepared" if state["isPrepared"] else f"matched {state['matched']}, applied {state['applied']}"
    times = f" of {state['times']}" if state["times"] is not None and not state["isPrepared"] else ""
    expires = f", until {state['expiresAt']}" if state["expiresAt"] else ""
    click.echo(f"{click.style(state['name'], bold=True)}  {counts}{times}{expires}")
    click.echo(f"  {state['summary']}")


def _quoted(name: str) -> str:
    from urllib.parse import quote

    return quote(name, safe="")
