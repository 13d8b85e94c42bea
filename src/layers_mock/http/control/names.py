"""The names that texts of the control API have to be one of: they depend on the edition and on the server's fixtures."""

import difflib
from collections.abc import Callable, Iterable
from typing import get_args

from layers_mock.errors import ControlError
from layers_mock.fixtures import fixture_names
from layers_mock.http.worlds import Worlds
from layers_mock.world.webhooks import EVENT_PATTERNS, EventType

__all__ = ["known", "names", "refuse_unknown"]

_KNOWN: dict[str, Callable[[Worlds], Iterable[str]]] = {
    "operations": lambda worlds: worlds.contract.operations,
    "errors": lambda worlds: worlds.contract.errors,
    "event-patterns": lambda _: EVENT_PATTERNS,
    "stages": lambda worlds: dict.fromkeys(stage.name for kind in worlds.contract.job_kinds.values() for stage in kind.stages),
    "fixtures": lambda worlds: dict.fromkeys([worlds.base.fixture, *fixture_names()]),
    "events": lambda _: get_args(EventType),
    "findings": lambda worlds: ["any", *[rule for rule in worlds.contract.rules if rule.startswith("client.")]],
}


def known(kind: str, worlds: Worlds) -> list[str]:
    """The names of one kind."""
    return list(_KNOWN[kind](worlds))


def names(worlds: Worlds) -> dict[str, list[str]]:
    """The names by what a model's ``x-layers-names`` calls them."""
    return {kind: known(kind, worlds) for kind in _KNOWN}


def refuse_unknown(field: str, name: str | None, kind: str, worlds: Worlds) -> None:
    """Refuse a name that is none of its kind. Raises :class:`ControlError` (422) that names the nearest one."""
    if name is None:
        return
    names = known(kind, worlds)
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        meant = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(names)}."
        raise ControlError(422, f"{field}: {name[:100]!r} is not known.{meant}")
