"""``serve``: a base URL and keys that behave like the vendor's."""

import os
from typing import TYPE_CHECKING

import click

from layers_mock.cli.options import json_option
from layers_mock.cli.server_flags import server_flags

if TYPE_CHECKING:
    from layers_mock.http.serving import Settings

__all__ = ["serve"]


@click.command()
@server_flags(port=4747)
@json_option
def serve(*, settings: "Settings", json: bool) -> None:
    """Serve a world until interrupted."""
    from layers_mock.http.serving import run

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
    click.echo(f"  live page  {ready['control_url']}/")
    kept = ready.get("snapshot")
    if isinstance(kept, dict):
        begins = "restored" if kept["restored"] else "not there yet"
        click.echo(f"  snapshot  {kept['file']} ({begins}; saved at the end)")
    if "token" in ready:
        click.echo(f"  control token  {ready['token']}")
