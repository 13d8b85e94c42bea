"""Every check as a test: what no page documents is told as a warning and not as a failure."""

import warnings

import pytest

from layers_mock.contract import load
from layers_mock.kit import Check
from layers_mock.kit.attempt import Run, run_check
from layers_mock.kit.exchange import curl
from layers_mock.kit.loading import load_checks
from layers_mock.kit.outcome import Finding

__all__ = ["test_check"]


@pytest.mark.parametrize("one", [pytest.param(one, id=one.name) for one in load_checks(load("2026-04"))])
def test_check(one: Check, kit_run: Run) -> None:
    """The target keeps the rules of the check."""
    outcome = run_check(kit_run, one)
    counting = [finding for finding in outcome.findings if finding.basis == "documented"]
    if counting:
        pytest.fail("\n\n".join(map(_told, counting)), pytrace=False)
    for finding in outcome.findings:
        warnings.warn(_told(finding), stacklevel=1)
    skipped = [verdict.reason for verdict in outcome.verdicts if verdict.status == "skipped"]
    if skipped and not outcome.findings:
        pytest.skip(str(skipped[0]))


def _told(finding: Finding) -> str:
    lines = [
        f"{finding.rule.id} ({finding.basis})",
        f"promised: {finding.promised}",
        f"came:     {finding.came}",
        f"page:     {finding.rule.page}",
    ]
    return "\n".join([*lines, *([f"curl:     {curl(finding.exchanges[-1])}"] if finding.exchanges else [])])
