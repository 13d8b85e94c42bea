"""Options that several commands share. Every flag has an environment variable ``LAYERS_MOCK_<FLAG>``."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

__all__ = ["DEFAULT_EDITION", "edition_option", "flag", "json_option", "print_json"]

DEFAULT_EDITION = "2026-04"
F = TypeVar("F", bound=Callable[..., Any])


def flag(name: str, *names: str, **settings: Any) -> Callable[[F], F]:
    """An option that can also be set by its environment variable, which ``--help`` names; ``names``: as ``click.option``."""
    settings.setdefault("envvar", "LAYERS_MOCK_" + name.removeprefix("--").replace("-", "_").upper())
    return click.option(name, *names, show_envvar=True, **settings)


def edition_option(function: F) -> F:
    """``--edition``: which reading of the vendor's docs."""
    return flag("--edition", default=DEFAULT_EDITION, show_default=True, help="Edition of the vendor's docs.")(function)


def json_option(function: F) -> F:
    """``--json``: the result as one JSON document."""
    return flag("--json", is_flag=True, help="Print JSON.")(function)


def print_json(value: object) -> None:
    """One JSON document on stdout."""
    import orjson

    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())
