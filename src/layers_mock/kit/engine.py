"""Running checks against a target: concurrently, and telling what happens as events."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from queue import SimpleQueue
from threading import Lock
from traceback import extract_tb
from typing import NamedTuple

from layers_mock.contract import Contract, OperationId, Rule, RuleId
from layers_mock.kit.api import Api
from layers_mock.kit.check import Check
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.exchange import Exchange
from layers_mock.kit.gate import Gate, worst_price
from layers_mock.kit.observers import Observer
from layers_mock.kit.outcome import BrokenRuleError, Finding, Outcome, UnprovidedError, Verdict
from layers_mock.kit.plan import Plan, PlannedCheck
from layers_mock.kit.provision import Provider
from layers_mock.kit.transport import Transport
from layers_mock.kit.waiting import stopwatch

__all__ = ["Run", "run", "run_check"]

_KEPT_EVIDENCE = 6


class Run(NamedTuple):
    """Everything that a run needs."""

    contract: Contract
    checks: Sequence[Check]
    transport: Transport
    provider: Provider
    gate: Gate
    base_url: str
    about: str
    seed: int
    concurrency: int = 8
    plan: Plan = Plan({})


def run(plan: Run) -> Iterator[Event]:
    """Run all checks and tell what happens: those that may share the target at once, the others one by one behind them."""
    begun = stopwatch()
    yield RunStarted(plan.contract, plan.checks, plan.base_url, plan.about, plan.seed)
    observer = _Shared(plan.contract)
    alone = [one for one in plan.checks if one.is_alone and plan.provider.is_shared]
    together = [one for one in plan.checks if one not in alone]
    # Long ones first, so that none of them is left running by itself at the end.
    together.sort(key=lambda one: not one.is_long)
    is_complete = False
    try:
        yield from _run_all(plan, together, observer, plan.concurrency)
        yield from _run_all(plan, alone, observer, 1)
        is_complete = True
    finally:
        yield RunEnded(stopwatch() - begun, is_complete)


def _run_all(plan: Run, checks: Sequence[Check], observer: "_Shared", concurrency: int) -> Iterator[Event]:
    events: SimpleQueue[Event] = SimpleQueue()

    def one(check: Check) -> None:
        events.put(CheckStarted(check))
        events.put(CheckEnded(check, run_check(plan, check, observer)))

    with ThreadPoolExecutor(concurrency, thread_name_prefix="check") as threads:
        waiting: set[Future[None]] = {threads.submit(one, check) for check in checks}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.1, return_when=FIRST_COMPLETED)
                while not events.empty():
                    yield events.get()
                for future in done:
                    future.result()
        finally:
            for future in waiting:
                future.cancel()
    while not events.empty():
        yield events.get()


class _Shared:
    """What all checks of a run have in common: the observer of every answer, and which findings of it were told already."""

    def __init__(self, contract: Contract) -> None:
        self.observer = Observer(contract)
        self._told: set[tuple[str, str | None, str]] = set()
        self._lock = Lock()

    def is_new(self, rule: str, operation: str | None, came: str) -> bool:
        with self._lock:
            size = len(self._told)
            self._told.add((rule, operation, came))
            return len(self._told) > size


def run_check(plan: Run, check: Check, shared: "_Shared | None" = None) -> Outcome:
    """Run one check."""
    begun = stopwatch()
    shared = shared or _Shared(plan.contract)
    observed: list[Finding] = []

    def observer(exchange: Exchange) -> None:
        for seen in shared.observer.observe(exchange):
            if shared.is_new(seen.rule, exchange.operation, seen.came):
                rule = plan.contract.rules[RuleId(seen.rule)]
                basis = seen.basis or rule.basis
                observed.append(Finding(rule, exchange.operation, check.name, rule.statement, seen.came, (exchange,), basis))

    broken: Finding | None = None
    reason: str | None = None
    done = PlannedCheck()
    try:
        with plan.gate.purse(_planned(plan, check)) as purse, plan.provider.provision(check.name) as provision:
            api = Api(plan.contract, plan.transport, provision, purse, seed=f"{plan.seed}/{check.name}", observer=observer)
            try:
                check.run(api)
            except BrokenRuleError as error:
                broken = _finding(plan.contract, check, api, error)
            except UnprovidedError:
                raise
            except (LookupError, TypeError, AttributeError, ValueError) as error:
                broken = _finding(plan.contract, check, api, _unreadable(error))
            finally:
                done = _done(plan, api)
                if plan.provider.is_shared:
                    api.clean_up()
    except UnprovidedError as error:
        reason = str(error)
    verdicts = tuple(_verdict(RuleId(rule), broken, reason) for rule in check.rules)
    findings = (*([broken] if broken else []), *observed)
    return Outcome(check.name, verdicts, findings, done, stopwatch() - begun)


def _planned(plan: Run, check: Check) -> PlannedCheck:
    """What a check may need on this target, with the credits that its states cost there."""
    planned = plan.plan.of(check)
    return planned._replace(credits=planned.credits + plan.provider.credits_for(planned.states))


def _done(plan: Run, api: Api) -> PlannedCheck:
    """What a check has called, and what that can have cost."""
    operations = plan.contract.operations
    price = sum(worst_price(plan.contract, operations[OperationId(name)], body) for name, body in api.calls)
    return PlannedCheck(Counter(name for name, _ in api.calls), tuple(sorted(api.states)), price)


def _verdict(rule: RuleId, broken: Finding | None, reason: str | None) -> Verdict:
    if broken is None:
        return Verdict(rule, "passed" if reason is None else "skipped", reason)
    if broken.rule.id == rule:
        return Verdict(rule, "failed", broken.came)
    # The check ended before it had looked at everything.
    return Verdict(rule, "skipped", f"the check ended at {broken.rule.id}")


def _finding(contract: Contract, check: Check, api: Api, error: BrokenRuleError) -> Finding:
    rule: Rule = contract.rule(error.rule or check.rules[0])
    evidence = tuple(api.exchanges[-_KEPT_EVIDENCE:])
    operation = evidence[-1].operation if evidence else None
    return Finding(
        rule, operation or rule.operation, check.name, error.promised or rule.statement, error.came, evidence, rule.basis
    )


def _unreadable(error: Exception) -> BrokenRuleError:
    """A check that stumbled over what it was answered: the answer lacks what the check reads."""
    line = next((frame.line for frame in reversed(extract_tb(error.__traceback__)) if "suites" in frame.filename
                 or "contract_tests" in frame.filename), None)  # fmt: skip
    where = f" at `{line}`" if line else ""
    return BrokenRuleError(f"an answer that the check cannot read: {type(error).__name__} {error}{where}")
