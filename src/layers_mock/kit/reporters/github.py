"""Annotations of a GitHub Actions run: one line per failure, as its workflow commands want them."""

from layers_mock.kit.report import Failure, Report

__all__ = ["render"]


def render(report: Report) -> str:
    """Workflow commands: errors for what sets the exit code, notices for what is reported apart."""
    return "".join(f"{_command(failure)}\n" for failure in report.failures if failure.known is None)


def _command(failure: Failure) -> str:
    level = "error" if failure.counts else "notice"
    where = f" in {failure.operation}" if failure.operation else ""
    text = f"Promised: {failure.promised}\nCame: {failure.came}\nPage: {failure.rule.page}"
    return f"::{level} title={_property(failure.rule.id + where)}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
