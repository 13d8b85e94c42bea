"""The report at a terminal: while the run goes on, and when it is over."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence

import click

from layers_mock.contract import RuleId
from layers_mock.kit.check import Check
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.report import Failure, Report, RuleResult

__all__ = ["Progress", "summary"]

_WIDTH = 110
_MOST_NAMED = 6


class Progress:
    """One line on stderr that names rule and operation of what runs, where stderr is a terminal."""

    def __init__(self, *, is_shown: bool) -> None:
        self._is_shown = is_shown
        self._total = 0
        self._done = 0
        self._failed = 0
        self._operations: dict[RuleId, str] = {}

    def listen(self, event: Event) -> None:
        """Show where the run is."""
        if isinstance(event, RunStarted):
            self._total = len(event.checks)
            self._operations = {rule.id: rule.operation or "whole API" for rule in event.contract.rules.values()}
        elif isinstance(event, CheckStarted):
            self._draw(event.check)
        elif isinstance(event, CheckEnded):
            self._done += 1
            self._failed += any(verdict.status == "failed" for verdict in event.outcome.verdicts)
        elif isinstance(event, RunEnded):
            self._write("")

    def _draw(self, check: Check) -> None:
        failed = f", {self._failed} failed" if self._failed else ""
        operation = self._operations.get(RuleId(check.rules[0]), "")
        self._write(f"[{self._done}/{self._total}{failed}] {check.rules[0]}  {operation}  {check.about}")

    def _write(self, text: str) -> None:
        if self._is_shown:
            width = shutil.get_terminal_size((_WIDTH, 24)).columns - 1
            click.echo(f"\r\x1b[2K{text[:width]}", err=True, nl=False)


def summary(report: Report) -> str:
    """The whole report as text: what failed, what is reported apart, what was skipped and why, and the figures."""
    return "\n".join([*_head(report), *_failed(report), *_skipped(report), *_baseline(report), *_figures(report)])


def _head(report: Report) -> Iterator[str]:
    yield click.style(f"Checked {report.base_url}", bold=True) + f" against edition {report.contract.edition}: {report.about}."
    yield ""


def _failed(report: Report) -> Iterator[str]:
    counting = [failure for failure in report.failures if failure.counts]
    known = [failure for failure in report.failures if failure.known is not None]
    apart = [failure for failure in report.failures if not failure.counts and failure.known is None]
    for failure in counting:
        yield from _told(failure, report, click.style("FAILED", fg="red", bold=True))
    if apart:
        yield click.style("Reported apart: no page documents these rules, or the pages disagree.", bold=True)
        yield ""
    for failure in apart:
        yield from _told(failure, report, click.style("DIFFERS", fg="yellow", bold=True))
    for failure in known:
        entry = failure.known
        until = f" until {entry.expires}: {entry.reason}" if entry else ""
        yield click.style("KNOWN ", fg="yellow") + f"  {_name(failure)}{until}"
    if known:
        yield ""


def _told(failure: Failure, report: Report, label: str) -> Iterator[str]:
    rule = failure.rule
    yield f"{label}  {click.style(_name(failure), bold=True)}  ({failure.basis})"
    yield from _field("promised", failure.promised)
    if failure.promised != rule.statement:
        yield from _field("rule", rule.statement)
    yield from _field("came", failure.came)
    yield from _field("page", rule.page)
    yield from _field("check", ", ".join(failure.checks))
    if failure.curl:
        yield f"  {'curl':<9} {failure.curl}"
    yield f"  {'again':<9} {report.again(rule)}"
    yield ""


def _name(failure: Failure) -> str:
    return f"{failure.rule.id} in {failure.operation}" if failure.operation else failure.rule.id


def _field(name: str, text: str) -> Iterator[str]:
    yield textwrap.fill(
        text, _WIDTH, initial_indent=f"  {name:<9} ", subsequent_indent=" " * 12, break_long_words=False, break_on_hyphens=False
    )


def _skipped(report: Report) -> Iterator[str]:
    """Rules that were skipped, and those that passed without all of their checks, grouped by why."""
    skipped = [(result.reasons, result) for result in report.rules if result.status == "skipped"]
    yield from _grouped("Skipped, so not shown to hold:", skipped)
    missed = [(result.missed, result) for result in report.rules if result.missed]
    yield from _grouped("Passed, though not all of their checks could run:", missed)


def _grouped(title: str, rows: Sequence[tuple[Sequence[str], RuleResult]]) -> Iterator[str]:
    groups: dict[str, list[RuleResult]] = {}
    for reasons, result in rows:
        groups.setdefault(reasons[0] if reasons else "no reason given", []).append(result)
    if not groups:
        return
    yield click.style(title, bold=True)
    for reason, results in sorted(groups.items(), key=lambda group: -len(group[1])):
        yield textwrap.fill(
            f"{len(results):>4}  {reason.rstrip('.')}: {_listed([result.rule.id for result in results])}",
            _WIDTH, subsequent_indent=" " * 6, break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    yield ""


def _listed(names: Sequence[str]) -> str:
    rest = len(names) - _MOST_NAMED
    return ", ".join(names[:_MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _baseline(report: Report) -> Iterator[str]:
    for entry in report.expired:
        yield f"Baseline: {entry.rule} expired on {entry.expires}; it counts again."
    for entry in report.unused:
        yield f"Baseline: {entry.rule} does not fail any more; take the entry out."
    if report.expired or report.unused:
        yield ""


def _figures(report: Report) -> Iterator[str]:
    counting = sum(failure.counts for failure in report.failures)
    apart = len(report.failures) - counting
    known = sum(failure.known is not None for failure in report.failures)
    parts = [
        click.style(f"{report.count('passed')} rules passed", fg="green"),
        click.style(f"{report.count('failed')} failed", fg="red" if counting else None),
        f"{report.count('skipped')} skipped",
    ]
    spent = f" in {report.seconds:.1f} s" if report.is_complete else ""
    yield ", ".join(parts) + f"; {sum(report.calls.values())} calls{spent}; seed {report.seed}"
    if report.left_out:
        yield f"The quick profile left out {len(report.left_out)} rules; --profile full looks at them too."
    if report.failures:
        told = [f"{counting} set the exit code", *([f"{apart - known} reported apart"] if apart - known else [])]
        yield f"{len(report.failures)} failures: " + ", ".join([*told, *([f"{known} known"] if known else [])])
    if report.unanswered:
        yield click.style(f"{report.unanswered} calls got no answer.", fg="red")
    if report.has_shown_nothing:
        yield click.style("Nothing is shown: every rule was skipped.", fg="red")
    if not report.is_complete:
        yield click.style("The run was broken off before its end.", fg="red")
