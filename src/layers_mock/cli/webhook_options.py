"""What the commands about webhooks share: their flags, and how they show what others wrote."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from layers_mock.cli.options import flag

__all__ = ["hook_flag", "secrets_option", "shown"]

F = TypeVar("F", bound=Callable[..., Any])
_MOST_SHOWN = 2000


def hook_flag(name: str, *names: str, **settings: Any) -> Callable[[F], F]:
    """An option of these commands alone; its environment variable is ``LAYERS_MOCK_WEBHOOK_<FLAG>``."""
    variable = "LAYERS_MOCK_WEBHOOK_" + name.removeprefix("--").replace("-", "_").upper()
    return flag(name, *names, envvar=variable, **settings)


def secrets_option(function: F) -> F:
    """``--secret``: signing secrets, never shown."""
    return hook_flag(
        "--secret",
        multiple=True,
        metavar="WHSEC",
        callback=_given,
        help="Signing secret of the endpoint; repeatable. The environment variable keeps it out of lists of processes.",
    )(function)


def _given(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    if not all(value.strip() for value in values):
        raise click.BadParameter("a secret is empty.")
    return values


def shown(text: str) -> str:
    """A text that came from outside as a terminal may show it: on one line, cut where it is too long."""
    from layers_mock.kit.printable import printable

    line = printable(text).replace("\n", "\\n").replace("\t", " ")
    return line if len(line) <= _MOST_SHOWN else f"{line[:_MOST_SHOWN]}…"
