"""``make mutants``: run each mutant against the checks of its rule, and print the kill table.

``python -m tests.mutants [--rule GLOB]… [--lives]`` prints one line per mutant; exit code 1 where one lives or a rule has
fewer than two mutants.
"""

import argparse
import sys
from fnmatch import fnmatch

from tests.mutants.catalogue import catalogue, kill


def main() -> int:
    """Kill them all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rule", action="append", default=[], help="only mutants of the rules that match")
    parser.add_argument("--lives", action="store_true", help="print only those that live")
    chosen = parser.parse_args()
    alive = 0
    for mutant in catalogue():
        if chosen.rule and not any(fnmatch(mutant.rule, glob) for glob in chosen.rule):
            continue
        result = kill(mutant)
        alive += not result.is_killed
        if not (chosen.lives and result.is_killed):
            told = result.check or f"LIVES ({result.came[:300]})"
            sys.stdout.write(f"{mutant.rule}: {mutant.wrong} -> {told}\n")
    sys.stdout.write(f"{alive} live\n")
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
