"""Which documented behaviours the clients of a world have met: counters, fed with every call."""

from collections.abc import Iterable
from typing import NamedTuple

from layers_mock.contract import Contract, OperationId
from layers_mock.contract.behaviours import behaviours

__all__ = ["Coverage", "OperationCoverage"]


class OperationCoverage(NamedTuple):
    """How often each behaviour of one operation was met; one that never was has the count 0."""

    operation: OperationId
    counts: dict[str, int]

    @property
    def met(self) -> int:
        """How many behaviours were met."""
        return sum(1 for count in self.counts.values() if count)


class Coverage:
    """The counters of one world."""

    __slots__ = ("_calls", "_counts")

    def __init__(self) -> None:
        self._counts: dict[OperationId, dict[str, int]] = {}
        # Calls that met the same things are counted together and told apart when somebody asks.
        self._calls: dict[tuple[OperationId, tuple[str, ...]], int] = {}

    def meet(self, operation: OperationId, met: Iterable[str]) -> None:
        """Count behaviours that a call met."""
        call = (operation, tuple(met))
        self._calls[call] = self._calls.get(call, 0) + 1

    def counts(self) -> dict[OperationId, dict[str, int]]:
        """All counters, to be kept elsewhere."""
        for (operation, met), calls in self._calls.items():
            counts = self._counts.setdefault(operation, {})
            for name in met:
                counts[name] = counts.get(name, 0) + calls
        self._calls.clear()
        return {operation: dict(counts) for operation, counts in self._counts.items()}

    def restore(self, counts: dict[OperationId, dict[str, int]]) -> None:
        """Go on from counters kept elsewhere."""
        self._calls.clear()
        self._counts = {operation: dict(found) for operation, found in counts.items()}

    def report(self, contract: Contract) -> list[OperationCoverage]:
        """Every operation that was used, with all behaviours its document gives it."""
        report, used = [], self.counts()
        for operation_id, operation in contract.operations.items():
            if operation_id in used:
                known = {name: used[operation_id].get(name, 0) for name in behaviours(operation)}
                report.append(OperationCoverage(operation_id, known))
        return report
