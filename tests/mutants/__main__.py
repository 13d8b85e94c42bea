"""``make mutants``: prove the checks.

Every mutant is run against the checks of the rule it breaks, then a sample of them against the whole kit, then the right fake
against the whole kit over many seeds. Prints the kill table and what came of the rest; exit code 1 where a mutant lives or the
right fake is blamed.
"""

import argparse
import os
import sys
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from fnmatch import fnmatch
from multiprocessing import get_context

from tests.kit.fake import checks
from tests.mutants.catalogue import catalogue
from tests.mutants.proving import Told, Whole, findings_of_the_fake, kill_one, whole_kit

__all__ = ["main"]

_SAMPLE = 6
_SEEDS = 20


def main() -> int:
    """Kill them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rule", action="append", default=[], help="only mutants of the rules that match; leaves out the rest")
    parser.add_argument("--lives", action="store_true", help="print only those that live")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="processes")
    parser.add_argument("--sample", type=int, default=_SAMPLE, help="mutants to run the whole kit against")
    parser.add_argument("--seeds", type=int, default=_SEEDS, help="seeds to run the right fake with")
    chosen = parser.parse_args()
    indices = [index for index, one in enumerate(catalogue()) if _is_chosen(one.rule, chosen.rule)]
    with ProcessPoolExecutor(chosen.jobs, mp_context=get_context("spawn")) as workers:
        alive = _table(workers.map(kill_one, indices, chunksize=16), only_lives=chosen.lives)
        wrong = 0
        if not chosen.rule:
            sample = [indices[place * len(indices) // max(1, chosen.sample)] for place in range(chosen.sample)]
            wrong += _sampled(workers.map(whole_kit, sample))
            wrong += _blameless(workers.map(findings_of_the_fake, range(1, chosen.seeds + 1)), chosen.seeds)
    return 1 if alive or wrong else 0


def _is_chosen(rule: str, globs: list[str]) -> bool:
    return not globs or any(fnmatch(rule, glob) for glob in globs)


def _table(rows: Iterable[Told], *, only_lives: bool) -> int:
    """Print the kill table; how many live."""
    killed = alive = 0
    for row in rows:
        killed += row.check is not None
        alive += row.check is None
        if row.check is None or not only_lives:
            _print(f"{row.rule}: {row.wrong} -> {row.check or f'LIVES ({row.came[:300]})'}")
    _print(f"{killed} of {killed + alive} mutants killed by a check of the rule they break")
    return alive


def _sampled(rows: Iterable[Whole]) -> int:
    """Print what the whole kit says of each; how often it missed the rule that is broken."""
    missed = 0
    for row in rows:
        missed += row.rule not in row.blamed
        _print(f"whole kit, {row.rule}: {row.wrong} -> blames {', '.join(dict.fromkeys(row.blamed)) or 'nothing'}")
    return missed


def _blameless(rows: Iterable[tuple[int, tuple[str, ...]]], seeds: int) -> int:
    """Print what the kit finds on the right fake; how many findings that are."""
    found = [(seed, rule) for seed, rules in rows for rule in rules]
    for seed, rule in found:
        _print(f"right fake, seed {seed}: blamed for {rule}")
    _print(f"{len(found)} findings on the right fake over {seeds} seeds, {len(checks())} checks each")
    return len(found)


def _print(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
