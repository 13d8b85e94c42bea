"""``snapshot``: save a world of a running server to a file, restore it, and tell two files apart."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from layers_mock.cli.options import flag, json_option, print_json
from layers_mock.cli.remote import Remote, remote_options, server_option
from layers_mock.errors import SnapshotError

if TYPE_CHECKING:
    from layers_mock.world.snapshot_diff import Difference

__all__ = ["snapshot"]

_MOST_SHOWN = 100
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def snapshot() -> None:
    """A world in a file: everything but its secrets and its journal's calls."""


@snapshot.command()
@click.argument("file", type=_FILE)
@remote_options
@json_option
def save(file: Path, *, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Save a world of a running server to FILE, in place of what is there. FILE - is stdout."""
    from layers_mock.http.snapshot_files import dumped, write_snapshot

    document = Remote(url, world, control_token).call("GET", "snapshot")
    if str(file) == "-":
        click.echo(dumped(document), nl=False)
        return
    write_snapshot(file, document)
    _tell("saved", document, file, as_json=json)


@snapshot.command()
@click.argument("file", type=_FILE)
@server_option
@flag("--control-token", metavar="TOKEN", help="Control token of a server that is not on loopback.")
@json_option
def restore(file: Path, *, url: str, control_token: str | None, json: bool) -> None:
    """Restore the world that FILE names, in place of the one a running server has of that name, if it has one."""
    document = _read(file)
    Remote(url, str(document["world"]), control_token).call("PUT", "snapshot", document)
    _tell("restored", document, file, as_json=json)


@snapshot.command()
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
@json_option
def diff(before: Path, after: Path, *, json: bool) -> None:
    """Tell how the world in AFTER differs from that in BEFORE. Exit code 1 where it does."""
    from layers_mock.world.snapshot_diff import differences

    found = differences(_read(before), _read(after))
    if json:
        print_json([_as_json(difference) for difference in found])
    else:
        for difference in found:
            click.echo(_line(difference))
    sys.exit(1 if found else 0)


def _read(file: Path) -> dict[str, Any]:
    """A snapshot out of a file, whole and undamaged."""
    from layers_mock.http.snapshot_files import read_snapshot
    from layers_mock.world.snapshots import opened

    document = read_snapshot(file)
    try:
        opened(document)
    except SnapshotError as error:
        raise SnapshotError(f"{file}: {error}") from None
    if not isinstance(document, dict):
        raise SnapshotError(f"{file}: no snapshot.")
    return document


def _tell(done: str, document: dict[str, Any], file: Path, *, as_json: bool) -> None:
    about = {name: document[name] for name in ("world", "edition", "seed", "digest")}
    if as_json:
        print_json({"file": str(file), **about, "fixture": document["fixture"]["name"], "now": document["clock"]["now"]})
        return
    fixture, now = document["fixture"]["name"], document["clock"]["now"]
    click.echo(f"{done} the world {about['world']} (fixture {fixture}, seed {about['seed']}) as it was at {now}: {file}")


def _as_json(difference: "Difference") -> dict[str, object]:
    told: dict[str, object] = {"kind": difference.kind, "id": difference.id, "field": difference.field}
    had, has = difference.has
    return {**told, **({"before": difference.before} if had else {}), **({"after": difference.after} if has else {})}


def _line(difference: "Difference") -> str:
    thing = f"{difference.kind} {difference.id}".rstrip()
    had, has = difference.has
    if difference.field is None:
        sign, whole = ("-", difference.before) if had else ("+", difference.after)
        return click.style(f"{sign} {thing}", fg="red" if had else "green") + f"  {_shown(whole)}"
    before = _text(difference.before) if had else "…"
    after = _text(difference.after) if has else "…"
    return f"~ {thing} {click.style(difference.field, bold=True)}: {before} → {after}"


def _shown(whole: object) -> str:
    text = _text(whole)
    return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]}…"


def _text(value: object) -> str:
    import orjson

    return orjson.dumps(value).decode()
