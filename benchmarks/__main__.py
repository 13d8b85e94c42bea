"""Measure and print; exit code 0 whatever the figures are: this measures, it does not judge."""

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import click
import orjson

from benchmarks import cold_start, deliveries, memory, requests, scale, steering, worlds
from benchmarks.figures import Group, Settings
from benchmarks.machine import machine
from benchmarks.profiling import profile
from benchmarks.report import machine_line, table

__all__ = ["main"]

_GROUPS: dict[str, Callable[[Settings], Group]] = {
    "requests": requests.measure,
    "cold-start": cold_start.measure,
    "memory": memory.measure,
    "worlds": worlds.measure,
    "steering": steering.measure,
    "scale": scale.measure,
    "deliveries": deliveries.measure,
}
_DEFAULTS = Settings()
_MANY = click.IntRange(min=1)


@click.command(context_settings={"show_default": True})
@click.option("--seconds", default=_DEFAULTS.seconds, type=click.FloatRange(0.01), help="Load on each server in each round.")
@click.option("--rounds", default=_DEFAULTS.rounds, type=_MANY, help="Rounds, baseline and layers-mock in turn.")
@click.option("--starts", default=_DEFAULTS.starts, type=_MANY, help="Cold starts of each server.")
@click.option("--clones", default=_DEFAULTS.clones, type=_MANY, help="Clones after which memory is read.")
@click.option("--reads", default=_DEFAULTS.reads, type=_MANY, help="Polls after which memory is read.")
@click.option(
    "--worlds", "world_count", default=_DEFAULTS.worlds, type=_MANY, help="Worlds made; tests run through the fixture."
)
@click.option("--rows", default=_DEFAULTS.rows, type=click.IntRange(min=1000), help="Rows of each kind in the populated world.")
@click.option("--events", default=_DEFAULTS.events, type=click.IntRange(min=10), help="Events told to each receiver.")
@click.option("--connections", default=_DEFAULTS.connections, type=_MANY, help="Keep-alive connections at once.")
@click.option("--only", multiple=True, type=click.Choice(list(_GROUPS)), help="Measure this group; may be given again.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="Also write every figure here.")
@click.option("--profile", "is_profile", is_flag=True, help="Instead, show where the time goes inside layers-mock.")
def main(
    *,
    seconds: float,
    rounds: int,
    starts: int,
    clones: int,
    reads: int,
    world_count: int,
    rows: int,
    events: int,
    connections: int,
    only: tuple[str, ...],
    json_file: Path | None,
    is_profile: bool,
) -> None:
    """Measure layers-mock's speed against a bare aiohttp server."""
    if is_profile:
        click.echo(profile())
        return
    settings = Settings(
        seconds=seconds,
        rounds=rounds,
        starts=starts,
        clones=clones,
        reads=reads,
        worlds=world_count,
        rows=rows,
        events=events,
        connections=connections,
    )
    about = machine()
    click.echo(
        f"{machine_line(about)}\n{rounds} rounds of {seconds:g} s, {connections} connections, {starts} starts; medians\n"
    )
    groups: dict[str, Group] = {}
    for name in only or _GROUPS:
        click.echo(f"measuring {name} …", err=True)
        groups[name] = _GROUPS[name](settings)
        click.echo(table(groups[name]))
    if json_file is not None:
        _write(json_file, about, settings, groups)


def _write(file: Path, about: dict[str, object], settings: Settings, groups: dict[str, Group]) -> None:
    result = {
        "machine": about,
        "settings": asdict(settings),
        "groups": {name: group.as_json() for name, group in groups.items()},
    }
    file.write_bytes(orjson.dumps(result, option=orjson.OPT_INDENT_2))


if __name__ == "__main__":
    main()
