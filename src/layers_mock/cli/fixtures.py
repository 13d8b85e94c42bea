"""``fixtures``: list, validate and show the worlds that a server can begin with."""

import sys
from typing import TYPE_CHECKING

import click

from layers_mock.cli.options import edition_option, json_option, print_json
from layers_mock.errors import FixtureError

if TYPE_CHECKING:
    from layers_mock.contract import Contract

__all__ = ["fixtures"]


@click.group()
def fixtures() -> None:
    """The worlds a server can begin with."""


@fixtures.command("list")
@json_option
def list_fixtures(json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List the fixtures that travel with the package."""
    from layers_mock.fixtures import fixture_names, read_fixture

    rows = [(name, read_fixture(name).about) for name in fixture_names()]
    if json:
        print_json([{"fixture": name, "about": about} for name, about in rows])
        return
    width = max(len(name) for name, _ in rows)
    for name, about in rows:
        click.echo(f"{name:{width}}  {about}")


@fixtures.command()
@click.argument("names", nargs=-1, required=True)
@edition_option
@json_option
def validate(names: tuple[str, ...], edition: str, json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check fixtures by name or path: that they can be read and become a world. Exit code 1 where one cannot."""
    from layers_mock.contract import load

    contract = load(edition)
    faults = {name: _fault(name, contract) for name in names}
    if json:
        print_json([{"fixture": name, "fault": fault} for name, fault in faults.items()])
    else:
        for name, fault in faults.items():
            click.echo(fault if fault and fault.startswith(name) else f"{name}: {fault or 'fine'}")
    sys.exit(1 if any(faults.values()) else 0)


def _fault(name: str, contract: "Contract") -> str | None:
    from layers_mock.fixtures import compile_fixture, read_fixture

    try:
        compile_fixture(read_fixture(name), contract)
    except FixtureError as error:
        return str(error)
    return None


@fixtures.command()
@click.argument("name")
@edition_option
@json_option
def show(name: str, edition: str, json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what a fixture holds: its keys and the ids of everything it labels."""
    from layers_mock.contract import load
    from layers_mock.fixtures import compile_fixture, read_fixture

    fixture = read_fixture(name)
    base = compile_fixture(fixture, load(edition))
    if json:
        keys = [{"name": key.name, "tier": key.tier, "scopes": key.scopes, "killed": key.is_killed} for key in base.keys]
        print_json({"fixture": base.fixture, "about": fixture.about, "keys": keys, "ids": dict(base.labels)})
        return
    click.echo(f"{click.style(base.fixture, bold=True)}  {fixture.about}")
    for key in base.keys:
        scopes = "all scopes" if key.scopes is None else " ".join(key.scopes)
        click.echo(f"  key {key.name:12} {key.tier:9} {'killed' if key.is_killed else scopes}")
    for label, printed in base.labels.items():
        click.echo(f"  {printed}  {label}")
