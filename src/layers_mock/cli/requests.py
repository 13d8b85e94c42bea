"""``requests``: what clients sent and were told, once or live."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from threading import Event
from typing import Any

import click

from layers_mock.cli.options import flag, json_option, print_json
from layers_mock.cli.remote import Remote, remote_options

__all__ = ["requests"]

_SECONDS_BETWEEN_LOOKS = 0.2
_MOST_AT_ONCE = 1000
_COLOURS = {"2": "green", "3": "cyan", "4": "yellow", "5": "red", "0": "red"}
_SEVERITIES = {"error": "red", "warning": "yellow", "advice": "cyan"}
_FILTERS = ("operation", "status", "finding", "since")


@click.group(invoke_without_command=True)
@remote_options
@flag("--operation", metavar="ID", help="Only calls of this operation, as in cloneInfluencer.")
@flag("--status", metavar="STATUS", help="Only answers with this status, as in 404 or 4xx.")
@flag("--finding", metavar="RULE", help="Only calls with this finding, as in client.idempotency-key; any for all findings.")
@flag("--since", metavar="INSTANT", help="Only calls from this instant of the world's time on.")
@flag("--limit", default=100, show_default=True, type=click.IntRange(1, _MOST_AT_ONCE), help="The last so many.")
@flag("--follow", is_flag=True, help="Then show calls as they come, until Ctrl-C.")
@json_option
@click.pass_context
def requests(
    context: click.Context,
    /,
    *,
    url: str,
    world: str | None,
    control_token: str | None,
    limit: int,
    follow: bool,
    json: bool,
    **filters: str | None,
) -> None:
    """Show the calls of a world's journal, the newest last, each with its findings below it."""
    if context.invoked_subcommand is not None:
        where = {"url": url, "world": world, "control_token": control_token, "json": json}
        context.default_map = {context.invoked_subcommand: where}
        return
    remote = Remote(url, world, control_token)
    answer = remote.call("GET", "requests", query={**filters, "limit": limit})
    if json and not follow:
        print_json(answer)
        return
    shown = list(reversed(answer["items"]))
    for call in shown:
        _show(call, as_json=json)
    if not follow:
        _say_what_is_missing(answer)
        return
    try:
        for call in _later(remote, filters, answer):
            _show(call, as_json=json)
    except KeyboardInterrupt:
        click.echo(err=True)


@requests.command()
@click.argument("call", metavar="ID")
@remote_options
@json_option
def show(call: str, *, url: str, world: str | None, control_token: str | None, json: bool) -> None:
    """Show one call whole, by its number or its request id: headers and bodies, secrets redacted."""
    from urllib.parse import quote

    found = Remote(url, world, control_token).call("GET", f"requests/{quote(call.removeprefix('#'), safe='')}")
    if json:
        print_json(found)
        return
    _show(found, as_json=False)
    click.echo()
    target = f"{found['path']}?{found['query']}" if found["query"] else found["path"]
    _show_message(f"{found['method']} {target}", found["request"])
    click.echo()
    _show_message(_status_line(found["status"]), found["answer"])


def _later(remote: Remote, filters: Mapping[str, str | None], answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Calls as they come, for ever. A world that was reset begins anew, and so do its numbers."""
    after, incarnation, pause = answer["recorded"], answer["incarnation"], Event()
    while True:
        query = {**filters, "after": after, "limit": _MOST_AT_ONCE}
        answer = remote.call("GET", "requests", query=query)
        if answer["incarnation"] != incarnation:
            after, incarnation = 0, answer["incarnation"]
            click.echo("The world began anew.", err=True)
            continue
        items = answer["items"]
        yield from items
        is_all = len(items) < _MOST_AT_ONCE
        after = answer["recorded"] if is_all else items[-1]["number"]
        if is_all:
            pause.wait(_SECONDS_BETWEEN_LOOKS)


def _say_what_is_missing(answer: dict[str, Any]) -> None:
    if answer["capacity"] == 0:
        click.echo("The server keeps no journal (--journal 0).", err=True)
    elif not answer["items"]:
        hint = "No calls yet. Those without a valid key are in --world nowhere."
        click.echo("No such calls." if answer["recorded"] else hint, err=True)


def _show(call: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        import orjson

        click.echo(orjson.dumps(call).decode())
        return
    click.echo(_line(call))
    for finding in call["findings"]:
        severity = click.style(f"{finding['severity']:7}", fg=_SEVERITIES[finding["severity"]])
        click.echo(f"        {severity}  {finding['rule']}  {finding['evidence']}")


def _line(call: dict[str, Any]) -> str:
    status = str(call["status"]) if call["status"] else "---"
    parts = [
        click.style(f"{'#' + str(call['number']):>6}", dim=True),
        call["at"][11:23],
        click.style(f"{status:3}", fg=_COLOURS[str(call["status"])[0]], bold=True),
        f"{call['method']:6}",
        call["path"] + (f"?{call['query']}" if call["query"] else ""),
        click.style(f"{call['durationMicroseconds'] / 1000:.1f} ms", dim=True),
    ]
    notes = [call["operation"], call["key"] and f"key {call['key']}", call["rule"]]
    if call["scenario"]:
        notes.append(click.style(f"scenario {call['scenario']}", fg="magenta"))
    return "  ".join([*parts, *[note for note in notes if note]])


def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}" if status else "The connection was dropped before an answer."


def _show_message(first: str, message: dict[str, Any]) -> None:
    click.echo(click.style(first, bold=True))
    for name, value in message["headers"].items():
        click.echo(f"{click.style(name, dim=True)}: {value}")
    body = message["body"]
    if isinstance(body, str):
        click.echo(f"\n{body}")
    elif body is not None:
        click.echo()
        print_json(body)
