"""``spec``: print, bundle and lint the OpenAPI document."""

import sys
from pathlib import Path

import click

from layers_mock.cli.options import DEFAULT_EDITION, edition_option, flag, json_option, print_json
from layers_mock.errors import UsageError

__all__ = ["spec"]


@click.group()
def spec() -> None:
    """The OpenAPI document that drives everything."""


@spec.command("print")
@edition_option
def print_(edition: str) -> None:
    """Print the bundled document."""
    from layers_mock.contract import bundle_path, load_document

    load_document(edition)
    click.echo(bundle_path(edition).read_bytes(), nl=False)


@spec.command()
@click.argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False))
@flag("--check", is_flag=True, help="Write nothing; exit 1 where the bundle is stale.")
def bundle(folder: Path | None, *, check: bool) -> None:
    """Bundle an edition's FOLDER of YAML (openapi/2026-04 in a checkout) into the JSON beside it."""
    from layers_mock.contract import bundle_path
    from layers_mock.contract.bundle import bundle as make
    from layers_mock.contract.bundle import dump

    folder = (folder or bundle_path(DEFAULT_EDITION).with_suffix("")).resolve()
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder of YAML; sources are in a checkout, not in an installed package.")
    target = folder.with_name(f"{folder.name}.json")
    made = dump(make(folder))
    is_current = target.is_file() and target.read_bytes() == made
    if check:
        click.echo(f"{target.name} is {'current' if is_current else 'stale: run layers-mock spec bundle'}")
        sys.exit(0 if is_current else 1)
    if not is_current:
        target.write_bytes(made)
    click.echo(f"{target.name}: {'unchanged' if is_current else 'written'}")


@spec.command()
@edition_option
@json_option
def lint(edition: str, json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check what a document must hold beyond OpenAPI. Exit code 1 where it does not."""
    from layers_mock.contract import load
    from layers_mock.contract.lint import faults

    contract = load(edition)
    found = faults(contract)
    if json:
        print_json({"edition": edition, "faults": found})
    else:
        for fault in found:
            click.echo(fault)
    click.echo(f"{edition}: {len(contract.operations)} operations, {len(contract.rules)} rules, {len(found)} faults", err=True)
    sys.exit(1 if found else 0)
