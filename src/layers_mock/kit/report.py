"""What a run found, as reporters show it: rules with their verdicts, and each failure once."""

import shlex
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple

from layers_mock.contract import Contract, Rule, RuleId
from layers_mock.kit.baseline import Baseline, Known
from layers_mock.kit.events import CheckEnded, Event, RunEnded, RunStarted
from layers_mock.kit.exchange import Exchange, curl
from layers_mock.kit.outcome import Finding
from layers_mock.kit.printable import printable

__all__ = ["Failure", "Report", "RuleResult", "build_report"]


class Failure(NamedTuple):
    """One thing that is wrong with the target: every finding of a rule in an operation."""

    rule: Rule
    operation: str | None
    promised: str
    came: str
    checks: tuple[str, ...]
    exchanges: tuple[Exchange, ...]
    basis: str
    known: Known | None
    """The baseline's entry that covers it."""
    counts: bool
    """Whether it sets the exit code."""

    @property
    def curl(self) -> str | None:
        """The last request that shows it, as a command line without keys."""
        return printable(curl(self.exchanges[-1])) if self.exchanges else None


class RuleResult(NamedTuple):
    """What became of one rule."""

    rule: Rule
    status: Literal["passed", "failed", "skipped"]
    checks: tuple[str, ...]
    reasons: tuple[str, ...]
    """Why it was skipped, or what came instead; each once."""
    seconds: float
    missed: tuple[str, ...] = ()
    """Why further checks of a rule that passed could not run."""


@dataclass
class Report:
    """A run from its beginning to its end."""

    contract: Contract
    base_url: str
    about: str
    seed: int
    seconds: float = 0.0
    is_complete: bool = False
    rules: list[RuleResult] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    expired: tuple[Known, ...] = ()
    unused: tuple[Known, ...] = ()
    calls: Counter[str] = field(default_factory=Counter)
    unanswered: int = 0
    """How many calls of operations got no answer."""
    left_out: tuple[RuleId, ...] = ()
    """Rules that the quick profile has no check for: nothing is known of them."""
    flags: tuple[str, ...] = ()
    """What else `check` has to be given to reach the target in the same way."""

    def again(self, rule: Rule) -> str:
        """The command that runs the checks of one rule with the same plan."""
        return shlex.join(["layers-mock", "check", self.base_url, *self.flags, "--rule", rule.id, "--seed", str(self.seed)])

    def count(self, status: str) -> int:
        """How many rules have that status."""
        return sum(1 for result in self.rules if result.status == status)

    @property
    def has_shown_nothing(self) -> bool:
        """Whether every rule was skipped: then nothing is known of the target."""
        return self.count("skipped") == len(self.rules)

    @property
    def exit_code(self) -> int:
        """1 where a failure counts, the run was broken off, calls got no answer, or every rule was skipped; else 0."""
        is_failed = any(failure.counts for failure in self.failures)
        return 1 if is_failed or not self.is_complete or self.unanswered or self.has_shown_nothing else 0


def build_report(events: Iterable[Event], baseline: Baseline, today: date, *, counts_all: bool = False) -> Report:
    """The report of a run's events. ``counts_all``: failures of inferred and conflicting rules set the exit code too."""
    listed = list(events)
    started = next(event for event in listed if isinstance(event, RunStarted))
    ended = [event for event in listed if isinstance(event, CheckEnded)]
    report = Report(
        started.contract, started.base_url, printable(started.about), started.seed, left_out=tuple(started.left_out)
    )
    for event in listed:
        if isinstance(event, RunEnded):
            report.seconds, report.is_complete = event.seconds, True
    for one in ended:
        report.calls.update(one.outcome.done.operations)
        report.unanswered += one.outcome.unanswered
    findings = [finding for one in ended for finding in one.outcome.findings]
    report.failures = _failures(findings, baseline, today, counts_all=counts_all)
    report.rules = _results(started.contract, ended, report.failures)
    report.expired = baseline.expired(today)
    unused = baseline.unused((failure.rule.id, failure.operation) for failure in report.failures)
    report.unused = tuple(entry for entry in unused if entry not in report.expired)
    return report


def _failures(findings: list[Finding], baseline: Baseline, today: date, *, counts_all: bool) -> list[Failure]:
    groups: dict[tuple[RuleId, str | None], list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.group, []).append(finding)
    failures = []
    for (rule, operation), found in groups.items():
        first = min(found, key=lambda one: (len(one.exchanges), len(one.came)))
        basis = "documented" if any(one.basis == "documented" for one in found) else first.basis
        known = baseline.entry(rule, operation, today)
        checks = tuple(dict.fromkeys(one.check for one in found))
        counts = known is None and (counts_all or basis == "documented")
        failures.append(
            Failure(
                first.rule,
                operation,
                printable(first.promised),
                printable(first.came),
                checks,
                first.exchanges,
                basis,
                known,
                counts,
            )
        )
    return sorted(failures, key=lambda one: (not one.counts, one.rule.operation or "", one.rule.id, one.operation or ""))


def _shown(reason: str | None) -> str | None:
    return None if reason is None else printable(reason)


def _results(contract: Contract, ended: list[CheckEnded], failures: list[Failure]) -> list[RuleResult]:
    """One result per rule, in the order of the document: failed where one check failed, passed where one passed."""
    found: dict[RuleId, list[tuple[str, str, str | None, float]]] = {}
    for event in ended:
        share = event.outcome.seconds / max(1, len(event.outcome.verdicts))
        for verdict in event.outcome.verdicts:
            found.setdefault(verdict.rule, []).append((event.check.name, verdict.status, _shown(verdict.reason), share))
    for failure in failures:
        found.setdefault(failure.rule.id, []).append((failure.checks[0], "failed", failure.came, 0.0))
    results = []
    for rule in contract.rules.values():
        rows = found.get(rule.id)
        if rows is None:
            continue
        statuses = {status for _, status, _, _ in rows}
        status: Literal["passed", "failed", "skipped"] = (
            "failed" if "failed" in statuses else "passed" if "passed" in statuses else "skipped"
        )
        missed = [reason for _, how, reason, _ in rows if how == "skipped" and reason] if status == "passed" else []
        reasons = tuple(dict.fromkeys(reason for _, how, reason, _ in rows if how == status and reason))
        names = tuple(dict.fromkeys(name for name, _, _, _ in rows))
        seconds = sum(share for *_, share in rows)
        results.append(RuleResult(rule, status, names, reasons, seconds, tuple(dict.fromkeys(missed))))
    return results
