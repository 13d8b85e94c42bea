"""What a process of ``make mutants`` does: kill one mutant, run the whole kit against one, run it against the right fake."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from layers_mock.kit.attempt import Watch, run_check
from tests.harness import contract
from tests.kit.fake import checks, fake, run_of
from tests.mutants.catalogue import catalogue, kill
from tests.mutants.wrong import WrongTransport

__all__ = ["Told", "Whole", "findings_of_the_fake", "kill_one", "whole_kit"]


class Told(NamedTuple):
    """One line of the kill table, as it comes from a worker."""

    rule: str
    wrong: str
    check: str | None
    came: str


class Whole(NamedTuple):
    """What the whole kit says of a mutant: the rules it blames."""

    rule: str
    wrong: str
    blamed: tuple[str, ...]


def kill_one(index: int) -> Told:
    """Run the checks of its rule against the mutant of that place in the catalogue."""
    result = kill(catalogue()[index])
    return Told(result.mutant.rule, result.mutant.wrong, result.check, result.came)


def whole_kit(index: int) -> Whole:
    """Run every check against it."""
    mutant = catalogue()[index]
    with mutant.within():
        blamed = sorted(_findings(lambda: WrongTransport(mutant, fake()), 1))
    return Whole(mutant.rule, mutant.wrong, tuple(blamed))


def _findings(transport: Callable[[], WrongTransport] | None, seed: int) -> Iterator[str]:
    """The rules that the whole kit finds broken."""
    watch = Watch(contract())
    for one in checks():
        run = run_of((), transport=transport() if transport else None, seed=seed)
        yield from {finding.rule.id for finding in run_check(run, one, watch).findings}


def findings_of_the_fake(seed: int) -> tuple[int, tuple[str, ...]]:
    """Run every check against the right fake; the seed, and the rules it is blamed for."""
    return seed, tuple(_findings(None, seed))
