"""The group that every command hangs on.

Exit codes: 0 fine, 1 findings, 2 usage. stdout carries results, stderr the log.
"""

import os

import click

from layers_mock import __version__
from layers_mock.cli.explain import explain
from layers_mock.cli.fixtures import fixtures
from layers_mock.cli.serve import serve
from layers_mock.cli.spec import spec
from layers_mock.errors import LayersMockError

__all__ = ["main"]


class _Group(click.Group):
    """Turns our own errors into a message on stderr and exit code 2."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except LayersMockError as error:
            click.echo(f"layers-mock: {error}", err=True)
            ctx.exit(2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="layers-mock")
@click.pass_context
def main(context: click.Context) -> None:
    """A faithful local stand-in for the Layers Partner API."""
    if os.environ.get("NO_COLOR"):
        context.color = False


main.add_command(serve)
main.add_command(spec)
main.add_command(explain)
main.add_command(fixtures)
