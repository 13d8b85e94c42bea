"""``check URL``: whether an implementation keeps the contract."""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click

from layers_mock.cli.options import edition_option, flag
from layers_mock.errors import UsageError

if TYPE_CHECKING:
    from layers_mock.contract import Contract
    from layers_mock.kit.check import Check
    from layers_mock.kit.engine import Run
    from layers_mock.kit.plan import Plan
    from layers_mock.kit.report import Report
    from layers_mock.kit.selection import Selection
    from layers_mock.kit.target import Target

__all__ = ["check"]

_NEEDED = ("httptools", "hypothesis", "schemathesis")
_FORMATS = {"junit": "junit", "html": "html", "json": "json_document", "sarif": "sarif"}
"""Report files by flag, with the reporter's module."""
_FILE = click.Path(dir_okay=False, path_type=Path)
F = TypeVar("F", bound=Callable[..., Any])


class _Wanted(NamedTuple):
    """The flags, as click gives them."""

    target: Path | None
    rule: tuple[str, ...]
    operation: tuple[str, ...]
    profile: str
    seed: int
    basis: str
    live: bool
    max_credits: int
    outward: tuple[str, ...]
    plan: bool
    baseline: Path | None
    concurrency: int | None
    control_token: str | None
    edition: str
    junit: Path | None
    html: Path | None
    json: Path | None
    sarif: Path | None

    @property
    def reaching(self) -> tuple[str, ...]:
        """The flags without which a check of one rule would not see the same target."""
        target = ("--target", str(self.target)) if self.target else ()
        live = ("--live",) if self.live else ()
        credits_ = ("--max-credits", str(self.max_credits)) if self.max_credits else ()
        outward = tuple(part for name in self.outward for part in ("--outward", name))
        return (*target, *live, *credits_, *outward)

    @property
    def files(self) -> dict[str, Path]:
        """The report files asked for, by format."""
        given = {name: getattr(self, name) for name in _FORMATS}
        return {name: path for name, path in given.items() if path is not None}


@click.command()
@click.argument("url", required=False)
@flag("--target", type=_FILE, metavar="FILE", help="Keys and states of a target that is not ours.")
@flag("--rule", multiple=True, metavar="GLOB", help="Only checks of these rules, as in 'idempotency.*'; repeatable.")
@flag("--operation", multiple=True, metavar="ID", help="Only checks of the rules of this operation; repeatable.")
@flag(
    "--profile",
    type=click.Choice(["quick", "full"]),
    default="full",
    show_default=True,
    help="quick takes fewer of many equal cases, and leaves out searches and rules that no page documents.",
)
@flag("--seed", type=int, default=1, show_default=True, help="The same seed makes the same plan.")
@flag(
    "--basis",
    type=click.Choice(["documented", "all"]),
    default="documented",
    show_default=True,
    help="Which rules set the exit code; others are reported apart, and are none of quick's.",
)
@flag("--live", is_flag=True, help="Allow calls that change a target which is not disposable.")
@flag(
    "--max-credits",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Allow billable calls up to so many credits.",
)
@flag("--outward", multiple=True, metavar="ID", help="Allow this operation, which reaches the outside; repeatable.")
@flag("--plan", is_flag=True, help="Print what would be called, how often, and what it could cost. Calls nothing.")
@flag("--baseline", type=_FILE, metavar="FILE", help="Known failures, each with a reason and an expiry.")
@flag("--junit", type=_FILE, metavar="FILE", help="Write JUnit XML, one case per rule.")
@flag("--html", type=_FILE, metavar="FILE", help="Write one page that needs nothing else.")
@flag("--json", envvar="LAYERS_MOCK_CHECK_JSON", type=_FILE, metavar="FILE", help="Write everything as JSON.")
@flag("--sarif", type=_FILE, metavar="FILE", help="Write SARIF 2.1.0.")
@flag("--concurrency", type=click.IntRange(1, 64), help="Checks at once; else as the target file says, or 8.")
@flag("--control-token", metavar="TOKEN", help="The control token of a layers-mock that is not on loopback.")
@edition_option
@click.pass_context
def check(context: click.Context, /, *, url: str | None, **flags: Any) -> None:
    """Check whether the implementation at URL keeps the contract, rule by rule.

    A layers-mock needs nothing else. Any other implementation needs --target with its keys and states, and --live for more
    than reading. Exit codes: 0 fine, 1 findings, 2 usage.
    """
    _refuse_without_kit()
    from layers_mock.contract import load
    from layers_mock.kit.connect import refuse_unknown_names
    from layers_mock.kit.loading import load_checks, suites_directory
    from layers_mock.kit.plan import read_plan
    from layers_mock.kit.selection import select
    from layers_mock.kit.target import read_target
    from layers_mock.kit.written import unknown_operation

    wanted = _Wanted(**flags)
    contract = load(wanted.edition)
    target = read_target(wanted.target) if wanted.target else None
    if target is not None:
        refuse_unknown_names(target, contract)
    for name in wanted.outward:
        if name not in contract.operations:
            raise UsageError(f"--outward: no operation {unknown_operation(name, contract)}")
    chosen = select(
        load_checks(contract), contract, rules=wanted.rule, operations=wanted.operation,
        is_quick=wanted.profile == "quick", counts_all=wanted.basis == "all",
    )  # fmt: skip
    plan = read_plan(suites_directory())
    if wanted.plan:
        click.echo(_planned(contract, chosen.checks, plan, target))
        return
    report = _report(url, wanted, contract, target, chosen, plan)
    context.exit(report.exit_code)


def _refuse_without_kit() -> None:
    """Raises :class:`UsageError` that says what to install."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise UsageError(f"check needs {' and '.join(missing)}, which the kit brings: pip install 'layers-mock[kit]'.")


def _planned(contract: "Contract", checks: "list[Check]", plan: "Plan", target: "Target | None") -> str:
    """Operations with effect and number of calls, and the credits they could cost."""
    from layers_mock.kit.gate import offered_part
    from layers_mock.kit.plan import Plan
    from layers_mock.kit.recipes import RECIPE_CREDITS

    offered = target.operations if target else None
    plan = Plan({name: offered_part(contract, row, offered) for name, row in plan.checks.items()})
    calls = plan.calls(checks)
    rules = {rule for one in checks for rule in one.rules}
    lines = [f"{len(checks)} checks of {len(rules)} rules would call:"]
    called = [operation for operation in contract.operations.values() if calls[operation.id]]
    lines += [f"  {calls[operation.id]:>6}  {operation.id:<28} {operation.effect}" for operation in called]
    lines.append(f"  {calls.total():>6}  calls; polls of jobs come on top where the clock cannot be moved")
    lines.append(f"They could cost up to {plan.credits(checks)} credits on a target that is not disposable.")
    given = target.states if target else {}
    made = [name for one in checks for name in plan.of(one).states if name in RECIPE_CREDITS and name not in given]
    if made:
        extra = sum(RECIPE_CREDITS[name] for name in made)
        named = " and ".join(sorted(set(made)))
        lines.append(f"Another {extra} where no target file gives {named}, which are then made by calls.")
    return "\n".join(lines)


def _report(
    url: str | None, wanted: _Wanted, contract: "Contract", target: "Target | None", chosen: "Selection", plan: "Plan"
) -> "Report":
    """Run the checks, tell what came of them, write the files."""
    from layers_mock.kit.baseline import Baseline, read_baseline
    from layers_mock.kit.connect import connect
    from layers_mock.kit.engine import Run
    from layers_mock.kit.gate import Gate
    from layers_mock.kit.reporters.terminal import summary

    baseline = read_baseline(wanted.baseline, contract) if wanted.baseline else Baseline()
    _refuse_unwritable(wanted.files)
    found = connect(url, target, contract, seed=wanted.seed, token=wanted.control_token)
    gate = Gate(
        contract,
        is_disposable=found.is_disposable,
        is_live=wanted.live,
        max_credits=wanted.max_credits,
        outward=wanted.outward,
        offered=found.offered,
    )
    concurrency = wanted.concurrency or found.concurrency
    run = Run(
        contract, chosen.checks, found.transport, found.provider, gate, found.base_url, found.about, wanted.seed, concurrency,
        plan, is_quick=wanted.profile == "quick", left_out=chosen.left_out,
    )  # fmt: skip
    report = _watched(run, baseline, counts_all=wanted.basis == "all")
    report.flags = wanted.reaching
    _tell(summary(report))
    for name, path in wanted.files.items():
        content = import_module(f"layers_mock.kit.reporters.{_FORMATS[name]}").render(report)
        try:
            path.write_text(content, encoding="utf-8")
        except OSError as error:
            raise UsageError(f"--{name}: {path} cannot be written: {error.strerror}.") from None
    _annotate(report)
    return report


def _tell(text: str) -> None:
    """The summary. It quotes the target, so where GitHub Actions reads stdout it must not be taken for commands."""
    from layers_mock.kit.waiting import salt

    if not _is_in_actions():
        click.echo(text)
        return
    word = salt()
    click.echo(f"::stop-commands::{word}\n{text}\n::{word}::")


def _watched(run: "Run", baseline: Any, *, counts_all: bool) -> "Report":
    """Run with a progress display; Ctrl-C ends it early, and what was found by then is reported."""
    from layers_mock.kit import engine
    from layers_mock.kit.events import Event
    from layers_mock.kit.report import build_report
    from layers_mock.kit.reporters.terminal import Progress

    progress = Progress(is_shown=sys.stderr.isatty())
    events: list[Event] = []
    try:
        for event in engine.run(run):
            progress.listen(event)
            events.append(event)
    except KeyboardInterrupt:
        click.echo("\nBroken off.", err=True)
    return build_report(events, baseline, datetime.now(UTC).date(), counts_all=counts_all)  # noqa: TID251 - a baseline expires on a real day


def _refuse_unwritable(files: dict[str, Path]) -> None:
    """Raises :class:`UsageError` before anything is called where a report could not be written afterwards."""
    for name, path in files.items():
        if not path.parent.is_dir():
            raise UsageError(f"--{name}: there is no folder {path.parent}.")


def _annotate(report: "Report") -> None:
    """Annotations of the run, where GitHub Actions reads stdout."""
    if _is_in_actions():
        from layers_mock.kit.reporters.github import render

        click.echo(render(report), nl=False)


def _is_in_actions() -> bool:
    import os

    return os.environ.get("GITHUB_ACTIONS") == "true"
