"""The group that every command hangs on.

Exit codes: 0 fine, 1 findings, 2 usage. stdout carries results, stderr the log.
"""

import os
from importlib import import_module

import click

from layers_mock import __version__
from layers_mock.cli.explain import explain
from layers_mock.cli.fixtures import fixtures
from layers_mock.cli.serve import serve
from layers_mock.cli.spec import spec
from layers_mock.errors import LayersMockError

__all__ = ["main"]


_LAZY = {
    "check": "check:check",
    "clock": "clock:clock",
    "coverage": "coverage:coverage",
    "exec": "exec:exec_",
    "requests": "requests:requests",
    "scenarios": "scenarios:scenarios",
    "snapshot": "snapshot:snapshot",
    "webhook": "webhook:webhook",
    "worlds": "worlds:worlds",
}
"""Commands by name, each imported when it is asked for: serving does not wait for those that ask a server."""


class _Group(click.Group):
    """Turns our own errors into a message on stderr and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted([*self.commands, *_LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in _LAZY and cmd_name not in self.commands:
            module, _, name = _LAZY[cmd_name].partition(":")
            self.add_command(getattr(import_module(f"layers_mock.cli.{module}"), name))
        return super().get_command(ctx, cmd_name)

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
