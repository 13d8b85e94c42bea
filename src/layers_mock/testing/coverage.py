"""Which documented behaviours clients have met, in one world or in many."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Coverage"]


@dataclass(slots=True)
class Coverage:
    """How often each documented behaviour of each operation that was used was met; one that never was has the count 0."""

    operations: dict[str, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, report: Mapping[str, Any]) -> "Coverage":
        """The coverage in an answer of the control API."""
        return cls({one["operation"]: dict(one["counts"]) for one in report["operations"]})

    @property
    def met(self) -> int:
        """How many behaviours were met."""
        return sum(1 for counts in self.operations.values() for count in counts.values() if count)

    @property
    def documented(self) -> int:
        """How many behaviours the operations that were used document."""
        return sum(len(counts) for counts in self.operations.values())

    @property
    def ratio(self) -> float:
        """Met out of documented; 0 where nothing was used."""
        return self.met / self.documented if self.documented else 0.0

    def missing(self) -> dict[str, list[str]]:
        """What was not met, by operation."""
        found = {name: [one for one, count in counts.items() if not count] for name, counts in self.operations.items()}
        return {name: behaviours for name, behaviours in found.items() if behaviours}

    def add(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Take in what was met elsewhere."""
        for operation, met in counts.items():
            mine = self.operations.setdefault(operation, {})
            for behaviour, count in met.items():
                mine[behaviour] = mine.get(behaviour, 0) + count

    def lines(self) -> Iterator[str]:
        """A line for each operation, and what it did not meet."""
        width = max(map(len, self.operations), default=0)
        for operation, counts in sorted(self.operations.items()):
            missed = [behaviour for behaviour, count in counts.items() if not count]
            told = f"   not met: {', '.join(missed)}" if missed else ""
            yield f"{operation:{width}}  {len(counts) - len(missed):3} of {len(counts):3}{told}"
