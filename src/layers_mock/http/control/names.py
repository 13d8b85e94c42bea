"""The names that texts of the control API have to be one of: they depend on the edition and on the server's fixtures."""

import difflib
from typing import get_args

from layers_mock.errors import ControlError
from layers_mock.fixtures import fixture_names
from layers_mock.http.worlds import Worlds
from layers_mock.world.webhooks import EVENT_PATTERNS, EventType

__all__ = ["names", "refuse_unknown"]


def names(worlds: Worlds) -> dict[str, list[str]]:
    """The names by what a model's ``x-layers-names`` calls them."""
    contract = worlds.contract
    return {
        "operations": list(contract.operations),
        "errors": list(contract.errors),
        "event-patterns": list(EVENT_PATTERNS),
        "stages": list(dict.fromkeys(stage.name for kind in contract.job_kinds.values() for stage in kind.stages)),
        "fixtures": list(dict.fromkeys([worlds.base.fixture, *fixture_names()])),
        "events": list(get_args(EventType)),
        "findings": ["any", *[rule for rule in contract.rules if rule.startswith("client.")]],
    }


def refuse_unknown(field: str, name: str | None, known: list[str]) -> None:
    """Refuse a name that is none of those known. Raises :class:`ControlError` (422) that names the nearest one."""
    if name is not None and name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(known)}."
        raise ControlError(422, f"{field}: {name[:100]!r} is not known.{meant}")
