"""``webhook listen``: a receiver that shows events as they come, and fails on demand."""

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

import click

from layers_mock.cli.options import edition_option
from layers_mock.cli.remote import Remote, server_option
from layers_mock.cli.webhook_options import hook_flag, secrets_option, shown
from layers_mock.errors import UsageError

if TYPE_CHECKING:
    from socket import socket

    from layers_mock.webhooks.diagnosis import Verdict
    from layers_mock.webhooks.listening import Arrival, Replies

__all__ = ["listen"]

_PORT = 4748
_STATUS = click.IntRange(200, 599)


@click.command()
@hook_flag("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@hook_flag("--port", default=_PORT, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 picks a free one.")
@secrets_option
@hook_flag("--status", default=200, show_default=True, type=_STATUS, help="Answer with this status.")
@hook_flag("--fail-with", type=_STATUS, help="Fail with this status, 500 if none is named; without --fail-first, everything.")
@hook_flag("--fail-first", type=click.IntRange(min=0), metavar="N", help="Fail the first N requests, then take them.")
@hook_flag("--print", "print_", default="line", show_default=True, type=click.Choice(["line", "body", "json"]),
           help="Show each event as a line, as a line with its body below, or as one JSON object.")  # fmt: skip
@hook_flag("--count", type=click.IntRange(min=1), metavar="N", help="End after N requests.")
@hook_flag("--subscribe", is_flag=True, help="Make an endpoint at --url, and delete it at the end.")
@server_option
@hook_flag("--key", metavar="KEY", help="API key to subscribe with; else LAYERS_API_KEY, else a layers-mock's own.")
@hook_flag(
    "--events", multiple=True, metavar="GLOB", help="Events to subscribe to, as in 'job.*,post.failed'; repeatable; else all."
)
@hook_flag("--public-url", metavar="URL", help="Where the server reaches this receiver, if not at http://localhost:PORT/.")
@edition_option
def listen(
    *, host: str, port: int, secret: tuple[str, ...], status: int, fail_with: int | None, fail_first: int | None, print_: str,
    count: int | None, subscribe: bool, url: str, key: str | None, events: tuple[str, ...], public_url: str | None,
    edition: str,
) -> None:  # fmt: skip
    """Receive webhooks and show them as they come, until Ctrl-C: type, id, how often it came, and its signature.

    SIGUSR1 makes it fail every request from then on, SIGUSR2 take them again. With --subscribe it makes an endpoint for itself
    and so knows the secret; otherwise subscribe the URL it prints, and give the secret with --secret.
    """
    from layers_mock.webhooks.listening import Replies, bound

    if not subscribe:
        _refuse_idle("events", "key")
    replies = Replies(status, fail_with or 500, fail_first or 0, is_failing=fail_with is not None and fail_first is None)
    names = _chosen(edition, events) if subscribe else []
    secrets = list(secret)
    with bound(host, port) as listener:
        here = public_url or f"http://localhost:{listener.getsockname()[1]}/"
        target = (url, key or _key_of(url), here, names) if subscribe else None
        session = _Session(replies, secrets, _PRINTERS[print_], count)
        click.echo(f"listening at {here}  (kill -USR1 {os.getpid()} fails, -USR2 takes again; Ctrl-C ends)", err=True)
        asyncio.run(session.run(listener, target))


def _refuse_idle(*names: str) -> None:
    """Raises :class:`UsageError` for a flag of the command line that says how to subscribe where nothing subscribes."""
    context = click.get_current_context()
    for name in names:
        if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE:
            raise UsageError(f"--{name} says how to subscribe, and without --subscribe no endpoint is made: give that too.")


def _chosen(edition: str, globs: Sequence[str]) -> list[str]:
    """The events of the catalogue that the globs name."""
    from layers_mock.contract import load

    catalogue = list(load(edition).events)
    globs = [glob.strip() for listed in globs for glob in listed.split(",")]
    for glob in globs:
        if not any(fnmatchcase(name, glob) for name in catalogue):
            raise UsageError(f"--events: no event of edition {edition} is named {glob!r}. There are {', '.join(catalogue)}.")
    return [name for name in catalogue if not globs or any(fnmatchcase(name, glob) for glob in globs)]


def _key_of(url: str) -> str:
    """The key of the environment, or the first one that a layers-mock tells."""
    given = os.environ.get("LAYERS_API_KEY")
    if given:
        return given
    try:
        keys = Remote(url).call("GET", "info")["keys"]
    except UsageError as error:
        raise UsageError(f"{error} Anything but a layers-mock needs --key or LAYERS_API_KEY.") from None
    return str(keys.get("full") or next(iter(keys.values()), ""))


class _Session:
    """One run of the receiver."""

    def __init__(self, replies: "Replies", secrets: list[str], show: Callable[["Arrival"], None], count: int | None) -> None:
        self._replies = replies
        self._secrets = secrets
        self._show = show
        self._left = count
        self._over = asyncio.Event()
        self._fault: BrokenPipeError | None = None

    async def run(self, listener: "socket", target: tuple[str, str, str, list[str]] | None) -> None:
        """Receive until a signal or the last request; subscribed meanwhile where there is a target."""
        from layers_mock.webhooks.listening import listening
        from layers_mock.webhooks.subscribing import subscribed

        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._over.set)
        loop.add_signal_handler(signal.SIGUSR1, self._turn, self._replies.fail, f"failing with {self._replies.failure}")
        loop.add_signal_handler(signal.SIGUSR2, self._turn, self._replies.recover, f"answering {self._replies.usual}")
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(listening(listener, self._secrets, self._replies, self._take))
            if target is not None:
                made = await stack.enter_async_context(subscribed(*target))
                self._secrets.append(made.secret)
                click.echo(f"subscribed to {len(target[3])} events of {target[0]} as endpoint {made.id}", err=True)
            await self._over.wait()
        if self._fault is not None:
            raise self._fault

    @staticmethod
    def _turn(change: Callable[[], None], told: str) -> None:
        change()
        click.echo(told, err=True)

    def _take(self, arrival: "Arrival") -> None:
        if self._left == 0:
            return
        try:
            self._show(arrival)
        except BrokenPipeError as error:
            self._fault = error
            self._over.set()
        if self._left is not None:
            self._left -= 1
            if self._left == 0:
                self._over.set()


def _show_line(arrival: "Arrival") -> None:
    from layers_mock.world.clock import iso

    colour = "green" if 200 <= arrival.answered < 300 else "red"
    attempt = "" if arrival.attempt == 1 else f"  came {arrival.attempt} times"
    click.echo(
        f"{iso(arrival.at * 1000)[11:19]}  {click.style(str(arrival.answered), fg=colour, bold=True)}  "
        f"{shown(arrival.event_type or '(no type)'):28}  {shown(arrival.event_id or '(no id)')}{attempt}  "
        f"{_judged(arrival.verdict)}"
    )


def _judged(verdict: "Verdict | None") -> str:
    if verdict is None:
        return click.style("signature not checked: give --secret", dim=True)
    if verdict.is_valid:
        return click.style("valid", fg="green")
    return "  ".join(f"{click.style(fault.part, fg='red')}: {shown(fault.reason)}" for fault in verdict.faults)


def _show_body(arrival: "Arrival") -> None:
    from layers_mock.kit.printable import printable

    _show_line(arrival)
    click.echo(printable(arrival.body.decode(errors="replace")))


def _show_json(arrival: "Arrival") -> None:
    import orjson

    from layers_mock.world.clock import iso

    verdict = arrival.verdict
    told = {
        "at": iso(arrival.at * 1000),
        "type": arrival.event_type,
        "id": arrival.event_id,
        "attempt": arrival.attempt,
        "isValid": None if verdict is None else verdict.is_valid,
        "faults": [fault._asdict() for fault in verdict.faults] if verdict else [],
        "status": arrival.answered,
        "headers": [list(header) for header in arrival.headers],
        "body": arrival.body.decode(errors="replace"),
    }
    click.echo(orjson.dumps(told).decode())


_PRINTERS: dict[str, Callable[["Arrival"], None]] = {"line": _show_line, "body": _show_body, "json": _show_json}
