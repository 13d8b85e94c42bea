"""Servers that are wrong on the inside: for what no answer of theirs shows, but what they send.

A place is named as :func:`pkgutil.resolve_name` wants it; what stands there is replaced while the checks run, for the
deliveries are made by the fake itself and not by what stands before it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pkgutil import resolve_name
from typing import Any
from unittest.mock import patch

from layers_mock.kit.exchange import Response
from tests.mutants.wrong import Ask, Asked, Mutant, Server

__all__ = ["inside"]


def inside(rule: str, wrong: str, *places: str, by: Callable[..., Any]) -> Mutant:
    """A server with something else in one place, or several. ``by`` is given what is right there, and gives as many.

    It is called once for each server, so that what it keeps belongs to that alone.
    """

    @contextmanager
    def within() -> Iterator[None]:
        owners = [_owner(place) for place in places]
        rights = [getattr(owner, name) for owner, name in owners]
        made = by(*rights)
        wrongs = made if len(places) > 1 else (made,)
        patches = [patch.object(owner, name, one) for (owner, name), one in zip(owners, wrongs, strict=True)]
        for each in patches:
            each.start()
        try:
            yield
        finally:
            for each in patches:
                each.stop()

    return Mutant(rule, wrong, _right, within=within)


def _owner(place: str) -> tuple[Any, str]:
    """What holds a place, and under which name."""
    module, _, path = place.partition(":")
    holder, _, name = path.rpartition(".")
    return resolve_name(f"{module}:{holder}" if holder else module), name


def _right() -> Server:
    def server(asked: Asked, ask: Ask) -> Response:
        return ask(asked.request)

    return server
