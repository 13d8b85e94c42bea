"""``serve``: a base URL and keys that behave like the vendor's."""

import gc
import os
import secrets
from math import isfinite
from typing import Literal

import click

from layers_mock.cli.options import edition_option, flag, json_option

__all__ = ["serve"]

_MOST_SEED = 2**53 - 1


def _finite(context: click.Context, parameter: click.Parameter, value: float) -> float:
    if not isfinite(value):
        raise click.BadParameter(f"{value} is no speed.")
    return value


def _hosts(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names as the guard compares them: in lower case, addresses without brackets."""
    from layers_mock.http.guard import is_host

    for value in values:
        if not is_host(value):
            raise click.BadParameter(f"{value!r} is no host name; give it without scheme and port, as in dev.example.")
    return tuple(value.strip("[]").lower() for value in values)


def _origins(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from layers_mock.http.guard import is_origin

    for value in values:
        if value != "*" and not is_origin(value):
            raise click.BadParameter(f"{value!r} is no origin; give scheme, host and port alone, as in http://localhost:3000.")
    return tuple(value.lower() for value in values)


@click.command()
@flag("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@flag(
    "--port",
    default=4747,
    show_default=True,
    type=click.IntRange(0, 65535),
    help="Port to listen on; 0 picks a free one.",
)
@edition_option
@flag("--fixture", default="acme", show_default=True, help="The world to begin with: a name, or a path to a YAML file.")
@flag(
    "--seed", default=1, show_default=True, type=click.IntRange(-_MOST_SEED, _MOST_SEED), help="What keys and ids derive from."
)
@flag(
    "--speed",
    default=20.0,
    show_default=True,
    type=click.FloatRange(0, 1_000_000, min_open=True),
    callback=_finite,
    help="World seconds per real second.",
)
@flag(
    "--clock",
    default="real",
    show_default=True,
    type=click.Choice(["real", "manual"]),
    help="A manual clock only moves when told to.",
)
@flag("--allow-host", multiple=True, metavar="NAME", callback=_hosts, help="Also allow this name in Host of control requests.")
@flag("--cors", multiple=True, metavar="ORIGIN", callback=_origins, help="Let pages of this origin call; * for all.")
@flag("--control-token", metavar="TOKEN", help="Token for control requests; off loopback one is made if none is given.")
@flag("--lenient", is_flag=True, help="Let unknown fields of strict bodies through.")
@json_option
def serve(
    *,
    host: str,
    port: int,
    edition: str,
    fixture: str,
    seed: int,
    speed: float,
    clock: Literal["real", "manual"],
    allow_host: tuple[str, ...],
    cors: tuple[str, ...],
    control_token: str | None,
    lenient: bool,
    json: bool,
) -> None:
    """Serve a world until interrupted."""
    # Starting makes objects that live for good: collecting among them is wasted. Serving switches the collector on again.
    gc.disable()
    # No plugin of pydantic's is of use here, and looking for them reads the metadata of everything installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from layers_mock.http.guard import is_loopback
    from layers_mock.http.serving import Settings, run

    if not control_token:
        control_token = None if is_loopback(host) else secrets.token_urlsafe(24)
    settings = Settings(
        host=host, port=port, edition=edition, fixture=fixture, seed=seed, speed=speed, clock=clock,
        hosts=frozenset(allow_host), origins=frozenset(cors), token=control_token,
        is_lenient=lenient,
    )  # fmt: skip
    run(settings, lambda ready: _announce(ready, as_json=json))


def _announce(ready: dict[str, object], *, as_json: bool) -> None:
    import orjson

    ready = {**ready, "pid": os.getpid()}
    if as_json:
        click.echo(orjson.dumps(ready).decode())
        return
    click.echo(
        f"layers-mock serves edition {ready['edition']} at {click.style(str(ready['url']), bold=True)}  "
        f"(fixture {ready['fixture']}, seed {ready['seed']}, clock {ready['clock']}, speed {ready['speed']:g}; Ctrl-C stops)"
    )
    keys = ready["keys"]
    for name, secret in keys.items() if isinstance(keys, dict) else ():
        click.echo(f"  key {name:10} {secret}")
    if "token" in ready:
        click.echo(f"  control token  {ready['token']}")
