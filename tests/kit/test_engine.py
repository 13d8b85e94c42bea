"""Runs: what they tell while they go on, what runs at once, and what becomes of checks that crash."""

import threading
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest

from layers_mock.kit import Api, Check, UnprovidedError, equal, holds
from layers_mock.kit.attempt import Watch, run_check
from layers_mock.kit.baseline import Baseline
from layers_mock.kit.engine import run
from layers_mock.kit.events import CheckEnded, CheckStarted, Event, RunEnded, RunStarted
from layers_mock.kit.exchange import Request, Response
from layers_mock.kit.outcome import Outcome
from layers_mock.kit.plan import Plan, PlannedCheck
from layers_mock.kit.provision import Provision
from layers_mock.kit.report import build_report
from layers_mock.kit.transport import TransportError
from tests.harness import contract
from tests.kit.subjects import BASE, Scripted, a_check, a_run, given, json_answer, refused
from tests.kit.test_baseline import TODAY
from tests.kit.test_gate import gate

_PATIENCE_SECONDS = 20


def fine(_: Request) -> Response:
    return json_answer({"id": "prj_1"})


def outcome_of(look: Callable[[Api], None], *rules: str, answer: Callable[[Request], Response] = fine) -> Outcome:
    return run_check(a_run([], Scripted(answer)), a_check(look, *rules))


def statuses(outcome: Outcome) -> dict[str, str]:
    return {one.rule: one.status for one in outcome.verdicts}


def asks(api: Api) -> None:
    api.call("getWhoami")


# --- events


def test_a_run_tells_its_beginning_each_check_and_its_end() -> None:
    checks = [a_check(asks, name=f"tiny.{number}") for number in range(3)]
    events = list(run(a_run(checks, Scripted(fine))))
    started = events[0]
    assert isinstance(started, RunStarted)
    assert (started.base_url, started.about, started.seed, list(started.checks)) == (BASE, "a toy", 1, checks)
    assert [type(event) for event in events[1:-1]] == [CheckStarted, CheckEnded] * 3
    assert [event.check for event in events if isinstance(event, CheckEnded)] == checks
    assert isinstance(events[-1], RunEnded)
    assert events[-1].seconds > 0


def test_where_the_profile_is_quick_a_check_takes_some_of_many_cases_that_the_seed_chooses() -> None:
    taken: list[list[Any]] = []

    def takes(api: Api) -> None:
        taken.extend([api.some(range(40), 5), api.some("abc", 5)])

    plan = a_run([a_check(takes)], Scripted(fine))
    for seed in (1, 1, 2):
        list(run(plan._replace(is_quick=True, seed=seed)))
    list(run(plan))
    first, again, other = taken[0], taken[2], taken[4]
    assert first == again == sorted(set(first))
    assert len(first) == len(other) == 5
    assert first != other
    assert taken[6] == list(range(40))
    assert taken[1] == taken[7] == list("abc")


def test_a_run_without_checks_ends_at_once() -> None:
    assert [type(event) for event in run(a_run([], Scripted(fine)))] == [RunStarted, RunEnded]


def test_searches_begin_first() -> None:
    checks = [a_check(asks, name="short"), a_check(asks, name="long", is_long=True)]
    started = [event.check.name for event in run(a_run(checks, Scripted(fine))) if isinstance(event, CheckStarted)]
    assert started == ["long", "short"]


def test_as_many_checks_run_at_once_as_were_asked_for_and_no_more() -> None:
    together = threading.Barrier(3, timeout=_PATIENCE_SECONDS)
    running, most, lock = 0, 0, threading.Lock()

    def meets(api: Api) -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        together.wait()
        with lock:
            running -= 1

    checks = [a_check(meets, name=f"tiny.{number}") for number in range(6)]
    ended = [event for event in run(a_run(checks, Scripted(fine), concurrency=3)) if isinstance(event, CheckEnded)]
    assert most == 3
    assert [status for event in ended for status in statuses(event.outcome).values()] == ["passed"] * 6


def test_on_a_shared_account_checks_that_read_all_of_it_run_behind_the_others_one_by_one() -> None:
    running: Counter[str] = Counter()
    met: list[tuple[str, int]] = []
    lock, never = threading.Lock(), threading.Event()

    def counts(name: str) -> Callable[[Api], None]:
        def look(api: Api) -> None:
            with lock:
                running[name] += 1
                met.append((name, running.total()))
            # Long enough for another one to come in, if it could.
            never.wait(0.02)
            with lock:
                running[name] -= 1

        return look

    alone = [a_check(counts("alone"), name=f"alone.{number}", is_alone=True) for number in range(4)]
    others = [a_check(counts("other"), name=f"other.{number}") for number in range(8)]
    list(run(a_run([*alone, *others], Scripted(fine), concurrency=4)))
    assert [name for name, _ in met] == ["other"] * 8 + ["alone"] * 4
    assert [count for name, count in met if name == "alone"] == [1] * 4


def test_in_worlds_of_their_own_such_checks_need_not_wait() -> None:
    provider = given()
    provider.is_shared = False
    together = threading.Barrier(2, timeout=_PATIENCE_SECONDS)
    checks = [a_check(lambda _: bool(together.wait()), name=f"tiny.{number}", is_alone=True) for number in range(2)]  # type: ignore[arg-type]
    ended = [
        event for event in run(a_run(checks, Scripted(fine), provider=provider, concurrency=2)) if isinstance(event, CheckEnded)
    ]
    assert [statuses(event.outcome) for event in ended] == [{"get-whoami.fields": "passed"}] * 2


# --- verdicts


def test_a_check_that_ends_quietly_passes_all_its_rules() -> None:
    outcome = outcome_of(lambda _: None, "get-whoami.fields", "get-whoami.tier")
    assert statuses(outcome) == {"get-whoami.fields": "passed", "get-whoami.tier": "passed"}
    assert outcome.findings == ()


def test_a_broken_rule_fails_and_the_others_of_its_check_are_skipped() -> None:
    def look(api: Api) -> None:
        api.call("getWhoami")
        holds(False, "nothing of the kind", rule="get-whoami.tier")

    outcome = outcome_of(look, "get-whoami.fields", "get-whoami.tier")
    assert statuses(outcome) == {"get-whoami.fields": "skipped", "get-whoami.tier": "failed"}
    assert outcome.verdicts[0].reason == "the check ended at get-whoami.tier"
    finding = outcome.findings[0]
    assert (finding.rule.id, finding.operation, finding.came) == ("get-whoami.tier", "getWhoami", "nothing of the kind")
    assert finding.promised == contract().rule("get-whoami.tier").statement
    assert finding.exchanges[-1].request.url == f"{BASE}/v1/whoami"


def test_without_a_name_the_first_rule_is_the_broken_one() -> None:
    outcome = outcome_of(lambda _: equal(1, 2, "a number"), "get-whoami.fields", "get-whoami.tier")
    assert statuses(outcome) == {"get-whoami.fields": "failed", "get-whoami.tier": "skipped"}
    assert outcome.findings[0].promised == "a number: 2"


def raises(error: BaseException) -> Callable[[Api], None]:
    def look(api: Api) -> None:
        raise error

    return look


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("oh"),
        ZeroDivisionError("oh"),
        RecursionError("oh"),
        MemoryError("oh"),
        AssertionError("oh"),
        SystemExit("oh"),
    ],
)
def test_a_check_that_crashes_is_skipped_and_never_passes(error: BaseException) -> None:
    outcome = outcome_of(raises(error))
    assert statuses(outcome) == {"get-whoami.fields": "skipped"}
    assert outcome.verdicts[0].reason == f"the check itself failed: {type(error).__name__}: oh"


def test_a_crash_does_not_end_the_run() -> None:
    checks = [a_check(raises(SystemExit("oh")), name="crashes"), a_check(asks, name="works")]
    ended = [event for event in run(a_run(checks, Scripted(fine))) if isinstance(event, CheckEnded)]
    assert [statuses(event.outcome)["get-whoami.fields"] for event in ended] == ["skipped", "passed"]


@pytest.mark.parametrize("body", [b"[]", b"null", b"7", b'"x"', b"{}", b'{"items": 3}', b'{"items": [1]}', b'{"items": {}}'])
def test_an_answer_that_the_check_cannot_read_is_a_finding(body: bytes) -> None:
    outcome = outcome_of(
        lambda api: api.call("listProjects").json["items"][0]["id"].upper(), answer=lambda _: Response(200, (), body)
    )
    assert statuses(outcome) == {"get-whoami.fields": "failed"}
    assert outcome.findings[0].came.startswith("an answer that the check cannot read: ")


def test_what_a_check_builds_on_and_does_not_get_skips_it() -> None:
    for answer in (
        lambda _: refused(403, "FORBIDDEN_SCOPE"),
        lambda _: json_answer(None),
        lambda _: Response(200, (), b"<html>"),
    ):
        outcome = outcome_of(lambda api: api.made("createProject", body={}), answer=answer)
        assert statuses(outcome) == {"get-whoami.fields": "skipped"}
        assert str(outcome.verdicts[0].reason).startswith("createProject, which the check builds on, answered ")


def test_checks_that_a_wrong_key_skips_tell_one_reason_and_where_to_look() -> None:
    def refuse(_: Request) -> Response:
        return refused(401, "UNAUTHENTICATED")

    told = {outcome_of(lambda api: api.made("createProject", body={}), answer=refuse).verdicts[0].reason for _ in range(2)}
    answered = "createProject, which the check builds on, answered 401 UNAUTHENTICATED: No."
    assert told == {f"{answered} Is keys.full of the target file a key of it?"}


def test_what_an_answer_breaks_for_every_check_is_found_once() -> None:
    def look(api: Api) -> None:
        for _ in range(3):
            api.call("getWhoami")

    transport = Scripted(lambda _: Response(500, (), b"<html>"))
    watch = Watch(contract())
    outcomes = [run_check(a_run([], transport), a_check(look, name=name), watch) for name in ("a", "b")]
    found = [(finding.rule.id, finding.check) for outcome in outcomes for finding in outcome.findings]
    assert ("errors.envelope", "a") in found
    assert ("errors.internal", "a") in found
    assert len({rule for rule, _ in found}) == len(found)
    assert [statuses(outcome) for outcome in outcomes] == [{"get-whoami.fields": "passed"}] * 2


def test_a_check_tells_what_it_called_and_what_that_can_have_cost() -> None:
    def look(api: Api) -> None:
        api.call("getWhoami")
        api.call("generateContent", "prj_1", body={"format": "slideshow_remix", "variantCount": 2})
        api.call("generateContent", "prj_1", body={"format": "slideshow_remix"})

    assert outcome_of(look).done == PlannedCheck({"getWhoami": 1, "generateContent": 2}, (), 150)


def test_a_check_that_the_gate_refuses_calls_nothing() -> None:
    check = a_check(lambda api: api.made("createProject", body={}))
    planned = Plan({check.name: PlannedCheck({"getWhoami": 1, "createProject": 1})})
    transport = Scripted(fine)
    outcome = run_check(a_run([check], transport, gate=gate(), plan=planned), check)
    assert str(outcome.verdicts[0].reason).startswith("createProject is reversible: it needs --live")
    assert transport.asked == []


def test_a_check_whose_plan_says_too_little_is_stopped_at_its_call() -> None:
    transport = Scripted(fine)

    def look(api: Api) -> None:
        asks(api)
        api.call("createProject", body={})

    check = a_check(look)
    outcome = run_check(a_run([check], transport, gate=gate()), check)
    assert statuses(outcome) == {"get-whoami.fields": "skipped"}
    assert transport.told == ["GET /v1/whoami"]


def test_requests_of_no_operation_pass_the_gate_as_well() -> None:
    transport = Scripted(fine)

    def look(api: Api) -> None:
        api.raw("GET", "/v1/nowhere")
        api.raw("DELETE", "/v1/nowhere")

    check = a_check(look)
    outcome = run_check(a_run([check], transport, gate=gate()), check)
    assert str(outcome.verdicts[0].reason).startswith("DELETE may change something: it needs --live")
    assert transport.told == ["GET /v1/nowhere"]


# --- targets that do not answer


def silent(_: Request) -> Response:
    raise TransportError("GET http://target.test/v1/whoami got no answer: Connection refused")


def test_a_call_without_an_answer_skips_its_check_and_is_counted() -> None:
    outcome = outcome_of(asks, answer=silent)
    assert outcome.verdicts[0].reason == "GET http://target.test/v1/whoami got no answer: Connection refused"
    assert outcome.unanswered == 1


def test_it_is_counted_where_the_check_goes_on_without_it_too() -> None:
    def look(api: Api) -> None:
        with pytest.raises(UnprovidedError):
            api.call("getWhoami")

    outcome = outcome_of(look, answer=silent)
    assert (statuses(outcome), outcome.unanswered) == ({"get-whoami.fields": "passed"}, 1)


def test_a_body_beyond_the_limit_may_be_cut_off() -> None:
    huge = b"x" * (contract().most_body_bytes + 1)
    assert outcome_of(lambda api: bool(api.call("createProject", content=huge)), answer=silent).unanswered == 0  # type: ignore[arg-type]
    assert outcome_of(lambda api: bool(api.fetch("http://cdn.test/a.png")), answer=silent).unanswered == 0  # type: ignore[arg-type]


# --- broken off


class ListenerGoneError(Exception):
    """Stands for Ctrl-C."""


def test_a_run_that_nobody_listens_to_any_more_starts_no_further_check_and_cleans_up() -> None:
    entered, released = threading.Event(), threading.Event()

    def answer(request: Request) -> Response:
        if request.method == "GET":
            entered.set()
            assert released.wait(_PATIENCE_SECONDS)
        return json_answer({"id": "prj_1"})

    def slow(api: Api) -> None:
        api.made("createProject", body={"name": "x"})
        while True:
            api.call("getWhoami")

    transport = Scripted(answer)
    checks = [a_check(slow, name="slow"), *(a_check(asks, name=f"later.{number}") for number in range(50))]
    events: list[Event] = []

    def listen() -> None:
        for event in run(a_run(checks, transport)):
            events.append(event)
            if isinstance(event, CheckStarted):
                assert entered.wait(_PATIENCE_SECONDS)
                threading.Timer(0.05, released.set).start()
                raise ListenerGoneError

    with pytest.raises(ListenerGoneError):
        listen()
    assert transport.told == ["POST /v1/projects", "GET /v1/whoami", "DELETE /v1/projects/prj_1"]
    report = build_report(events, Baseline(), TODAY)
    assert (report.is_complete, report.exit_code) == (False, 1)


def test_worlds_are_asked_for_by_each_check_by_its_name() -> None:
    asked: list[str] = []
    provider = given()
    inner = provider.provision

    def provision(name: str) -> AbstractContextManager[Provision]:
        asked.append(name)
        return inner(name)

    provider.provision = provision  # type: ignore[method-assign,assignment]
    checks: list[Check] = [a_check(asks, name="a"), a_check(asks, name="b")]
    list(run(a_run(checks, Scripted(fine), provider=provider)))
    assert asked == ["a", "b"]
