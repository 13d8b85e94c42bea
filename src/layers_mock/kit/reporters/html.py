"""The report as one page that needs nothing else: no script, no file beside it, nothing from outside."""

from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

from layers_mock.kit.report import Failure, Report, RuleResult

__all__ = ["render"]

_STYLE = Path(__file__).with_name("report.css")
_LABELS = {"passed": "passed", "failed": "failed", "skipped": "skipped"}
_BASIS = {
    "documented": "printed on the vendor's page",
    "inferred": "no page shows it; what a sensible vendor would do",
    "conflicting": "the vendor's pages disagree",
}


def render(report: Report) -> str:
    """The report as HTML."""
    title = f"Contract check of {report.base_url}"
    parts = [*_head(report, title), *_failures(report), *_skipped(report), *_rules(report)]
    style = _STYLE.read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<main>\n" + "\n".join(parts) + "\n</main>\n</body>\n</html>\n"
    )


def _head(report: Report, title: str) -> Iterator[str]:
    yield f"<header>\n<h1>{escape(title)}</h1>"
    about = f"{report.about}; edition {report.contract.edition}; seed {report.seed}"
    spent = f" in {report.seconds:.1f} s" if report.is_complete else ""
    yield f"<p>{escape(about)}; {sum(report.calls.values())} calls{spent}.</p>"
    if not report.is_complete:
        yield '<p class="broken">The run was broken off before its end.</p>'
    if report.unanswered:
        yield f'<p class="broken">{report.unanswered} calls got no answer.</p>'
    if report.has_shown_nothing:
        yield '<p class="broken">Nothing is shown: every rule was skipped.</p>'
    counting = sum(failure.counts for failure in report.failures)
    verdict = f"{counting} failures set the exit code" if counting else "Nothing failed that sets the exit code"
    yield f'<p class="verdict {"bad" if report.exit_code else "good"}">{verdict}</p>'
    yield _bar(report)
    if report.left_out:
        yield f"<p>The quick profile left out {len(report.left_out)} rules; --profile full looks at them too.</p>"
    yield "</header>"


def _bar(report: Report) -> str:
    total = max(1, len(report.rules))
    counts = [(status, report.count(status)) for status in _LABELS]
    pieces = "".join(f'<i class="{status}" style="width:{100 * count / total:.2f}%"></i>' for status, count in counts)
    told = ", ".join(f'<b class="{status}">{count}</b> {_LABELS[status]}' for status, count in counts)
    return f'<div class="bar" aria-hidden="true">{pieces}</div>\n<p>{len(report.rules)} rules: {told}</p>'


def _failures(report: Report) -> Iterator[str]:
    groups = (
        ("Failed", [one for one in report.failures if one.counts]),
        ("Reported apart: no page documents these rules, or the pages disagree", _apart(report.failures)),
        ("Known", [one for one in report.failures if one.known is not None]),
    )
    for title, failures in groups:
        if failures:
            yield f"<section>\n<h2>{escape(title)} <small>{len(failures)}</small></h2>"
            yield from (_card(failure, report) for failure in failures)
            yield "</section>"


def _apart(failures: Iterable[Failure]) -> list[Failure]:
    return [one for one in failures if not one.counts and one.known is None]


def _card(failure: Failure, report: Report) -> str:
    rule = failure.rule
    rows = [("Promised", escape(failure.promised)), ("Came", f"<code>{escape(failure.came)}</code>")]
    if failure.promised != rule.statement:
        rows.insert(0, ("Rule", escape(rule.statement)))
    rows += [("Page", escape(rule.page)), ("Basis", escape(f"{failure.basis}: {_BASIS[failure.basis]}"))]
    if failure.known is not None:
        rows.append(("Known", escape(f"until {failure.known.expires}: {failure.known.reason}")))
    if failure.curl:
        rows.append(("Reproduce", f"<pre>{escape(failure.curl)}</pre>"))
    rows.append(("Again", f"<pre>{escape(report.again(rule))}</pre>"))
    where = f" <span>in {escape(failure.operation)}</span>" if failure.operation else ""
    kind = "failed" if failure.counts else "apart"
    listed = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in rows)
    return f'<article class="{kind}" id="{escape(rule.id)}">\n<h3>{escape(rule.id)}{where}</h3>\n<dl>{listed}</dl>\n</article>'


def _skipped(report: Report) -> Iterator[str]:
    groups: dict[str, list[str]] = {}
    for result in report.rules:
        if result.status == "skipped":
            groups.setdefault(result.reasons[0] if result.reasons else "", []).append(result.rule.id)
    if not groups:
        return
    yield "<section>\n<h2>Skipped, so not shown to hold</h2>\n<ul>"
    for reason, rules in sorted(groups.items(), key=lambda group: -len(group[1])):
        listed = ", ".join(f"<code>{escape(rule)}</code>" for rule in rules)
        yield f"<li><details><summary><b>{len(rules)}</b> {escape(reason)}</summary><p>{listed}</p></details></li>"
    yield "</ul>\n</section>"


def _rules(report: Report) -> Iterator[str]:
    """Every rule, by operation; operations with failures are open."""
    groups: dict[str, list[RuleResult]] = {}
    for result in report.rules:
        groups.setdefault(result.rule.operation or "Whole API", []).append(result)
    yield "<section>\n<h2>Every rule</h2>"
    for name, results in groups.items():
        is_open = " open" if any(result.status == "failed" for result in results) else ""
        counts = ", ".join(
            f'<b class="{status}">{count}</b> {label}'
            for status, label in _LABELS.items()
            if (count := sum(result.status == status for result in results))
        )
        yield f"<details{is_open}>\n<summary>{escape(name)} <small>{counts}</small></summary>\n<table>"
        yield from (_row(result) for result in results)
        yield "</table>\n</details>"
    yield "</section>"


def _row(result: RuleResult) -> str:
    why = f"<br><small>{escape('; '.join(result.reasons)[:300])}</small>" if result.reasons else ""
    return (
        f'<tr class="{result.status}"><td>{_LABELS[result.status]}</td><td><code>{escape(result.rule.id)}</code></td>'
        f"<td>{escape(result.rule.statement)}{why}</td><td>{escape(result.rule.basis)}</td></tr>"
    )
