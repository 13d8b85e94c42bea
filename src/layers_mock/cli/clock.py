"""``clock``: read a world's time, move it, set how it runs."""

from typing import Any

import click

from layers_mock.cli.options import flag, json_option, print_json
from layers_mock.cli.remote import Remote, remote_options
from layers_mock.errors import UsageError

__all__ = ["clock"]

_MOST_SHOWN = 1000


@click.group(invoke_without_command=True)
@remote_options
@json_option
@click.pass_context
def clock(context: click.Context, *, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """A world's time. Without a command: show it."""
    if context.invoked_subcommand is not None:
        where = {"url": url, "world": world, "control_token": control_token, "json": json}
        context.default_map = {context.invoked_subcommand: where}
        return
    _show(Remote(url, world, control_token), as_json=json)


@clock.command()
@remote_options
@json_option
def show(*, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Show what time it is, how it runs, and when the next event is due."""
    _show(Remote(url, world, control_token), as_json=json)


@clock.command()
@click.argument("seconds", required=False, type=float)
@flag("--to", type=click.Choice(["next-event", "idle"]), help="To the next event, or until nothing is left to happen.")
@remote_options
@json_option
def advance(
    seconds: float | None, *, to: str | None, url: str, world: str | None, control_token: str | None, json: bool
) -> None:
    """Move the clock forward by SECONDS of the world's time, and tell what happened on the way."""
    if (seconds is None) == (to is None):
        raise UsageError("Say how far: clock advance 60, clock advance --to next-event, or clock advance --to idle.")
    body = {"seconds": seconds} if to is None else {"to": to}
    _tell(Remote(url, world, control_token).call("POST", "clock/advance", body), as_json=json)


@clock.command("set")
@click.option("--mode", envvar="LAYERS_MOCK_CLOCK_MODE", show_envvar=True, type=click.Choice(["real", "manual"]),
              help="A manual clock only moves when told to.")  # fmt: skip
@click.option("--speed", envvar="LAYERS_MOCK_CLOCK_SPEED", show_envvar=True, type=float,
              help="World seconds per real second.")  # fmt: skip
@click.option("--now", envvar="LAYERS_MOCK_CLOCK_NOW", show_envvar=True, metavar="INSTANT",
              help="A later instant, as in 2026-05-01T00:00:00Z.")  # fmt: skip
@remote_options
@json_option
def set_(
    *,
    mode: str | None,
    speed: float | None,
    now: str | None,
    url: str,
    world: str | None,
    control_token: str | None,
    json: bool,
) -> None:
    """Change how the clock runs, or what time it is, and tell what happened on the way. Time never goes back."""
    change = {name: value for name, value in (("mode", mode), ("speed", speed), ("now", now)) if value is not None}
    if not change:
        raise UsageError("Say what to change: clock set --mode manual, --speed 60, or --now 2026-05-01T00:00:00Z.")
    _tell(Remote(url, world, control_token).call("PUT", "clock", change), as_json=json)


def _show(remote: Remote, *, as_json: bool) -> None:
    state = remote.call("GET", "clock")
    if as_json:
        print_json(state)
        return
    click.echo(_line(state))


def _line(state: dict[str, Any]) -> str:
    runs = f"real time x {state['speed']:g}" if state["mode"] == "real" else "manual"
    due = f"next event {state['nextDue']}" if state["nextDue"] else "nothing is due"
    return f"{click.style(state['now'], bold=True)}  {runs}  {due}"


def _tell(moved: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(moved)
        return
    happened = moved["happened"]
    for event in happened[:_MOST_SHOWN]:
        rest = "  ".join(str(value) for name, value in event.items() if name not in {"at", "event"})
        click.echo(f"  {event['at']}  {event['event']:14}  {rest}")
    if len(happened) > _MOST_SHOWN:
        click.echo(f"  … and {len(happened) - _MOST_SHOWN} more; --json tells them all")
    click.echo(_line(moved) + ("  idle" if moved["isIdle"] else ""))
