"""``webhook send``: one signed event to a handler of one's own, out of the document's catalogue."""

import asyncio
import sys
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import click

from layers_mock.cli.options import edition_option, json_option, print_json
from layers_mock.cli.server_flags import webhook_reach
from layers_mock.cli.webhook_options import hook_flag, secrets_option, shown
from layers_mock.errors import UsageError

if TYPE_CHECKING:
    from layers_mock.contract import Contract, EventKind
    from layers_mock.webhooks import Outcome, Parcel

__all__ = ["send"]


@click.command()
@click.argument("event", metavar="TYPE")
@hook_flag("--to", required=True, metavar="URL", help="The handler to send to: on this machine, or on an allowed host.")
@secrets_option
@hook_flag("--data", metavar="JSON", help="The event's data: JSON, @FILE, or @- for stdin; else the document's example.")
@hook_flag("--event-id", metavar="ID", help="The event's id, as in a retry; else a new one.")
@hook_flag("--timestamp", type=click.IntRange(min=0), metavar="UNIX", help="The second to sign with, as a stale one; else now.")
@hook_flag("--replay-of", metavar="DELIVERY", help="Send as the replay of this delivery.")
@webhook_reach
@edition_option
@json_option
def send(
    *, event: str, to: str, secret: tuple[str, ...], data: str | None, event_id: str | None, timestamp: int | None,
    replay_of: str | None, webhook_allow: tuple[str, ...], webhook_insecure: bool, edition: str, json: bool,
) -> None:  # fmt: skip
    """Send one signed event of TYPE, as in job.completed, to a handler, and print what it answers.

    Several secrets sign like an endpoint whose secret was rotated. Exit codes: 0 for a 2xx, 1 for anything else, 2 usage.
    """
    from layers_mock.contract import load
    from layers_mock.webhooks import Addresses
    from layers_mock.webhooks.mailing import parcel

    if not secret:
        raise UsageError("Give the secret to sign with: --secret or LAYERS_MOCK_WEBHOOK_SECRET.")
    refusal = Addresses(frozenset(webhook_allow)).refusal(to)
    if refusal is not None:
        raise UsageError(refusal)
    contract = load(edition)
    body = _body(contract, _kind(contract, event), data, event_id or _fresh_id(), replay_of)
    letter = parcel(to, body, secret, timestamp)
    outcome = asyncio.run(_sent(letter, verifies_tls=not webhook_insecure))
    if json:
        print_json(_told(body, outcome))
    else:
        _show(body, outcome)
    sys.exit(0 if outcome.is_success else 1)


def _kind(contract: "Contract", event: str) -> "EventKind":
    kind = contract.events.get(event)
    if kind is None:
        near = get_close_matches(event, contract.events, n=3, cutoff=0.4)
        hint = f" Did you mean {', '.join(near)}?" if near else f" There are {', '.join(contract.events)}."
        raise UsageError(f"No event {event!r} in edition {contract.edition}.{hint}")
    return kind


def _body(contract: "Contract", kind: "EventKind", data: str | None, event_id: str, replay_of: str | None) -> dict[str, object]:
    """The event; what breaks the document is sent all the same, and told."""
    body = {**kind.example, "id": event_id}
    if data is not None:
        body["data"] = _read(data)
    if replay_of is not None:
        body["replayOf"] = replay_of
    for issue in contract.event_validator(kind).issues(body):
        click.echo(f"not as the document has it: {shown(f'{issue.path}: {issue.message}')}", err=True)
    return body


def _read(data: str) -> object:
    import orjson

    name = data.removeprefix("@")
    try:
        text = data.encode("utf-8", "surrogateescape") if name == data else _bytes_of(name)
        return orjson.loads(text)
    except OSError as error:
        raise UsageError(f"--data: {name} cannot be read: {error.strerror}.") from None
    except orjson.JSONDecodeError as error:
        raise UsageError(f"--data is no JSON: {error}. Give JSON, @FILE, or @- for stdin.") from None


def _bytes_of(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _fresh_id() -> str:
    """An event id that no handler has seen."""
    from layers_mock.kit.waiting import salt
    from layers_mock.world.clock import wall_seconds
    from layers_mock.world.ids import IdSource, ulid

    return "evt_" + ulid(IdSource(salt(), 0).fresh(wall_seconds() * 1000))


async def _sent(letter: "Parcel", *, verifies_tls: bool) -> "Outcome":
    from layers_mock.webhooks import Sender

    sender = Sender(verifies_tls=verifies_tls)
    try:
        return await sender.send(letter)
    finally:
        await sender.close()


def _told(body: dict[str, object], outcome: "Outcome") -> dict[str, object]:
    return {
        "eventId": body["id"],
        "eventType": body["type"],
        "status": outcome.status,
        "reason": outcome.reason,
        "milliseconds": outcome.took / 1000,
        "headers": [list(header) for header in outcome.headers],
        "body": outcome.body.decode(errors="replace"),
    }


def _show(body: dict[str, object], outcome: "Outcome") -> None:
    told = f"{body['type']}  {body['id']}  {outcome.took / 1000:.1f} ms"
    if outcome.status is None:
        click.echo(f"{click.style('---', fg='red', bold=True)}  {shown(told)}")
        click.echo(outcome.reason, err=True)
        return
    colour = "green" if outcome.is_success else "red"
    click.echo(f"{click.style(str(outcome.status), fg=colour, bold=True)}  {shown(told)}")
    if outcome.body:
        click.echo(shown(outcome.body.decode(errors="replace")))
