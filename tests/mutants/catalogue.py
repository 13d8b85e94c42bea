"""Every mutant, and whether the kit's checks kill it."""

import pkgutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import NamedTuple

from layers_mock.kit.check import Check
from layers_mock.kit.engine import run_check
from tests import mutants
from tests.harness import contract
from tests.kit.fake import checks, fake, run_of
from tests.mutants.wrong import Mutant, WrongTransport

__all__ = ["Kill", "catalogue", "checks_of", "kill"]

_NO_CATALOGUE = {"__main__", "asked", "catalogue", "lists", "proving", "windows", "wrong"}


class Kill(NamedTuple):
    """What became of a mutant: the check of its rule that found it, and what that saw; none where it lives."""

    mutant: Mutant
    check: str | None
    came: str

    @property
    def is_killed(self) -> bool:
        """Whether a check of the rule it breaks found it."""
        return self.check is not None


@cache
def catalogue() -> tuple[Mutant, ...]:
    """All mutants, in the order of their modules: those written out, and those made from the document."""
    return tuple(_all())


def _all() -> Iterator[Mutant]:
    for found in sorted(pkgutil.iter_modules(mutants.__path__), key=lambda module: module.name):
        if found.name in _NO_CATALOGUE or found.name.startswith("test_"):
            continue
        module = import_module(f"tests.mutants.{found.name}")
        yield from getattr(module, "MUTANTS", ())
        made = getattr(module, "made_from", None)
        if made is not None:
            yield from made(contract())


@cache
def checks_of(rule: str) -> tuple[Check, ...]:
    """The checks bound to a rule, the quick ones first."""
    return tuple(sorted((one for one in checks() if rule in one.rules), key=lambda one: (one.is_long, len(one.rules))))


def kill(mutant: Mutant, *, seed: int = 1) -> Kill:
    """Run the checks of the rule that a mutant breaks against it, until one finds it."""
    came = ""
    for one in checks_of(mutant.rule):
        with mutant.within():
            outcome = run_check(run_of((), transport=WrongTransport(mutant, fake()), seed=seed), one)
        found = [finding.came for finding in outcome.findings if finding.rule.id == mutant.rule]
        if found:
            return Kill(mutant, one.name, found[0])
        came = came or next((verdict.reason or "" for verdict in outcome.verdicts), "")
    return Kill(mutant, None, came)
