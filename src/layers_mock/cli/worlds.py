"""``worlds``: make, list, reset and drop the worlds of a running server."""

from typing import Any

import click

from layers_mock.cli.options import flag, json_option, print_json
from layers_mock.cli.remote import Remote, server_option

__all__ = ["worlds"]

_token_option = flag("--control-token", metavar="TOKEN", help="Control token of a server that is not on loopback.")


@click.group()
def worlds() -> None:
    """The worlds of a server, which never see each other."""


@worlds.command("list")
@server_option
@_token_option
@json_option
def list_(*, url: str, control_token: str | None, json: bool) -> None:
    """List the worlds by name, the default one first."""
    answer = Remote(url, token=control_token).call("GET", "worlds")
    if json:
        print_json(answer)
        return
    for name in answer["items"]:
        click.echo(name)


@worlds.command()
@click.argument("name", required=False)
@click.option("--fixture", envvar="LAYERS_MOCK_WORLD_FIXTURE", show_envvar=True, metavar="NAME",
              help="The world's beginning; the server's if none is named.")  # fmt: skip
@click.option("--seed", envvar="LAYERS_MOCK_WORLD_SEED", show_envvar=True, type=int,
              help="What ids and keys derive from; the server's if none is given.")  # fmt: skip
@click.option("--clock", envvar="LAYERS_MOCK_WORLD_CLOCK", show_envvar=True, type=click.Choice(["real", "manual"]),
              help="As the server's if not given.")  # fmt: skip
@click.option("--speed", envvar="LAYERS_MOCK_WORLD_SPEED", show_envvar=True, type=float,
              help="World seconds per real second.")  # fmt: skip
@server_option
@_token_option
@json_option
def create(
    name: str | None,
    *,
    fixture: str | None,
    seed: int | None,
    clock: str | None,
    speed: float | None,
    url: str,
    control_token: str | None,
    json: bool,
) -> None:
    """Make a world, called NAME if a name is given, and print its keys."""
    wanted = {"name": name, "fixture": fixture, "seed": seed, "clock": {"mode": clock, "speed": speed}}
    _show(Remote(url, token=control_token).call("POST", "worlds", wanted), as_json=json)


@worlds.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@server_option
@_token_option
def drop(names: tuple[str, ...], *, url: str, control_token: str | None) -> None:
    """Drop worlds and all that they hold. The default world stays."""
    from urllib.parse import quote

    remote = Remote(url, token=control_token)
    for name in names:
        remote.call("DELETE", f"worlds/{quote(name, safe='')}")
        click.echo(f"dropped {name}")


@worlds.command()
@click.argument("name", default="default")
@server_option
@_token_option
@json_option
def reset(name: str, *, url: str, control_token: str | None, json: bool) -> None:
    """Bring a world back to its beginning, the default one if no NAME is given. Its keys stay the same."""
    _show(Remote(url, name, control_token).call("POST", "reset"), as_json=json)


def _show(state: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(state)
        return
    clock = state["clock"]
    runs = f"speed {clock['speed']:g}" if clock["mode"] == "real" else "manual"
    about = f"fixture {state['fixture']}, seed {state['seed']}, clock {clock['now']} {runs}"
    click.echo(f"{click.style(state['world'], bold=True)}  ({about})")
    for name, secret in state["keys"].items():
        click.echo(f"  key {name:10} {secret}")
