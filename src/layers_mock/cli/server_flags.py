"""The flags that say what is served and where; ``serve`` and ``exec`` share them."""

import gc
import os
import secrets
from collections.abc import Callable
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict, TypeVar

import click

from layers_mock.cli.options import edition_option, flag

if TYPE_CHECKING:
    from layers_mock.http.serving import Settings
    from layers_mock.world.clock import ClockMode

__all__ = ["server_flags", "webhook_reach"]

_MOST_SEED = 2**53 - 1
_MOST_CALLS = 1_000_000
F = TypeVar("F", bound=Callable[..., Any])


class _Flags(TypedDict):
    """The values of the flags, by the names click gives them."""

    host: str
    port: int
    edition: str
    fixture: str
    seed: int
    speed: float
    clock: "ClockMode"
    allow_host: tuple[str, ...]
    cors: tuple[str, ...]
    base_url: str | None
    control_token: str | None
    snapshot: Path | None
    journal: int
    webhook_allow: tuple[str, ...]
    webhook_insecure: bool
    lenient: bool


def server_flags(*, port: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command the flags; it is called with ``settings`` made of them. ``port`` is the one to listen on by default."""

    def decorate(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def command(**given: Any) -> None:
            names = _Flags.__annotations__
            own = {name: value for name, value in given.items() if name not in names}
            # Starting makes objects that live for good: collecting among them is wasted. Serving switches it on again.
            gc.disable()
            function(settings=_settings({name: given[name] for name in names}), **own)  # type: ignore[arg-type]  # named by _Flags itself

        decorated: Callable[..., None] = command
        for option in reversed(_options(port)):
            decorated = option(decorated)
        return decorated

    return decorate


def _settings(flags: _Flags) -> "Settings":
    # No plugin of pydantic's is of use here, and looking for them reads the metadata of everything installed.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from layers_mock.http.serving import Settings
    from layers_mock.webhooks.addresses import is_loopback

    token = flags["control_token"]
    if not token:
        token = None if is_loopback(flags["host"]) else secrets.token_urlsafe(24)
    return Settings(
        host=flags["host"], port=flags["port"], edition=flags["edition"], fixture=flags["fixture"], seed=flags["seed"],
        speed=flags["speed"], clock=flags["clock"], hosts=frozenset(flags["allow_host"]), origins=frozenset(flags["cors"]),
        token=token, is_lenient=flags["lenient"], base_url=flags["base_url"],
        snapshot=flags["snapshot"], journal_capacity=flags["journal"], webhook_hosts=frozenset(flags["webhook_allow"]),
        verifies_webhook_tls=not flags["webhook_insecure"],
    )  # fmt: skip


def webhook_reach(function: F) -> F:
    """``--webhook-allow`` and ``--webhook-insecure``: which receivers may be called, and how much they have to prove."""
    insecure = flag("--webhook-insecure", is_flag=True, help="Deliver webhooks whatever certificate the endpoint shows.")
    allow = flag(
        "--webhook-allow",
        multiple=True,
        metavar="HOST",
        callback=_hosts,
        help="Also deliver webhooks to this host; without it they go to this machine alone.",
    )
    return allow(insecure(function))


def _finite(context: click.Context, parameter: click.Parameter, value: float) -> float:
    if not isfinite(value):
        raise click.BadParameter(f"{value} is no speed.")
    return value


def _hosts(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    """Names as the guard compares them: in lower case, addresses without brackets."""
    from layers_mock.http.guard import is_host

    for value in values:
        if not is_host(value):
            raise click.BadParameter(f"{value!r} is no host name; give it without scheme and port, as in dev.example.")
    return tuple(value.strip("[]").lower() for value in values)


def _origins(context: click.Context, parameter: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:
    from layers_mock.http.guard import is_origin

    for value in values:
        if value != "*" and not is_origin(value):
            raise click.BadParameter(f"{value!r} is no origin; give scheme, host and port alone, as in http://localhost:3000.")
    return tuple(value.lower() for value in values)


def _base_url(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from layers_mock.http.guard import is_origin

    text = value.rstrip("/")
    if not is_origin(text) or not text.startswith(("http://", "https://")):
        raise click.BadParameter(f"{value!r} is no base URL; give scheme, host and port alone, as in http://layers:4747.")
    return text


def _options(port: int) -> list[Callable[[F], F]]:
    return [
        flag("--host", default="127.0.0.1", show_default=True, help="Address to listen on."),
        flag(
            "--port",
            default=port,
            show_default=True,
            type=click.IntRange(0, 65535),
            help="Port to listen on; 0 picks a free one.",
        ),
        edition_option,
        flag("--fixture", default="acme", show_default=True, help="The world to begin with: a name, or a path to a YAML file."),
        flag(
            "--seed",
            default=1,
            show_default=True,
            type=click.IntRange(-_MOST_SEED, _MOST_SEED),
            help="What keys and ids derive from.",
        ),
        flag(
            "--speed",
            default=20.0,
            show_default=True,
            type=click.FloatRange(0, 1_000_000, min_open=True),
            callback=_finite,
            help="World seconds per real second.",
        ),
        flag(
            "--clock",
            default="real",
            show_default=True,
            type=click.Choice(["real", "manual"]),
            help="A manual clock only moves when told to.",
        ),
        flag(
            "--allow-host",
            multiple=True,
            metavar="NAME",
            callback=_hosts,
            help="Also allow this name in Host of control requests.",
        ),
        flag("--cors", multiple=True, metavar="ORIGIN", callback=_origins, help="Let pages of this origin call; * for all."),
        flag(
            "--base-url",
            metavar="URL",
            callback=_base_url,
            help="Where clients reach the server, if not where it listens; links in answers begin with it.",
        ),
        flag("--control-token", metavar="TOKEN", help="Token for control requests; off loopback one is made if none is given."),
        flag(
            "--snapshot",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Restore the world from FILE where there is one, whatever other flags say of it; save it there at the end.",
        ),
        flag(
            "--journal",
            default=1000,
            show_default=True,
            type=click.IntRange(0, _MOST_CALLS),
            help="How many calls the journal of each world keeps; 0 switches journal, findings and coverage off.",
        ),
        webhook_reach,
        flag("--lenient", is_flag=True, help="Let unknown fields of strict bodies through."),
    ]
