"""``coverage``: which documented behaviours the clients of a world have met."""

import sys
from typing import Any

import click

from layers_mock.cli.options import flag, json_option, print_json
from layers_mock.cli.remote import Remote, remote_options

__all__ = ["coverage"]


@click.command()
@flag("--floor", type=click.FloatRange(0, 1), metavar="RATIO", help="Exit with 1 where less was met, as in 0.5.")
@remote_options
@json_option
def coverage(*, floor: float | None, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Show what clients have met of everything that the operations they used document."""
    report = Remote(url, world, control_token).call("GET", "coverage")
    if json:
        print_json(report)
    else:
        _show(report)
    if floor is not None and report["ratio"] < floor:
        click.echo(f"Coverage {report['ratio']:.1%} is below the floor of {floor:.1%}.", err=True)
        sys.exit(1)


def _show(report: dict[str, Any]) -> None:
    for operation in report["operations"]:
        click.echo(f"{click.style(operation['operation'], bold=True)}  {operation['met']} of {operation['documented']}")
        met = [f"{name} x{count}" for name, count in operation["counts"].items() if count]
        missing = [name for name, count in operation["counts"].items() if not count]
        if met:
            click.echo(f"  {click.style('met', fg='green')}      {', '.join(met)}")
        if missing:
            click.echo(f"  {click.style('not met', fg='yellow')}  {', '.join(missing)}")
    if not report["operations"]:
        click.echo("No operation was called.")
        return
    click.echo(f"{report['met']} of {report['documented']} documented behaviours met ({report['ratio']:.1%})")
