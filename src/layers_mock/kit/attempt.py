"""One check against a target: provided for, run, and judged."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from traceback import extract_tb
from typing import NamedTuple

from layers_mock.contract import Contract, OperationId, Rule, RuleId
from layers_mock.kit.api import Api
from layers_mock.kit.check import Check
from layers_mock.kit.exchange import Exchange
from layers_mock.kit.gate import Gate, Purse, worst_price
from layers_mock.kit.observers import Observer
from layers_mock.kit.outcome import BrokenRuleError, Finding, Outcome, UnprovidedError, Verdict
from layers_mock.kit.plan import Plan, PlannedCheck
from layers_mock.kit.provision import Provider, Provision
from layers_mock.kit.redaction import Redaction
from layers_mock.kit.transport import Transport
from layers_mock.kit.waiting import stopwatch

__all__ = ["Run", "Watch", "run_check", "wait_for_jobs"]

_KEPT_EVIDENCE = 6
_ABOUT_SCHEMAS = frozenset({"validation.request", "answers.documented"})


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
    is_quick: bool = False
    """Checks take a few of many equal cases."""
    left_out: Sequence[RuleId] = ()
    """The rules that the profile has no check for."""


class Watch:
    """What all checks of a run share: the observer of every answer, and which findings of it were told already."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._observer = Observer(contract)
        self._told: set[tuple[str, str | None, str]] = set()
        self.jobs: list[tuple[str, str]] = []
        """Jobs that checks have begun, with the role whose key began each."""
        self.is_over = False
        """The run was broken off: checks that are under way end at their next answer."""
        self._lock = Lock()

    def findings(self, exchange: Exchange, check: str) -> list[Finding]:
        """What an answer broke that no check has met before."""
        found = []
        for seen in self._observer.observe(exchange):
            if self._is_new(seen.rule, exchange.operation, seen.came):
                rule = self._contract.rules[RuleId(seen.rule)]
                basis = seen.basis or rule.basis
                found.append(Finding(rule, exchange.operation, check, rule.statement, seen.came, (exchange,), basis))
        return found

    def _is_new(self, rule: str, operation: str | None, came: str) -> bool:
        with self._lock:
            size = len(self._told)
            self._told.add((rule, operation, came))
            return len(self._told) > size


def wait_for_jobs(plan: Run, watch: Watch) -> None:
    """Wait until every job is over that checks have begun on a shared account, so that none changes it any more."""
    left, watch.jobs = watch.jobs, []
    with plan.provider.provision("jobs") as provision, plan.gate.purse(PlannedCheck()) as purse:
        api = Api(plan.contract, plan.transport, provision, purse, seed=f"{plan.seed}/jobs")
        for job, role in left:
            with suppress(UnprovidedError):
                api.finish(job, key=role)


def run_check(plan: Run, check: Check, watch: Watch | None = None) -> Outcome:
    """Run one check. Whatever goes wrong in it becomes part of the outcome."""
    return _Attempt(plan, check, watch or Watch(plan.contract)).outcome()


class _Attempt:
    """A check that is being run."""

    def __init__(self, plan: Run, check: Check, watch: Watch) -> None:
        self._plan = plan
        self._check = check
        self._watch = watch
        self._observed: list[Finding] = []
        self._done = PlannedCheck()
        self._api: Api | None = None
        self._is_cleaning = False

    def outcome(self) -> Outcome:
        begun = stopwatch()
        broken: Finding | None = None
        reason: str | None = None
        try:
            self._plan.gate.check_rules(self._check.rules)
            with self._plan.gate.purse(self._planned()) as purse, self._plan.provider.provision(self._check.name) as provision:
                self._api = self._made_api(provision, purse)
                broken = self._judged(self._api)
        except UnprovidedError as error:
            reason = str(error)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a fault of a check must not end the run; it is told, and never passes
            reason = f"the check itself failed: {type(error).__name__}: {error}"
        verdicts = tuple(_verdict(RuleId(rule), broken, reason) for rule in self._check.rules)
        findings = (*([broken] if broken else []), *self._observed)
        unanswered = len(self._api.unanswered) if self._api else 0
        outcome = Outcome(self._check.name, verdicts, findings, self._done, stopwatch() - begun, unanswered)
        return Redaction(self._api.secrets).outcome(outcome) if self._api else outcome

    def _planned(self) -> PlannedCheck:
        """What the check may need on this target, with the credits that its states cost there."""
        planned = self._plan.plan.of(self._check)
        return planned._replace(credits=planned.credits + self._plan.provider.credits_for(planned.states))

    def _made_api(self, provision: Provision, purse: Purse) -> Api:
        plan = self._plan
        seed = f"{plan.seed}/{self._check.name}"
        return Api(
            plan.contract, plan.transport, provision, purse,
            seed=seed, observer=self._observe, provider=plan.provider, is_quick=plan.is_quick,
        )  # fmt: skip

    def _observe(self, exchange: Exchange) -> None:
        self._observed += self._watch.findings(exchange, self._check.name)
        if self._watch.is_over and not self._is_cleaning:
            raise UnprovidedError("the run was broken off")

    def _judged(self, api: Api) -> Finding | None:
        """The finding of the check, where it has one."""
        try:
            self._check.run(api)
        except BrokenRuleError as error:
            return self._finding(api, error)
        except (LookupError, TypeError, AttributeError, ValueError) as error:
            if _is_of_the_kit(error):
                raise
            return self._finding(api, _unreadable(error))
        finally:
            self._done = _done(self._plan.contract, api)
            self._watch.jobs += api.jobs
            if self._plan.provider.is_shared:
                self._is_cleaning = True
                api.clean_up()
        return None

    def _finding(self, api: Api, error: BrokenRuleError) -> Finding:
        rule: Rule = self._plan.contract.rule(error.rule or self._check.rules[0])
        evidence = tuple(api.exchanges[-_KEPT_EVIDENCE:])
        operation = (evidence[-1].operation if evidence else None) or rule.operation
        promised = error.promised or rule.statement
        basis = _basis_of(self._plan.contract, rule, operation)
        return Finding(rule, operation, self._check.name, promised, error.came, evidence, basis)


def _basis_of(contract: Contract, rule: Rule, operation: str | None) -> str:
    """How sure a finding is: a rule about all schemas is no surer than the schemas of the operation."""
    found = contract.operations.get(OperationId(operation or ""))
    if rule.id in _ABOUT_SCHEMAS and found is not None and found.provenance != "documented":
        return "inferred"
    return rule.basis


def _done(contract: Contract, api: Api) -> PlannedCheck:
    """What a check has called, and what that can have cost."""
    price = sum(worst_price(contract, contract.operations[OperationId(name)], body) for name, body in api.calls)
    return PlannedCheck(Counter(name for name, _ in api.calls), tuple(sorted(api.states)), price)


def _verdict(rule: RuleId, broken: Finding | None, reason: str | None) -> Verdict:
    if broken is None:
        return Verdict(rule, "passed" if reason is None else "skipped", reason)
    if broken.rule.id == rule:
        return Verdict(rule, "failed", broken.came)
    # The check ended before it had looked at everything.
    return Verdict(rule, "skipped", f"the check ended at {broken.rule.id}")


def _is_of_the_kit(error: Exception) -> bool:
    """Whether the kit stumbled and not the check: the innermost frame is the kit's own."""
    frames = extract_tb(error.__traceback__)
    return bool(frames) and Path(frames[-1].filename).parent == Path(__file__).parent


def _unreadable(error: Exception) -> BrokenRuleError:
    """A check that stumbled over what it was answered: the answer lacks what the check reads."""
    line = next((frame.line for frame in reversed(extract_tb(error.__traceback__)) if "suites" in frame.filename
                 or "contract_tests" in frame.filename), None)  # fmt: skip
    where = f" at `{line}`" if line else ""
    return BrokenRuleError(f"an answer that the check cannot read: {type(error).__name__} {error}{where}")
