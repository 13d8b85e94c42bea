"""``python -m tests.kit.planning``: measure what each check calls on the fake, and write it beside the suites."""

from layers_mock.kit.engine import run_check
from layers_mock.kit.loading import suites_directory
from layers_mock.kit.plan import Plan, PlannedCheck, write_plan
from tests.kit.fake import checks, run_of

__all__ = ["measured"]


def measured() -> Plan:
    """What each check does on the fake. For searches, which end when they have seen enough, it is one run's count."""
    found: dict[str, PlannedCheck] = {}
    for one in checks():
        found[one.name] = run_check(run_of(()), one).done
    return Plan(found)


if __name__ == "__main__":
    write_plan(suites_directory(), measured())
