"""What a run would call, how often, and what that could cost: measured on the fake and kept beside the suites."""

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import orjson

from layers_mock.errors import ContractError
from layers_mock.kit.check import Check

__all__ = ["PLAN_FILE", "Plan", "PlannedCheck", "read_plan", "write_plan"]

PLAN_FILE = "plan.json"


class PlannedCheck(NamedTuple):
    """What one check does: calls by operation, the states it asks for, and the credits that its calls can cost at most."""

    operations: Mapping[str, int] = {}
    states: tuple[str, ...] = ()
    credits: int = 0


class Plan(NamedTuple):
    """What the checks of a run do, by name."""

    checks: Mapping[str, PlannedCheck]

    def of(self, check: Check) -> PlannedCheck:
        """What a check does; nothing where it was never measured."""
        return self.checks.get(check.name, PlannedCheck())

    def calls(self, checks: Iterable[Check]) -> Counter[str]:
        """How often these checks call each operation."""
        found: Counter[str] = Counter()
        for one in checks:
            found.update(self.of(one).operations)
        return found

    def credits(self, checks: Iterable[Check]) -> int:
        """What these checks can cost at most."""
        return sum(self.of(one).credits for one in checks)


def read_plan(directory: Path) -> Plan:
    """The plan beside the suites. Raises :class:`ContractError` where it is missing or broken."""
    path = directory / PLAN_FILE
    try:
        rows = orjson.loads(path.read_bytes())
        return Plan({name: PlannedCheck(row["calls"], tuple(row["states"]), row["credits"]) for name, row in rows.items()})
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        raise ContractError(f"{path} cannot be read: {error}") from None


def write_plan(directory: Path, plan: Plan) -> bytes:
    """Write the plan beside the suites; gives what was written."""
    rows = {
        name: {"calls": dict(sorted(row.operations.items())), "states": sorted(row.states), "credits": row.credits}
        for name, row in sorted(plan.checks.items())
    }
    lines = [f"  {orjson.dumps(name).decode()}: {orjson.dumps(row).decode()}" for name, row in rows.items()]
    content = ("{\n" + ",\n".join(lines) + "\n}\n").encode()
    (directory / PLAN_FILE).write_bytes(content)
    return content
