"""JUnit XML: one case per rule, in a suite per operation."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from layers_mock.kit.printable import printable
from layers_mock.kit.report import Failure, Report, RuleResult

__all__ = ["render"]

_WHOLE_API = "whole API"


def render(report: Report) -> str:
    """The report as JUnit XML. Failures that do not set the exit code are cases that were skipped, with what came."""
    root = Element("testsuites", name="layers-mock check", time=f"{report.seconds:.3f}")
    suites: dict[str, Element] = {}
    for result in report.rules:
        name = result.rule.operation or _WHOLE_API
        suite = suites.get(name)
        if suite is None:
            suite = suites[name] = SubElement(root, "testsuite", name=name)
        _add_case(suite, result, [failure for failure in report.failures if failure.rule.id == result.rule.id], report)
    for suite in suites.values():
        _count(suite)
    _count(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _add_case(suite: Element, result: RuleResult, failures: list[Failure], report: Report) -> None:
    place = f"layers.{result.rule.operation or 'api'}"
    case = SubElement(suite, "testcase", name=result.rule.id, classname=place, time=f"{result.seconds:.3f}")
    counting = [failure for failure in failures if failure.counts]
    if counting:
        failed = SubElement(case, "failure", message=printable(counting[0].came), type=counting[0].basis)
        failed.text = printable("\n\n".join(_told(failure, report) for failure in counting))
    elif failures:
        known = failures[0].known
        why = f"known until {known.expires}: {known.reason}" if known else f"{failures[0].basis} rule, reported apart"
        SubElement(case, "skipped", message=printable(f"{why}; came {failures[0].came}"))
    elif result.status == "skipped":
        SubElement(case, "skipped", message=printable("; ".join(result.reasons)))


def _told(failure: Failure, report: Report) -> str:
    lines = [
        f"promised: {failure.promised}",
        f"came: {failure.came}",
        f"page: {failure.rule.page}",
        f"checks: {', '.join(failure.checks)}",
        f"seed: {report.seed}",
    ]
    return "\n".join([*lines, *([f"curl: {failure.curl}"] if failure.curl else [])])


def _count(element: Element) -> None:
    cases = list(element.iter("testcase"))
    element.set("tests", str(len(cases)))
    element.set("failures", str(sum(case.find("failure") is not None for case in cases)))
    element.set("skipped", str(sum(case.find("skipped") is not None for case in cases)))
    element.set("errors", "0")
