"""``webhook verify``: whether a signature is right, else which part of it is wrong."""

import sys
from typing import BinaryIO

import click

from layers_mock.cli.options import json_option, print_json
from layers_mock.cli.webhook_options import hook_flag, secrets_option, shown
from layers_mock.errors import UsageError

__all__ = ["verify"]


@click.command()
@click.argument("file", type=click.File("rb"))
@secrets_option
@hook_flag("--signature", required=True, metavar="HEADER", help="The header X-Layers-Signature as it came: t=…,v1=….")
@hook_flag("--tolerance", type=click.IntRange(min=0), default=300, show_default=True, metavar="SECONDS",
           help="How far the timestamp may be off.")  # fmt: skip
@hook_flag("--no-tolerance", is_flag=True, help="Take a timestamp of any age.")
@hook_flag("--at", type=click.IntRange(min=0), metavar="UNIX", help="Judge as of this second, not as of now.")
@json_option
def verify(
    file: BinaryIO, *, secret: tuple[str, ...], signature: str, tolerance: int, no_tolerance: bool, at: int | None, json: bool
) -> None:
    """Verify the signature of the body in FILE (- is stdin), byte by byte as it came.

    Says "valid", or which part is wrong and why: header, timestamp, secret or body. To tell the secret from the body, what
    commonly goes wrong with them is tried. Exit codes: 0 valid, 1 not, 2 usage.
    """
    from layers_mock.webhooks.diagnosis import diagnose
    from layers_mock.world.clock import wall_seconds

    if not secret:
        raise UsageError("Give the signing secret with --secret or LAYERS_MOCK_WEBHOOK_SECRET; it begins with whsec_.")
    now = wall_seconds() if at is None else at
    verdict = diagnose(signature, file.read(), secret, now, tolerance=None if no_tolerance else tolerance)
    if json:
        faults = [{"part": fault.part, "reason": fault.reason} for fault in verdict.faults]
        print_json({"isValid": verdict.is_valid, "faults": faults, "timestamp": verdict.timestamp, "secret": verdict.secret})
    else:
        for fault in verdict.faults:
            click.echo(f"{click.style(fault.part, fg='red', bold=True)}: {shown(fault.reason)}")
        if verdict.is_valid:
            which = f" under secret {verdict.secret} of {len(secret)}" if len(secret) > 1 else ""
            click.echo(f"{click.style('valid', fg='green', bold=True)}{which}")
    sys.exit(0 if verdict.is_valid else 1)
